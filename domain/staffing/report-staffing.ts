// The report `staffing`: for each need, who can take it with every term of their score, who cannot and why, and three
// ready commands.
import { addDays, later, type CivilDate } from '../civil-dates.ts';
import { askedNeeds, isNotThere, isWholeQuestion, type StaffingQuestion } from './asked-needs.ts';
import { readyCommand, threeAlternatives, type Alternative } from './alternatives.ts';
import {
  rankCandidates,
  readyPeople,
  sayNobody,
  type Candidate,
  type Displaced,
  type ReadyPerson,
} from './candidates.ts';
import type { StaffingFacts } from './find-needs.ts';
import { FULL_SHARE } from './free-time.ts';
import { placeOf, type Need, type NeedGap } from './need.ts';
import { lastUse } from './skill-evidence.ts';
import type { StaffingWeights } from './weights.ts';

/** Beyond, an answer is too long to be read: what is left out is told. */
const MOST_NEEDS = 100;
const MOST_CANDIDATES = { one: 20, all: 3 };
const MOST_BLOCKED = { one: 20, all: 1 };

const GAP_SENTENCES: Readonly<Record<NeedGap, string>> = {
  dates: 'Le besoin n’a pas de dates : personne ne peut être cherché sans début ni fin.',
  past: 'La période du besoin est passée, ou n’a pas de jour ouvré.',
  days: 'Le besoin ne dit pas combien de jours : des journées entières sont supposées.',
  profile: 'Le besoin ne dit pas de profil.',
};

const euros = (cents: number | null): number | null => (cents === null ? null : cents / 100);

function showDisplaced({ marginCents, ...displaced }: Displaced) {
  return { ...displaced, margin: marginCents / 100 };
}

function showCandidate(need: Need, candidate: Candidate) {
  const { person, offer } = candidate;
  return {
    code: person.code,
    name: person.name,
    profile: person.profile,
    score: candidate.score,
    coverage: candidate.coverage,
    days: (offer?.quarterDays ?? 0) / 4,
    starts_on: offer?.startsOn ?? null,
    ends_on: offer?.endsOn ?? null,
    share: offer === null ? null : offer.share / FULL_SHARE,
    free_days: candidate.freeDays,
    load: candidate.load,
    leaves_on: person.leftOn,
    skills: person.skills.map(({ skill, level }) => ({
      skill,
      level,
      last_used_on: lastUse(person.uses, skill)?.to ?? null,
    })),
    agency: person.agency,
    wishes: [...(person.wishes ?? [])],
    remote_days: person.remoteDays ?? null,
    daily_rate: euros(candidate.dailyRateCents),
    target_rate: euros(person.targetRateCents),
    margin: euros(candidate.marginCents),
    margin_rate: candidate.marginRate,
    terms: candidate.terms,
    displaced: candidate.displaced.map(showDisplaced),
    ready: readyCommand(need, candidate),
  };
}

function showBlocked({ person, blockedBy, score, freeDays, load }: Candidate) {
  if (!blockedBy) throw new Error(`${person.code} is not kept from the place`);
  return {
    code: person.code,
    name: person.name,
    profile: person.profile,
    ...blockedBy,
    score,
    free_days: freeDays,
    load,
  };
}

function showAlternative(need: Need, { aim, candidate, ready, sentence }: Alternative) {
  const { person, offer, score, coverage, marginCents, marginRate, displaced } = candidate;
  const replaced = need.replaces
    ? [{ assignment: need.replaces.assignment, consultant: need.replaces.consultant, status: need.replaces.status }]
    : [];
  return {
    aim,
    consultant: person.code,
    name: person.name,
    ...ready,
    score,
    coverage,
    days: (offer?.quarterDays ?? 0) / 4,
    margin: euros(marginCents),
    margin_rate: marginRate,
    displaced: displaced.map(showDisplaced),
    replaced,
    sentence,
  };
}

