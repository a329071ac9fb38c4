// Stops a transaction at a known point, without a word in the product: triggers of the test wait for a lock that the
// test holds. And a connection that loses the answer to a commit.
import { createServer, connect, type Server, type Socket } from 'node:net';
import type { Sql } from '../../db/connection.ts';

/** Where a command may stop: after its claim, its act, its rows… `committing`: in the commit itself. */
/** `row`: once a row was written, not by a statement that found none. */
export type Boundary = {
  readonly table: string;
  readonly event: 'insert' | 'update';
  readonly row?: boolean;
  readonly committing?: boolean;
};

/** First number of the tests' own advisory locks; the product's are 7400 to 7407. */
const SPACE = 7499;
/** A busy machine starts a process in seconds; a boundary never reached must still fail. */
const LONGEST_WAIT_MS = 45_000;

/** Puts the triggers; each waits for the lock of its number in the list. */
export async function installHolds(owner: Sql, boundaries: readonly Boundary[]): Promise<void> {
  await owner.unsafe(`
    create function hold() returns trigger language plpgsql as $$ begin
      perform pg_advisory_xact_lock_shared(${SPACE}, tg_argv[0]::int);
      return null;
    end $$`);
  for (const [index, { table, event, row, committing }] of boundaries.entries()) {
    const how = committing
      ? `constraint trigger zz_hold_${index} after ${event} on ${table} deferrable initially deferred for each row`
      : `trigger zz_hold_${index} after ${event} on ${table} for each ${row ? 'row' : 'statement'}`;
    await owner.unsafe(`create ${how} execute function hold(${index})`);
  }
}

export async function waitUntil(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + LONGEST_WAIT_MS;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export type Hold = {
  /** Waits for a transaction to reach the boundary. @returns its backend. */
  reached(): Promise<number>;
  release(): Promise<void>;
};

/** From now on a transaction that reaches the boundary waits there. */
export async function holdAt(owner: Sql, boundary: number): Promise<Hold> {
  const connection = await owner.reserve();
  await connection`select pg_advisory_lock(${SPACE}::int, ${boundary}::int)`;
  return {
    reached: async () => {
      let pid = 0;
      await waitUntil('a transaction reaches the boundary', async () => {
        const [row] = await connection<{ pid: number }[]>`
          select pid from pg_locks where locktype = 'advisory' and not granted and classid = ${SPACE}
            and objid = ${boundary} and database = (select oid from pg_database where datname = current_database())`;
        pid = row?.pid ?? 0;
        return pid !== 0;
      });
      return pid;
    },
    release: async () => {
      await connection`select pg_advisory_unlock(${SPACE}::int, ${boundary}::int)`;
      connection.release();
    },
  };
}

/** Waits until so many transactions of this database wait for another one to end (two attempts under one act id). */
export async function waitForWaiters(app: Sql, count: number): Promise<void> {
  await waitUntil('the other attempt waits for the first', async () => {
    const [row] = await app<{ n: number }[]>`
      select count(*)::int as n from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and wait_event = 'transactionid'`;
    return (row?.n ?? 0) >= count;
  });
}

export type LossyConnection = { url: string; committed: Promise<void>; close(): void };

/**
 * An address that reaches the same database, and loses the answer to the first commit.
 * @param then silent: nothing comes back any more; cut: the connection breaks.
 */
export async function loseFirstAnswer(url: string, then: 'silent' | 'cut'): Promise<LossyConnection> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let isLost = false;
  let tellCommitted = (): void => {};
  const committed = new Promise<void>((resolve) => (tellCommitted = resolve));
  const server: Server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    let isLosing = false;
    for (const socket of [client, upstream]) sockets.add(socket.on('error', () => {}));
    client.on('data', (chunk) => {
      if (!isLost && chunk.includes('commit\0')) isLost = isLosing = true;
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      if (!isLosing) return void client.write(chunk);
      // The server has answered: the commit is done.
      tellCommitted();
      if (then === 'cut') client.destroy();
    });
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const lossy = new URL(url);
  lossy.hostname = '127.0.0.1';
  lossy.port = String((server.address() as { port: number }).port);
  return {
    url: lossy.href,
    committed,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
