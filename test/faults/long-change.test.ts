// A change that lasts too long is ended: nothing of it stays, its locks are given back, and the same act may be asked again.
// By the server where it knows how (PostgreSQL 17), else by the process, from another connection.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, type Sql } from '../../db/connection.ts';
import { executeCommand } from '../../db/execute-command.ts';
import type { ExecutionOutcome } from '../../db/execution.ts';
import { sendForLocks } from '../../db/locks.ts';
import { limitChange, limitFromProcess, limitFromServer, type TransactionLimit } from '../../db/transaction-limit.ts';
import { readExample } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import { addPerson } from '../db/people.ts';
import { commandNamed } from '../db/run-command.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';

const LIMIT_MS = 400;
let database: TestDatabase;
/** One connection: the change has all of the pool. */
let narrow: Sql;
let director: string;
let knowsLimit: boolean;

beforeAll(async () => {
  database = await createTestDatabase();
  await loadFirm(database.app, readExample());
  director = await addPerson(database.app, 'anne@esn.fr', ['direction']);
  narrow = openDatabase(database.appUrl, { name: 'test', max: 1 });
  const [row] = await database.app<{ version: number }[]>`select current_setting('server_version_num')::int as version`;
  knowsLimit = (row?.version ?? 0) >= 170_000;
});
afterAll(async () => {
  await narrow.end({ timeout: 5 });
  await database.drop();
});

function enterDay(actId: string, date: string, limit?: TransactionLimit): Promise<ExecutionOutcome> {
  const command = commandNamed('enter_time');
  const input = { entries: [{ consultant: 'C004', date, project: 'INT01', days: 0.25 }] };
  const request = { actId, command, input, askerId: director, today: '2026-11-04' };
  return executeCommand(narrow, { ...request, actorKind: 'person', channel: 'api' }, limit);
}

/** Somebody works on the same consultant meanwhile. */
async function whileHeld<T>(work: () => Promise<T>): Promise<T> {
  let answer: Promise<T> | null = null;
  await database.app.begin(async (tx) => {
    await (
      await sendForLocks(tx, async () => [{ kind: 'consultant', key: 'C004' }])
    ).held;
    answer = work();
    await answer.catch(() => {});
  });
  if (!answer) throw new Error('the lock was never held');
  return answer;
}

async function count(actId: string): Promise<unknown> {
  const [row] = await database.app`
    select (select count(*)::int from executions where act_id = ${actId}) as claims,
      (select count(*)::int from acts where act_id = ${actId}) as acts`;
  return row;
}

describe('un changement trop long', () => {
  test('est arrêté par le processus, sans rien laisser, et se refait ensuite sous le même acte', async () => {
    const actId = randomUUID();
    const limit = limitFromProcess(narrow, LIMIT_MS);
    await expect(whileHeld(() => enterDay(actId, '2026-11-02', limit))).rejects.toThrow(/terminating|CONNECTION/);
    expect(await count(actId)).toEqual({ claims: 0, acts: 0 });
    expect(await enterDay(actId, '2026-11-02')).toMatchObject({ state: 'done' });
    expect(await count(actId)).toEqual({ claims: 1, acts: 1 });
  });

  test('est arrêté par le serveur qui le sait, et ne commence pas sur un autre', async () => {
    const actId = randomUUID();
    await expect(whileHeld(() => enterDay(actId, '2026-11-03', limitFromServer(LIMIT_MS)))).rejects.toThrow(
      // The server's own words; one that does not know the limit refuses its name.
      knowsLimit ? /due to transaction timeout/ : /transaction_timeout/,
    );
    expect(await count(actId)).toEqual({ claims: 0, acts: 0 });
  });

  test('n’atteint pas le changement suivant de la même connexion', async () => {
    const limit = limitFromProcess(narrow, LIMIT_MS);
    expect(await enterDay(randomUUID(), '2026-11-03', limit)).toMatchObject({ state: 'done' });
    const [row] = await narrow.begin(async (tx) => tx`select pg_sleep(${(2 * LIMIT_MS) / 1000})::text as slept`);
    expect(row).toEqual({ slept: '' });
  });

  test('a une limite sur ce serveur-ci', async () => {
    const limit = await limitChange(database.app);
    const setting = await database.app.begin(async (tx) => {
      const [begun] = await tx<{ told: unknown }[]>`select ${limit.column(tx)} as told`;
      limit.start(begun?.told);
      limit.end();
      if (!knowsLimit) return 'process';
      const [row] = await tx<{ setting: string }[]>`select current_setting('transaction_timeout') as setting`;
      return row?.setting;
    });
    expect(setting).toBe(knowsLimit ? '45s' : 'process');
  });
});
