// Worked time: quarter days (1 day = 4), as CRAs are filled and budgets are sold.
import { fraction, type Fraction } from './fraction.ts';

export const QUARTERS_PER_DAY = 4;

/** Quarter days → exact days. */
export function daysFromQuarters(quarterDays: number): Fraction {
  return fraction(quarterDays, 4n);
}

/** Quarter days → the JSON number shown: 2.25. */
export function showDays(quarterDays: number): number {
  return quarterDays / QUARTERS_PER_DAY;
}
