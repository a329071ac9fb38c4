// What deals became: how late the won ones began, and how much of the plan was worked week after week. The forecasts of the
// weeks to come draw from both.
import { countWorkingDays } from '../calendar.ts';
import { addDays, daysBetween, earlier, type CivilDate } from '../civil-dates.ts';
import { lastCompleteMonth, lastDayOf } from '../periods.ts';
import { mondayOf, type OpenDeal } from './capacity-weeks.ts';

/** What a deal was said to be from a day on. */
export type DealState = {
  readonly toldOn: CivilDate;
  readonly probabilityPercent: number | null;
  readonly startsOn: CivilDate | null;
  readonly endsOn: CivilDate | null;
};

export type PastDeal = {
  readonly code: string;
  /** Null: it does not say. */
  readonly createdOn: CivilDate | null;
  /** Won or lost that day; null: still open. */
  readonly decidedOn: CivilDate | null;
  readonly won: boolean;
  /** As its card says now. */
  readonly startsOn: CivilDate | null;
  readonly endsOn: CivilDate | null;
  /** Start of its project. */
  readonly beganOn: CivilDate | null;
  readonly needs: OpenDeal['needs'];
  /** By day. */
  readonly states: readonly DealState[];
};

/** Days counted in a week (its Monday) on the project of a deal, in a profile. */
export type DealWork = {
  readonly deal: string;
  readonly profile: string;
  readonly week: CivilDate;
  readonly quarterDays: number;
};

/** Quarter days by deal, profile and week. */
export type WorkByWeek = ReadonlyMap<string, number>;

export function keyOfWork(deal: string, profile: string, week: CivilDate): string {
  return JSON.stringify([deal, profile, week]);
}

export function indexWork(work: readonly DealWork[]): WorkByWeek {
  return new Map(work.map((one) => [keyOfWork(one.deal, one.profile, one.week), one.quarterDays]));
}

/** The last day whose CRAs are all in: beyond the last whole month, what is not written yet looks like no work. */
export function lastWorkedDay(day: CivilDate): CivilDate {
  return lastDayOf(lastCompleteMonth(day));
}

type BegunDeal = PastDeal & { readonly startsOn: CivilDate; readonly beganOn: CivilDate };

/** Won by the day, with a project that had begun by then. */
function listBegun(deals: readonly PastDeal[], day: CivilDate): BegunDeal[] {
  return deals.filter(
    (deal): deal is BegunDeal =>
      deal.won &&
      deal.decidedOn !== null &&
      deal.decidedOn <= day &&
      deal.beganOn !== null &&
      deal.beganOn <= day &&
      deal.startsOn !== null,
  );
}

/** Weeks from the planned to the real start of the deals begun by the day; negative: early. */
export function listSlips(deals: readonly PastDeal[], day: CivilDate): number[] {
  return listBegun(deals, day).map(({ startsOn, beganOn }) => Math.round(daysBetween(startsOn, beganOn) / 7));
}

/** A quarter of a day is the least that a CRA holds: of less a week, no pace can be read. */
const LEAST_PLANNED = 1;

/**
 * Days worked for one planned, in each whole week of the deals begun by the day, those of a deal's profile one after the
 * other. A deal counts from its first week of work on (what comes before is a slip) to its planned end.
 */
export function listPaces(deals: readonly PastDeal[], work: WorkByWeek, day: CivilDate): number[] {
  const until = lastWorkedDay(day);
  return listBegun(deals, day).flatMap(({ code, startsOn, beganOn, endsOn, needs }) => {
    if (endsOn === null) return [];
    const end = addDays(endsOn, daysBetween(startsOn, beganOn));
    const total = countWorkingDays(beganOn, end);
    const weeks: CivilDate[] = [];
    const last = earlier(end, until);
    // From Monday to Friday.
    for (let week = mondayOf(addDays(beganOn, 6)); addDays(week, 4) <= last; week = addDays(week, 7)) weeks.push(week);
    const worked = (profile: string, week: CivilDate) => work.get(keyOfWork(code, profile, week)) ?? 0;
    const first = weeks.findIndex((week) => needs.some(({ profile }) => worked(profile, week) > 0));
    if (first === -1) return [];
    return needs.flatMap(({ profile, quarterDays }) =>
      weeks.slice(first).flatMap((week) => {
        const planned = (quarterDays * countWorkingDays(week, addDays(week, 6))) / total;
        return planned >= LEAST_PLANNED ? [worked(profile, week) / planned] : [];
      }),
    );
  });
}
