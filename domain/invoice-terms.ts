// What an invoice says besides its lines: the VAT that it bears, and when it is to be paid.
import { addDays, type CivilDate } from './civil-dates.ts';
import { fraction, multiply, parseDecimal } from './fraction.ts';
import { roundToCents } from './money.ts';
import { lastDayOf, monthOf } from './periods.ts';

/** The European Union, ISO codes; Monaco bears French VAT (convention of 18 May 1963), so it counts as France. */
const EUROPEAN_UNION = new Set(
  'AT BE BG CY CZ DE DK EE ES FI GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '),
);

export const VAT_REGIMES = ['france', 'autoliquidation', 'hors_champ', 'exoneree', 'franchise'] as const;
export type VatRegime = (typeof VAT_REGIMES)[number];

export type VatTerms = { readonly regime: VatRegime; readonly percent: string };

/** Overseas: 8.5 % in Guadeloupe, Martinique and La Réunion (CGI, art. 296); none in Guyane and Mayotte (art. 294-1). */
const OVERSEAS: Readonly<Record<string, VatTerms>> = {
  GP: { regime: 'france', percent: '8.5' },
  MQ: { regime: 'france', percent: '8.5' },
  RE: { regime: 'france', percent: '8.5' },
  GF: { regime: 'exoneree', percent: '0' },
  YT: { regime: 'exoneree', percent: '0' },
};
/** Departments and collectivities as French addresses write them; the latter lie outside the territory of VAT. */
const OVERSEAS_POSTAL_CODES: Readonly<Record<string, string>> = {
  971: 'GP',
  972: 'MQ',
  973: 'GF',
  974: 'RE',
  975: 'PM',
  976: 'YT',
  977: 'BL',
  978: 'MF',
  986: 'WF',
  987: 'PF',
  988: 'NC',
};

/**
 * A service to a business is taxed where the client is (CGI art. 259, 1°): 20 % in France (art. 278); a business of
 * the Union with a VAT number accounts for it itself (art. 283-2, "Autoliquidation"); without a number it is not known to
 * be a business, and bears French VAT; elsewhere the service is outside French VAT.
 * @param isFranchise the firm itself bears no VAT (art. 293 B).
 */
export function vatOf(
  client: {
    readonly country: string | null;
    readonly vatNumber: string | null;
    readonly postalCode?: string | null;
  },
  isFranchise = false,
): VatTerms {
  if (isFranchise) return { regime: 'franchise', percent: '0' };
  const written = client.country ?? 'FR';
  const country = (written === 'FR' && OVERSEAS_POSTAL_CODES[client.postalCode?.slice(0, 3) ?? '']) || written;
  const overseas = OVERSEAS[country];
  if (overseas) return overseas;
  if (country === 'FR' || country === 'MC') return { regime: 'france', percent: '20' };
  if (!EUROPEAN_UNION.has(country)) return { regime: 'hors_champ', percent: '0' };
  return client.vatNumber === null ? { regime: 'france', percent: '20' } : { regime: 'autoliquidation', percent: '0' };
}

/** Rates of French VAT, percent (CGI, art. 278 to 281 nonies, 296). */
export const FRENCH_RATES = ['20', '10', '8.5', '5.5', '2.1'] as const;

/** The VAT of an amount HT, rounded to the cent. */
export function vatCentsOf(netCents: number, vatPercent: string): number {
  return roundToCents(multiply(fraction(netCents, 10_000n), parseDecimal(vatPercent)));
}

/** TTC of an amount HT, the VAT rounded to the cent. */
export function grossOf(netCents: number, vatPercent: string): number {
  return netCents + vatCentsOf(netCents, vatPercent);
}

/** "45 jours fin de mois" has two readings, both lawful; the contract says which (Code de commerce, art. L441-10). */
export const END_OF_MONTH_READINGS = ['days_then_month_end', 'month_end_then_days'] as const;
export type EndOfMonthReading = (typeof END_OF_MONTH_READINGS)[number];

/** Without agreed terms: thirty days (Code de commerce, art. L441-10, I). */
const LEGAL_DAYS = 30;

export function dueDateOf(
  issuedOn: CivilDate,
  terms: { readonly paymentDays: number | null; readonly endOfMonth: boolean },
  reading: EndOfMonthReading = 'days_then_month_end',
): CivilDate {
  const days = terms.paymentDays ?? LEGAL_DAYS;
  if (!terms.endOfMonth) return addDays(issuedOn, days);
  return reading === 'days_then_month_end'
    ? lastDayOf(monthOf(addDays(issuedOn, days)))
    : addDays(lastDayOf(monthOf(issuedOn)), days);
}
