// Who can take a place, in order: what keeps somebody from it apart (nobody is sent who is not there, full, or without a
// required skill), then a score whose every term is shown. Same facts, same order: ties go to the fuller offer, then
// to the code.
import { addDays } from '../civil-dates.ts';
import { compareCodes, foldText } from '../codes.ts';
import { sayDate } from '../french.ts';
import { fraction, roundDecimal } from '../fraction.ts';
import { round4, termsOf, WEEK_DAYS, type Term } from './candidate-terms.ts';
import {
  bestOffer,
  countWorkDays,
  FULL_SHARE,
  loadSpans,
  openHorizon,
  presenceIn,
  quartersIn,
  quartersOfShare,
  workingDaysBetween,
  type Booked,
  type Offer,
  type Span,
  type WorkDays,
} from './free-time.ts';
import type { Need, Place } from './need.ts';
import { levelOf, missingSkills } from './skills.ts';
import type { StaffBooking, StaffPerson } from './staff-person.ts';
import type { StaffingWeights } from './weights.ts';

/** What keeps a person from a place. */
export const STAFFING_CONSTRAINTS = ['presence', 'load', 'leave', 'skills', 'replaced', 'place', 'text'] as const;
export type StaffingConstraint = (typeof STAFFING_CONSTRAINTS)[number];

export type Displaced = {
  readonly assignment: string;
  readonly consultant: string;
  readonly target: string;
  readonly status: 'ferme' | 'previsionnelle';
  readonly days: number;
  /** Margin of those days, which the firm would not make there. */
  readonly marginCents: number;
};

export type Candidate = {
  readonly person: StaffPerson;
  readonly offer: Offer | null;
  readonly blockedBy: { readonly constraint: StaffingConstraint; readonly detail: string } | null;
  readonly score: number;
  /** Days offered over days of the place, 0 to 1. */
  readonly coverage: number;
  readonly terms: readonly Term[];
  readonly freeDays: number;
  /** Firm load over the working days of the place. */
  readonly load: number | null;
  readonly dailyRateCents: number | null;
  readonly marginCents: number | null;
  readonly marginRate: number | null;
  readonly displaced: readonly Displaced[];
  /** Can be given the booking of who is replaced, from the day of the offer on. */
  readonly takesOver: boolean;
};

/** What a booking takes of the person as far as work goes: to its project's end; an overrun is nobody's work. */
function asWorked(bookings: readonly StaffBooking[], status: 'ferme' | 'previsionnelle'): Booked[] {
  return bookings
    .filter((one) => one.status === status && (one.worksUntil === null || one.worksUntil >= one.worksFrom))
    .map((one) => ({ target: one.target, startsOn: one.worksFrom, endsOn: one.worksUntil, share: one.share }));
}

/** What the staffing commands count against a firm booking: the firm ones as they are booked. */
function asBooked(bookings: readonly StaffBooking[]): Booked[] {
  return bookings.filter(({ status }) => status === 'ferme');
}

/** Quarter days × cents a day → cents, half up. */
export function centsOfDays(quarterDays: number, dailyCents: number): number {
  return Math.sign(dailyCents) * Math.round((quarterDays * Math.abs(dailyCents)) / 4);
}

/** The tentative bookings that the offer leaves no room for. */
function findDisplaced(person: StaffPerson, work: WorkDays, need: Need, offer: Offer): Displaced[] {
  const tentative = person.bookings.filter(
    (one) => one.status === 'previsionnelle' && one.code !== need.replaces?.assignment,
  );
  if (tentative.length === 0) return [];
  const all = [...asWorked(person.bookings, 'ferme'), ...asWorked(tentative, 'previsionnelle')];
  const crowded = loadSpans(all, offer).filter(({ load }) => load + offer.share > work.maxShare);
  return tentative.flatMap((one) => {
    const touched = crowded.filter(
      (span) => one.worksFrom <= span.endsOn && (one.worksUntil === null || one.worksUntil >= span.startsOn),
    );
    if (touched.length === 0) return [];
    const quarters = touched.reduce((total, span) => total + quartersOfShare(work, span, one.share), 0);
    const margin = (one.dailyRateCents ?? person.targetRateCents ?? 0) - person.dailyCostCents;
    return {
      assignment: one.code,
      consultant: person.code,
      target: one.target,
      status: one.status,
      days: quarters / 4,
      marginCents: centsOfDays(quarters, margin),
    };
  });
}

