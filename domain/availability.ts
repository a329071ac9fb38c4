// Who ends a mission soon, who is on the bench, who is free when (REPORTS.md, "Look-ups").
import { addDays, daysBetween, dateOfDayNumber, dayNumber, earlier, later, type CivilDate } from './civil-dates.ts';
import { compareCodes } from './codes.ts';
import { availableDays, bookedDays, groupBookings, type Booking } from './capacity.ts';
import { compare, fraction, multiply, roundDecimal, subtract, sum, type Fraction, ZERO } from './fraction.ts';
import { showEuros } from './money.ts';
import { isPresent, isWorkingDayOf, type Person } from './presence.ts';

/** A mission that ends within two months: time to find the next one. */
export const MISSION_END_DAYS = 60;
/** The bench is counted over the coming month. */
export const BENCH_DAYS = 30;

export type Mission = Booking & { readonly onClientProject: boolean };

/** The last day the person is booked by an assignment: its own end, its project's, whichever is first. */
function endOf(booking: Booking): CivilDate | null {
  const { endsOn, projectEndsOn } = booking;
  if (endsOn === null) return projectEndsOn;
  return projectEndsOn === null ? endsOn : earlier(endsOn, projectEndsOn);
}

/** Productive people whose last firm assignment on a client project ends within 60 days, with no later one. */
export function reportMissions(people: readonly Person[], missions: readonly Mission[], asOf: CivilDate) {
  const consultants = [];
  for (const person of people) {
    if (!person.productive || (person.leftOn !== null && person.leftOn < asOf)) continue;
    const own = missions.filter((m) => m.consultant === person.code && m.status === 'ferme' && m.onClientProject);
    let last: { mission: Mission; end: CivilDate } | null = null;
    let open = false;
    for (const mission of own) {
      const end = endOf(mission);
      if (end === null) open = true;
      else if (!last || end > last.end || (end === last.end && compareCodes(mission.code, last.mission.code) > 0))
        last = { mission, end };
    }
    if (open || !last || last.end < asOf) continue;
    const daysLeft = daysBetween(asOf, last.end);
    if (daysLeft <= MISSION_END_DAYS)
      consultants.push({ code: person.code, project: last.mission.target, end: last.end, days_left: daysLeft });
  }
  return { consultants: consultants.sort((a, b) => compareCodes(a.code, b.code)) };
}

function isBooked(bookings: readonly Booking[], day: CivilDate): boolean {
  return bookings.some(({ startsOn, endsOn }) => startsOn <= day && (endsOn === null || endsOn >= day));
}

/** The day itself when the person works on it, else the next day they work. */
function nextWorkingDayOf(person: Person, asOf: CivilDate): CivilDate {
  let day = dayNumber(asOf);
  // Two weeks hold a working day of anyone, holidays included.
  for (const last = day + 14; day < last && !isWorkingDayOf(person, dateOfDayNumber(day));) day += 1;
  return dateOfDayNumber(day);
}

function freeDays(person: Person, groups: readonly (readonly Booking[])[], start: CivilDate, end: CivilDate): Fraction {
  const load = groups.flatMap((group) => bookedDays(person, group, start, end)).map(({ days }) => days);
  return subtract(availableDays(person, start, end), sum(load));
}

/** `costCents`: the daily cost of each person, by right; null: withheld. */
export function reportBench(
  people: readonly Person[],
  bookings: readonly Booking[],
  asOf: CivilDate,
  costCents: ReadonlyMap<string, number>,
) {
  const firm = bookings.filter(({ status }) => status === 'ferme');
  const groups = groupBookings(firm);
  const bench = [];
  for (const person of [...people].sort((a, b) => compareCodes(a.code, b.code))) {
    if (!person.productive) continue;
    const day = nextWorkingDayOf(person, asOf);
    if (!isPresent(person, day)) continue;
    const own = firm.filter(({ consultant }) => consultant === person.code);
    if (isBooked(own, day)) continue;
    const ended = own.flatMap(({ endsOn }) => (endsOn !== null && endsOn < day ? [endsOn] : []));
    const since = ended.length === 0 ? person.enteredOn : later(person.enteredOn, addDays(ended.reduce(later), 1));
    const free = freeDays(person, groups.get(person.code) ?? [], addDays(asOf, 1), addDays(asOf, BENCH_DAYS));
    const days = compare(free, ZERO) > 0 ? free : ZERO;
    const cost = multiply(days, fraction(costCents.get(person.code) ?? 0, 100n));
    bench.push({ code: person.code, profile: person.profile, since, days, cost });
  }
  return {
    consultants: bench.map(({ code, profile, since, days, cost }) => ({
      code,
      profile,
      since,
      days: roundDecimal(days, 2),
      cost: showEuros(cost),
    })),
    total: {
      days: roundDecimal(sum(bench.map(({ days }) => days)), 2),
      cost: showEuros(sum(bench.map(({ cost }) => cost))),
    },
  };
}

/** Working days less absences and firm load in the range, above 0, of one profile or of all. */
export function reportAvailable(
  people: readonly Person[],
  bookings: readonly Booking[],
  range: { from: CivilDate; to: CivilDate },
  profile: string | null,
) {
  const groups = groupBookings(bookings.filter(({ status }) => status === 'ferme'));
  const consultants = [];
  for (const person of [...people].sort((a, b) => compareCodes(a.code, b.code))) {
    if (!person.productive || (profile !== null && person.profile !== profile)) continue;
    const free = freeDays(person, groups.get(person.code) ?? [], range.from, range.to);
    if (compare(free, ZERO) > 0)
      consultants.push({ code: person.code, profile: person.profile, days: roundDecimal(free, 2) });
  }
  return { consultants };
}
