// Days sold by the day: each at its TJM, up to a ceiling where the contract has one.
import { add, minimum, type Fraction } from '../fraction.ts';
import { eurosFromCents, eurosFromQuarterCents } from '../money.ts';
import { valueOfDays, type BudgetLine, type ProjectFacts } from './facts.ts';
import type { TimeAndMaterials } from './kinds.ts';

function cap(term: TimeAndMaterials, revenue: Fraction): Fraction {
  return term.ceilingCents === null ? revenue : minimum(revenue, eurosFromCents(term.ceilingCents));
}

/** Sold: Σ budget days × budget TJM (of the profiles that have one). */
export function planTimeAndMaterials(term: TimeAndMaterials, budget: readonly BudgetLine[]): Fraction {
  return cap(
    term,
    valueOfDays(budget.map((line) => ({ quarterDays: line.quarterDays, cents: line.dailyRateCents ?? 0 }))),
  );
}

/** The value of the days worked, before any ceiling. */
export function valueWorked(term: TimeAndMaterials, facts: ProjectFacts): Fraction {
  let quarterCents = 0;
  for (const time of facts.time) {
    if (time.rated || !term.ratedOnly) quarterCents += time.valueQuarterCents;
  }
  return eurosFromQuarterCents(quarterCents);
}

/** The value of the days left at their budget TJM, before any ceiling. */
export function valueRemaining(facts: ProjectFacts): Fraction {
  return valueOfDays(
    facts.remaining.map((line) => ({ quarterDays: line.quarterDays, cents: line.dailyRateCents ?? 0 })),
  );
}

export function earnTimeAndMaterials(term: TimeAndMaterials, facts: ProjectFacts): Fraction {
  return cap(term, valueWorked(term, facts));
}

export function forecastTimeAndMaterials(term: TimeAndMaterials, facts: ProjectFacts): Fraction {
  return cap(term, add(valueWorked(term, facts), valueRemaining(facts)));
}
