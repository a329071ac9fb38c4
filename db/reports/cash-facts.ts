// What is owed at a day, what was invoiced and when.
import { z } from 'zod';
import { addDays } from '../../domain/civil-dates.ts';
import { reportBillingLag, reportLate, reportReceivables, type OpenInvoice } from '../../domain/receivables.ts';
import type { ReportScope } from '../../domain/report-scope.ts';
import type { Transaction } from '../connection.ts';
import { leftByInvoice } from './left-of-invoices.ts';

const openInvoice = z.object({ client: z.string(), due_on: z.string(), left_cents: z.number() });

/** What is left of each invoice and deposit: dated by the day, less the credit notes and payments dated by it; settled ones left out. */
export async function readOpenInvoices(tx: Transaction, asOf: string): Promise<OpenInvoice[]> {
  const rows = await tx`
    select c.code as client, i.due_on, l.cents as left_cents
    from (${leftByInvoice(tx, asOf)}) l join invoices i on i.id = l.invoice_id join clients c on c.id = i.client_id
    where l.cents <> 0`;
  return z
    .array(openInvoice)
    .parse([...rows])
    .map((row) => ({ client: row.client, dueOn: row.due_on, leftCents: row.left_cents }));
}

// Sales of the last 90 days, the day included: the window of the DSO comptable.
const DSO_WINDOW_DAYS = 90;

const grossRow = z.object({ client: z.string(), cents: z.number() });

async function readInvoicedGross(tx: Transaction, asOf: string, scope: ReportScope): Promise<number> {
  const rows = await tx`
    select c.code as client, sum(case i.kind when 'avoir' then -i.gross_cents else i.gross_cents end)::bigint as cents
    from invoices i join clients c on c.id = i.client_id
    where i.origin <> 'draft' and i.issued_on > ${addDays(asOf, -DSO_WINDOW_DAYS)} and i.issued_on <= ${asOf} group by 1`;
  return z
    .array(grossRow)
    .parse([...rows])
    .reduce((total, { client, cents }) => (scope.client(client) ? total + cents : total), 0);
}

async function readOwnInvoices(tx: Transaction, asOf: string, scope: ReportScope): Promise<OpenInvoice[]> {
  return (await readOpenInvoices(tx, asOf)).filter(({ client }) => scope.client(client));
}

export async function readReceivablesReport(tx: Transaction, { asOf }: { asOf: string }, scope: ReportScope) {
  const [open, invoiced] = await Promise.all([readOwnInvoices(tx, asOf, scope), readInvoicedGross(tx, asOf, scope)]);
  return reportReceivables(open, asOf, invoiced);
}

export async function readLateReport(tx: Transaction, { asOf }: { asOf: string }, scope: ReportScope) {
  return reportLate(await readOwnInvoices(tx, asOf, scope), asOf);
}

const invoicedPeriod = z.object({
  client: z.string(),
  period_end: z.string(),
  issued_on: z.string(),
  net_cents: z.number(),
});

export async function readBillingLagReport(tx: Transaction, { asOf }: { asOf: string }, scope: ReportScope) {
  const rows = await tx`
    select c.code as client, i.period_end, i.issued_on, i.net_cents from invoices i join clients c on c.id = i.client_id
    where i.kind = 'facture' and i.origin <> 'draft' and i.period_end is not null and i.issued_on <= ${asOf}`;
  const invoices = z
    .array(invoicedPeriod)
    .parse([...rows])
    .filter(({ client }) => scope.client(client));
  return reportBillingLag(
    invoices.map((row) => ({ periodEnd: row.period_end, issuedOn: row.issued_on, netCents: row.net_cents })),
  );
}
