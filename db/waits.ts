// What each workflow last said it waits for, and what it has already said: where a deal stands when Temporal is away,
// and no reminder twice after its store was lost.

import type { Queryable, Transaction } from './connection.ts';

export type Wait = {
  /** The step's code (domain/steps). */
  step: string;
  /** Who is waited for, as people read it; null: nobody, or only a date. */
  blockedOn: string | null;
  /** ISO instants. */
  waitsSince: string;
  waitsUntil: string | null;
  next: string | null;
};

export async function readWait(sql: Queryable, workflowId: string): Promise<Wait | null> {
  const [row] = await sql<Wait[]>`
    select step, blocked_on as "blockedOn", waits_since as "waitsSince", waits_until as "waitsUntil", next
    from workflow_waits where workflow_id = ${workflowId}`;
  return row ?? null;
}

/** Same step and same person: it still waits since the first time. */
export async function writeWait(
  sql: Queryable,
  workflowId: string,
  wait: Omit<Wait, 'waitsSince'> & { now: string },
): Promise<void> {
  await sql`
    insert into workflow_waits as w (workflow_id, step, blocked_on, waits_since, waits_until, next)
    values (${workflowId}, ${wait.step}, ${wait.blockedOn}, ${wait.now}, ${wait.waitsUntil}, ${wait.next})
    on conflict (workflow_id) do update set
      step = excluded.step, blocked_on = excluded.blocked_on, waits_until = excluded.waits_until, next = excluded.next,
      waits_since = case when w.step = excluded.step and w.blocked_on is not distinct from excluded.blocked_on
        then w.waits_since else excluded.waits_since end`;
}

export async function removeWait(sql: Queryable, workflowId: string): Promise<void> {
  await sql`delete from workflow_waits where workflow_id = ${workflowId}`;
}

/** The keys of what this workflow has said (or left unsaid because its day had passed). */
export async function readNoted(sql: Queryable, workflowId: string): Promise<Set<string>> {
  const rows = await sql<{ key: string }[]>`select key from reminders where workflow_id = ${workflowId}`;
  return new Set(rows.map((row) => row.key));
}

/** @returns false when the key was noted before: then nothing more is to be said. */
export async function noteReminder(
  tx: Transaction,
  workflowId: string,
  key: string,
  silent: boolean,
): Promise<boolean> {
  const rows = await tx`
    insert into reminders (workflow_id, key, silent) values (${workflowId}, ${key}, ${silent})
    on conflict do nothing returning 1`;
  return rows.length > 0;
}
