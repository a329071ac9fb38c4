// What a quote says: the contract's amounts, days by profile at their TJM and planned cost, milestones. The same
// contract engine prices it as will price the project.
import { z } from 'zod';
import { plannedCost, plannedRevenue } from '../contract/contract.ts';
import type { BudgetLine } from '../contract/facts.ts';
import { CONTRACT_KINDS } from '../contract/kinds.ts';
import { compare, fraction, subtract, type Fraction } from '../fraction.ts';
import { rateOf } from '../margin.ts';
import { roundToCents } from '../money.ts';
import { amountsOf } from './contract-amounts.ts';
import { civilDate, code, days, decimal, euros, shortText } from './inputs.ts';
import { refuse, type Refusal } from './command.ts';
import type { ProfileCommandRow, QuoteLineRow, QuoteVersionRow } from './rows.ts';

/** Under this margin a quote is sent with a director's agreement; the firm may set its own (set_policy). */
export const DEFAULT_MARGIN_FLOOR = fraction(20n, 100n);

export const quoteTerms = {
  contractKind: z.enum(CONTRACT_KINDS).exclude(['interne']),
  startsOn: civilDate,
  endsOn: civilDate,
  /** The last day of the offer. */
  validUntil: civilDate.nullable().default(null),
  fixedPrice: euros.nullable().default(null),
  ceiling: euros.nullable().default(null),
  monthlyFee: euros.nullable().default(null),
  includedUnits: decimal.nullable().default(null),
  unitPrice: euros.nullable().default(null),
  carryOverMonths: z.number().int().nonnegative().max(120).nullable().default(null),
  plannedPurchases: euros.default(0),
  lines: z
    .array(
      z.strictObject({
        profile: code,
        days,
        dailyRate: euros.nullable().default(null),
        plannedDailyCost: euros.nullable().default(null),
      }),
    )
    .max(50)
    .default([]),
  milestones: z
    .array(
      z.strictObject({
        code,
        label: shortText.nullable().default(null),
        plannedOn: civilDate.nullable().default(null),
        amount: euros,
      }),
    )
    .max(100)
    .default([]),
};

const shape = z.strictObject(quoteTerms);
export type QuoteTerms = z.output<typeof shape>;

export function versionOf(quote: string, version: number, terms: QuoteTerms): QuoteVersionRow {
  return {
    quote,
    version,
    status: 'brouillon',
    contractKind: terms.contractKind,
    startsOn: terms.startsOn,
    endsOn: terms.endsOn,
    validUntil: terms.validUntil,
    fixedPriceCents: terms.fixedPrice,
    ceilingCents: terms.ceiling,
    monthlyFeeCents: terms.monthlyFee,
    includedUnits: terms.includedUnits,
    unitPriceCents: terms.unitPrice,
    carryOverMonths: terms.carryOverMonths,
    plannedPurchasesCents: terms.plannedPurchases,
    milestones: terms.milestones.map(({ amount, ...milestone }) => ({ ...milestone, amountCents: amount })),
    sentOn: null,
  };
}

export function linesOf(quote: string, version: number, terms: QuoteTerms): QuoteLineRow[] {
  return terms.lines.map(({ profile, days: quarterDays, dailyRate, plannedDailyCost }) => ({
    quote,
    version,
    profile,
    quarterDays,
    dailyRateCents: dailyRate,
    plannedDailyCostCents: plannedDailyCost,
  }));
}

export type QuotePrice = { readonly revenue: Fraction; readonly cost: Fraction; readonly marginRate: Fraction | null };

/** Revenue, cost and margin as sold, by the contract engine. */
export function priceQuote(
  version: QuoteVersionRow,
  lines: readonly QuoteLineRow[],
  profiles: readonly ProfileCommandRow[],
): QuotePrice {
  const budget: BudgetLine[] = lines.map((line) => ({
    profile: line.profile,
    quarterDays: line.quarterDays,
    dailyRateCents: line.dailyRateCents,
    plannedDailyCostCents:
      line.plannedDailyCostCents ?? profiles.find(({ name }) => name === line.profile)?.plannedDailyCostCents ?? 0,
  }));
  const amounts = amountsOf(version);
  const milestones = version.milestones.map((milestone) => ({ ...milestone, acceptedOn: null }));
  const price = { revenue: plannedRevenue(amounts, budget, milestones), cost: plannedCost(amounts, budget) };
  return { ...price, marginRate: rateOf(price) };
}

export function isUnderFloor(price: QuotePrice, floor: Fraction): boolean {
  return price.marginRate === null || compare(price.marginRate, floor) < 0;
}

export function marginCents(price: QuotePrice): number {
  return roundToCents(subtract(price.revenue, price.cost));
}

/** What the kind of contract demands of its terms; null: nothing is missing. */
export function refuseTerms(version: QuoteVersionRow, lines: readonly QuoteLineRow[]): Refusal | null {
  if (version.endsOn < version.startsOn) return refuse('end_before_start', 'La fin précède le début.');
  const missing = (what: string) => refuse('terms_incomplete', `Il manque ${what} au devis ${version.contractKind}.`);
  const kind = version.contractKind;
  if ((kind === 'forfait' || kind === 'hybride') && version.fixedPriceCents === null)
    return missing('le montant du forfait');
  if (kind === 'regie_plafonnee' && version.ceilingCents === null) return missing('le plafond');
  if (kind === 'forfait_agile' && version.milestones.length === 0) return missing('les sprints');
  if (kind === 'tma') {
    if (version.monthlyFeeCents === null) return missing('le forfait mensuel');
    if (!version.startsOn.endsWith('-01')) return refuse('tma_start', "Une TMA commence le premier jour d'un mois.");
  }
  const timeBilled = kind === 'regie' || kind === 'regie_plafonnee';
  if (timeBilled && !lines.some(({ dailyRateCents }) => dailyRateCents !== null)) return missing('un TJM');
  if (new Set(lines.map(({ profile }) => profile)).size < lines.length)
    return refuse('profile_twice', 'Un profil est vendu deux fois.');
  const milestones = version.milestones.reduce((total, { amountCents }) => total + amountCents, 0);
  if (kind === 'forfait' && version.milestones.length > 0 && milestones !== version.fixedPriceCents) {
    return refuse(
      'milestones_sum',
      'La somme des jalons doit égaler le montant du forfait (le dernier jalon absorbe l’arrondi).',
    );
  }
  return null;
}
