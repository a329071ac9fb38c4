// The firm's things as lists, for the assistant and for programs: each row that the person may see, as it stands, read in
// one read-only snapshot. Shapes: api/contract/look-ups.ts.

import { z } from 'zod';
import { firstDayOf, lastDayOf, monthOf } from '../domain/periods.ts';
import { OPEN_STAGES } from '../domain/pipeline.ts';
import type { ReportName } from '../domain/report-names.ts';
import type { ReportGrant } from '../domain/report-rights.ts';
import { scopeOf, WHOLE_FIRM, type ReportScope, type ScopeAsker } from '../domain/report-scope.ts';
import type { Sql, Transaction } from './connection.ts';
import { readFirmThrough } from './firm-reader.ts';
import { readOwnCodes } from './reports/own-codes.ts';

/** Who looks. `names`: `project:P001`, `client:CL001`… that they are told of (db/catalogue.ts). */
export type LookUpAsker = {
  /** What they have on the report whose right the list follows; null: nothing. `whole`: the operator's. */
  readonly grantOf: (report: ReportName) => ReportGrant | 'whole' | null;
  readonly asker: ScopeAsker;
  readonly names: ReadonlySet<string>;
};

export type LookUpOptions = Readonly<Record<string, string>> & { readonly 'as-of': string };

/** A list that the person's roles do not give at all. */
export class LookUpRefused extends Error {}

type Reading = {
  readonly tx: Transaction;
  readonly asOf: string;
  readonly options: LookUpOptions;
  readonly who: LookUpAsker;
};

/** The part of the firm that a report's right gives, in the days from `from`. @throws LookUpRefused */
async function requireScope(
  { tx, who }: Reading,
  report: ReportName,
  from: string,
  to: string | null,
): Promise<ReportScope> {
  const grant = who.grantOf(report);
  if (grant === null) throw new LookUpRefused(report);
  if (grant === 'whole') return WHOLE_FIRM;
  const own = await readOwnCodes(tx, who.asker, { from, to });
  return scopeOf(grant.rights, grant.withoutColumns, who.asker, own);
}

const euros = (cents: number | null): number | null => (cents === null ? null : cents / 100);
const numbered = z.coerce.number();

async function listProjects({ tx, who }: Reading) {
  const rows = await tx`
    select p.code, c.code as client, p.contract_kind as contract, p.status, m.code as manager, p.starts_on, p.ends_on
    from projects p left join clients c on c.id = p.client_id left join consultants m on m.id = p.manager_id order by p.code`;
  return { projects: rows.filter(({ code }) => who.names.has(`project:${code}`)) };
}

async function listClients(reading: Reading) {
  const { tx, who } = reading;
  // Terms are for who bills; others have the name.
  const terms = who.grantOf('billing') !== null;
  const rows = await tx`
    select c.code, c.owner_email as owner, c.payment_days, c.order_required,
      (select count(*) from projects p where p.client_id = c.id and p.status <> 'clos')::integer as open_projects
    from clients c order by c.code`;
  return {
    clients: rows
      .filter(({ code }) => who.names.has(`client:${code}`))
      .map((row) => (terms ? row : { ...row, payment_days: null, order_required: null })),
  };
}

async function listConsultants({ tx, asOf, who }: Reading) {
  // Entry, exit and kind of contract are the firm's and each one's own.
  const grant = who.grantOf('bench');
  const all = grant === 'whole' || grant?.rights.some(({ reach }) => reach === 'all') === true;
  const rows = await tx`
    select c.code, f.name as profile, m.code as manager, nullif(c.agency, '') as team, c.employment, c.entered_on, c.left_on,
      c.entered_on <= ${asOf} and (c.left_on is null or c.left_on >= ${asOf}) as present
    from consultants c join profiles f on f.id = c.profile_id left join consultants m on m.id = c.manager_id order by c.code`;
  return {
    consultants: rows
      .filter(({ code }) => who.names.has(`consultant:${code}`))
      .map((row) =>
        all || row['code'] === who.asker.consultantCode
          ? row
          : { ...row, employment: null, entered_on: null, left_on: null },
      ),
  };
}

const opportunityRow = z.object({
  code: z.string(),
  client: z.string(),
  stage: z.string(),
  cents: z.number().nullable(),
  percent: numbered.nullable(),
  expected_close: z.string().nullable(),
  created_on: z.string().nullable(),
  planned_start: z.string().nullable(),
  planned_end: z.string().nullable(),
  owner: z.string().nullable(),
  needs: z.array(z.object({ profile: z.string(), days: z.number() })),
});

