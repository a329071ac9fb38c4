// What a month's billing looks at, for every project at once: the number of queries does not grow with projects.
import { z } from 'zod';
import { findAnomalies, type AnomalyFacts } from '../../domain/anomalies.ts';
import { reportBilling, type BillingFacts } from '../../domain/billing.ts';
import { earlier } from '../../domain/civil-dates.ts';
import { compareCodes } from '../../domain/codes.ts';
import { isTimeBilledPart } from '../../domain/contract/kinds.ts';
import { firstDayOf, lastDayOf } from '../../domain/periods.ts';
import { absentQuarters, workingDaysOf } from '../../domain/presence.ts';
import { coveringAssignment } from '../../domain/valuation.ts';
import { WHOLE_FIRM, type ReportScope } from '../../domain/report-scope.ts';
import type { Transaction } from '../connection.ts';
import { readAnomalyFacts } from './anomaly-facts.ts';
import { addMissingEvidence } from './evidence.ts';
import { besideWork, namedByLine, readBesideWork, takenBesideCents, type BesideRows } from './beside-work.ts';
import { readBookings, type BookingFact } from './people-facts.ts';
import { amountsOf, groupBy, readProjects, type ProjectFactRows, type ProjectRow } from './project-facts.ts';
import {
  importedCovers,
  readInvoicedNet,
  readOrders,
  readUninvoicedTime,
  type OrderRow,
  type UninvoicedTime,
} from './uninvoiced-time.ts';

const milestoneRow = z.object({
  project_id: z.number(),
  code: z.string(),
  planned_on: z.string().nullable(),
  amount_cents: z.number(),
  accepted_on: z.string(),
});

async function readAcceptedMilestones(tx: Transaction, through: string, asOf: string) {
  const rows = await tx`
    select m.project_id, m.code, m.planned_on, m.amount_cents, m.accepted_on from milestones m
    where m.accepted_on <= ${through}
      and not ${namedByLine(tx, asOf, tx`t.milestone_id = m.id`, tx`ct.milestone_id = m.id`)}`;
  return groupBy(z.array(milestoneRow).parse([...rows]), (row) => row.project_id);
}

const projectAmount = z.object({ project_id: z.number(), net_cents: z.number() });

/**
 * Invoices and deposits without a period that name no milestone, net of their credit notes, a project; less what they
 * paid of the milestones that a line bills (the line asks only for the rest).
 */
async function readPeriodlessNet(tx: Transaction, asOf: string): Promise<Map<number, number>> {
  const rows = await tx`
    select x.project_id, sum(x.cents)::bigint as net_cents from (
      select i.project_id, i.net_cents - coalesce((
        select sum(a.net_cents) from invoices a
        where a.credited_invoice_id = i.id and a.kind = 'avoir' and a.origin <> 'draft' and a.issued_on <= ${asOf}), 0) as cents
      from invoices i
      where i.kind in ('facture', 'acompte') and i.origin <> 'draft' and i.issued_on <= ${asOf}
        and i.project_id is not null and i.period_start is null and i.period_end is null
        and not exists (select 1 from invoice_lines l join invoice_line_items t on t.line_id = l.id where l.invoice_id = i.id)
      union all
      select m.project_id, l.amount_cents - m.amount_cents
      from milestones m join invoice_line_items t on t.milestone_id = m.id join invoice_lines l on l.id = t.line_id
        join invoices i on i.id = l.invoice_id
      where i.origin = 'issued' and i.kind <> 'avoir' and i.issued_on <= ${asOf}
        and not exists (
          select 1 from invoice_lines cl join invoices ci on ci.id = cl.invoice_id join invoice_line_items ct on ct.line_id = cl.id
          where cl.credited_line_id = l.id and ci.origin = 'issued' and ci.issued_on <= ${asOf} and ct.milestone_id = m.id)
    ) x group by 1`;
  return new Map(
    z
      .array(projectAmount)
      .parse([...rows])
      .map((row) => [row.project_id, row.net_cents]),
  );
}

const projectId = z.object({ project_id: z.number() });

