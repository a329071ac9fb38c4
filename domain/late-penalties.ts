// What a late payer owes without any reminder (Code de commerce, art. L441-10, II): interest at the European Central
// Bank's main refinancing rate plus ten points, unless agreed otherwise, and 40 € an invoice (art. D441-5).
import { addDays, daysBetween, earlier, type CivilDate } from './civil-dates.ts';
import { add, fraction, multiply, parseDecimal, roundDecimal, ZERO, type Fraction } from './fraction.ts';
import { eurosFromCents, roundToCents } from './money.ts';

/** The fixed indemnity of each late invoice, whole even for a part. */
export const RECOVERY_INDEMNITY_CENTS = 4000;

const POINTS_ADDED = fraction(10);

/**
 * The ECB's main refinancing rate on 1 January (S1) and 1 July (S2), in percent (ECB, key interest rates): the law takes
 * the rate of the semester's first day for the whole semester.
 */
const REFINANCING_RATES: readonly (readonly [startsOn: CivilDate, percent: string])[] = [
  ['2023-01-01', '2.5'],
  ['2023-07-01', '4'],
  ['2024-01-01', '4.5'],
  ['2024-07-01', '4.25'],
  ['2025-01-01', '3.15'],
  ['2025-07-01', '2.15'],
  ['2026-01-01', '2.15'],
];

function semesterOf(date: CivilDate): CivilDate {
  return date.slice(5, 7) <= '06' ? `${date.slice(0, 4)}-01-01` : `${date.slice(0, 4)}-07-01`;
}

export type LatePenaltyRate = {
  /** The semester's first day. */
  readonly semester: CivilDate;
  /** Null: the table does not know this semester; the invoice then says how the rate is found, which the law accepts. */
  readonly refinancingPercent: string | null;
};

export function latePenaltyRate(date: CivilDate): LatePenaltyRate {
  const semester = semesterOf(date);
  const known = REFINANCING_RATES.find(([startsOn]) => startsOn === semester);
  return { semester, refinancingPercent: known?.[1] ?? null };
}

/** ECB + 10 points at a day, in percent; of a semester that the table does not know yet, the last one known before. */
export function latePenaltyPercent(date: CivilDate): Fraction {
  const semester = semesterOf(date);
  const rate = REFINANCING_RATES.findLast(([startsOn]) => startsOn <= semester) ?? REFINANCING_RATES[0];
  if (!rate) throw new Error('the table of rates is empty');
  return add(parseDecimal(rate[1]), POINTS_ADDED);
}

export function sayPenaltyPercent(date: CivilDate): string {
  return String(roundDecimal(latePenaltyPercent(date), 2)).replace('.', ',');
}

/**
 * Interest on an amount TTC from the day after its due date to the day it is paid, over 365 days, each day at its
 * semester's rate; rounded once; bears no VAT.
 */
export function latePenaltyCents(grossCents: number, dueOn: CivilDate, paidOn: CivilDate): number {
  let percentDays: Fraction = ZERO;
  for (let from = dueOn; from < paidOn;) {
    const first = addDays(from, 1);
    const next = first.slice(5, 7) <= '06' ? `${first.slice(0, 4)}-06-30` : `${first.slice(0, 4)}-12-31`;
    const through = earlier(next, paidOn);
    percentDays = add(percentDays, multiply(latePenaltyPercent(first), fraction(daysBetween(from, through))));
    from = through;
  }
  return roundToCents(multiply(eurosFromCents(grossCents), multiply(percentDays, fraction(1, 36_500n))));
}