async function listOpportunities(reading: Reading) {
  const { tx, asOf } = reading;
  const scope = await requireScope(reading, 'pipeline', asOf, null);
  const rows = await tx`
    select o.code, c.code as client, o.stage, o.amount_cents as cents, o.probability_percent as percent,
      o.expected_close_on as expected_close, o.created_on, o.planned_start_on as planned_start, o.planned_end_on as planned_end,
      coalesce(o.owner_email, c.owner_email) as owner,
      coalesce((select jsonb_agg(jsonb_build_object('profile', f.name, 'days', n.quarter_days / 4.0) order by n.rank)
        from opportunity_needs n join profiles f on f.id = n.profile_id where n.opportunity_id = o.id), '[]') as needs
    from opportunities o join clients c on c.id = o.client_id order by o.code`;
  const open: readonly string[] = OPEN_STAGES;
  return {
    opportunities: z
      .array(opportunityRow)
      .parse([...rows])
      .filter(({ code }) => scope.opportunity(code))
      .map(({ cents, percent, ...row }) => ({
        ...row,
        amount: euros(cents),
        probability: percent === null ? null : percent / 100,
        weighted: cents === null || percent === null ? null : Math.round((cents * percent) / 100) / 100,
        open: open.includes(row.stage),
        overdue: open.includes(row.stage) && row.expected_close !== null && row.expected_close < asOf,
      })),
  };
}

async function listOrders(reading: Reading) {
  const { tx, asOf } = reading;
  const scope = await requireScope(reading, 'orders', asOf, null);
  const rows = await tx<{ number: string; client: string; project: string | null; cents: number }[]>`
    select b.number, c.code as client, p.code as project, b.amount_cents as cents, b.starts_on, b.ends_on
    from purchase_orders b join clients c on c.id = b.client_id left join projects p on p.id = b.project_id order by b.number`;
  return {
    orders: rows.filter((row) => scope.order(row)).map(({ cents, ...row }) => ({ ...row, amount: euros(cents) })),
  };
}

const invoiceRow = z.object({
  number: z.string(),
  kind: z.enum(['facture', 'avoir', 'acompte']),
  client: z.string(),
  project: z.string().nullable(),
  issued_on: z.string(),
  due_on: z.string(),
  net_cents: z.number(),
  gross_cents: z.number(),
  left_cents: z.number(),
  dunning_level: z.number(),
  late_days: z.number(),
});

async function listInvoices(reading: Reading) {
  const { tx, asOf } = reading;
  const scope = await requireScope(reading, 'receivables', asOf, null);
  const rows = await tx`
    with moves as (
      select id as invoice_id, gross_cents as cents from invoices where kind in ('facture', 'acompte') and origin <> 'draft' and issued_on <= ${asOf}
      union all select credited_invoice_id, -gross_cents from invoices where kind = 'avoir' and origin <> 'draft' and issued_on <= ${asOf}
      union all select invoice_id, -gross_cents from payments where paid_on <= ${asOf}
    ), left_of as (select invoice_id, sum(cents)::bigint as cents from moves group by 1)
    select i.number, i.kind, c.code as client, p.code as project, i.issued_on, i.due_on, i.net_cents, i.gross_cents,
      case when i.kind = 'avoir' then 0 else coalesce(l.cents, 0) end::bigint as left_cents,
      coalesce((select max(d.level) from dunning_letters d where d.invoice_id = i.id), 0)::integer as dunning_level,
      case when i.kind <> 'avoir' and coalesce(l.cents, 0) > 0 then greatest(0, ${asOf}::date - i.due_on) else 0 end as late_days
    from invoices i join clients c on c.id = i.client_id left join projects p on p.id = i.project_id
      left join left_of l on l.invoice_id = i.id
    where i.origin <> 'draft' and i.issued_on <= ${asOf} order by i.issued_on desc, i.number`;
  return {
    invoices: z
      .array(invoiceRow)
      .parse([...rows])
      .filter(({ client }) => scope.client(client))
      .map(({ net_cents, gross_cents, left_cents, ...row }) => ({
        ...row,
        net: net_cents / 100,
        gross: gross_cents / 100,
        left: left_cents / 100,
      })),
  };
}

/** The people whose leave and CRAs a manager follows, and themselves. */
async function readManaged({ tx, who }: Reading): Promise<Set<string>> {
  const { consultantCode } = who.asker;
  const rows = await tx<{ code: string }[]>`
    select c.code from consultants c left join consultants m on m.id = c.manager_id
    where m.code = ${consultantCode} or c.code = ${consultantCode}`;
  return new Set(rows.map(({ code }) => code));
}

