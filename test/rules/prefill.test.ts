// The month that is suggested to a person: what they are booked on, never over what they entered, are away or do not work.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isWorkingDay } from '../../domain/calendar.ts';
import { addDays } from '../../domain/civil-dates.ts';
import { describeMonth, quartersByDay } from '../../domain/cra/month-sheet.ts';
import { suggestMonth, type PrefillBooking } from '../../domain/cra/prefill.ts';
import { firstDayOf, lastDayOf } from '../../domain/periods.ts';
import { absentQuarters, isPresent, isWorkingDayOf, type Person } from '../../domain/presence.ts';
import { absenceOf, personOf } from './people.ts';

const MONTH = '2026-11'; // 20 working days: Wednesday 11 is a holiday.
const NOBODY_ENTERED = new Set<string>();

function bookingOf(project: string, given: Partial<PrefillBooking> = {}): PrefillBooking {
  return {
    code: `A-${project}`,
    project,
    startsOn: '2026-01-01',
    endsOn: null,
    projectStartsOn: null,
    projectEndsOn: null,
    quota: '1',
    ...given,
  };
}

const daysOf = (suggested: ReturnType<typeof suggestMonth>): Record<string, number> => {
  const days: Record<string, number> = {};
  for (const { project, quarterDays } of suggested) days[project] = (days[project] ?? 0) + quarterDays / 4;
  return days;
};

describe('le mois proposé', () => {
  test('un plein temps affecté à plein a chaque jour ouvré, ni le 11 novembre ni les fins de semaine', () => {
    const suggested = suggestMonth(personOf('C1'), [bookingOf('P1')], NOBODY_ENTERED, MONTH);
    expect(daysOf(suggested)).toEqual({ P1: 20 });
    expect(suggested.every(({ date, quarterDays }) => quarterDays === 4 && isWorkingDay(date))).toBe(true);
    expect(suggested.map(({ date }) => date)).not.toContain('2026-11-11');
  });

  test('un congé validé garde son jour, un demi-congé sa demi-journée', () => {
    const person = personOf('C1', {
      absences: [
        absenceOf('cp', '2026-11-12', '2026-11-12'),
        absenceOf('rtt', '2026-11-20', '2026-11-20', { startsAfternoon: true }),
      ],
    });
    const suggested = suggestMonth(person, [bookingOf('P1')], NOBODY_ENTERED, MONTH);
    const byDay = quartersByDay(suggested);
    expect([byDay.get('2026-11-12'), byDay.get('2026-11-20'), byDay.get('2026-11-13')]).toEqual([undefined, 2, 4]);
    expect(daysOf(suggested)).toEqual({ P1: 18.5 });
  });

  test('à 80 % sur un projet et 20 % sur un autre, une semaine a quatre jours et un', () => {
    const bookings = [bookingOf('P1', { quota: '0.8' }), bookingOf('P2', { quota: '0.2' })];
    const week = suggestMonth(personOf('C1'), bookings, NOBODY_ENTERED, MONTH).filter(
      ({ date }) => date <= '2026-11-06',
    );
    expect(daysOf(week)).toEqual({ P1: 4, P2: 1 });
    expect([...quartersByDay(week).values()]).toEqual([4, 4, 4, 4, 4]);
  });

  test('à 80 % d’un seul projet, le reste de la semaine est laissé à la personne', () => {
    const suggested = suggestMonth(personOf('C1'), [bookingOf('P1', { quota: '0.8' })], NOBODY_ENTERED, MONTH);
    expect(daysOf(suggested)).toEqual({ P1: 16 });
  });

  test('une affectation de plus que la journée est ramenée à la journée, en proportion', () => {
    const bookings = [bookingOf('P1'), bookingOf('P2')];
    expect(daysOf(suggestMonth(personOf('C1'), bookings, NOBODY_ENTERED, MONTH))).toEqual({ P1: 10, P2: 10 });
  });

  test('rien avant l’entrée, après la sortie, hors de l’affectation, ni hors des dates du projet', () => {
    const suggest = (person: Person, booking: PrefillBooking) =>
      daysOf(suggestMonth(person, [booking], NOBODY_ENTERED, MONTH));
    expect(suggest(personOf('C1', { enteredOn: '2026-11-16' }), bookingOf('P1'))).toEqual({ P1: 11 });
    expect(suggest(personOf('C1', { leftOn: '2026-11-06' }), bookingOf('P1'))).toEqual({ P1: 5 });
    expect(suggest(personOf('C1'), bookingOf('P1', { endsOn: '2026-11-06' }))).toEqual({ P1: 5 });
    expect(suggest(personOf('C1'), bookingOf('P1', { projectEndsOn: '2026-11-06' }))).toEqual({ P1: 5 });
    expect(suggest(personOf('C1'), bookingOf('P1', { projectStartsOn: '2026-11-30' }))).toEqual({ P1: 1 });
  });

  test('un temps partiel n’a ni ses jours de repos, ni plus que sa quotité où ils ne sont pas connus', () => {
    const wednesdays = personOf('C1', { quota: '0.8', daysOff: [3] });
    const suggested = suggestMonth(wednesdays, [bookingOf('P1')], NOBODY_ENTERED, MONTH);
    expect(suggested.every(({ date }) => isWorkingDayOf(wednesdays, date))).toBe(true);
    expect(daysOf(suggested)).toEqual({ P1: 17 });
    const unknown = suggestMonth(personOf('C1', { quota: '0.5' }), [bookingOf('P1')], NOBODY_ENTERED, MONTH);
    expect(new Set(unknown.map(({ quarterDays }) => quarterDays))).toEqual(new Set([2]));
  });

  test('un jour où quelque chose est saisi reste tel quel', () => {
    const suggested = suggestMonth(personOf('C1'), [bookingOf('P1')], new Set(['2026-11-02', '2026-11-30']), MONTH);
    expect(suggested.some(({ date }) => date === '2026-11-02' || date === '2026-11-30')).toBe(false);
    expect(daysOf(suggested)).toEqual({ P1: 18 });
  });

  test('de deux affectations sur un projet, celle qui commence en dernier compte', () => {
    const bookings = [bookingOf('P1'), bookingOf('P1', { code: 'A2', startsOn: '2026-11-16', quota: '0.5' })];
    expect(daysOf(suggestMonth(personOf('C1'), bookings, NOBODY_ENTERED, MONTH))).toEqual({ P1: 9 + 5.5 });
  });
});

