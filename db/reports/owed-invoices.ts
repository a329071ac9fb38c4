// Invoices and deposits with what is left to pay of them, as they stand now; settled ones too: a second payment is told.
import { z } from 'zod';
import type { OwedInvoice } from '../../domain/bank/match.ts';
import type { Transaction } from '../connection.ts';

const owedRow = z.object({
  number: z.string(),
  client: z.string(),
  clientName: z.string(),
  issuedOn: z.string(),
  dueOn: z.string(),
  leftCents: z.number(),
});

export async function readOwedInvoices(tx: Transaction): Promise<OwedInvoice[]> {
  const rows = await tx`
    with moves as (
      select id as invoice_id, gross_cents as cents from invoices where kind in ('facture', 'acompte') and origin <> 'draft'
      union all select credited_invoice_id, -gross_cents from invoices where kind = 'avoir' and origin <> 'draft'
      union all select invoice_id, -gross_cents from payments),
    left_of as (select invoice_id, sum(cents)::bigint as cents from moves group by 1)
    select i.number, c.code as client, c.name as "clientName", i.issued_on as "issuedOn", i.due_on as "dueOn", l.cents as "leftCents"
    from left_of l join invoices i on i.id = l.invoice_id join clients c on c.id = i.client_id
    order by i.number collate "C"`;
  return z.array(owedRow).parse([...rows]);
}
