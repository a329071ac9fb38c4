// What is owed at a day, what was invoiced and when.
import { z } from 'zod';
import { addDays } from '../../domain/civil-dates.ts';
import { reportBillingLag, reportLate, reportReceivables, type OpenInvoice } from '../../domain/receivables.ts';
import type { Transaction } from '../connection.ts';

const openInvoice = z.object({ client: z.string(), due_on: z.string(), left_cents: z.number() });

/** What is left of each invoice and deposit: dated by the day, less the credit notes and payments dated by it; settled ones left out. */
export async function readOpenInvoices(tx: Transaction, asOf: string): Promise<OpenInvoice[]> {
  const rows = await tx`
    with moves as (
      select id as invoice_id, gross_cents as cents from invoices
      where kind in ('facture', 'acompte') and origin <> 'draft' and issued_on <= ${asOf}
      union all
      select credited_invoice_id, -gross_cents from invoices where kind = 'avoir' and origin <> 'draft' and issued_on <= ${asOf}
      union all
      select invoice_id, -gross_cents from payments where paid_on <= ${asOf}
    ), left_of as (
      select invoice_id, sum(cents)::bigint as left_cents from moves group by 1 having sum(cents) <> 0
    )
    select c.code as client, i.due_on, l.left_cents
    from left_of l join invoices i on i.id = l.invoice_id join clients c on c.id = i.client_id`;
  return z
    .array(openInvoice)
    .parse([...rows])
    .map((row) => ({ client: row.client, dueOn: row.due_on, leftCents: row.left_cents }));
}

// Sales of the last 90 days, the day included: the window of the DSO comptable.
const DSO_WINDOW_DAYS = 90;

async function readInvoicedGross(tx: Transaction, asOf: string): Promise<number> {
  const [row] = await tx`
    select coalesce(sum(case kind when 'avoir' then -gross_cents else gross_cents end), 0)::bigint as cents
    from invoices where origin <> 'draft' and issued_on > ${addDays(asOf, -DSO_WINDOW_DAYS)} and issued_on <= ${asOf}`;
  return z.object({ cents: z.number() }).parse(row).cents;
}

export async function readReceivablesReport(tx: Transaction, { asOf }: { asOf: string }) {
  const [open, invoiced] = await Promise.all([readOpenInvoices(tx, asOf), readInvoicedGross(tx, asOf)]);
  return reportReceivables(open, asOf, invoiced);
}

export async function readLateReport(tx: Transaction, { asOf }: { asOf: string }) {
  return reportLate(await readOpenInvoices(tx, asOf), asOf);
}

const invoicedPeriod = z.object({ period_end: z.string(), issued_on: z.string(), net_cents: z.number() });

export async function readBillingLagReport(tx: Transaction, { asOf }: { asOf: string }) {
  const rows = await tx`
    select period_end, issued_on, net_cents from invoices
    where kind = 'facture' and origin <> 'draft' and period_end is not null and issued_on <= ${asOf}`;
  const invoices = z.array(invoicedPeriod).parse([...rows]);
  return reportBillingLag(
    invoices.map((row) => ({ periodEnd: row.period_end, issuedOn: row.issued_on, netCents: row.net_cents })),
  );
}
