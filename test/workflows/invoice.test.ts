// An invoice's workflow: silence until the due date, the levels of dunning on their days, still during a promise or a
// dispute, over once paid.

import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addDays } from '../../domain/civil-dates.ts';
import { readWait } from '../../db/waits.ts';
import { KNOCK, TASK_QUEUE } from '../../workflows/messages.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { change, createFirm, createInvoice, payInvoice, readNotices } from './firm-in-progress.ts';
import { recordHistory } from './histories.ts';
import { openTimeSkipping, readToday, startTestWorker, type TestWorker } from './test-temporal.ts';

describe('invoice', () => {
  let time: TestWorkflowEnvironment;
  let database: TestDatabase;
  let worker: TestWorker;
  let today: string;
  const opened: string[] = [];

  beforeAll(async () => {
    time = await openTimeSkipping();
    database = await createTestDatabase();
    await createFirm(database.app);
    worker = await startTestWorker(time.nativeConnection, { app: database.app, fixedToday: null });
  });
  beforeEach(async () => {
    today = await readToday(time);
  });
  afterEach(async () => {
    await database.app`delete from notices`;
    // What a test leaves open would speak in the next one.
    for (const id of opened.splice(0)) await time.client.workflow.getHandle(id).terminate().catch(ignoreEnded);
  });
  afterAll(async () => {
    await worker.stop();
    await time.teardown();
    await database.drop();
  });

  const knock = (number: string) => {
    opened.push(`invoice:${number}`);
    return time.client.workflow.signalWithStart('invoice', {
      workflowId: `invoice:${number}`,
      taskQueue: TASK_QUEUE,
      args: [number],
      signal: KNOCK,
    });
  };
  const texts = async (): Promise<string[]> => (await readNotices(database.app)).map(({ text }) => text);

  /** Of the letters that are proposed. */
  const levels = async (number: string): Promise<number[]> => {
    const rows = await database.app<{ level: number }[]>`
      select (r.input ->> 'level')::int as level
      from proposals p join proposal_revisions r on r.proposal_id = p.id
      where p.command = 'send_dunning' and p.asker_kind = 'automation' and r.input ->> 'invoice' = ${number} order by 1`;
    return rows.map(({ level }) => level);
  };

  test('rien avant l’échéance ; un appel à J+3, une lettre proposée à J+15, J+30 et J+45 ; payée, c’est fini', async () => {
    await createInvoice(database.app, 'F1', today, addDays(today, 30));
    const invoice = await knock('F1');
    await time.sleep('32 days');
    expect(await texts()).toEqual([]);
    await time.sleep('2 days');
    const call = [{ user: 'adv', text: expect.stringContaining('appeler le client') }];
    expect(await readNotices(database.app)).toEqual(call);
    for (const [index, wait] of [12, 15, 15].entries()) {
      expect(await levels('F1')).toHaveLength(index);
      await time.sleep(`${wait} days`);
    }
    expect(await levels('F1')).toEqual([1, 2, 3]);
    // Nothing has left: a person decides on each.
    expect(await database.app`select from dunning_letters`).toHaveLength(0);
    expect(await readNotices(database.app)).toEqual(call);
    expect(await readWait(database.app, 'invoice:F1')).toMatchObject({ step: 'dunning', blockedOn: 'ACME' });
    await payInvoice(database.app, 'F1', addDays(today, 80));
    await invoice.signal(KNOCK);
    await invoice.result();
    await recordHistory(time.client, 'invoice:F1', 'invoice-dunned-then-paid');
    expect(await readWait(database.app, 'invoice:F1')).toBeNull();
  });

  test('importée avec soixante jours de retard : silence sur le passé', async () => {
    await createInvoice(database.app, 'F2', addDays(today, -90), addDays(today, -60));
    await knock('F2');
    await time.sleep('70 days');
    expect(await texts()).toEqual([]);
    expect(await levels('F2')).toEqual([]);
  });

  test('une promesse suspend la relance ; non tenue, elle reprend le lendemain', async () => {
    await createInvoice(database.app, 'F3', addDays(today, -10), today);
    const invoice = await knock('F3');
    await time.sleep('5 days');
    expect(await texts()).toHaveLength(1);
    await change(
      database.app,
      (tx) => tx`
      insert into payment_promises (invoice_id, recorded_on, promised_on)
      select id, ${addDays(today, 5)}, ${addDays(today, 25)} from invoices where number = 'F3'`,
    );
    await invoice.signal(KNOCK);
    await time.sleep('19 days');
    expect(await texts()).toHaveLength(1);
    await time.sleep('3 days');
    expect((await texts()).slice(1)).toEqual([expect.stringContaining('le paiement promis pour le')]);
    expect(await levels('F3')).toEqual([1]);
  });

  test('un litige tait la relance jusqu’à sa clôture', async () => {
    await createInvoice(database.app, 'F4', addDays(today, -10), today);
    await change(
      database.app,
      (tx) => tx`
      insert into invoice_disputes (invoice_id, opened_on, reason)
      select id, ${today}, 'jours contestés' from invoices where number = 'F4'`,
    );
    const invoice = await knock('F4');
    await time.sleep('40 days');
    expect(await texts()).toEqual([expect.stringContaining('est en litige depuis le')]);
    await change(
      database.app,
      (tx) => tx`update invoice_disputes set closed_on = ${addDays(today, 40)}, outcome = 'accepté'`,
    );
    await invoice.signal(KNOCK);
    await time.sleep('1 day');
    // Where it would be without the dispute, and not each level that was missed.
    expect(await texts()).toHaveLength(1);
    expect(await levels('F4')).toEqual([2]);
  });
});

function ignoreEnded(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'WorkflowNotFoundError') throw error;
}
