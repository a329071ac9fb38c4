// Managed service (TMA): its months, and the units delivered beyond what the fee and the months
// before it had included.
import { addMonths, monthOf, monthsFrom } from './calendar.ts';
import type { Month } from './calendar.ts';
import { unitsOf } from './facts.ts';
import { isZero, larger, smaller, subtract, sumOf, zero } from './fraction.ts';
import type { Fraction } from './fraction.ts';
import type { Firm, Project } from './read-firm.ts';

/** The months of [debut, fin] of a managed service. */
export function monthsOfService(project: Project): Month[] {
  if (project.start === null || project.end === null) return [];
  return monthsFrom(monthOf(project.start), monthOf(project.end));
}

/**
 * The units of each month that nothing covers: the month's own included units go first, then those
 * left over from earlier months, oldest first, within the months of carry-over.
 */
export function overageByMonth(firm: Firm, project: Project): Map<Month, Fraction> {
  const leftovers = new Map<Month, Fraction>();
  const overage = new Map<Month, Fraction>();
  for (const month of monthsOfService(project)) {
    const delivered = sumOf(
      unitsOf(firm, project.code).filter((row) => row.month === month),
      (row) => row.units,
    );
    let uncovered = larger(zero, subtract(delivered, project.includedUnits));
    for (const [earlier, left] of leftovers) {
      if (addMonths(earlier, project.carryMonths) < month || isZero(uncovered)) continue;
      const used = smaller(left, uncovered);
      leftovers.set(earlier, subtract(left, used));
      uncovered = subtract(uncovered, used);
    }
    overage.set(month, uncovered);
    leftovers.set(month, larger(zero, subtract(project.includedUnits, delivered)));
  }
  return overage;
}
