// Presence by half days, and how busy the employees are: TACE and taux d'occupation (REPORTS.md, "occupancy";
// worked examples of DOMAIN.md §1.3).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../domain/civil-dates.ts';
import { countWorkingDays } from '../../domain/calendar.ts';
import { reportOccupancy } from '../../domain/occupancy.ts';
import {
  ABSENCE_KINDS,
  absentQuarters,
  isPresent,
  isWorkingDayOf,
  type Person,
  presentDaysOf,
} from '../../domain/presence.ts';
import { absenceOf, personOf } from './people.ts';

describe('une absence', () => {
  const holidays = personOf('C1', {
    absences: [absenceOf('cp', '2026-10-06', '2026-10-08', { startsAfternoon: true, endsMorning: true })],
  });
  const quarters = (person: Person, ...dates: string[]) => dates.map((date) => absentQuarters(person, date));

  it('commence à midi et finit à midi : une demi-journée à chaque bout', () => {
    expect(quarters(holidays, '2026-10-05', '2026-10-06', '2026-10-07', '2026-10-08', '2026-10-09')).toEqual([
      0, 2, 4, 2, 0,
    ]);
  });

  it('ne prend rien à un jour férié, un week-end ou un jour non travaillé', () => {
    const away = personOf('C1', { absences: [absenceOf('cp', '2026-11-07', '2026-11-13')], daysOff: [5] });
    expect(quarters(away, '2026-11-08', '2026-11-09', '2026-11-11', '2026-11-13')).toEqual([0, 4, 0, 0]);
  });

  it('ne compte une demi-journée qu’une fois, quand deux absences se recouvrent', () => {
    const morning = absenceOf('rtt', '2026-10-06', '2026-10-06', { endsMorning: true });
    const afternoon = absenceOf('maladie', '2026-10-06', '2026-10-06', { startsAfternoon: true });
    expect(quarters(personOf('C1', { absences: [morning, afternoon] }), '2026-10-06')).toEqual([4]);
    expect(quarters(personOf('C1', { absences: [morning, { ...morning, kind: 'cp' }] }), '2026-10-06')).toEqual([2]);
  });

  it('se compte par nature', () => {
    expect(absentQuarters(holidays, '2026-10-07', new Set(['rtt']))).toBe(0);
    expect(absentQuarters(holidays, '2026-10-07', new Set(['rtt', 'cp']))).toBe(4);
  });

  it('vaut de zéro à une journée, un nombre entier de demies', () => {
    const anyAbsence = fc
      .record({
        kind: fc.constantFrom(...ABSENCE_KINDS),
        start: fc.integer({ min: 0, max: 40 }),
        length: fc.integer({ min: 0, max: 9 }),
        noon: fc.boolean(),
        early: fc.boolean(),
      })
      .map(({ kind, start, length, noon, early }) =>
        absenceOf(kind, addDays('2026-10-01', start), addDays('2026-10-01', start + length), {
          startsAfternoon: noon,
          endsMorning: early,
        }),
      );
    fc.assert(
      fc.property(fc.array(anyAbsence, { maxLength: 5 }), fc.integer({ min: 0, max: 50 }), (absences, day) => {
        const date = addDays('2026-10-01', day);
        const taken = absentQuarters(personOf('C1', { absences }), date);
        expect([0, 2, 4]).toContain(taken);
        const alone = absences.map((absence) => absentQuarters(personOf('C1', { absences: [absence] }), date));
        expect(taken).toBeGreaterThanOrEqual(Math.max(0, ...alone));
        expect(taken).toBeLessThanOrEqual(alone.reduce((total, one) => total + one, 0));
      }),
    );
  });
});

describe('la présence', () => {
  const stay = personOf('C1', { enteredOn: '2026-10-12', leftOn: '2026-10-23' });

  it('va du jour d’entrée au jour de sortie, compris', () => {
    const days = ['2026-10-11', '2026-10-12', '2026-10-23', '2026-10-24'];
    expect(days.map((date) => isPresent(stay, date))).toEqual([false, true, true, false]);
    expect(presentDaysOf(stay, '2026-10-01', '2026-10-31')).toHaveLength(10);
    expect(presentDaysOf(stay, '2026-10-14', '2026-10-15')).toEqual(['2026-10-14', '2026-10-15']);
  });

  it('d’un temps partiel exclut ses jours non travaillés', () => {
    const partTimer = personOf('C1', { daysOff: [3], quota: '0.8' });
    expect(isWorkingDayOf(partTimer, '2026-10-07')).toBe(false);
    expect(isWorkingDayOf(partTimer, '2026-10-08')).toBe(true);
    expect(presentDaysOf(partTimer, '2026-10-01', '2026-10-31')).toHaveLength(18);
  });
});

const MONTH = '2026-11';
const occupancyOf = (people: Person[], billableDays: Record<string, number>, month = MONTH) => {
  const billable = new Map(Object.entries(billableDays).map(([code, days]) => [code, days * 4]));
  return reportOccupancy(people, [month], new Map([[month, billable]])).months[0];
};

