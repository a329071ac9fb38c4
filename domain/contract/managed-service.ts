// TMA: a monthly fee with units of work included; unused units carry over for some months, oldest used first,
// then lapse; what is still not covered is overage at the unit price.
import { add, compare, fraction, minimum, multiply, parseDecimal, subtract, type Fraction, ZERO } from '../fraction.ts';
import { eurosFromCents } from '../money.ts';
import { addMonths, lastDayOf, monthOf, monthsBetween, type Month } from '../periods.ts';
import type { CivilDate } from '../civil-dates.ts';
import type { ManagedService } from './kinds.ts';

export type ServiceMonth = {
  readonly month: Month;
  readonly consumed: Fraction;
  /** Units beyond the month's own and those carried over. */
  readonly overage: Fraction;
};

export function monthsOfService(term: ManagedService): Month[] {
  return monthsBetween(monthOf(term.startsOn), monthOf(term.endsOn));
}

/** Every month of the service with its consumption and overage, in order. */
export function consumeUnits(term: ManagedService, units: ReadonlyMap<Month, string>): ServiceMonth[] {
  const included = parseDecimal(term.includedUnits);
  let carried: { usableThrough: Month; left: Fraction }[] = [];
  return monthsOfService(term).map((month) => {
    const consumed = parseDecimal(units.get(month) ?? '0');
    carried = carried.filter((credit) => credit.usableThrough >= month);
    const fromOwn = minimum(consumed, included);
    let uncovered = subtract(consumed, fromOwn);
    for (const credit of carried) {
      const used = minimum(uncovered, credit.left);
      credit.left = subtract(credit.left, used);
      uncovered = subtract(uncovered, used);
    }
    const unused = subtract(included, fromOwn);
    if (compare(unused, ZERO) > 0)
      carried.push({ usableThrough: addMonths(month, term.carryOverMonths), left: unused });
    return { month, consumed, overage: uncovered };
  });
}

export function planManagedService(term: ManagedService): Fraction {
  return multiply(eurosFromCents(term.monthlyFeeCents), fraction(monthsOfService(term).length));
}

/** Fee and overage of the months whose last day has come. Carry-over does not defer revenue. */
export function earnManagedService(term: ManagedService, units: ReadonlyMap<Month, string>, asOf: CivilDate): Fraction {
  let revenue = ZERO;
  for (const month of consumeUnits(term, units)) {
    if (lastDayOf(month.month) > asOf) break;
    revenue = add(revenue, eurosFromCents(term.monthlyFeeCents));
    revenue = add(revenue, multiply(month.overage, eurosFromCents(term.unitPriceCents)));
  }
  return revenue;
}

/** What was earned, and the fee of the months to come. */
export function forecastManagedService(
  term: ManagedService,
  units: ReadonlyMap<Month, string>,
  asOf: CivilDate,
): Fraction {
  const monthsLeft = monthsOfService(term).filter((month) => lastDayOf(month) > asOf).length;
  return add(
    earnManagedService(term, units, asOf),
    multiply(eurosFromCents(term.monthlyFeeCents), fraction(monthsLeft)),
  );
}
