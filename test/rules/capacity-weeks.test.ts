import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Person } from '../../domain/presence.ts';
import {
  HIRING_WEEKS,
  listWeeks,
  mondayOf,
  pinballLoss,
  quantileOf,
  reportCapacityWeeks,
  simulatePipeline,
  type CapacityWeeksFacts,
  type OpenDeal,
} from '../../domain/staffing/capacity-weeks.ts';
import { addDays } from '../../domain/civil-dates.ts';

const AS_OF = '2026-10-31';
const WEEKS = listWeeks(AS_OF, 26);
// Four whole weeks without a holiday, from Monday 11 January 2027.
const deal = (probabilityPercent: number, code = 'O1'): OpenDeal => ({
  code,
  probabilityPercent,
  startsOn: '2027-01-11',
  endsOn: '2027-02-05',
  needs: [{ profile: 'Dev', quarterDays: 80 }],
});
const onTime = Array.from({ length: 10 }, () => 0);
/** What past deals teach, where nothing of it is meant to move the load. */
const asPlanned = { pastSlips: onTime, pastPaces: [] };
const simulate = (
  deals: readonly OpenDeal[],
  past: Partial<Pick<CapacityWeeksFacts, 'pastSlips' | 'pastPaces'>> = {},
) => simulatePipeline({ deals, profiles: ['Dev'], ...asPlanned, ...past }, WEEKS).get('Dev') ?? [];
const at = WEEKS.indexOf('2027-01-11');

describe('les semaines à venir', () => {
  test('commencent le lundi suivant', () => {
    expect(mondayOf('2026-11-01')).toBe('2026-10-26');
    expect(WEEKS[0]).toBe('2026-11-02');
  });

  test('portent une affaire sûre et à l’heure telle qu’elle est, et rien d’une affaire impossible', () => {
    const sure = simulate([deal(100)]);
    for (const i of [0, 1, 2, 3]) expect(sure[at + i]).toEqual({ p10: 5, p50: 5, p90: 5 });
    expect(sure[at + 4]).toEqual({ p10: 0, p50: 0, p90: 0 });
    expect(simulate([deal(0)])[at]).toEqual({ p10: 0, p50: 0, p90: 0 });
  });

  test('disent d’une affaire à 40 % qu’elle viendra ou ne viendra pas, jamais à 40 %', () => {
    expect(simulate([deal(40)])[at]).toEqual({ p10: 0, p50: 0, p90: 5 });
    expect(simulate([deal(95)])[at]).toEqual({ p10: 5, p50: 5, p90: 5 });
  });

  test('suivent les retards passés : partie toujours trois semaines plus tard, elle charge trois semaines plus tard', () => {
    const late = simulate([deal(100)], { pastSlips: Array.from({ length: 10 }, () => 3) });
    expect(late[at]).toEqual({ p10: 0, p50: 0, p90: 0 });
    expect(late[at + 3]).toEqual({ p10: 5, p50: 5, p90: 5 });
  });

  test('suivent l’allure passée : des semaines tantôt creuses, tantôt pleines, quand la charge vient', () => {
    const pastPaces = Array.from({ length: 9 }, () => [0.5, 1, 1.2]).flat();
    expect(simulate([deal(100)], { pastPaces })[at]).toEqual({ p10: 2.5, p50: 5, p90: 6 });
    // A few weeks teach nothing.
    expect(simulate([deal(100)], { pastPaces: pastPaces.slice(2) })[at]).toEqual({ p10: 5, p50: 5, p90: 5 });
  });

  test('restent proches de la loi binomiale', () => {
    // Ten deals of one chance in two, one person each: 5 won in the median, 3 to 7 in eight draws of ten.
    const ten = simulate(Array.from({ length: 10 }, (_, i) => deal(50, `O${i}`)));
    expect(ten[at]?.p50).toBe(25);
    expect(ten[at]?.p10).toBe(15);
    expect(ten[at]?.p90).toBe(35);
  });

  test('sont les mêmes demandées deux fois, et plus de chances n’allègent jamais rien', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 100 }), (chance, other) => {
        const [less, more] = [chance, chance + 1].map((own) => simulate([deal(own), deal(other, 'O2')]));
        expect(simulate([deal(chance), deal(other, 'O2')])).toEqual(less);
        const grew = WEEKS.every((_, i) => (more?.[i]?.p50 ?? 0) >= (less?.[i]?.p50 ?? 0));
        expect(grew).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  test('préviennent d’une surcharge à temps pour recruter', () => {
    const person: Person = {
      code: 'C1',
      profile: 'Dev',
      employment: 'salarie',
      enteredOn: '2020-01-01',
      leftOn: null,
      quota: '1',
      daysOff: null,
      productive: true,
      absences: [],
    };
    const deals = [deal(100), deal(100, 'O2')];
    const facts = { asOf: AS_OF, people: [person], profiles: ['Dev'], bookings: [], deals, ...asPlanned };
    const report = reportCapacityWeeks(facts, 26);
    const week = report.weeks.find((one) => one.week === '2027-01-11');
    expect(week?.profiles[0]).toMatchObject({ capacity: 5, firm: 0, load_p50: 10, balance_p50: -5 });
    expect(report.alerts[0]).toMatchObject({
      overload_on: '2027-01-11',
      bench_on: '2026-11-02',
      hire_by: addDays('2027-01-11', -7 * HIRING_WEEKS),
    });
  });
});

