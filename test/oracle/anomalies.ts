// Anomalies: what is wrong, or missing, in a month of CRAs.
import { daysFrom, earlier, firstDay, isWorkingDay, lastDay, monthOf } from './calendar.ts';
import type { Day, Month } from './calendar.ts';
import { ordersBegunBy } from './drift.ts';
import {
  absenceOf,
  assignmentOf,
  assignmentsOfConsultant,
  compareCodes,
  consultantOf,
  countedTime,
  covers,
  daysOf,
  groupBy,
  invoicedHt,
  isClosed,
  isPresent,
  isTimeBilledContract,
  isWorkingDayOf,
  ordersOf,
  projectOf,
  takenDays,
  valueOf,
  writtenTime,
} from './facts.ts';
import type { PricedTime, View } from './facts.ts';
import { add, compare, fraction, isAbove, isBelow, isZero, one, subtract, toNumber, zero } from './fraction.ts';
import type { Fraction } from './fraction.ts';
import type { Consultant } from './read-firm.ts';

export type Finding = {
  rule: string;
  severity: 'error' | 'warning';
  consultant: string;
  date: Day | null;
  project: string | null;
  days: Fraction;
};

const WARNINGS = ['po', 'negative_margin', 'no_rate'];

const finding = (
  rule: string,
  consultant: string,
  date: Day | null,
  project: string | null,
  days: Fraction,
): Finding => ({
  rule,
  severity: WARNINGS.includes(rule) ? 'warning' : 'error',
  consultant,
  date,
  project,
  days,
});

const inMonth = (rows: readonly PricedTime[], month: Month): PricedTime[] =>
  rows.filter((row) => monthOf(row.date) === month);

/** The rules about a whole day of a person: `holiday`, `leave`, `overfull` and `employment`. */
function findDayAnomalies(view: View, rows: readonly PricedTime[]): Finding[] {
  const found: Finding[] = [];
  for (const day of groupBy(rows, (row) => `${row.date} ${row.consultant}`).values()) {
    const first = day[0];
    if (!first) continue;
    const consultant = consultantOf(view.firm, first.consultant);
    const worked = daysOf(day);
    const absence = absenceOf(view.firm, consultant, first.date);
    const fired: [string, boolean][] = [
      ['holiday', !isWorkingDay(first.date)],
      ['leave', isAbove(absence, zero) && isAbove(add(worked, absence), one)],
      ['overfull', isWorkingDay(first.date) && isAbove(worked, one)],
      ['employment', !isPresent(consultant, first.date)],
    ];
    for (const [rule, isFired] of fired) {
      if (isFired) found.push(finding(rule, consultant.code, first.date, null, worked));
    }
  }
  return found;
}

/** The rules about a person's day on a project: `closed`, `unassigned` and `duplicate`. */
function findProjectAnomalies(view: View, rows: readonly PricedTime[]): Finding[] {
  const found: Finding[] = [];
  const groups = groupBy(rows, (row) => JSON.stringify([row.date, row.consultant, row.project]));
  for (const day of groups.values()) {
    const first = day[0];
    if (!first) continue;
    const project = projectOf(view.firm, first.project);
    const assignment = assignmentOf(view.firm, first.consultant, first.project, first.date);
    const fired: [string, boolean][] = [
      ['closed', project.status === 'clos' || !covers(project, first.date)],
      ['unassigned', project.contract !== 'interne' && assignment === null],
      ['duplicate', day.length > 1],
    ];
    for (const [rule, isFired] of fired) {
      if (!isFired) continue;
      found.push(finding(rule, first.consultant, first.date, first.project, daysOf(day)));
    }
  }
  return found;
}

/** The rules about a person's month on a project: `no_rate` and `negative_margin`. */
function findRateAnomalies(view: View, rows: readonly PricedTime[]): Finding[] {
  const found: Finding[] = [];
  for (const month of groupBy(rows, (row) => JSON.stringify([row.consultant, row.project])).values()) {
    const first = month[0];
    if (!first) continue;
    const project = projectOf(view.firm, first.project);
    const unrated = month.filter((row) => row.isCounted && isTimeBilledContract(project) && isZero(row.tjm));
    const atLoss = month.filter((row) => isAbove(row.tjm, zero) && isBelow(row.tjm, row.cjm));
    for (const [rule, days] of [
      ['no_rate', unrated],
      ['negative_margin', atLoss],
    ] as const) {
      if (days.length === 0) continue;
      found.push(finding(rule, first.consultant, null, first.project, daysOf(days)));
    }
  }
  return found;
}

