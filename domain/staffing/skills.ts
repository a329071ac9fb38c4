// What a need asks its people to know, and how far a person answers it. Levels go from 1 (learnt) to 5 (teaches it).
import { foldText } from '../codes.ts';
import { findSkills, nameSkill } from '../skill-taxonomy.ts';

export type Skill = { readonly skill: string; readonly level: number };

/** `required`: without that level one cannot be sent; else it is a wish. */
export type WantedSkill = Skill & { readonly required: boolean };

/** Where the wanted skills come from: the question, the person replaced, the title of the deal, or what people of the profile know. */
export const SKILL_SOURCES = ['asked', 'replaced', 'title', 'profile'] as const;
export type SkillSource = (typeof SKILL_SOURCES)[number];

/** Works alone on it: what is expected where nobody said a level. */
export const USUAL_LEVEL = 3;

/** « TypeScript:4|AWS » → TypeScript at 4, required; AWS, wished. Null: not understood. */
export function parseWantedSkills(text: string): WantedSkill[] | null {
  const wanted: WantedSkill[] = [];
  for (const part of text.split('|')) {
    const match = /^([^:|]*[^:|\s][^:|]*)(?::([1-5]))?$/.exec(part);
    if (!match) return null;
    const level = match[2] === undefined ? USUAL_LEVEL : Number(match[2]);
    wanted.push({ skill: (match[1] ?? '').trim(), level, required: match[2] !== undefined });
  }
  return wanted;
}

/** The same for every word by which a skill is said: « k8s » is Kubernetes, « JAVA » is Java. */
export function keyOfSkill(word: string): string {
  return foldText(nameSkill(word));
}

export function levelOf(skills: readonly Skill[], skill: string): number {
  const key = keyOfSkill(skill);
  return skills.reduce((best, own) => (keyOfSkill(own.skill) === key ? Math.max(best, own.level) : best), 0);
}

/** The skills that a text names, of those that somebody of the firm has. */
export function skillsNamedIn(text: string, known: readonly string[]): WantedSkill[] {
  const held = new Set(known.map(keyOfSkill));
  const named = new Map(findSkills(text, known).map(({ skill }) => [keyOfSkill(skill), skill]));
  return [...named]
    .filter(([key]) => held.has(key))
    .map(([, skill]) => ({ skill, level: USUAL_LEVEL, required: false }));
}

/** Held by a third of the people of a profile, a skill is part of the trade. */
const USUAL_SHARE = 1 / 3;

/** What people of a profile usually know. @param people the skills of each of them. */
export function usualSkills(people: readonly (readonly Skill[])[]): WantedSkill[] {
  const holders = new Map<string, { skill: string; count: number }>();
  for (const skills of people) {
    for (const { skill } of skills) {
      const known = holders.get(keyOfSkill(skill)) ?? { skill: nameSkill(skill), count: 0 };
      holders.set(keyOfSkill(skill), { ...known, count: known.count + 1 });
    }
  }
  return [...holders]
    .filter(([, { count }]) => count >= people.length * USUAL_SHARE)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { skill }]) => ({ skill, level: USUAL_LEVEL, required: false }));
}

/** 1: every wanted level is reached; 0: none is known at all. Null: nothing is wanted. */
export function fitOf(skills: readonly Skill[], wanted: readonly WantedSkill[]): number | null {
  if (wanted.length === 0) return null;
  const reached = wanted.map(({ skill, level }) => Math.min(1, levelOf(skills, skill) / level));
  return reached.reduce((total, one) => total + one, 0) / wanted.length;
}

/** Required levels that the person has not. */
export function missingSkills(skills: readonly Skill[], wanted: readonly WantedSkill[]): WantedSkill[] {
  return wanted.filter(({ skill, level, required }) => required && levelOf(skills, skill) < level);
}
