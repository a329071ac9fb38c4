// Proposals as a person is shown them: those they asked for and those they may decide, without the costs that their
// roles do not see.
import { z } from 'zod';
import type { Effect } from '../../domain/commands/command.ts';
import { findCommand } from '../../domain/commands/registry.ts';
import { isEntitled, isExpired, type ItemState, type ProposalState, type Verdict } from '../../domain/proposals.ts';
import { ROLES, type Role } from '../../domain/roles.ts';
import {
  costRolesOf,
  withholdCosts,
  withholdCostsOfEvidence,
  withholdCostsOfInput,
  type Withheld,
} from '../../domain/withheld-costs.ts';
import type { ActorKind } from '../acts.ts';
import type { Sql } from '../connection.ts';
import type { Person } from '../users.ts';
import { judgeOn } from './decide.ts';
import {
  readDecisions,
  readItems,
  readProposalRow,
  readRevisions,
  type ItemRow,
  type ProposalRow,
  type RevisionRow,
} from './rows.ts';

/** A page of a list; older ones are found by their state. */
const LISTED_AT_MOST = 200;

export type ShownProposal = {
  readonly id: string;
  readonly command: string;
  readonly label: string;
  readonly state: ProposalState;
  readonly tier: 1 | 2;
  readonly revision: number;
  /** What is decided on: given back with the decision. */
  readonly sha: string;
  /** The mail of who first asked; of an automation, its name. */
  readonly askedBy: string;
  readonly askerKind: ActorKind;
  readonly channel: string;
  readonly reason: string | null;
  readonly createdAt: string;
  readonly expiresOn: string;
  readonly approvers: Role[];
  readonly mayDecide: boolean;
  readonly effect: Withheld<Effect>;
};

export type ShownItem = {
  readonly item: number;
  readonly state: ItemState;
  readonly input: unknown;
  readonly effect: Withheld<Effect>;
  readonly actId: string | null;
  readonly outcome: unknown;
};

export type ShownDecision = {
  readonly revision: number;
  readonly by: string;
  readonly verdict: Verdict;
  readonly reason: string | null;
  readonly at: string;
  readonly singleApprover: boolean;
};

export type ProposalDetail = ShownProposal & {
  readonly items: ShownItem[];
  readonly counts: Record<string, number>;
  readonly decisions: ShownDecision[];
  readonly evidence: ShownEvidence[];
  readonly revisions: {
    revision: number;
    askedBy: string;
    sha: string;
    createdAt: string;
    effect: Withheld<Effect>;
  }[];
};

/** What the proposal rests on: a figure's source, a passage, or another input of the same command. */
export type ShownEvidence = { readonly kind: string; readonly [field: string]: unknown };

/** Who looks: a person, or the operator of the machine, who sees all and decides nothing. */
export type Viewer = Person | 'operator';

/** Has the viewer the right to decide on it, were it still time? Who comes second still reads who was first. */
async function hasRight(app: Sql, proposal: ProposalRow, viewer: Viewer, today: string): Promise<boolean> {
  return viewer !== 'operator' && isEntitled(await judgeOn(app, proposal, viewer, today));
}

/** Direction sees everything; others what they asked for, or have a right to decide. */
function isShown(proposal: ProposalRow, viewer: Viewer, decides: boolean): boolean {
  return (
    viewer === 'operator' || decides || viewer.roles.includes('direction') || proposal.askers.includes(viewer.userId)
  );
}

async function readEmails(app: Sql, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await app<{ id: string; email: string }[]>`select id, email from auth.users where id = any(${[...ids]})`;
  return new Map(rows.map(({ id, email }) => [id, email]));
}

const rolesOf = (viewer: Viewer): readonly Role[] => (viewer === 'operator' ? ROLES : costRolesOf(viewer));

function show(
  proposal: ProposalRow,
  current: { sha: string; effect: Effect },
  { viewer, today, decides }: { viewer: Viewer; today: string; decides: boolean },
  emails: ReadonlyMap<string, string>,
): ShownProposal {
  const { id, command, state, tier, revision, askerKind, channel, reason, createdAt, expiresOn, approvers } = proposal;
  return {
    id,
    command,
    label: findCommand(command)?.label ?? command,
    state,
    tier,
    revision,
    sha: current.sha,
    askedBy: emails.get(proposal.askedBy) ?? proposal.askedBy,
    askerKind,
    channel,
    reason,
    createdAt,
    expiresOn,
    approvers,
    mayDecide: decides && state === 'pending' && !isExpired(expiresOn, today),
    effect: withholdCosts(current.effect, rolesOf(viewer)),
  };
}

