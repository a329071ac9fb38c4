// What a day of an employee costs (CJM), and the TJM that a margin asks for (DOMAIN.md §1.2). A CJM is smoothed
// over the year: what the person costs, over the days that can be sold.
import { add, divide, fraction, multiply, parseDecimal, subtract } from './fraction.ts';
import { eurosFromCents, roundToCents } from './money.ts';
import { daysFromQuarters } from './days.ts';

export type AnnualCost = {
  readonly grossSalaryCents: number;
  /** Employer's charges, as a decimal text: "0.42". */
  readonly chargesRate: string;
  /** Health cover, meal vouchers, transport, car, equipment, licences, training. */
  readonly benefitsCents: number;
  /** Share of the firm's structure: 0 for the direct CJM, given for the full one. */
  readonly overheadCents: number;
};

/** Coût annuel chargé, in cents. */
export function annualCostCents(cost: AnnualCost): number {
  const charged = add(fraction(1n), parseDecimal(cost.chargesRate));
  const salary = multiply(eurosFromCents(cost.grossSalaryCents), charged);
  return roundToCents(add(salary, eurosFromCents(cost.benefitsCents + cost.overheadCents)));
}

/** CJM in cents: the year's cost over its productive days (quarter days); null without such a day. */
export function dailyCostCents(cost: AnnualCost, productiveQuarterDays: number): number | null {
  const daily = divide(eurosFromCents(annualCostCents(cost)), daysFromQuarters(productiveQuarterDays));
  return daily && roundToCents(daily);
}

/** The TJM, in cents, whose margin rate on sales is the one asked ("0.35"): CJM / (1 − rate); null from 100 % on. */
export function targetDailyRateCents(dailyCost: number, marginRate: string): number | null {
  const kept = subtract(fraction(1n), parseDecimal(marginRate));
  if (kept.n <= 0n) return null;
  const rate = divide(eurosFromCents(dailyCost), kept);
  return rate && roundToCents(rate);
}
