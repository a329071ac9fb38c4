// An approved proposal is carried out: each item once, in its frozen order, a part at a time. What the facts have
// overtaken is not applied: it waits for a new decision, with its new effect.
import { findCommand } from '../../domain/commands/registry.ts';
import type { AnyCommand } from '../../domain/commands/command.ts';
import type { ItemState, ProposalState } from '../../domain/proposals.ts';
import { actOfItem, nameUuid } from '../act-ids.ts';
import type { Sql, Transaction } from '../connection.ts';
import { executeCommand } from '../execute-command.ts';
import type { ExecutionOutcome } from '../execution.ts';
import { hintRelay } from '../outbox.ts';
import { announceProposal, freeze, writeProposal, writeRevision, type Frozen } from './propose.ts';
import { planRefusedAgain, writeReplanned, type Replanned } from './replan.ts';
import {
  countItems,
  readDecisions,
  readItems,
  readProposalRow,
  readRevisionHead,
  type DecisionRow,
  type ItemRow,
  type ProposalRow,
  type RevisionHead,
} from './rows.ts';

/** So many items a call: an activity that answers within seconds, and begins again where it stopped. */
const ITEMS_A_CALL = 25;

export type ExecutionProgress = {
  readonly state: ProposalState;
  readonly revision: number;
  /** Items not tried yet: call again. */
  readonly remaining: number;
  readonly counts: Readonly<Record<ItemState, number>>;
  /** Where the items wait that the facts have overtaken: this proposal's next revision, or a proposal of their own. */
  readonly staleProposalId: string | null;
};

type Approved = {
  readonly proposal: ProposalRow;
  readonly revision: RevisionHead;
  readonly decision: DecisionRow;
  readonly command: AnyCommand;
};

/** The id of the proposal that a batch's stale items become: the same, whoever finishes the batch. */
function staleProposalOf(proposalId: string, revision: number): string {
  return nameUuid('stale', proposalId, revision);
}

async function findApproved(app: Sql, proposalId: string): Promise<Approved | ProposalRow | null> {
  const proposal = await readProposalRow(app, proposalId);
  if (proposal?.state !== 'approved') return proposal;
  const revision = await readRevisionHead(app, proposalId, proposal.revision);
  const decision = (await readDecisions(app, proposalId)).find((row) => row.revision === proposal.revision);
  const command = findCommand(proposal.command);
  if (!command) throw new Error(`proposal ${proposalId} names an unknown command ${proposal.command}`);
  // The state says approved and no decision does: not ours to carry out, nor to hide.
  if (decision?.verdict !== 'approved') throw new Error(`proposal ${proposalId} is approved by no decision`);
  return { proposal, revision, decision, command };
}

function executeItem(app: Sql, approved: Approved, item: ItemRow, today: string): Promise<ExecutionOutcome> {
  const { proposal, revision, decision, command } = approved;
  return executeCommand(app, {
    actId: actOfItem(proposal.id, revision.revision, item.item),
    command,
    input: item.input,
    askerId: revision.askedBy,
    actorKind: revision.askerKind,
    channel: proposal.channel,
    ...(proposal.operator !== null && { operator: proposal.operator }),
    today,
    approval: {
      proposalId: proposal.id,
      revision: revision.revision,
      decisionId: decision.id,
      effectSha: item.sha,
      singleApprover: decision.singleApprover,
    },
  });
}

const ITEM_STATE_OF = { done: 'executed', refused: 'failed', stale: 'stale' } as const;

/** @returns false: the approval no longer stands (another call finished, and a new revision waits). */
async function carryOutItem(app: Sql, approved: Approved, item: ItemRow, today: string): Promise<boolean> {
  const outcome = await executeItem(app, approved, item, today);
  if (outcome.state === 'needs_approval') throw new Error('an approved change was told to need an approval');
  if (outcome.state === 'refused' && outcome.code === 'approval_missing') return false;
  const kept =
    outcome.state === 'done'
      ? { result: outcome.result }
      : outcome.state === 'refused'
        ? { code: outcome.code, sentence: outcome.sentence }
        : {};
  await app`
    update proposal_items set state = ${ITEM_STATE_OF[outcome.state]},
      act_id = ${outcome.state === 'done' ? outcome.actId : null}, outcome = ${app.json(kept)}
    where proposal_id = ${approved.proposal.id} and revision = ${approved.revision.revision} and item = ${item.item}
      and state = 'pending'`;
  return true;
}

/** The state of a proposal whose items have all been tried. */
function concludedState(counts: Readonly<Record<ItemState, number>>): ProposalState {
  if (counts.executed > 0) return 'executed';
  return counts.failed > 0 ? 'failed' : 'superseded';
}

