// A person's card as it is looked up to staff: what they know, since when unused, and what they wish.

import { z } from 'zod';
import { SKILL_EVIDENCES } from '../../domain/staffing/skill-evidence.ts';
import { asOf } from './look-up-options.ts';

const code = z.string();
const day = z.string().describe('YYYY-MM-DD');

export const skillLookUps = {
  list_skills: {
    fr: 'Compétences des consultants : niveau, dernière pratique et sa preuve (mission d’un CV confirmé, projet des CRA), souhaits, jours de télétravail demandés.',
    en: 'Skills of people: level, last use and what says so (mission of a confirmed CV, project of the timesheets), wishes, days away asked.',
    input: z.strictObject({
      ...asOf,
      consultant: code.max(100).optional().describe('Code of one person; everybody by default.'),
    }),
    output: z.object({
      consultants: z.array(
        z.object({
          code,
          name: z.string(),
          profile: z.string(),
          agency: z.string().nullable(),
          wishes: z.array(z.string()),
          remote_days: z.int().nullable().describe('A week, away from the client’s: asked.'),
          skills: z.array(
            z.object({
              skill: z.string(),
              level: z.int(),
              last_used_on: day.nullable().describe('YYYY-MM-DD. null: nothing says when.'),
              evidence: z.enum(SKILL_EVIDENCES).nullable(),
              source: z.string().nullable(),
            }),
          ),
        }),
      ),
    }),
  },
} as const;
