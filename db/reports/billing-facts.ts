// What a month's billing looks at, for every project at once: the number of queries does not grow with projects.
import { z } from 'zod';
import { reportBilling, type BillingFacts } from '../../domain/billing.ts';
import { earlier } from '../../domain/civil-dates.ts';
import { compareCodes } from '../../domain/codes.ts';
import { isTimeBilledPart, type ContractKind } from '../../domain/contract/kinds.ts';
import { firstDayOf, lastDayOf } from '../../domain/periods.ts';
import { WHOLE_FIRM, type ReportScope } from '../../domain/report-scope.ts';
import type { Transaction } from '../connection.ts';
import { addMissingEvidence } from './evidence.ts';
import { besideWork, namedByLine, readBesideWork, takenBesideCents, type BesideRows } from './beside-work.ts';
import { readMissingTime } from './missing-time.ts';
import { amountsOf, groupBy, readProjectRows, readUnits, type ProjectRow } from './project-facts.ts';
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

async function readAcceptedMilestones(tx: Transaction, through: string, asOf: string, ids: readonly number[]) {
  const rows = await tx`
    select m.project_id, m.code, m.planned_on, m.amount_cents, m.accepted_on from milestones m
    where m.accepted_on <= ${through} and m.project_id = any(${[...ids]}::bigint[])
      and not ${namedByLine(tx, asOf, tx`t.milestone_id = m.id`, tx`ct.milestone_id = m.id`)}`;
  return groupBy(z.array(milestoneRow).parse([...rows]), (row) => row.project_id);
}

const projectAmount = z.object({ project_id: z.number(), net_cents: z.number() });

/**
 * Invoices and deposits without a period that name no milestone, net of their credit notes, a project; less what they
 * paid of the milestones that a line bills (the line asks only for the rest).
 */
