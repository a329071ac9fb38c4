// A supplier's invoice through its life: what was paid of it, and what is left.
import type { FirmReader } from '../firm-reader.ts';
import type { SupplierInvoiceRow, SupplierPaymentRow } from '../rows.ts';

export type SupplierAccount = {
  readonly invoice: SupplierInvoiceRow;
  readonly payments: readonly SupplierPaymentRow[];
};

/** Null: that supplier sent no such invoice. */
export async function loadSupplierAccount(
  consultant: string,
  number: string,
  read: FirmReader,
): Promise<SupplierAccount | null> {
  const invoice = await read.get('supplierInvoice', { consultant, number });
  if (!invoice) return null;
  return { invoice, payments: await read.find('supplierPayment', { consultant, number }) };
}

/** TTC left to pay; negative: paid beyond what it asks for. */
export function leftOfBill({ invoice, payments }: SupplierAccount): number {
  return invoice.netCents + invoice.vatCents - paidOfBill({ payments });
}

/** Money that left, what came back deducted. */
export function paidOfBill({ payments }: Pick<SupplierAccount, 'payments'>): number {
  return payments.reduce((total, { grossCents }) => total + grossCents, 0);
}
