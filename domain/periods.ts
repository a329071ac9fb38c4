// Months 'YYYY-MM', quarters 'YYYY-Qn' and date ranges with both ends included.
import { civilDate, daysInMonth, type CivilDate } from './civil-dates.ts';

/** 'YYYY-MM' */
export type Month = string;

export function isMonth(text: string): boolean {
  return /^(19|20|21)\d{2}-(0[1-9]|1[0-2])$/.test(text);
}

export function monthOf(date: CivilDate): Month {
  return date.slice(0, 7);
}

export function firstDayOf(month: Month): CivilDate {
  return `${month}-01`;
}

export function lastDayOf(month: Month): CivilDate {
  const [year, number] = [Number(month.slice(0, 4)), Number(month.slice(5, 7))];
  return civilDate(year, number, daysInMonth(year, number));
}

export function monthNumber(month: Month): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
}

export function addMonths(month: Month, months: number): Month {
  const number = monthNumber(month) + months;
  return civilDate(Math.floor(number / 12), (((number % 12) + 12) % 12) + 1, 1).slice(0, 7);
}

/** The months from one to the other, both included; none when the end is first. */
export function monthsBetween(from: Month, to: Month): Month[] {
  const months: Month[] = [];
  for (let month = from; month <= to; month = addMonths(month, 1)) months.push(month);
  return months;
}

/** The last month whose last day is on or before the date. */
export function lastCompleteMonth(date: CivilDate): Month {
  const month = monthOf(date);
  return lastDayOf(month) === date ? month : addMonths(month, -1);
}

export function isWithin(date: CivilDate, start: CivilDate | null, end: CivilDate | null): boolean {
  return (start === null || date >= start) && (end === null || date <= end);
}

/** '2026-Q4' → its first and last day; null when it is not a quarter. */
export function quarterRange(text: string): { start: CivilDate; end: CivilDate } | null {
  const match = /^(\d{4})-Q([1-4])$/.exec(text);
  if (!match) return null;
  const last = Number(match[2]) * 3;
  return {
    start: civilDate(Number(match[1]), last - 2, 1),
    end: lastDayOf(`${match[1]}-${String(last).padStart(2, '0')}`),
  };
}
