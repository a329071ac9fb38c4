// Proposals over HTTP: who sees them, who decides, and what becomes of them at once.

import { z } from 'zod';
import { decide } from '../../db/proposals/decide.ts';
import { executeAllApproved } from '../../db/proposals/execute-approved.ts';
import { findProposal, listProposals, type ProposalDetail } from '../../db/proposals/show.ts';
import type { Person } from '../../db/users.ts';
import type { CallContext } from './context.ts';
import { statusOf } from './commands.ts';
import { refuse } from './problems.ts';

export type DecisionBody = {
  id: string;
  decision: 'approve' | 'refuse' | 'edit' | 'withdraw';
  sha: string;
  reason?: string | undefined;
  input?: unknown;
  confirm?: boolean | undefined;
};

const absent = () => refuse(404, 'not_found', 'Cette proposition n’existe pas, ou vous est cachée.');

function requireId(id: string): string {
  if (!z.uuid().safeParse(id).success) throw absent();
  return id;
}

export async function showProposal(context: CallContext, person: Person, id: string): Promise<ProposalDetail> {
  const proposal = await findProposal(context.appSql, person, context.today(), requireId(id));
  if (proposal === null) throw absent();
  return proposal;
}

export function showProposals(context: CallContext, person: Person, state: ProposalDetail['state'] | undefined) {
  return listProposals(context.appSql, person, context.today(), state ?? null);
}

/**
 * Records the decision, and carries out at once what was approved: the workflow, knocked at, finds it done; should this
 * process die in between, the workflow does it.
 */
export async function decideProposal(context: CallContext, person: Person, body: DecisionBody) {
  const { appSql, today } = context;
  const { id, decision, sha, reason, input, confirm } = body;
  // Out of reach, a proposal is as if absent.
  await showProposal(context, person, id);
  const outcome = await decide(appSql, {
    proposalId: id,
    decision,
    sha,
    person: person.userId,
    today: today(),
    ...(reason !== undefined && { reason }),
    ...(input !== undefined && { input }),
    ...(confirm !== undefined && { confirm }),
  });
  if (outcome.state === 'refused') throw refuse(statusOf(outcome.code), outcome.code, outcome.sentence);
  const progress = outcome.verdict === 'approved' ? await executeAllApproved(appSql, id, today()) : null;
  return {
    verdict: outcome.verdict,
    proposal: await showProposal(context, person, id),
    stale_proposal: progress?.staleProposalId ?? null,
  };
}
