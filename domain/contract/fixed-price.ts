// A lot sold at a price: revenue is earned with the cost spent (percentage of completion by costs,
// Plan comptable général art. 622-3).
import { add, divide, fraction, maximum, multiply, subtract, type Fraction, ZERO } from '../fraction.ts';
import { eurosFromCents, eurosFromQuarterCents } from '../money.ts';
import { valueOfDays, type ProjectFacts } from './facts.ts';
import type { FixedPrice } from './kinds.ts';

/** Purchases planned and not made yet; a closed project has none left. */
export function remainingPurchases(facts: ProjectFacts): Fraction {
  if (facts.closed) return ZERO;
  const left = (facts.amounts.plannedPurchasesCents ?? 0) - facts.purchases.notRebillableCents;
  return maximum(ZERO, eurosFromCents(left));
}

/** What the lot has cost: its days and the purchases that are not rebilled. */
function ownCost(term: FixedPrice, facts: ProjectFacts): Fraction {
  let quarterCents = 0;
  for (const time of facts.time) {
    if (!time.rated || !term.unratedOnly) quarterCents += time.costQuarterCents;
  }
  return add(eurosFromQuarterCents(quarterCents), eurosFromCents(facts.purchases.notRebillableCents));
}

/** What the lot will still cost. */
function remainingCost(term: FixedPrice, facts: ProjectFacts): Fraction {
  const lines = facts.remaining.filter((line) => !term.unratedOnly || line.dailyRateCents === null);
  const days = valueOfDays(lines.map((line) => ({ quarterDays: line.quarterDays, cents: line.plannedDailyCostCents })));
  return add(days, remainingPurchases(facts));
}

/** Share of the lot that is done, 0 to 1; 0 before the first cost; 1 once closed. */
export function completionShare(term: FixedPrice, facts: ProjectFacts): Fraction {
  if (facts.closed) return fraction(1n);
  const own = ownCost(term, facts);
  return divide(own, add(own, remainingCost(term, facts))) ?? ZERO;
}

export function earnFixedPrice(term: FixedPrice, facts: ProjectFacts): Fraction {
  return multiply(eurosFromCents(term.priceCents), completionShare(term, facts));
}

/**
 * Loss at completion not yet seen in the margin at the percentage of completion: what month-end provisions
 * (PCG art. 622-6). Never below 0.
 */
export function provisionForLoss(price: Fraction, costAtCompletion: Fraction, share: Fraction): Fraction {
  const loss = subtract(costAtCompletion, price);
  return maximum(ZERO, subtract(loss, multiply(maximum(ZERO, loss), share)));
}
