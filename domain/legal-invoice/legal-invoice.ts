// An invoice as the law and the European standard want it said (CGI, ann. II, art. 242 nonies A; EN 16931; the French
// rules of AFNOR XP Z12-012): its type and frame, its lines, its VAT by rate, what deposits already asked for, its
// notes. The paper and the Factur-X file are both written from it.
import type { CivilDate } from '../civil-dates.ts';
import { compare, fraction, multiply, parseDecimal } from '../fraction.ts';
import { vatCentsOf, vatOf, type VatRegime } from '../invoice-terms.ts';
import { sayDate } from '../french.ts';
import { roundToCents } from '../money.ts';
import { listMentions, listNotes, type LegalNote } from './notes.ts';
import type { Buyer, Seller } from './parties.ts';
import { CATEGORIES, isSameVat, type LineVat, type VatShare } from './vat-by-rate.ts';

/** UNTDID 1001, as XP Z12-012 lets them be used: invoice, credit note, deposit. */
export const INVOICE_TYPES = { facture: '380', avoir: '381', acompte: '386' } as const;
export type InvoiceKind = keyof typeof INVOICE_TYPES;

/** An invoice that cites one: it cancels and replaces it (BR-FR-CO-04). */
const RECTIFYING_TYPE = '384';
export type InvoiceType = (typeof INVOICE_TYPES)[InvoiceKind] | typeof RECTIFYING_TYPE;

/** « Cadre de facturation » (BT-23): a service, or the final invoice of a service after deposits. */
export const BILLING_FRAMES = ['S1', 'S4'] as const;
export type BillingFrame = (typeof BILLING_FRAMES)[number];

/** What a deposit already asked for of a line. */
export type ImputedDeposit = {
  readonly number: string;
  readonly issuedOn: CivilDate;
  readonly netCents: number;
  readonly grossCents: number;
};

/** An issued document, or one about to be: `number` null. Amounts of lines are what is left to ask for. */
export type InvoiceFacts = {
  readonly number: string | null;
  readonly kind: InvoiceKind;
  readonly issuedOn: CivilDate;
  readonly dueOn: CivilDate;
  readonly periodStart: CivilDate | null;
  readonly periodEnd: CivilDate | null;
  /** The last acceptance that it bills; null: none, or not known. */
  readonly acceptedOn: CivilDate | null;
  readonly netCents: number;
  readonly vatPercent: string;
  readonly grossCents: number;
  readonly orderNumber: string | null;
  readonly credited: { readonly number: string; readonly issuedOn: CivilDate } | null;
  readonly seller: Seller;
  readonly buyer: Buyer;
  readonly lines: readonly {
    readonly kind: string;
    readonly label: string;
    readonly quantity: string;
    readonly unitPriceCents: number;
    readonly amountCents: number;
    readonly deposits: readonly ImputedDeposit[];
    /** Where it is not the document's; null: it is. */
    readonly vat?: LineVat | null | undefined;
  }[];
  /** What was asked for by rate, where a line has a VAT of its own. */
  readonly vat?: readonly VatShare[] | null | undefined;
};

/** UN/ECE Recommendation 20. */
export const LINE_UNITS = ['DAY', 'MON', 'C62'] as const;
export type LineUnit = (typeof LINE_UNITS)[number];

export type LegalLine = {
  readonly label: string;
  /** At most 4 decimals (BR-FR-DEC-02). */
  readonly quantity: string;
  readonly unit: LineUnit;
  readonly unitPriceCents: number;
  readonly amountCents: number;
  readonly vat: LineVat;
};

export type LegalAllowance = { readonly label: string; readonly amountCents: number; readonly vat: LineVat };

export type VatOfRate = {
  readonly vat: LineVat;
  readonly baseCents: number;
  readonly vatCents: number;
  /** Why there is none: the code of the European list, if it has one, and the words of the French law. */
  readonly exemption: { readonly code: string | null; readonly text: string } | null;
};

