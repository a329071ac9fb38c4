// What a day of a consultant on a project is worth and costs: the assignment that covers it, its profile,
// its TJM and its CJM (REPORTS.md, "Words"). Written once on the time row; every report reads it from there.
import { compareCodes } from './codes.ts';
import type { CivilDate } from './civil-dates.ts';

export type FirmAssignment = {
  readonly id: number;
  readonly code: string;
  readonly profileId: number | null;
  readonly startsOn: CivilDate;
  readonly endsOn: CivilDate | null;
  readonly dailyRateCents: number | null;
  readonly dailyCostCents: number | null;
};

export type CostRate = { readonly startsOn: CivilDate; readonly dailyCostCents: number };

export type DayValuation = {
  readonly assignmentId: number | null;
  readonly profileId: number;
  readonly dailyRateCents: number;
  readonly dailyCostCents: number;
};

/** What valuing a day needs to know of its consultant and its project. */
export type ValuationTerms = {
  readonly profileId: number;
  /** The consultant's cost history, any order. */
  readonly costRates: readonly CostRate[];
  /** The consultant's `ferme` assignments on the project, any order. */
  readonly assignments: readonly FirmAssignment[];
  /** Budget TJM of the project by profile; null or absent: none. */
  readonly budgetRates: ReadonlyMap<number, number | null>;
};

/** The assignment that covers the day; of several the one that starts last, then the last code. */
export function coveringAssignment<A extends Pick<FirmAssignment, 'code' | 'startsOn' | 'endsOn'>>(
  assignments: readonly A[],
  date: CivilDate,
): A | null {
  let found: A | null = null;
  for (const assignment of assignments) {
    if (assignment.startsOn > date || (assignment.endsOn !== null && assignment.endsOn < date)) continue;
    if (
      !found ||
      assignment.startsOn > found.startsOn ||
      (assignment.startsOn === found.startsOn && compareCodes(assignment.code, found.code) > 0)
    ) {
      found = assignment;
    }
  }
  return found;
}

/** CJM(c, d): the row with the latest start on or before the day; 0 when there is none. */
export function costRateOn(rates: readonly CostRate[], date: CivilDate): number {
  let found: CostRate | null = null;
  for (const rate of rates) {
    if (rate.startsOn <= date && (!found || rate.startsOn > found.startsOn)) found = rate;
  }
  return found?.dailyCostCents ?? 0;
}

export function valueDay(terms: ValuationTerms, date: CivilDate): DayValuation {
  const assignment = coveringAssignment(terms.assignments, date);
  const profileId = assignment?.profileId ?? terms.profileId;
  return {
    assignmentId: assignment?.id ?? null,
    profileId,
    dailyRateCents: assignment?.dailyRateCents ?? terms.budgetRates.get(profileId) ?? 0,
    dailyCostCents: assignment?.dailyCostCents ?? costRateOn(terms.costRates, date),
  };
}
