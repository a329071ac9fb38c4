// Was the range of the weeks to come worth more than « probability × load »? Every fourth week of the past year, what was
// known that day is put together again, both forecasts are made from it, and both are held against the days that the
// deals then open really brought, as the CRAs tell them.
//
// No look-ahead: a deal's chance is the one told by that day; where none was kept, the part of its deals that the firm
// had won by then. Firm bookings are no part of it: both forecasts hold the same ones, so their loss does not differ.
import { addDays, earlier, later, type CivilDate } from '../civil-dates.ts';
import { countWorkingDays } from '../calendar.ts';
import { compareCodes } from '../codes.ts';
import { sayDate, sayNumber, sayPercent } from '../french.ts';
import { listWeeks, mondayOf, pinballLoss, simulatePipeline, toQuarter, type OpenDeal } from './capacity-weeks.ts';
import {
  indexWork,
  keyOfWork,
  lastWorkedDay,
  listPaces,
  listSlips,
  type DealWork,
  type PastDeal,
  type WorkByWeek,
} from './past-deals.ts';

export type BacktestFacts = {
  readonly asOf: CivilDate;
  readonly deals: readonly PastDeal[];
  /** Deals that do not say when they were made or decided. */
  readonly undated: number;
  readonly work: readonly DealWork[];
};

/** A year of forecasts, one every four weeks: between two, too little is decided for another to say more. */
const DAYS = 13;
const WEEKS_BETWEEN = 4;
/** As far as the report looks. */
const WEEKS_AHEAD = 26;
/** Of a firm of thousands of deals fewer draws are made: a P90 of many deals needs no more. */
const DRAWS = 1_000;
const LEAST_DRAWS = 200;
const DRAWS_TIMES_DEALS = 500_000;

/** Weeks ahead that are judged together: a month, two, a quarter, half a year. */
export const BACKTEST_HORIZONS = ['1-4', '5-8', '9-13', '14-26'] as const;
export type BacktestHorizon = (typeof BACKTEST_HORIZONS)[number];

/** The range lost less, more or as much as « probability × load »; not_enough: nothing was forecast nor came. */
export const BACKTEST_VERDICTS = ['range_better', 'range_worse', 'as_good', 'not_enough'] as const;
export type BacktestVerdict = (typeof BACKTEST_VERDICTS)[number];

function horizonOf(weeksAhead: number): BacktestHorizon {
  const found = BACKTEST_HORIZONS.find((one) => weeksAhead <= Number(one.split('-')[1]));
  if (!found) throw new Error(`no horizon holds week ${weeksAhead}`);
  return found;
}

/** The part of the deals decided before the day that were won (Laplace's rule: one in two where none was). */
export function winRateBefore(deals: readonly PastDeal[], day: CivilDate): number {
  const decided = deals.filter(({ decidedOn }) => decidedOn !== null && decidedOn < day);
  return (decided.filter(({ won }) => won).length + 1) / (decided.length + 2);
}

/** The deal as it stood on the day; null: not made yet, decided, or without dates. */
function dealOn(deal: PastDeal, day: CivilDate, usualPercent: number): (OpenDeal & { readonly told: boolean }) | null {
  if (deal.createdOn === null || deal.createdOn > day || (deal.decidedOn !== null && deal.decidedOn <= day))
    return null;
  const state = deal.states.findLast(({ toldOn }) => toldOn <= day);
  const { startsOn, endsOn } = state ?? deal;
  if (startsOn === null || endsOn === null) return null;
  const told = state?.probabilityPercent ?? null;
  return {
    code: deal.code,
    probabilityPercent: told ?? usualPercent,
    startsOn,
    endsOn,
    needs: deal.needs,
    told: told !== null,
  };
}

/** « Probability × load »: each deal on its own dates, weighed. */
function weighWeek(deals: readonly OpenDeal[], profile: string, week: CivilDate): number {
  return deals.reduce((sum, { probabilityPercent, startsOn, endsOn, needs }) => {
    const total = countWorkingDays(startsOn, endsOn);
    const inWeek = countWorkingDays(later(week, startsOn), earlier(addDays(week, 6), endsOn));
    if (total === 0 || inWeek === 0) return sum;
    const quarters = needs.reduce((own, need) => own + (need.profile === profile ? need.quarterDays : 0), 0);
    return sum + ((quarters / 4) * (inWeek / total) * probabilityPercent) / 100;
  }, 0);
}

type Point = {
  readonly horizon: BacktestHorizon;
  readonly rangeLoss: number;
  readonly simpleLoss: number;
  readonly inside: boolean;
};

type Forecast = {
  readonly day: CivilDate;
  readonly deals: number;
  readonly told: number;
  readonly rate: number;
  readonly points: readonly Point[];
};

