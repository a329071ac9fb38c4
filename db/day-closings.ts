// The closing of a day: perpetual totals of what was issued and paid, and the head of the seals, each closing bound to
// the one before (DOMAIN.md §3.6). They follow from the acts: nobody asks for them, and nobody changes them.
//
//   hash = SHA-256(hash before ‖ '\n' ‖ canonical JSON of the closing without its hash)
import { z } from 'zod';
import { canonicalJson, sha256 } from './acts.ts';
import type { Queryable, Sql, Transaction } from './connection.ts';
import { GENESIS, readHead } from './seals.ts';

/** 'close' in ASCII: one closing at a time in a database. */
const CLOSING_LOCK = 0x636c6f7365;

const closing = z.object({
  day: z.string(),
  documents: z.number(),
  gross_cents: z.number(),
  payments: z.number(),
  paid_cents: z.number(),
  acts: z.number(),
  day_documents: z.number(),
  day_gross_cents: z.number(),
  day_payments: z.number(),
  day_paid_cents: z.number(),
  day_acts: z.number(),
  seal_head: z.string(),
  prev_hash: z.string(),
  hash: z.string(),
});
export type DayClosing = z.infer<typeof closing>;

export function hashClosing({ hash: _hash, ...content }: DayClosing): string {
  return sha256(`${content.prev_hash}\n${canonicalJson(content)}`);
}

/** In the order of their days. */
export async function readClosings(sql: Queryable): Promise<DayClosing[]> {
  const rows = await sql`
    select day, documents, gross_cents, payments, paid_cents, acts, day_documents, day_gross_cents, day_payments,
      day_paid_cents, day_acts, seal_head, prev_hash, hash
    from day_closings order by day`;
  return z.array(closing).parse([...rows]);
}

const totals = z.object({
  documents: z.number(),
  gross_cents: z.number(),
  payments: z.number(),
  paid_cents: z.number(),
  acts: z.number(),
});

async function readTotals(tx: Transaction): Promise<z.infer<typeof totals>> {
  const [row] = await tx`
    select (select count(*) from invoices where origin = 'issued') as documents,
      (select coalesce(sum(case kind when 'avoir' then -gross_cents else gross_cents end), 0)::bigint
        from invoices where origin = 'issued') as gross_cents,
      (select count(*) from payments) as payments,
      (select coalesce(sum(gross_cents), 0)::bigint from payments) as paid_cents,
      (select count(*) from sealed_acts) as acts`;
  return totals.parse(row);
}

const NOTHING = { documents: 0, gross_cents: 0, payments: 0, paid_cents: 0, acts: 0, hash: GENESIS };

/** Closes the day, unless it or a later one is closed. @returns the closing made; null: none was due. */
export async function closeDay(app: Sql, day: string): Promise<DayClosing | null> {
  return app.begin('isolation level repeatable read', async (tx): Promise<DayClosing | null> => {
    const [lock] = await tx<{ free: boolean }[]>`select pg_try_advisory_xact_lock(${CLOSING_LOCK}) as free`;
    if (lock?.free !== true) return null;
    const last = (await readClosings(tx)).at(-1);
    if (last !== undefined && last.day >= day) return null;
    const now = await readTotals(tx);
    const before = last ?? NOTHING;
    const content: DayClosing = {
      day,
      ...now,
      day_documents: now.documents - before.documents,
      day_gross_cents: now.gross_cents - before.gross_cents,
      day_payments: now.payments - before.payments,
      day_paid_cents: now.paid_cents - before.paid_cents,
      day_acts: now.acts - before.acts,
      seal_head: await readHead(tx),
      prev_hash: before.hash,
      hash: '',
    };
    const made = { ...content, hash: hashClosing(content) };
    await tx`insert into day_closings ${tx(made)}`;
    return made;
  });
}

export type ClosingFault = {
  readonly kind: 'altered_closing' | 'closing_head' | 'closing_count';
  readonly day: string;
};

/**
 * Do the closings hold: each bound to the one before, its head in the chain of seals, and as many acts under that head as
 * it counted?
 * @param actsUnder acts sealed up to each head, by head.
 */
export function checkClosings(
  closings: readonly DayClosing[],
  actsUnder: ReadonlyMap<string, number>,
): ClosingFault | null {
  let previous = GENESIS;
  for (const one of closings) {
    if (one.prev_hash !== previous || hashClosing(one) !== one.hash) return { kind: 'altered_closing', day: one.day };
    const acts = actsUnder.get(one.seal_head);
    if (acts === undefined) return { kind: 'closing_head', day: one.day };
    if (acts !== one.acts) return { kind: 'closing_count', day: one.day };
    previous = one.hash;
  }
  return null;
}

/** Acts sealed up to each head, by head; the head before the first seal has none. */
export function countUnderHeads(
  seals: readonly { readonly seal: string; readonly prev_seal: string; readonly act_count: number }[],
): Map<string, number> {
  const next = new Map(seals.map((row) => [row.prev_seal, row]));
  const under = new Map([[GENESIS, 0]]);
  let acts = 0;
  for (let row = next.get(GENESIS); row !== undefined && !under.has(row.seal); row = next.get(row.seal)) {
    acts += row.act_count;
    under.set(row.seal, acts);
  }
  return under;
}

/** The closings against the seals as they stand; the seals themselves are checked by `verifySeals`. */
export async function verifyClosings(sql: Sql): Promise<{ closings: number; fault: ClosingFault | null }> {
  return sql.begin('isolation level repeatable read read only', async (tx) => {
    const closings = await readClosings(tx);
    const seals = await tx<{ seal: string; prev_seal: string; act_count: number }[]>`
      select seal, prev_seal, act_count from seals`;
    return { closings: closings.length, fault: checkClosings(closings, countUnderHeads(seals)) };
  });
}
