// A proposal as it is kept: itself, its revisions, the items of each, and what was decided.
import { z } from 'zod';
import { COMMAND_TIERS, type Effect } from '../../domain/commands/command.ts';
import { ITEM_STATES, PROPOSAL_STATES, VERDICTS, type ItemState } from '../../domain/proposals.ts';
import { ROLES } from '../../domain/roles.ts';
import { ACT_CHANNELS, ACTOR_KINDS } from '../acts.ts';
import type { Queryable } from '../connection.ts';

const effect = z.custom<Effect>((value) => typeof value === 'object' && value !== null);

const proposalRow = z.object({
  id: z.string(),
  command: z.string(),
  state: z.enum(PROPOSAL_STATES),
  tier: z.literal(COMMAND_TIERS),
  revision: z.number(),
  /** The user who first asked; of an automation, its name. */
  askedBy: z.string(),
  askerKind: z.enum(ACTOR_KINDS),
  channel: z.enum(ACT_CHANNELS),
  /** The system's user beside the person, on the command line. */
  operator: z.string().nullable(),
  reason: z.string().nullable(),
  createdAt: z.string(),
  /** The last day on which it may be decided and carried out. */
  expiresOn: z.string(),
  approvers: z.array(z.enum(ROLES)),
  amountCents: z.number().nullable(),
  inputSha: z.string(),
  /** Who asked for any of its revisions: user ids. */
  askers: z.array(z.string()),
});
export type ProposalRow = z.infer<typeof proposalRow>;

const revisionHead = z.object({
  revision: z.number(),
  askedBy: z.string(),
  askerKind: z.enum(ACTOR_KINDS),
  sha: z.string(),
  createdAt: z.string(),
});
export type RevisionHead = z.infer<typeof revisionHead>;

const revisionRow = revisionHead.extend({ effect, evidence: z.unknown() });
export type RevisionRow = z.infer<typeof revisionRow>;

const itemRow = z.object({
  item: z.number(),
  sha: z.string(),
  input: z.unknown(),
  effect,
  state: z.enum(ITEM_STATES),
  actId: z.string().nullable(),
  outcome: z.unknown(),
});
export type ItemRow = z.infer<typeof itemRow>;

const decisionRow = z.object({
  id: z.string(),
  revision: z.number(),
  person: z.string(),
  email: z.string().nullable(),
  verdict: z.enum(VERDICTS),
  sha: z.string(),
  reason: z.string().nullable(),
  at: z.string(),
  singleApprover: z.boolean(),
  delegatedFrom: z.string().nullable(),
});
export type DecisionRow = z.infer<typeof decisionRow>;

/** How far the row is held: 'decide' alone, 'execute' beside other items of the same batch. */
export type Hold = 'none' | 'decide' | 'execute';

export async function readProposalRow(sql: Queryable, id: string, hold: Hold = 'none'): Promise<ProposalRow | null> {
  const lock = { none: sql``, decide: sql`for update of p`, execute: sql`for share of p` }[hold];
  const [row] = await sql`
    select p.id, p.command, p.state, p.tier, p.revision, p.asked_by as "askedBy", p.asker_kind as "askerKind", p.channel, p.operator,
      p.reason, p.created_at as "createdAt", p.expires_on as "expiresOn", p.approvers, p.amount_cents as "amountCents",
      p.input_sha as "inputSha",
      array(select distinct r.asked_by from proposal_revisions r where r.proposal_id = p.id) as askers
    from proposals p where p.id = ${id} ${lock}`;
  return row === undefined ? null : proposalRow.parse(row);
}

export async function readRevisions(sql: Queryable, proposalId: string): Promise<RevisionRow[]> {
  const rows = await sql`
    select revision, asked_by as "askedBy", asker_kind as "askerKind", sha, effect, evidence, created_at as "createdAt"
    from proposal_revisions where proposal_id = ${proposalId} order by revision`;
  return z.array(revisionRow).parse([...rows]);
}

export async function readRevision(sql: Queryable, proposalId: string, revision: number): Promise<RevisionRow> {
  const [row] = await sql`
    select revision, asked_by as "askedBy", asker_kind as "askerKind", sha, effect, evidence, created_at as "createdAt"
    from proposal_revisions where proposal_id = ${proposalId} and revision = ${revision}`;
  return revisionRow.parse(row);
}

/** Who asked for what, without its effect: of a batch of thousands, that is megabytes. */
export async function readRevisionHead(sql: Queryable, proposalId: string, revision: number): Promise<RevisionHead> {
  const [row] = await sql`
    select revision, asked_by as "askedBy", asker_kind as "askerKind", sha, created_at as "createdAt"
    from proposal_revisions where proposal_id = ${proposalId} and revision = ${revision}`;
  return revisionHead.parse(row);
}

/** In their frozen order. @param options only those in a state, the first ones. */
export async function readItems(
  sql: Queryable,
  proposalId: string,
  revision: number,
  { state, atMost }: { readonly state?: ItemState; readonly atMost?: number } = {},
): Promise<ItemRow[]> {
  const rows = await sql`
    select item, sha, input, effect, state, act_id as "actId", outcome from proposal_items
    where proposal_id = ${proposalId} and revision = ${revision} ${state === undefined ? sql`` : sql`and state = ${state}`}
    order by item ${atMost === undefined ? sql`` : sql`limit ${atMost}`}`;
  return z.array(itemRow).parse([...rows]);
}

/** How many of a batch are in each state. */
export async function countItems(
  sql: Queryable,
  proposalId: string,
  revision: number,
): Promise<Readonly<Record<ItemState, number>>> {
  const rows = await sql<{ state: ItemState; count: number }[]>`
    select state, count(*)::int as count from proposal_items
    where proposal_id = ${proposalId} and revision = ${revision} group by state`;
  const counts = { pending: 0, excluded: 0, stale: 0, executed: 0, failed: 0 };
  for (const { state, count } of rows) counts[state] = count;
  return counts;
}

export async function readDecisions(sql: Queryable, proposalId: string): Promise<DecisionRow[]> {
  const rows = await sql`
    select d.id, d.revision, d.person, u.email, d.verdict, d.sha, d.reason, d.at, d.single_approver as "singleApprover",
      d.delegated_from as "delegatedFrom"
    from decisions d left join auth.users u on u.id = d.person where d.proposal_id = ${proposalId} order by d.revision`;
  return z.array(decisionRow).parse([...rows]);
}