async function listAbsences(reading: Reading) {
  const { tx, asOf, options } = reading;
  const [from, to] = [options['from'] ?? '0001-01-01', options['to'] ?? '9999-12-31'];
  const scope = await requireScope(reading, 'occupancy', asOf, null).catch(orNobody);
  const managed = await readManaged(reading);
  const rows = await tx<{ consultant: string }[]>`
    select a.id, c.code as consultant, a.kind, a.starts_on, a.ends_on, a.starts_afternoon, a.ends_morning, a.status
    from absences a join consultants c on c.id = a.consultant_id
    where a.starts_on <= ${to} and a.ends_on >= ${from} order by a.starts_on, c.code, a.id`;
  return { absences: rows.filter(({ consultant }) => managed.has(consultant) || scope?.person(consultant) === true) };
}

/** Without any right on the list as a whole, one still has one's own. */
function orNobody(error: unknown): null {
  if (error instanceof LookUpRefused) return null;
  throw error;
}

const timeRow = z.object({
  code: z.string(),
  project: z.string(),
  draft_days: numbered,
  submitted_days: numbered,
  validated_days: numbered,
});
type TimeOfProject = z.infer<typeof timeRow>;

function stateOf(time: readonly TimeOfProject[]): 'absent' | 'brouillon' | 'soumis' | 'valide' {
  const total = (field: 'draft_days' | 'submitted_days' | 'validated_days'): number =>
    time.reduce((sum, row) => sum + row[field], 0);
  if (total('submitted_days') + total('validated_days') === 0) return total('draft_days') > 0 ? 'brouillon' : 'absent';
  if (total('draft_days') > 0) return 'brouillon';
  return total('submitted_days') > 0 ? 'soumis' : 'valide';
}

async function listTimesheets(reading: Reading) {
  const { tx, asOf, options } = reading;
  const month = options['month'] ?? monthOf(asOf);
  const [start, end] = [firstDayOf(month), lastDayOf(month)];
  const scope = await requireScope(reading, 'anomalies', start, end).catch(orNobody);
  const managed = await readManaged(reading);
  const rows = await tx`
    select c.code, p.code as project,
      coalesce(sum(r.quarter_days) filter (where r.state = 'brouillon'), 0) / 4.0 as draft_days,
      coalesce(sum(r.quarter_days) filter (where r.state = 'soumis'), 0) / 4.0 as submitted_days,
      coalesce(sum(r.quarter_days) filter (where r.state = 'valide'), 0) / 4.0 as validated_days
    from time_rows r join consultants c on c.id = r.consultant_id join projects p on p.id = r.project_id
    where r.worked_on between ${start} and ${end} group by 1, 2 order by 1, 2`;
  const time = z.array(timeRow).parse([...rows]);
  const expected = await readFirmThrough(tx).expectedTimesheets(month);
  const sees = (consultant: string, project: string | null): boolean =>
    managed.has(consultant) || scope?.finding({ rule: 'missing', consultant, project }) === true;
  const codes = [...new Set([...expected.map(({ consultant }) => consultant), ...time.map(({ code }) => code)])];
  return {
    month,
    consultants: codes.toSorted().flatMap((code) => {
      const own = time.filter((row) => row.code === code && sees(code, row.project));
      if (own.length === 0 && !sees(code, null)) return [];
      const add = (field: 'draft_days' | 'submitted_days' | 'validated_days'): number =>
        own.reduce((sum, row) => sum + row[field], 0);
      const [draft, submitted, validated] = [add('draft_days'), add('submitted_days'), add('validated_days')];
      return [
        {
          code,
          state: stateOf(own),
          days: draft + submitted + validated,
          draft_days: draft,
          submitted_days: submitted,
          validated_days: validated,
          timesheets: own.map(({ code: _same, ...row }) => row),
        },
      ];
    }),
  };
}

const assignmentRow = z.object({
  code: z.string(),
  consultant: z.string(),
  project: z.string().nullable(),
  opportunity: z.string().nullable(),
  client: z.string().nullable(),
  assigned_profile: z.string().nullable(),
  starts_on: z.string(),
  ends_on: z.string().nullable(),
  quota: numbered,
  cents: z.number().nullable(),
  firm: z.boolean(),
});

