// The facts of one invoice, read for its next step.

import { z } from 'zod';
import type { InvoiceFacts } from '../../domain/steps/invoice.ts';
import type { Queryable } from '../connection.ts';
import { leftCents } from './deal.ts';

const invoiceRow = z.object({
  number: z.string(),
  kind: z.enum(['facture', 'avoir', 'acompte']),
  client: z.string(),
  issuedOn: z.string(),
  dueOn: z.string(),
  leftCents: z.number(),
  writtenOff: z.boolean(),
  lettersSent: z.array(z.number()),
  promisedOn: z.string().nullable(),
  disputedOn: z.string().nullable(),
});

/** Null when there is no such issued invoice. */
export async function readInvoiceFacts(sql: Queryable, number: string): Promise<InvoiceFacts | null> {
  const [row] = await sql`
    select i.number, i.kind, c.name as client, i.issued_on as "issuedOn", i.due_on as "dueOn",
      ${leftCents(sql)} as "leftCents",
      exists (select 1 from write_offs w where w.invoice_id = i.id) as "writtenOff",
      array(select l.level::int from dunning_letters l where l.invoice_id = i.id) as "lettersSent",
      (select p.promised_on from payment_promises p where p.invoice_id = i.id order by p.recorded_on desc limit 1) as "promisedOn",
      (select d.opened_on from invoice_disputes d where d.invoice_id = i.id and d.closed_on is null) as "disputedOn"
    from invoices i join clients c on c.id = i.client_id
    where i.number = ${number} and i.origin <> 'draft'`;
  return row === undefined ? null : invoiceRow.parse(row);
}
