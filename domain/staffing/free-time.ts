// When a person is free, and how much of each day: what they work less their absences, and the shares already booked.
// Shares are whole millionths of a day, days are quarter days: sums stay exact and fast over a firm of hundreds.
import { workingDaysIn } from '../calendar.ts';
import { addDays, earlier, later, weekdayOf, type CivilDate } from '../civil-dates.ts';
import { absentQuarters, isPresent, type Person } from '../presence.ts';

/** A whole day, in millionths. */
export const FULL_SHARE = 1_000_000;

/** "0.5" → 500 000; rounded up, so that what is booked is never taken for free. */
export function shareOf(decimal: string): number {
  return Math.ceil(Number(decimal) * FULL_SHARE - 1e-6);
}

/** A booking as far as the load goes. */
export type Booked = {
  readonly target: string;
  readonly startsOn: CivilDate;
  readonly endsOn: CivilDate | null;
  readonly share: number;
};

export type Span = { readonly startsOn: CivilDate; readonly endsOn: CivilDate };
export type LoadSpan = Span & { readonly load: number };

/** The working days of a horizon, shared by all who are compared in it. */
export type Horizon = Span & { readonly days: readonly CivilDate[]; readonly weekdays: readonly number[] };

export function openHorizon(startsOn: CivilDate, endsOn: CivilDate): Horizon {
  const days = workingDaysIn(startsOn, endsOn);
  return { startsOn, endsOn, days, weekdays: days.map(weekdayOf) };
}

