// The staffing of all open needs at once, as choices: a person gives a need some share of the days between two dates,
// or keeps a tentative booking of today's plan. What each choice brings is counted here once, for every aim.
import { addDays, earlier, later } from '../civil-dates.ts';
import { compareCodes } from '../codes.ts';
import { countWorkingDays } from '../calendar.ts';
import { centsOfDays, isElsewhere } from './candidates.ts';
import { findNeeds, type StaffingFacts } from './find-needs.ts';
import type { StaffBooking, StaffPerson } from './staff-person.ts';
import {
  bestOffer,
  countWorkDays,
  FULL_SHARE,
  openHorizon,
  presenceIn,
  quartersOfShare,
  type Booked,
  type Offer,
  type Span,
  type WorkDays,
} from './free-time.ts';
import { placeOf, type Need, type NeedGap, type Place } from './need.ts';
import { fitOf, missingSkills } from './skills.ts';

/** What the firm wants of a plan, beside the euros that it makes. */
export type PlanSettings = {
  readonly weeks: number;
  /** 1: a day of an employee that is given to a client is a day of bench saved, at its cost. */
  readonly benchWeight: number;
  /** Share of its price that a day of what is already won is worth more than one of a deal. */
  readonly wonPriority: number;
  /** Somebody of another profile may be sent when they reach this share of the skills that are asked. */
  readonly otherProfileFit: number;
  /** Days lost each time that a need is given to one more person than it takes. */
  readonly handoverDays: number;
};

export const DEFAULT_PLAN_SETTINGS: PlanSettings = {
  weeks: 26,
  benchWeight: 1,
  wonPriority: 0.25,
  otherProfileFit: 0.75,
  handoverDays: 2,
};

export type PlanNeed = {
  readonly need: Need;
  readonly place: Place;
  /** All that may be given to it, tentative bookings of today's plan included. */
  readonly mostQuarters: number;
};

/** Cents, expected: weighed by the probability of the deal. */
export type Worth = { readonly marginCents: number; readonly benchCents: number };

export type Choice = Worth & {
  readonly kind: 'assign' | 'keep';
  /** Index of the person, and of the need; −1: a tentative booking on nothing that is open. */
  readonly person: number;
  readonly need: number;
  readonly offer: Offer;
  /** Less than the place asks: somebody else does the rest. */
  readonly partial: boolean;
  readonly knowsClient: boolean;
  /** 0 to 1. */
  readonly fit: number;
  /** Price of the days, expected: what the weights of an aim are shares of. */
  readonly priceCents: number;
  readonly booking: StaffBooking | null;
};

export type PlanPerson = { readonly person: StaffPerson; readonly work: WorkDays; readonly firm: readonly Booked[] };

export type PlanProblem = {
  readonly span: Span;
  readonly people: readonly PlanPerson[];
  readonly needs: readonly PlanNeed[];
  readonly choices: readonly Choice[];
  readonly settings: PlanSettings;
  /** Needs that nobody can be looked for, and what they do not say. */
  readonly incomplete: readonly { readonly need: Need; readonly gaps: readonly NeedGap[] }[];
  /** Needs beyond what one solve takes. */
  readonly leftOut: number;
  /** Choices of people who have too many: those of least worth. */
  readonly choicesLeftOut: number;
};

/** Beyond, a solve takes minutes: the needs of most worth are taken, the rest is told. */
const MOST_NEEDS = 400;

function expected(cents: number, probabilityPercent: number): number {
  return Math.round((cents * probabilityPercent) / 100);
}

function worthOf(person: StaffPerson, quarterDays: number, dailyRateCents: number | null, probability: number) {
  const rate = dailyRateCents ?? person.targetRateCents ?? 0;
  return {
    marginCents: expected(centsOfDays(quarterDays, rate - person.dailyCostCents), probability),
    // An independent who is not sent costs nothing.
    benchCents:
      person.employment === 'salarie' ? expected(centsOfDays(quarterDays, person.dailyCostCents), probability) : 0,
    priceCents: expected(centsOfDays(quarterDays, rate), probability),
  };
}

