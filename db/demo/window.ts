// The time that the demo firm lives in: so many months up to today, and the plans a few months beyond.
import { addDays, dateOfDayNumber, dayNumber, later, weekdayOf, type CivilDate } from '../../domain/civil-dates.ts';
import { isWorkingDay } from '../../domain/calendar.ts';
import { addMonths, firstDayOf, lastCompleteMonth, lastDayOf, monthOf, type Month } from '../../domain/periods.ts';

export type Window = {
  start: CivilDate;
  today: CivilDate;
  /** The last complete month at today: where the CRA anomalies are planted. */
  month: Month;
  monthStart: CivilDate;
  monthEnd: CivilDate;
  /** CRAs are validated up to this day; later ones are submitted. */
  validatedThrough: CivilDate;
  /** The working days from start to today. */
  workingDays: readonly CivilDate[];
};

// A month's CRAs are all validated by the 5th of the next one; within a month, week by week.
const MONTH_VALIDATED_BY_DAY = 5;

export function openWindow(today: CivilDate, months: number): Window {
  const start = firstDayOf(addMonths(monthOf(today), 1 - months));
  const month = lastCompleteMonth(today);
  const lastValidatedWeek = fridayOnOrBefore(addDays(today, -7));
  const monthEnd = lastDayOf(month);
  const isMonthValidated = monthOf(today) !== month && Number(today.slice(8)) >= MONTH_VALIDATED_BY_DAY;
  const workingDays: CivilDate[] = [];
  for (let day = dayNumber(start); day <= dayNumber(today); day += 1) {
    const date = dateOfDayNumber(day);
    if (isWorkingDay(date)) workingDays.push(date);
  }
  return {
    start,
    today,
    month,
    monthStart: firstDayOf(month),
    monthEnd,
    validatedThrough: isMonthValidated ? later(lastValidatedWeek, monthEnd) : lastValidatedWeek,
    workingDays,
  };
}

export function mondayOnOrBefore(date: CivilDate): CivilDate {
  return addDays(date, 1 - weekdayOf(date));
}

export function fridayOnOrBefore(date: CivilDate): CivilDate {
  return addDays(date, -((weekdayOf(date) + 2) % 7));
}

export function fridayOnOrAfter(date: CivilDate): CivilDate {
  return addDays(date, (12 - weekdayOf(date)) % 7);
}

export function workingDayOnOrAfter(date: CivilDate): CivilDate {
  let day = date;
  while (!isWorkingDay(day)) day = addDays(day, 1);
  return day;
}
