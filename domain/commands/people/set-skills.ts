// What a person knows how to do, from 1 (learnt) to 5 (teaches it), the whole list each time; what they would like to do
// next, and how many days a week they ask to work away from the client's. Wishes weigh in a choice, and oblige nobody.
import { z } from 'zod';
import { foldText } from '../../codes.ts';
import { defineCommand, NOT_FOUND, refuse, type RowChange } from '../command.ts';
import { code, shortText } from '../inputs.ts';
import type { SkillRow, StaffingWishRow } from '../rows.ts';

const input = z
  .strictObject({
    consultant: code,
    skills: z
      .array(z.strictObject({ skill: shortText, level: z.number().int().min(1).max(5) }))
      .max(200)
      .refine(
        (skills) => new Set(skills.map(({ skill }) => foldText(skill))).size === skills.length,
        'une compétence est donnée deux fois',
      )
      .optional(),
    /** Skills, clients' trades, places: « Kubernetes », « secteur public », « Lyon ». */
    wishes: z.array(shortText).max(20).optional(),
    remoteDays: z.number().int().min(0).max(5).nullable().optional(),
  })
  .refine(
    ({ skills, wishes, remoteDays }) => skills !== undefined || wishes !== undefined || remoteDays !== undefined,
    'des compétences, des souhaits ou des jours à distance',
  );
type Asked = z.output<typeof input>;

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

function changeWishes(before: StaffingWishRow | null, consultant: string, { wishes, remoteDays }: Asked): RowChange[] {
  const after: StaffingWishRow = {
    consultant,
    wishes: wishes ?? before?.wishes ?? [],
    remoteDays: remoteDays === undefined ? (before?.remoteDays ?? null) : remoteDays,
  };
  const same = (before ?? { wishes: [], remoteDays: null }) as Pick<StaffingWishRow, 'wishes' | 'remoteDays'>;
  if (JSON.stringify([same.wishes, same.remoteDays]) === JSON.stringify([after.wishes, after.remoteDays])) return [];
  return [{ entity: 'staffingWish', before, after }];
}

function sayWishes({ wishes, remoteDays }: Asked): string[] {
  return [
    ...(wishes === undefined ? [] : [`souhaits : ${wishes.join(', ') || 'aucun'}`]),
    ...(remoteDays === undefined
      ? []
      : [remoteDays === null ? 'télétravail : non dit' : `télétravail : ${remoteDays} j par semaine`]),
  ];
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
    wish: await read.get('staffingWish', { consultant: asked.consultant }),
  }),
  owns: (facts, _asked, asker, role) =>
    role === 'self' && facts.consultant !== null && facts.consultant.code === asker.consultantCode,
  plan: ({ consultant, skills, wish }, asked) => {
    if (!consultant) return refuse(NOT_FOUND, `Consultant inconnu : ${asked.consultant}.`);
    const wanted = asked.skills?.map((skill, i) => ({ consultant: consultant.code, rank: i + 1, ...skill }));
    const rows = [
      ...(wanted === undefined ? [] : replaceSkills(skills, wanted)),
      ...changeWishes(wish, consultant.code, asked),
    ];
    if (rows.length === 0) return refuse('nothing_changes', 'Ces compétences sont déjà celles de la fiche.');
    const listed = wanted?.map(({ skill, level }) => `${skill} ${level}/5`).join(', ');
    const name = `${consultant.firstName} ${consultant.lastName}`;
    const told = [...(listed === undefined ? [] : [listed || 'aucune']), ...sayWishes(asked)];
    return {
      effect: {
        sentence: `${listed === undefined ? 'Souhaits' : 'Compétences'} de ${name} : ${told.join(' ; ')}.`,
        rows,
      },
    };
  },
});
