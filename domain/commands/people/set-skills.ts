// What a person knows how to do, from 1 (learnt) to 5 (teaches it); the whole list each time.
import { z } from 'zod';
import { foldText } from '../../codes.ts';
import { defineCommand, NOT_FOUND, refuse, type RowChange } from '../command.ts';
import { code, shortText } from '../inputs.ts';
import type { SkillRow } from '../rows.ts';

const input = z.strictObject({
  consultant: code,
  skills: z
    .array(z.strictObject({ skill: shortText, level: z.number().int().min(1).max(5) }))
    .max(200)
    .refine(
      (skills) => new Set(skills.map(({ skill }) => foldText(skill))).size === skills.length,
      'une compétence est donnée deux fois',
    ),
});

/** Rank by rank: only the ranks that change are written. */
function replaceSkills(before: readonly SkillRow[], after: readonly SkillRow[]): RowChange[] {
  const ranks = [...new Set([...before, ...after].map(({ rank }) => rank))].toSorted((a, b) => a - b);
  return ranks.flatMap((rank): RowChange[] => {
    const old = before.find((row) => row.rank === rank) ?? null;
    const fresh = after.find((row) => row.rank === rank) ?? null;
    return old?.skill === fresh?.skill && old?.level === fresh?.level
      ? []
      : [{ entity: 'skill', before: old, after: fresh }];
  });
}

export const setSkills = defineCommand({
  name: 'set_skills',
  label: 'Mettre à jour des compétences',
  input,
  rights: { direction: 'all', daf: 'all', responsable: 'all' },
  everyoneForSelf: true,
  tier: 1,
  approvers: [],
  locks: async (asked) => [{ kind: 'consultant', key: asked.consultant }],
  load: async (asked, read) => ({
    consultant: await read.get('consultant', { code: asked.consultant }),
    skills: await read.find('skill', { consultant: asked.consultant }),
  }),
  owns: (facts, _asked, asker, role) =>
    role === 'self' && facts.consultant !== null && facts.consultant.code === asker.consultantCode,
  plan: ({ consultant, skills }, asked) => {
    if (!consultant) return refuse(NOT_FOUND, `Consultant inconnu : ${asked.consultant}.`);
    const wanted = asked.skills.map((skill, i) => ({ consultant: consultant.code, rank: i + 1, ...skill }));
    const rows = replaceSkills(skills, wanted);
    if (rows.length === 0) return refuse('nothing_changes', 'Ces compétences sont déjà celles de la fiche.');
    const listed = wanted.map(({ skill, level }) => `${skill} ${level}/5`).join(', ') || 'aucune';
    return {
      effect: { sentence: `Compétences de ${consultant.firstName} ${consultant.lastName} : ${listed}.`, rows },
    };
  },
});
