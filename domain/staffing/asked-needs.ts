// Which needs a question is about: a deal, a project, somebody to replace, a profile in a period, or all that is open.
import { addDays, later, type CivilDate } from '../civil-dates.ts';
import { compareCodes } from '../codes.ts';
import type { StaffPerson } from './staff-person.ts';
import {
  bookedQuarters,
  findNeeds,
  dealOf,
  needOfReplacement,
  needsOfOpportunity,
  needsOfProject,
  type StaffingFacts,
} from './find-needs.ts';
import type { Need } from './need.ts';
import { usualSkills, type WantedSkill } from './skills.ts';

export type StaffingQuestion = {
  readonly opportunity: string | null;
  readonly project: string | null;
  /** Code of the consultant to replace. */
  readonly replace: string | null;
  readonly profile: string | null;
  readonly from: CivilDate | null;
  readonly to: CivilDate | null;
  /** Millionths of a day. */
  readonly share: number | null;
  readonly skills: readonly WantedSkill[] | null;
  readonly dailyRateCents: number | null;
  /** Only people of that agency. */
  readonly place: string | null;
  /** Words to be found in their card and missions. */
  readonly text: string | null;
};

/** The question that asks for nothing in particular: all that is open. */
export const NOTHING_ASKED: StaffingQuestion = {
  opportunity: null,
  project: null,
  replace: null,
  profile: null,
  from: null,
  to: null,
  share: null,
  skills: null,
  dailyRateCents: null,
  place: null,
  text: null,
};

/** A question on something that is not there: a French sentence. */
export type NotThere = { readonly refusal: string };

export function isNotThere(answer: readonly Need[] | NotThere): answer is NotThere {
  return 'refusal' in answer;
}

/** Four weeks: who is free sooner than later is told. */
const SEARCHED_DAYS = 28;

/** A need that the question itself describes. */
function describedNeed(facts: StaffingFacts, asked: StaffingQuestion): Need {
  const deal =
    facts.projects.find(({ code }) => code === asked.project) ??
    facts.opportunities.find(({ code }) => code === asked.opportunity) ??
    null;
  const peers = facts.people.filter(({ profile }) => profile === asked.profile);
  const usual = usualSkills(peers.map(({ skills }) => skills));
  return {
    id: [deal?.code ?? 'search', asked.profile ?? ''].join(':'),
    kind:
      asked.opportunity === null && asked.project === null
        ? 'request'
        : asked.project === null
          ? 'opportunity'
          : 'project',
    opportunity: asked.opportunity,
    project: asked.project,
    ...dealOf(deal),
    profile: asked.profile,
    skills: usual,
    skillsFrom: usual.length === 0 ? null : 'profile',
    startsOn:
      deal === null
        ? (asked.from ?? addDays(facts.asOf, 1))
        : (deal.startsOn ?? (asked.project === null ? null : addDays(facts.asOf, 1))),
    // Who is looked for without a day to leave is looked for over the weeks to come.
    endsOn:
      deal === null ? addDays(later(asked.from ?? facts.asOf, addDays(facts.asOf, 1)), SEARCHED_DAYS - 1) : deal.endsOn,
    quarterDays: null,
    share: null,
    probabilityPercent: 100,
    dailyRateCents: asked.profile === null ? null : (facts.targetRates.get(asked.profile) ?? null),
    replaces: null,
  };
}

function replacementNeeds(facts: StaffingFacts, person: StaffPerson, asked: StaffingQuestion): Need[] | NotThere {
  const from = later(asked.from ?? addDays(facts.asOf, 1), addDays(facts.asOf, 1));
  const target = asked.project ?? asked.opportunity;
  const running = person.bookings
    .filter((one) => (target === null || one.target === target) && (one.worksUntil === null || one.worksUntil >= from))
    .sort((a, b) => compareCodes(a.startsOn, b.startsOn) || compareCodes(a.code, b.code));
  const firm = running.filter(({ status }) => status === 'ferme');
  const chosen = firm.length > 0 ? firm : running;
  if (chosen.length === 0)
    return {
      refusal: `${person.name} (${person.code}) n'a pas d'affectation à reprendre${target === null ? '' : ` sur ${target}`}.`,
    };
  return chosen.map((booking) => needOfReplacement(facts, person, booking, from));
}

function ofTarget(facts: StaffingFacts, asked: StaffingQuestion): Need[] | NotThere {
  const booked = bookedQuarters(facts);
  const opportunity = facts.opportunities.find(({ code }) => code === asked.opportunity);
  if (asked.opportunity !== null && !opportunity) return { refusal: `Opportunité inconnue : ${asked.opportunity}.` };
  const project = facts.projects.find(({ code }) => code === asked.project);
  if (asked.project !== null && !project) return { refusal: `Projet inconnu : ${asked.project}.` };
  const needs = [
    ...(opportunity ? needsOfOpportunity(facts, opportunity, booked) : []),
    ...(project ? needsOfProject(facts, project, booked) : []),
    ...(project ? findNeeds(facts).filter((need) => need.project === project.code && need.kind !== 'project') : []),
  ].filter((need) => asked.profile === null || need.profile === asked.profile);
  // A deal whose sheet says nothing, a profile that it does not name: what the question says is the need.
  if (needs.length === 0 && (asked.profile !== null || opportunity)) return [describedNeed(facts, asked)];
  return needs;
}

function withQuestion(need: Need, asked: StaffingQuestion): Need {
  return {
    ...need,
    ...(asked.from !== null && !need.replaces && { startsOn: asked.from }),
    ...(asked.to !== null && !need.replaces && { endsOn: asked.to }),
    ...(asked.share !== null && !need.replaces && { share: asked.share, quarterDays: null }),
    ...(asked.skills !== null && { skills: asked.skills, skillsFrom: 'asked' as const }),
    ...(asked.dailyRateCents !== null && { dailyRateCents: asked.dailyRateCents }),
    ...(asked.place !== null && { city: asked.place, placeRequired: true }),
    ...(asked.text !== null && { text: asked.text }),
  };
}

/** The needs that are asked for, with what the question changes in them; a refusal when its subject is not there. */
export function askedNeeds(facts: StaffingFacts, asked: StaffingQuestion): Need[] | NotThere {
  const found = findAsked(facts, asked);
  return isNotThere(found) ? found : found.map((need) => withQuestion(need, asked));
}

function findAsked(facts: StaffingFacts, asked: StaffingQuestion): Need[] | NotThere {
  if (asked.replace !== null) {
    const person = facts.people.find(({ code }) => code === asked.replace);
    return person ? replacementNeeds(facts, person, asked) : { refusal: `Consultant inconnu : ${asked.replace}.` };
  }
  if (asked.opportunity !== null || asked.project !== null) return ofTarget(facts, asked);
  if ([asked.skills, asked.profile, asked.from, asked.place, asked.text].some((one) => one !== null))
    return [describedNeed(facts, asked)];
  return findNeeds(facts);
}

/** All open needs are asked for, and not one. */
export function isWholeQuestion(asked: StaffingQuestion): boolean {
  return [
    asked.replace,
    asked.opportunity,
    asked.project,
    asked.skills,
    asked.profile,
    asked.from,
    asked.place,
    asked.text,
  ].every((one) => one === null);
}
