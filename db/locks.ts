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

/** Sorted, they are in the order that all take them in; of one asked twice, the stronger lock comes first. */
function nameOf({ kind, key, shared }: LockKey): string {
  return `${kind} ${key} ${shared === true ? 'shared' : 'alone'}`;
}

// Advisory locks live in one space of the whole database: Vigie's first number is 74 followed by the kind.
const SPACE = 7400;

/**
 * Sends for the locks that `resolve` names, and asks it again behind them: what is sent after that is read once they are
 * held. (The promise comes in an object, so that to wait for the sending is not to wait for the locks.)
 * @returns rejects with LocksMoved when it names others by then: what was read meanwhile is worth nothing.
 */
export async function sendForLocks(
  tx: Transaction,
  resolve: () => Promise<readonly LockKey[]>,
): Promise<{ held: Promise<void> }> {
  const keys = await resolve();
  return { held: keys.length === 0 ? Promise.resolve() : holdLocks(tx, keys, resolve) };
}

async function holdLocks(
  tx: Transaction,
  keys: readonly LockKey[],
  resolve: () => Promise<readonly LockKey[]>,
): Promise<void> {
  const named = new Map(keys.map((key) => [nameOf(key), key]));
  const names = [...named.keys()].sort();
  const sorted = names.flatMap((name) => named.get(name) ?? []);
  // PostgreSQL takes them one by one, in the order of the lists.
  const taken = tx`
    select case when alone = 1 then pg_advisory_xact_lock(space, hashtext(key)) else pg_advisory_xact_lock_shared(space, hashtext(key)) end
    from unnest(${sorted.map(({ kind }) => SPACE + LOCK_KINDS.indexOf(kind))}::int[], ${sorted.map(({ key }) => key)}::text[],
      ${sorted.map(({ shared }) => (shared === true ? 0 : 1))}::int[]) as asked (space, key, alone)`.execute();
  const [after] = await Promise.all([resolve(), taken]);
  const left = new Set(after.map(nameOf));
  if (left.size !== names.length || names.some((name) => !left.has(name))) throw new LocksMoved();
}
