// What the firm buys (journal AC): invoices of subcontractors, what is paid of them (journal BQ), and purchases of
// projects. Expenses of employees are posted with their payslips: they are variables of payroll, not entries of Vigie.
import { earlier, later, type CivilDate } from '../civil-dates.ts';
import { compareCodes } from '../codes.ts';
import { shareOfCents } from '../money.ts';
import { credit, debit, writeEntry, type Auxiliary, type Entry } from './entry.ts';

export type SupplierBill = {
  readonly supplier: Auxiliary;
  readonly number: string;
  readonly project: string | null;
  readonly receivedOn: CivilDate;
  readonly netCents: number;
  readonly vatCents: number;
  /** Its VAT is deducted as it comes; else as it is paid. */
  readonly vatOnDebits: boolean;
};

/** The key of a supplier's invoice: its number is the supplier's own. */
function keyOf({ supplier, number }: { readonly supplier: Pick<Auxiliary, 'code'>; readonly number: string }): string {
  return `${supplier.code}/${number}`;
}

export function postSupplierBill(bill: SupplierBill): Entry[] {
  const { supplier, number, project, netCents, vatCents } = bill;
  return writeEntry({
    journal: 'AC',
    date: bill.receivedOn,
    piece: number,
    pieceDate: bill.receivedOn,
    label: `Facture ${number} ${supplier.name}`,
    source: { entity: 'supplierInvoice', key: keyOf(bill) },
    lines: [
      debit('subcontracting', netCents, { project }),
      // No rate is known of a bill: its VAT is what it says.
      debit(bill.vatOnDebits ? 'vatDeductible' : 'vatDeductiblePending', vatCents),
      credit('supplier', netCents + vatCents, { auxiliary: supplier, openItem: keyOf(bill) }),
    ],
  });
}

export type SupplierPayment = {
  readonly supplier: Pick<Auxiliary, 'code'>;
  readonly number: string;
  readonly paidOn: CivilDate;
  readonly occurrence: number;
  /** Negative: the supplier paid back. */
  readonly grossCents: number;
  readonly reference: string | null;
};

/** What was paid of a bill so far, and what of its VAT was deducted. */
type BillAccount = { readonly bill: SupplierBill; paidCents: number; deductedCents: number };

/**
 * VAT of a service is deducted when its supplier owes it: as it is paid, pro rata, the last payment what is left to the
 * cent (CGI, art. 271, I-2, 269, 2-c); not before the invoice is there (art. 271, II-1).
 */
function deductVat(account: BillAccount, payment: SupplierPayment, source: Entry['source']): Entry[] {
  const { bill } = account;
  if (bill.vatOnDebits) return [];
  const grossCents = bill.netCents + bill.vatCents;
  const paidCents = Math.max(0, Math.min(account.paidCents, grossCents));
  const deductedCents = grossCents === 0 ? 0 : shareOfCents(bill.vatCents, paidCents, grossCents);
  const stepCents = deductedCents - account.deductedCents;
  account.deductedCents = deductedCents;
  return writeEntry({
    journal: 'OD',
    date: later(payment.paidOn, bill.receivedOn),
    piece: bill.number,
    pieceDate: bill.receivedOn,
    label: `TVA déductible sur paiement ${bill.number} ${bill.supplier.name}`,
    source,
    lines: [debit('vatDeductible', stepCents), credit('vatDeductiblePending', stepCents)],
  });
}

function postSupplierPayment(account: BillAccount, payment: SupplierPayment): Entry[] {
  const { supplier, number, receivedOn } = account.bill;
  const { paidOn, grossCents, reference } = payment;
  const openItem = keyOf(account.bill);
  const source = { entity: 'supplierPayment', key: `${openItem}/${paidOn}/${payment.occurrence}` } as const;
  account.paidCents += grossCents;
  return [
    ...writeEntry({
      journal: 'BQ',
      date: paidOn,
      piece: number,
      // An advance is paid on a paper of its own day.
      pieceDate: earlier(receivedOn, paidOn),
      label: `${grossCents < 0 ? 'Remboursement' : 'Règlement'} ${number} ${supplier.name}${reference === null ? '' : ` (${reference})`}`,
      source,
      lines: [debit('supplier', grossCents, { auxiliary: supplier, openItem }), credit('bank', grossCents)],
    }),
    ...deductVat(account, payment, source),
  ];
}

/** Entries of what was paid of the bills, and of the VAT that may then be deducted. */
export function postSupplierPayments(bills: readonly SupplierBill[], payments: readonly SupplierPayment[]): Entry[] {
  const ofBill = Map.groupBy(payments, keyOf);
  return bills.flatMap((bill): Entry[] => {
    const account: BillAccount = { bill, paidCents: 0, deductedCents: 0 };
    return (ofBill.get(keyOf(bill)) ?? [])
      .toSorted((a, b) => compareCodes(a.paidOn, b.paidOn) || a.occurrence - b.occurrence)
      .flatMap((payment) => postSupplierPayment(account, payment));
  });
}

/** A purchase of a project is known without its supplier and without VAT. */
export type ProjectPurchase = {
  readonly id: number;
  readonly project: string;
  readonly boughtOn: CivilDate;
  readonly label: string;
  readonly netCents: number;
  /** Paid in the client's name: they owe it (467), it is no cost. */
  readonly disbursement: boolean;
};

const SUNDRY: Auxiliary = { code: 'DIVERS', name: 'Fournisseurs divers' };

export function postPurchase(purchase: ProjectPurchase): Entry[] {
  const { id, project, boughtOn, netCents, disbursement } = purchase;
  const piece = `ACH-${id}`;
  return writeEntry({
    journal: 'AC',
    date: boughtOn,
    piece,
    pieceDate: boughtOn,
    label: `Achat ${project} ${purchase.label}`,
    source: { entity: 'purchase', key: String(id) },
    lines: [
      disbursement ? debit('disbursement', netCents) : debit('subcontracting', netCents, { project }),
      credit('supplier', netCents, { auxiliary: SUNDRY, openItem: piece }),
    ],
  });
}