function forecastOn(facts: BacktestFacts, came: WorkByWeek, day: CivilDate, until: CivilDate) {
  const rate = winRateBefore(facts.deals, day);
  const open = facts.deals.flatMap((deal) => dealOn(deal, day, rate * 100) ?? []);
  const profiles = [...new Set(open.flatMap(({ needs }) => needs.map(({ profile }) => profile)))].sort(compareCodes);
  const weeks = listWeeks(day, WEEKS_AHEAD).filter((week) => addDays(week, 6) <= until);
  const [pastSlips, pastPaces] = [listSlips(facts.deals, day), listPaces(facts.deals, came, day)];
  const draws = Math.max(LEAST_DRAWS, Math.min(DRAWS, Math.floor(DRAWS_TIMES_DEALS / Math.max(1, open.length))));
  const ranges = simulatePipeline({ deals: open, profiles, pastSlips, pastPaces }, weeks, draws);
  const points = profiles.flatMap((profile) =>
    weeks.flatMap((week, i): Point[] => {
      const range = ranges.get(profile)?.[i] ?? { p10: 0, p50: 0, p90: 0 };
      const simple = weighWeek(open, profile, week);
      const actual = open.reduce((sum, { code }) => sum + (came.get(keyOfWork(code, profile, week)) ?? 0), 0) / 4;
      // A week on which nothing was forecast and nothing came says nothing of either.
      if (range.p90 === 0 && simple === 0 && actual === 0) return [];
      return [
        {
          horizon: horizonOf(i + 1),
          rangeLoss: pinballLoss(range, actual),
          simpleLoss: pinballLoss({ p10: simple, p50: simple, p90: simple }, actual),
          inside: actual >= toQuarter(range.p10) && actual <= toQuarter(range.p90),
        },
      ];
    }),
  );
  return { day, deals: open.length, told: open.filter(({ told }) => told).length, rate, points };
}

const round = (value: number): number => Math.round(value * 10_000) / 10_000;

function judge(points: readonly Point[]) {
  const count = points.length;
  const mean = (of: (point: Point) => number): number => points.reduce((sum, point) => sum + of(point), 0) / count;
  const [range, simple] = count === 0 ? [0, 0] : [mean((one) => one.rangeLoss), mean((one) => one.simpleLoss)];
  const verdict: BacktestVerdict =
    count === 0
      ? 'not_enough'
      : round(range) === round(simple)
        ? 'as_good'
        : range < simple
          ? 'range_better'
          : 'range_worse';
  return {
    points: count,
    range_loss: count === 0 ? null : round(range),
    simple_loss: count === 0 ? null : round(simple),
    /** Above 0: the range lost less. */
    gain: simple === 0 ? null : round(1 - range / simple),
    inside: count === 0 ? null : round(points.filter(({ inside }) => inside).length / count),
    verdict,
  };
}

type Judged = ReturnType<typeof judge>;

function sayVerdict({ points, range_loss, simple_loss, gain, inside, verdict }: Judged, from: CivilDate): string {
  if (verdict === 'not_enough' || range_loss === null || simple_loss === null || inside === null)
    return `Rien à juger depuis le ${sayDate(from)} : aucune affaire ouverte alors n’avait de besoins, de dates et une suite connue.`;
  const words = {
    range_better: 'fait mieux',
    range_worse: 'fait moins bien',
    as_good: 'ne fait ni mieux ni moins bien',
  };
  const part = gain === null || verdict === 'as_good' ? '' : ` (${sayPercent(Math.abs(gain))} d’écart)`;
  return `Depuis le ${sayDate(from)}, sur ${sayNumber(points)} semaines d’un profil, la fourchette ${words[verdict]} que « probabilité × charge »${part} : perte moyenne de ${sayNumber(round2(range_loss))} j contre ${sayNumber(round2(simple_loss))} j. La charge venue est tombée entre P10 et P90 dans ${sayPercent(inside)} des cas, pour 80 % attendus.`;
}

const round2 = (value: number): number => Math.round(value * 100) / 100;

/** The report `capacity_backtest`: losses are days, the lower the better. */
export function reportCapacityBacktest(facts: BacktestFacts) {
  const until = lastWorkedDay(facts.asOf);
  const last = addDays(mondayOf(facts.asOf), -1);
  const days = Array.from({ length: DAYS }, (_, i) => addDays(last, -7 * WEEKS_BETWEEN * (DAYS - i)));
  const came = indexWork(facts.work);
  const forecasts: Forecast[] = days.map((day) => forecastOn(facts, came, day, until));
  const points = forecasts.flatMap((one) => one.points);
  const total = judge(points);
  const from = days[0] ?? facts.asOf;
  return {
    from,
    to: days.at(-1) ?? facts.asOf,
    worked_until: until,
    sentence: sayVerdict(total, from),
    total,
    horizons: BACKTEST_HORIZONS.map((horizon) => ({
      horizon,
      ...judge(points.filter((one) => one.horizon === horizon)),
    })),
    days: forecasts.map(({ day, deals, told, rate, points: own }) => {
      const { points: count, range_loss, simple_loss } = judge(own);
      return { day, deals, chances_told: told, win_rate: round(rate), points: count, range_loss, simple_loss };
    }),
    undated_deals: facts.undated,
  };
}