const SHARES = ['0.05', '0.1', '0.2', '0.25', '0.3333', '0.4', '0.5', '0.6', '0.75', '0.8', '1'];
const anyDate = (from: string, days: number) => fc.integer({ min: 0, max: days }).map((more) => addDays(from, more));

const anyAbsence = fc
  .record({
    start: anyDate('2026-10-25', 40),
    days: fc.integer({ min: 0, max: 8 }),
    late: fc.boolean(),
    early: fc.boolean(),
  })
  .map(({ start, days, late, early }) =>
    absenceOf('cp', start, addDays(start, days), {
      startsAfternoon: late,
      endsMorning: early && !(late && days === 0),
    }),
  );

const anyPerson = fc
  .record({
    enteredOn: fc.option(anyDate('2026-10-20', 30), { nil: '2020-01-01' }),
    leftOn: fc.option(anyDate('2026-11-05', 30), { nil: null }),
    part: fc.constantFrom<Pick<Person, 'quota' | 'daysOff'>>(
      { quota: '1', daysOff: null },
      { quota: '0.8', daysOff: [3] },
      { quota: '0.5', daysOff: [1, 2] },
      { quota: '0.8', daysOff: null },
      { quota: '0.5', daysOff: null },
    ),
    absences: fc.array(anyAbsence, { maxLength: 4 }),
  })
  .map(({ part, ...given }) => personOf('C1', { ...given, ...part }));

const anyBooking = fc.record({
  code: fc.integer({ min: 1, max: 999 }).map((number) => `A${number}`),
  project: fc.constantFrom('P1', 'P2', 'P3', 'P10'),
  startsOn: anyDate('2026-10-01', 50),
  endsOn: fc.option(anyDate('2026-11-03', 40), { nil: null }),
  projectStartsOn: fc.option(anyDate('2026-10-20', 25), { nil: null }),
  projectEndsOn: fc.option(anyDate('2026-11-10', 30), { nil: null }),
  quota: fc.constantFrom(...SHARES),
});

const anyMonth = fc.record({
  person: anyPerson,
  bookings: fc.uniqueArray(anyBooking, { maxLength: 5, selector: ({ code }) => code }),
  entered: fc.array(anyDate('2026-11-01', 29), { maxLength: 12 }).map((days) => new Set(days)),
});

