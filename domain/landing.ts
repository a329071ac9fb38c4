// Where the period will land: what is done to the day, and what is planned in it from the next day to its end
// (firm assignments at their TJM, milestones planned, TMA fees, forfait by remaining cost), against the target. The
// months of a quarter add up to it, those to come too.
import { countWorkingDays } from './calendar.ts';
import { addDays, later, type CivilDate } from './civil-dates.ts';
import { costToDate, marginOf, measureProject, type MarginFacts } from './margin.ts';
import { earnedRevenue, remainingCost } from './contract/contract.ts';
import { composeTerms, type ContractAmounts } from './contract/kinds.ts';
import { monthsOfService } from './contract/managed-service.ts';
import { completionShare } from './contract/fixed-price.ts';
import { add, fraction, minimum, multiply, subtract, sum, type Fraction, ZERO } from './fraction.ts';
import { eurosFromCents, showEuros } from './money.ts';
import { lastDayOf } from './periods.ts';

/** A firm booking's days to come, with the TJM and cost of one day, in cents. */
export type PlannedWork = {
  readonly days: Fraction;
  readonly rated: boolean;
  readonly dailyRateCents: number;
  readonly dailyCostCents: number;
};

export type LandingProject = {
  readonly now: MarginFacts;
  /** The same project at the day before the period. */
  readonly before: MarginFacts;
  /** From the next day to the period's end. */
  readonly planned: readonly PlannedWork[];
  /** Of these, what comes before the period; none of a period that has begun. */
  readonly plannedBefore: readonly PlannedWork[];
};

export type LandingTargets = { readonly revenueCents: number | null; readonly marginCents: number | null };

type Money = { readonly revenue: Fraction; readonly cost: Fraction };

function doneInPeriod({ now, before }: LandingProject): Money {
  return {
    revenue: subtract(earnedRevenue(now.project), earnedRevenue(before.project)),
    cost: subtract(costToDate(now.project), costToDate(before.project)),
  };
}

/**
 * Share of the time left to the project that falls by the day: a lot is earned as its cost is spent, and
 * nothing of it before its first day.
 */
function shareOfTimeLeft(amounts: ContractAmounts, tomorrow: CivilDate, to: CivilDate): Fraction {
  const from = amounts.startsOn === null ? tomorrow : later(tomorrow, amounts.startsOn);
  if (from > to) return ZERO;
  if (amounts.endsOn === null || amounts.endsOn <= to) return fraction(1n);
  const total = countWorkingDays(from, amounts.endsOn);
  return total === 0 ? ZERO : fraction(countWorkingDays(from, to), total);
}

/** From the next day on. */
function plannedUntil({ project }: MarginFacts, planned: readonly PlannedWork[], to: CivilDate): Money {
  const from = addDays(project.asOf, 1);
  if (project.closed || to < from) return { revenue: ZERO, cost: ZERO };
  const share = shareOfTimeLeft(project.amounts, from, to);
  let revenue = ZERO;
  let plannedCost = sum(planned.map((work) => multiply(work.days, eurosFromCents(work.dailyCostCents))));
  for (const term of composeTerms(project.amounts)) {
    switch (term.kind) {
      case 'time_and_materials': {
        const value = sum(
          planned
            .filter((work) => work.rated || !term.ratedOnly)
            .map((work) => multiply(work.days, eurosFromCents(work.dailyRateCents))),
        );
        const earned = measureProject(project).revenue;
        const left =
          term.ceilingCents === null
            ? value
            : subtract(eurosFromCents(term.ceilingCents), subtract(earned, project.purchases.rebilled));
        revenue = add(revenue, minimum(value, left));
        break;
      }
      case 'fixed_price': {
        const leftToEarn = multiply(
          eurosFromCents(term.priceCents),
          subtract(fraction(1n), completionShare(term, project)),
        );
        revenue = add(revenue, multiply(leftToEarn, share));
        if (!term.unratedOnly) plannedCost = multiply(remainingCost(project), share);
        break;
      }
      case 'accepted_sprints':
        for (const milestone of project.milestones) {
          const open = milestone.acceptedOn === null || milestone.acceptedOn > project.asOf;
          if (open && milestone.plannedOn !== null && milestone.plannedOn <= to)
            revenue = add(revenue, eurosFromCents(milestone.amountCents));
        }
        break;
      case 'managed_service': {
        const months = monthsOfService(term).filter(
          (month) => lastDayOf(month) > project.asOf && lastDayOf(month) <= to,
        );
        revenue = add(revenue, multiply(eurosFromCents(term.monthlyFeeCents), fraction(months.length)));
        break;
      }
      case 'rebillable_expenses':
        break;
    }
  }
  return { revenue, cost: plannedCost };
}

function plannedInPeriod(
  { now, planned, plannedBefore }: LandingProject,
  { start, end }: { start: CivilDate; end: CivilDate },
): Money {
  const whole = plannedUntil(now, planned, end);
  const before = plannedUntil(now, plannedBefore, addDays(start, -1));
  return { revenue: subtract(whole.revenue, before.revenue), cost: subtract(whole.cost, before.cost) };
}

export function reportLanding(
  projects: readonly LandingProject[],
  period: { start: CivilDate; end: CivilDate },
  targets: LandingTargets,
) {
  const done = projects.map(doneInPeriod);
  const planned = projects.map((project) => plannedInPeriod(project, period));
  const revenueOf = (lines: readonly Money[]) => showEuros(sum(lines.map((line) => line.revenue)));
  const marginSum = (lines: readonly Money[]) => showEuros(sum(lines.map(marginOf)));
  const all = [...done, ...planned];
  return {
    revenue: revenueOf(all),
    margin: marginSum(all),
    done_revenue: revenueOf(done),
    done_margin: marginSum(done),
    planned_revenue: revenueOf(planned),
    planned_margin: marginSum(planned),
    target_revenue: targets.revenueCents === null ? null : targets.revenueCents / 100,
    target_margin: targets.marginCents === null ? null : targets.marginCents / 100,
  };
}
