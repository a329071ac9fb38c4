// The firm's open needs: deals that are not signed, or are and have no project yet; sold days nobody is booked on;
// missions whose person leaves before their end; people asked for.
import { addDays, earlier, later, type CivilDate } from '../civil-dates.ts';
import { compareCodes } from '../codes.ts';
import { OPEN_STAGES, type OpportunityStage } from '../pipeline.ts';
import { countWorkDays, openHorizon, quartersOfShare, shareOf } from './free-time.ts';
import type { Need, ReplacedBooking } from './need.ts';
import { skillsNamedIn, usualSkills, type SkillSource, type WantedSkill } from './skills.ts';
import type { StaffBooking, StaffPerson } from './staff-person.ts';

type Dated = { readonly startsOn: CivilDate | null; readonly endsOn: CivilDate | null };

type Deal = Dated & {
  readonly code: string;
  readonly client: string | null;
  /** Where it is done: as its needs say, else the client's city. */
  readonly city: string | null;
  readonly title: string | null;
  readonly placeRequired?: boolean;
  readonly remoteDays?: number | null;
};

export type OpportunityFact = Deal & {
  readonly stage: OpportunityStage;
  readonly probabilityPercent: number | null;
  readonly hasProject: boolean;
  readonly needs: readonly { readonly profile: string; readonly quarterDays: number }[];
  /** TJM of its last quote, by profile. */
  readonly rates: ReadonlyMap<string, number>;
};

export type ProjectFact = Deal & {
  /** Neither closed nor internal. */
  readonly running: boolean;
  readonly remaining: readonly {
    readonly profile: string;
    readonly quarterDays: number;
    readonly dailyRateCents: number | null;
  }[];
};

export type RequestFact = Dated & {
  readonly id: number;
  readonly project: string | null;
  readonly opportunity: string | null;
  readonly profile: string;
  readonly quota: string;
};

export type StaffingFacts = {
  readonly people: readonly StaffPerson[];
  readonly opportunities: readonly OpportunityFact[];
  readonly projects: readonly ProjectFact[];
  readonly requests: readonly RequestFact[];
  readonly targetRates: ReadonlyMap<string, number>;
  readonly asOf: CivilDate;
};

type SkillsOf = { readonly skills: readonly WantedSkill[]; readonly skillsFrom: SkillSource | null };

type KnownSkills = { readonly all: readonly string[]; readonly usualOf: Map<string, readonly WantedSkill[]> };

// Thousands of needs ask what the same people know: it is read once for each list of people.
const knownBy = new WeakMap<readonly StaffPerson[], KnownSkills>();

function readKnown(people: readonly StaffPerson[]): KnownSkills {
  const known = knownBy.get(people) ?? {
    all: [...new Set(people.flatMap(({ skills }) => skills.map(({ skill }) => skill)))].sort(compareCodes),
    usualOf: new Map<string, readonly WantedSkill[]>(),
  };
  knownBy.set(people, known);
  return known;
}

function usualOfProfile(people: readonly StaffPerson[], profile: string): readonly WantedSkill[] {
  const { usualOf } = readKnown(people);
  const usual =
    usualOf.get(profile) ?? usualSkills(people.filter((one) => one.profile === profile).map(({ skills }) => skills));
  usualOf.set(profile, usual);
  return usual;
}

/** What the title names, else what people of the profile usually know. */
function inferSkills({ people }: StaffingFacts, title: string | null, profile: string | null): SkillsOf {
  const named = title === null ? [] : skillsNamedIn(title, readKnown(people).all);
  if (named.length > 0) return { skills: named, skillsFrom: 'title' };
  const usual = profile === null ? [] : usualOfProfile(people, profile);
  return usual.length > 0 ? { skills: usual, skillsFrom: 'profile' } : { skills: [], skillsFrom: null };
}

/** A year ahead: a mission without end is looked at that far. */
const FAR_DAYS = 365;

/** Quarter days booked after `asOf` on a target, by profile, firm and tentative. */
export function bookedQuarters(facts: StaffingFacts): (target: string, profile: string) => number {
  const horizon = openHorizon(addDays(facts.asOf, 1), addDays(facts.asOf, FAR_DAYS));
  const booked = new Map<string, number>();
  for (const person of facts.people) {
    if (person.bookings.length === 0) continue;
    const [work, stays] = [countWorkDays(person, horizon), countWorkDays({ ...person, leftOn: null }, horizon)];
    for (const booking of person.bookings) {
      const key = JSON.stringify([booking.target, booking.profile]);
      const span = {
        startsOn: later(booking.worksFrom, horizon.startsOn),
        endsOn: booking.worksUntil === null ? horizon.endsOn : earlier(booking.worksUntil, horizon.endsOn),
      };
      // What who leaves does not do of a firm mission is a replacement's, a need of its own: it is not missing twice.
      const days = booking.status === 'ferme' ? stays : work;
      booked.set(key, (booked.get(key) ?? 0) + quartersOfShare(days, span, booking.share));
    }
  }
  return (target, profile) => booked.get(JSON.stringify([target, profile])) ?? 0;
}

export function dealOf(deal: Deal | null) {
  return {
    client: deal?.client ?? null,
    city: deal?.city ?? null,
    title: deal?.title ?? null,
    placeRequired: deal?.placeRequired ?? false,
    remoteDays: deal?.remoteDays ?? null,
  };
}