export type LegalInvoice = {
  readonly number: string | null;
  readonly kind: InvoiceKind;
  readonly type: InvoiceType;
  readonly frame: BillingFrame;
  readonly issuedOn: CivilDate;
  readonly dueOn: CivilDate;
  readonly periodStart: CivilDate | null;
  readonly periodEnd: CivilDate | null;
  readonly acceptedOn: CivilDate | null;
  readonly orderNumber: string | null;
  /** Documents that this one follows: the invoice credited, the deposits taken into account. */
  readonly preceding: readonly { readonly number: string; readonly issuedOn: CivilDate }[];
  readonly seller: Seller;
  readonly buyer: Buyer;
  readonly regime: VatRegime;
  readonly lines: readonly LegalLine[];
  /** Lines of a negative amount, said as discounts: no price is negative (BR-27, BR-FR-DEC-03). */
  readonly allowances: readonly LegalAllowance[];
  readonly vat: readonly VatOfRate[];
  readonly totals: {
    readonly linesCents: number;
    readonly allowancesCents: number;
    readonly netCents: number;
    readonly vatCents: number;
    readonly grossCents: number;
    readonly prepaidCents: number;
    readonly payableCents: number;
  };
  readonly notes: readonly LegalNote[];
  /** What the paper says besides the notes. */
  readonly mentions: readonly string[];
};

/** Codes of the list VATEX where it has one for the case. */
const EXEMPTIONS: Readonly<Record<VatRegime, VatOfRate['exemption']>> = {
  france: null,
  autoliquidation: { code: 'VATEX-EU-AE', text: 'Autoliquidation (CGI, art. 283-2)' },
  hors_champ: { code: 'VATEX-EU-O', text: 'TVA non applicable (CGI, art. 259-1)' },
  exoneree: { code: null, text: 'TVA non applicable (CGI, art. 294-1)' },
  franchise: { code: 'VATEX-FR-FRANCHISE', text: 'TVA non applicable, art. 293 B du CGI' },
};

/** Sums advanced in the client's name and for its account: outside the base of VAT. */
const DISBURSEMENT = {
  code: 'VATEX-EU-79-C',
  text: 'Débours : sommes payées au nom et pour le compte du client, hors base de la TVA (CGI, art. 267, II-2°)',
} as const;

/** The regime of a document already written: its rate decides; without VAT, where the client is says why. */
function regimeOf(facts: InvoiceFacts): VatRegime {
  if (compare(parseDecimal(facts.vatPercent), fraction(0)) !== 0) return 'france';
  const { regime } = vatOf(facts.buyer, facts.seller.isFranchise);
  // Imported or changed since: without VAT and said taxable is outside the scope.
  return regime === 'france' ? 'hors_champ' : regime;
}

const UNITS: Readonly<Record<string, LineUnit>> = { time: 'DAY', fee: 'MON' };

/** The quantity and price of a line, when their product is its amount; else one of its amount. */
function legalLine(line: InvoiceFacts['lines'][number], vat: LineVat): LegalLine {
  const imputedCents = line.deposits.reduce((total, { netCents }) => total + netCents, 0);
  const amountCents = line.amountCents + imputedCents;
  const quantity = parseDecimal(line.quantity);
  const isExact =
    imputedCents === 0 &&
    quantity.n > 0n &&
    10_000n % quantity.d === 0n &&
    roundToCents(multiply(quantity, fraction(line.unitPriceCents, 100n))) === amountCents;
  return {
    label: line.label,
    quantity: isExact ? line.quantity : '1',
    unit: (isExact ? UNITS[line.kind] : undefined) ?? 'C62',
    unitPriceCents: isExact ? line.unitPriceCents : amountCents,
    amountCents,
    vat,
  };
}

/** VAT of each category and rate: on the sum of its lines less its discounts, rounded once (CGI, ann. II, art. 242 nonies A). */
export function sumVat(
  lines: readonly Pick<LegalLine, 'amountCents' | 'vat'>[],
  allowances: readonly Pick<LegalAllowance, 'amountCents' | 'vat'>[],
  main: { readonly vat: LineVat; readonly exemption: VatOfRate['exemption'] },
): VatOfRate[] {
  const bases = new Map<string, { vat: LineVat; baseCents: number }>();
  const enter = ({ vat, amountCents }: { vat: LineVat; amountCents: number }) => {
    const key = `${vat.category} ${vat.percent}`;
    const base = bases.get(key) ?? { vat, baseCents: 0 };
    base.baseCents += amountCents;
    bases.set(key, base);
  };
  for (const line of lines) enter(line);
  for (const { vat, amountCents } of allowances) enter({ vat, amountCents: -amountCents });
  return [...bases.values()].map(({ vat, baseCents }) => ({
    vat,
    baseCents,
    vatCents: vatCentsOf(baseCents, vat.percent),
    exemption: vat.category === 'S' ? null : isSameVat(vat, main.vat) ? main.exemption : DISBURSEMENT,
  }));
}