describe('quels que soient la personne, ses affectations, ses absences et ce qu’elle a saisi', () => {
  test('des demi-journées, sur des jours vides où elle travaille, dans sa quotité, sur des projets qui la portent', () => {
    fc.assert(
      fc.property(anyMonth, ({ person, bookings, entered }) => {
        const suggested = suggestMonth(person, bookings, entered, MONTH);
        for (const { date, project, quarterDays } of suggested) {
          expect([2, 4]).toContain(quarterDays);
          expect(entered.has(date)).toBe(false);
          expect(isPresent(person, date) && isWorkingDayOf(person, date)).toBe(true);
          const covers = bookings.some(
            (one) =>
              one.project === project &&
              date >= one.startsOn &&
              (one.endsOn === null || date <= one.endsOn) &&
              date >= (one.projectStartsOn ?? date) &&
              date <= (one.projectEndsOn ?? date),
          );
          expect(covers).toBe(true);
        }
        for (const [date, quarterDays] of quartersByDay(suggested)) {
          const weight = person.daysOff === null ? Number(person.quota) : 1;
          expect(quarterDays).toBeLessThanOrEqual((4 - absentQuarters(person, date)) * weight);
        }
        const keys = suggested.map(({ date, project }) => `${date} ${project}`);
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });

  test('jamais plus sur un projet que sa part du mois, à une demi-journée près, et l’ordre des affectations n’y fait rien', () => {
    fc.assert(
      fc.property(anyMonth, ({ person, bookings, entered }) => {
        const suggested = suggestMonth(person, bookings, entered, MONTH);
        for (const [project, days] of Object.entries(daysOf(suggested))) {
          const most = Math.max(...bookings.filter((one) => one.project === project).map(({ quota }) => Number(quota)));
          expect(days).toBeLessThan(most * 20 + 0.5);
        }
        expect(suggestMonth(person, bookings.toReversed(), entered, MONTH)).toEqual(suggested);
      }),
    );
  });

  test('repris en entier, puis demandé de nouveau : plus rien n’est proposé sur ces jours', () => {
    fc.assert(
      fc.property(anyMonth, ({ person, bookings, entered }) => {
        const taken = new Set([...entered, ...suggestMonth(person, bookings, entered, MONTH).map(({ date }) => date)]);
        const again = suggestMonth(person, bookings, taken, MONTH);
        expect(again.filter(({ date }) => taken.has(date))).toEqual([]);
      }),
    );
  });

  test('affecté à plein et présent, tout jour de travail vide est proposé en entier', () => {
    fc.assert(
      fc.property(anyMonth, fc.constantFrom('0.2', '0.25', '0.3333', '0.5', '1'), ({ person, entered }, quota) => {
        if (person.daysOff === null && person.quota !== '1') return;
        const rest = String(1 - Number(quota));
        const bookings = [bookingOf('P1', { quota }), ...(rest === '0' ? [] : [bookingOf('P2', { quota: rest })])];
        const byDay = quartersByDay(suggestMonth(person, bookings, entered, MONTH));
        const days = describeMonth(person, MONTH, new Map(), byDay, lastDayOf(MONTH));
        for (const { date, expectedDays, suggestedQuarters } of days)
          expect(suggestedQuarters / 4).toBe(entered.has(date) ? 0 : expectedDays);
      }),
    );
  });
});

describe('le mois, jour par jour', () => {
  test('chaque jour dit ce qu’il est, ce qui y est attendu et ce qui y manque', () => {
    const person = personOf('C1', {
      enteredOn: '2026-11-03',
      daysOff: [5],
      quota: '0.8',
      absences: [absenceOf('cp', '2026-11-12', '2026-11-12', { endsMorning: true })],
    });
    const entered = new Map([['2026-11-03', 4]]);
    const days = describeMonth(person, MONTH, entered, new Map([['2026-11-04', 4]]), '2026-11-12');
    expect(days).toHaveLength(30);
    const told = (date: string) => days.find((day) => day.date === date);
    expect(told('2026-11-01')?.kind).toBe('week_end');
    expect(told('2026-11-02')).toMatchObject({ kind: 'hors_presence', expectedDays: 0, missingQuarters: 0 });
    expect(told('2026-11-03')).toMatchObject({
      kind: 'ouvre',
      expectedDays: 1,
      enteredQuarters: 4,
      missingQuarters: 0,
    });
    expect(told('2026-11-04')).toMatchObject({ suggestedQuarters: 4, missingQuarters: 4 });
    expect(told('2026-11-06')).toMatchObject({ kind: 'temps_partiel', expectedDays: 0 });
    expect(told('2026-11-11')).toMatchObject({ kind: 'ferie', expectedDays: 0 });
    expect(told('2026-11-12')).toMatchObject({
      absentQuarters: 2,
      absences: ['cp'],
      expectedDays: 0.5,
      missingQuarters: 2,
    });
    expect(told('2026-11-13')?.kind).toBe('temps_partiel');
    expect(told('2026-11-16')?.missingQuarters).toBe(0);
    expect(days[0]?.date).toBe(firstDayOf(MONTH));
  });

  test('à temps partiel sans jours de repos connus, chaque jour attend la quotité et rien n’est dit manquant', () => {
    const days = describeMonth(personOf('C1', { quota: '0.8' }), MONTH, new Map(), new Map(), lastDayOf(MONTH));
    expect(days.find(({ kind }) => kind === 'ouvre')).toMatchObject({ expectedDays: 0.8, missingQuarters: 0 });
  });
});
