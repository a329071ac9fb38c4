// What a document asks for: HT, TTC, and by rate of VAT where a line has one of its own. The VAT of a rate is rounded
// once, on the whole price; what deposits asked for is deducted as they asked for it.
import { vatCentsOf, grossOf, type VatTerms } from '../../invoice-terms.ts';
import {
  CATEGORIES,
  isSameVat,
  sharesOf,
  sumByRate,
  type LineVat,
  type VatShare,
} from '../../legal-invoice/vat-by-rate.ts';
import type { InvoiceCommandRow, InvoiceLineRow } from '../rows.ts';

export type Totals = {
  readonly netCents: number;
  readonly grossCents: number;
  /** Absent: one rate, the document's. */
  readonly vat?: readonly VatShare[];
};

type AskingLine = Pick<InvoiceLineRow, 'amountCents' | 'vat' | 'deposits'>;

function sumOf<One>(rows: readonly One[], cents: (row: One) => number): number {
  return rows.reduce((total, row) => total + cents(row), 0);
}

export function mainVat({ regime, percent }: VatTerms): LineVat {
  return { category: CATEGORIES[regime], percent };
}

/** Lines with deposits ask for the rest; their VAT is that of the whole price, less what the deposits asked for. */
export function askFor(lines: readonly AskingLine[], main: LineVat): Totals {
  const netCents = sumOf(lines, ({ amountCents }) => amountCents);
  const deposits = lines.flatMap((line) => line.deposits ?? []);
  const imputedNetCents = sumOf(deposits, (deposit) => deposit.netCents);
  const imputedVatCents = sumOf(deposits, (deposit) => deposit.grossCents - deposit.netCents);
  const restOfVat = (baseCents: number) =>
    // Wholly paid by deposits: there is nothing left to pay, whatever the roundings of theirs.
    baseCents === 0 && deposits.length > 0
      ? 0
      : vatCentsOf(baseCents + imputedNetCents, main.percent) - imputedVatCents;
  const shares = sharesOf(lines, main);
  if (shares === null) return { netCents, grossCents: netCents + restOfVat(netCents) };
  const vat = shares.map((share) =>
    isSameVat(share, main) ? { ...share, vatCents: restOfVat(share.baseCents) } : share,
  );
  return { netCents, grossCents: netCents + sumOf(vat, ({ vatCents }) => vatCents), vat };
}

/** The last credit note of an invoice takes what is left of it to the cent, of each rate, whatever the roundings of the others. */
export function takeBack(
  invoice: InvoiceCommandRow,
  credits: readonly InvoiceCommandRow[],
  lines: readonly AskingLine[],
): Totals {
  const netCents = sumOf(lines, ({ amountCents }) => amountCents);
  if (invoice.vat === undefined) {
    const leftNetCents = invoice.netCents - sumOf(credits, (credit) => credit.netCents);
    const leftGrossCents = invoice.grossCents - sumOf(credits, (credit) => credit.grossCents);
    const grossCents = Math.min(leftGrossCents, grossOf(netCents, invoice.vatPercent));
    return { netCents, grossCents: netCents === leftNetCents ? leftGrossCents : grossCents };
  }
  const main = invoice.vat.find(({ percent }) => percent === invoice.vatPercent) ?? MAIN_UNUSED;
  const vat = sumByRate(lines, main).map((taken): VatShare => {
    const left = leftOfShare(invoice.vat ?? [], credits, taken);
    const vatCents =
      taken.baseCents === left.baseCents
        ? left.vatCents
        : Math.min(left.vatCents, vatCentsOf(taken.baseCents, taken.percent));
    return { category: taken.category, percent: taken.percent, baseCents: taken.baseCents, vatCents };
  });
  return { netCents, grossCents: netCents + sumOf(vat, ({ vatCents }) => vatCents), vat };
}

/** No line of the invoice bears its own rate: no line of its credit notes does either. */
const MAIN_UNUSED: LineVat = { category: 'S', percent: '20' };

function leftOfShare(
  shares: readonly VatShare[],
  credits: readonly InvoiceCommandRow[],
  of: LineVat,
): { baseCents: number; vatCents: number } {
  const asked = shares.filter((share) => isSameVat(share, of));
  const back = credits.flatMap(({ vat }) => vat ?? []).filter((share) => isSameVat(share, of));
  return {
    baseCents: sumOf(asked, ({ baseCents }) => baseCents) - sumOf(back, ({ baseCents }) => baseCents),
    vatCents: sumOf(asked, ({ vatCents }) => vatCents) - sumOf(back, ({ vatCents }) => vatCents),
  };
}
