// A price cut into milestones by percents (DOMAIN.md §2, forfait): whatever the rounding, they add up to the price.
import { fraction, multiply, parseDecimal } from '../fraction.ts';
import { roundToCents } from '../money.ts';

/** Amounts in cents, in order; each is rounded as it is made, the last takes what is left of the price. */
export function scheduleMilestones(priceCents: number, percents: readonly string[]): number[] {
  let leftCents = priceCents;
  return percents.map((percent, index) => {
    if (index === percents.length - 1) return leftCents;
    const amountCents = roundToCents(multiply(fraction(priceCents, 10_000n), parseDecimal(percent)));
    leftCents -= amountCents;
    return amountCents;
  });
}
