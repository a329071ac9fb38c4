// Invoices and deposits with what is left to pay of them, as they stand now; settled ones too: a second payment is told.
import { z } from 'zod';
import type { OwedInvoice } from '../../domain/bank/match.ts';
import type { Transaction } from '../connection.ts';
import { leftByInvoice } from './left-of-invoices.ts';

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
    select i.number, c.code as client, c.name as "clientName", i.issued_on as "issuedOn", i.due_on as "dueOn", l.cents as "leftCents"
    from (${leftByInvoice(tx, null)}) l join invoices i on i.id = l.invoice_id join clients c on c.id = i.client_id
    order by i.number collate "C"`;
  return z.array(owedRow).parse([...rows]);
}
