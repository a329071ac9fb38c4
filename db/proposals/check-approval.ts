// What the executing transaction checks again of an approval: it is there, it is the one that was taken, it is still
// in time, and who took it may still take it.
import { refuse, type Refusal } from '../../domain/commands/command.ts';
import { isEntitled, isExpired } from '../../domain/proposals.ts';
import type { Transaction } from '../connection.ts';
import { findPerson, type Person } from '../users.ts';
import { readDecisions, readProposalRow, readRevisionHead } from './rows.ts';
import { judgeDecider } from './second-person.ts';

/** What was approved: nothing else is carried out. */
export type Approval = {
  readonly proposalId: string;
  readonly revision: number;
  readonly decisionId: string;
  readonly effectSha: string;
  readonly singleApprover: boolean;
};

/**
 * missing: no such approval stands (forged, or overtaken by a new revision); nothing may be kept of the attempt.
 * refused: it stood, and no longer holds; final. Else who decided; `mustBeAbleToRun`: at tier 1 that is their right.
 */
export type CheckedApproval =
  | { readonly state: 'missing'; readonly refusal: Refusal }
  | { readonly state: 'refused'; readonly refusal: Refusal }
  | { readonly state: 'holds'; readonly approver: Person; readonly mustBeAbleToRun: boolean };

export async function checkApproval(tx: Transaction, approval: Approval, today: string): Promise<CheckedApproval> {
  const missing = refuse('approval_missing', 'Aucune approbation en cours ne porte ce changement.');
  const proposal = await readProposalRow(tx, approval.proposalId, 'execute');
  if (proposal?.state !== 'approved' || proposal.revision !== approval.revision)
    return { state: 'missing', refusal: missing };
  const decision = (await readDecisions(tx, proposal.id)).find(({ id }) => id === approval.decisionId);
  const revision = await readRevisionHead(tx, proposal.id, proposal.revision);
  if (
    decision?.verdict !== 'approved' ||
    decision.revision !== approval.revision ||
    decision.sha !== revision.sha ||
    decision.singleApprover !== approval.singleApprover
  )
    return { state: 'missing', refusal: missing };
  if (isExpired(proposal.expiresOn, today))
    return { state: 'refused', refusal: refuse('proposal_expired', 'La proposition a expiré avant son exécution.') };
  const approver = await findPerson(tx, decision.person);
  const gone = refuse(
    'approver_not_entitled',
    `${decision.email ?? 'Qui a approuvé'} n’a plus le droit d’approuver : rien n’est exécuté.`,
  );
  if (!approver) return { state: 'refused', refusal: gone };
  if (proposal.tier === 1) return { state: 'holds', approver, mustBeAbleToRun: true };
  const judged = await judgeDecider(tx, proposal, approver, today);
  if (!isEntitled(judged)) return { state: 'refused', refusal: gone };
  return { state: 'holds', approver, mustBeAbleToRun: false };
}
