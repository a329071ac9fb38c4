// What was read in a document joins the firm once a person has looked at it: the skills and missions of a CV on its
// person's card, the facts of a contract on the document's. The reading only proposes; who decides may change any line.
import { z } from 'zod';
import { foldText } from '../../codes.ts';
import { DOCUMENT_FACT_LABELS, DOCUMENT_FACTS } from '../../document-facts.ts';
import { nameSkill } from '../../skill-taxonomy.ts';
import { defineCommand, NOT_FOUND, refuse, type RowChange } from '../command.ts';
import { civilDate, code, shortText } from '../inputs.ts';
import type { ExperienceRow, SkillRow } from '../rows.ts';
import { sayCount } from '../../french.ts';

const page = z.number().int().min(1);
const experience = z
  .strictObject({
    startsOn: civilDate,
    endsOn: civilDate.nullable().default(null),
    title: shortText,
    client: shortText.nullable().default(null),
    skills: z.array(shortText).max(100).default([]),
    page: page.nullable().default(null),
  })
  .refine(({ startsOn, endsOn }) => endsOn === null || endsOn >= startsOn, 'une mission finit après son début');

const input = z
  .strictObject({
    /** The document, by its digest. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/, 'une empreinte SHA-256 est attendue'),
    /** Of a CV: whose. */
    consultant: code.nullable().default(null),
    skills: z
      .array(z.strictObject({ skill: shortText, level: z.number().int().min(1).max(5) }))
      .max(200)
      .default([]),
    experiences: z.array(experience).max(200).default([]),
    facts: z
      .array(z.strictObject({ name: z.enum(DOCUMENT_FACTS), value: shortText, page }))
      .max(DOCUMENT_FACTS.length)
      .default([]),
  })
  .refine(({ skills, experiences, facts }) => skills.length + experiences.length + facts.length > 0, 'rien à confirmer')
  .refine(
    ({ consultant, skills, experiences }) => consultant !== null || skills.length + experiences.length === 0,
    'des compétences sont celles d’une personne : donner son matricule',
  );
type Input = z.output<typeof input>;

/** A skill known by another word is the same skill: its level is what was confirmed. */
function mergeSkills(consultant: string, before: readonly SkillRow[], asked: Input['skills']): RowChange[] {
  const wanted = new Map(
    asked.map(({ skill, level }) => [foldText(nameSkill(skill)), { skill: nameSkill(skill), level }]),
  );
  const changed = before.flatMap((row): RowChange[] => {
    const fresh = wanted.get(foldText(nameSkill(row.skill)));
    wanted.delete(foldText(nameSkill(row.skill)));
    return !fresh || fresh.level === row.level
      ? []
      : [{ entity: 'skill', before: row, after: { ...row, level: fresh.level } }];
  });
  const last = Math.max(0, ...before.map(({ rank }) => rank));
  const added = [...wanted.values()].map(({ skill, level }, i): RowChange => ({
    entity: 'skill',
    before: null,
    after: { consultant, rank: last + i + 1, skill, level },
  }));
  return [...changed, ...added];
}

/** A mission of the same start and title is the same mission, told again. */
function addExperiences(consultant: string, before: readonly ExperienceRow[], asked: Input): RowChange[] {
  const known = new Set(before.map(({ startsOn, title }) => `${startsOn} ${foldText(title)}`));
  const last = Math.max(0, ...before.map(({ rank }) => rank));
  return asked.experiences
    .filter(({ startsOn, title }) => !known.has(`${startsOn} ${foldText(title)}`))
    .map((one, i) => ({
      entity: 'experience',
      before: null,
      after: { consultant, rank: last + i + 1, ...one, skills: one.skills.map(nameSkill), sha256: asked.sha256 },
    }));
}

function sayConfirmed(asked: Input): string {
  const parts = [
    asked.skills.length > 0 ? sayCount(asked.skills.length, 'compétence') : '',
    asked.experiences.length > 0 ? sayCount(asked.experiences.length, 'mission') : '',
    asked.facts.map(({ name, value }) => `${DOCUMENT_FACT_LABELS[name]} ${value}`).join(', '),
  ];
  return parts.filter((part) => part !== '').join(', ');
}

export const confirmExtraction = defineCommand({
  name: 'confirm_extraction',
  label: 'Confirmer la lecture d’un document',
  input,
  rights: { commercial: 'all', responsable: 'all', direction: 'all' },
  tier: 1,
  approvers: [],
  locks: async (asked) => [
    { kind: 'firm', key: `document ${asked.sha256}` },
    ...(asked.consultant === null ? [] : [{ kind: 'consultant' as const, key: asked.consultant }]),
  ],
  load: async (asked, read) => ({
    cards: await read.find('document', { sha256: asked.sha256 }),
    consultant: asked.consultant === null ? null : await read.get('consultant', { code: asked.consultant }),
    skills: asked.consultant === null ? [] : await read.find('skill', { consultant: asked.consultant }),
    experiences: asked.consultant === null ? [] : await read.find('experience', { consultant: asked.consultant }),
    facts: await read.find('documentFact', { sha256: asked.sha256 }),
  }),
  plan: ({ cards, consultant, skills, experiences, facts }, asked) => {
    const card = cards.find((one) => asked.consultant === null || one.consultant === asked.consultant);
    if (!card) return refuse(NOT_FOUND, 'Ce document n’est pas celui de cette personne, ou n’est plus là.');
    if (asked.consultant !== null && !consultant) return refuse(NOT_FOUND, `Consultant inconnu : ${asked.consultant}.`);
    const kept = new Map(facts.map((fact) => [fact.name, fact]));
    const rows: RowChange[] = asked.facts
      .filter(({ name, value, page: on }) => kept.get(name)?.value !== value || kept.get(name)?.page !== on)
      .map((fact) => ({
        entity: 'documentFact',
        before: kept.get(fact.name) ?? null,
        after: { sha256: asked.sha256, ...fact },
      }));
    if (consultant) {
      rows.push(...mergeSkills(consultant.code, skills, asked.skills));
      rows.push(...addExperiences(consultant.code, experiences, asked));
    }
    if (rows.length === 0) return refuse('nothing_changes', 'Tout ce qui a été lu est déjà connu.');
    const whose = consultant ? ` de ${consultant.firstName} ${consultant.lastName} (${consultant.code})` : '';
    return { effect: { sentence: `Retenir de « ${card.title} »${whose} : ${sayConfirmed(asked)}.`, rows } };
  },
});
