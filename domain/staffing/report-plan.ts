// The report `plan`: who is on what, week by week; where too much is booked; which missions end with nothing after; who
// is without one, and the open need that each would fill best.
import { addDays, later, type CivilDate } from '../civil-dates.ts';
import { compareCodes } from '../codes.ts';
import { threeAlternatives } from './alternatives.ts';
import { rankCandidates, readyPeople, type Candidate } from './candidates.ts';
import { findNeeds, type StaffingFacts } from './find-needs.ts';
import { placeOf, type Need } from './need.ts';
import { viewPlan, type PlannedPerson } from './plan-view.ts';
import type { StaffingWeights } from './weights.ts';

/** Beyond, a bench is not matched need by need while one waits: the likeliest and first to start are looked at. */
const MOST_NEEDS = 500;

type Mission = {
  readonly code: string;
  readonly project: string;
  readonly end: CivilDate;
  readonly days_left: number;
};
type Idle = {
  readonly code: string;
  readonly profile: string;
  readonly since: CivilDate;
  readonly days: number;
};

export type PlanFacts = {
  readonly people: readonly PlannedPerson[];
  readonly weeks: readonly CivilDate[];
  /** Of the reports `missions` and `bench`, as of the day. */
  readonly missions: readonly Mission[];
  readonly bench: readonly Idle[];
  /** What the reader may see of what the ranking takes. */
  readonly staffing: StaffingFacts;
};

type Best = { readonly need: Need; readonly candidate: Candidate };

function isBetter(a: Best, b: Best): boolean {
  return (
    (a.candidate.score - b.candidate.score ||
      a.candidate.coverage - b.candidate.coverage ||
      a.need.probabilityPercent - b.need.probabilityPercent ||
      compareCodes(b.need.id, a.need.id)) > 0
  );
}

/** For each person without a mission, the open need for which the ranking gives them the most. */
function bestNeeds(facts: StaffingFacts, codes: ReadonlySet<string>, weights: StaffingWeights) {
  const open = findNeeds(facts).flatMap((need) => {
    const { place } = placeOf(need, facts.asOf);
    const isFor = need.opportunity !== null || need.project !== null;
    return place && isFor ? [{ need, place }] : [];
  });
  const likeliest = open.toSorted(
    (a, b) =>
      b.need.probabilityPercent - a.need.probabilityPercent ||
      compareCodes(a.place.startsOn, b.place.startsOn) ||
      compareCodes(a.need.id, b.need.id),
  );
  const tomorrow = addDays(facts.asOf, 1);
  const idle = facts.people.filter(({ code }) => codes.has(code));
  const ends = open.map(({ place }) => place.endsOn);
  const ready = readyPeople(idle, { startsOn: tomorrow, endsOn: ends.reduce(later, tomorrow) });
  const best = new Map<string, Best>();
  for (const { need, place } of likeliest.slice(0, MOST_NEEDS)) {
    for (const candidate of rankCandidates(ready, need, { place, weights }).candidates) {
      const found = { need, candidate };
      const known = best.get(candidate.person.code);
      if (!known || isBetter(found, known)) best.set(candidate.person.code, found);
    }
  }
  return { best, leftOut: Math.max(0, likeliest.length - MOST_NEEDS) };
}

function showBest({ need, candidate }: Best) {
  const [ready] = threeAlternatives(need, [candidate]);
  if (!ready) throw new Error(`${candidate.person.code} offers nothing to ${need.id}`);
  return {
    need: need.id,
    title: need.title,
    profile: need.profile,
    probability: need.probabilityPercent / 100,
    score: candidate.score,
    coverage: candidate.coverage,
    days: (candidate.offer?.quarterDays ?? 0) / 4,
    ...ready.ready,
    sentence: ready.sentence,
  };
}

export function reportPlan(facts: PlanFacts, weights: StaffingWeights) {
  const { people, weeks, missions, bench, staffing } = facts;
  const nameOf = new Map(people.map(({ code, name }) => [code, name]));
  const { best, leftOut } = bestNeeds(staffing, new Set(bench.map(({ code }) => code)), weights);
  const { consultants, conflicts } = viewPlan(people, weeks);
  return {
    from: weeks[0] ?? staffing.asOf,
    to: addDays(weeks.at(-1) ?? staffing.asOf, 6),
    consultants,
    conflicts,
    ending: missions.map((mission) => ({ ...mission, name: nameOf.get(mission.code) ?? '' })),
    bench: bench.map(({ code, profile, since, days }) => {
      const found = best.get(code);
      return { code, name: nameOf.get(code) ?? '', profile, since, days, best: found ? showBest(found) : null };
    }),
    total: {
      consultants: consultants.length,
      conflicts: conflicts.length,
      ending: missions.length,
      bench: bench.length,
      needs_left_out: leftOut,
    },
  };
}
