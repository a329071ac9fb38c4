// A person's month, suggested: what the firm booked them on, day by day, on the days where they entered nothing. It is
// only a suggestion: nothing is written before the person takes it over (enter_time). The trade's usage (DOMAIN.md, 4):
// a validated absence keeps its half-days, a public holiday and a day off have no work, a half-day goes to one project.
import { type CivilDate } from '../civil-dates.ts';
import { compareCodes } from '../codes.ts';
import { add, compare, divide, fraction, multiply, parseDecimal, subtract, ZERO, type Fraction } from '../fraction.ts';
import { firstDayOf, isWithin, lastDayOf, type Month } from '../periods.ts';
import { absentQuarters, dayWeight, presentDaysOf, type Person } from '../presence.ts';
import { coveringAssignment } from '../valuation.ts';

/** A `ferme` booking on a project that is open. */
export type PrefillBooking = {
  readonly code: string;
  readonly project: string;
  readonly startsOn: CivilDate;
  readonly endsOn: CivilDate | null;
  /** The dates of its project: no day is suggested outside them. */
  readonly projectStartsOn: CivilDate | null;
  readonly projectEndsOn: CivilDate | null;
  /** Share of a working day, decimal text ("0.5"). */
  readonly quota: string;
};

export type SuggestedTime = { readonly date: CivilDate; readonly project: string; readonly quarterDays: number };

const QUARTERS_PER_HALF = 2;

/** Half-days that work may take on a day of theirs: absences taken out, within the quotité, whole. */
function halvesFree(person: Person, date: CivilDate): number {
  const { n, d } = multiply(fraction(4 - absentQuarters(person, date), QUARTERS_PER_HALF), dayWeight(person));
  return Number(n / d);
}

/** The share of each project on the day: of two bookings on one project, the one that starts last. */
function sharesOn(bookings: readonly PrefillBooking[], date: CivilDate): Map<string, Fraction> {
  const shares = new Map<string, Fraction>();
  for (const [project, own] of Map.groupBy(bookings, (booking) => booking.project)) {
    const booking = coveringAssignment(own, date);
    if (booking && isWithin(date, booking.projectStartsOn, booking.projectEndsOn))
      shares.set(project, parseDecimal(booking.quota));
  }
  return shares;
}

/** What each project is due of the day, in half-days; bookings over the day's room are cut in proportion. */
function duesOn(person: Person, shares: ReadonlyMap<string, Fraction>, date: CivilDate): Map<string, Fraction> {
  const present = fraction(4 - absentQuarters(person, date), QUARTERS_PER_HALF);
  const room = fraction(halvesFree(person, date));
  const total = [...shares.values()].reduce((sum, share) => add(sum, multiply(share, present)), ZERO);
  const cut = compare(total, room) > 0 ? (divide(room, total) ?? ZERO) : fraction(1n);
  return new Map([...shares].map(([project, share]) => [project, multiply(multiply(share, present), cut)]));
}

/**
 * Half-days of the month, in order. A share of a day is spread by what each project has been due since the first of
 * the month and not given yet: the one furthest behind takes the next half-day, of equals the first code. All of them
 * together never run ahead of what was due, nor a day beyond its quotité.
 * @param entered days on which something is entered already, whatever its state: they are left as they are.
 */
export function suggestMonth(
  person: Person,
  bookings: readonly PrefillBooking[],
  entered: ReadonlySet<CivilDate>,
  month: Month,
): SuggestedTime[] {
  const behind = new Map<string, Fraction>();
  let left = ZERO;
  return presentDaysOf(person, firstDayOf(month), lastDayOf(month)).flatMap((date) => {
    if (entered.has(date)) return [];
    const dues = duesOn(person, sharesOn(bookings, date), date);
    for (const [project, due] of dues) {
      behind.set(project, add(behind.get(project) ?? ZERO, due));
      left = add(left, due);
    }
    const given = new Map<string, number>();
    for (let halves = Math.min(halvesFree(person, date), Number(left.n / left.d)); halves > 0; halves -= 1) {
      const project = furthestBehind(behind, dues);
      if (project === null) break;
      given.set(project, (given.get(project) ?? 0) + 1);
      behind.set(project, subtract(behind.get(project) ?? ZERO, fraction(1n)));
      left = subtract(left, fraction(1n));
    }
    return [...given]
      .toSorted(([a], [b]) => compareCodes(a, b))
      .map(([project, halves]) => ({ date, project, quarterDays: halves * QUARTERS_PER_HALF }));
  });
}

/** Among the projects of the day, and behind at all. */
function furthestBehind(behind: ReadonlyMap<string, Fraction>, dues: ReadonlyMap<string, Fraction>): string | null {
  let found: { project: string; late: Fraction } | null = null;
  for (const project of [...dues.keys()].toSorted(compareCodes)) {
    const late = behind.get(project) ?? ZERO;
    if (compare(late, ZERO) > 0 && (found === null || compare(late, found.late) > 0)) found = { project, late };
  }
  return found?.project ?? null;
}
