// "Where does it stand?", for any opportunity, project or invoice: worked out from the facts by the same rules as its
// workflow, so that it is answered with Temporal away too. The last wait row only tells since when.

import { DEAL_STEPS, nextDealStep, nextProjectStep } from '../domain/steps/deal.ts';
import { INVOICE_STEPS, nextInvoiceStep } from '../domain/steps/invoice.ts';
import { planReminders, type Step } from '../domain/steps/step.ts';
import type { Sql } from './connection.ts';
import { readDealFacts } from './steps/deal.ts';
import { readInvoiceFacts } from './steps/invoice.ts';
import { readNoted, readWait } from './waits.ts';

export type Where = {
  readonly code: string;
  readonly kind: 'opportunity' | 'project' | 'invoice';
  /** The workflow that drives it. */
  readonly workflow: string;
  /** A stable code, and what people read. */
  readonly step: string;
  readonly label: string;
  /** Who is waited for; null: nobody, or only a date. */
  readonly blockedOn: string | null;
  /** 'YYYY-MM-DD' since when; null: not known. */
  readonly since: string | null;
  readonly next: string | null;
  /** 'YYYY-MM-DD', the next day on which something is due. */
  readonly nextOn: string | null;
  readonly done: boolean;
};

/** @param code of an opportunity or project, or an invoice's number. @returns null when there is none of that name. */
export async function readWhere(sql: Sql, code: string, today: string): Promise<Where | null> {
  const found = await findSubject(sql, code);
  if (found === null) return null;
  const { kind, workflow } = found;
  if (kind === 'invoice') {
    const facts = await readInvoiceFacts(sql, code);
    if (facts === null) return null;
    const step = nextInvoiceStep(facts, today);
    return describe(sql, { code, kind, workflow, label: INVOICE_STEPS[step.step] }, step, today);
  }
  const facts = await readDealFacts(sql, workflow.slice('deal:'.length), today);
  if (facts === null) return null;
  const project = facts.projects.find((candidate) => candidate.code === code);
  const step =
    kind === 'project' && project !== undefined
      ? nextProjectStep(project, facts.client, today)
      : nextDealStep(facts, today);
  return describe(sql, { code, kind, workflow, label: DEAL_STEPS[step.step] }, step, today);
}

export type DealOwners = { ownerEmail: string | null; clientOwnerEmail: string | null; manager: string | null };

/** Whose deal it is: the opportunity's commercial, the client's, the project's responsable; null when there is none of that name. */
export async function readDealOwners(sql: Sql, code: string): Promise<DealOwners | null> {
  const [row] = await sql<DealOwners[]>`
    select d.owner as "ownerEmail", c.owner_email as "clientOwnerEmail", m.code as manager
    from (
      select o.owner_email as owner, i.client_id, p.manager_id, 1 as rank
      from invoices i left join projects p on p.id = i.project_id left join opportunities o on o.id = p.opportunity_id
      where i.number = ${code}
      union all
      select o.owner_email, p.client_id, p.manager_id, 2
      from projects p left join opportunities o on o.id = p.opportunity_id where p.code = ${code}
      union all
      select owner_email, client_id, null, 3 from opportunities where code = ${code}
    ) d left join clients c on c.id = d.client_id left join consultants m on m.id = d.manager_id
    order by d.rank limit 1`;
  return row ?? null;
}

type Subject = { kind: Where['kind']; workflow: string };

/** Several of one name: the one furthest along the road. */
async function findSubject(sql: Sql, code: string): Promise<Subject | null> {
  const [row] = await sql<Subject[]>`
    select 'invoice' as kind, 'invoice:' || number as workflow, 1 as rank from invoices where number = ${code}
    union all
    select 'project', 'deal:' || case when o.id is not null then 'opp:' || o.code else 'proj:' || p.code end, 2
    from projects p left join opportunities o on o.id = p.opportunity_id where p.code = ${code}
    union all
    select 'opportunity', 'deal:opp:' || code, 3 from opportunities where code = ${code}
    order by rank limit 1`;
  return row ?? null;
}

async function describe(
  sql: Sql,
  about: Pick<Where, 'code' | 'kind' | 'workflow' | 'label'>,
  step: Step,
  today: string,
): Promise<Where> {
  const [noted, wait] = await Promise.all([readNoted(sql, about.workflow), readWait(sql, about.workflow)]);
  const sameWait = wait !== null && wait.step === step.step && wait.blockedOn === step.blockedOn;
  return {
    ...about,
    step: step.step,
    blockedOn: step.blockedOn,
    since: step.since ?? (sameWait ? wait.waitsSince.slice(0, 10) : null),
    next: step.next,
    nextOn: planReminders(step, today, noted).wakeOn,
    done: step.done,
  };
}
