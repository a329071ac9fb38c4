// The plan as a delivery manager reads it: each person's weeks with what they are booked on, how full they are, and the
// weeks where more is booked than a day holds, with the bookings and the days that prove it.
import { addDays, weekdayOf, type CivilDate } from '../civil-dates.ts';
import { compareCodes } from '../codes.ts';
import { sayDate, sayPercent } from '../french.ts';
import type { Person } from '../presence.ts';
import { countWorkDays, FULL_SHARE, openHorizon, type Booked, type Horizon, type WorkDays } from './free-time.ts';

/** `startsOn` and `endsOn` are the days worked: cut at the project's. */
export type PlanBooking = Booked & { readonly code: string; readonly status: 'ferme' | 'previsionnelle' };

export type PlannedPerson = Person & { readonly name: string; readonly bookings: readonly PlanBooking[] };

export type DayLoad = {
  /** What each booking takes of the day: millionths, above 0, by code. */
  readonly parts: readonly { readonly booking: PlanBooking; readonly share: number }[];
  readonly firm: number;
  /** Firm and tentative. */
  readonly total: number;
};

/** Of two of one kind on one target, the higher share is worked; then the one that starts last, then the last code. */
function isWorkedFirst(a: PlanBooking, b: PlanBooking): boolean {
  return (a.share - b.share || compareCodes(a.startsOn, b.startsOn) || compareCodes(a.code, b.code)) > 0;
}

/** What is tentative on a target where somebody is already firm only takes what it adds. */
export function loadOfDay(bookings: readonly PlanBooking[], day: CivilDate): DayLoad {
  const worked = new Map<string, { ferme?: PlanBooking; previsionnelle?: PlanBooking }>();
  for (const booking of bookings) {
    if (booking.startsOn > day || (booking.endsOn !== null && booking.endsOn < day)) continue;
    const known = worked.get(booking.target) ?? {};
    const rival = known[booking.status];
    if (rival === undefined || isWorkedFirst(booking, rival)) known[booking.status] = booking;
    worked.set(booking.target, known);
  }
  const parts: { booking: PlanBooking; share: number }[] = [];
  let [firm, total] = [0, 0];
  for (const { ferme, previsionnelle } of worked.values()) {
    if (ferme) parts.push({ booking: ferme, share: ferme.share });
    const added = previsionnelle ? Math.max(0, previsionnelle.share - (ferme?.share ?? 0)) : 0;
    if (previsionnelle && added > 0) parts.push({ booking: previsionnelle, share: added });
    firm += ferme?.share ?? 0;
    total += (ferme?.share ?? 0) + added;
  }
  return { parts: parts.sort((a, b) => compareCodes(a.booking.code, b.booking.code)), firm, total };
}

/** The Mondays from the week that holds the day on. */
export function weeksFrom(day: CivilDate, count: number): CivilDate[] {
  const first = addDays(day, 1 - weekdayOf(day));
  return Array.from({ length: count }, (_, i) => addDays(first, 7 * i));
}

type PlanDay = {
  readonly day: CivilDate;
  /** Quarter days there, absences taken out. */
  readonly quarters: number;
  readonly load: DayLoad;
};

/** The days of the horizon that the person works, absences and all. */
function daysOf(person: PlannedPerson, horizon: Horizon, { quartersBefore, daysBefore }: WorkDays): PlanDay[] {
  return horizon.days.flatMap((day, i) =>
    (daysBefore[i + 1] ?? 0) === (daysBefore[i] ?? 0)
      ? []
      : [
          {
            day,
            quarters: (quartersBefore[i + 1] ?? 0) - (quartersBefore[i] ?? 0),
            load: loadOfDay(person.bookings, day),
          },
        ],
  );
}

/** Millionths of a day → days, to the hundredth. */
function toDays(millionths: number): number {
  return Math.round(millionths / 10_000) / 100;
}

const shareIn = (millionths: number): number => millionths / FULL_SHARE;

/** Days booked are working days by their share, leave or not, and free ones are told as `available` tells them. */
function showWeek(week: CivilDate, days: readonly PlanDay[], maxShare: number) {
  const taken = new Map<PlanBooking, number>();
  for (const { load } of days)
    for (const { booking, share } of load.parts) taken.set(booking, (taken.get(booking) ?? 0) + share);
  const ofStatus = (status: PlanBooking['status']): number =>
    [...taken].reduce((sum, [booking, worth]) => (booking.status === status ? sum + worth : sum), 0);
  const there = days.reduce((sum, { quarters }) => sum + quarters, 0);
  return {
    week,
    working_days: days.length,
    leave_days: days.length - there / 4,
    firm_days: toDays(ofStatus('ferme')),
    tentative_days: toDays(ofStatus('previsionnelle')),
    free_days: Math.max(0, toDays((there * maxShare) / 4 - ofStatus('ferme'))),
    load: shareIn(days.reduce((most, { load }) => Math.max(most, load.total), 0)),
    bookings: [...taken]
      .sort(([a], [b]) => compareCodes(a.code, b.code))
      .map(([{ code, target, status, share }, worth]) => ({
        assignment: code,
        target,
        status,
        share: shareIn(share),
        days: toDays(worth),
      })),
  };
}

