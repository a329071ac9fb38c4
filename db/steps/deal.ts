// The facts of one deal, read for its next step: 'opp:CODE' with the projects that came of it, or 'proj:CODE'.

import { z } from 'zod';
import { CONTRACT_KINDS } from '../../domain/contract/kinds.ts';
import { OPPORTUNITY_STAGES } from '../../domain/pipeline.ts';
import type { DealFacts, DealProject } from '../../domain/steps/deal.ts';
import type { Queryable, Sql, Transaction } from '../connection.ts';
import { readOrdersReport } from '../reports/look-ups.ts';

const day = z.string().nullable();

const opportunityRow = z.object({
  id: z.number(),
  client: z.string(),
  code: z.string(),
  stage: z.enum(OPPORTUNITY_STAGES),
  createdOn: day,
  expectedCloseOn: day,
  owner: z.string().nullable(),
  nextAction: z.object({ id: z.number(), label: z.string(), plannedOn: z.string() }).nullable(),
  lastActionOn: day,
  quote: z.object({ sentOn: day, signedOn: day }).nullable(),
});

const projectRow = z.object({
  client: z.string().nullable(),
  code: z.string(),
  contractKind: z.enum(CONTRACT_KINDS),
  status: z.enum(['prevu', 'en_cours', 'clos']),
  startsOn: day,
  endsOn: day,
  owner: z.string().nullable(),
  manager: z.object({ email: z.string().nullable(), name: z.string() }).nullable(),
  firmAssignments: z.number(),
  lastRafOn: day,
  milestones: z.array(z.object({ code: z.string(), label: z.string().nullable(), plannedOn: day, acceptedOn: day })),
  orders: z.array(z.object({ number: z.string(), endsOn: day })),
  missions: z.array(z.object({ assignment: z.string(), consultant: z.string(), endsOn: z.string() })),
  unpaidInvoices: z.array(z.object({ number: z.string(), dueOn: z.string() })),
});

/** @param key 'opp:CODE' or 'proj:CODE'. @returns null when there is no such deal (any more). */
export async function readDealFacts(sql: Sql, key: string, today: string): Promise<DealFacts | null> {
  const code = key.slice(key.indexOf(':') + 1);
  return sql.begin('isolation level repeatable read read only', async (tx): Promise<DealFacts | null> => {
    if (key.startsWith('proj:')) {
      const projects = await readDealProjects(tx, tx`p.code = ${code}`, today);
      const [project] = projects;
      return project === undefined ? null : { client: project.client ?? '', opportunity: null, projects };
    }
    const opportunity = await readOpportunity(tx, code);
    if (opportunity === null) return null;
    const projects = await readDealProjects(tx, tx`p.opportunity_id = ${opportunity.id}`, today);
    return { client: opportunity.client, opportunity, projects };
  });
}

async function readOpportunity(tx: Transaction, code: string): Promise<z.output<typeof opportunityRow> | null> {
  const [row] = await tx`
    select o.id, c.name as client, o.code, o.stage, o.created_on as "createdOn",
      o.expected_close_on as "expectedCloseOn", coalesce(o.owner_email, c.owner_email) as owner,
      (select jsonb_build_object('id', a.id, 'label', a.label, 'plannedOn', a.planned_on) from client_actions a
        where a.opportunity_id = o.id and a.done_on is null and a.planned_on is not null
        order by a.planned_on, a.id limit 1) as "nextAction",
      (select max(a.done_on) from client_actions a where a.opportunity_id = o.id) as "lastActionOn",
      (select jsonb_build_object('sentOn', max(v.sent_on), 'signedOn', max(q.signed_on))
        from quotes q left join quote_versions v on v.quote_id = q.id and v.status in ('envoye', 'signe')
        where q.opportunity_id = o.id having count(q.id) > 0) as quote
    from opportunities o join clients c on c.id = o.client_id
    where o.code = ${code}`;
  return row === undefined ? null : opportunityRow.parse(row);
}

async function readDealProjects(
  tx: Transaction,
  which: ReturnType<Transaction>,
  today: string,
): Promise<(DealProject & { client: string | null })[]> {
  const rows = await tx`
    select c.name as client, p.code, p.contract_kind as "contractKind", p.status, p.starts_on as "startsOn",
      p.ends_on as "endsOn", c.owner_email as owner,
      case when m.id is not null then jsonb_build_object('email', m.email, 'name', m.first_name || ' ' || m.last_name) end as manager,
      (select count(*)::int from assignments a where a.project_id = p.id and a.status = 'ferme') as "firmAssignments",
      (select max(r.declared_on) from raf_declarations r where r.project_id = p.id) as "lastRafOn",
      (select coalesce(jsonb_agg(jsonb_build_object('code', s.code, 'label', s.label, 'plannedOn', s.planned_on,
          'acceptedOn', s.accepted_on) order by s.planned_on, s.code), '[]')
        from milestones s where s.project_id = p.id) as milestones,
      (select coalesce(jsonb_agg(jsonb_build_object('number', b.number, 'endsOn', b.ends_on) order by b.number), '[]')
        from purchase_orders b where b.project_id = p.id) as orders,
      (select coalesce(jsonb_agg(jsonb_build_object('assignment', a.code, 'consultant', k.first_name || ' ' || k.last_name,
          'endsOn', a.ends_on) order by a.ends_on, a.code), '[]')
        from assignments a join consultants k on k.id = a.consultant_id
        where a.project_id = p.id and a.status = 'ferme' and a.ends_on is not null
          and (k.left_on is null or k.left_on > a.ends_on)
          -- Prolonged already: the same person goes on here, firmly.
          and not exists (select 1 from assignments n where n.project_id = p.id and n.consultant_id = a.consultant_id
            and n.status = 'ferme' and n.id <> a.id and n.starts_on >= a.starts_on
            and (n.ends_on is null or n.ends_on > a.ends_on))) as missions,
      (select coalesce(jsonb_agg(jsonb_build_object('number', i.number, 'dueOn', i.due_on) order by i.due_on, i.number), '[]')
        from invoices i where i.project_id = p.id and i.origin <> 'draft' and i.kind <> 'avoir'
          and not exists (select 1 from write_offs w where w.invoice_id = i.id)
          and ${leftCents(tx)} > 0) as "unpaidInvoices"
    from projects p left join clients c on c.id = p.client_id left join consultants m on m.id = p.manager_id
    where ${which} order by p.code`;
  const projects = z.array(projectRow).parse([...rows]);
  const nearlyUsed = await listNearlyUsedOrders(tx, projects, today);
  return projects.map((project) => ({
    ...project,
    orders: project.orders.map((order) => ({ ...order, nearlyUsed: nearlyUsed.has(order.number) })),
  }));
}

/** TTC less payments and credit notes of the invoice i. */
export function leftCents(sql: Queryable) {
  return sql`(i.gross_cents
    - coalesce((select sum(y.gross_cents) from payments y where y.invoice_id = i.id), 0)
    - coalesce((select sum(v.gross_cents) from invoices v where v.credited_invoice_id = i.id and v.origin <> 'draft'), 0))::bigint`;
}

/** Read only where a running project has orders: it values the firm's time. */
async function listNearlyUsedOrders(
  tx: Transaction,
  projects: readonly z.output<typeof projectRow>[],
  today: string,
): Promise<ReadonlySet<string>> {
  if (!projects.some(({ status, orders }) => status === 'en_cours' && orders.length > 0)) return new Set();
  const { orders } = await readOrdersReport(tx, { asOf: today });
  return new Set(
    orders.filter(({ state }) => state === 'nearly_used' || state === 'exceeded').map(({ number }) => number),
  );
}