async function listAssignments(reading: Reading) {
  const { tx, asOf, who } = reading;
  const scope = await requireScope(reading, 'missions', asOf, null).catch(orNobody);
  const managed = await readManaged(reading);
  // Sold rates are for who sells, runs and bills.
  const rated = who.grantOf('billing') !== null;
  const rows = await tx`
    select a.code, c.code as consultant, p.code as project, o.code as opportunity, k.code as client, f.name as assigned_profile,
      a.starts_on, coalesce(a.ends_on, p.ends_on) as ends_on, a.quota, a.daily_rate_cents as cents, a.status = 'ferme' as firm
    from assignments a join consultants c on c.id = a.consultant_id left join projects p on p.id = a.project_id
      left join opportunities o on o.id = a.opportunity_id left join clients k on k.id = coalesce(p.client_id, o.client_id)
      left join profiles f on f.id = a.profile_id
    order by c.code, a.starts_on, a.code`;
  return {
    assignments: z
      .array(assignmentRow)
      .parse([...rows])
      .filter(
        ({ consultant, project }) =>
          managed.has(consultant) ||
          scope?.person(consultant) === true ||
          (project !== null && scope?.project(project) === true),
      )
      .map(({ cents, ...row }) => ({
        ...row,
        daily_rate: rated ? euros(cents) : null,
        current: row.starts_on <= asOf && (row.ends_on === null || row.ends_on >= asOf),
      })),
  };
}

const milestoneRow = z.object({
  code: z.string(),
  project: z.string(),
  client: z.string().nullable(),
  title: z.string().nullable(),
  planned_on: z.string().nullable(),
  cents: z.number(),
  accepted_on: z.string().nullable(),
});

async function listMilestones(reading: Reading) {
  const { tx, asOf } = reading;
  const scope = await requireScope(reading, 'billing', asOf, null);
  const rows = await tx`
    select m.code, p.code as project, c.code as client, m.label as title, m.planned_on, m.amount_cents as cents, m.accepted_on
    from milestones m join projects p on p.id = m.project_id left join clients c on c.id = p.client_id
    order by p.code, m.planned_on, m.code`;
  return {
    milestones: z
      .array(milestoneRow)
      .parse([...rows])
      .filter(({ project }) => scope.project(project))
      .map(({ cents, ...row }) => {
        const accepted = row.accepted_on !== null && row.accepted_on <= asOf;
        return {
          ...row,
          amount: cents / 100,
          accepted,
          late: !accepted && row.planned_on !== null && row.planned_on < asOf,
        };
      }),
  };
}

const budgetRow = z.object({
  project: z.string(),
  profile: z.string(),
  days: numbered,
  cents: z.number().nullable(),
  raf_days: numbered.nullable(),
  raf_declared_on: z.string().nullable(),
});

async function listBudgets(reading: Reading) {
  const { tx, asOf, options } = reading;
  const scope = await requireScope(reading, 'billing', asOf, null);
  const project = options['project'] ?? null;
  const rows = await tx`
    with declared as (
      select distinct on (project_id, profile_id) project_id, profile_id, quarter_days, declared_on
      from raf_declarations where declared_on <= ${asOf} order by project_id, profile_id, declared_on desc
    ), lines as (
      select project_id, profile_id from project_budgets union select project_id, profile_id from declared
    )
    select p.code as project, f.name as profile, coalesce(b.quarter_days, 0) / 4.0 as days, b.daily_rate_cents as cents,
      d.quarter_days / 4.0 as raf_days, d.declared_on as raf_declared_on
    from lines l join projects p on p.id = l.project_id join profiles f on f.id = l.profile_id
      left join project_budgets b using (project_id, profile_id) left join declared d using (project_id, profile_id)
    where ${project}::text is null or p.code = ${project} order by p.code, f.name`;
  return {
    budgets: z
      .array(budgetRow)
      .parse([...rows])
      .filter((row) => scope.project(row.project))
      .map(({ cents, ...row }) => ({ ...row, daily_rate: euros(cents) })),
  };
}

const READERS = {
  list_projects: listProjects,
  list_clients: listClients,
  list_consultants: listConsultants,
  list_opportunities: listOpportunities,
  list_orders: listOrders,
  list_invoices: listInvoices,
  list_absences: listAbsences,
  list_timesheets: listTimesheets,
  list_assignments: listAssignments,
  list_milestones: listMilestones,
  list_budgets: listBudgets,
} as const;
export type LookUpRead = keyof typeof READERS;

/** @throws LookUpRefused when the person's roles give nothing of it. */
export async function readLookUp(
  reader: Sql,
  name: LookUpRead,
  options: LookUpOptions,
  who: LookUpAsker,
): Promise<Record<string, unknown>> {
  const read = (tx: Transaction): Promise<Record<string, unknown>> =>
    READERS[name]({ tx, asOf: options['as-of'], options, who });
  return (await reader.begin('isolation level repeatable read read only', read)) as Record<string, unknown>;
}
