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
  // PostgreSQL takes them one by one, in the order of the sorted rows; of one asked twice, the stronger lock first.
  const taken = tx`
    select case when alone = 1 then pg_advisory_xact_lock(space, h) else pg_advisory_xact_lock_shared(space, h) end
    from (
      select space, hashtext(k) as h, alone
      from unnest(${keys.map(({ kind }) => SPACE + LOCK_KINDS.indexOf(kind))}::int[], ${keys.map(({ key }) => key)}::text[],
        ${keys.map(({ shared }) => (shared === true ? 0 : 1))}::int[]) as asked (space, k, alone)
      order by space, h, alone desc) as keys`.execute();
  // Sent behind the locks, and so read once they are held.
  const [after] = await Promise.all([resolve(), taken]);
  if (listKeys(after).join('\n') !== listKeys(keys).join('\n')) throw new LocksMoved();
}
