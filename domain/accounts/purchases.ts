// What the firm buys (journal AC): invoices of subcontractors, and purchases of projects. Expenses of employees are
// posted with their payslips: they are variables of payroll, not entries of Vigie.
import type { CivilDate } from '../civil-dates.ts';
import { credit, debit, writeEntry, type Auxiliary, type Entry } from './entry.ts';

export type SupplierBill = {
  readonly supplier: Auxiliary;
  readonly number: string;
  readonly project: string | null;
  readonly receivedOn: CivilDate;
  readonly netCents: number;
  readonly vatCents: number;
};

export function postSupplierBill(bill: SupplierBill): Entry[] {
  const { supplier, number, project, netCents, vatCents } = bill;
  const grossCents = netCents + vatCents;
  return writeEntry({
    journal: 'AC',
    date: bill.receivedOn,
    piece: number,
    pieceDate: bill.receivedOn,
    label: `Facture ${number} ${supplier.name}`,
    source: { entity: 'supplierInvoice', key: `${supplier.code}/${number}` },
    lines: [
      debit('subcontracting', netCents, { project }),
      // No rate is known of a bill: its VAT is what it says.
      debit('vatDeductible', vatCents),
      credit('supplier', grossCents, { auxiliary: supplier, openItem: `${supplier.code}/${number}` }),
    ],
  });
}

/** A purchase of a project is known without its supplier and without VAT. */
export type ProjectPurchase = {
  readonly id: number;
  readonly project: string;
  readonly boughtOn: CivilDate;
  readonly label: string;
  readonly netCents: number;
};

const SUNDRY: Auxiliary = { code: 'DIVERS', name: 'Fournisseurs divers' };

export function postPurchase(purchase: ProjectPurchase): Entry[] {
  const { id, project, boughtOn, netCents } = purchase;
  const piece = `ACH-${id}`;
  return writeEntry({
    journal: 'AC',
    date: boughtOn,
    piece,
    pieceDate: boughtOn,
    label: `Achat ${project} ${purchase.label}`,
    source: { entity: 'purchase', key: String(id) },
    lines: [
      debit('subcontracting', netCents, { project }),
      credit('supplier', netCents, { auxiliary: SUNDRY, openItem: piece }),
    ],
  });
}
