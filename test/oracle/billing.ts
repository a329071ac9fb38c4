// Billing: what is to be invoiced for a month, what was forgotten before it, and what stands in the way.
import { firstDay, lastDay, monthOf } from './calendar.ts';
import type { Day, Month } from './calendar.ts';
import { missingDays, missingTimesheets } from './anomalies.ts';
import { ordersBegunBy } from './drift.ts';
import {
  assignmentOf,
  compareCodes,
  countedTime,
  creditNotesOf,
  daysOf,
  groupBy,
  invoicedHt,
  invoicesOfProject,
  isTimeBilledPart,
  milestonesOf,
  ordersOf,
  purchasesOf,
  rebilledAmount,
  sortByCode,
  takenDays,
  valueOf,
} from './facts.ts';
import type { PricedTime, View } from './facts.ts';
import {
  add,
  compare,
  euros,
  fraction,
  isAbove,
  isZero,
  larger,
  multiply,
  negate,
  one,
  round,
  smaller,
  subtract,
  sumOf,
  toNumber,
  zero,
} from './fraction.ts';
import type { Fraction } from './fraction.ts';
import { monthsOfService, overageByMonth } from './tma.ts';
import type { Project } from './read-firm.ts';

type Line = {
  kind: string;
  consultant: string | null;
  label: string;
  quantity: Fraction;
  unitPrice: Fraction;
  amount: Fraction;
};
type Blocked =
  | { reason: 'submitted_time_not_validated'; days: number }
  | { reason: 'po_missing' }
  | { reason: 'po_exceeded'; excess: number }
  | { reason: 'missing_time'; consultants: string[] };

const cents = (value: Fraction): Fraction => round(value, 2);

const single = (kind: string, label: string, amount: Fraction): Line => ({
  kind,
  consultant: null,
  label,
  quantity: one,
  unitPrice: amount,
  amount,
});

/** One line per consultant and TJM. */
function timeLines(rows: readonly PricedTime[]): Line[] {
  const groups = groupBy(rows, (row) => JSON.stringify([row.consultant, row.tjm.n.toString(), row.tjm.d.toString()]));
  const lines = [...groups.values()].flatMap((group) => {
    const first = group[0];
    if (!first) return [];
    const quantity = daysOf(group);
    return [
      {
        kind: 'time',
        consultant: first.consultant,
        label: `Prestation ${first.consultant}`,
        quantity,
        unitPrice: first.tjm,
        amount: cents(multiply(quantity, first.tjm)),
      },
    ];
  });
  return lines.sort((a, b) => compareCodes(a.consultant, b.consultant) || compare(a.unitPrice, b.unitPrice));
}

/** What passes the ceiling of a capped régie is taken back by one line. */
function ceilingLines(view: View, project: Project, lines: readonly Line[]): Line[] {
  if (project.contract !== 'regie_plafonnee' || project.ceiling === null) return [];
  const isTaken = takenDays(view, project.code);
  const rebilled = sumOf(
    purchasesOf(view, project.code).filter((row) => isTaken(row.date)),
    (row) => cents(rebilledAmount(row)),
  );
  const paid = subtract(invoicedHt(view, project.code), rebilled);
  const left = larger(zero, subtract(project.ceiling, paid));
  const excess = subtract(
    sumOf(lines, (line) => line.amount),
    left,
  );
  if (!isAbove(excess, zero)) return [];
  const line = single('ceiling', 'Dépassement du plafond', excess);
  return [{ ...line, quantity: fraction(-1), amount: negate(excess) }];
}

/** Milestones accepted by the month's end, less what invoices without a period have paid of them. */
function milestoneLines(view: View, project: Project, month: Month): Line[] {
  const withoutPeriod = invoicesOfProject(view, project.code).filter(
    (invoice) => invoice.type !== 'avoir' && invoice.periodStart === null && invoice.periodEnd === null,
  );
  let paid = sumOf(withoutPeriod, (invoice) =>
    subtract(
      invoice.ht,
      sumOf(creditNotesOf(view, invoice), (note) => note.ht),
    ),
  );
  const accepted = milestonesOf(view.firm, project.code)
    .flatMap((row) =>
      row.accepted !== null && row.accepted <= view.asOf && row.accepted <= lastDay(month)
        ? [{ ...row, accepted: row.accepted }]
        : [],
    )
    .sort(
      (a, b) => compareCodes(a.accepted, b.accepted) || compareCodes(a.code, b.code) || compare(a.amount, b.amount),
    );
  return accepted.map((row) => {
    const used = larger(zero, smaller(paid, row.amount));
    paid = subtract(paid, used);
    return single('milestone', `Jalon ${row.code}`, cents(subtract(row.amount, used)));
  });
}

