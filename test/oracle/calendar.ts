// Civil days as 'YYYY-MM-DD' and months as 'YYYY-MM', with the working days of metropolitan France.
// Written apart from the product's own calendar: two hands seldom make the same mistake.

export type Day = string;
export type Month = string;

/** Days since 1970-01-01, counted on years that begin in March so that the leap day comes last. */
export function dayNumber(day: Day): number {
  const year = Number(day.slice(0, 4));
  const month = Number(day.slice(5, 7));
  const date = Number(day.slice(8, 10));
  const marchYear = month <= 2 ? year - 1 : year;
  const marchMonth = (month + 9) % 12;
  const dayOfYear = Math.floor((153 * marchMonth + 2) / 5) + date - 1;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + dayOfYear - 719468;
}

const two = (value: number): string => String(value).padStart(2, '0');

export function dayOfNumber(number: number): Day {
  let year = 1970 + Math.floor(number / 365.2425);
  while (dayNumber(`${String(year)}-01-01`) > number) year -= 1;
  while (dayNumber(`${String(year + 1)}-01-01`) <= number) year += 1;
  let month = 12;
  while (dayNumber(`${String(year)}-${two(month)}-01`) > number) month -= 1;
  const first = dayNumber(`${String(year)}-${two(month)}-01`);
  return `${String(year)}-${two(month)}-${two(number - first + 1)}`;
}

export const addDays = (day: Day, count: number): Day => dayOfNumber(dayNumber(day) + count);
export const daysBetween = (from: Day, to: Day): number => dayNumber(to) - dayNumber(from);
/** 1 = Monday … 7 = Sunday. */
export const weekday = (day: Day): number => ((((dayNumber(day) + 3) % 7) + 7) % 7) + 1;

export const monthOf = (day: Day): Month => day.slice(0, 7);
export const firstDay = (month: Month): Day => `${month}-01`;
export const lastDay = (month: Month): Day => addDays(firstDay(addMonths(month, 1)), -1);

export function addMonths(month: Month, count: number): Month {
  const index = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + count;
  return `${String(Math.floor(index / 12))}-${two((index % 12) + 1)}`;
}

export function monthsFrom(first: Month, last: Month): Month[] {
  const months: Month[] = [];
  for (let month = first; month <= last; month = addMonths(month, 1)) months.push(month);
  return months;
}

export function daysFrom(first: Day, last: Day): Day[] {
  const days: Day[] = [];
  const end = dayNumber(last);
  for (let number = dayNumber(first); number <= end; number += 1) days.push(dayOfNumber(number));
  return days;
}

/** Easter Sunday of the Gregorian calendar (Meeus). */
function easter(year: number): Day {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  const date = ((h + l - 7 * m + 114) % 31) + 1;
  return `${String(year)}-${two(month)}-${two(date)}`;
}

const holidaysByYear = new Map<string, ReadonlySet<Day>>();

/** The eleven public holidays of metropolitan France (Code du travail, L3133-1). */
function holidaysOf(year: string): ReadonlySet<Day> {
  const known = holidaysByYear.get(year);
  if (known) return known;
  const fixed = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'];
  const sunday = easter(Number(year));
  const days = new Set([
    ...fixed.map((date) => `${year}-${date}`),
    ...[1, 39, 50].map((after) => addDays(sunday, after)),
  ]);
  holidaysByYear.set(year, days);
  return days;
}

/** Monday to Friday, and no public holiday. */
export const isWorkingDay = (day: Day): boolean => weekday(day) <= 5 && !holidaysOf(day.slice(0, 4)).has(day);

/** The working days of [first, last]; none when the end comes before the start. */
export const workingDays = (first: Day, last: Day): Day[] => daysFrom(first, last).filter(isWorkingDay);

export const later = (a: Day, b: Day): Day => (a > b ? a : b);
export const earlier = (a: Day, b: Day): Day => (a < b ? a : b);