/** The VAT of a rate as it was asked for, with that of the deposits deducted; null: the document has one rate. */
function issuedVat({ vat: shares, lines }: InvoiceFacts, of: LineVat, main: LineVat): number | null {
  if (!shares) return null;
  const deposits = lines.filter((line) => isSameVat(line.vat ?? main, of)).flatMap((line) => line.deposits);
  const depositsCents = deposits.reduce((total, one) => total + one.grossCents - one.netCents, 0);
  return (shares.find((share) => isSameVat(share, of))?.vatCents ?? 0) + depositsCents;
}

function listPreceding(facts: InvoiceFacts): LegalInvoice['preceding'] {
  const deposits = new Map(facts.lines.flatMap((line) => line.deposits).map((one) => [one.number, one.issuedOn]));
  return [
    ...(facts.credited ? [facts.credited] : []),
    ...[...deposits].map(([number, issuedOn]) => ({ number, issuedOn })),
  ];
}

/** On a rectifying invoice (CGI, art. 289-I-5: it names the one that it replaces, and says that it is void). */
function sayReplaced(replaced: InvoiceFacts['credited']): string[] {
  if (replaced === null) return [];
  return [`Facture rectificative : annule et remplace la facture ${replaced.number} du ${sayDate(replaced.issuedOn)}.`];
}

export function composeLegalInvoice(facts: InvoiceFacts): LegalInvoice {
  const regime = regimeOf(facts);
  const vat: LineVat = { category: CATEGORIES[regime], percent: facts.vatPercent };
  const lines = facts.lines
    .filter(({ amountCents }) => amountCents >= 0)
    .map((line) => legalLine(line, line.vat ?? vat));
  const allowances = facts.lines
    .filter(({ amountCents }) => amountCents < 0)
    .map(({ label, amountCents, vat: own }) => ({ label, amountCents: -amountCents, vat: own ?? vat }));
  const prepaidCents = facts.lines
    .flatMap((line) => line.deposits)
    .reduce((total, { grossCents }) => total + grossCents, 0);
  const linesCents = lines.reduce((total, line) => total + line.amountCents, 0);
  const allowancesCents = allowances.reduce((total, { amountCents }) => total + amountCents, 0);
  const netCents = linesCents - allowancesCents;
  // What was issued stands: the last credit note of an invoice takes what is left of its VAT, to the cent.
  const vatCents = facts.grossCents + prepaidCents - netCents;
  const exemption = EXEMPTIONS[regime];
  const computed = sumVat(lines, allowances, { vat, exemption });
  const hasDisbursement = facts.lines.some(({ kind }) => kind === 'disbursement');
  const replaced = facts.kind === 'facture' ? facts.credited : null;
  return {
    number: facts.number,
    kind: facts.kind,
    type: replaced === null ? INVOICE_TYPES[facts.kind] : RECTIFYING_TYPE,
    frame: prepaidCents > 0 ? 'S4' : 'S1',
    issuedOn: facts.issuedOn,
    dueOn: facts.dueOn,
    periodStart: facts.periodStart,
    periodEnd: facts.periodEnd,
    acceptedOn: facts.acceptedOn,
    orderNumber: facts.orderNumber,
    preceding: listPreceding(facts),
    seller: facts.seller,
    buyer: facts.buyer,
    regime,
    lines,
    allowances,
    vat: computed.map((rate) => ({ ...rate, vatCents: issuedVat(facts, rate.vat, vat) ?? vatCents })),
    totals: {
      linesCents,
      allowancesCents,
      netCents,
      vatCents,
      grossCents: netCents + vatCents,
      prepaidCents,
      payableCents: facts.grossCents,
    },
    notes: [...listNotes(facts), ...sayReplaced(replaced).map((text) => ({ subject: 'AAI' as const, text }))],
    mentions: [
      ...sayReplaced(replaced),
      ...listMentions(facts, exemption?.text ?? null),
      ...(hasDisbursement ? [`${DISBURSEMENT.text}.`] : []),
    ],
  };
}
