// A change that lasts too long is ended, so that its locks are given back whatever became of it. PostgreSQL knows how from
// version 17 on, whatever became of the process too; before, this process ends the connection of the change from another
// one (and if the process is gone, so is the connection: the limit on an idle transaction bounds what is left).
import { z } from 'zod';
import { openBeside, type Sql, type Transaction } from './connection.ts';

/** Less than the activity that waits for it (90 seconds): a second attempt never meets the first one still running. */
const LONGEST_CHANGE_MS = 45_000;
const FIRST_VERSION_WITH_LIMIT = 170_000;

export type TransactionLimit = {
  /** A column of the transaction's first statement: the server sets the limit by it, or tells what is to be ended. */
  readonly column: (tx: Transaction) => ReturnType<Transaction>;
  /** To be called with what that column told. */
  start(told: unknown): void;
  /** To be called once the transaction has ended, however it did. */
  end(): void;
};

const known = new WeakMap<Sql, Promise<boolean>>();

/** Whether the server can end a transaction by its age; asked once a pool. */
function limitsTransactions(sql: Sql): Promise<boolean> {
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

/** The limit of one change on this server. */
export async function limitChange(app: Sql): Promise<TransactionLimit> {
  return (await limitsTransactions(app))
    ? limitFromServer(LONGEST_CHANGE_MS)
    : limitFromProcess(app, LONGEST_CHANGE_MS);
}

export function limitFromServer(longestMs: number): TransactionLimit {
  return {
    column: (tx) => tx`set_config('transaction_timeout', ${`${longestMs}ms`}, true)`,
    start: () => {},
    end: () => {},
  };
}

/** @param app its pool may be all taken by what waits for the change: another connection ends it. */
export function limitFromProcess(app: Sql, longestMs: number): TransactionLimit {
  let timer: NodeJS.Timeout | null = null;
  return {
    column: (tx) => tx`json_build_object('pid', pg_backend_pid(), 'began', transaction_timestamp()::text)`,
    start: (told) => {
      const change = z.object({ pid: z.number(), began: z.string() }).parse(told);
      timer = setTimeout(() => {
        // A server that cannot be reached has ended the change itself.
        endChange(app, change).catch((error: unknown) =>
          process.emitWarning(`a long change was not ended: ${String(error)}`),
        );
      }, longestMs);
    },
    end: () => {
      if (timer !== null) clearTimeout(timer);
    },
  };
}

/** Ends the connection while it is still in that transaction: rolled back, and its locks given back. */
async function endChange(app: Sql, { pid, began }: { pid: number; began: string }): Promise<void> {
  const beside = openBeside(app);
  try {
    await beside`
      select pg_terminate_backend(pid) from pg_stat_activity where pid = ${pid} and xact_start = ${began}::text::timestamptz`;
  } finally {
    await beside.end({ timeout: 5 });
  }
}
