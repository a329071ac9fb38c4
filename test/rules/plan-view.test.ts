// The plan week by week: what each booking takes, how full the days are, and the weeks where too much is booked.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isWorkingDay } from '../../domain/calendar.ts';
import { addDays } from '../../domain/civil-dates.ts';
import { FULL_SHARE } from '../../domain/staffing/free-time.ts';
import {
  loadOfDay,
  viewPlan,
  weeksFrom,
  type PlanBooking,
  type PlannedPerson,
} from '../../domain/staffing/plan-view.ts';
import { reportPlan } from '../../domain/staffing/report-plan.ts';
import { DEFAULT_WEIGHTS } from '../../domain/staffing/weights.ts';
import { staffPerson } from './staffing-people.ts';

function booking(code: string, target: string, given: Partial<PlanBooking> = {}): PlanBooking {
  return { code, target, status: 'ferme', share: FULL_SHARE, startsOn: '2026-01-01', endsOn: null, ...given };
}
const HALF = FULL_SHARE / 2;

function planned(code: string, bookings: readonly PlanBooking[], given: Partial<PlannedPerson> = {}): PlannedPerson {
  return { ...staffPerson(code), ...given, bookings };
}

/** The weeks of 2 and 9 November 2026; the second has a holiday, Wednesday 11. */
const TWO_WEEKS = weeksFrom('2026-11-04', 2);

describe('les semaines', () => {
  test('commencent au lundi de la semaine du jour dit', () => {
    expect(TWO_WEEKS).toEqual(['2026-11-02', '2026-11-09']);
    expect(weeksFrom('2026-11-08', 1)).toEqual(['2026-11-02']);
  });

  test('disent les jours de chaque affectation, les congés et ce qui reste', () => {
    const person = planned(
      'C1',
      [
        booking('A1', 'P1', { share: HALF, endsOn: '2026-11-10' }),
        booking('A2', 'O1', { status: 'previsionnelle', share: HALF, startsOn: '2026-11-09' }),
      ],
      {
        absences: [
          { kind: 'cp', startsOn: '2026-11-02', endsOn: '2026-11-03', startsAfternoon: true, endsMorning: false },
        ],
      },
    );
    const [one] = viewPlan([person], TWO_WEEKS).consultants;
    expect(one?.weeks).toEqual([
      {
        week: '2026-11-02',
        working_days: 5,
        leave_days: 1.5,
        firm_days: 2.5,
        tentative_days: 0,
        free_days: 1,
        load: 0.5,
        bookings: [{ assignment: 'A1', target: 'P1', status: 'ferme', share: 0.5, days: 2.5 }],
      },
      {
        week: '2026-11-09',
        working_days: 4,
        leave_days: 0,
        firm_days: 1,
        tentative_days: 2,
        free_days: 3,
        load: 1,
        bookings: [
          { assignment: 'A1', target: 'P1', status: 'ferme', share: 0.5, days: 1 },
          { assignment: 'A2', target: 'O1', status: 'previsionnelle', share: 0.5, days: 2 },
        ],
      },
    ]);
  });

  test('montrent les productifs qui y sont, ne serait-ce qu’un jour', () => {
    const people = [
      planned('C3', [], { enteredOn: '2026-11-13' }),
      planned('C1', [], { leftOn: '2026-10-30' }),
      planned('C2', [], { productive: false }),
      planned('C0', [], { leftOn: '2026-11-02' }),
    ];
    const { consultants } = viewPlan(people, TWO_WEEKS);
    expect(consultants.map(({ code, weeks }) => [code, weeks.map(({ working_days }) => working_days)])).toEqual([
      ['C0', [1, 0]],
      ['C3', [0, 1]],
    ]);
  });
});

