// The report `what_if`: the plan, the occupancy, the margin and the bench before and after what is supposed. Booked days
// are those of firm bookings; `expected_margin` is what the best staffing of all open needs would add, in both.
import { addDays, earlier, type CivilDate } from '../civil-dates.ts';
import { compareCodes } from '../codes.ts';
import { add, divide, fraction, roundDecimal, ZERO } from '../fraction.ts';
import { addMonths, firstDayOf, lastDayOf, monthOf, monthsBetween, type Month } from '../periods.ts';
import { centsOfDays, rankCandidates, sayNobody, readyPeople } from './candidates.ts';
import { findNeeds, type StaffingFacts } from './find-needs.ts';
import type { StaffPerson } from './staff-person.ts';
import {
  countWorkDays,
  FULL_SHARE,
  loadSpans,
  openHorizon,
  presenceIn,
  quartersIn,
  quartersOfShare,
  type Span,
  type WorkDays,
} from './free-time.ts';
import { placeOf } from './need.ts';
import { packBetter } from './pack.ts';
import { buildPlanModel } from './plan-model.ts';
import { DEFAULT_PLAN_SETTINGS, posePlan } from './plan-problem.ts';
import { readyChanges } from './ready-changes.ts';
import { suppose, type Scenario } from './scenario.ts';
import type { StaffingWeights } from './weights.ts';

type Totals = {
  capacityQuarters: number;
  bookedQuarters: number;
  benchQuarters: number;
  revenueCents: number;
  costCents: number;
  benchCents: number;
};

function emptyTotals(): Totals {
  return { capacityQuarters: 0, bookedQuarters: 0, benchQuarters: 0, revenueCents: 0, costCents: 0, benchCents: 0 };
}

/** A quarter of the rounds of the plan that is shown: a supposition is answered while one waits. */
const ROUNDS = 500;

function measurePerson(totals: Totals, person: StaffPerson, work: WorkDays, span: Span): void {
  const present = presenceIn(person, span);
  if (present.endsOn < present.startsOn) return;
  const capacity = Math.floor((quartersIn(work, present) * work.maxShare) / FULL_SHARE);
  let booked = 0;
  for (const booking of person.bookings) {
    if (booking.status !== 'ferme') continue;
    const worked = {
      startsOn: booking.worksFrom > present.startsOn ? booking.worksFrom : present.startsOn,
      endsOn: booking.worksUntil === null ? present.endsOn : earlier(booking.worksUntil, present.endsOn),
    };
    const quarters = quartersOfShare(work, worked, booking.share);
    booked += quarters;
    totals.revenueCents += centsOfDays(quarters, booking.dailyRateCents ?? person.targetRateCents ?? 0);
  }
  totals.bookedQuarters += booked;
  totals.costCents += centsOfDays(booked, person.dailyCostCents);
  if (person.employment !== 'salarie') return;
  const free = Math.max(0, capacity - booked);
  totals.capacityQuarters += capacity;
  totals.benchQuarters += free;
  totals.benchCents += centsOfDays(free, person.dailyCostCents);
}

/** Booked over capacity, of the employees; their bench is what is left. */
function showTotals(totals: Totals) {
  const occupancy = divide(fraction(totals.capacityQuarters - totals.benchQuarters), fraction(totals.capacityQuarters));
  const margin = totals.revenueCents - totals.costCents;
  const rate = divide(fraction(margin), fraction(totals.revenueCents));
  return {
    capacity_days: totals.capacityQuarters / 4,
    booked_days: totals.bookedQuarters / 4,
    occupancy: occupancy && roundDecimal(occupancy, 4),
    revenue: totals.revenueCents / 100,
    margin: margin / 100,
    margin_rate: rate && roundDecimal(rate, 4),
    bench_days: totals.benchQuarters / 4,
    bench_cost: totals.benchCents / 100,
  };
}

type Measured = { readonly span: Span; readonly productive: readonly { person: StaffPerson; work: WorkDays }[] };

function openMeasure(facts: StaffingFacts, span: Span): Measured {
  const horizon = openHorizon(span.startsOn, span.endsOn);
  const people = facts.people.filter(({ productive }) => productive);
  return { span, productive: people.map((person) => ({ person, work: countWorkDays(person, horizon) })) };
}

function measure({ productive }: Measured, span: Span) {
  const totals = emptyTotals();
  for (const { person, work } of productive) measurePerson(totals, person, work, span);
  return showTotals(totals);
}

/** What the best staffing of the open needs would give, beside what is booked. */
function planAhead(facts: StaffingFacts) {
  const problem = posePlan(facts, DEFAULT_PLAN_SETTINGS);
  const chosen = packBetter(buildPlanModel(problem, 'margin'), ROUNDS);
  const taken = problem.choices.filter((_, column) => chosen[column] === 1);
  const asked = problem.needs.reduce((total, { mostQuarters }) => total + mostQuarters, 0);
  const served = taken.reduce((total, { offer, need }) => total + (need === -1 ? 0 : offer.quarterDays), 0);
  return {
    expected_margin: taken.reduce((total, { marginCents }) => add(total, fraction(marginCents, 100n)), ZERO),
    unserved_days: (asked - served) / 4,
  };
}

