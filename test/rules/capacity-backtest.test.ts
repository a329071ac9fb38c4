// The back-test of the range, against small pasts worked out by hand and against another, slower reading of them.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isWorkingDay } from '../../domain/calendar.ts';
import { addDays, type CivilDate } from '../../domain/civil-dates.ts';
import { mondayOf } from '../../domain/staffing/capacity-weeks.ts';
import { reportCapacityBacktest, winRateBefore, type BacktestFacts } from '../../domain/staffing/capacity-backtest.ts';
import type { DealWork, PastDeal } from '../../domain/staffing/past-deals.ts';

const AS_OF = '2026-10-31';

function pastDeal(code: string, given: Partial<PastDeal> = {}): PastDeal {
  return {
    code,
    createdOn: '2025-01-06',
    decidedOn: null,
    won: false,
    startsOn: '2026-06-01',
    endsOn: '2026-06-26',
    beganOn: null,
    needs: [{ profile: 'Dev', quarterDays: 80 }],
    states: [],
    ...given,
  };
}

const facts = (deals: readonly PastDeal[], work: readonly DealWork[] = []): BacktestFacts => ({
  asOf: AS_OF,
  deals,
  work,
  undated: 0,
});

const state = (toldOn: CivilDate, probabilityPercent: number) => ({
  toldOn,
  probabilityPercent,
  startsOn: '2026-06-01',
  endsOn: '2026-06-26',
});

/** Eight deals that began on the day planned: no start slips in what is learnt of them. */
const punctual = Array.from({ length: 8 }, (_, i) =>
  pastDeal(`W${i}`, {
    decidedOn: '2025-02-03',
    won: true,
    startsOn: '2025-03-03',
    endsOn: '2025-03-28',
    beganOn: '2025-03-03',
  }),
);

/** The days of a deal a week, walked day by day. */
function walkWeeks(deal: PastDeal): Map<CivilDate, number> {
  const days: CivilDate[] = [];
  const { startsOn, endsOn } = deal;
  if (startsOn === null || endsOn === null) return new Map();
  for (let day = startsOn; day <= endsOn; day = addDays(day, 1)) if (isWorkingDay(day)) days.push(day);
  const total = deal.needs.reduce((sum, { quarterDays }) => sum + quarterDays / 4, 0);
  const weeks = new Map<CivilDate, number>();
  for (const day of days) weeks.set(mondayOf(day), (weeks.get(mondayOf(day)) ?? 0) + total / days.length);
  return weeks;
}