/** TMA whose fee of the month is in an invoice: its last day lies in an invoiced period, or a line names the month. */
async function readServiceTaken(tx: Transaction, month: string, asOf: string): Promise<Set<number>> {
  const rows = await tx`
    with covers as materialized (${importedCovers(tx, asOf)})
    select p.id as project_id from projects p
    where p.contract_kind = 'tma' and (
      exists (select 1 from covers v where v.project_id = p.id and ${lastDayOf(month)} between v.period_start and v.period_end)
      or ${namedByLine(tx, asOf, tx`t.project_id = p.id and t.month = ${firstDayOf(month)}`, tx`ct.project_id = p.id and ct.month = t.month`)})`;
  return new Set(
    z
      .array(projectId)
      .parse([...rows])
      .map((row) => row.project_id),
  );
}

async function readOrderRequired(tx: Transaction): Promise<Set<number>> {
  const rows =
    await tx`select p.id as project_id from projects p join clients c on c.id = p.client_id where c.order_required`;
  return new Set(
    z
      .array(projectId)
      .parse([...rows])
      .map((row) => row.project_id),
  );
}

/** Projects whose month is let through although their order is missing or exceeded. */
async function readLiftedOrderBlocks(tx: Transaction, month: string): Promise<Set<number>> {
  const rows = await tx`select project_id from order_overrides where month = ${firstDayOf(month)}`;
  return new Set(
    z
      .array(projectId)
      .parse([...rows])
      .map((row) => row.project_id),
  );
}

/** Who lacks time, a project: a missing day, or a month without CRA, under an assignment billed by the day. */
function missingTimeByProject(facts: AnomalyFacts, bookings: readonly BookingFact[]): Map<string, Set<string>> {
  const missing = new Map<string, Set<string>>();
  const firm = groupBy(
    bookings.filter((booking) => booking.status === 'ferme'),
    (booking) => booking.consultant,
  );
  const people = new Map(facts.people.map((person) => [person.code, person]));
  for (const finding of findAnomalies(facts)) {
    if (finding.rule !== 'missing' && finding.rule !== 'no_timesheet') continue;
    const person = people.get(finding.consultant);
    if (!person) throw new Error(`consultant ${finding.consultant} is not in the facts`);
    const end = earlier(lastDayOf(facts.month), facts.asOf);
    const days =
      finding.date !== null
        ? [finding.date]
        : workingDaysOf(person, firstDayOf(facts.month), end).filter((day) => absentQuarters(person, day) === 0);
    for (const [target, own] of groupBy(firm.get(finding.consultant) ?? [], (booking) => booking.target)) {
      const kind = facts.projects.get(target)?.kind;
      const billed = (booking: BookingFact | null) =>
        booking !== null && kind !== undefined && isTimeBilledPart(kind, booking.rated);
      if (!days.some((day) => billed(coveringAssignment(own, day)))) continue;
      const consultants = missing.get(target) ?? new Set<string>();
      missing.set(target, consultants.add(finding.consultant));
    }
  }
  return missing;
}

type MonthBilling = {
  readonly uninvoiced: ReadonlyMap<number, readonly UninvoicedTime[]>;
  readonly beside: ReadonlyMap<number, BesideRows>;
  readonly milestones: Awaited<ReturnType<typeof readAcceptedMilestones>>;
  readonly periodless: ReadonlyMap<number, number>;
  readonly serviceTaken: ReadonlySet<number>;
  readonly orderRequired: ReadonlySet<number>;
  readonly orderBlockLifted: ReadonlySet<number>;
  readonly invoiced: ReadonlyMap<number, number>;
  readonly orders: ReadonlyMap<number | null, readonly OrderRow[]>;
  readonly missing: ReadonlyMap<string, ReadonlySet<string>>;
};

function billableTime(groups: readonly UninvoicedTime[]): BillingFacts['time'] {
  const lines = new Map<string, { consultant: string; dailyRateCents: number; quarterDays: number }>();
  for (const group of groups) {
    const key = `${group.consultant} ${group.daily_rate_cents}`;
    const line = lines.get(key) ?? {
      consultant: group.consultant,
      dailyRateCents: group.daily_rate_cents,
      quarterDays: 0,
    };
    line.quarterDays += group.quarter_days;
    lines.set(key, line);
  }
  return [...lines.values()];
}

