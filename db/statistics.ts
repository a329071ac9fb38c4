// What PostgreSQL knows of the sizes of its tables. It counts them again by itself, a minute later at best: after a
// whole firm came in at once, the first reports would be planned for an empty one.
import type { Sql } from './connection.ts';

/**
 * What grows by each act, and is never counted here. A connection keeps its plans: one that is made while a table is
 * known to have a single row reads all of it ever after, at each act. Of an unknown size, it is read by its indexes.
 */
const GROWING = ['acts', 'act_payloads', 'executions', 'outbox', 'seals', 'sealed_acts'];

/** @param owner only the tables' owner may (half a second on the largest firm). */
export async function countTables(owner: Sql): Promise<void> {
  const tables = await owner<{ name: string }[]>`
    select oid::regclass::text as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> all (${GROWING}::text[]) order by 1`;
  await owner.unsafe(`analyze ${tables.map(({ name }) => name).join(', ')}`);
}
