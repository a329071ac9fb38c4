// What a reading of a document gives: typed fields, each with the page that says it, for a person to confirm.
import { z } from 'zod';
import { DOCUMENT_FACTS } from '../../domain/document-facts.ts';

export type ReadPage = { readonly page: number; readonly text: string };

export const resumeReading = z.object({
  skills: z.array(z.object({ skill: z.string(), level: z.number().int().min(1).max(5), page: z.number().int() })),
  experiences: z.array(
    z.object({
      startsOn: z.string(),
      endsOn: z.string().nullable(),
      title: z.string(),
      client: z.string().nullable(),
      skills: z.array(z.string()),
      page: z.number().int(),
    }),
  ),
});
export type ResumeReading = z.infer<typeof resumeReading>;

export const contractReading = z.object({
  facts: z.array(z.object({ name: z.enum(DOCUMENT_FACTS), value: z.string(), page: z.number().int() })),
});
export type ContractReading = z.infer<typeof contractReading>;
