// What passes between the patched driver and PostgreSQL: a transaction begins with its first statement, whatever else is
// under way on its connection; a connection that is cut takes its transaction with it, and nothing else.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, type Sql, type Transaction } from '../../db/connection.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

describe('une connexion', () => {
  let database: TestDatabase;
  let alone: Sql;

  beforeAll(async () => {
    database = await createTestDatabase();
    alone = openDatabase(database.appUrl, { max: 1, name: 'test alone' });
  });
  afterAll(async () => {
    await alone.end({ timeout: 5 });
    await database.drop();
  });

  const readTransaction = (sql: Pick<Sql, 'unsafe'>) => sql.unsafe('select pg_current_xact_id()::text as id');

  test('mêle questions, transactions et échecs, chacun avec sa réponse', async () => {
    const seen = new Set<string>();
    const work = async (index: number): Promise<void> => {
      const kind = index % 5;
      if (kind === 0) expect(await alone`select ${index}::int as n`).toEqual([{ n: index }]);
      if (kind === 1) expect(await alone.begin(async () => index)).toBe(index);
      if (kind === 2)
        await expect(alone.begin((tx) => tx`select 1 / ${index - index}::int`)).rejects.toMatchObject({
          code: '22012',
        });
      if (kind >= 3)
        await alone.begin(async (tx) => {
          const [first] = await readTransaction(tx);
          const [, second] = await Promise.all([tx`select pg_sleep(0.001)`, readTransaction(tx)]);
          expect(second[0]).toEqual(first);
          seen.add(String(first?.['id']));
        });
    };
    await Promise.all(Array.from({ length: 200 }, (_, index) => work(index)));
    expect(seen.size).toBe(80);
  });

  test.each([
    ['entre begin et la première question', false],
    ['entre deux questions', true],
  ])('coupée %s d’une transaction, n’en fait plus rien, et sert encore ensuite', async (_when, hasAsked) => {
    const [backend] = await alone<{ pid: number }[]>`select pg_backend_pid() as pid`;
    const isServing = Promise.withResolvers<void>();
    const work = async (tx: Transaction): Promise<void> => {
      if (hasAsked) await tx`select 1`;
      await database.app`select pg_terminate_backend(${backend?.pid ?? 0})`;
      await isServing.promise;
      await tx`select 1`;
    };
    let working: Promise<void> = Promise.resolve();
    const cutOff = alone.begin(async (tx) => (working = work(tx)));
    await expect(cutOff).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    expect(await alone.begin((tx) => tx`select 2 as n`)).toEqual([{ n: 2 }]);
    isServing.resolve();
    await expect(working).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    expect(await alone.begin((tx) => tx`select 3 as n`)).toEqual([{ n: 3 }]);
  });

  test('coupée pendant une question, laisse sans réponse aucune de celles qui la suivent, et sert encore ensuite', async () => {
    const told: PromiseSettledResult<unknown>[] = [];
    const cutOff = alone.begin(async (tx) => {
      const asked = [
        tx`select pg_terminate_backend(pg_backend_pid())`,
        tx`select ${1}::int`,
        tx`select 2`,
        tx`select 3`,
      ];
      told.push(...(await Promise.allSettled(asked)), ...(await Promise.allSettled([tx`select 4`])));
    });
    await expect(cutOff).rejects.toMatchObject({ code: '57P01' });
    expect(await alone.begin((tx) => tx`select 5 as n`)).toEqual([{ n: 5 }]);
    expect(await alone`select 6 as n`).toEqual([{ n: 6 }]);
    expect(told.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected', 'rejected']);
  });

  test('dont le begin est refusé échoue par lui, et sert encore ensuite', async () => {
    const refused = alone.begin('isolation level unheard', (tx) => readTransaction(tx));
    await expect(refused).rejects.toMatchObject({ code: '42601' });
    expect(await alone.begin((tx) => tx`select 7 as n`)).toEqual([{ n: 7 }]);
  });
});