describe('un conflit', () => {
  test('se prouve : quelles affectations, quels jours', () => {
    const person = planned('C1', [
      booking('A1', 'P1', { endsOn: '2026-11-04' }),
      booking('A2', 'P2', { share: HALF, startsOn: '2026-11-04', endsOn: '2026-11-05' }),
    ]);
    expect(viewPlan([person], TWO_WEEKS).conflicts).toEqual([
      {
        consultant: 'C1',
        name: 'Personne C1',
        week: '2026-11-02',
        status: 'ferme',
        load: 1.5,
        days: 1,
        overloads: [
          {
            starts_on: '2026-11-04',
            ends_on: '2026-11-04',
            load: 1.5,
            firm_load: 1.5,
            bookings: [
              { assignment: 'A1', target: 'P1', status: 'ferme', share: 1 },
              { assignment: 'A2', target: 'P2', status: 'ferme', share: 0.5 },
            ],
          },
        ],
        sentence: expect.stringMatching(
          /^Personne C1 \(C1\) est à 150,0\s% le 04\/11\/2026 : A1 sur P1 \(100,0\s%\), A2 sur P2 \(50,0\s%\)\.$/u,
        ),
      },
    ]);
  });

  test('que seul le prévisionnel fait est prévisionnel', () => {
    const person = planned('C1', [
      booking('A1', 'P1'),
      booking('A2', 'O1', { status: 'previsionnelle', share: HALF, startsOn: '2026-11-12' }),
    ]);
    expect(viewPlan([person], TWO_WEEKS).conflicts).toMatchObject([
      { week: '2026-11-09', status: 'previsionnelle', days: 2, overloads: [{ load: 1.5, firm_load: 1 }] },
    ]);
  });

  test('n’en est pas un : deux affectations d’un projet, un jour férié, un jour non travaillé', () => {
    const twice = planned('C1', [booking('A1', 'P1', { share: HALF }), booking('A2', 'P1')]);
    const holiday = planned('C2', [
      booking('A3', 'P1'),
      booking('A4', 'P2', { startsOn: '2026-11-11', endsOn: '2026-11-11' }),
    ]);
    const dayOff = planned(
      'C3',
      [booking('A5', 'P1'), booking('A6', 'P2', { startsOn: '2026-11-04', endsOn: '2026-11-04' })],
      { daysOff: [3] },
    );
    expect(viewPlan([twice, holiday, dayOff], TWO_WEEKS).conflicts).toEqual([]);
  });

  test('de deux charges différentes dans la semaine a deux preuves', () => {
    const person = planned('C1', [
      booking('A1', 'P1'),
      booking('A2', 'P2', { share: HALF, startsOn: '2026-11-02', endsOn: '2026-11-03' }),
      booking('A3', 'P3', { share: HALF, startsOn: '2026-11-05', endsOn: '2026-11-06' }),
    ]);
    const [conflict] = viewPlan([person], TWO_WEEKS).conflicts;
    expect(conflict?.overloads.map(({ starts_on, ends_on }) => [starts_on, ends_on])).toEqual([
      ['2026-11-02', '2026-11-03'],
      ['2026-11-05', '2026-11-06'],
    ]);
    expect(conflict?.days).toBe(4);
  });
});

const aDay = fc.integer({ min: 0, max: 27 }).map((n) => addDays('2026-11-02', n));
const aBooking = fc
  .record({
    target: fc.constantFrom('P1', 'P2', 'O1'),
    status: fc.constantFrom('ferme' as const, 'previsionnelle' as const),
    twentieths: fc.integer({ min: 1, max: 20 }),
    startsOn: aDay,
    days: fc.option(fc.integer({ min: 0, max: 20 })),
  })
  .map(({ target, status, twentieths, startsOn, days }) => ({
    target,
    status,
    startsOn,
    share: (twentieths * FULL_SHARE) / 20,
    endsOn: days === null ? null : addDays(startsOn, days),
  }));
const someBookings = fc
  .array(aBooking, { maxLength: 7 })
  .map((rows): PlanBooking[] => rows.map((row, i) => ({ ...row, code: `A${i}` })));

/** Said another way: on each target the highest share of all that cover the day. */
function plainLoad(bookings: readonly PlanBooking[], day: string): number {
  const on = bookings.filter((one) => one.startsOn <= day && (one.endsOn === null || day <= one.endsOn));
  const targets = [...new Set(on.map(({ target }) => target))];
  return targets.reduce(
    (sum, target) => sum + Math.max(...on.filter((one) => one.target === target).map(({ share }) => share)),
    0,
  );
}

