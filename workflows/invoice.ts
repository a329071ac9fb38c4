// An invoice, from its issue to its payment. It waits for the due date, then climbs the levels of dunning: a call, then
// letters that a person decides on; it keeps still while a promise runs or a dispute is open.

import { continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { InvoiceActivities } from '../activities/invoice.ts';
import { now, openPage } from './page.ts';
import { PATIENCE } from './patience.ts';

const { nextInvoiceStep, remindOfInvoice } = proxyActivities<InvoiceActivities>(PATIENCE);

export async function invoice(number: string): Promise<void> {
  const page = openPage();
  for (;;) {
    page.begin();
    const answer = await nextInvoiceStep(number, now());
    if (answer.remind.length > 0) await remindOfInvoice(number, answer.remind, now());
    if (!answer.done) await page.wait(answer);
    else if (await page.mayEnd()) return;
    if (page.isFull()) await continueAsNew<typeof invoice>(number);
  }
}
