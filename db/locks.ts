// The locks of a command: transaction-level advisory locks taken in (kind, key) order, so that two commands never
// wait for each other in a circle. They are held until the commit; facts are read only after.
import { LOCK_KINDS, type LockKey } from '../domain/commands/command.ts';
import type { Transaction } from './connection.ts';

/** The keys resolved again after the locks are not the ones that were taken: the command starts over. */
export class LocksMoved extends Error {
  constructor() {
    super('the locks of the command moved while it waited for them');
  }
}

function listKeys(keys: readonly LockKey[]): string[] {
  return keys.map(({ kind, key, shared }) => `${kind} ${key} ${shared === true ? 'shared' : 'alone'}`).sort();
}

// Advisory locks live in one space of the whole database: Vigie's first number is 74 followed by the kind.
const SPACE = 7400;

/** Takes the locks that `resolve` names, then checks that it still names the same. */
export async function takeLocks(tx: Transaction, resolve: () => Promise<readonly LockKey[]>): Promise<void> {
  const keys = await resolve();
  if (keys.length === 0) return;
  // Sent together: PostgreSQL begins a kind when it holds all of the one before.
  const taken = LOCK_KINDS.flatMap((kind, index) => {
    const own = keys.filter((key) => key.kind === kind);
    const alone = new Set(own.filter(({ shared }) => shared !== true).map(({ key }) => key));
    const shared = own.filter((key) => key.shared === true && !alone.has(key.key)).map(({ key }) => key);
    if (own.length === 0) return [];
    const locking = tx`
      with keys as materialized (
        select h, bool_or(alone) as alone from (
          select hashtext(k) as h, true as alone from unnest(${[...alone]}::text[]) k
          union all select hashtext(k), false from unnest(${shared}::text[]) k) all_keys
        group by h order by h)
      select case when alone then pg_advisory_xact_lock(${SPACE + index}, h) else pg_advisory_xact_lock_shared(${SPACE + index}, h) end from keys`;
    return [locking.execute()];
  });
  await Promise.all(taken);
  const after = await resolve();
  if (listKeys(after).join('\n') !== listKeys(keys).join('\n')) throw new LocksMoved();
}
