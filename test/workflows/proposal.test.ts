// A proposal's workflow: decided once and carried out once, whatever is killed in between; reminded, then expired, when
// nobody decides.

import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Passes } from '../../api/passes.ts';
import { startRelay } from '../../api/relay.ts';
import { openTemporal, type Temporal } from '../../api/temporal/client.ts';
import { findCommand } from '../../domain/commands/registry.ts';
import { addDays } from '../../domain/civil-dates.ts';
import { addWorkingDays } from '../../domain/steps/step.ts';
import { executeApproved } from '../../db/proposals/execute-approved.ts';
import { decide } from '../../db/proposals/decide.ts';
import { propose } from '../../db/proposals/propose.ts';
import { readProposalRow, readRevision } from '../../db/proposals/rows.ts';
import { KNOCK, TASK_QUEUE } from '../../workflows/messages.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { change, createFirm, readNotices } from './firm-in-progress.ts';
import { recordHistory } from './histories.ts';
import {
  openTimeSkipping,
  readToday,
  startTemporalServer,
  startTestWorker,
  type TestServer,
  type TestWorker,
} from './test-temporal.ts';

const TODAY = '2026-10-31';
const createClient = findCommand('create_client');
if (createClient === null) throw new Error('create_client is not in the registry');

let database: TestDatabase;
let asked = 0;

/** An agent asks, in the commercial's name, for a new client. @returns its id and what it would make. */
async function file(today: string): Promise<{ id: string; sha: string; name: string }> {
  asked += 1;
  const name = `Nouveau ${asked}`;
  const outcome = await propose(database.app, {
    command: createClient as NonNullable<typeof createClient>,
    input: { code: `N${asked}`, name },
    askerId: 'commercial',
    askerKind: 'agent',
    channel: 'chat',
    today,
  });
  if (outcome.state === 'refused') throw new Error(outcome.sentence);
  const { id } = outcome.proposal;
  return { id, sha: (await readRevision(database.app, id, 1)).sha, name };
}

async function approve({ id, sha }: { id: string; sha: string }, person = 'direction'): Promise<string> {
  const outcome = await decide(database.app, { proposalId: id, decision: 'approve', sha, person, today: TODAY });
  if (outcome.state !== 'decided') throw new Error(outcome.sentence);
  return outcome.decisionId;
}

const stateOf = async (id: string) => (await readProposalRow(database.app, id))?.state;
const countClients = async (name: string) => (await database.app`select 1 from clients where name = ${name}`).length;

beforeAll(async () => {
  database = await createTestDatabase();
  await createFirm(database.app);
});
afterAll(() => database.drop());