/** The part of a place that is in the horizon; null: none. */
function clipPlace(place: Place, span: Span): Place | null {
  if (place.startsOn > span.endsOn) return null;
  if (place.endsOn <= span.endsOn) return place;
  const [kept, whole] = [countWorkingDays(place.startsOn, span.endsOn), countWorkingDays(place.startsOn, place.endsOn)];
  const quarterDays = Math.round((place.quarterDays * kept) / whole);
  return quarterDays === 0 ? null : { ...place, endsOn: span.endsOn, quarterDays };
}

function choosePlaces(facts: StaffingFacts, span: Span) {
  const incomplete: { need: Need; gaps: NeedGap[] }[] = [];
  const placed: { need: Need; place: Place }[] = [];
  for (const need of findNeeds(facts)) {
    const { place, gaps } = placeOf(need, facts.asOf);
    if (!place) incomplete.push({ need, gaps });
    const clipped = place && clipPlace(place, span);
    if (clipped) placed.push({ need, place: clipped });
  }
  const worth = ({ need, place }: (typeof placed)[number]) =>
    need.probabilityPercent * (need.dailyRateCents ?? 0) * place.quarterDays * place.people;
  const kept = placed
    .toSorted((a, b) => worth(b) - worth(a) || compareCodes(a.need.id, b.need.id))
    .slice(0, MOST_NEEDS);
  return {
    incomplete,
    leftOut: placed.length - kept.length,
    placed: kept.sort((a, b) => compareCodes(a.need.id, b.need.id)),
  };
}

export function isEligible(person: StaffPerson, need: Need, settings: PlanSettings): boolean {
  if (need.replaces?.consultant === person.code || missingSkills(person.skills, need.skills).length > 0) return false;
  if (isElsewhere(person, need)) return false;
  if (need.profile === null || person.profile === need.profile) return true;
  if (need.skillsFrom === 'profile' || need.skillsFrom === null) return false;
  return (fitOf(person.skills, need.skills) ?? 0) >= settings.otherProfileFit;
}

function asWorked(bookings: readonly StaffBooking[]): Booked[] {
  return bookings
    .filter((one) => one.worksUntil === null || one.worksUntil >= one.worksFrom)
    .map((one) => ({ target: one.target, startsOn: one.worksFrom, endsOn: one.worksUntil, share: one.share }));
}

/** The firm load that a new booking on the need meets (free-time.ts: tentative ones wait for the work to end). */
function firmAgainst(person: StaffPerson, need: Need): Booked[] {
  const firm = person.bookings.filter(({ status }) => status === 'ferme');
  return need.project !== null ? firm : asWorked(firm);
}

/** Half of less than two fifths of a day is not worth a second person. */
const LEAST_HALF = FULL_SHARE / 5;