/** Based elsewhere, where one must come from the place and cannot work away all week. */
export function isElsewhere(person: StaffPerson, { placeRequired = false, city, remoteDays = null }: Need): boolean {
  if (!placeRequired || city === null || person.agency === null || remoteDays === WEEK_DAYS) return false;
  return foldText(person.agency) !== foldText(city);
}

function scoreOf(terms: readonly Term[]): number {
  const known = terms.filter((one): one is Term & { value: number } => one.value !== null && one.weight > 0);
  const weight = known.reduce((total, one) => total + one.weight, 0);
  if (weight === 0) return 0;
  return Math.round((1000 * known.reduce((total, one) => total + one.weight * one.value, 0)) / weight) / 10;
}

type Blocked = { constraint: StaffingConstraint; detail: string };

/** Why nobody can offer a day: not there, booked, or away. */
function explainNoOffer(person: StaffPerson, work: WorkDays, place: Place, firm: readonly Booked[]): Blocked {
  const present = presenceIn(person, place);
  if (present.endsOn < present.startsOn || workingDaysBetween(work, present) === 0) {
    const gone = person.leftOn !== null && person.leftOn < place.endsOn;
    return {
      constraint: 'presence',
      detail: gone
        ? `Quitte l'entreprise le ${sayDate(person.leftOn)}.`
        : `N'arrive que le ${sayDate(person.enteredOn)}.`,
    };
  }
  const spans = loadSpans(firm, present);
  if (spans.some(({ load }) => load < work.maxShare) && quartersIn(work, present) === 0)
    return { constraint: 'leave', detail: 'Absent sur toute la période.' };
  const targets = [
    ...new Set(
      firm
        .filter((one) => one.startsOn <= present.endsOn && (one.endsOn === null || one.endsOn >= present.startsOn))
        .map(({ target }) => target),
    ),
  ].sort(compareCodes);
  return { constraint: 'load', detail: `Déjà pris sur la période : ${targets.join(', ')}.` };
}

function findBlock(
  person: StaffPerson,
  need: Need,
  place: Place,
  work: WorkDays,
  offer: Offer | null,
  firm: readonly Booked[],
): Blocked | null {
  if (need.replaces?.consultant === person.code)
    return { constraint: 'replaced', detail: "C'est la personne à remplacer." };
  const missing = missingSkills(person.skills, need.skills);
  if (missing.length > 0) {
    const listed = missing
      .map(({ skill, level }) => `${skill} ${level} (a ${levelOf(person.skills, skill)})`)
      .join(', ');
    return { constraint: 'skills', detail: `Compétences exigées : ${listed}.` };
  }
  if (isElsewhere(person, need))
    return { constraint: 'place', detail: `Agence ${person.agency}, et le besoin se fait à ${need.city}.` };
  if (typeof need.text === 'string' && (person.textMatch ?? null) === null)
    return { constraint: 'text', detail: `Rien de « ${need.text} » dans sa fiche ni ses missions.` };
  return offer ? null : explainNoOffer(person, work, place, firm);
}

/** The last day that a booking may hold: beyond, nobody plans. */
const FAR = '2199-12-31';

/** A successor takes the booking over as it is: its whole share, to its end, even where its project ends before. */
export function canTakeOver(person: StaffPerson, need: Need, place: Place, offer: Offer | null): boolean {
  if (!offer || !need.replaces || offer.share < place.share || offer.endsOn < place.endsOn) return false;
  const end = need.replaces.endsOn ?? FAR;
  if (person.leftOn !== null && person.leftOn < end) return false;
  if (need.replaces.status !== 'ferme') return true;
  const after = loadSpans(asBooked(person.bookings), { startsOn: addDays(place.endsOn, 1), endsOn: end });
  return after.every(({ load }) => load + offer.share <= FULL_SHARE);
}