describe('des plans au hasard', () => {
  const weeks = weeksFrom('2026-11-02', 4);
  const workingDays = Array.from({ length: 28 }, (_, i) => addDays('2026-11-02', i)).filter((day) => isWorkingDay(day));

  test('la somme des affectations est la charge du jour', () => {
    fc.assert(
      fc.property(someBookings, aDay, (bookings, day) => {
        const { parts, firm, total } = loadOfDay(bookings, day);
        expect(parts.reduce((sum, { share }) => sum + share, 0)).toBe(total);
        expect(total).toBe(plainLoad(bookings, day));
        expect(firm).toBe(
          plainLoad(
            bookings.filter(({ status }) => status === 'ferme'),
            day,
          ),
        );
      }),
    );
  });

  test('un conflit par semaine, si et seulement si un jour dépasse 1, et sa preuve fait sa charge', () => {
    fc.assert(
      fc.property(someBookings, (bookings) => {
        const { conflicts, consultants } = viewPlan([planned('C1', bookings)], weeks);
        const over = workingDays.filter((day) => plainLoad(bookings, day) > FULL_SHARE);
        expect(conflicts.map(({ week }) => week)).toEqual(
          weeks.filter((week) => over.some((day) => day >= week && day < addDays(week, 7))),
        );
        expect(conflicts.reduce((sum, { days }) => sum + days, 0)).toBe(over.length);
        for (const { starts_on, ends_on, load, bookings: proof } of conflicts.flatMap((one) => one.overloads)) {
          expect(proof.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(load, 9);
          expect([plainLoad(bookings, starts_on), plainLoad(bookings, ends_on)]).toEqual([
            Math.round(load * FULL_SHARE),
            Math.round(load * FULL_SHARE),
          ]);
        }
        for (const { firm_days, tentative_days, bookings: own } of consultants[0]?.weeks ?? [])
          expect(own.reduce((sum, { days }) => sum + days, 0)).toBeCloseTo(firm_days + tentative_days, 9);
      }),
    );
  });
});

describe('qui est sans mission', () => {
  const staffing = {
    people: [staffPerson('C1', { skills: [{ skill: 'AWS', level: 4 }] }), staffPerson('C2')],
    opportunities: [
      {
        code: 'O1',
        client: 'CL1',
        city: null,
        title: 'AWS',
        stage: 'proposition' as const,
        probabilityPercent: 50,
        startsOn: '2026-11-09',
        endsOn: '2026-11-27',
        hasProject: false,
        needs: [
          { profile: 'Développeur', quarterDays: 40 },
          { profile: 'Architecte', quarterDays: 40 },
        ],
        rates: new Map<string, number>(),
      },
    ],
    projects: [],
    requests: [],
    targetRates: new Map<string, number>(),
    asOf: '2026-10-31',
  };
  const idle = { code: 'C1', profile: 'Développeur', since: '2026-10-01', days: 20 };

  test('voit le besoin ouvert que le classement lui donne le mieux, prêt à proposer', () => {
    const { bench, total } = reportPlan(
      { people: [planned('C1', [])], weeks: TWO_WEEKS, missions: [], bench: [idle], staffing },
      DEFAULT_WEIGHTS,
    );
    expect(bench).toMatchObject([
      {
        code: 'C1',
        name: 'Personne C1',
        days: 20,
        best: {
          need: 'O1:Développeur',
          probability: 0.5,
          command: 'assign_consultant',
          input: { consultant: 'C1', opportunity: 'O1', status: 'previsionnelle' },
        },
      },
    ]);
    expect(total).toMatchObject({ bench: 1, conflicts: 0, needs_left_out: 0 });
  });

  test('sans besoin ouvert à sa portée, n’en voit pas', () => {
    const { bench } = reportPlan(
      {
        people: [planned('C1', [])],
        weeks: TWO_WEEKS,
        missions: [],
        bench: [idle],
        staffing: { ...staffing, opportunities: [] },
      },
      DEFAULT_WEIGHTS,
    );
    expect(bench).toMatchObject([{ code: 'C1', best: null }]);
  });
});
