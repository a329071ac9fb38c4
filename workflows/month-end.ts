// The end of a month: reminds who owes a CRA or a validation, has the invoices, their sending and the closing approved, and
// ends when the month is closed and direction told what it came to. A month that is reopened is knocked at, and begins again.

import { continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { MonthEndActivities } from '../activities/month-end.ts';
import { now, openPage } from './page.ts';
import { PATIENCE } from './patience.ts';

const { nextMonthEndStep, remindOfMonthEnd } = proxyActivities<MonthEndActivities>(PATIENCE);

/** @param month 'YYYY-MM' */
export async function monthEnd(month: string): Promise<void> {
  const page = openPage();
  for (;;) {
    page.begin();
    const answer = await nextMonthEndStep(month, now());
    if (answer.remind.length > 0) await remindOfMonthEnd(month, answer.remind, now());
    if (!answer.done) await page.wait(answer);
    else if (await page.mayEnd()) return;
    if (page.isFull()) await continueAsNew<typeof monthEnd>(month);
  }
}
