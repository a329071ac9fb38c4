// What is left to pay of each invoice and deposit: its amount less the credit notes and payments that name it.
import type { Queryable } from '../connection.ts';

/**
 * (invoice_id, cents), TTC, settled ones at 0 and overpaid ones below; a subquery to read from.
 * @param asOf only what is dated on or before this day; null: all.
 */
export function leftByInvoice(sql: Queryable, asOf: string | null) {
  const until = (column: 'issued_on' | 'paid_on') => (asOf === null ? sql`` : sql`and ${sql(column)} <= ${asOf}`);
  return sql`
    select invoice_id, sum(cents)::bigint as cents from (
      select id as invoice_id, gross_cents as cents from invoices
      where kind in ('facture', 'acompte') and origin <> 'draft' ${until('issued_on')}
      union all
      select credited_invoice_id, -gross_cents from invoices
      where kind = 'avoir' and origin <> 'draft' ${until('issued_on')}
      union all
      select invoice_id, -gross_cents from payments where true ${until('paid_on')}
    ) moves group by 1`;
}
