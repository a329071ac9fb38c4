// Proposals over HTTP: who sees them, who decides, and what becomes of them at once.

import { z } from 'zod';
import { decide } from '../../db/proposals/decide.ts';
import { executeAllApproved } from '../../db/proposals/execute-approved.ts';
import { findProposal, listProposals, type ProposalDetail, type Viewer } from '../../db/proposals/show.ts';
import { statusOf, type CommandProcess } from './commands.ts';
import type { Person } from '../../db/users.ts';
import { refuse } from './problems.ts';

export type DecisionBody = {
  id: string;
  decision: 'approve' | 'refuse' | 'edit' | 'withdraw';
  sha: string;
  reason?: string | undefined;
  input?: unknown;
  exclude?: readonly number[] | undefined;
  confirm?: boolean | undefined;
};

const absent = () => refuse(404, 'not_found', 'Cette proposition n’existe pas, ou vous est cachée.');

function requireId(id: string): string {
  if (!z.uuid().safeParse(id).success) throw absent();
  return id;
}

export async function showProposal(door: CommandProcess, viewer: Viewer, id: string): Promise<ProposalDetail> {
  const proposal = await findProposal(door.appSql, viewer, door.today(), requireId(id));
  if (proposal === null) throw absent();
  return proposal;
}

export function showProposals(door: CommandProcess, viewer: Viewer, state: ProposalDetail['state'] | undefined) {
  return listProposals(door.appSql, viewer, door.today(), state ?? null);
}

/** A person waits at the screen: longer than a workflow takes as a rule, and short enough not to be felt. */
const WORKFLOW_ANSWERS_WITHIN_MS = 200;

/**
 * What was approved is carried out by the proposal's workflow; where Temporal is away or slow, here. Each item happens
 * once even if both do, and should this process die in between, the workflow does it.
 */
async function carryOut({ appSql, today, temporal }: CommandProcess, id: string, decisionId: string) {
  await temporal?.decide(id, decisionId, WORKFLOW_ANSWERS_WITHIN_MS);
  return executeAllApproved(appSql, id, today());
}

/** Records the decision, has it carried out, and tells what became of the proposal. */
export async function decideProposal(door: CommandProcess, person: Person, body: DecisionBody) {
  const { appSql, today } = door;
  const { id, decision, sha, reason, input, exclude, confirm } = body;
  // Out of reach, a proposal is as if absent.
  await showProposal(door, person, id);
  const outcome = await decide(appSql, {
    proposalId: id,
    decision,
    sha,
    person: person.userId,
    today: today(),
    ...(reason !== undefined && { reason }),
    ...(input !== undefined && { input }),
    ...(exclude !== undefined && { exclude }),
    ...(confirm !== undefined && { confirm }),
  });
  if (outcome.state === 'refused') throw refuse(statusOf(outcome.code), outcome.code, outcome.sentence);
  const progress = outcome.verdict === 'approved' ? await carryOut(door, id, outcome.decisionId) : null;
  return {
    verdict: outcome.verdict,
    proposal: await showProposal(door, person, id),
    stale_proposal: progress?.staleProposalId ?? null,
  };
}