/** For each time-billed contract with an order, the first day of the month that the orders do not pay. */
function findOrderAnomalies(view: View, month: Month): Finding[] {
  const found: Finding[] = [];
  for (const project of view.firm.projects) {
    if (!isTimeBilledContract(project) || ordersOf(view.firm, project.code).length === 0) continue;
    const invoiced = invoicedHt(view, project.code);
    const isTaken = takenDays(view, project.code);
    const rows = countedTime(view, project.code).sort(
      (a, b) => compareCodes(a.date, b.date) || compareCodes(a.consultant, b.consultant),
    );
    let toInvoice = zero;
    for (const group of groupBy(rows, (row) => `${row.date} ${row.consultant}`).values()) {
      const first = group[0];
      if (!first) continue;
      toInvoice = add(toInvoice, valueOf(group.filter((row) => !isTaken(row.date))));
      if (monthOf(first.date) !== month) continue;
      const orders = ordersBegunBy(view.firm, project, first.date);
      if (isBelow(subtract(orders, add(invoiced, toInvoice)), zero)) {
        found.push(finding('po', first.consultant, first.date, project.code, daysOf(group)));
        break;
      }
    }
  }
  return found;
}

const daysOfMonth = (view: View, month: Month): Day[] => daysFrom(firstDay(month), earlier(lastDay(month), view.asOf));

const hasTimesheet = (rows: readonly PricedTime[], consultant: Consultant): boolean =>
  rows.some((row) => row.consultant === consultant.code && row.isCounted);

function findMissingDays(view: View, month: Month, rows: readonly PricedTime[]): Finding[] {
  const found: Finding[] = [];
  for (const consultant of view.firm.consultants) {
    const isKnown = compare(consultant.quotite, one) === 0 || consultant.daysOff.size > 0;
    if (!consultant.isEmployee || !consultant.isProductive || !isKnown) continue;
    if (!hasTimesheet(rows, consultant)) continue;
    const own = rows.filter((row) => row.consultant === consultant.code);
    for (const day of daysOfMonth(view, month)) {
      if (!isWorkingDayOf(consultant, day) || !isPresent(consultant, day)) continue;
      const worked = daysOf(own.filter((row) => row.date === day));
      const filled = add(worked, absenceOf(view.firm, consultant, day));
      if (isBelow(filled, one)) {
        found.push(finding('missing', consultant.code, day, null, subtract(one, filled)));
      }
    }
  }
  return found;
}

/** The working days that a person should have declared: assigned, present and not absent. */
function expectedDays(view: View, consultant: Consultant, month: Month): Day[] {
  const { firm } = view;
  return daysOfMonth(view, month).filter(
    (day) =>
      isWorkingDayOf(consultant, day) &&
      isPresent(consultant, day) &&
      isZero(absenceOf(firm, consultant, day)) &&
      assignmentsOfConsultant(firm, consultant.code).some((assignment) => {
        const project = projectOf(firm, assignment.project);
        return (
          assignment.isFirm &&
          covers(assignment, day) &&
          covers(project, day) &&
          project.contract !== 'interne' &&
          !isClosed(view, project)
        );
      }),
  );
}

/** The people with no timesheet at all in the month, and the days that they should have declared. */
export function missingTimesheets(view: View, month: Month): { consultant: string; days: Day[] }[] {
  const rows = inMonth(writtenTime(view), month);
  return view.firm.consultants
    .filter((consultant) => consultant.isProductive && !hasTimesheet(rows, consultant))
    .map((consultant) => ({
      consultant: consultant.code,
      days: expectedDays(view, consultant, month),
    }))
    .filter(({ days }) => days.length > 0);
}

export function missingDays(view: View, month: Month): { consultant: string; days: Day[] }[] {
  const found = findMissingDays(view, month, inMonth(writtenTime(view), month));
  return [...groupBy(found, (row) => row.consultant)].map(([consultant, days]) => ({
    consultant,
    days: days.flatMap(({ date }) => (date === null ? [] : [date])),
  }));
}

const compareFindings = (a: Finding, b: Finding): number =>
  compareCodes(a.consultant, b.consultant) ||
  compareCodes(a.date ?? '', b.date ?? '') ||
  compareCodes(a.rule, b.rule) ||
  compareCodes(a.project ?? '', b.project ?? '');

export function findAnomalies(view: View, month: Month): Finding[] {
  const rows = inMonth(writtenTime(view), month);
  return [
    ...findDayAnomalies(view, rows),
    ...findProjectAnomalies(view, rows),
    ...findRateAnomalies(view, rows),
    ...findOrderAnomalies(view, month),
    ...findMissingDays(view, month, rows),
    ...missingTimesheets(view, month).map(({ consultant, days }) =>
      finding('no_timesheet', consultant, null, null, fraction(days.length)),
    ),
  ].sort(compareFindings);
}

export function anomaliesReport(view: View, args: { month?: Month }) {
  const month = args.month ?? monthOf(view.asOf);
  return {
    month,
    findings: findAnomalies(view, month).map((anomaly) => ({
      ...anomaly,
      days: toNumber(anomaly.days),
      message: `${anomaly.rule} : ${anomaly.consultant}, ${anomaly.date ?? month}`,
    })),
  };
}