function showOverload(days: readonly PlanDay[]) {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) throw new Error('an overload is of some days');
  return {
    starts_on: first.day,
    ends_on: last.day,
    load: shareIn(first.load.total),
    firm_load: shareIn(first.load.firm),
    bookings: first.load.parts.map(({ booking, share }) => ({
      assignment: booking.code,
      target: booking.target,
      status: booking.status,
      share: shareIn(share),
    })),
  };
}

type Overload = ReturnType<typeof showOverload>;

function sameLoad(a: DayLoad, b: DayLoad): boolean {
  return (
    a.parts.length === b.parts.length &&
    a.parts.every(({ booking, share }, i) => b.parts[i]?.booking === booking && b.parts[i]?.share === share)
  );
}

/** Days after each other, as the person works them, on which the same bookings are too much. */
function overloadsOf(days: readonly PlanDay[]): Overload[] {
  const runs: PlanDay[][] = [];
  let before: PlanDay | null = null;
  for (const day of days) {
    const run = runs.at(-1);
    if (day.load.total > FULL_SHARE) {
      if (run && before !== null && run.at(-1) === before && sameLoad(before.load, day.load)) run.push(day);
      else runs.push([day]);
    }
    before = day;
  }
  return runs.map(showOverload);
}

function sayConflict({ name, code }: PlannedPerson, overloads: readonly Overload[]): string {
  const proofs = overloads.map(({ starts_on, ends_on, load, bookings }) => {
    const when = starts_on === ends_on ? `le ${sayDate(starts_on)}` : `du ${sayDate(starts_on)} au ${sayDate(ends_on)}`;
    const which = bookings.map(({ assignment, target, share, status }) => {
      const kind = status === 'ferme' ? '' : ', prévisionnelle';
      return `${assignment} sur ${target} (${sayPercent(share)}${kind})`;
    });
    return `${sayPercent(load)} ${when} : ${which.join(', ')}`;
  });
  return `${name} (${code}) est à ${proofs.join(' ; ')}.`;
}

/** A week in which more than a whole day is booked on some day. `ferme`: by firm bookings alone. */
function conflictOf(person: PlannedPerson, week: CivilDate, days: readonly PlanDay[]) {
  const overloads = overloadsOf(days);
  if (overloads.length === 0) return [];
  const firm = overloads.some(({ firm_load }) => firm_load > 1);
  return [
    {
      consultant: person.code,
      name: person.name,
      week,
      status: firm ? ('ferme' as const) : ('previsionnelle' as const),
      load: Math.max(...overloads.map(({ load }) => load)),
      days: days.filter(({ load }) => load.total > FULL_SHARE).length,
      overloads,
      sentence: sayConflict(person, overloads),
    },
  ];
}

/**
 * The weeks of the productive people who are there on some day of them, by code; the conflicts by week, then code.
 * @param weeks Mondays, in order, without a hole.
 */
export function viewPlan(people: readonly PlannedPerson[], weeks: readonly CivilDate[]) {
  const [first, last] = [weeks[0], weeks.at(-1)];
  if (first === undefined || last === undefined) throw new Error('a plan has a week at least');
  const span = { startsOn: first, endsOn: addDays(last, 6) };
  const horizon = openHorizon(span.startsOn, span.endsOn);
  const shown = people
    .filter((person) => person.productive && touches(person, span))
    .toSorted((a, b) => compareCodes(a.code, b.code))
    .map((person) => {
      const work = countWorkDays(person, horizon);
      const days = daysOf(person, horizon, work);
      const byWeek = weeks.map((week) => {
        const own = days.filter(({ day }) => day >= week && day <= addDays(week, 6));
        return { row: showWeek(week, own, work.maxShare), conflicts: conflictOf(person, week, own) };
      });
      return { person, byWeek };
    });
  const conflicts = shown.flatMap(({ byWeek }) => byWeek.flatMap((one) => one.conflicts));
  return {
    consultants: shown.map(({ person, byWeek }) => ({
      code: person.code,
      name: person.name,
      profile: person.profile,
      weeks: byWeek.map(({ row }) => row),
    })),
    conflicts: conflicts.toSorted((a, b) => compareCodes(a.week, b.week) || compareCodes(a.consultant, b.consultant)),
  };
}

function touches({ enteredOn, leftOn }: Person, span: { startsOn: CivilDate; endsOn: CivilDate }): boolean {
  return enteredOn <= span.endsOn && (leftOn === null || leftOn >= span.startsOn);
}
