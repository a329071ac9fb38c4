// The reasons to choose somebody for a need, each with its value from 0 to 1 and its sentence; null: nothing tells it, and
// it is not counted.
import { addDays } from '../civil-dates.ts';
import { foldText } from '../codes.ts';
import { sayDate, sayDays, sayNumber, sayPercent } from '../french.ts';
import { FULL_SHARE, type Offer } from './free-time.ts';
import type { Need, Place } from './need.ts';
import { lastUse } from './skill-evidence.ts';
import { fitOf, keyOfSkill, levelOf } from './skills.ts';
import type { StaffPerson } from './staff-person.ts';
import type { StaffingTerm } from './weights.ts';

export type Term = {
  readonly term: StaffingTerm;
  readonly weight: number;
  /** 0 to 1; null: not known, not counted. */
  readonly value: number | null;
  readonly detail: string;
};

/** A year without working for a client, and what one knew of it is old. */
const FRESH_DAYS = 365;
/** A margin rate from which one more point is no reason to prefer somebody. */
const FULL_MARGIN_RATE = 0.4;

export function round4(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

type Untold = Omit<Term, 'weight'>;

function skillsTerm(person: StaffPerson, need: Need): Untold {
  const value = fitOf(person.skills, need.skills);
  const listed = need.skills
    .map(({ skill, level }) => {
      const use = levelOf(person.skills, skill) === 0 ? null : lastUse(person.uses, skill);
      const until = use === null ? '' : ` (jusqu'au ${sayDate(use.to)})`;
      return `${skill} ${levelOf(person.skills, skill)}/${level}${until}`;
    })
    .join(', ');
  const from = {
    asked: 'demandées',
    replaced: 'de la personne remplacée',
    title: "de l'intitulé",
    profile: 'usuelles du profil',
  };
  return {
    term: 'skills',
    value: value === null ? null : round4(value),
    detail:
      need.skillsFrom === null ? 'Aucune compétence demandée.' : `Compétences ${from[need.skillsFrom]} : ${listed}.`,
  };
}

function profileTerm(person: StaffPerson, need: Need): Omit<Term, 'weight'> {
  if (need.profile === null) return { term: 'profile', value: null, detail: 'Aucun profil demandé.' };
  const same = person.profile === need.profile;
  return {
    term: 'profile',
    value: same ? 1 : 0,
    detail: same ? `${person.profile}.` : `${person.profile}, au lieu de ${need.profile}.`,
  };
}

function availabilityTerm(place: Place, offer: Offer | null, coverage: number): Omit<Term, 'weight'> {
  const asked = sayDays(place.quarterDays / 4);
  if (!offer) return { term: 'availability', value: 0, detail: `0 j sur ${asked}.` };
  const share = sayNumber((100 * offer.share) / FULL_SHARE);
  const when = `du ${sayDate(offer.startsOn)} au ${sayDate(offer.endsOn)} à ${share} %`;
  return {
    term: 'availability',
    value: round4(coverage),
    detail: `${sayDays(offer.quarterDays / 4)} sur ${asked}, ${when}.`,
  };
}

function marginTerm(marginRate: number | null): Omit<Term, 'weight'> {
  if (marginRate === null) return { term: 'margin', value: null, detail: 'Aucun TJM connu.' };
  const value = Math.min(1, Math.max(0, marginRate / FULL_MARGIN_RATE));
  return { term: 'margin', value: round4(value), detail: `Marge de ${sayPercent(marginRate)}.` };
}

function continuityTerm(person: StaffPerson, need: Need, place: Place): Omit<Term, 'weight'> {
  if (need.client === null) return { term: 'continuity', value: null, detail: 'Aucun client.' };
  const last = person.clients.get(need.client);
  if (last === undefined) return { term: 'continuity', value: 0, detail: `N'a pas travaillé pour ${need.client}.` };
  const fresh = last >= addDays(place.startsOn, -FRESH_DAYS);
  return {
    term: 'continuity',
    value: fresh ? 1 : 0.5,
    detail: `A travaillé pour ${need.client} jusqu'au ${sayDate(last)}.`,
  };
}

function placeTerm(person: StaffPerson, need: Need): Omit<Term, 'weight'> {
  if (person.agency === null || need.city === null)
    return { term: 'place', value: null, detail: 'Lieu inconnu de la personne ou du client.' };
  const same = foldText(person.agency) === foldText(need.city);
  const away = need.remoteDays ?? 0;
  const remote = same || away === 0 ? '' : ` ; ${away} j à distance par semaine`;
  return {
    term: 'place',
    value: same ? 1 : away / WEEK_DAYS,
    detail: `Agence ${person.agency}, client à ${need.city}${remote}.`,
  };
}

export const WEEK_DAYS = 5;

function remoteTerm({ remoteDays: asked = null }: StaffPerson, { remoteDays: possible = null }: Need): Untold {
  if (asked === null || possible === null)
    return { term: 'remote', value: null, detail: 'Jours à distance inconnus de la personne ou du besoin.' };
  return {
    term: 'remote',
    value: asked === 0 ? 1 : round4(Math.min(1, possible / asked)),
    detail: `Demande ${asked} j à distance par semaine, ${possible} possibles.`,
  };
}

/** A wish is met when the need names it: its skills, title, profile or place. */
function wishTerm({ wishes = [] }: StaffPerson, { skills, title, profile, city }: Need): Untold {
  if (wishes.length === 0) return { term: 'wish', value: null, detail: 'Aucun souhait connu.' };
  const asked = new Set(skills.map(({ skill }) => keyOfSkill(skill)));
  const told = ` ${[title, profile, city].map((text) => foldText(text ?? '')).join(' ')} `;
  const met = wishes.filter((wish) => asked.has(keyOfSkill(wish)) || told.includes(` ${foldText(wish)} `));
  return {
    term: 'wish',
    value: met.length > 0 ? 1 : 0,
    detail: met.length > 0 ? `Souhaite ${met.join(', ')}.` : `Souhaite autre chose : ${wishes.join(', ')}.`,
  };
}

function textTerm({ textMatch = null }: StaffPerson, { text = null }: Need): Untold {
  if (text === null) return { term: 'text', value: null, detail: 'Aucun texte cherché.' };
  if (textMatch === null) return { term: 'text', value: 0, detail: `Rien de « ${text} » dans sa fiche.` };
  const { rank, byWords, document } = textMatch;
  const near = document === null ? '' : `proche de « ${document.title} », page ${document.page}`;
  const places = [byWords ? 'dans sa fiche' : '', near].filter((place) => place !== '');
  return { term: 'text', value: round4(rank), detail: `« ${text} » ${places.join(', et ')}.` };
}

export type Offered = {
  readonly offer: Offer | null;
  readonly coverage: number;
  readonly marginRate: number | null;
};

/** Every term, in the order in which they are shown. */
export function termsOf(person: StaffPerson, need: Need, place: Place, offered: Offered): Untold[] {
  return [
    profileTerm(person, need),
    availabilityTerm(place, offered.offer, offered.coverage),
    skillsTerm(person, need),
    marginTerm(offered.marginRate),
    continuityTerm(person, need, place),
    placeTerm(person, need),
    remoteTerm(person, need),
    wishTerm(person, need),
    textTerm(person, need),
  ];
}