// Nov 2026: 20 working days = 12.5 billable + 2 CP + 1 RTT + 1 sick + 1 training + 2 bench + 0.5 presales.
const example = personOf('C1', {
  absences: [
    absenceOf('cp', '2026-11-02', '2026-11-03'),
    absenceOf('rtt', '2026-11-04', '2026-11-04'),
    absenceOf('maladie', '2026-11-05', '2026-11-05'),
    absenceOf('formation', '2026-11-06', '2026-11-06'),
  ],
});

describe('le taux d’activité', () => {
  it('novembre 2026 : 12,5 jours sur 17 font un TACE de 73,53 %, sur 20 une occupation de 62,50 %', () => {
    expect(occupancyOf([example], { C1: 12.5 })?.consultants).toEqual([
      {
        code: 'C1',
        working_days: 20,
        leave_days: 3,
        absence_days: 5,
        billable_days: 12.5,
        tace: 0.7353,
        occupation: 0.625,
      },
    ]);
  });

  it('d’un groupe est le rapport des sommes : 18/20 et 5/10 font 76,67 %', () => {
    const late = personOf('B', { enteredOn: '2026-11-17' });
    expect(occupancyOf([personOf('A'), late], { A: 18, B: 5 })).toMatchObject({
      consultants: [{ tace: 0.9 }, { code: 'B', working_days: 10, tace: 0.5 }],
      total: { working_days: 30, billable_days: 23, tace: 0.7667, occupation: 0.7667 },
    });
  });

  it('n’a pas de valeur quand il n’y avait rien à travailler', () => {
    const away = personOf('C1', { absences: [absenceOf('cp', '2026-11-01', '2026-11-30')] });
    expect(occupancyOf([away], {})?.consultants).toMatchObject([
      { working_days: 20, leave_days: 20, tace: null, occupation: 0 },
    ]);
    const parental = personOf('C1', { absences: [absenceOf('parental', '2026-11-01', '2026-11-30')] });
    expect(occupancyOf([parental], {})?.consultants).toMatchObject([
      { working_days: 0, leave_days: 0, absence_days: 0, tace: null, occupation: null },
    ]);
  });

  it.each([
    ['maternite', 18, 0, 0],
    ['parental', 18, 0, 0],
    ['sans_solde', 18, 0, 0],
    ['cp', 20, 2, 2],
    ['rtt', 20, 2, 2],
    ['maladie', 20, 0, 2],
    ['formation', 20, 0, 2],
    ['autre', 20, 0, 2],
  ] as const)(
    'deux jours de %s : %s jours à travailler, %s de congé, %s d’absence',
    (kind, working, leave, absence) => {
      const away = personOf('C1', { absences: [absenceOf(kind, '2026-11-02', '2026-11-03')] });
      const expected = { working_days: working, leave_days: leave, absence_days: absence };
      expect(occupancyOf([away], {})?.consultants).toMatchObject([expected]);
    },
  );

  it('d’un temps partiel compte sa quotité, ou ses jours quand on les connaît', () => {
    const away = [absenceOf('cp', '2026-11-04', '2026-11-05')];
    const byQuota = personOf('C1', { quota: '0.8', absences: away });
    const byDays = personOf('C2', { quota: '0.8', daysOff: [3], absences: away });
    // In November 2026 the 11th is a Wednesday and a holiday: three Wednesdays are off.
    expect(occupancyOf([byQuota, byDays], {})?.consultants).toMatchObject([
      { code: 'C1', working_days: 16, leave_days: 1.6 },
      { code: 'C2', working_days: 17, leave_days: 1 },
    ]);
  });

  it('se limite à la présence, absences comprises', () => {
    const leaving = personOf('C1', { leftOn: '2026-11-06', absences: [absenceOf('cp', '2026-11-06', '2026-11-13')] });
    expect(occupancyOf([leaving], { C1: 4 })?.consultants).toMatchObject([
      { working_days: 5, leave_days: 1, tace: 1, occupation: 0.8 },
    ]);
  });

  it('ne regarde que les salariés productifs présents dans le mois, dans l’ordre des codes', () => {
    const people = [
      personOf('C5'),
      personOf('C1', { leftOn: '2026-11-01' }),
      personOf('C2', { leftOn: '2026-10-31' }),
      personOf('C3', { enteredOn: '2026-11-30' }),
      personOf('C4', { enteredOn: '2026-12-01' }),
      personOf('C6', { employment: 'independant' }),
      personOf('C7', { productive: false }),
    ];
    expect(occupancyOf(people, {})?.consultants.map(({ code }) => code)).toEqual(['C1', 'C3', 'C5']);
  });

  it('se lit sur plusieurs mois', () => {
    const { months } = reportOccupancy([personOf('C1')], ['2026-08', '2026-09'], new Map());
    expect(months.map(({ month, total }) => [month, total.working_days])).toEqual([
      ['2026-08', countWorkingDays('2026-08-01', '2026-08-31')],
      ['2026-09', 22],
    ]);
  });
});
