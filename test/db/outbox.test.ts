// What waits to be told outside is kept with the change, carried once by one relay, and shown when it cannot pass.

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase, type Sql, type Transaction } from '../../db/connection.ts';
import {
  CHANGED_CHANNEL,
  carryWaiting,
  clearCarried,
  enqueue,
  hintRelay,
  notifyChanged,
  OUTBOX_CHANNEL,
  readOutboxState,
  type Changed,
  type OutboxRow,
} from '../../db/outbox.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const knock = (id: string): OutboxRow => ({ topic: 'knock', payload: { workflow: 'deal', id } });

describe('outbox', () => {
  let database: TestDatabase;
  let app: Sql;
  const put = (rows: OutboxRow[]): Promise<unknown> => app.begin((tx) => enqueue(tx, rows, randomUUID()));
  const takeAll = async (seen: string[], failures: Record<string, string> = {}): Promise<number> =>
    carryWaiting(app, 'knock', 100, async (rows) => {
      seen.push(...rows.map((row) => row.payload.id));
      return new Map(
        rows.flatMap(({ id, payload }) => (payload.id in failures ? [[id, failures[payload.id] ?? '']] : [])),
      );
    });

  beforeAll(async () => {
    database = await createTestDatabase();
    app = database.app;
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await app`delete from outbox`;
  });

  test('une ligne est portée une fois, et seulement si son changement a été gardé', async () => {
    await put([knock('opp:O1'), { topic: 'changed', payload: { kind: 'project', id: 'P1' } }]);
    await expect(
      app.begin(async (tx) => {
        await enqueue(tx, [knock('opp:O2')]);
        throw new Error('the change fails');
      }),
    ).rejects.toThrow('the change fails');
    const seen: string[] = [];
    expect(await takeAll(seen)).toBe(1);
    expect(await takeAll(seen)).toBe(0);
    expect(seen).toEqual(['opp:O1']);
  });

  test('deux relais à la fois ne portent pas les mêmes lignes', async () => {
    await put(['O1', 'O2', 'O3', 'O4'].map(knock));
    const seen: string[] = [];
    const first = carryWaiting(app, 'knock', 2, async (rows) => {
      seen.push(...rows.map((row) => row.payload.id));
      // The other relay passes while these two are held.
      await takeAll(seen);
      return new Map();
    });
    expect(await first).toBe(2);
    expect(seen.toSorted()).toEqual(['O1', 'O2', 'O3', 'O4']);
  });

  test('un relais tué au milieu laisse ses lignes à porter', async () => {
    await put([knock('O1')]);
    await expect(
      carryWaiting(app, 'knock', 10, async () => {
        throw new Error('killed');
      }),
    ).rejects.toThrow('killed');
    const seen: string[] = [];
    await takeAll(seen);
    expect(seen).toEqual(['O1']);
  });

  test('une ligne qui échoue attend de plus en plus, sans retenir les autres, puis est mise de côté et se voit', async () => {
    await put([knock('bad'), knock('good')]);
    const seen: string[] = [];
    for (let attempt = 1; attempt <= 20; attempt += 1) {
      await takeAll(seen, { bad: 'no such workflow' });
      const [row] = await app<{ pause: number; tries: number }[]>`
        select extract(epoch from next_try_at - clock_timestamp())::float8 as pause, tries from outbox where sent_at is null`;
      expect(row?.tries).toBe(attempt);
      expect(row?.pause).toBeGreaterThan(Math.min(2 ** (attempt - 1), 300) - 1);
      expect(row?.pause).toBeLessThanOrEqual(300);
      await app`update outbox set next_try_at = clock_timestamp() where sent_at is null`;
    }
    expect(seen.filter((id) => id === 'good')).toHaveLength(1);
    expect(await takeAll(seen)).toBe(0);
    expect(await readOutboxState(app)).toMatchObject({ waiting: 0, parked: 1 });
    // As `vigie doctor` says, once the cause is repaired.
    await app`update outbox set parked_at = null, tries = 0, next_try_at = now() where parked_at is not null`;
    expect(await takeAll(seen)).toBe(1);
    expect(await readOutboxState(app)).toEqual({ waiting: 0, parked: 0, oldestWaitingAt: null });
  });

  test('les lignes portées depuis une semaine sont effacées, jamais les autres', async () => {
    await put([knock('O1'), knock('O2')]);
    await app`update outbox set sent_at = clock_timestamp() - interval '8 days' where payload ->> 'id' = 'O1'`;
    await app`update outbox set created_at = created_at - interval '9 days' where payload ->> 'id' = 'O2'`;
    await clearCarried(app);
    const rows = await app<{ id: string }[]>`select payload ->> 'id' as id from outbox`;
    expect(rows.map(({ id }) => id)).toEqual(['O2']);
  });

  test('les écrans apprennent chaque changement une fois, en avis que la base accepte', async () => {
    const listener = openDatabase(database.appUrl, { max: 1, name: 'vigie test listener' });
    const heard: Changed[] = [];
    await listener.listen(CHANGED_CHANNEL, (payload) => heard.push(...(JSON.parse(payload) as Changed[])));
    const changes = Array.from({ length: 600 }, (_, index) => ({
      kind: 'project',
      id: `P${'é'.repeat(20)}${index % 500}`,
    }));
    await app.begin((tx: Transaction) => notifyChanged(tx, changes));
    await expect.poll(() => heard.length, { timeout: 10_000 }).toBe(500);
    expect(new Set(heard.map(({ id }) => id)).size).toBe(500);
    await listener.end({ timeout: 5 });
  });

  test('mille écritures de suite ne donnent que quelques avis au relais', async () => {
    const listener = openDatabase(database.appUrl, { max: 1, name: 'vigie test listener' });
    let heard = 0;
    await listener.listen(OUTBOX_CHANNEL, () => {
      heard += 1;
    });
    for (let write = 0; write < 1000; write += 1) hintRelay(app);
    await expect.poll(() => heard, { timeout: 10_000 }).toBe(1);
    hintRelay(app);
    await expect.poll(() => heard, { timeout: 10_000 }).toBe(2);
    await listener.end({ timeout: 5 });
  });
});