function figuresOf(facts: StaffingFacts, measured: Measured) {
  const { expected_margin, unserved_days } = planAhead(facts);
  return { ...measure(measured, measured.span), expected_margin: roundDecimal(expected_margin, 2), unserved_days };
}

type Figures = ReturnType<typeof figuresOf>;

function difference(before: Figures, after: Figures): { [Name in keyof Figures]: number | null } {
  const names = Object.keys(before) as (keyof Figures)[];
  const pairs = names.map((name) => {
    const [a, b] = [before[name], after[name]];
    return [name, a === null || b === null ? null : Math.round((b - a) * 10_000) / 10_000] as const;
  });
  return Object.fromEntries(pairs) as { [Name in keyof Figures]: number | null };
}

function monthsOf(before: Measured, after: Measured, span: Span) {
  return monthsBetween(monthOf(span.startsOn), monthOf(span.endsOn)).map((month: Month) => {
    const part = {
      startsOn: firstDayOf(month) > span.startsOn ? firstDayOf(month) : span.startsOn,
      endsOn: earlier(lastDayOf(month), span.endsOn),
    };
    const [was, would] = [measure(before, part), measure(after, part)];
    return {
      month,
      occupancy: was.occupancy,
      occupancy_after: would.occupancy,
      booked_days: was.booked_days,
      booked_days_after: would.booked_days,
      margin: was.margin,
      margin_after: would.margin,
      bench_cost: was.bench_cost,
      bench_cost_after: would.bench_cost,
    };
  });
}

/** Days on which somebody's firm load passes what they can give, that it did not pass before. */
function newConflicts(before: Measured, after: Measured, span: Span) {
  const overloads = ({ productive }: Measured): { code: string; day: CivilDate; load: number }[] =>
    productive.flatMap(({ person, work }) => {
      const firm = person.bookings
        .filter(({ status }) => status === 'ferme')
        .map((one) => ({ target: one.target, startsOn: one.worksFrom, endsOn: one.worksUntil, share: one.share }))
        .filter((one) => one.endsOn === null || one.endsOn >= one.startsOn);
      const [over] = loadSpans(firm, presenceIn(person, span)).filter(({ load }) => load > work.maxShare);
      return over ? [{ code: person.code, day: over.startsOn, load: over.load / FULL_SHARE }] : [];
    });
  const known = new Set(overloads(before).map(({ code }) => code));
  return overloads(after)
    .filter(({ code }) => !known.has(code))
    .sort((a, b) => compareCodes(a.code, b.code));
}

/** Needs that were not open before. */
function openedNeeds(before: StaffingFacts, after: StaffingFacts) {
  const known = new Set(findNeeds(before).map(({ id, probabilityPercent }) => `${id} ${probabilityPercent}`));
  const fresh = findNeeds(after).filter(({ id, probabilityPercent }) => !known.has(`${id} ${probabilityPercent}`));
  return fresh.flatMap((need) => {
    const { place } = placeOf(need, after.asOf);
    return place ? [{ need, place }] : [];
  });
}

/** Each with who could take it best. */
function showOpened(places: ReturnType<typeof openedNeeds>, after: StaffingFacts, weights: StaffingWeights) {
  const ends = places.map(({ place }) => place.endsOn).sort();
  const people = readyPeople(after.people, { startsOn: addDays(after.asOf, 1), endsOn: ends.at(-1) ?? after.asOf });
  return places.map(({ need, place }) => {
    const { candidates, blocked } = rankCandidates(people, need, { place, weights });
    const [best] = candidates;
    return {
      id: need.id,
      project: need.project,
      opportunity: need.opportunity,
      profile: need.profile,
      starts_on: place.startsOn,
      ends_on: place.endsOn,
      days: (place.quarterDays * place.people) / 4,
      best: best
        ? {
            code: best.person.code,
            name: best.person.name,
            score: best.score,
            days: (best.offer?.quarterDays ?? 0) / 4,
          }
        : null,
      message: best ? null : sayNobody(blocked),
    };
  });
}

/** Six months ahead, as the capacity is. */
const MONTHS_AHEAD = 6;

export function reportWhatIf(facts: StaffingFacts, scenario: Scenario, weights: StaffingWeights) {
  const supposed = suppose(facts, scenario);
  if ('refusal' in supposed) return supposed;
  const span = { startsOn: addDays(facts.asOf, 1), endsOn: lastDayOf(addMonths(monthOf(facts.asOf), MONTHS_AHEAD)) };
  const [now, then] = [openMeasure(facts, span), openMeasure(supposed.facts, span)];
  const [before, after] = [figuresOf(facts, now), figuresOf(supposed.facts, then)];
  const opened = openedNeeds(facts, supposed.facts);
  const { changes, leftOut } = readyChanges(facts, supposed.facts, scenario, opened, weights);
  return {
    from: span.startsOn,
    to: span.endsOn,
    supposed: supposed.sentences,
    before,
    after,
    difference: difference(before, after),
    months: monthsOf(now, then, span),
    open_needs: showOpened(opened, supposed.facts, weights),
    conflicts: newConflicts(now, then, span),
    ready: changes,
    ready_left_out: leftOut,
  };
}