/** The ways in which a person can serve a place: all they can, what today's plan leaves, half of each day. */
function waysToServe(person: StaffPerson, work: WorkDays, { need, place }: PlanNeed): Offer[] {
  const against = firmAgainst(person, need);
  const tentative = asWorked(person.bookings.filter(({ status }) => status === 'previsionnelle'));
  const present = presenceIn(person, place);
  const half = Math.floor(place.share / 2);
  const tried = [
    bestOffer(work, present, against, place),
    tentative.length === 0 ? null : bestOffer(work, present, [...against, ...tentative], place),
    half < LEAST_HALF ? null : bestOffer(work, present, against, { share: half, quarterDays: place.quarterDays }),
  ];
  const seen = new Set<string>();
  return tried.filter((offer): offer is Offer => {
    const key = JSON.stringify(offer);
    if (offer === null || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function assignChoices(
  person: StaffPerson,
  work: WorkDays,
  index: { person: number; need: number },
  planned: PlanNeed,
  settings: PlanSettings,
): Choice[] {
  const { need, place } = planned;
  if (!isEligible(person, need, settings)) return [];
  return waysToServe(person, work, planned).map((offer) => ({
    kind: 'assign',
    ...index,
    offer,
    ...worthOf(person, offer.quarterDays, need.dailyRateCents, need.probabilityPercent),
    partial: offer.quarterDays < place.quarterDays,
    knowsClient: need.client !== null && person.clients.has(need.client),
    fit: fitOf(person.skills, need.skills) ?? 1,
    booking: null,
  }));
}

/** The tentative bookings of today's plan, each to be kept or given up. */
function keepChoices(
  facts: StaffingFacts,
  person: StaffPerson,
  work: WorkDays,
  index: number,
  span: Span,
  needOf: ReadonlyMap<string, number>,
): Choice[] {
  return person.bookings.flatMap((booking) => {
    if (booking.status !== 'previsionnelle') return [];
    const offered = {
      startsOn: later(booking.worksFrom, span.startsOn),
      endsOn: booking.worksUntil === null ? span.endsOn : earlier(booking.worksUntil, span.endsOn),
    };
    const quarterDays = quartersOfShare(work, offered, booking.share);
    if (offered.endsOn < offered.startsOn || quarterDays === 0) return [];
    const deal = facts.opportunities.find(({ code }) => code === booking.target);
    const client = deal?.client ?? facts.projects.find(({ code }) => code === booking.target)?.client ?? null;
    return [
      {
        kind: 'keep' as const,
        person: index,
        need: needOf.get(JSON.stringify([booking.target, booking.profile])) ?? -1,
        offer: { ...offered, share: booking.share, quarterDays },
        ...worthOf(person, quarterDays, booking.dailyRateCents, deal ? (deal.probabilityPercent ?? 0) : 100),
        partial: false,
        knowsClient: client !== null && person.clients.has(client),
        fit: 1,
        booking,
      },
    ];
  });
}

/** Nobody can be given more than a few needs: of more choices than this a person, those of least price are left aside. */
const MOST_CHOICES = 150;

function boundChoices(choices: readonly Choice[], people: number): Choice[] {
  const own: Choice[][] = Array.from({ length: people }, () => []);
  for (const choice of choices) own[choice.person]?.push(choice);
  const kept = new Set(
    own.flatMap((list) =>
      list.length <= MOST_CHOICES ? list : list.toSorted((a, b) => b.priceCents - a.priceCents).slice(0, MOST_CHOICES),
    ),
  );
  return choices.filter((choice) => kept.has(choice));
}

/** @returns the people, needs and choices from the day after `asOf`, for as many weeks as the settings say. */
export function posePlan(facts: StaffingFacts, settings: PlanSettings): PlanProblem {
  const span = { startsOn: addDays(facts.asOf, 1), endsOn: addDays(facts.asOf, 7 * settings.weeks) };
  const horizon = openHorizon(span.startsOn, span.endsOn);
  const { placed, incomplete, leftOut } = choosePlaces(facts, span);
  const people = facts.people
    .filter(({ productive }) => productive)
    .toSorted((a, b) => compareCodes(a.code, b.code))
    .map((person) => ({
      person,
      work: countWorkDays(person, horizon),
      firm: asWorked(person.bookings.filter(({ status }) => status === 'ferme')),
    }));
  const needOf = new Map(
    placed.map(({ need }, i) => [JSON.stringify([need.project ?? need.opportunity, need.profile]), i] as const),
  );
  const kept = people.flatMap(({ person, work }, i) => keepChoices(facts, person, work, i, span, needOf));
  const needs = placed.map(({ need, place }, i) => ({
    need,
    place,
    mostQuarters:
      place.quarterDays * place.people +
      kept.reduce((total, choice) => total + (choice.need === i ? choice.offer.quarterDays : 0), 0),
  }));
  const assigned = needs.flatMap((planned, need) =>
    people.flatMap(({ person, work }, i) => assignChoices(person, work, { person: i, need }, planned, settings)),
  );
  const bounded = boundChoices(assigned, people.length);
  const choicesLeftOut = assigned.length - bounded.length;
  return { span, people, needs, choices: [...kept, ...bounded], settings, incomplete, leftOut, choicesLeftOut };
}