export function needsOfOpportunity(
  facts: StaffingFacts,
  deal: OpportunityFact,
  booked: (target: string, profile: string) => number,
): Need[] {
  const lines = new Map<string, number>();
  for (const { profile, quarterDays } of deal.needs) lines.set(profile, (lines.get(profile) ?? 0) + quarterDays);
  return [...lines].map(([profile, quarterDays]) => ({
    id: `${deal.code}:${profile}`,
    kind: 'opportunity',
    opportunity: deal.code,
    project: null,
    ...dealOf(deal),
    profile,
    ...inferSkills(facts, deal.title, profile),
    startsOn: deal.startsOn,
    endsOn: deal.endsOn,
    quarterDays: Math.max(0, quarterDays - booked(deal.code, profile)),
    share: null,
    probabilityPercent: deal.stage === 'gagnee' ? 100 : (deal.probabilityPercent ?? 0),
    dailyRateCents: deal.rates.get(profile) ?? facts.targetRates.get(profile) ?? null,
    replaces: null,
  }));
}

/** Under two days the days left to do are not known well enough to look for somebody. */
const LEAST_UNCOVERED_QUARTERS = 8;

export function needsOfProject(
  facts: StaffingFacts,
  project: ProjectFact,
  booked: (target: string, profile: string) => number,
): Need[] {
  return project.remaining.flatMap(({ profile, quarterDays, dailyRateCents }) => {
    const uncovered = quarterDays - booked(project.code, profile);
    if (uncovered < LEAST_UNCOVERED_QUARTERS) return [];
    return {
      id: `${project.code}:${profile}`,
      kind: 'project' as const,
      opportunity: null,
      project: project.code,
      ...dealOf(project),
      profile,
      ...inferSkills(facts, project.title, profile),
      startsOn: project.startsOn ?? addDays(facts.asOf, 1),
      endsOn: project.endsOn,
      quarterDays: uncovered,
      share: null,
      probabilityPercent: 100,
      dailyRateCents: dailyRateCents ?? facts.targetRates.get(profile) ?? null,
      replaces: null,
    };
  });
}

/** Somebody takes the booking over from a day. Skills: those of who is replaced. */
export function needOfReplacement(
  facts: StaffingFacts,
  person: StaffPerson,
  booking: StaffBooking,
  from: CivilDate,
): Need {
  const project = facts.projects.find(({ code }) => code === booking.target) ?? null;
  const opportunity = facts.opportunities.find(({ code }) => code === booking.target) ?? null;
  const deal = project ?? opportunity;
  const replaces: ReplacedBooking = {
    assignment: booking.code,
    consultant: person.code,
    status: booking.status,
    endsOn: booking.endsOn,
  };
  return {
    id: `${booking.code}:${person.code}`,
    kind: 'replacement',
    opportunity: opportunity?.code ?? null,
    project: project?.code ?? null,
    ...dealOf(deal),
    profile: booking.profile,
    skills: person.skills.map((skill) => ({ ...skill, required: false })),
    skillsFrom: person.skills.length === 0 ? null : 'replaced',
    startsOn: later(from, booking.startsOn),
    endsOn: booking.endsOn ?? booking.worksUntil ?? addDays(later(from, booking.startsOn), FAR_DAYS),
    quarterDays: null,
    share: booking.share,
    probabilityPercent: opportunity ? (opportunity.probabilityPercent ?? 0) : 100,
    dailyRateCents: booking.dailyRateCents ?? facts.targetRates.get(booking.profile) ?? null,
    replaces,
  };
}

/** Firm missions that go on after their person has left. */
function departures(facts: StaffingFacts): Need[] {
  return facts.people.flatMap((person) => {
    const { leftOn } = person;
    if (leftOn === null) return [];
    return person.bookings
      .filter(
        ({ status, worksUntil }) =>
          status === 'ferme' && (worksUntil === null || (worksUntil > leftOn && worksUntil > facts.asOf)),
      )
      .map((booking) => needOfReplacement(facts, person, booking, later(addDays(leftOn, 1), addDays(facts.asOf, 1))));
  });
}

function needOfRequest(facts: StaffingFacts, request: RequestFact): Need {
  const deal =
    facts.projects.find(({ code }) => code === request.project) ??
    facts.opportunities.find(({ code }) => code === request.opportunity) ??
    null;
  return {
    id: `request:${request.id}`,
    kind: 'request',
    opportunity: request.opportunity,
    project: request.project,
    ...dealOf(deal),
    profile: request.profile,
    ...inferSkills(facts, deal?.title ?? null, request.profile),
    startsOn: request.startsOn,
    endsOn: request.endsOn ?? deal?.endsOn ?? null,
    quarterDays: null,
    share: shareOf(request.quota),
    probabilityPercent: 100,
    dailyRateCents: facts.targetRates.get(request.profile) ?? null,
    replaces: null,
  };
}

export function isOpenDeal({ stage, hasProject }: OpportunityFact): boolean {
  return stage === 'gagnee' ? !hasProject : (OPEN_STAGES as readonly string[]).includes(stage);
}

/** Every open need with days left to give, by start, then by its id. */
export function findNeeds(facts: StaffingFacts): Need[] {
  const booked = bookedQuarters(facts);
  const needs = [
    ...facts.opportunities.filter(isOpenDeal).flatMap((deal) => needsOfOpportunity(facts, deal, booked)),
    ...facts.projects.filter(({ running }) => running).flatMap((project) => needsOfProject(facts, project, booked)),
    ...departures(facts),
    ...facts.requests.map((request) => needOfRequest(facts, request)),
  ];
  return needs
    .filter(({ quarterDays }) => quarterDays !== 0)
    .sort((a, b) => compareCodes(a.startsOn ?? '9999', b.startsOn ?? '9999') || compareCodes(a.id, b.id));
}
