// Civil dates, months and the French working calendar (DOMAIN.md §1.1), against the JavaScript Date in UTC.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countWorkingDays,
  easterSunday,
  frenchHolidays,
  HOLIDAY_ZONES,
  isHoliday,
  isWorkingDay,
  workingDaysIn,
} from '../../domain/calendar.ts';
import {
  addDays,
  civilDate,
  dateOfDayNumber,
  dayNumber,
  daysBetween,
  daysInMonth,
  earlier,
  isCivilDate,
  isLeapYear,
  later,
  weekdayOf,
} from '../../domain/civil-dates.ts';
import {
  addMonths,
  firstDayOf,
  isMonth,
  isWithin,
  lastCompleteMonth,
  lastDayOf,
  monthNumber,
  monthOf,
  monthsBetween,
  quarterRange,
} from '../../domain/periods.ts';

const MILLISECONDS_A_DAY = 86_400_000;
const FIRST_DAY = Date.UTC(1900, 0, 1) / MILLISECONDS_A_DAY;
const LAST_DAY = Date.UTC(2199, 11, 31) / MILLISECONDS_A_DAY;
const anyDay = fc.integer({ min: FIRST_DAY, max: LAST_DAY });
const anyDate = anyDay.map(dateOfDayNumber);

const isoOf = (day: number): string => new Date(day * MILLISECONDS_A_DAY).toISOString().slice(0, 10);

describe('une date civile', () => {
  it('est la même que celle du calendrier universel, chaque jour de 1900 à 2199', () => {
    const wrong: string[] = [];
    for (let day = FIRST_DAY; day <= LAST_DAY; day += 1) {
      const date = isoOf(day);
      const isRight =
        dateOfDayNumber(day) === date &&
        dayNumber(date) === day &&
        isCivilDate(date) &&
        weekdayOf(date) === ((new Date(day * MILLISECONDS_A_DAY).getUTCDay() + 6) % 7) + 1;
      if (!isRight) wrong.push(date);
    }
    expect(wrong).toEqual([]);
  });

  it('avance et recule du même nombre de jours', () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: -2000, max: 2000 }), (date, days) => {
        const moved = addDays(date, days);
        expect(addDays(moved, -days)).toBe(date);
        expect(daysBetween(date, moved)).toBe(days);
        expect([earlier(date, moved), later(date, moved)]).toEqual([date, moved].sort());
      }),
    );
  });

  it.each([
    '2026-02-29',
    '2100-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '1899-12-31',
    '2200-01-01',
    '2026-1-01',
    '31/03/2026',
    '',
  ])('« %s » est refusée', (text) => {
    expect(isCivilDate(text)).toBe(false);
  });

  it('connaît les années bissextiles', () => {
    expect([1900, 2000, 2024, 2026, 2100].map(isLeapYear)).toEqual([false, true, true, false, false]);
    expect([daysInMonth(2024, 2), daysInMonth(2026, 2), daysInMonth(2026, 13)]).toEqual([29, 28, 0]);
  });
});

describe('un mois', () => {
  it('commence le 1er et finit la veille du suivant', () => {
    fc.assert(
      fc.property(anyDate, (date) => {
        const month = monthOf(date);
        expect(isMonth(month)).toBe(true);
        expect(firstDayOf(month) <= date && date <= lastDayOf(month)).toBe(true);
        expect(monthOf(addDays(lastDayOf(month), 1))).toBe(addMonths(month, 1));
        expect(monthOf(addDays(firstDayOf(month), -1))).toBe(addMonths(month, -1));
      }),
    );
  });

  it("s'ajoute et se compte", () => {
    fc.assert(
      fc.property(anyDate, fc.integer({ min: 0, max: 60 }), (date, months) => {
        const month = monthOf(date);
        const last = addMonths(month, months);
        expect(monthNumber(last) - monthNumber(month)).toBe(months);
        expect(monthsBetween(month, last)).toHaveLength(months + 1);
        expect(monthsBetween(last, month)).toHaveLength(months === 0 ? 1 : 0);
      }),
    );
  });

  it("n'est complet que le soir de son dernier jour", () => {
    expect(lastCompleteMonth('2026-10-31')).toBe('2026-10');
    expect(lastCompleteMonth('2026-10-30')).toBe('2026-09');
    expect(lastCompleteMonth('2026-01-15')).toBe('2025-12');
    expect(lastCompleteMonth('2028-02-28')).toBe('2028-01');
  });

  it.each(['2026-13', '2026-00', '2026-1', '1899-12', '2200-01', '2026-Q4'])('« %s » est refusé', (text) => {
    expect(isMonth(text)).toBe(false);
  });
});

describe('une période', () => {
  it('un trimestre va de son premier à son dernier jour', () => {
    expect(quarterRange('2026-Q4')).toEqual({ start: '2026-10-01', end: '2026-12-31' });
    expect(quarterRange('2028-Q1')).toEqual({ start: '2028-01-01', end: '2028-03-31' });
    expect(quarterRange('2026-Q5')).toBeNull();
    expect(quarterRange('2026-12')).toBeNull();
  });

  it('contient ses deux bouts ; un bout ouvert ne ferme rien', () => {
    expect(isWithin('2026-10-01', '2026-10-01', '2026-10-31')).toBe(true);
    expect(isWithin('2026-10-31', '2026-10-01', '2026-10-31')).toBe(true);
    expect(isWithin('2026-09-30', '2026-10-01', null)).toBe(false);
    expect(isWithin('2026-11-01', null, '2026-10-31')).toBe(false);
    expect(isWithin('2026-11-01', null, null)).toBe(true);
  });
});

