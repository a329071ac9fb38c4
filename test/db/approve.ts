// A tier-2 change in a test: proposed by one person, approved by another, carried out.
import { decide } from '../../db/proposals/decide.ts';
import { executeApproved } from '../../db/proposals/execute-approved.ts';
import { propose, type Wish } from '../../db/proposals/propose.ts';
import { readRevision } from '../../db/proposals/rows.ts';
import type { Sql } from '../../db/connection.ts';

/** @throws with the refusal's own sentence when it is not carried out. */
export async function approveAndExecute(
  app: Sql,
  wish: Pick<Wish, 'command' | 'askerId' | 'today'> & { readonly input: unknown },
  approver: string,
): Promise<void> {
  const asked = await propose(app, { ...wish, askerKind: 'person', channel: 'api' });
  if (asked.state === 'refused') throw new Error(asked.sentence);
  const { id, revision } = asked.proposal;
  const { sha } = await readRevision(app, id, revision);
  const answer = await decide(app, { proposalId: id, decision: 'approve', person: approver, today: wish.today, sha });
  if (answer.state !== 'decided') throw new Error(JSON.stringify(answer));
  const outcome = await executeApproved(app, id, wish.today);
  if (outcome?.state !== 'executed') throw new Error(JSON.stringify(outcome));
}