/** Newest first. @param state null: all of them. */
export async function listProposals(
  app: Sql,
  viewer: Viewer,
  today: string,
  state: ProposalState | null,
): Promise<ShownProposal[]> {
  const rows = await app`
    select p.id, r.sha, r.effect from proposals p
      join proposal_revisions r on r.proposal_id = p.id and r.revision = p.revision
    where ${state}::text is null or p.state = ${state} order by p.created_at desc, p.id limit ${LISTED_AT_MOST}`;
  const current = z.array(z.object({ id: z.string(), sha: z.string(), effect: z.custom<Effect>() })).parse([...rows]);
  const shown: ShownProposal[] = [];
  for (const { id, ...revision } of current) {
    const proposal = await readProposalRow(app, id);
    if (!proposal) continue;
    const decides = await hasRight(app, proposal, viewer, today);
    if (!isShown(proposal, viewer, decides)) continue;
    shown.push(show(proposal, revision, { viewer, today, decides }, await readEmails(app, [proposal.askedBy])));
  }
  return shown;
}

function showItem(item: ItemRow, roles: readonly Role[]): ShownItem {
  const { input, withheld } = withholdCostsOfInput(item.input, roles);
  const effect = withholdCosts(item.effect, roles);
  const names = [...(effect.withheld ?? []), ...withheld];
  return {
    item: item.item,
    state: item.state,
    input,
    effect: names.length === 0 ? effect : { ...effect, withheld: names },
    actId: item.actId,
    outcome: item.outcome,
  };
}

const evidenceRows = z.array(z.looseObject({ kind: z.string() }));

/**
 * An edit and a changed effect bring no evidence of their own: what the proposal rested on before still stands beside
 * them. What was filed in another shape is not shown: it is whole in the revision.
 */
function showEvidence(revisions: readonly RevisionRow[], proposal: ProposalRow, viewer: Viewer): ShownEvidence[] {
  const filed = revisions
    .map(({ evidence }) => evidenceRows.safeParse(evidence).data ?? [])
    .findLast((rows) => rows.length > 0);
  // Who asked has read it already.
  if (viewer === 'operator' || proposal.askers.includes(viewer.userId)) return filed ?? [];
  return (filed ?? []).map((row) => withholdCostsOfEvidence(row, costRolesOf(viewer)));
}

/** Null: there is none, or it is out of the viewer's reach. */
export async function findProposal(
  app: Sql,
  viewer: Viewer,
  today: string,
  id: string,
): Promise<ProposalDetail | null> {
  const proposal = await readProposalRow(app, id);
  if (!proposal) return null;
  const decides = await hasRight(app, proposal, viewer, today);
  if (!isShown(proposal, viewer, decides)) return null;
  const revisions = await readRevisions(app, id);
  const current = revisions.find(({ revision }) => revision === proposal.revision);
  if (!current) throw new Error(`proposal ${id} has no revision ${proposal.revision}`);
  const items = await readItems(app, id, proposal.revision);
  const decisions = await readDecisions(app, id);
  const emails = await readEmails(app, [...proposal.askers, proposal.askedBy]);
  const counts: Record<string, number> = {};
  for (const { state } of items) counts[state] = (counts[state] ?? 0) + 1;
  return {
    ...show(proposal, current, { viewer, today, decides }, emails),
    items: items.map((item) => showItem(item, rolesOf(viewer))),
    counts,
    evidence: showEvidence(revisions, proposal, viewer),
    decisions: decisions.map(({ revision, email, person, verdict, reason, at, singleApprover }) => ({
      revision,
      by: email ?? person,
      verdict,
      reason,
      at,
      singleApprover,
    })),
    revisions: revisions.map(({ revision, askedBy, sha, createdAt, effect }) => ({
      revision,
      askedBy: emails.get(askedBy) ?? askedBy,
      sha,
      createdAt,
      effect: withholdCosts(effect, rolesOf(viewer)),
    })),
  };
}
