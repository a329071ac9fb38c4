// Occupancy: of the days that each employee could be sold, how many were.
import { addMonths, daysFrom, firstDay, lastDay, monthOf, monthsFrom } from './calendar.ts';
import type { Month } from './calendar.ts';
import {
  absenceOf,
  countedTime,
  dayWeight,
  daysOf,
  isPresent,
  isWorkingDayOf,
  projectOf,
  sortByCode,
} from './facts.ts';
import type { View } from './facts.ts';
import { fraction, multiply, rate, ratio, subtract, sumOf, toNumber } from './fraction.ts';
import type { Fraction } from './fraction.ts';
import type { Absence, Consultant } from './read-firm.ts';

const LEAVE = ['cp', 'rtt'];
/** Long leaves that take their days out of the working days themselves. */
const OUT_OF_WORK = ['maternite', 'parental', 'sans_solde'];

type Activity = { working: Fraction; leave: Fraction; absence: Fraction; billable: Fraction };

function activityOf(view: View, consultant: Consultant, month: Month): Activity {
  const days = daysFrom(firstDay(month), lastDay(month)).filter(
    (day) => isPresent(consultant, day) && isWorkingDayOf(consultant, day),
  );
  const weight = dayWeight(consultant);
  const away = (ofType: (absence: Absence) => boolean): Fraction =>
    multiply(
      weight,
      sumOf(days, (day) => absenceOf(view.firm, consultant, day, ofType)),
    );
  const billed = countedTime(view).filter(
    (row) =>
      row.consultant === consultant.code &&
      monthOf(row.date) === month &&
      projectOf(view.firm, row.project).contract !== 'interne',
  );
  return {
    working: subtract(
      multiply(weight, fraction(days.length)),
      away((absence) => OUT_OF_WORK.includes(absence.type)),
    ),
    leave: away((absence) => LEAVE.includes(absence.type)),
    absence: away((absence) => !OUT_OF_WORK.includes(absence.type)),
    billable: daysOf(billed),
  };
}

const activityColumns = ({ working, leave, absence, billable }: Activity) => ({
  working_days: toNumber(working),
  leave_days: toNumber(leave),
  absence_days: toNumber(absence),
  billable_days: toNumber(billable),
  tace: rate(ratio(billable, subtract(working, leave))),
  occupation: rate(ratio(billable, working)),
});

function occupancyOfMonth(view: View, month: Month) {
  const present = sortByCode(view.firm.consultants).filter(
    (consultant) =>
      consultant.isEmployee &&
      consultant.isProductive &&
      consultant.entry <= lastDay(month) &&
      (consultant.exit === null || consultant.exit >= firstDay(month)),
  );
  const rows = present.map((consultant) => ({
    code: consultant.code,
    activity: activityOf(view, consultant, month),
  }));
  const total: Activity = {
    working: sumOf(rows, (row) => row.activity.working),
    leave: sumOf(rows, (row) => row.activity.leave),
    absence: sumOf(rows, (row) => row.activity.absence),
    billable: sumOf(rows, (row) => row.activity.billable),
  };
  return {
    month,
    consultants: rows.map(({ code, activity }) => ({ code, ...activityColumns(activity) })),
    total: activityColumns(total),
  };
}

export function occupancyReport(view: View, args: { month?: Month; from?: Month; to?: Month }) {
  const current = monthOf(view.asOf);
  const lastComplete = lastDay(current) === view.asOf ? current : addMonths(current, -1);
  const month = args.month ?? lastComplete;
  const months = monthsFrom(args.from ?? month, args.to ?? month);
  return { months: months.map((one) => occupancyOfMonth(view, one)) };
}
