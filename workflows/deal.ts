// A deal, from the first contact to the last payment. It waits for whoever has the next move, reminds them once when
// their day has passed, and ends when nothing of it is left to sell, deliver or cash.

import { continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { DealActivities } from '../activities/deal.ts';
import { now, openPage } from './page.ts';
import { PATIENCE } from './patience.ts';

const { nextDealStep, remindOfDeal } = proxyActivities<DealActivities>(PATIENCE);

/** @param key 'opp:CODE', or 'proj:CODE' for a project that came of no opportunity. */
export async function deal(key: string): Promise<void> {
  const page = openPage();
  for (;;) {
    page.begin();
    const answer = await nextDealStep(key, now());
    if (answer.remind.length > 0) await remindOfDeal(key, answer.remind, now());
    if (!answer.done) await page.wait(answer);
    else if (await page.mayEnd()) return;
    if (page.isFull()) await continueAsNew<typeof deal>(key);
  }
}
