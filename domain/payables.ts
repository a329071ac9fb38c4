// What suppliers are owed, by age, and each of their invoices beside what it should be (three-way match: the days of the
// CRA, the price of the order, the invoice).
import { addDays, daysBetween, type CivilDate } from './civil-dates.ts';
import { compareCodes } from './codes.ts';
import { eurosFromCents, showEuros } from './money.ts';
import type { Month } from './periods.ts';
import { ageBalances } from './receivables.ts';
import { expectedNetCents, matchSubcontractor, payableQuarterDays, type BilledMonth } from './subcontractor-match.ts';

/** Services bought, unless agreed otherwise (Code de commerce, art. L441-10, I). */
export const SUPPLIER_DAYS = 30;

/** The day by which a supplier's invoice is to be paid. */
export function billDueOn(bill: { readonly receivedOn: CivilDate; readonly dueOn: CivilDate | null }): CivilDate {
  return bill.dueOn ?? addDays(bill.receivedOn, SUPPLIER_DAYS);
}

/** A supplier's invoice of which something is left, or more was paid than it asks for (negative). */
export type OpenBill = {
  readonly supplier: string;
  readonly number: string;
  readonly month: Month;
  readonly receivedOn: CivilDate;
  readonly dueOn: CivilDate | null;
  readonly netCents: number;
  readonly vatCents: number;
  /** Its VAT was deducted as it came. */
  readonly vatOnDebits: boolean;
  readonly leftCents: number;
};

function show(cents: number): number {
  return showEuros(eurosFromCents(cents));
}

/** Invoiced against what is to be paid for: days, and euros HT at the price agreed (null: none was). */
function showMatch(billed: BilledMonth) {
  const { consultant, month, numbers, quarterDays, netCents, worked } = billed;
  const payable = payableQuarterDays(worked);
  const expected = expectedNetCents(worked, payable);
  return {
    supplier: consultant,
    month,
    invoices: [...numbers],
    days: quarterDays / 4,
    days_due: payable / 4,
    days_difference: (quarterDays - payable) / 4,
    invoiced: show(netCents),
    expected: expected === null ? null : show(expected),
    difference: expected === null ? null : show(netCents - expected),
    detail: matchSubcontractor(worked, { quarterDays, netCents })
      .map(({ sentence }) => sentence)
      .join(' ; '),
  };
}

/** @param billed the months invoiced of which something is said: those with an open bill, or with a difference. */
export function reportPayables(bills: readonly OpenBill[], billed: readonly BilledMonth[], asOf: CivilDate) {
  const open = bills.filter(({ leftCents }) => leftCents !== 0);
  const aged = ageBalances(
    open.map((bill) => ({ client: bill.supplier, dueOn: billDueOn(bill), leftCents: bill.leftCents })),
    asOf,
  );
  const isOpen = new Set(open.map(({ supplier, month }) => `${supplier} ${month}`));
  return {
    suppliers: aged,
    bills: open
      .toSorted((a, b) => compareCodes(billDueOn(a), billDueOn(b)) || compareCodes(a.supplier, b.supplier))
      .map((bill) => ({
        supplier: bill.supplier,
        number: bill.number,
        month: bill.month,
        pay_by: billDueOn(bill),
        late_days: Math.max(0, daysBetween(billDueOn(bill), asOf)),
        gross: show(bill.netCents + bill.vatCents),
        left: show(bill.leftCents),
      })),
    matches: billed
      .map((one) => ({ isOpen: isOpen.has(`${one.consultant} ${one.month}`), shown: showMatch(one) }))
      .filter(({ isOpen: hasOpen, shown }) => hasOpen || shown.detail !== '')
      .map(({ shown }) => shown),
    owed: show(open.reduce((total, { leftCents }) => total + leftCents, 0)),
  };
}
