// The plan of the example firm: the figures are those of the other reports, and an overbooking is proved.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { plan } from '../../api/contract/staffing-outputs.ts';
import { readReport } from '../../db/reports/read-report.ts';
import { openDesk, type Desk } from './desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.database.drop());

const read = async (args: Readonly<Record<string, string>> = {}) => plan.parse(await desk.report('plan', args));

describe('le planning', () => {
  test('a treize semaines, et les listes des fins de mission et de l’intercontrat', async () => {
    const shown = await read();
    expect([shown.from, shown.to]).toEqual(['2026-10-26', '2027-01-24']);
    expect(new Set(shown.consultants.map(({ weeks }) => weeks.length))).toEqual(new Set([13]));
    const missions = z
      .object({ consultants: z.array(z.object({ code: z.string(), end: z.string() })) })
      .parse(await desk.report('missions', {}));
    const bench = z
      .object({ consultants: z.array(z.object({ code: z.string(), days: z.number() })) })
      .parse(await desk.report('bench', {}));
    expect(shown.ending.map(({ code, end }) => ({ code, end }))).toEqual(
      missions.consultants.map(({ code, end }) => ({ code, end })),
    );
    expect(shown.bench.map(({ code, days }) => ({ code, days }))).toEqual(
      bench.consultants.map(({ code, days }) => ({ code, days })),
    );
  });

  test('les jours libres de quatre semaines sont ceux d’available', async () => {
    const shown = await read({ from: '2027-01-04', weeks: '4' });
    const free = z
      .object({ consultants: z.array(z.object({ code: z.string(), days: z.number() })) })
      .parse(await desk.report('available', { from: '2027-01-04', to: '2027-01-31' }));
    const ours = shown.consultants
      .map(({ code, weeks }) => ({ code, days: weeks.reduce((sum, { free_days }) => sum + free_days, 0) }))
      .filter(({ days }) => days > 0);
    expect(ours).toEqual(free.consultants.map(({ code, days }) => ({ code, days })));
    expect(ours.length).toBeGreaterThan(3);
  });

  test('un surbooking entré par un import est un conflit, avec ses deux affectations', async () => {
    const before = await read();
    await desk.write(
      (tx) => tx`
        insert into assignments (code, project_id, consultant_id, starts_on, ends_on, quota, status)
        select 'A9901', p.id, c.id, '2026-11-16', '2026-11-18', 1, 'ferme' from projects p, consultants c
        where p.code = 'P001' and c.code = 'C008'`,
    );
    const shown = await read();
    const fresh = shown.conflicts.filter(
      ({ consultant, week }) => !before.conflicts.some((one) => one.consultant === consultant && one.week === week),
    );
    expect(fresh).toMatchObject([{ consultant: 'C008', week: '2026-11-16', status: 'ferme', days: 3 }]);
    const [proof] = fresh[0]?.overloads ?? [];
    expect(proof).toMatchObject({ starts_on: '2026-11-16', ends_on: '2026-11-18' });
    expect(proof?.bookings.map(({ assignment }) => assignment)).toEqual(expect.arrayContaining(['A0012', 'A9901']));
  });

  test('le consultant lit ses semaines, et rien des autres ni des besoins', async () => {
    const text = await readReport(desk.database.reader, {
      name: 'plan',
      args: {},
      today: '2026-10-31',
      costs: 'standard',
      part: {
        rights: [{ reach: 'own_line', costs: 'standard' }],
        withoutColumns: new Set(),
        asker: { email: 'c008@esn.fr', consultantCode: 'C008' },
      },
    });
    const own = plan.parse(JSON.parse(text));
    expect(own.consultants.map(({ code }) => code)).toEqual(['C008']);
    expect(own.conflicts.every(({ consultant }) => consultant === 'C008')).toBe(true);
    expect(own.bench.filter(({ best }) => best !== null)).toEqual([]);
  });

  test('un début ou un nombre de semaines incompris est refusé', async () => {
    await expect(desk.report('plan', { weeks: '0' })).rejects.toThrow('--weeks');
    await expect(desk.report('plan', { from: 'demain' })).rejects.toThrow('--from');
  });
});
