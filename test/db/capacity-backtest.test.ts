// The back-test on whole firms: recounted from the rows by other means, kept chances of deals that change, the example.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { capacity_backtest } from '../../api/contract/staffing-outputs.ts';
import { generateDemoFirm } from '../../db/demo/firm.ts';
import { isWorkingDay } from '../../domain/calendar.ts';
import { addDays } from '../../domain/civil-dates.ts';
import { openDesk, type Desk } from './desk.ts';

const AS_OF = '2026-10-31';

async function backtest(desk: Desk, asOf = AS_OF) {
  return capacity_backtest.parse(await desk.report('capacity_backtest', { 'as-of': asOf }));
}

describe('sur la firme de démonstration', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(generateDemoFirm({ seed: 1, consultants: 30, months: 24, today: AS_OF }).files);
  });
  afterAll(() => desk.database.drop());

  test('« probabilité × charge », recomptée ligne à ligne, perd ce que le rapport en dit', async () => {
    const report = await backtest(desk);
    const deals = await desk.app<
      {
        code: string;
        stage: string;
        created: string;
        closed: string;
        began: string | null;
        first: string;
        last: string;
      }[]
    >`select o.code, o.stage, o.created_on as created, o.expected_close_on as closed, o.planned_start_on as first,
        o.planned_end_on as last, (select min(p.starts_on) from projects p where p.opportunity_id = o.id) as began
      from opportunities o`;
    const needs = await desk.app<{ code: string; profile: string; days: number }[]>`
      select o.code, f.name as profile, n.quarter_days / 4.0::float8 as days from opportunity_needs n
      join opportunities o on o.id = n.opportunity_id join profiles f on f.id = n.profile_id`;
    const worked = await desk.app<{ code: string; profile: string; day: string; days: number }[]>`
      select o.code, f.name as profile, r.worked_on as day, r.quarter_days / 4.0::float8 as days
      from time_rows r join projects p on p.id = r.project_id join opportunities o on o.id = p.opportunity_id
      join profiles f on f.id = r.profile_id where r.state <> 'brouillon' and r.worked_on <= ${AS_OF}`;
    const open = (stage: string) => !['gagnee', 'perdue'].includes(stage);
    const endOf = ({ stage, closed, began }: (typeof deals)[number]) =>
      open(stage) ? '9999-12-31' : stage === 'gagnee' && began !== null && began < closed ? began : closed;
    let [lost, judged] = [0, 0];
    for (const { day, points, simple_loss: said, win_rate: rate, deals: count } of report.days) {
      const decided = deals.filter((deal) => endOf(deal) < day);
      const won = decided.filter(({ stage }) => stage === 'gagnee').length;
      expect(rate).toBeCloseTo((won + 1) / (decided.length + 2), 4);
      const then = deals.filter((deal) => deal.created <= day && endOf(deal) > day);
      expect(count).toBe(then.length);
      // Days said and come, a week and profile, walked day by day.
      const [sums, came] = [new Map<string, number>(), new Map<string, number>()];
      const limit = addDays(day, 26 * 7);
      const weekOf = (date: string) => Math.floor((Date.parse(date) - Date.parse(day) - 1) / 604_800_000);
      for (const deal of then) {
        const days: string[] = [];
        for (let date = deal.first; date <= deal.last; date = addDays(date, 1)) if (isWorkingDay(date)) days.push(date);
        for (const need of needs.filter(({ code }) => code === deal.code))
          for (const date of days.filter((one) => one > day && one <= limit)) {
            const key = `${need.profile} ${weekOf(date)}`;
            sums.set(key, (sums.get(key) ?? 0) + (need.days / days.length) * ((won + 1) / (decided.length + 2)));
          }
        for (const row of worked.filter(({ code, day: date }) => code === deal.code && date > day && date <= limit))
          if (needs.some(({ profile, code }) => profile === row.profile && then.some((one) => one.code === code))) {
            const key = `${row.profile} ${weekOf(row.day)}`;
            came.set(key, (came.get(key) ?? 0) + row.days);
          }
      }
      let own = 0;
      for (const key of new Set([...sums.keys(), ...came.keys()])) {
        const week = Number(key.slice(key.lastIndexOf(' ') + 1));
        if (addDays(day, 7 * (week + 1)) > report.worked_until) continue;
        own += (Math.abs((sums.get(key) ?? 0) - (came.get(key) ?? 0)) * (0.1 + 0.5 + 0.9)) / 3;
      }
      if (said !== null) expect(said * points).toBeCloseTo(own, 0);
      lost += own;
      judged += points;
    }
    expect(judged).toBeGreaterThan(100);
    expect((report.total.simple_loss ?? 0) * judged).toBeCloseTo(lost, -1);
  });

  test('dit un verdict qui suit de ses pertes, par horizon et en tout', async () => {
    const { total, horizons, sentence } = await backtest(desk);
    for (const one of [total, ...horizons]) {
      const [range, simple] = [one.range_loss ?? 0, one.simple_loss ?? 0];
      const verdict = range < simple ? 'range_better' : range > simple ? 'range_worse' : 'as_good';
      expect(one.verdict).toBe(one.points === 0 ? 'not_enough' : verdict);
    }
    expect(horizons.reduce((sum, { points }) => sum + points, 0)).toBe(total.points);
    expect(sentence).toMatch(/fait mieux|fait moins bien|ni mieux ni moins bien/);
  });
});

describe('sur la firme d’exemple', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk();
  });
  afterAll(() => desk.database.drop());

  test('quatre affaires ouvertes avec besoins n’ont encore rien donné : c’est jugé tel quel', async () => {
    const report = await backtest(desk);
    expect(report.undated_deals).toBe(0);
    expect(report.days.at(-1)).toMatchObject({ day: '2026-09-27', deals: 4, chances_told: 0 });
    expect(report.worked_until).toBe('2026-10-31');
  });

  test('la chance dite un jour est gardée ; celle du lendemain ne la change pas', async () => {
    const states = () => desk.app<{ toldOn: string; stage: string; percent: number }[]>`
      select s.told_on as "toldOn", s.stage, s.probability_percent::float8 as percent
      from opportunity_states s join opportunities o on o.id = s.opportunity_id where o.code = 'O0009' order by s.told_on`;
    const [imported, ...none] = await states();
    expect(none).toEqual([]);
    expect(imported).toMatchObject({ stage: 'qualifiee', percent: 30 });
    await desk.write((tx) => tx`update opportunity_states set told_on = '2020-03-01'`);
    await desk.run('move_opportunity', { code: 'O0009', stage: 'negociation', probability: 70 }, 'direction');
    expect((await states()).map(({ percent }) => percent)).toEqual([30, 70]);
    // Told in 2020: known by the forecast of the end of September, with the three other open deals.
    expect((await backtest(desk)).days.at(-1)).toMatchObject({ chances_told: 4 });
    await desk.run('lose_opportunity', { code: 'O0009' }, 'direction');
    expect((await states()).at(-1)).toMatchObject({ stage: 'perdue', percent: 0 });
    expect(await states()).toHaveLength(2);
  });
});
