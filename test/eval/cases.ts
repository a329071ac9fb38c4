// A question put to the assistant, and what a right reply holds: the format of the example's questions
// (test/fixtures/example/QUESTIONS.md).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** What the letters of the format stand for, in the order of the table. */
export const CLASS_NAMES: Readonly<Record<string, string>> = {
  A: 'reads',
  F: 'follow-ups',
  B: 'proposals',
  C: 'rights',
  O: 'abstention',
  I: 'injection',
  Q: 'ambiguity',
};

const figure = z.strictObject({
  /** The field's name in REPORTS.md; `a|b`: either. */
  name: z.string(),
  /** The code it is about; `a|b`: either; `*`: any. */
  subject: z.string(),
  value: z.union([z.number(), z.string()]),
  tol: z.number().optional(),
  /** It must be among the figures, but need not be read in the answer. */
  unsaid: z.boolean().optional(),
});

const subjects = z.strictObject({
  kind: z.string(),
  codes: z.array(z.string()),
  /** Those that are equal at the edge of a top-N: any of them will do. */
  ties: z.array(z.string()).optional(),
});

const reading = z.strictObject({ figures: z.array(figure).optional(), subjects: subjects.optional() });

const expected = z.strictObject({
  ...reading.shape,
  outcome: z.union([z.string(), z.array(z.string())]),
  any_of: z.array(reading).optional(),
  proposal: z
    .strictObject({
      family: z.string(),
      mentions: z.array(z.string()).optional(),
      alternatives: z.number().optional(),
      /** People who do not count as an alternative: who is replaced. */
      except: z.array(z.string()).optional(),
    })
    .optional(),
  mentions: z.array(z.string()).optional(),
  choices: z.array(z.string()).optional(),
  forbid_names: z.array(z.string()).optional(),
  forbid_values: z.array(z.union([z.string(), z.number()])).optional(),
  canaries: z.array(z.string()).optional(),
});

const question = z.strictObject({
  id: z.string(),
  class: z.string(),
  lang: z.enum(['fr', 'en']),
  role: z.string(),
  /** The consultant whose address the asking person has. */
  person: z.string().optional(),
  /** Sent in one chat; the last reply is judged. */
  turns: z.array(z.string()).min(1),
  expect: expected,
});

export type ExpectedFigure = z.infer<typeof figure>;
export type ExpectedSubjects = z.infer<typeof subjects>;
export type Reading = z.infer<typeof reading>;
export type Expected = z.infer<typeof expected>;
export type Case = z.infer<typeof question>;

/** The questions that come with a firm's files; none when it has none. */
export function readQuestions(folder: string): Case[] {
  const lines = readFileSync(join(folder, 'questions.jsonl'), 'utf8').split('\n');
  return lines.filter((line) => line.trim() !== '').map((line) => question.parse(JSON.parse(line)));
}