/** What takes the place of the items that the facts have overtaken, or refused because their person was taken. */
type Followed = { readonly stale: Frozen | null; readonly replanned: readonly Replanned[] };

async function conclude(tx: Transaction, approved: Approved, followed: Followed, today: string): Promise<void> {
  const { stale, replanned } = followed;
  const { proposal, revision, command } = approved;
  const now = await readProposalRow(tx, proposal.id, 'decide');
  if (now?.state !== 'approved' || now.revision !== revision.revision) return;
  const counts = await countItems(tx, proposal.id, revision.revision);
  if (counts.pending > 0) return;
  if (stale && Object.values(counts).reduce((total, count) => total + count, 0) === 1) {
    const next = { id: proposal.id, revision: revision.revision + 1, command: command.name };
    await writeRevision(tx, next, stale, { askedBy: revision.askedBy, askerKind: revision.askerKind, evidence: [] });
    return;
  }
  await tx`update proposals set state = ${concludedState(counts)} where id = ${proposal.id}`;
  await announceProposal(tx, proposal.id);
  await writeReplanned(tx, approved, replanned);
  if (!stale) return;
  const wish = {
    id: staleProposalOf(proposal.id, revision.revision),
    command,
    askerId: revision.askedBy,
    askerKind: revision.askerKind,
    channel: proposal.channel,
    today,
    ...(proposal.operator !== null && { operator: proposal.operator }),
    ...(proposal.reason !== null && { reason: proposal.reason }),
  };
  await writeProposal(tx, wish, stale);
}

/** Today's effect of the items that the facts have overtaken; what is refused by now fails instead of waiting. */
async function freezeStale(app: Sql, approved: Approved, today: string): Promise<Frozen | null> {
  const { proposal, revision, command } = approved;
  const asking = { command, askerId: revision.askedBy, askerKind: revision.askerKind, today };
  const inputs: unknown[] = [];
  for (const item of await readItems(app, proposal.id, revision.revision, { state: 'stale' })) {
    const now = await freeze(app, asking, item.input);
    if (!('state' in now)) inputs.push(item.input);
    else
      await app`
        update proposal_items set state = 'failed', outcome = ${app.json({ code: now.code, sentence: now.sentence })}
        where proposal_id = ${proposal.id} and revision = ${revision.revision} and item = ${item.item} and state = 'stale'`;
  }
  if (inputs.length === 0) return null;
  const frozen = await freeze(app, asking, inputs.length === 1 ? inputs[0] : inputs);
  return 'state' in frozen ? freezeStale(app, approved, today) : frozen;
}

async function tellProgress(app: Sql, proposalId: string, revision: number): Promise<ExecutionProgress> {
  const proposal = await readProposalRow(app, proposalId);
  if (!proposal) throw new Error(`proposal ${proposalId} vanished`);
  const counts = await countItems(app, proposalId, revision);
  const staleId = staleProposalOf(proposalId, revision);
  const apart = counts.stale > 0 && (await readProposalRow(app, staleId)) !== null;
  const here = proposal.revision > revision ? proposalId : null;
  return {
    state: proposal.state,
    revision,
    remaining: proposal.state === 'approved' ? counts.pending : 0,
    counts,
    staleProposalId: apart ? staleId : here,
  };
}

/**
 * Carries out up to 25 items of an approved proposal, each in its own transaction; may be called at any time, by
 * several at once, and again after a crash: the act's id makes each item happen once.
 * @returns null: there is no such proposal. `remaining` > 0: call again.
 */
export async function executeApproved(app: Sql, proposalId: string, today: string): Promise<ExecutionProgress | null> {
  const approved = await findApproved(app, proposalId);
  if (approved === null) return null;
  if (!('proposal' in approved)) return tellProgress(app, proposalId, approved.revision);
  const revision = approved.revision.revision;
  for (const item of await readItems(app, proposalId, revision, { state: 'pending', atMost: ITEMS_A_CALL })) {
    if (!(await carryOutItem(app, approved, item, today))) return tellProgress(app, proposalId, revision);
  }
  if ((await readItems(app, proposalId, revision, { state: 'pending', atMost: 1 })).length === 0) {
    const stale = await freezeStale(app, approved, today);
    const replanned = await planRefusedAgain(app, approved, today);
    await app.begin((tx) => conclude(tx, approved, { stale, replanned }, today));
  }
  hintRelay(app);
  return tellProgress(app, proposalId, revision);
}

/** To the last item; for who does not leave the rest to the workflow. */
export async function executeAllApproved(
  app: Sql,
  proposalId: string,
  today: string,
): Promise<ExecutionProgress | null> {
  for (;;) {
    const progress = await executeApproved(app, proposalId, today);
    if (progress === null || progress.remaining === 0) return progress;
  }
}
