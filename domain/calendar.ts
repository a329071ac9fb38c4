// The French working calendar. Eleven public holidays (Code du travail, art. L3133-1), two more in
// Alsace-Moselle (art. L3134-13); Easter by the Gregorian computus (Meeus, "Astronomical Algorithms", ch. 8).
import { addDays, civilDate, dateOfDayNumber, dayNumber, weekdayOf, type CivilDate } from './civil-dates.ts';

/** The set of public holidays of a work site. */
export const HOLIDAY_ZONES = ['metropole', 'alsace_moselle'] as const;
export type HolidayZone = (typeof HOLIDAY_ZONES)[number];

export function easterSunday(year: number): CivilDate {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return civilDate(year, Math.floor(n / 31), (n % 31) + 1);
}

/** The public holidays of a year, sorted. */
export function frenchHolidays(year: number, zone: HolidayZone = 'metropole'): CivilDate[] {
  const easter = easterSunday(year);
  const days = [
    civilDate(year, 1, 1),
    addDays(easter, 1),
    civilDate(year, 5, 1),
    civilDate(year, 5, 8),
    addDays(easter, 39),
    addDays(easter, 50),
    civilDate(year, 7, 14),
    civilDate(year, 8, 15),
    civilDate(year, 11, 1),
    civilDate(year, 11, 11),
    civilDate(year, 12, 25),
  ];
  if (zone === 'alsace_moselle') days.push(addDays(easter, -2), civilDate(year, 12, 26));
  return days.sort();
}

// A year's holidays are asked for thousands of times in one report; they never change within a run.
const holidaysByYear = new Map<string, ReadonlySet<CivilDate>>();

export function isHoliday(date: CivilDate, zone: HolidayZone = 'metropole'): boolean {
  const key = `${date.slice(0, 4)}:${zone}`;
  let days = holidaysByYear.get(key);
  if (!days) {
    days = new Set(frenchHolidays(Number(date.slice(0, 4)), zone));
    holidaysByYear.set(key, days);
  }
  return days.has(date);
}

/** Monday to Friday and no public holiday (jour ouvré). */
export function isWorkingDay(date: CivilDate, zone: HolidayZone = 'metropole'): boolean {
  return weekdayOf(date) <= 5 && !isHoliday(date, zone);
}

/** The working days from one date to the other, both included. */
export function workingDaysIn(start: CivilDate, end: CivilDate, zone: HolidayZone = 'metropole'): CivilDate[] {
  const days: CivilDate[] = [];
  for (let day = dayNumber(start); day <= dayNumber(end); day += 1) {
    const date = dateOfDayNumber(day);
    if (isWorkingDay(date, zone)) days.push(date);
  }
  return days;
}

// Counting runs over prefix sums, so that a five-year project costs as little as a week. They cover every day
// that a file may hold (see isCivilDate).
const countedFrom = dayNumber('1900-01-01');
const countedThrough = dayNumber('2199-12-31');
const workingDaysBefore = new Map<HolidayZone, Int32Array>();

function countsOf(zone: HolidayZone): Int32Array {
  let counts = workingDaysBefore.get(zone);
  if (!counts) {
    const holidays = new Set<number>();
    for (let year = 1900; year < 2200; year += 1)
      for (const date of frenchHolidays(year, zone)) holidays.add(dayNumber(date));
    counts = new Int32Array(countedThrough - countedFrom + 2);
    // 1900-01-01 was a Monday: the five days that follow each multiple of seven are the week's.
    for (let i = 0; i <= countedThrough - countedFrom; i += 1) {
      counts[i + 1] = (counts[i] ?? 0) + (i % 7 < 5 && !holidays.has(countedFrom + i) ? 1 : 0);
    }
    workingDaysBefore.set(zone, counts);
  }
  return counts;
}

/** How many working days from start to end, both included; 0 when the end is first. */
export function countWorkingDays(start: CivilDate, end: CivilDate, zone: HolidayZone = 'metropole'): number {
  if (end < start) return 0;
  const counts = countsOf(zone);
  const from = dayNumber(start) - countedFrom;
  const through = dayNumber(end) - countedFrom + 1;
  if (from < 0 || through >= counts.length)
    throw new RangeError(`the working calendar covers 1900 to 2199: ${start} to ${end}`);
  return (counts[through] ?? 0) - (counts[from] ?? 0);
}
