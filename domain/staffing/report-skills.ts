// The report `skills_map`: who knows what, how well, and what only one person knows.
import { compareCodes } from '../codes.ts';
import { isPresent } from '../presence.ts';
import type { CivilDate } from '../civil-dates.ts';
import { nameSkill } from '../skill-taxonomy.ts';
import type { SkillUse, UsesBySkill } from './skill-evidence.ts';
import { keyOfSkill, USUAL_LEVEL } from './skills.ts';
import type { StaffPerson } from './staff-person.ts';

type Holder = {
  readonly code: string;
  readonly name: string;
  readonly profile: string;
  readonly level: number;
  /** Null: nothing says when. */
  readonly last_used_on: CivilDate | null;
  readonly evidence: readonly SkillUse[];
};

/** A card tells the latest; a long career has dozens. */
const EVIDENCE_TOLD = 5;

function evidenceOf(uses: UsesBySkill | undefined, skill: string): Pick<Holder, 'last_used_on' | 'evidence'> {
  const own = uses?.get(keyOfSkill(skill)) ?? [];
  return { last_used_on: own[0]?.to ?? null, evidence: own.slice(0, EVIDENCE_TOLD) };
}

/** How many people hold each level, 1 to 5. */
function levelsOf(holders: readonly Holder[]): number[] {
  return [1, 2, 3, 4, 5].map((level) => holders.filter((one) => one.level === level).length);
}

/** Productive people present on the day. A skill is at risk when one person alone works on it without help (level 3). */
export function reportSkills(people: readonly StaffPerson[], asOf: CivilDate) {
  const holders = new Map<string, { names: string[]; people: Holder[] }>();
  const present = people.filter((person) => person.productive && isPresent(person, asOf));
  for (const { code, name, profile, skills, uses } of present) {
    for (const { skill, level } of skills) {
      const known = holders.get(keyOfSkill(skill)) ?? { names: [], people: [] };
      holders.set(keyOfSkill(skill), {
        names: [...known.names, skill],
        people: [...known.people, { code, name, profile, level, ...evidenceOf(uses, skill) }],
      });
    }
  }
  const rows = [...holders.values()].map(({ names, people: own }) => {
    const able = own.filter(({ level }) => level >= USUAL_LEVEL);
    return {
      // The firm's one name of it; one that the taxonomy does not know, as it is typed first in the order of codes.
      skill: nameSkill(names.toSorted(compareCodes)[0] ?? ''),
      people: own.length,
      able: able.length,
      levels: levelsOf(own),
      best: Math.max(...own.map(({ level }) => level)),
      single: able.length === 1 ? (able[0]?.code ?? null) : null,
      holders: own.toSorted((a, b) => b.level - a.level || compareCodes(a.code, b.code)),
    };
  });
  rows.sort((a, b) => compareCodes(a.skill, b.skill));
  return {
    skills: rows,
    single_points: rows.flatMap(({ skill, single }) => (single === null ? [] : [{ skill, consultant: single }])),
    nobody_able: rows.filter(({ able }) => able === 0).map(({ skill }) => skill),
    total: {
      people: present.length,
      skills: rows.length,
      without_skills: present.filter(({ skills }) => skills.length === 0).length,
    },
  };
}
