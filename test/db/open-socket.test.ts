// What passes between the driver and PostgreSQL: a transaction begins with its first statement, whatever else is under
// way on its connection, and however its answers come.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, type Sql } from '../../db/connection.ts';
import { BEGUN, makeMessageReader, takeOutBegun } from '../../db/wire-messages.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

function writeMessage(type: string, body: Uint8Array): Buffer {
  const header = Buffer.alloc(5);
  header.write(type, 'latin1');
  header.writeUInt32BE(4 + body.length, 1);
  return Buffer.concat([header, body]);
}

function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...ends, bytes.length].map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

describe('les messages du serveur', () => {
  test('se comptent dans l’ordre, en quelques morceaux qu’ils arrivent', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('Z', 'C', 'D', 'N'), fc.uint8Array({ minLength: 1, maxLength: 9 }))),
        fc.array(fc.nat()),
        (sent, places) => {
          const read: [number, number][] = [];
          const take = makeMessageReader((type, last) => read.push([type, last]));
          const pieces = cut(Buffer.concat(sent.map(([type, body]) => writeMessage(type, body))), places);
          const ends = pieces.map((piece) => take(piece));
          expect(read).toEqual(sent.map(([type, body]) => [type.charCodeAt(0), body.at(-1)]));
          expect(ends.at(-1)).toBe(true);
        },
      ),
    );
  });

  test('la réponse à begin s’ôte seule, une fois entière', () => {
    const notice = writeMessage('N', Buffer.from('attention'));
    const answer = writeMessage('C', Buffer.from('SELECT 1\0'));
    const whole = Buffer.concat([notice, BEGUN, answer]);
    const end = notice.length + BEGUN.length;
    for (let length = 0; length < end; length += 1) expect(takeOutBegun(whole.subarray(0, length))).toBeNull();
    expect(takeOutBegun(whole)).toEqual(Buffer.concat([notice, answer]));
    expect(takeOutBegun(BEGUN)).toEqual(Buffer.alloc(0));
  });

  test('un begin que le serveur refuse se dit à ce qui le suit', () => {
    const refused = Buffer.concat([writeMessage('E', Buffer.from('arrêt\0')), writeMessage('Z', Buffer.from('I'))]);
    expect(takeOutBegun(refused)).toEqual(refused);
  });
});

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
  ])('coupée %s d’une transaction, échoue là, et sert encore ensuite', async (_when, hasAsked) => {
    const [backend] = await alone<{ pid: number }[]>`select pg_backend_pid() as pid`;
    const cutOff = alone.begin(async (tx) => {
      if (hasAsked) await tx`select 1`;
      await database.app`select pg_terminate_backend(${backend?.pid ?? 0})`;
      // Longer than the connection waits before it is told as closed.
      await new Promise((resolve) => setTimeout(resolve, 500));
      await tx`select 1`;
    });
    await expect(cutOff).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
    expect(await alone.begin((tx) => tx`select 2 as n`)).toEqual([{ n: 2 }]);
  });
});