export type Ranking = { readonly place: Place; readonly weights: StaffingWeights };

/** A person with the days they work in a horizon that holds every place they are judged for. */
export type ReadyPerson = { readonly person: StaffPerson; readonly work: WorkDays };

/** The productive people of the firm, their working days counted once. */
export function readyPeople(people: readonly StaffPerson[], span: Span): ReadyPerson[] {
  const horizon = openHorizon(span.startsOn, span.endsOn);
  return people
    .filter(({ productive }) => productive)
    .map((person) => ({ person, work: countWorkDays(person, horizon) }));
}

/** A tentative booking waits for the work to end; a firm one meets the load that the commands refuse. */
function booksFirmly(need: Need): boolean {
  return need.replaces ? need.replaces.status === 'ferme' : need.project !== null;
}

function judge({ person, work }: ReadyPerson, need: Need, { place, weights }: Ranking): Candidate {
  const worked = asWorked(person.bookings, 'ferme');
  const against = booksFirmly(need) ? asBooked(person.bookings) : worked;
  const present: Span = presenceIn(person, place);
  const offer = bestOffer(work, present, against, place);
  const coverage = offer === null ? 0 : Math.min(1, offer.quarterDays / place.quarterDays);
  const dailyRateCents = need.dailyRateCents ?? person.targetRateCents;
  const margin = dailyRateCents === null ? null : dailyRateCents - person.dailyCostCents;
  const marginRate =
    margin === null || dailyRateCents === null || dailyRateCents === 0
      ? null
      : roundDecimal(fraction(margin, dailyRateCents), 4);
  const terms = termsOf(person, need, place, { offer, coverage, marginRate }).map((term) => ({
    ...term,
    weight: weights[term.term],
  }));
  const workingDays = workingDaysBetween(work, present);
  const booked = loadSpans(worked, present).reduce(
    (total, span) => total + workingDaysBetween(work, span) * span.load,
    0,
  );
  return {
    person,
    offer,
    blockedBy: findBlock(person, need, place, work, offer, against),
    score: scoreOf(terms),
    coverage: round4(coverage),
    terms,
    freeDays: Math.max(0, Math.round(((quartersIn(work, present) * work.maxShare) / 4 - booked) / 10_000) / 100),
    load: workingDays === 0 ? null : round4(booked / workingDays / FULL_SHARE),
    dailyRateCents,
    marginCents: offer === null || margin === null ? null : centsOfDays(offer.quarterDays, margin),
    marginRate,
    displaced: offer === null ? [] : findDisplaced(person, work, need, offer),
    takesOver: canTakeOver(person, need, place, offer),
  };
}

function compareCandidates(a: Candidate, b: Candidate): number {
  return b.score - a.score || b.coverage - a.coverage || compareCodes(a.person.code, b.person.code);
}

/** Everyone judged for the place: who can take it in order, and who cannot with the nearest first. */
export function rankCandidates(people: readonly ReadyPerson[], need: Need, ranking: Ranking) {
  const judged = people.map((ready) => judge(ready, need, ranking)).sort(compareCandidates);
  return {
    candidates: judged.filter(({ blockedBy }) => blockedBy === null),
    blocked: judged.filter(({ blockedBy }) => blockedBy !== null && blockedBy.constraint !== 'replaced'),
  };
}

/** What keeps everybody from the place, in a sentence: the nearest miss. @param blocked the nearest first. */
export function sayNobody(blocked: readonly Candidate[]): string {
  const [miss] = blocked;
  if (!miss?.blockedBy) return 'Personne ne peut le prendre : aucune personne productive à votre portée.';
  return `Personne ne peut le prendre ; au plus près, ${miss.person.name} (${miss.person.code}) : ${miss.blockedBy.detail}`;
}
