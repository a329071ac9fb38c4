// The weeks to come, profile by profile: who is there, what is booked, and what the pipeline may bring. A deal is won or
// not, begins late more often than early, and is never worked just as planned: the load of a week is a range, drawn many
// times, and not the one figure "probability × load", which no week ever has.
import { countWorkingDays } from '../calendar.ts';
import { bookedDays, availableDays, groupBookings, type Booking } from '../capacity.ts';
import { addDays, earlier, later, weekdayOf, type CivilDate } from '../civil-dates.ts';
import { compareCodes } from '../codes.ts';
import { sayDate } from '../french.ts';
import { roundDecimal, type Fraction } from '../fraction.ts';
import type { Person } from '../presence.ts';

/** A deal that may be won, with what it asks of each profile. */
export type OpenDeal = {
  readonly code: string;
  readonly probabilityPercent: number;
  readonly startsOn: CivilDate;
  readonly endsOn: CivilDate;
  readonly needs: readonly { readonly profile: string; readonly quarterDays: number }[];
};

export type CapacityWeeksFacts = {
  readonly asOf: CivilDate;
  readonly people: readonly Person[];
  readonly profiles: readonly string[];
  readonly bookings: readonly Booking[];
  readonly deals: readonly OpenDeal[];
  /** Weeks from the planned to the real start of the deals won so far; negative: early. */
  readonly pastSlips: readonly number[];
  /** Days worked for one planned, week after week of the deals won so far. */
  readonly pastPaces: readonly number[];
};

/** Enough that a P90 moves by less than a day from one seed to another. */
const DRAWS = 2_000;
/** Fewer past deals say nothing: then these, which are the trade's usage (a start slips by two weeks on average). */
const ENOUGH_SLIPS = 8;
const USUAL_SLIPS: readonly number[] = [-1, 0, 0, 0, 1, 2, 4, 9];
/** Fewer past weeks say nothing, half a year of one person: then the work is as planned. */
const ENOUGH_PACES = 26;
const AS_PLANNED: readonly number[] = [1];
/** A slip beyond is a deal forgotten in the pipeline. */
const LONGEST_SLIP_WEEKS = 26;

/** To find and hire somebody: search, notice of three months as Syntec's managers have (art. 4.2). */
export const HIRING_WEEKS = 20;
/** To find a subcontractor and sign. */
export const SUBCONTRACTING_WEEKS = 4;

export function mondayOf(date: CivilDate): CivilDate {
  return addDays(date, 1 - weekdayOf(date));
}

/** The Mondays of the weeks to come; the running week is past planning. */
export function listWeeks(asOf: CivilDate, count: number): CivilDate[] {
  const first = addDays(mondayOf(asOf), 7);
  return Array.from({ length: count }, (_, i) => addDays(first, 7 * i));
}