test('les congés de qui est en mission ne sont pas une surcharge', () => {
  const person: Person = {
    code: 'C1',
    profile: 'Dev',
    employment: 'salarie',
    enteredOn: '2020-01-01',
    leftOn: null,
    quota: '1',
    daysOff: null,
    productive: true,
    absences: [
      { kind: 'cp', startsOn: '2026-12-21', endsOn: '2026-12-31', startsAfternoon: false, endsMorning: false },
    ],
  };
  const booking = {
    code: 'A1',
    consultant: 'C1',
    target: 'P1',
    profile: 'Dev',
    startsOn: '2026-11-02',
    endsOn: '2027-06-30',
    projectStartsOn: null,
    projectEndsOn: null,
    quota: '1',
    status: 'ferme' as const,
  };
  const of = (deals: readonly OpenDeal[]) =>
    reportCapacityWeeks(
      { asOf: AS_OF, people: [person], profiles: ['Dev'], bookings: [booking], deals, ...asPlanned },
      26,
    );
  const away = of([]).weeks.find(({ week }) => week === '2026-12-21')?.profiles[0];
  expect(away).toMatchObject({ capacity: 0, firm: 4, balance_p50: -4 });
  expect(of([]).alerts[0]).toMatchObject({ overload_on: null, sentence: 'Dev : ni surcharge ni intercontrat en vue.' });
  expect(of([deal(100)]).alerts[0]).toMatchObject({ overload_on: '2027-01-11' });
  expect(of([deal(100)]).alerts[0]?.sentence).toContain('trop tard pour recruter');
});

describe('ce que vaut une prévision', () => {
  test('se mesure à l’écart de ses quantiles', () => {
    expect(quantileOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9)).toBe(9);
    expect(pinballLoss({ p10: 0, p50: 0, p90: 0 }, 0)).toBe(0);
    expect(pinballLoss({ p10: 0, p50: 0, p90: 0 }, 10)).toBeCloseTo(5);
  });

  test('une fourchette vaut mieux que « probabilité × charge », qui n’arrive jamais', () => {
    // 1,000 weeks of one deal of 40 %, five days when it comes: what was said against what came.
    const range = simulate([deal(40)])[at] ?? { p10: 0, p50: 0, p90: 0 };
    const naive = { p10: 2, p50: 2, p90: 2 };
    const came: number[] = Array.from({ length: 1000 }, (_, i) => (i % 5 < 2 ? 5 : 0));
    const loss = (said: typeof range): number =>
      came.reduce((sum: number, actual) => sum + pinballLoss(said, actual), 0);
    expect(loss(range)).toBeLessThan(loss(naive));
  });
});
