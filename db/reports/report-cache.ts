// Reports are kept until an act changes the firm. The key is made of what the snapshot sees: the last seal and
// the acts not sealed yet (neither the last act's number nor a shared counter: the first goes stale when a
// lower number commits later, the second serialises the writers).
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Transaction } from '../connection.ts';

// About 50 kB a report of a firm of 100: at most some 10 MB kept.
const KEPT_AT_MOST = 200;

const kept = new Map<string, Promise<string>>();

const snapshotRow = z.object({ database: z.string(), sealed: z.string().nullable(), unsealed: z.string().nullable() });

/** A digest of what this snapshot of the firm is, and of what is asked. */
export async function reportKey(tx: Transaction, asked: object): Promise<string> {
  const [row] = await tx`
    select current_database() || ':' || (select oid from pg_database where datname = current_database())::text as database,
      (select s.seal from seals s where not exists (select 1 from seals n where n.prev_seal = s.seal)) as sealed,
      (select string_agg(a.act_id::text, ',' order by a.act_id) from acts a
       where not exists (select 1 from sealed_acts s where s.act_id = a.act_id)) as unsealed`;
  const snapshot = snapshotRow.parse(row);
  return createHash('sha256')
    .update(JSON.stringify([snapshot, asked]))
    .digest('base64');
}

/** The report under this key, computed once; a failure is not kept. */
export async function readKeptReport(key: string, compute: () => Promise<string>): Promise<string> {
  const known = kept.get(key);
  if (known) {
    kept.delete(key);
    kept.set(key, known);
    return known;
  }
  const computing = compute();
  kept.set(key, computing);
  computing.catch(() => kept.delete(key));
  if (kept.size > KEPT_AT_MOST) {
    const oldest = kept.keys().next().value;
    if (oldest !== undefined) kept.delete(oldest);
  }
  return computing;
}