async function readPeriodlessNet(tx: Transaction, asOf: string, ids: readonly number[]): Promise<Map<number, number>> {
  const rows = await tx`
    select x.project_id, sum(x.cents)::bigint as net_cents from (
      select i.project_id, i.net_cents - coalesce((
        select sum(a.net_cents) from invoices a
        where a.credited_invoice_id = i.id and a.kind = 'avoir' and a.origin <> 'draft' and a.issued_on <= ${asOf}), 0) as cents
      from invoices i
      where i.kind in ('facture', 'acompte') and i.origin <> 'draft' and i.issued_on <= ${asOf}
        and i.project_id = any(${[...ids]}::bigint[]) and i.period_start is null and i.period_end is null
        and not exists (select 1 from invoice_lines l join invoice_line_items t on t.line_id = l.id where l.invoice_id = i.id)
      union all
      select m.project_id, l.amount_cents - m.amount_cents
      from milestones m join invoice_line_items t on t.milestone_id = m.id join invoice_lines l on l.id = t.line_id
        join invoices i on i.id = l.invoice_id
      where i.origin = 'issued' and i.kind <> 'avoir' and i.issued_on <= ${asOf} and m.project_id = any(${[...ids]}::bigint[])
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
async function readServiceTaken(
  tx: Transaction,
  month: string,
  asOf: string,
  ids: readonly number[],
): Promise<Set<number>> {
  if (ids.length === 0) return new Set();
  const rows = await tx`
    with covers as materialized (${importedCovers(tx, asOf)})
    select p.id as project_id from projects p
    where p.id = any(${[...ids]}::bigint[]) and (
      exists (select 1 from covers v where v.project_id = p.id and ${lastDayOf(month)} between v.period_start and v.period_end)
      or ${namedByLine(tx, asOf, tx`t.project_id = p.id and t.month = ${firstDayOf(month)}`, tx`ct.project_id = p.id and ct.month = t.month`)})`;
  return new Set(
    z
      .array(projectId)
      .parse([...rows])
      .map((row) => row.project_id),
  );
}

const orderRule = z.object({ project_id: z.number(), is_required: z.boolean(), is_lifted: z.boolean() });

/** Whether a client wants an order for each project, and whether the month is let through although it is missing or exceeded. */
async function readOrderRules(tx: Transaction, month: string, ids: readonly number[]) {
  const rows = await tx`
    select p.id as project_id, coalesce(c.order_required, false) as is_required, o.project_id is not null as is_lifted
    from projects p left join clients c on c.id = p.client_id
      left join order_overrides o on o.project_id = p.id and o.month = ${firstDayOf(month)}
    where p.id = any(${[...ids]}::bigint[])`;
  return new Map(
    z
      .array(orderRule)
      .parse([...rows])
      .map((row) => [row.project_id, row]),
  );
}

type MonthBilling = {
  readonly units: ReadonlyMap<number, ReadonlyMap<string, string>>;
  readonly uninvoiced: ReadonlyMap<number, readonly UninvoicedTime[]>;
  readonly beside: ReadonlyMap<number, BesideRows>;
  readonly milestones: Awaited<ReturnType<typeof readAcceptedMilestones>>;
  readonly periodless: ReadonlyMap<number, number>;
  readonly serviceTaken: ReadonlySet<number>;
  readonly orderRules: Awaited<ReturnType<typeof readOrderRules>>;
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

function factsOf(project: ProjectRow, month: string, billing: MonthBilling): BillingFacts {
  const rule = billing.orderRules.get(project.id);
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
    units: billing.units.get(project.id) ?? new Map<string, string>(),
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
    orderRequired: rule?.is_required ?? false,
    orderBlockLifted: rule?.is_lifted ?? false,
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

type Billed = { readonly facts: readonly BillingFacts[]; readonly worked: ReturnType<typeof workedMonths> };

/** Of these projects (left out: every one). */
type Asked = { readonly month: string; readonly asOf: string; readonly projects?: readonly string[] };

/** Each project with the CRAs behind its days to invoice. */
export async function readBilled(tx: Transaction, { month, asOf, projects: codes }: Asked): Promise<Billed> {
  const [projects, units] = await Promise.all([readProjectRows(tx, codes ?? null), readUnits(tx)]);
  const through = earlier(lastDayOf(month), asOf);
  const ids = projects.map(({ id }) => id);
  const idsOf = (kinds: readonly ContractKind[]) =>
    projects.filter((project) => kinds.includes(project.contract_kind)).map(({ id }) => id);
  const [uninvoiced, beside, milestones, periodless, serviceTaken, orderRules, invoiced, orders, missing] =
    await Promise.all([
      readUninvoicedTime(tx, { asOf, through, projectIds: idsOf(['regie', 'regie_plafonnee', 'hybride']) }),
      readBesideWork(tx, month, asOf, ids),
      readAcceptedMilestones(tx, through, asOf, ids),
      readPeriodlessNet(tx, asOf, ids),
      readServiceTaken(tx, month, asOf, idsOf(['tma'])),
      readOrderRules(tx, month, ids),
      readInvoicedNet(tx, asOf),
      readOrders(tx),
      readMissingTime(tx, { month, asOf }, codes ?? null),
    ]);
  const billing: MonthBilling = {
    units,
    uninvoiced: groupBy(uninvoiced, (group) => group.project_id),
    beside,
    milestones,
    periodless,
    serviceTaken,
    orderRules,
    invoiced,
    orders: groupBy(orders, (order) => order.project_id),
    missing,
  };
  return {
    facts: projects.map((project) => factsOf(project, month, billing)),
    worked: workedMonths(projects, billing),
  };
}

/** What a month's billing looks at, for every project at once or for some: the number of queries is the same. */
export async function readBillingFacts(tx: Transaction, asked: Asked): Promise<BillingFacts[]> {
  const { facts, worked } = await readBilled(tx, asked);
  return addMissingEvidence(tx, facts, worked, asked);
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
