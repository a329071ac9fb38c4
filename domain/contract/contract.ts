// The contract engine: one contract, a list of terms, every figure of it. Quote, revenue to date, revenue at
// completion and accrual are the sums of what each term answers.
import { add, maximum, subtract, sum, type Fraction, ZERO } from '../fraction.ts';
import { eurosFromCents } from '../money.ts';
import { valueOfDays, type BudgetLine, type Milestone, type ProjectFacts } from './facts.ts';
import { earnFixedPrice, remainingPurchases } from './fixed-price.ts';
import { composeTerms, type ContractAmounts, type Term } from './kinds.ts';
import { earnManagedService, forecastManagedService, planManagedService } from './managed-service.ts';
import { earnTimeAndMaterials, forecastTimeAndMaterials, planTimeAndMaterials } from './time-and-materials.ts';

function amountOf(milestones: Iterable<Milestone>): Fraction {
  let cents = 0;
  for (const milestone of milestones) cents += milestone.amountCents;
  return eurosFromCents(cents);
}

function planTerm(term: Term, budget: readonly BudgetLine[], milestones: readonly Milestone[]): Fraction {
  switch (term.kind) {
    case 'time_and_materials':
      return planTimeAndMaterials(term, budget);
    case 'fixed_price':
      return eurosFromCents(term.priceCents);
    case 'accepted_sprints':
      return amountOf(milestones);
    case 'managed_service':
      return planManagedService(term);
    case 'rebillable_expenses':
      return ZERO;
  }
}

function earnTerm(term: Term, facts: ProjectFacts): Fraction {
  switch (term.kind) {
    case 'time_and_materials':
      return earnTimeAndMaterials(term, facts);
    case 'fixed_price':
      return earnFixedPrice(term, facts);
    case 'accepted_sprints':
      return amountOf(facts.milestones.filter(({ acceptedOn }) => acceptedOn !== null && acceptedOn <= facts.asOf));
    case 'managed_service':
      return earnManagedService(term, facts.units, facts.asOf);
    case 'rebillable_expenses':
      return facts.purchases.rebilled;
  }
}

function forecastTerm(term: Term, facts: ProjectFacts): Fraction {
  switch (term.kind) {
    case 'time_and_materials':
      return forecastTimeAndMaterials(term, facts);
    case 'fixed_price':
      return eurosFromCents(term.priceCents);
    case 'accepted_sprints':
      return amountOf(facts.milestones);
    case 'managed_service':
      return forecastManagedService(term, facts.units, facts.asOf);
    case 'rebillable_expenses':
      return facts.purchases.rebilled;
  }
}

/** Revenue as sold, in euros: what the quote shows. */
export function plannedRevenue(
  amounts: ContractAmounts,
  budget: readonly BudgetLine[],
  milestones: readonly Milestone[],
): Fraction {
  return sum(composeTerms(amounts).map((term) => planTerm(term, budget, milestones)));
}

/** Cost as sold, in euros: budget days at their planned cost and the purchases planned. */
export function plannedCost(amounts: ContractAmounts, budget: readonly BudgetLine[]): Fraction {
  const days = valueOfDays(
    budget.map((line) => ({ quarterDays: line.quarterDays, cents: line.plannedDailyCostCents })),
  );
  return add(days, eurosFromCents(amounts.plannedPurchasesCents ?? 0));
}

/** Revenue earned at the day, rebilled purchases included. */
export function earnedRevenue(facts: ProjectFacts): Fraction {
  return sum(composeTerms(facts.amounts).map((term) => earnTerm(term, facts)));
}

/** Revenue at completion, as forecast at the day. */
export function revenueAtCompletion(facts: ProjectFacts): Fraction {
  return sum(composeTerms(facts.amounts).map((term) => forecastTerm(term, facts)));
}

/** What the work left will cost: days at their planned cost, purchases planned and not made. */
export function remainingCost(facts: ProjectFacts): Fraction {
  const days = valueOfDays(
    facts.remaining.map((line) => ({ quarterDays: line.quarterDays, cents: line.plannedDailyCostCents })),
  );
  return add(days, remainingPurchases(facts));
}

export type Accrual = {
  /** Facture à établir: earned and not invoiced. */
  readonly toInvoice: Fraction;
  /** Produit constaté d'avance: invoiced and not earned. */
  readonly deferred: Fraction;
};

/** Month-end accrual, in euros: earned revenue against invoiced HT (PCG art. 622-3; accounts 4181 and 487). */
export function accrueRevenue(earned: Fraction, invoiced: Fraction): Accrual {
  return { toInvoice: maximum(ZERO, subtract(earned, invoiced)), deferred: maximum(ZERO, subtract(invoiced, earned)) };
}
