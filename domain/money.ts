// Money of the firm: whole cents in every fact, quarter-cents in sums of time
// (quarter days × cents a day), fractions of a euro only inside one calculation.
import { fraction, roundDecimal, roundToUnits, type Fraction } from './fraction.ts';

/** Cents → exact euros. */
export function eurosFromCents(cents: number): Fraction {
  return fraction(cents, 100n);
}

/** Quarter-cents (quarter days × cents a day), unrounded → exact euros. */
export function eurosFromQuarterCents(quarterCents: number): Fraction {
  return fraction(quarterCents, 400n);
}

/** Exact euros → whole cents, half up, a negative figure as its opposite. */
export function roundToCents(euros: Fraction): number {
  return Number(roundToUnits(euros, 2));
}

/** The part of an amount, to the cent: 20 of VAT, 60 of 120 paid → 10. */
export function shareOfCents(cents: number, part: number, whole: number): number {
  return Number(roundToUnits(fraction(BigInt(cents) * BigInt(part), BigInt(whole)), 0));
}

/** Exact euros → the JSON number shown: 12.34. */
export function showEuros(euros: Fraction): number {
  return roundDecimal(euros, 2);
}

/** A ratio shown to 4 decimals, null where it is undefined. */
export function showRate(rate: Fraction | null): number | null {
  return rate === null ? null : roundDecimal(rate, 4);
}
