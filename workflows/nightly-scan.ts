// The night's round: once a night, and when it is knocked at, it looks at the whole firm, tells what is new and
// proposes what can be decided. It never ends.

import { continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { ScanActivities } from '../activities/nightly-scan.ts';
import { now, openPage } from './page.ts';
import { PATIENCE } from './patience.ts';

const { nextScan, tellOfScan } = proxyActivities<ScanActivities>(PATIENCE);

/** @param key of what is scanned: 'firm'. */
export async function nightlyScan(key: string): Promise<void> {
  const page = openPage();
  for (;;) {
    page.begin();
    const answer = await nextScan(key, now());
    if (answer.remind.length > 0) await tellOfScan(key, answer.remind, now());
    await page.wait(answer);
    if (page.isFull()) await continueAsNew<typeof nightlyScan>(key);
  }
}
