// What became of an invoice since its issue: its credit notes, its payments, what was given up; and what is left.
import type { CivilDate } from '../../civil-dates.ts';
import { monthOf } from '../../periods.ts';
import type { FactContext, LockKey } from '../command.ts';
import type { FirmReader } from '../firm-reader.ts';
import type { InvoiceCommandRow, PaymentRow, WriteOffRow } from '../rows.ts';

export type InvoiceAccount = {
  readonly invoice: InvoiceCommandRow;
  readonly credits: readonly InvoiceCommandRow[];
  readonly payments: readonly PaymentRow[];
  readonly writeOff: WriteOffRow | null;
};

/** Null: no such issued or imported invoice. */
export async function loadAccount(number: string, read: FirmReader): Promise<InvoiceAccount | null> {
  const invoice = await read.get('invoice', { number });
  if (!invoice) return null;
  const [credits, payments, writeOff] = await Promise.all([
    read.find('invoice', { creditedInvoice: number }),
    read.find('payment', { invoice: number }),
    read.get('writeOff', { invoice: number }),
  ]);
  return { invoice, credits, payments, writeOff };
}

/** What corrects an invoice decides on it, on its project's days, and falls in the month of its own issue. */
export async function lockCorrection(
  asked: { readonly invoice: string; readonly issuedOn?: CivilDate | undefined },
  read: FirmReader,
  { today }: Pick<FactContext, 'today'>,
): Promise<LockKey[]> {
  const invoice = await read.get('invoice', { number: asked.invoice });
  return [
    { kind: 'invoice', key: asked.invoice },
    ...(invoice?.project == null ? [] : [{ kind: 'project' as const, key: invoice.project }]),
    { kind: 'month', key: monthOf(asked.issuedOn ?? today), shared: true },
  ];
}

/** TTC left to pay; negative: overpaid. What was given up stands among the payments. */
export function leftOf({ invoice, credits, payments }: Omit<InvoiceAccount, 'writeOff'>): number {
  const credited = credits.reduce((total, credit) => total + credit.grossCents, 0);
  return invoice.grossCents - credited - totalOf(payments);
}

/** Money that came, refunds deducted. */
export function paidOf({ payments, writeOff }: InvoiceAccount): number {
  return totalOf(payments) - (writeOff?.grossCents ?? 0);
}

/** The rank of one more payment of that day. */
export function nextOccurrence(payments: readonly PaymentRow[], paidOn: CivilDate): number {
  const sameDay = payments.filter((known) => known.paidOn === paidOn).map((known) => known.occurrence);
  return Math.max(0, ...sameDay) + 1;
}

function totalOf(payments: readonly PaymentRow[]): number {
  return payments.reduce((total, payment) => total + payment.grossCents, 0);
}
