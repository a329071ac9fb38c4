// What a database holds: nothing, the demo firm, or a firm.
import type { Queryable } from '../connection.ts';

/** `demo`: marked by the loading of the demo firm, whatever was played in it since. `firm`: somebody's data. */
export type FirmState = 'empty' | 'demo' | 'firm';

export async function readFirmState(sql: Queryable): Promise<FirmState> {
  const [row] = await sql<{ demo: boolean | null; filled: boolean }[]>`
    select (select demo from firm where id = 1) as demo,
      exists (select from profiles) or exists (select from clients) or exists (select from consultants)
        or exists (select from projects) or exists (select from opportunities) or exists (select from invoices) as filled`;
  if (row?.demo === true) return 'demo';
  return row?.filled === true ? 'firm' : 'empty';
}
