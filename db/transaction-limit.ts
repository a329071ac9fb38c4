// A change that lasts too long is ended by the server itself, so that its locks are given back whatever became of the
// process that held them. PostgreSQL knows the setting from version 17 on; before, the limits on a statement and on an
// idle transaction (db/connection.ts) bound each wait, and not their sum.
import { z } from 'zod';
import type { Sql, Transaction } from './connection.ts';

/** Less than the activity that waits for it (90 seconds): a second attempt never meets the first one still running. */
const LONGEST_CHANGE = '45s';
const FIRST_VERSION_WITH_LIMIT = 170_000;

const known = new WeakMap<Sql, Promise<boolean>>();

/** Whether the server can end a transaction by its age; asked once a pool. */
export function limitsTransactions(sql: Sql): Promise<boolean> {
  let answer = known.get(sql);
  if (!answer) {
    answer = sql`select current_setting('server_version_num')::int as version`.then(
      ([row]) => z.object({ version: z.number() }).parse(row).version >= FIRST_VERSION_WITH_LIMIT,
    );
    known.set(sql, answer);
    answer.catch(() => known.delete(sql));
  }
  return answer;
}

export async function limitTransaction(tx: Transaction): Promise<void> {
  await tx.unsafe(`set local transaction_timeout = '${LONGEST_CHANGE}'`);
}
