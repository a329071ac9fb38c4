// What is known of a project at a day: the summed facts that quote, revenue, forecast and accrual are made of.
import { fraction, type Fraction, ZERO } from '../fraction.ts';
import type { CivilDate } from '../civil-dates.ts';
import type { Month } from '../periods.ts';
import type { ContractAmounts } from './kinds.ts';

/** What was sold of a profile. The planned cost is the budget row's, else the profile's, else 0. */
export type BudgetLine = {
  readonly profile: string;
  readonly quarterDays: number;
  readonly dailyRateCents: number | null;
  readonly plannedDailyCostCents: number;
};

/** Counted time (submitted or validated) of one profile, on assignments with a TJM (rated) or not. */
export type CountedTime = {
  readonly profile: string;
  readonly rated: boolean;
  readonly quarterDays: number;
  readonly valueQuarterCents: number;
  readonly costQuarterCents: number;
};

/** Days left to do of one profile, with its budget TJM (null: none) and planned cost. */
export type RemainingWork = {
  readonly profile: string;
  readonly quarterDays: number;
  readonly dailyRateCents: number | null;
  readonly plannedDailyCostCents: number;
};

export type Purchases = {
  readonly totalCents: number;
  readonly notRebillableCents: number;
  /** Euros rebilled: Σ amount × rate. */
  readonly rebilled: Fraction;
};

export const NO_PURCHASES: Purchases = { totalCents: 0, notRebillableCents: 0, rebilled: ZERO };

export type Milestone = {
  readonly code: string;
  readonly plannedOn: CivilDate | null;
  readonly amountCents: number;
  readonly acceptedOn: CivilDate | null;
};

export type ProjectFacts = {
  readonly amounts: ContractAmounts;
  readonly asOf: CivilDate;
  /** Closed at the day: status `clos` and end passed (or none). */
  readonly closed: boolean;
  readonly budget: readonly BudgetLine[];
  readonly time: readonly CountedTime[];
  /** Empty when closed. */
  readonly remaining: readonly RemainingWork[];
  readonly purchases: Purchases;
  readonly milestones: readonly Milestone[];
  /** Units of work accepted a month, as decimal texts. */
  readonly units: ReadonlyMap<Month, string>;
};

/** Σ quarter days × cents a day, in euros. */
export function valueOfDays(lines: Iterable<{ quarterDays: number; cents: number }>): Fraction {
  let quarterCents = 0n;
  for (const line of lines) quarterCents += BigInt(line.quarterDays) * BigInt(line.cents);
  return fraction(quarterCents, 400n);
}