function describeNeed(need: Need, asOf: CivilDate) {
  const { place, gaps } = placeOf(need, asOf);
  return {
    id: need.id,
    kind: need.kind,
    opportunity: need.opportunity,
    project: need.project,
    client: need.client,
    place: need.city,
    place_required: need.placeRequired ?? false,
    remote_days: need.remoteDays ?? null,
    title: need.title,
    profile: need.profile,
    skills: need.skills.map(({ skill, level, required }) => ({ skill, level, required })),
    skills_from: need.skillsFrom,
    starts_on: place?.startsOn ?? need.startsOn,
    ends_on: need.endsOn,
    days: need.quarterDays === null ? (place ? place.quarterDays / 4 : null) : need.quarterDays / 4,
    share: place ? place.share / FULL_SHARE : null,
    people: place?.people ?? null,
    probability: need.probabilityPercent / 100,
    daily_rate: euros(need.dailyRateCents),
    replaces: need.replaces ? { assignment: need.replaces.assignment, consultant: need.replaces.consultant } : null,
    gaps,
  };
}

type Limits = { readonly candidates: number; readonly blocked: number };

function answerNeed(
  need: Need,
  people: readonly ReadyPerson[],
  facts: StaffingFacts,
  weights: StaffingWeights,
  limits: Limits,
) {
  const described = describeNeed(need, facts.asOf);
  const { place } = placeOf(need, facts.asOf);
  const hasTarget = need.opportunity !== null || need.project !== null;
  // Who looks for people without a deal asks for no days.
  const sentences = described.gaps
    .filter((gap) => hasTarget || need.kind !== 'request' || gap === 'dates' || gap === 'past')
    .map((gap) => GAP_SENTENCES[gap]);
  const covered = need.quarterDays === 0;
  if (!place || covered) {
    const message = covered ? ['Tous les jours du besoin sont déjà réservés.'] : sentences;
    return {
      ...described,
      covered,
      message: message.join(' ') || null,
      considered: 0,
      feasible: 0,
      candidates: [],
      blocked: [],
      nearest_miss: null,
      alternatives: [],
    };
  }
  const { candidates, blocked } = rankCandidates(people, need, { place, weights });
  const [miss] = candidates.length === 0 ? blocked : [];
  if (candidates.length === 0) sentences.push(sayNobody(blocked));
  return {
    ...described,
    covered,
    message: sentences.join(' ') || null,
    considered: candidates.length + blocked.length,
    feasible: candidates.length,
    candidates: candidates.slice(0, limits.candidates).map((one) => showCandidate(need, one)),
    blocked: blocked.slice(0, limits.blocked).map(showBlocked),
    nearest_miss: miss ? showBlocked(miss) : null,
    alternatives: hasTarget ? threeAlternatives(need, candidates).map((one) => showAlternative(need, one)) : [],
  };
}

/** The days over which people are looked at: to the last end of the needs. */
function spanOf(needs: readonly Need[], asOf: CivilDate) {
  const ends = needs.flatMap((need) => placeOf(need, asOf).place?.endsOn ?? []);
  return { startsOn: addDays(asOf, 1), endsOn: ends.reduce(later, addDays(asOf, 1)) };
}

/** @returns a refusal when what is asked about is not there. */
export function reportStaffing(facts: StaffingFacts, asked: StaffingQuestion, weights: StaffingWeights) {
  const needs = askedNeeds(facts, asked);
  if (isNotThere(needs)) return needs;
  const shown = needs.slice(0, MOST_NEEDS);
  const people = readyPeople(facts.people, spanOf(shown, facts.asOf));
  const size = isWholeQuestion(asked) ? 'all' : 'one';
  const limits = { candidates: MOST_CANDIDATES[size], blocked: MOST_BLOCKED[size] };
  const answers = shown.map((need) => answerNeed(need, people, facts, weights, limits));
  return {
    needs: answers,
    total: {
      needs: needs.length,
      without_candidate: answers.filter(({ feasible, covered }) => feasible === 0 && !covered).length,
      left_out: needs.length - shown.length,
    },
    weights,
  };
}