describe('le passé rejoué', () => {
  test('se juge un dimanche sur quatre de l’année, jusqu’aux CRA du dernier mois entier', () => {
    const report = reportCapacityBacktest(facts([]));
    expect(report.days.map(({ day }) => day)).toHaveLength(13);
    expect([report.from, report.to]).toEqual(['2025-10-26', '2026-09-27']);
    expect(report.worked_until).toBe('2026-10-31');
    expect(reportCapacityBacktest({ ...facts([]), asOf: '2026-10-30' }).worked_until).toBe('2026-09-30');
    expect(report.total).toMatchObject({ points: 0, verdict: 'not_enough', range_loss: null });
    expect(report.sentence).toContain('Rien à juger');
  });

  test('d’une affaire sûre, à l’heure et venue comme prévu, ni la fourchette ni « probabilité × charge » ne perdent rien', () => {
    const deal = pastDeal('O1', {
      decidedOn: '2026-05-29',
      won: true,
      beganOn: '2026-06-01',
      states: [state('2025-01-06', 100)],
    });
    const work = [...walkWeeks(deal)].map(([week, days]) => ({
      deal: 'O1',
      profile: 'Dev',
      week,
      quarterDays: days * 4,
    }));
    const { total } = reportCapacityBacktest(facts([...punctual, deal], work));
    expect(total).toMatchObject({ range_loss: 0, simple_loss: 0, inside: 1, verdict: 'as_good', gain: null });
    // Its four weeks are all within the 26 ahead from January to May: five forecasts; three of them from 21 December.
    expect(total.points).toBe(4 * 5 + 3);
  });

  test('d’une affaire à 40 % perdue, la fourchette P10/P50/P90 est 0/0/5 et perd moins que 2 jours dits trois fois', () => {
    const deal = pastDeal('O1', { decidedOn: '2026-05-29', states: [state('2025-01-06', 40)] });
    const { total } = reportCapacityBacktest(facts([...punctual, deal]));
    // Nothing came: 0.1 × 5 of the P90 over three quantiles; 0.9 × 2 + 0.5 × 2 + 0.1 × 2 over three for the single figure.
    expect(total.range_loss).toBeCloseTo((0.1 * 5) / 3, 4);
    expect(total.simple_loss).toBeCloseTo((0.9 * 2 + 0.5 * 2 + 0.1 * 2) / 3, 4);
    expect(total).toMatchObject({ verdict: 'range_better', inside: 1 });
  });

  test('quand ce qui était dit improbable vient toujours, la fourchette perd, et c’est dit', () => {
    const deal = pastDeal('O1', {
      decidedOn: '2026-05-29',
      won: true,
      beganOn: '2026-06-01',
      states: [state('2025-01-06', 5)],
    });
    const work = [...walkWeeks(deal)].map(([week, days]) => ({
      deal: 'O1',
      profile: 'Dev',
      week,
      quarterDays: days * 4,
    }));
    const report = reportCapacityBacktest(facts([...punctual, deal], work));
    expect(report.total).toMatchObject({ verdict: 'range_worse', inside: 0 });
    expect(report.sentence).toContain('fait moins bien');
  });

  test('la chance est celle du jour, et celle que le taux de succès d’alors enseigne quand elle n’a pas été gardée', () => {
    const deal = pastDeal('O1', {
      decidedOn: '2026-05-29',
      states: [state('2026-02-01', 60), state('2026-05-01', 90)],
    });
    const { days } = reportCapacityBacktest(facts([...punctual, deal]));
    const on = (day: CivilDate) => days.find((one) => one.day === day);
    expect(on('2026-01-18')).toMatchObject({ deals: 1, chances_told: 0, win_rate: 0.9 });
    // 60 %: the median is the whole week.
    expect(on('2026-03-15')).toMatchObject({
      chances_told: 1,
      range_loss: Math.round(((0.5 * 5 + 0.1 * 5) / 3) * 10_000) / 10_000,
    });
    // 90 % is learnt of the eight won, and told on the 10th of May: five days in the median and in the P90 alike.
    expect(on('2026-05-10')?.simple_loss).toBeCloseTo((4.5 * (0.9 + 0.5 + 0.1)) / 3, 4);
    expect(on('2026-06-07')).toMatchObject({ deals: 0 });
  });

  test('le taux de succès ne compte que ce qui était décidé avant le jour', () => {
    const deals = [pastDeal('A', { decidedOn: '2026-01-10', won: true }), pastDeal('B', { decidedOn: '2026-01-11' })];
    expect(winRateBefore(deals, '2026-01-10')).toBe(0.5);
    expect(winRateBefore(deals, '2026-01-11')).toBeCloseTo(2 / 3);
    expect(winRateBefore(deals, '2026-01-12')).toBe(0.5);
  });

  test('ce qui est arrivé après un jour ne change rien à ce qui en était prévu', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ decided: fc.integer({ min: 0, max: 700 }), won: fc.boolean() }), { maxLength: 12 }),
        (drawn) => {
          const deals = drawn.map(({ decided, won }, i) =>
            pastDeal(`O${i}`, { decidedOn: addDays('2025-01-07', decided), won }),
          );
          const turned = (day: CivilDate) =>
            deals.map((deal) =>
              deal.decidedOn !== null && deal.decidedOn > day
                ? { ...deal, won: !deal.won, states: [state(addDays(day, 1), 1)] }
                : deal,
            );
          for (const one of reportCapacityBacktest(facts(deals)).days) {
            const again = reportCapacityBacktest(facts(turned(one.day))).days.find(({ day }) => day === one.day);
            expect(again).toEqual(one);
          }
        },
      ),
      { numRuns: 10 },
    );
  });

  test('« probabilité × charge », recomptée jour par jour, perd ce que le rapport en dit', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            starts: fc.integer({ min: 0, max: 300 }),
            lasts: fc.integer({ min: 0, max: 60 }),
            quarters: fc.integer({ min: 1, max: 200 }),
            chance: fc.integer({ min: 1, max: 100 }),
            came: fc.integer({ min: 0, max: 40 }),
          }),
          { minLength: 1, maxLength: 6 },
        ),
        (drawn) => {
          const deals = drawn.map(({ starts, lasts, quarters, chance }, i) => {
            const startsOn = addDays('2025-11-03', starts);
            const endsOn = addDays(startsOn, lasts);
            const needs = [{ profile: 'Dev', quarterDays: quarters }];
            const states = [{ toldOn: '2025-01-06', probabilityPercent: chance, startsOn, endsOn }];
            return pastDeal(`O${i}`, { startsOn, endsOn, needs, states });
          });
          const work = drawn.map(({ starts, came }, i) => ({
            deal: `O${i}`,
            profile: 'Dev',
            week: mondayOf(addDays('2025-11-03', starts)),
            quarterDays: came,
          }));
          const report = reportCapacityBacktest(facts(deals, work));
          let [lost, points] = [0, 0];
          for (const { day, points: judged, simple_loss } of report.days) {
            if (simple_loss === null) continue;
            const weeks = Array.from({ length: 26 }, (_, i) => addDays(day, 1 + 7 * i)).filter(
              (week) => addDays(week, 6) <= report.worked_until,
            );
            for (const week of weeks) {
              const said = deals.reduce(
                (sum, deal) =>
                  sum + ((walkWeeks(deal).get(week) ?? 0) * (deal.states[0]?.probabilityPercent ?? 0)) / 100,
                0,
              );
              const came = work.reduce((sum, one) => sum + (one.week === week ? one.quarterDays / 4 : 0), 0);
              // All three quantiles are that figure: 0.1 + 0.5 + 0.9 of what it lacks, and the same of what it has too much.
              lost += (Math.abs(came - said) * 1.5) / 3;
            }
            points += judged;
          }
          // A week where nothing was said and nothing came adds nothing to what was lost.
          if (points > 0) expect((report.total.simple_loss ?? 0) * points).toBeCloseTo(lost, 0);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('rejoué deux fois, il est le même au bit près', () => {
    const deals = [
      ...punctual,
      pastDeal('O1', { states: [state('2025-01-06', 35)] }),
      pastDeal('O2', { states: [state('2025-01-06', 65)] }),
    ];
    expect(JSON.stringify(reportCapacityBacktest(facts(deals)))).toBe(
      JSON.stringify(reportCapacityBacktest(facts(deals))),
    );
  });
});