// DOMAIN.md §1.1: Easter, total, months, total in Alsace-Moselle and the months that change there.
const YEARS = [
  {
    year: 2025,
    easter: '2025-04-20',
    months: [22, 20, 21, 21, 19, 20, 22, 20, 22, 23, 19, 22],
    total: 251,
    alsace: 249,
  },
  {
    year: 2026,
    easter: '2026-04-05',
    months: [21, 20, 22, 21, 17, 22, 22, 21, 22, 22, 20, 22],
    total: 252,
    alsace: 251,
  },
  {
    year: 2027,
    easter: '2027-03-28',
    months: [20, 20, 22, 22, 19, 22, 21, 22, 22, 21, 20, 23],
    total: 254,
    alsace: 253,
  },
  {
    year: 2028,
    easter: '2028-04-16',
    months: [21, 21, 23, 19, 20, 21, 20, 22, 21, 22, 21, 20],
    total: 251,
    alsace: 249,
  },
];

const workingDaysOfMonth = (
  year: number,
  month: number,
  zone: (typeof HOLIDAY_ZONES)[number] = 'metropole',
): number => {
  const text = civilDate(year, month, 1).slice(0, 7);
  return countWorkingDays(firstDayOf(text), lastDayOf(text), zone);
};

describe('les jours ouvrés en France', () => {
  it.each(YEARS)('$year : Pâques, mois par mois et total', ({ year, easter, months, total, alsace }) => {
    expect(easterSunday(year)).toBe(easter);
    expect(months.map((_, index) => workingDaysOfMonth(year, index + 1))).toEqual(months);
    expect(countWorkingDays(civilDate(year, 1, 1), civilDate(year, 12, 31))).toBe(total);
    expect(countWorkingDays(civilDate(year, 1, 1), civilDate(year, 12, 31), 'alsace_moselle')).toBe(alsace);
  });

  it("l'Alsace-Moselle y perd le Vendredi saint et le 26 décembre", () => {
    expect(workingDaysOfMonth(2026, 4, 'alsace_moselle')).toBe(20);
    expect(workingDaysOfMonth(2026, 12, 'alsace_moselle')).toBe(22); // 26/12/2026 is a Saturday.
    expect(workingDaysOfMonth(2027, 3, 'alsace_moselle')).toBe(21);
    expect(workingDaysOfMonth(2028, 4, 'alsace_moselle')).toBe(18);
    expect(workingDaysOfMonth(2028, 12, 'alsace_moselle')).toBe(19);
    expect(isHoliday('2026-04-03')).toBe(false);
    expect(isHoliday('2026-04-03', 'alsace_moselle')).toBe(true);
  });

  it('les repos du forfait-jours : ouvrés moins 25 congés moins 218', () => {
    const restDays = YEARS.map(
      ({ year }) => countWorkingDays(civilDate(year, 1, 1), civilDate(year, 12, 31)) - 25 - 218,
    );
    expect(restDays).toEqual([8, 9, 11, 8]);
  });

  it('les onze jours fériés de 2026', () => {
    expect(frenchHolidays(2026)).toEqual([
      '2026-01-01',
      '2026-04-06',
      '2026-05-01',
      '2026-05-08',
      '2026-05-14',
      '2026-05-25',
      '2026-07-14',
      '2026-08-15',
      '2026-11-01',
      '2026-11-11',
      '2026-12-25',
    ]);
  });

  it('Pâques aux bornes du calendrier grégorien : au plus tôt le 22 mars, au plus tard le 25 avril', () => {
    expect([1818, 2285, 1943, 2038].map(easterSunday)).toEqual([
      '1818-03-22',
      '2285-03-22',
      '1943-04-25',
      '2038-04-25',
    ]);
    for (let year = 1900; year < 2200; year += 1) {
      expect(weekdayOf(easterSunday(year))).toBe(7);
      expect(easterSunday(year).slice(5) >= '03-22' && easterSunday(year).slice(5) <= '04-25').toBe(true);
    }
  });

  it('le samedi et le dimanche ne sont pas ouvrés, le lundi de Pentecôte non plus', () => {
    expect(['2026-10-30', '2026-10-31', '2026-11-01', '2026-05-25'].map((date) => isWorkingDay(date))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('compter les jours ouvrés, c’est compter ceux de la liste', () => {
    fc.assert(
      fc.property(
        anyDate,
        fc.integer({ min: -40, max: 400 }),
        fc.constantFrom(...HOLIDAY_ZONES),
        (start, length, zone) => {
          const end = addDays(start, length);
          fc.pre(isCivilDate(end));
          const days = workingDaysIn(start, end, zone);
          expect(countWorkingDays(start, end, zone)).toBe(days.length);
          expect(days.every((day) => isWorkingDay(day, zone) && day >= start && day <= end)).toBe(true);
        },
      ),
    );
  });

  it("tout jour qu'un fichier peut porter se compte, de 1900 à 2199", () => {
    expect(countWorkingDays('1900-01-01', '1900-01-31')).toBe(22);
    expect(countWorkingDays('2199-12-01', '2199-12-31')).toBe(21);
    expect(() => countWorkingDays('1899-12-31', '1900-01-31')).toThrow(RangeError);
    expect(() => countWorkingDays('2199-12-31', '2200-01-01')).toThrow(RangeError);
  });
});
