// The look-ups of what is sold and billed: projects, clients, opportunities, orders, invoices, milestones, budgets.

import { z } from 'zod';
import { OPEN_STAGES } from '../../domain/pipeline.ts';
import { leftByInvoice } from '../reports/left-of-invoices.ts';
import { euros, numbered, requireScope, type Reading } from './reading.ts';

export async function listProjects({ tx, who }: Reading) {
  const rows = await tx`
    select p.code, c.code as client, p.contract_kind as contract, p.status, m.code as manager, p.starts_on, p.ends_on
    from projects p left join clients c on c.id = p.client_id left join consultants m on m.id = p.manager_id order by p.code`;
  return { projects: rows.filter(({ code }) => who.names.has(`project:${code}`)) };
}

export async function listClients(reading: Reading) {
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

export async function listOpportunities(reading: Reading) {
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

export async function listOrders(reading: Reading) {
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

export async function listInvoices(reading: Reading) {
  const { tx, asOf } = reading;
  const scope = await requireScope(reading, 'receivables', asOf, null);
  const rows = await tx`
    select i.number, i.kind, c.code as client, p.code as project, i.issued_on, i.due_on, i.net_cents, i.gross_cents,
      case when i.kind = 'avoir' then 0 else coalesce(l.cents, 0) end::bigint as left_cents,
      coalesce((select max(d.level) from dunning_letters d where d.invoice_id = i.id), 0)::integer as dunning_level,
      case when i.kind <> 'avoir' and coalesce(l.cents, 0) > 0 then greatest(0, ${asOf}::date - i.due_on) else 0 end as late_days
    from invoices i join clients c on c.id = i.client_id left join projects p on p.id = i.project_id
      left join (${leftByInvoice(tx, asOf)}) l on l.invoice_id = i.id
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

const milestoneRow = z.object({
  code: z.string(),
  project: z.string(),
  client: z.string().nullable(),
  title: z.string().nullable(),
  planned_on: z.string().nullable(),
  cents: z.number(),
  accepted_on: z.string().nullable(),
});

export async function listMilestones(reading: Reading) {
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

export async function listBudgets(reading: Reading) {
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