describe('une proposition, sur le vrai serveur', () => {
  let server: TestServer;
  let temporal: Temporal;
  let worker: TestWorker;
  let relay: Passes;
  const startWorker = () => startTestWorker(server.address, { app: database.app, fixedToday: TODAY }, executeApproved);

  beforeAll(async () => {
    server = await startTemporalServer();
    worker = await startWorker();
    temporal = openTemporal({ address: server.address, namespace: 'default', apiKey: null });
    relay = startRelay({ app: database.app, temporal, today: () => TODAY, log: pino({ level: 'silent' }) });
  });
  afterAll(async () => {
    await relay.stop();
    await worker.stop();
    await temporal.close();
    await server.stop();
  });

  test('approuvée, elle est exécutée, et la réponse dit ce qu’elle est devenue', async () => {
    const proposal = await file(TODAY);
    const decision = await approve(proposal);
    expect(await temporal.decide(proposal.id, decision)).toEqual({ state: 'executed' });
    expect(await countClients(proposal.name)).toBe(1);
    const connection = await Connection.connect({ address: server.address });
    await recordHistory(new Client({ connection }), `proposal:${proposal.id}`, 'proposal-decided-then-executed');
    await connection.close();
  });

  test('cinquante décisions à la fois, et la gagnante dite dix fois : une exécution', async () => {
    const proposal = await file(TODAY);
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () =>
        decide(database.app, {
          proposalId: proposal.id,
          decision: 'approve',
          sha: proposal.sha,
          person: 'direction',
          today: TODAY,
        }),
      ),
    );
    const [decision = '', ...others] = outcomes.flatMap((outcome) =>
      outcome.state === 'decided' ? [outcome.decisionId] : [],
    );
    expect(others).toEqual([]);
    // A Temporal server takes ten updates of one workflow at a time.
    const answers = await Promise.all(Array.from({ length: 10 }, () => temporal.decide(proposal.id, decision)));
    for (const answer of answers) expect(answer).toEqual({ state: 'executed' });
    expect(await countClients(proposal.name)).toBe(1);
    expect(await database.app`select 1 from acts where proposal_id = ${proposal.id}`).toHaveLength(1);
  });

  test('des coups et la décision qui se croisent ne s’attendent jamais l’un l’autre', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const proposal = await file(TODAY);
        const decision = await approve(proposal);
        const knock = () => temporal.knock({ workflow: 'proposal', id: proposal.id });
        const [, answer] = await Promise.all([knock(), temporal.decide(proposal.id, decision), knock(), knock()]);
        return answer;
      }),
    );
    expect(answers).toEqual(answers.map(() => ({ state: 'executed' })));
  });

  test('un message forgé, sans décision écrite, n’exécute rien', async () => {
    const proposal = await file(TODAY);
    expect(await temporal.decide(proposal.id, randomUUID())).toEqual({ state: 'pending' });
    await expect(temporal.decide(proposal.id, 'not a decision')).rejects.toThrow('Workflow Update failed');
    expect(await stateOf(proposal.id)).toBe('pending');
    expect(await countClients(proposal.name)).toBe(0);
  });

  test('décidée sans travailleur : exécutée quand il revient', async () => {
    const proposal = await file(TODAY);
    await worker.stop();
    const decision = await approve(proposal);
    expect(await temporal.decide(proposal.id, decision, 1_000)).toBeNull();
    expect(await stateOf(proposal.id)).toBe('approved');
    worker = await startWorker();
    await expect.poll(() => stateOf(proposal.id), { timeout: 30_000 }).toBe('executed');
    expect(await countClients(proposal.name)).toBe(1);
  });

  test('décidée pendant que Temporal est mort, et son fichier effacé : exécutée à son retour', async () => {
    const proposal = await file(TODAY);
    const forgotten = await file(TODAY);
    await server.kill();
    const decision = await approve(proposal);
    expect(await temporal.decide(proposal.id, decision, 2_000)).toBeNull();
    await server.restart({ empty: true });
    await expect.poll(() => stateOf(proposal.id), { timeout: 40_000 }).toBe('executed');
    expect(await countClients(proposal.name)).toBe(1);
    // The other one lives again too, by the sweep: it hears its decision.
    expect(await temporal.decide(forgotten.id, await approve(forgotten))).toEqual({ state: 'executed' });
  });

  test('une longue attente, recommencée à neuf plusieurs fois, n’y change rien', async () => {
    const proposal = await file(TODAY);
    for (let burst = 0; burst < 60; burst += 1) await temporal.knock({ workflow: 'proposal', id: proposal.id });
    const [decision] = await Promise.all([
      approve(proposal),
      ...Array.from({ length: 60 }, () => temporal.knock({ workflow: 'proposal', id: proposal.id })),
    ]);
    expect(await temporal.decide(proposal.id, decision)).toEqual({ state: 'executed' });
    expect(await countClients(proposal.name)).toBe(1);
  });
});

describe('une proposition que personne ne décide', () => {
  let time: TestWorkflowEnvironment;
  let worker: TestWorker;

  beforeAll(async () => {
    time = await openTimeSkipping();
    worker = await startTestWorker(time.nativeConnection, { app: database.app, fixedToday: null }, executeApproved);
  });
  afterAll(async () => {
    await worker.stop();
    await time.teardown();
  });

  test('est rappelée après deux jours ouvrés, puis au délégué, et expire', async () => {
    await database.app`delete from notices`;
    const today = await readToday(time);
    await change(database.app, async (tx) => {
      await tx`insert into auth.users (id, name, email) values ('delegue', 'delegue', 'delegue@esn.example')`;
      await tx`
        insert into delegations (from_user, to_user, commands, starts_on, ends_on)
        values ('direction', 'delegue', array['create_client'], ${today}, ${addDays(today, 60)})`;
    });
    const { id, name } = await file(today);
    const proposal = await time.client.workflow.start('proposal', {
      workflowId: `proposal:${id}`,
      taskQueue: TASK_QUEUE,
      args: [id],
    });
    await time.sleep('1 hour');
    const asked1 = await readNotices(database.app);
    expect(asked1.map(({ user }) => user)).toContain('direction');
    const sleepThrough = async (workingDays: number): Promise<void> => {
      const noon = Date.parse(`${addWorkingDays(today, workingDays)}T12:00:00Z`);
      await time.sleep(noon - (await time.currentTimeMs()));
    };
    await sleepThrough(2);
    const reminded = await readNotices(database.app);
    expect(reminded.length).toBe(asked1.length * 2);
    await sleepThrough(4);
    const delegated = (await readNotices(database.app)).slice(reminded.length);
    expect(delegated.map(({ user }) => user)).toEqual(['delegue']);
    await proposal.result();
    await recordHistory(time.client, `proposal:${id}`, 'proposal-reminded-then-expired');
    expect(await stateOf(id)).toBe('expired');
    expect(await countClients(name)).toBe(0);
    // Whoever knocks later finds it over.
    await time.client.workflow.signalWithStart('proposal', {
      workflowId: `proposal:${id}`,
      taskQueue: TASK_QUEUE,
      args: [id],
      signal: KNOCK,
    });
    await time.client.workflow.getHandle(`proposal:${id}`).result();
  });
});