function factsOf(project: ProjectRow, rows: ProjectFactRows, month: string, billing: MonthBilling): BillingFacts {
  const groups = (billing.uninvoiced.get(project.id) ?? []).filter((group) =>
    isTimeBilledPart(project.contract_kind, group.rated),
  );
  const validated = groups.filter((group) => group.state === 'valide');
  const arrears = validated.filter((group) => group.month < month);
  const beside = billing.beside.get(project.id) ?? { purchases: [], onCall: [] };
  const submitted = groups.filter((group) => group.state === 'soumis' && group.month === month);
  return {
    code: project.code,
    client: project.client,
    amounts: amountsOf(project),
    time: billableTime(validated.filter((group) => group.month === month)),
    submittedQuarterDays: submitted.reduce((total, group) => total + group.quarter_days, 0),
    arrears: {
      quarterDays: arrears.reduce((total, group) => total + group.quarter_days, 0),
      valueQuarterCents: arrears.reduce((total, group) => total + group.value_quarter_cents, 0),
    },
    milestones: (billing.milestones.get(project.id) ?? []).map((row) => ({
      code: row.code,
      plannedOn: row.planned_on,
      amountCents: row.amount_cents,
      acceptedOn: row.accepted_on,
    })),
    periodlessNetCents: billing.periodless.get(project.id) ?? 0,
    units: rows.units.get(project.id) ?? new Map<string, string>(),
    serviceTaken: billing.serviceTaken.has(project.id),
    ...besideWork(beside, 'month'),
    late: besideWork(beside, 'before'),
    invoicedNetCents: billing.invoiced.get(project.id) ?? 0,
    takenRebilledCents: takenBesideCents(beside),
    orders: (billing.orders.get(project.id) ?? []).map((order) => ({
      startsOn: order.starts_on,
      endsOn: order.ends_on,
      amountCents: order.amount_cents,
    })),
    orderRequired: billing.orderRequired.has(project.id),
    orderBlockLifted: billing.orderBlockLifted.has(project.id),
    missingTime: [...(billing.missing.get(project.code) ?? [])].sort(compareCodes),
  };
}

/** Whose months the days to invoice come from, a project. */
function workedMonths(projects: readonly ProjectRow[], { uninvoiced }: MonthBilling) {
  return new Map(
    projects.map(({ id, code, contract_kind: kind }) => {
      const validated = (uninvoiced.get(id) ?? []).filter(
        (group) => group.state === 'valide' && isTimeBilledPart(kind, group.rated),
      );
      const sheets = new Map(
        validated.map(({ consultant, month }) => [`${consultant} ${month}`, { consultant, month }]),
      );
      return [code, [...sheets.values()]] as const;
    }),
  );
}

export async function readBillingFacts(
  tx: Transaction,
  { month, asOf }: { month: string; asOf: string },
): Promise<BillingFacts[]> {
  const rows = await readProjects(tx);
  const through = earlier(lastDayOf(month), asOf);
  const timeBilled = rows.projects.filter((project) =>
    ['regie', 'regie_plafonnee', 'hybride'].includes(project.contract_kind),
  );
  const [
    uninvoiced,
    beside,
    milestones,
    periodless,
    serviceTaken,
    orderRequired,
    orderBlockLifted,
    invoiced,
    orders,
    anomalies,
    bookings,
  ] = await Promise.all([
    readUninvoicedTime(tx, { asOf, through, projectIds: timeBilled.map((project) => project.id) }),
    readBesideWork(tx, month, asOf),
    readAcceptedMilestones(tx, through, asOf),
    readPeriodlessNet(tx, asOf),
    readServiceTaken(tx, month, asOf),
    readOrderRequired(tx),
    readLiftedOrderBlocks(tx, month),
    readInvoicedNet(tx, asOf),
    readOrders(tx),
    // Costs do not enter the rules about missing time: the standard basis needs no right to see them.
    readAnomalyFacts(tx, { month, asOf, costs: 'standard' }, rows),
    readBookings(tx, firstDayOf(month), lastDayOf(month)),
  ]);
  const billing: MonthBilling = {
    uninvoiced: groupBy(uninvoiced, (group) => group.project_id),
    beside,
    milestones,
    periodless,
    serviceTaken,
    orderRequired,
    orderBlockLifted,
    invoiced,
    orders: groupBy(orders, (order) => order.project_id),
    missing: missingTimeByProject(anomalies, bookings),
  };
  const facts = rows.projects.map((project) => factsOf(project, rows, month, billing));
  return addMissingEvidence(tx, facts, workedMonths(rows.projects, billing), { month, asOf });
}

export async function readBillingReport(
  tx: Transaction,
  args: { month: string; asOf: string },
  scope: ReportScope = WHOLE_FIRM,
) {
  const facts = await readBillingFacts(tx, args);
  return reportBilling(
    facts.filter(({ code }) => scope.project(code)),
    args.month,
  );
}