/** Index of the first working day on or after the date. */
function indexFrom(horizon: Horizon, date: CivilDate): number {
  let [low, high] = [0, horizon.days.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((horizon.days[middle] ?? '') < date) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Nobody starts on a Sunday or on the first of January. */
function firstWorkingDay(horizon: Horizon, date: CivilDate): CivilDate {
  return horizon.days[indexFrom(horizon, date)] ?? date;
}

/** What a person works in the horizon: quarter days and working days before each of its days. */
export type WorkDays = {
  readonly horizon: Horizon;
  /** The most of a day that can be booked: 1, or the quota of a part-timer whose days off are not known. */
  readonly maxShare: number;
  readonly quartersBefore: Int32Array;
  readonly daysBefore: Int32Array;
};

export function countWorkDays(person: Person, horizon: Horizon): WorkDays {
  const { days, weekdays } = horizon;
  const quartersBefore = new Int32Array(days.length + 1);
  const daysBefore = new Int32Array(days.length + 1);
  const absences = person.absences.filter((one) => one.startsOn <= horizon.endsOn && one.endsOn >= horizon.startsOn);
  const absent = { ...person, absences };
  for (const [i, day] of days.entries()) {
    const works = isPresent(person, day) && !(person.daysOff?.includes(weekdays[i] ?? 0) ?? false);
    const quarters = !works ? 0 : 4 - (absences.length === 0 ? 0 : absentQuarters(absent, day));
    quartersBefore[i + 1] = (quartersBefore[i] ?? 0) + quarters;
    daysBefore[i + 1] = (daysBefore[i] ?? 0) + (works ? 1 : 0);
  }
  const maxShare =
    person.daysOff === null ? Math.min(FULL_SHARE, Math.floor(Number(person.quota) * FULL_SHARE + 1e-6)) : FULL_SHARE;
  return { horizon, maxShare, quartersBefore, daysBefore };
}

/** Quarter days worked in the span, absences taken out. */
export function quartersIn({ horizon, quartersBefore }: WorkDays, { startsOn, endsOn }: Span): number {
  if (endsOn < startsOn) return 0;
  const [from, to] = [indexFrom(horizon, startsOn), indexFrom(horizon, addDays(endsOn, 1))];
  return (quartersBefore[to] ?? 0) - (quartersBefore[from] ?? 0);
}

/** Working days of theirs in the span, absences left in. */
export function workingDaysBetween({ horizon, daysBefore }: WorkDays, { startsOn, endsOn }: Span): number {
  if (endsOn < startsOn) return 0;
  const [from, to] = [indexFrom(horizon, startsOn), indexFrom(horizon, addDays(endsOn, 1))];
  return (daysBefore[to] ?? 0) - (daysBefore[from] ?? 0);
}

/** Of two bookings of one project that overlap, one is worked: the higher share (as staffing commands count it). */
function loadOn(bookings: readonly Booked[], day: CivilDate): number {
  const byTarget = new Map<string, number>();
  for (const { target, startsOn, endsOn, share } of bookings) {
    if (startsOn <= day && (endsOn === null || endsOn >= day))
      byTarget.set(target, Math.max(share, byTarget.get(target) ?? 0));
  }
  return [...byTarget.values()].reduce((total, share) => total + share, 0);
}

/** The span cut where the load changes. */
export function loadSpans(bookings: readonly Booked[], { startsOn, endsOn }: Span): LoadSpan[] {
  if (endsOn < startsOn) return [];
  const touching = bookings.filter((one) => one.startsOn <= endsOn && (one.endsOn === null || one.endsOn >= startsOn));
  const cuts = new Set<CivilDate>([startsOn]);
  for (const one of touching) {
    if (one.startsOn > startsOn) cuts.add(one.startsOn);
    if (one.endsOn !== null && one.endsOn < endsOn) cuts.add(addDays(one.endsOn, 1));
  }
  const starts = [...cuts].sort();
  return starts.map((start, i) => {
    const next = starts[i + 1];
    return { startsOn: start, endsOn: next === undefined ? endsOn : addDays(next, -1), load: loadOn(touching, start) };
  });
}

/** What somebody can give: a share of each day from one day to the other, and what it makes. */
export type Offer = Span & { readonly share: number; readonly quarterDays: number };

/** Under a tenth of a day nobody is sent; under one day neither. */
export const LEAST_SHARE = FULL_SHARE / 10;
const LEAST_QUARTERS = 4;

/** Quarter days that a share of the days of a span makes, whole quarters. */
export function quartersOfShare(work: WorkDays, span: Span, share: number): number {
  return Math.floor((quartersIn(work, span) * share) / FULL_SHARE + 1e-9);
}

/**
 * The most days that the person can give within the span: the whole share over the longest run of days that are free
 * for it, or less of each day over more of them. Ties: the larger share, then the earlier start.
 * @param wanted share asked, and the quarter days beyond which more is of no use.
 */
export function bestOffer(
  work: WorkDays,
  present: Span,
  bookings: readonly Booked[],
  wanted: { readonly share: number; readonly quarterDays: number },
): Offer | null {
  const spans = loadSpans(bookings, present);
  const free = spans.map(({ load }) => Math.max(0, work.maxShare - load));
  const levels = [...new Set([wanted.share, ...free.filter((share) => share < wanted.share)])]
    .filter((share) => share >= Math.min(LEAST_SHARE, wanted.share))
    .sort((a, b) => b - a);
  let best: Offer | null = null;
  for (const share of levels) {
    for (const run of runsOf(spans, free, share)) {
      const quarterDays = Math.min(wanted.quarterDays, quartersOfShare(work, run, share));
      if (quarterDays < Math.min(LEAST_QUARTERS, wanted.quarterDays) || quarterDays === 0) continue;
      if (!best || quarterDays > best.quarterDays)
        best = { ...run, startsOn: firstWorkingDay(work.horizon, run.startsOn), share, quarterDays };
    }
  }
  return best;
}

/** Runs of days whose free share is enough. */
function runsOf(spans: readonly LoadSpan[], free: readonly number[], share: number): Span[] {
  const runs: Span[] = [];
  for (const [i, span] of spans.entries()) {
    if ((free[i] ?? 0) < share) continue;
    const last = runs.at(-1);
    if (last && addDays(last.endsOn, 1) === span.startsOn)
      runs[runs.length - 1] = { startsOn: last.startsOn, endsOn: span.endsOn };
    else runs.push(span);
  }
  return runs;
}

/** The part of the span in which the person belongs to the firm; empty when its end is before its start. */
export function presenceIn(person: Pick<Person, 'enteredOn' | 'leftOn'>, span: Span): Span {
  return {
    startsOn: later(span.startsOn, person.enteredOn),
    endsOn: person.leftOn === null ? span.endsOn : earlier(span.endsOn, person.leftOn),
  };
}
