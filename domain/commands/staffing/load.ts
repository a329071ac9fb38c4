// A person's load on a day: the sum of the quotas of their firm bookings. Above 1.0 is refused when a person is
// booked; overbookings that an import brought are shown as conflicts and left to be solved.
import { add, compare, fraction, parseDecimal, type Fraction, ZERO } from '../../fraction.ts';
import { addDays, later, type CivilDate } from '../../civil-dates.ts';
import type { AssignmentRow } from '../rows.ts';

const FULL = fraction(1n);

type Booked = Pick<AssignmentRow, 'startsOn' | 'endsOn' | 'quota' | 'project'>;

function covers(booking: Booked, day: CivilDate): boolean {
  return booking.startsOn <= day && (booking.endsOn === null || booking.endsOn >= day);
}

/** Firm load on a day: on one project the highest quota counts (of two that overlap, one is worked). */
export function loadOn(bookings: readonly Booked[], day: CivilDate): Fraction {
  const byProject = new Map<string | null, Fraction>();
  for (const booking of bookings) {
    if (!covers(booking, day)) continue;
    const quota = parseDecimal(booking.quota);
    const known = byProject.get(booking.project) ?? ZERO;
    byProject.set(booking.project, compare(quota, known) > 0 ? quota : known);
  }
  return [...byProject.values()].reduce(add, ZERO);
}

/**
 * The first day in [start, end] on which the load with the new booking passes 1.0; null: never.
 * The load only changes where a booking starts or ends: those days are enough.
 */
export function firstOverloadedDay(
  others: readonly Booked[],
  booking: Booked,
): { day: CivilDate; load: Fraction } | null {
  const all = [...others, booking];
  const days = new Set<CivilDate>([booking.startsOn]);
  for (const other of others) {
    days.add(later(booking.startsOn, other.startsOn));
    if (other.endsOn !== null) days.add(later(booking.startsOn, addDays(other.endsOn, 1)));
  }
  for (const day of [...days].sort()) {
    if (!covers(booking, day)) continue;
    const load = loadOn(all, day);
    if (compare(load, FULL) > 0 && others.some((other) => covers(other, day))) return { day, load };
  }
  return null;
}
