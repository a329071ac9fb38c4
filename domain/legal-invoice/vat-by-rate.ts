// VAT by rate: an invoice bears the VAT of its client's services, and a line may have its own (débours, another rate).
// The VAT of a rate is that of the sum of its lines, rounded once (CGI, ann. II, art. 242 nonies A, I-11°).
import { vatCentsOf, type VatRegime, type VatTerms } from '../invoice-terms.ts';

/** UNTDID 5305: standard rate, exempt, reverse charge, outside the scope of French VAT. */
export const VAT_CATEGORIES = ['S', 'E', 'AE', 'O'] as const;
export type VatCategory = (typeof VAT_CATEGORIES)[number];

export type LineVat = { readonly category: VatCategory; readonly percent: string };

/** What a document asks for at one rate. */
export type VatShare = LineVat & { readonly baseCents: number; readonly vatCents: number };

export const CATEGORIES: Readonly<Record<VatRegime, VatCategory>> = {
  france: 'S',
  autoliquidation: 'AE',
  hors_champ: 'O',
  exoneree: 'E',
  franchise: 'E',
};

export function isSameVat(a: LineVat, b: LineVat): boolean {
  return a.category === b.category && a.percent === b.percent;
}

/**
 * The VAT of a line that is not its invoice's; null: it is.
 * Débours are outside the base (CGI, art. 267, II-2°): exempt in the words of EN 16931 (Directive 2006/112/EC, art. 79 c),
 * or as all the rest where nothing is in the scope: one category O stands alone (BR-O-11). A rate of its own counts
 * where French VAT is borne.
 */
export function ownVat(
  line: { readonly isDisbursement: boolean; readonly percent: string | null },
  { regime, percent }: VatTerms,
): LineVat | null {
  if (line.isDisbursement) return regime === 'france' || regime === 'autoliquidation' ? DISBURSED : null;
  if (line.percent === null || regime !== 'france' || Number(line.percent) === Number(percent)) return null;
  return { category: 'S', percent: line.percent };
}

const DISBURSED: LineVat = { category: 'E', percent: '0' };

type VatLine = { readonly amountCents: number; readonly vat?: LineVat };

/** The lines' sums by rate, the invoice's own first, then in the order of the lines. */
export function sumByRate(lines: readonly VatLine[], main: LineVat): (LineVat & { readonly baseCents: number })[] {
  const sums: (LineVat & { baseCents: number })[] = [];
  const mainFirst = [...lines].sort((a, b) => Number(a.vat !== undefined) - Number(b.vat !== undefined));
  for (const { amountCents, vat = main } of mainFirst) {
    const sum = sums.find((known) => isSameVat(known, vat));
    if (sum) sum.baseCents += amountCents;
    else sums.push({ ...vat, baseCents: amountCents });
  }
  return sums;
}

/** Shares of a document by rate; null: no line has a VAT of its own, and the document has one rate. */
export function sharesOf(lines: readonly VatLine[], main: LineVat): VatShare[] | null {
  if (lines.every(({ vat }) => vat === undefined)) return null;
  return sumByRate(lines, main).map((sum) => ({ ...sum, vatCents: vatCentsOf(sum.baseCents, sum.percent) }));
}
