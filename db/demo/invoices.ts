// The invoices of past months, as each contract asks: validated time at its price, fees and overage, accepted
// milestones less the deposit; one credit note; and what the clients have paid, some of them late.
import { addDays, type CivilDate } from '../../domain/civil-dates.ts';
import { firstDayOf, lastDayOf, monthOf, monthsBetween, type Month } from '../../domain/periods.ts';
import { compareText } from './csv.ts';
import { overageUnits, rebilledCents } from './deliveries.ts';
import type { Client, Milestone, Project, Purchase, Units } from './facts.ts';
import type { Random } from './random.ts';
import type { WorkSums } from './timesheets.ts';
import { workingDayOnOrAfter, type Window } from './window.ts';

export type Invoice = {
  number: string;
  kind: 'facture' | 'avoir' | 'acompte';
  client: Client;
  project: Project;
  date: CivilDate;
  due: CivilDate;
  /** The month billed; none for milestones and deposits. */
  month: Month | null;
  netCents: number;
  vatPercent: number;
  grossCents: number;
  origin: Invoice | null;
};

export type Payment = { date: CivilDate; invoice: Invoice; cents: number };

type Billing = {
  window: Window;
  random: Random;
  invoices: Invoice[];
  purchases: Map<Project, Purchase[]>;
  units: readonly Units[];
  held: ReadonlySet<Project>;
};

/** Of the last complete month's invoices, the share still being prepared. */
const STILL_IN_PREPARATION = 0.25;
const DEPOSIT_PERCENT = 30;

function dueDate(client: Client, date: CivilDate): CivilDate {
  const due = addDays(date, client.paymentDays);
  return client.endOfMonth ? lastDayOf(monthOf(due)) : due;
}

function amounts(client: Client, netCents: number): { netCents: number; vatPercent: number; grossCents: number } {
  const vatPercent = client.country === 'FR' ? 20 : 0;
  return { netCents, vatPercent, grossCents: netCents + Math.round((netCents * vatPercent) / 100) };
}

function issue(
  billing: Billing,
  project: Project,
  kind: Invoice['kind'],
  date: CivilDate,
  month: Month | null,
  netCents: number,
): boolean {
  const { client } = project;
  if (!client || netCents <= 0 || date > billing.window.today) return false;
  billing.invoices.push({
    number: '',
    kind,
    client,
    project,
    date,
    due: dueDate(client, date),
    month,
    ...amounts(client, netCents),
    origin: null,
  });
  return true;
}

/** Months that can be billed: over, all validated, and not waiting for someone to put the CRAs right. */
function billableMonths(billing: Billing, project: Project, work: WorkSums | undefined): Month[] {
  const { window, held, random } = billing;
  if (!project.start || !project.end) return [];
  const last = project.end < window.monthEnd ? project.end : window.monthEnd;
  return monthsBetween(monthOf(project.start), monthOf(last)).filter((month) => {
    if (work?.openMonths.has(month)) return false;
    return month !== window.month || !(held.has(project) || random.chance(STILL_IN_PREPARATION));
  });
}

function billMonths(billing: Billing, project: Project, work: WorkSums | undefined): void {
  const overage =
    project.contract === 'tma'
      ? overageUnits(
          project,
          billing.units.filter((one) => one.project === project),
        )
      : null;
  let ceilingLeft = project.ceilingCents ?? Number.POSITIVE_INFINITY;
  for (const month of billableMonths(billing, project, work)) {
    const rebilled = (billing.purchases.get(project) ?? []).reduce(
      (sum, one) => sum + (monthOf(one.date) === month ? rebilledCents(one) : 0),
      0,
    );
    const fee = overage
      ? (project.monthlyFeeCents ?? 0) + (overage.get(month) ?? 0) * (project.unitPriceCents ?? 0)
      : 0;
    const time = Math.min(ceilingLeft, (work?.valueByMonth.get(month) ?? 0) / 4);
    const date = workingDayOnOrAfter(addDays(lastDayOf(month), billing.random.int(2, 7)));
    if (issue(billing, project, 'facture', date, month, fee + time + rebilled)) ceilingLeft -= time;
  }
}

/** Accepted milestones, less what the deposit has paid already. */
function billMilestones(billing: Billing, project: Project, milestones: readonly Milestone[]): void {
  const { random, window } = billing;
  let billed = 0;
  const isFirstDeposit = !billing.invoices.some((one) => one.kind === 'acompte');
  if (project.contract === 'forfait' && project.start && (isFirstDeposit || random.chance(0.5))) {
    const deposit = Math.round(((project.fixedPriceCents ?? 0) * DEPOSIT_PERCENT) / 100);
    const date = workingDayOnOrAfter(addDays(project.start, random.int(0, 8)));
    if (issue(billing, project, 'acompte', date, null, deposit)) billed = deposit;
  }
  let accepted = 0;
  for (const milestone of milestones) {
    if (milestone.accepted === null || milestone.accepted > window.today) continue;
    accepted += milestone.cents;
    const date = workingDayOnOrAfter(addDays(milestone.accepted, random.int(2, 7)));
    if (issue(billing, project, 'facture', date, null, accepted - billed)) billed = accepted;
  }
}