/** A generator of the same numbers for the same seed (mulberry32): a forecast asked twice is the same. */
function makeDraw(seed: string): () => number {
  let state = 0x9e3779b9;
  for (const letter of seed) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Days of a need in each week if it starts as planned, from `before` weeks earlier on: a slip moves them as a whole. */
function spreadNeed(
  deal: OpenDeal,
  quarterDays: number,
  first: CivilDate,
  count: number,
): { readonly at: number; readonly days: readonly number[] } {
  const total = countWorkingDays(deal.startsOn, deal.endsOn);
  const start = mondayOf(deal.startsOn);
  const days: number[] = [];
  if (total > 0)
    for (
      let week = start;
      week <= deal.endsOn && days.length < count + 2 * LONGEST_SLIP_WEEKS;
      week = addDays(week, 7)
    ) {
      const inWeek = countWorkingDays(later(week, deal.startsOn), earlier(addDays(week, 6), deal.endsOn));
      days.push((quarterDays / 4) * (inWeek / total));
    }
  return { at: weeksBetween(first, start), days };
}

function weeksBetween(from: CivilDate, to: CivilDate): number {
  let weeks = 0;
  for (let day = from; day < to; day = addDays(day, 7)) weeks += 1;
  for (let day = from; day > to; day = addDays(day, -7)) weeks -= 1;
  return weeks;
}

type Range = { readonly p10: number; readonly p50: number; readonly p90: number };

/** The value under which this part of the draws lies (nearest rank). */
export function quantileOf(sorted: ArrayLike<number>, part: number): number {
  const rank = Math.min(sorted.length - 1, Math.max(0, Math.ceil(part * sorted.length) - 1));
  return sorted[rank] ?? 0;
}

/**
 * What the pipeline brings, week by week and profile by profile, in days.
 * @returns for each profile, for each week, the range over the draws.
 */
export function simulatePipeline(
  facts: Pick<CapacityWeeksFacts, 'deals' | 'profiles' | 'pastSlips' | 'pastPaces'>,
  weeks: readonly CivilDate[],
  draws = DRAWS,
): ReadonlyMap<string, readonly Range[]> {
  const [first] = weeks;
  if (first === undefined) return new Map();
  const slips = facts.pastSlips.length >= ENOUGH_SLIPS ? facts.pastSlips : USUAL_SLIPS;
  const paces = facts.pastPaces.length >= ENOUGH_PACES ? facts.pastPaces : AS_PLANNED;
  const draw = makeDraw(facts.deals.map(({ code }) => code).join(' '));
  const deals = facts.deals.map((deal) => ({
    chance: deal.probabilityPercent / 100,
    needs: deal.needs.map(({ profile, quarterDays }) => ({
      profile,
      ...spreadNeed(deal, quarterDays, first, weeks.length),
    })),
  }));
  const samples = new Map(facts.profiles.map((profile) => [profile, weeks.map(() => new Float64Array(draws))]));
  for (let turn = 0; turn < draws; turn += 1) {
    for (const { chance, needs } of deals) {
      // All are drawn whatever comes of the first: a changed probability moves no other deal.
      const [won, late] = [draw() < chance, slips[Math.floor(draw() * slips.length)] ?? 0];
      const slip = Math.max(-LONGEST_SLIP_WEEKS, Math.min(LONGEST_SLIP_WEEKS, late));
      for (const { profile, at, days } of needs) {
        // Weeks that followed each other: what is slow one week often is the next.
        const from = Math.floor(draw() * paces.length);
        if (!won) continue;
        const own = samples.get(profile);
        days.forEach((load, i) => {
          const week = own?.[at + slip + i];
          if (week) week[turn] = (week[turn] ?? 0) + load * (paces[(from + i) % paces.length] ?? 1);
        });
      }
    }
  }
  return new Map(
    [...samples].map(([profile, own]) => [
      profile,
      own.map((week) => {
        week.sort();
        return { p10: quantileOf(week, 0.1), p50: quantileOf(week, 0.5), p90: quantileOf(week, 0.9) };
      }),
    ]),
  );
}

/**
 * How far a forecast's quantiles lay from what came (pinball loss, Koenker and Bassett 1978): the lower the better; of a
 * single figure, all three quantiles are that figure.
 */
export function pinballLoss(range: Range, actual: number): number {
  const parts = [
    [0.1, range.p10],
    [0.5, range.p50],
    [0.9, range.p90],
  ] as const;
  const losses = parts.map(([part, said]) => (actual >= said ? part * (actual - said) : (1 - part) * (said - actual)));
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

/** As it is shown. */
export const toQuarter = (days: number): number => Math.round(days * 4) / 4;
/** The simulation's own precision: far under the quarter that is shown. */
const toNumber = (days: Fraction): number => roundDecimal(days, 4);

function firmAndTentative(
  facts: CapacityWeeksFacts,
  groups: ReadonlyMap<string, readonly Booking[][]>,
  start: CivilDate,
) {
  const end = addDays(start, 6);
  const [capacity, withLeave] = [new Map<string, number>(), new Map<string, number>()];
  const booked = { ferme: new Map<string, number>(), previsionnelle: new Map<string, number>() };
  const addTo = (totals: Map<string, number>, profile: string, days: number): void => {
    totals.set(profile, (totals.get(profile) ?? 0) + days);
  };
  for (const person of facts.people) {
    if (!person.productive) continue;
    addTo(capacity, person.profile, toNumber(availableDays(person, start, end)));
    addTo(withLeave, person.profile, toNumber(availableDays({ ...person, absences: [] }, start, end)));
    for (const group of groups.get(person.code) ?? []) {
      const status = group[0]?.status;
      const running = group.filter(({ startsOn, endsOn }) => startsOn <= end && (endsOn === null || endsOn >= start));
      if (!status || running.length === 0) continue;
      for (const { profile, days } of bookedDays(person, running, start, end))
        addTo(booked[status], profile, toNumber(days));
    }
  }
  return { capacity, withLeave, ...booked };
}

type ProfileWeek = {
  readonly capacity: number;
  /** Days of the people, their leave left in, as it is in what they are booked on. */
  readonly withLeave: number;
  readonly firm: number;
  readonly tentative: number;
  readonly load: Range;
};

/** Half of a week without work, in the median draw, is the bench's beginning; more work than people is an overload. */
const BENCH_SHARE = 0.5;

/** By when to act, or that it is too late to; bench is told beside. */
function sayAlert(
  profile: string,
  asOf: CivilDate,
  dates: {
    overloadOn: CivilDate | null;
    benchOn: CivilDate | null;
    hireBy: CivilDate | null;
    subcontractBy: CivilDate | null;
  },
): string {
  const { overloadOn, benchOn, hireBy, subcontractBy } = dates;
  const act = (verb: string, by: CivilDate): string =>
    by < asOf
      ? `trop tard pour ${verb} (il fallait s’y prendre avant le ${sayDate(by)})`
      : `${verb} avant le ${sayDate(by)}`;
  const overload =
    overloadOn === null || hireBy === null || subcontractBy === null
      ? []
      : [
          `surcharge dès la semaine du ${sayDate(overloadOn)} : ${act('recruter', hireBy)}, ${act('sous-traiter', subcontractBy)}`,
        ];
  const bench = benchOn === null ? [] : [`moins de la moitié des jours occupés dès la semaine du ${sayDate(benchOn)}`];
  const told = [...overload, ...bench];
  return `${profile} : ${told.length === 0 ? 'ni surcharge ni intercontrat en vue' : told.join(' ; ')}.`;
}

function warn(profile: string, asOf: CivilDate, weeks: readonly CivilDate[], rows: readonly ProfileWeek[]) {
  // Booked people on leave are no overload: a booking runs through the leave of its person.
  const overload = rows.findIndex((one) => one.withLeave > 0 && toQuarter(one.load.p50) > toQuarter(one.withLeave));
  const bench = rows.findIndex(({ capacity, load }) => capacity > 0 && load.p50 < capacity * BENCH_SHARE);
  const week = (index: number): CivilDate | null => (index === -1 ? null : (weeks[index] ?? null));
  const [overloadOn, benchOn] = [week(overload), week(bench)];
  const hireBy = overloadOn === null ? null : addDays(overloadOn, -7 * HIRING_WEEKS);
  const subcontractBy = overloadOn === null ? null : addDays(overloadOn, -7 * SUBCONTRACTING_WEEKS);
  return {
    profile,
    overload_on: overloadOn,
    bench_on: benchOn,
    hire_by: hireBy,
    subcontract_by: subcontractBy,
    sentence: sayAlert(profile, asOf, { overloadOn, benchOn, hireBy, subcontractBy }),
  };
}

/** The report `capacity_weeks`: days, to the quarter. @param count of weeks. */
export function reportCapacityWeeks(facts: CapacityWeeksFacts, count: number) {
  const weeks = listWeeks(facts.asOf, count);
  const profiles = [...facts.profiles].sort(compareCodes);
  const pipeline = simulatePipeline(facts, weeks);
  const groups = groupBookings(facts.bookings);
  const rowsOf = new Map<string, ProfileWeek[]>(profiles.map((profile) => [profile, []]));
  const shown = weeks.map((week, i) => {
    const { capacity, withLeave, ferme, previsionnelle } = firmAndTentative(facts, groups, week);
    return {
      week,
      profiles: profiles.map((profile) => {
        const [own, firm, tentative] = [capacity, ferme, previsionnelle].map((totals) => totals.get(profile) ?? 0) as [
          number,
          number,
          number,
        ];
        const range = pipeline.get(profile)?.[i] ?? { p10: 0, p50: 0, p90: 0 };
        const booked = firm + tentative;
        const load = { p10: booked + range.p10, p50: booked + range.p50, p90: booked + range.p90 };
        rowsOf.get(profile)?.push({ capacity: own, withLeave: withLeave.get(profile) ?? 0, firm, tentative, load });
        return {
          profile,
          capacity: toQuarter(own),
          firm: toQuarter(firm),
          tentative: toQuarter(tentative),
          load_p10: toQuarter(load.p10),
          load_p50: toQuarter(load.p50),
          load_p90: toQuarter(load.p90),
          balance_p50: toQuarter(own) - toQuarter(load.p50),
        };
      }),
    };
  });
  return {
    weeks: shown,
    alerts: profiles.map((profile) => warn(profile, facts.asOf, weeks, rowsOf.get(profile) ?? [])),
    draws: DRAWS,
    slips: facts.pastSlips.length >= ENOUGH_SLIPS ? ('history' as const) : ('usual' as const),
    paces: facts.pastPaces.length >= ENOUGH_PACES ? ('history' as const) : ('planned' as const),
  };
}
