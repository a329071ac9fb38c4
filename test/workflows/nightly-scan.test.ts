// The night's round: what is wrong is told once to whom it concerns, what can be decided is proposed once, and nothing
// is changed by it.

import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sweep } from '../../db/knocks.ts';
import { KNOCK, TASK_QUEUE } from '../../workflows/messages.ts';
import { readExample } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import { addPerson } from '../db/people.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { readNotices } from './firm-in-progress.ts';
import { recordHistory } from './histories.ts';
import { openTimeSkipping, startTestWorker, type TestWorker } from './test-temporal.ts';

const ID = 'nightly-scan:firm';

describe('nightly-scan', () => {
  let time: TestWorkflowEnvironment;
  let database: TestDatabase;
  let worker: TestWorker;

  beforeAll(async () => {
    time = await openTimeSkipping();
    database = await createTestDatabase();
    await loadFirm(database.app, readExample());
    await addPerson(database.app, 'direction@esn-exemple.fr', ['direction']);
    await addPerson(database.app, 'adv@esn-exemple.fr', ['adv']);
    // The example's own October: its nights are looked at on the firm's day, not on the machine's.
    worker = await startTestWorker(time.nativeConnection, { app: database.app, fixedToday: '2026-10-31' });
  });
  afterAll(async () => {
    await worker.stop();
    await time.teardown();
    await database.drop();
  });

  const knock = () =>
    time.client.workflow.signalWithStart('nightlyScan', {
      workflowId: ID,
      taskQueue: TASK_QUEUE,
      args: ['firm'],
      signal: KNOCK,
    });
  const countActs = async (): Promise<number> => {
    const [row] = await database.app<{ count: number }[]>`select count(*)::int as count from acts`;
    return row?.count ?? 0;
  };
  const proposals = () => database.app<{ command: string; asker: string }[]>`
    select command, asker_kind as asker from proposals order by created_at, command`;
  /** Until a round after this moment has said all that it had to say. */
  async function passRounds(): Promise<void> {
    await knock();
    await time.sleep('2 minutes');
  }

  test('dit chaque dérive et ce qui manque, une fois, sans rien changer', async () => {
    const acts = await countActs();
    await passRounds();
    const notices = await readNotices(database.app);
    const texts = notices.map(({ text }) => text);
    for (const project of ['P001', 'P002', 'P003', 'P004', 'P005', 'P006'])
      expect(texts.filter((text) => text.startsWith(`${project} `) && /dérive|jugé/u.test(text))).toHaveLength(1);
    expect(texts.join(' ')).not.toMatch(/€|\d{4,},\d\d/u);
    const filed = await proposals();
    expect(filed.length).toBeGreaterThan(0);
    expect(new Set(filed.map(({ asker }) => asker))).toEqual(new Set(['automation']));
    for (let night = 0; night < 3; night += 1) await passRounds();
    expect(await readNotices(database.app)).toHaveLength(notices.length);
    const again = await proposals();
    expect(again.map(({ command }) => command)).toEqual(filed.map(({ command }) => command));
    expect(await countActs()).toBe(acts);
    await recordHistory(time.client, ID, 'nightly-scan-nights');
  });

  test('propose quelqu’un à un besoin, avec d’autres choix, et rien n’est affecté sans une personne', async () => {
    const staffing = await database.app<{ input: Record<string, unknown>; evidence: { kind: string }[] }[]>`
      select r.input, r.evidence from proposals p join proposal_revisions r on r.proposal_id = p.id
      where p.command in ('assign_consultant', 'replace_consultant')`;
    for (const { input } of staffing) expect(input['consultant']).toMatch(/^C\d+$/u);
    const choices = staffing.flatMap(({ evidence }) => evidence.filter(({ kind }) => kind === 'alternative'));
    expect(choices.length).toBeGreaterThan(0);
  });

  test('est frappée par le balai, avec tout ce qui est ouvert', async () => {
    await sweep(database.app);
    const rows = await database.app`
      select 1 from outbox where payload = ${database.app.json({ workflow: 'nightly-scan', id: 'firm' })}`;
    expect(rows).toHaveLength(1);
  });
});
