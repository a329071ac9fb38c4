// Projects as they are sold, and the facts they leave on a day when they are delivered exactly so.
import { countWorkingDays } from '../../domain/calendar.ts';
import type { BillingFacts } from '../../domain/billing.ts';
import type { CivilDate } from '../../domain/civil-dates.ts';
import { type BudgetLine, type Milestone, NO_PURCHASES, type ProjectFacts } from '../../domain/contract/facts.ts';
import type { ContractAmounts, ContractKind } from '../../domain/contract/kinds.ts';
import type { Month } from '../../domain/periods.ts';

/** A signed contract: nothing but what is given. */
export function amountsOf(kind: ContractKind, given: Partial<ContractAmounts> = {}): ContractAmounts {
  return {
    kind,
    startsOn: null,
    endsOn: null,
    fixedPriceCents: null,
    ceilingCents: null,
    monthlyFeeCents: null,
    includedUnits: null,
    unitPriceCents: null,
    carryOverMonths: null,
    plannedPurchasesCents: null,
    ...given,
  };
}

/** A project on 31/10/2026 of which nothing is known but what is given. */
export function factsOf(amounts: ContractAmounts, given: Partial<ProjectFacts> = {}): ProjectFacts {
  return {
    amounts,
    asOf: '2026-10-31',
    closed: false,
    budget: [],
    time: [],
    remaining: [],
    purchases: NO_PURCHASES,
    milestones: [],
    units: new Map(),
    ...given,
  };
}

export type SoldProject = {
  readonly amounts: ContractAmounts & { readonly startsOn: CivilDate; readonly endsOn: CivilDate };
  readonly budget: readonly BudgetLine[];
  readonly milestones: readonly (Milestone & { readonly plannedOn: CivilDate })[];
  /** Units that each month will use, within what is included and carried over. */
  readonly units: ReadonlyMap<Month, string>;
};

/** Is the day billed at its TJM? In an hybride, where the profile was sold with one. */
function isRated(sold: SoldProject, line: BudgetLine): boolean {
  return line.dailyRateCents !== null && sold.amounts.kind !== 'forfait';
}

/**
 * The facts at a day of a project delivered exactly as sold: each profile's days are worked evenly over the working
 * days of the project, at the planned cost and the sold TJM; what is not worked is left to do; milestones are accepted
 * on their day. The evening of the last day everything is done; `closed` says whether the project was then closed.
 */
export function deliverAsSold(sold: SoldProject, asOf: CivilDate, closed = false): ProjectFacts {
  const { startsOn, endsOn } = sold.amounts;
  const total = countWorkingDays(startsOn, endsOn);
  const elapsed = asOf >= endsOn ? total : countWorkingDays(startsOn, asOf);
  const lines = sold.budget.map((line) => {
    const done = asOf >= endsOn ? line.quarterDays : Math.floor((line.quarterDays * elapsed) / total);
    return { line, done };
  });
  return {
    amounts: sold.amounts,
    asOf,
    closed,
    budget: sold.budget,
    time: lines.map(({ line, done }) => ({
      profile: line.profile,
      rated: isRated(sold, line),
      quarterDays: done,
      valueQuarterCents: done * (line.dailyRateCents ?? 0),
      costQuarterCents: done * line.plannedDailyCostCents,
    })),
    remaining: closed ? [] : lines.map(({ line, done }) => ({ ...line, quarterDays: line.quarterDays - done })),
    purchases: NO_PURCHASES,
    milestones: sold.milestones.map((milestone) => ({
      ...milestone,
      acceptedOn: milestone.plannedOn <= asOf ? milestone.plannedOn : null,
    })),
    units: sold.units,
  };
}

/** A régie project with nothing to bill but what is given. */
export const billingOf = (given: Partial<BillingFacts> = {}): BillingFacts => ({
  code: 'P1',
  client: 'CL1',
  amounts: amountsOf('regie'),
  time: [],
  submittedQuarterDays: 0,
  arrears: { quarterDays: 0, valueQuarterCents: 0 },
  milestones: [],
  periodlessNetCents: 0,
  units: new Map(),
  serviceTaken: false,
  purchases: [],
  onCall: [],
  late: { purchases: [], onCall: [] },
  invoicedNetCents: 0,
  takenRebilledCents: 0,
  orders: [],
  orderRequired: false,
  orderBlockLifted: false,
  missingTime: [],
  ...given,
});
