// Suppliers' invoices with what is left to pay of them; paid ones too: a second payment is told.
import { z } from 'zod';
import type { OwedBill } from '../../domain/bank/match-suppliers.ts';
import { billDueOn, type OpenBill } from '../../domain/payables.ts';
import type { Queryable, Transaction } from '../connection.ts';

/**
 * (consultant_id, number, cents), TTC, paid ones at 0; a subquery to read from.
 * @param asOf only what came or was paid on or before this day; null: all.
 */
function leftByBill(sql: Queryable, asOf: string | null) {
  const until = (column: 'received_on' | 'paid_on') => (asOf === null ? sql`` : sql`where ${sql(column)} <= ${asOf}`);
  return sql`
    select consultant_id, number, sum(cents)::bigint as cents from (
      select consultant_id, number, net_cents + vat_cents as cents from supplier_invoices ${until('received_on')}
      union all
      select consultant_id, number, -gross_cents from supplier_payments ${until('paid_on')}
    ) moves group by 1, 2`;
}

const owedRow = z.object({
  supplier: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  number: z.string(),
  since: z.string(),
  receivedOn: z.string(),
  dueOn: z.string().nullable(),
  leftCents: z.number(),
});

export async function readOwedBills(tx: Transaction): Promise<OwedBill[]> {
  const rows = await tx`
    select c.code as supplier, c.first_name as "firstName", c.last_name as "lastName", s.number, s.month as since,
      s.received_on as "receivedOn", s.due_on as "dueOn", l.cents as "leftCents"
    from (${leftByBill(tx, null)}) l
      join supplier_invoices s on s.consultant_id = l.consultant_id and s.number = l.number
      join consultants c on c.id = s.consultant_id
    order by c.code collate "C", s.number collate "C"`;
  return z
    .array(owedRow)
    .parse([...rows])
    .map(({ receivedOn, dueOn, ...bill }) => ({ ...bill, dueOn: billDueOn({ receivedOn, dueOn }) }));
}

const openRow = z.object({
  supplier: z.string(),
  number: z.string(),
  month: z.string(),
  receivedOn: z.string(),
  dueOn: z.string().nullable(),
  netCents: z.number(),
  vatCents: z.number(),
  vatOnDebits: z.boolean(),
  leftCents: z.number(),
});

/** Those that are not settled at a day; one paid before it came shows what was paid, below nothing. */
export async function readOpenBills(tx: Transaction, asOf: string): Promise<OpenBill[]> {
  const rows = await tx`
    select c.code as supplier, s.number, to_char(s.month, 'YYYY-MM') as month, s.received_on as "receivedOn",
      s.due_on as "dueOn", s.net_cents as "netCents", s.vat_cents as "vatCents", s.vat_on_debits as "vatOnDebits",
      l.cents as "leftCents"
    from (${leftByBill(tx, asOf)}) l
      join supplier_invoices s on s.consultant_id = l.consultant_id and s.number = l.number
      join consultants c on c.id = s.consultant_id
    where l.cents <> 0
    order by c.code collate "C", s.number collate "C"`;
  return z.array(openRow).parse([...rows]);
}