function serviceLines(view: View, project: Project, month: Month): Line[] {
  if (project.contract !== 'tma' || !monthsOfService(project).includes(month)) return [];
  if (takenDays(view, project.code)(lastDay(month))) return [];
  const units = overageByMonth(view.firm, project).get(month) ?? zero;
  const overage = single('overage', `Unités au-delà du forfait, ${month}`, project.unitPrice);
  return [
    single('fee', `Forfait mensuel, ${month}`, project.monthlyFee),
    { ...overage, quantity: units, amount: cents(multiply(units, project.unitPrice)) },
  ];
}

function purchaseLines(view: View, project: Project, month: Month): Line[] {
  const isTaken = takenDays(view, project.code);
  return purchasesOf(view, project.code)
    .filter((row) => row.isRebillable && monthOf(row.date) === month && !isTaken(row.date))
    .sort((a, b) => compareCodes(a.date, b.date) || compareCodes(a.label, b.label))
    .map((row) => single('purchase', row.label, cents(rebilledAmount(row))));
}

function orderBlocks(view: View, project: Project, month: Month, total: Fraction): Blocked[] {
  const blocked: Blocked[] = [];
  const orders = ordersOf(view.firm, project.code);
  const client = view.firm.clients.find((row) => row.code === project.client);
  const hasValidOrder = orders.some(
    (order) =>
      (order.start === null || order.start <= lastDay(month)) && (order.end === null || order.end >= firstDay(month)),
  );
  if ((client?.needsOrder === true || orders.length > 0) && !hasValidOrder) {
    blocked.push({ reason: 'po_missing' });
  }
  const excess = subtract(
    add(total, invoicedHt(view, project.code)),
    ordersBegunBy(view.firm, project, lastDay(month)),
  );
  if (orders.length > 0 && isAbove(excess, zero)) {
    blocked.push({ reason: 'po_exceeded', excess: euros(excess) });
  }
  return blocked;
}

type Missing = { consultant: string; days: Day[] }[];

function missingTime(view: View, project: Project, missing: Missing): Blocked[] {
  const consultants = missing
    .filter(({ consultant, days }) =>
      days.some(
        (day) =>
          assignmentOf(view.firm, consultant, project.code, day) !== null &&
          isTimeBilledPart(view.firm, consultant, project, day),
      ),
    )
    .map(({ consultant }) => consultant)
    .sort(compareCodes);
  return consultants.length === 0 ? [] : [{ reason: 'missing_time', consultants }];
}

function billProject(view: View, project: Project, month: Month, missing: Missing) {
  const isTaken = takenDays(view, project.code);
  const toBill = countedTime(view, project.code).filter((row) => row.isTimeBilled && !isTaken(row.date));
  const ofMonth = toBill.filter((row) => monthOf(row.date) === month);
  const time = timeLines(ofMonth.filter((row) => row.status === 'valide'));
  const lines = [
    ...time,
    ...ceilingLines(view, project, time),
    ...milestoneLines(view, project, month),
    ...serviceLines(view, project, month),
    ...purchaseLines(view, project, month),
  ].filter((line) => !isZero(line.amount));
  const total = sumOf(lines, (line) => line.amount);
  const arrears = toBill.filter((row) => row.status === 'valide' && row.date < firstDay(month));
  const submitted = daysOf(ofMonth.filter((row) => row.status === 'soumis'));
  const blocked: Blocked[] = [];
  if (isAbove(submitted, zero)) {
    blocked.push({ reason: 'submitted_time_not_validated', days: toNumber(submitted) });
  }
  if (lines.length > 0) blocked.push(...orderBlocks(view, project, month, total));
  blocked.push(...missingTime(view, project, missing));
  return { project, lines, total, arrears, blocked };
}

export function billingReport(view: View, args: { month?: Month }) {
  const month = args.month ?? monthOf(view.asOf);
  const missing = [...missingDays(view, month), ...missingTimesheets(view, month)];
  const bills = sortByCode(view.firm.projects)
    .filter((project) => project.contract !== 'interne')
    .map((project) => billProject(view, project, month, missing))
    .filter((bill) => bill.lines.length + bill.arrears.length + bill.blocked.length > 0);
  return {
    month,
    projects: bills.map(({ project, lines, total, arrears, blocked }) => ({
      code: project.code,
      client: project.client,
      contract: project.contract,
      lines: lines.map((line) => ({
        kind: line.kind,
        consultant: line.consultant,
        label: line.label,
        quantity: toNumber(line.quantity),
        unit_price: toNumber(line.unitPrice),
        amount: euros(line.amount),
      })),
      total: euros(total),
      arrears_days: toNumber(daysOf(arrears)),
      arrears_amount: euros(valueOf(arrears)),
      blocked,
    })),
    total: euros(sumOf(bills, (bill) => bill.total)),
  };
}
