// What a change has to tell the outside, kept with it: rows written in the change's own transaction, carried
// afterwards by the relay (api/relay.ts). With Temporal away, or after a crash, they wait here.

import type { Knock } from '../domain/steps/knocks.ts';
import type { Queryable, Sql, Transaction } from './connection.ts';

/** Tells open screens what to fetch again. */
export type Changed = { readonly kind: string; readonly id: string };

export type OutboxRow =
  | { readonly topic: 'knock'; readonly payload: Knock }
  | { readonly topic: 'changed'; readonly payload: Changed };

export type WaitingRow<T extends OutboxRow['topic']> = {
  id: number;
  payload: Extract<OutboxRow, { topic: T }>['payload'];
  tries: number;
};

/** The relay listens here for a hint that rows wait. */
export const OUTBOX_CHANNEL = 'vigie_outbox';
/** The API processes listen here; a payload is a JSON array of Changed. */
export const CHANGED_CHANNEL = 'vigie_changed';

/** A row that failed this often will not pass by itself: it is shown by `vigie doctor` (20 tries are an hour and a half). */
const MAX_TRIES = 20;
/** First pause after a failure, doubled each time… */
const FIRST_PAUSE_SECONDS = 1;
/** …up to this: a repaired cause is noticed within five minutes. */
const LONGEST_PAUSE_SECONDS = 300;
/** NOTIFY takes a lock of the whole server at commit: once in this time is enough for a hint. */
const HINT_INTERVAL_MS = 50;
/** A hint that stood for this many changes, 400 a second: who carries them costs a tenth of the processors… */
const BUSY_CALLS = 20;
/** …and carries more at once this often; still well within the half second in which another page hears of a change. */
const BUSY_INTERVAL_MS = 200;
/** A notification holds 8,000 bytes at most. */
const NOTIFY_BYTES = 7_000;
/** Carried rows are kept for who looks into an incident. */
const KEPT_DAYS = 7;

/** Rows put beside the change, as a statement or a part of one. @param actId the act that they follow from. */
export function insertOutbox(tx: Transaction, rows: readonly OutboxRow[], actId: string | null) {
  // As texts: a list of jsonb would have the driver encode them a second time.
  return tx`
    insert into outbox (act_id, topic, payload)
    select ${actId}::uuid, topic, payload::jsonb
    from unnest(${rows.map(({ topic }) => topic)}::text[], ${rows.map(({ payload }) => JSON.stringify(payload))}::text[])
      as r (topic, payload)`;
}

/** Puts rows beside the change; one statement. */
export async function enqueue(tx: Transaction, rows: readonly OutboxRow[], actId: string | null = null): Promise<void> {
  if (rows.length > 0) await insertOutbox(tx, rows, actId);
}

type Hint = { lastAt: number; intervalMs: number; calls: number; timer: NodeJS.Timeout | null };
const hints = new WeakMap<Sql, Hint>();

/**
 * To be called after the commit of a transaction that enqueued: the relay looks at once instead of within a second.
 * At most one NOTIFY every 50 ms a pool, whatever the number of calls; every 200 ms while they are many.
 */
export function hintRelay(sql: Sql): void {
  const hint = hints.get(sql) ?? { lastAt: 0, intervalMs: HINT_INTERVAL_MS, calls: 0, timer: null };
  hints.set(sql, hint);
  hint.calls += 1;
  if (hint.timer !== null) return;
  const wait = Math.max(0, hint.lastAt + hint.intervalMs - Date.now());
  hint.timer = setTimeout(() => {
    hint.timer = null;
    hint.lastAt = Date.now();
    hint.intervalMs = hint.calls >= BUSY_CALLS ? BUSY_INTERVAL_MS : HINT_INTERVAL_MS;
    hint.calls = 0;
    // A lost hint costs a second: the relay polls. The pool may be closed, or the database away.
    sql`select pg_notify(${OUTBOX_CHANNEL}, '')`.catch(() => {});
  }, wait);
  hint.timer.unref();
}

/**
 * Takes waiting rows of a topic, has them carried, and marks each: sent, or to be tried again later. Several relays
 * may run: each takes rows that no other holds. Killed in the middle, the rows are carried again.
 * @param carry gives the rows that failed, with why; to throw leaves all of them as they were.
 * @returns how many rows were taken.
 */
export async function carryWaiting<T extends OutboxRow['topic']>(
  sql: Sql,
  topic: T,
  limit: number,
  carry: (rows: WaitingRow<T>[], tx: Transaction) => Promise<ReadonlyMap<number, string>>,
): Promise<number> {
  return sql.begin(async (tx): Promise<number> => {
    const rows = await tx<WaitingRow<T>[]>`
      select id, payload, tries from outbox
      where sent_at is null and parked_at is null and topic = ${topic} and next_try_at <= clock_timestamp()
      order by id limit ${limit} for update skip locked`;
    if (rows.length === 0) return 0;
    const failures = await carry([...rows], tx);
    const sent = rows.map((row) => row.id).filter((id) => !failures.has(id));
    await tx`update outbox set sent_at = clock_timestamp(), last_error = null where id = any(${sent}::bigint[])`;
    for (const [id, error] of failures) await putOff(tx, id, error);
    return rows.length;
  });
}

async function putOff(tx: Transaction, id: number, error: string): Promise<void> {
  await tx`
    update outbox set
      tries = tries + 1,
      last_error = ${error.slice(0, 1000)},
      next_try_at = clock_timestamp()
        + make_interval(secs => least(${FIRST_PAUSE_SECONDS} * power(2, least(tries, 20)), ${LONGEST_PAUSE_SECONDS})),
      parked_at = case when tries + 1 >= ${MAX_TRIES} then clock_timestamp() end
    where id = ${id}`;
}

/** Tells the API processes what changed, each thing once; takes effect when the relay's transaction commits. */
export async function notifyChanged(tx: Transaction, changes: readonly Changed[]): Promise<void> {
  const distinct = new Map(changes.map(({ kind, id }) => [`${kind} ${id}`, { kind, id }]));
  let batch: Changed[] = [];
  let bytes = 2;
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await tx`select pg_notify(${CHANGED_CHANNEL}, ${JSON.stringify(batch)})`;
    batch = [];
    bytes = 2;
  };
  for (const change of distinct.values()) {
    const size = Buffer.byteLength(JSON.stringify(change)) + 1;
    if (bytes + size > NOTIFY_BYTES) await flush();
    batch.push(change);
    bytes += size;
  }
  await flush();
}

export type OutboxState = { waiting: number; parked: number; oldestWaitingAt: string | null };

/** How much has not been carried; parked rows need a person. */
export async function readOutboxState(sql: Queryable): Promise<OutboxState> {
  const [row] = await sql<OutboxState[]>`
    select count(*) filter (where parked_at is null)::int as waiting,
      count(*) filter (where parked_at is not null)::int as parked,
      min(created_at) filter (where parked_at is null) as "oldestWaitingAt"
    from outbox where sent_at is null`;
  return row ?? { waiting: 0, parked: 0, oldestWaitingAt: null };
}

export async function clearCarried(sql: Queryable): Promise<void> {
  await sql`delete from outbox where sent_at < clock_timestamp() - make_interval(days => ${KEPT_DAYS})`;
}
