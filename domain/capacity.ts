// Capacity against what is booked and what may come, a month and profile (REPORTS.md, "capacity").
import { countWorkingDays } from './calendar.ts';
import { earlier, later, type CivilDate } from './civil-dates.ts';
import { compareCodes } from './codes.ts';
import { add, fraction, multiply, parseDecimal, roundDecimal, subtract, type Fraction, ZERO } from './fraction.ts';
import { firstDayOf, lastDayOf, type Month } from './periods.ts';
import { absentQuarters, dayWeight, presentDaysOf, workingDaysOf, type Person } from './presence.ts';
import { coveringAssignment } from './valuation.ts';

export const ASSIGNMENT_STATUSES = ['ferme', 'previsionnelle'] as const;
export type AssignmentStatus = (typeof ASSIGNMENT_STATUSES)[number];

export type Booking = {
  readonly code: string;
  readonly consultant: string;
  /** The project, or the opportunity of a tentative booking. */
  readonly target: string;
  /** The booking's own profile, else the consultant's. */
  readonly profile: string;
  readonly startsOn: CivilDate;
  readonly endsOn: CivilDate | null;
  /** The dates of its project: days outside are not booked. */
  readonly projectStartsOn: CivilDate | null;
  readonly projectEndsOn: CivilDate | null;
  readonly quota: string;
  readonly status: AssignmentStatus;
};

export type PipelineNeed = {
  readonly profile: string;
  readonly quarterDays: number;
  readonly probabilityPercent: string;
  readonly startsOn: CivilDate;
  readonly endsOn: CivilDate;
};

/** Days available of the person within the range: working days of theirs less absences, by their quota. */
export function availableDays(person: Person, start: CivilDate, end: CivilDate): Fraction {
  const days = presentDaysOf(person, start, end);
  const quarters = days.reduce((total, day) => total + 4 - absentQuarters(person, day), 0);
  return multiply(fraction(quarters, 4n), dayWeight(person));
}

type Load = { readonly booking: Booking; readonly profile: string; readonly days: Fraction };

/** Booked days of one person on one project in the range: on each working day, the booking that starts last. */
export function bookedDays(person: Person, bookings: readonly Booking[], start: CivilDate, end: CivilDate): Load[] {
  const byBooking = new Map<Booking, number>();
  for (const day of workingDaysOf(person, start, end)) {
    const booking = coveringAssignment(bookings, day);
    if (!booking) continue;
    if (booking.projectStartsOn !== null && day < booking.projectStartsOn) continue;
    if (booking.projectEndsOn !== null && day > booking.projectEndsOn) continue;
    byBooking.set(booking, (byBooking.get(booking) ?? 0) + 1);
  }
  return [...byBooking].map(([booking, count]) => ({
    booking,
    profile: booking.profile,
    days: multiply(fraction(count), parseDecimal(booking.quota)),
  }));
}

/** The part of a need that falls in the month: spread evenly over its working days, weighed by the probability. */
function needInMonth(need: PipelineNeed, month: Month): Fraction {
  const total = countWorkingDays(need.startsOn, need.endsOn);
  const inMonth = countWorkingDays(later(need.startsOn, firstDayOf(month)), earlier(need.endsOn, lastDayOf(month)));
  if (total === 0 || inMonth === 0) return ZERO;
  const weighted = multiply(fraction(need.quarterDays, 400n), parseDecimal(need.probabilityPercent));
  return multiply(weighted, fraction(inMonth, total));
}

function addTo(totals: Map<string, Fraction>, profile: string, days: Fraction): void {
  totals.set(profile, add(totals.get(profile) ?? ZERO, days));
}

export type CapacityFacts = {
  readonly people: readonly Person[];
  readonly profiles: readonly string[];
  readonly bookings: readonly Booking[];
  readonly needs: readonly PipelineNeed[];
};

function measureMonth(facts: CapacityFacts, bookingsOf: ReadonlyMap<string, readonly Booking[][]>, month: Month) {
  const [start, end] = [firstDayOf(month), lastDayOf(month)];
  const capacity = new Map<string, Fraction>();
  const booked = { ferme: new Map<string, Fraction>(), previsionnelle: new Map<string, Fraction>() };
  const pipeline = new Map<string, Fraction>();
  for (const person of facts.people) {
    if (!person.productive) continue;
    addTo(capacity, person.profile, availableDays(person, start, end));
    for (const group of bookingsOf.get(person.code) ?? []) {
      const running = group.filter(
        (booking) => booking.startsOn <= end && (booking.endsOn === null || booking.endsOn >= start),
      );
      const status = group[0]?.status;
      if (!status || running.length === 0) continue;
      for (const load of bookedDays(person, running, start, end)) addTo(booked[status], load.profile, load.days);
    }
  }
  for (const need of facts.needs) addTo(pipeline, need.profile, needInMonth(need, month));
  return {
    month,
    profiles: [...facts.profiles].sort(compareCodes).map((profile) => {
      const [free, firm] = [capacity.get(profile) ?? ZERO, booked.ferme.get(profile) ?? ZERO];
      const [tentative, expected] = [booked.previsionnelle.get(profile) ?? ZERO, pipeline.get(profile) ?? ZERO];
      return {
        profile,
        capacity: roundDecimal(free, 2),
        firm: roundDecimal(firm, 2),
        tentative: roundDecimal(tentative, 2),
        pipeline: roundDecimal(expected, 2),
        balance: roundDecimal(subtract(subtract(subtract(free, firm), tentative), expected), 2),
      };
    }),
  };
}

/** Bookings of each person in groups of one project and one status: of two that overlap, one counts. */
export function groupBookings(bookings: readonly Booking[]): Map<string, Booking[][]> {
  const groups = new Map<string, Map<string, Booking[]>>();
  for (const booking of bookings) {
    const own = groups.get(booking.consultant) ?? new Map<string, Booking[]>();
    groups.set(booking.consultant, own);
    const key = `${booking.status}:${booking.target}`;
    const group = own.get(key);
    if (group) group.push(booking);
    else own.set(key, [booking]);
  }
  return new Map([...groups].map(([consultant, own]) => [consultant, [...own.values()]]));
}

export function reportCapacity(facts: CapacityFacts, months: readonly Month[]) {
  const bookingsOf = groupBookings(facts.bookings);
  return { months: months.map((month) => measureMonth(facts, bookingsOf, month)) };
}
