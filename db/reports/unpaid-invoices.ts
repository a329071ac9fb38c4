// Invoices and deposits of which something is left to pay, as they stand now.
import { z } from 'zod';
import type { UnpaidInvoice } from '../../domain/bank-statement.ts';
import type { Transaction } from '../connection.ts';

const unpaidRow = z.object({ number: z.string(), issuedOn: z.string(), leftCents: z.number() });

export async function readUnpaidInvoices(tx: Transaction): Promise<UnpaidInvoice[]> {
  const rows = await tx`
    with moves as (
      select id as invoice_id, gross_cents as cents from invoices where kind in ('facture', 'acompte') and origin <> 'draft'
      union all select credited_invoice_id, -gross_cents from invoices where kind = 'avoir' and origin <> 'draft'
      union all select invoice_id, -gross_cents from payments),
    left_of as (select invoice_id, sum(cents)::bigint as cents from moves group by 1 having sum(cents) > 0)
    select i.number, i.issued_on as "issuedOn", l.cents as "leftCents"
    from left_of l join invoices i on i.id = l.invoice_id order by i.number collate "C"`;
  return z.array(unpaidRow).parse([...rows]);
}
