// A deal's workflow over months, in a few seconds: who is reminded of what, once, and when it ends.

import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { addDays } from '../../domain/civil-dates.ts';
import { readWait } from '../../db/waits.ts';
import { KNOCK, TASK_QUEUE, WHERE, type LiveWait } from '../../workflows/messages.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { change, createFirm, createOpportunity, createProject, readNotices } from './firm-in-progress.ts';
import { recordHistory } from './histories.ts';
import { openTimeSkipping, readToday, startTestWorker, type TestWorker } from './test-temporal.ts';

describe('deal', () => {
  let time: TestWorkflowEnvironment;
  let database: TestDatabase;
  let worker: TestWorker;
  let today: string;

  beforeAll(async () => {
    time = await openTimeSkipping();
  });
  afterAll(() => time.teardown());
  beforeEach(async () => {
    database = await createTestDatabase();
    await createFirm(database.app);
    worker = await startTestWorker(time.nativeConnection, { app: database.app, fixedToday: null });
    today = await readToday(time);
  });
  afterEach(async () => {
    await worker.stop();
    await database.drop();
  });

  const knock = (key: string) =>
    time.client.workflow.signalWithStart('deal', {
      workflowId: `deal:${key}`,
      taskQueue: TASK_QUEUE,
      args: [key],
      signal: KNOCK,
    });

  test('une piste oubliée est rappelée une fois au commercial, puis perdue : le workflow finit', async () => {
    await createOpportunity(database.app, 'O1', today);
    const deal = await knock('opp:O1');
    await time.sleep('3 days');
    expect(await readNotices(database.app)).toEqual([]);
    expect(await deal.query<LiveWait>(WHERE)).toMatchObject({ step: 'follow_up', blockedOn: 'claire@esn.example' });
    await time.sleep('60 days');
    expect(await readNotices(database.app)).toEqual([
      { user: 'commercial', text: expect.stringContaining('O1 (ACME) : rien depuis le') },
    ]);
    await change(
      database.app,
      (tx) => tx`update opportunities set stage = 'perdue', lost_reason = 'prix' where code = 'O1'`,
    );
    await deal.signal(KNOCK);
    await deal.result();
    await recordHistory(time.client, 'deal:opp:O1', 'deal-reminded-then-lost');
    expect(await readWait(database.app, 'deal:opp:O1')).toBeNull();
  });

  test('un forfait : un rappel de reste à faire par mois au responsable, sauf le mois où il est déclaré', async () => {
    await createProject(database.app, 'P1', {
      kind: 'forfait',
      startsOn: addDays(today, -40),
      endsOn: addDays(today, 400),
    });
    const deal = await knock('proj:P1');
    await time.sleep('70 days');
    const before = await readNotices(database.app);
    expect(before.length).toBeGreaterThanOrEqual(2);
    expect(before.length).toBeLessThanOrEqual(3);
    for (const { user, text } of before) {
      expect(user).toBe('manager');
      expect(text).toContain('P1 : déclarer le reste à faire');
    }
    expect(new Set(before.map(({ text }) => text)).size).toBe(before.length);
    // Declared at the start of each of the next months: silence.
    for (let month = 0; month < 2; month += 1) {
      const day = await readToday(time);
      await change(
        database.app,
        (tx) => tx`
        insert into raf_declarations (project_id, profile_id, declared_on, quarter_days)
        select p.id, f.id, ${day}, 40 from projects p, profiles f on conflict do nothing`,
      );
      await deal.signal(KNOCK);
      const [, , dayOfMonth] = day.split('-').map(Number);
      await time.sleep(`${Math.max(1, 32 - (dayOfMonth ?? 1))} days`);
    }
    expect(await readNotices(database.app)).toHaveLength(before.length);
    await deal.terminate();
  });

  test('l’importée de longue date se tait sur son passé, et parle de la suite', async () => {
    await createProject(database.app, 'P2', { kind: 'regie', startsOn: '2024-01-01', endsOn: addDays(today, 90) });
    await change(database.app, async (tx) => {
      await tx`
        insert into milestones (project_id, code, planned_on, amount_cents)
        select id, 'J1', ${addDays(today, -200)}, 100 from projects`;
      await tx`
        insert into assignments (code, project_id, consultant_id, starts_on, ends_on, quota, status)
        select 'A1', p.id, k.id, '2024-01-01', ${addDays(today, 45)}, 1, 'ferme' from projects p, consultants k where k.code = 'K2'`;
      await tx`
        insert into purchase_orders (number, client_id, project_id, amount_cents, ends_on)
        select 'BC1', c.id, p.id, 5000000, ${addDays(today, 50)} from projects p, clients c`;
    });
    const deal = await knock('proj:P2');
    await time.sleep('1 day');
    expect(await readNotices(database.app)).toEqual([]);
    await time.sleep('30 days');
    expect(await readNotices(database.app)).toEqual([
      { user: 'commercial', text: expect.stringContaining('La mission de Léa Petit sur P2 finit le') },
      { user: 'manager', text: expect.stringContaining('La mission de Léa Petit sur P2 finit le') },
      { user: 'commercial', text: expect.stringContaining('La commande BC1 (P2) finit le') },
    ]);
    await deal.terminate();
  });

  test('cinq ans d’une affaire, avec des nouvelles chaque mois : jamais deux mille événements dans une exécution', async () => {
    await createProject(database.app, 'P3', { kind: 'forfait', startsOn: today, endsOn: addDays(today, 5 * 365) });
    const deal = await knock('proj:P3');
    const longest = { events: 0, runs: new Set<string>() };
    for (let quarter = 0; quarter < 20; quarter += 1) {
      for (let burst = 0; burst < 3; burst += 1) {
        // Between two of its runs, the test server says for a moment that there is no such workflow.
        for (let knocks = 0; knocks < 5; knocks += 1) await vi.waitFor(() => deal.signal(KNOCK), 5_000);
        await time.sleep('30 days');
      }
      const { historyLength, runId } = await time.client.workflow.getHandle('deal:proj:P3').describe();
      longest.events = Math.max(longest.events, historyLength);
      longest.runs.add(runId);
    }
    expect(longest.events).toBeLessThan(2_000);
    expect(longest.runs.size).toBeGreaterThan(10);
    // A reminder a month, each once, over all the runs.
    const texts = (await readNotices(database.app)).map(({ text }) => text);
    expect(texts.length).toBeGreaterThan(55);
    expect(new Set(texts).size).toBe(texts.length);
    await time.client.workflow.getHandle('deal:proj:P3').terminate();
  });
});
