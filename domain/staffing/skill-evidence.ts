// When a skill was last used, and what says so: a mission of a confirmed CV, or days counted on a project whose title,
// or its deal's, names the skill. It is shown beside the level, and weighs nothing by itself.
import type { CivilDate } from '../civil-dates.ts';
import { compareCodes } from '../codes.ts';
import { findSkills } from '../skill-taxonomy.ts';
import { keyOfSkill } from './skills.ts';

/** cv: a mission that somebody confirmed from a CV; time: days of a CRA. */
export const SKILL_EVIDENCES = ['cv', 'time'] as const;
export type SkillEvidence = (typeof SKILL_EVIDENCES)[number];

export type SkillUse = {
  readonly kind: SkillEvidence;
  /** « Développeur, Banque Rive », « P012 Migration Kubernetes ». */
  readonly source: string;
  readonly from: CivilDate;
  readonly to: CivilDate;
};

export type UsesBySkill = ReadonlyMap<string, readonly SkillUse[]>;

/** A mission or a project of a person, with the words that name its skills. */
export type UsedWork = SkillUse & { readonly skills: readonly string[]; readonly titles: readonly string[] };

/** The uses of each skill of one person, by the skill's key, the latest first. @param known skills of the firm. */
export function usesOf(work: readonly UsedWork[], known: readonly string[]): UsesBySkill {
  const uses = new Map<string, SkillUse[]>();
  for (const { skills, titles, kind, source, from, to } of work) {
    const named = titles.flatMap((title) => findSkills(title, known).map(({ skill }) => skill));
    for (const key of new Set([...skills, ...named].map(keyOfSkill)))
      uses.set(key, [...(uses.get(key) ?? []), { kind, source, from, to }]);
  }
  for (const list of uses.values())
    list.sort((a, b) => compareCodes(b.to, a.to) || compareCodes(b.from, a.from) || compareCodes(a.source, b.source));
  return uses;
}

export function lastUse(uses: UsesBySkill | undefined, skill: string): SkillUse | null {
  return uses?.get(keyOfSkill(skill))?.[0] ?? null;
}