/** One invoice, some months ago, had two days too many: a credit note took them back. */
function creditOne(billing: Billing): void {
  const { invoices, window, random } = billing;
  const old = invoices.filter(
    (one) => one.project.contract === 'regie' && one.month !== null && one.date < addDays(window.today, -70),
  );
  const wrong = old[Math.floor(old.length * 0.8)];
  const rate = wrong?.project.budget[0]?.rateCents;
  if (!wrong || !rate) throw new Error('no invoice of time and materials to put right');
  Object.assign(wrong, amounts(wrong.client, wrong.netCents + 2 * rate));
  const date = workingDayOnOrAfter(addDays(wrong.date, random.int(6, 11)));
  invoices.push({
    ...wrong,
    number: '',
    kind: 'avoir',
    date,
    due: date,
    month: null,
    ...amounts(wrong.client, 2 * rate),
    origin: wrong,
  });
}

/** One unbroken series a year, in the order of the dates. */
function numberInvoices(invoices: Invoice[]): void {
  invoices.sort((a, b) => compareText(a.date, b.date));
  const used = new Map<string, number>();
  for (const invoice of invoices) {
    const year = invoice.date.slice(0, 4);
    const next = (used.get(year) ?? 0) + 1;
    used.set(year, next);
    invoice.number = `F${year}-${String(next).padStart(5, '0')}`;
  }
}

export function issueInvoices(
  projects: readonly Project[],
  delivered: { milestones: readonly Milestone[]; units: readonly Units[]; purchases: readonly Purchase[] },
  sums: ReadonlyMap<Project, WorkSums>,
  held: ReadonlySet<Project>,
  window: Window,
  random: Random,
): Invoice[] {
  const purchases = new Map<Project, Purchase[]>();
  for (const purchase of delivered.purchases) {
    const own = purchases.get(purchase.project) ?? [];
    own.push(purchase);
    purchases.set(purchase.project, own);
  }
  const milestonesOf = new Map<Project, Milestone[]>();
  for (const milestone of delivered.milestones) {
    const own = milestonesOf.get(milestone.project) ?? [];
    own.push(milestone);
    milestonesOf.set(milestone.project, own);
  }
  const billing: Billing = { window, random, invoices: [], purchases, units: delivered.units, held };
  for (const project of projects) {
    billMilestones(billing, project, milestonesOf.get(project) ?? []);
    if (project.contract !== 'forfait' && project.contract !== 'forfait_agile')
      billMonths(billing, project, sums.get(project));
  }
  creditOne(billing);
  numberInvoices(billing.invoices);
  return billing.invoices;
}

/** What is late was invoiced in these last days: older invoices are all paid. */
const UNPAID_SINCE_DAYS = 170;
const LATE_PAYER_DELAY_DAYS = 28;

/** Three of the clients that are invoiced most these days: the second, the fourth and the fifth. */
function latePayers(invoices: readonly Invoice[], since: CivilDate): Set<Client> {
  const counts = new Map<Client, number>();
  for (const { client, date } of invoices) if (date > since) counts.set(client, (counts.get(client) ?? 0) + 1);
  const most = [...counts].sort(([a, m], [b, n]) => n - m || compareText(a.code, b.code)).map(([client]) => client);
  return new Set([1, 3, 4].flatMap((place) => most[place] ?? []));
}

/** When an invoice is paid; a late payer leaves one recent invoice in three. */
function paymentDay(invoice: Invoice, isLatePayer: boolean, random: Random): CivilDate {
  const delay = isLatePayer ? LATE_PAYER_DELAY_DAYS : invoice.client.meanDelayDays;
  const wished = addDays(invoice.due, delay + random.int(-4, 6));
  return workingDayOnOrAfter(wished <= invoice.date ? addDays(invoice.date, 5) : wished);
}

export function receivePayments(invoices: readonly Invoice[], window: Window, random: Random): Payment[] {
  const since = addDays(window.today, -UNPAID_SINCE_DAYS);
  const late = latePayers(invoices, since);
  const credited = new Map<Invoice, number>();
  for (const { origin, grossCents } of invoices) {
    if (origin) credited.set(origin, (credited.get(origin) ?? 0) + grossCents);
  }
  const recentOf = new Map<Client, number>();
  const payments: Payment[] = [];
  let isPartDone = false;
  for (const invoice of invoices) {
    if (invoice.kind === 'avoir') continue;
    const isLate = late.has(invoice.client) && invoice.date > since;
    const rank = (recentOf.get(invoice.client) ?? 0) + (isLate ? 1 : 0);
    recentOf.set(invoice.client, rank);
    const date = paymentDay(invoice, late.has(invoice.client), random);
    if (date > window.today || (isLate && rank % 3 === 1)) continue;
    const cents = invoice.grossCents - (credited.get(invoice) ?? 0);
    // One client has paid a part only, and argues about the rest.
    const isPart: boolean = isLate && !isPartDone;
    isPartDone ||= isPart;
    payments.push({ date, invoice, cents: isPart ? Math.round((cents * 0.6) / 100) * 100 : cents });
  }
  return payments.sort((a, b) => compareText(`${a.date} ${a.invoice.number}`, `${b.date} ${b.invoice.number}`));
}

export function periodOf(invoice: Invoice): { start: CivilDate; end: CivilDate } | null {
  return invoice.month === null ? null : { start: firstDayOf(invoice.month), end: lastDayOf(invoice.month) };
}
