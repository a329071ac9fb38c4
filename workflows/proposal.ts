// A proposal, from the question to what became of it. It waits for somebody who may decide, reminds them, then their
// delegates, and expires if nobody does; once approved it is carried out, once.

import { condition, continueAsNew, defineUpdate, proxyActivities, setHandler } from '@temporalio/workflow';
import type { ProposalActivities } from '../activities/proposal.ts';
import { DECIDE, type DecisionOutcome } from './messages.ts';
import { now, openPage } from './page.ts';
import { PATIENCE } from './patience.ts';

const { nextProposalStep, remindOfProposal, executeApproved, expireProposal } =
  proxyActivities<ProposalActivities>(PATIENCE);

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export async function proposal(id: string): Promise<void> {
  const page = openPage();
  // Each decision, and what became of the proposal in the first pass that began after it was told.
  const decisions = new Map<string, DecisionOutcome | null>();
  setHandler(
    defineUpdate<DecisionOutcome, [string]>(DECIDE),
    async (decisionId) => {
      // Before the first wait: of a hundred at once, all are known to the pass that follows.
      if (!decisions.has(decisionId)) decisions.set(decisionId, null);
      page.knock();
      await condition(() => decisions.get(decisionId) !== null);
      return decisions.get(decisionId) ?? { state: 'unknown' };
    },
    {
      validator: (decisionId) => {
        if (typeof decisionId !== 'string' || !UUID.test(decisionId))
          throw new TypeError('a decision is named by its id');
      },
    },
  );
  for (;;) {
    page.begin();
    const told = [...decisions].flatMap(([decision, outcome]) => (outcome === null ? [decision] : []));
    // Told of a decision, it goes to the deed at once: of what is not approved, nothing is carried out.
    let answer = await (told.length > 0 ? executeApproved(id, now()) : nextProposalStep(id, now()));
    // A batch takes several times.
    while (answer.execute) answer = await executeApproved(id, now());
    if (answer.expire) answer = await expireProposal(id, now());
    for (const decision of told) decisions.set(decision, { state: answer.state });
    if (answer.remind.length > 0) await remindOfProposal(id, answer.remind, now());
    if (!answer.done) await page.wait(answer);
    else if (await page.mayEnd()) return;
    if (page.isFull()) await continueAsNew<typeof proposal>(id);
  }
}
