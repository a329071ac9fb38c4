// Documents of the firm: which there are, and the passages that answer some words. A file is sent to POST /api/documents.

import { oc } from '@orpc/contract';
import { z } from 'zod';

const about = {
  sha256: z.string().describe('Digest by which the document is named.'),
  title: z.string(),
  client: z.string().nullable(),
  consultant: z.string().nullable(),
  project: z.string().nullable(),
};

export const documents = {
  list: oc
    .route({ method: 'GET', path: '/documents', summary: 'Documents that you may read', tags: ['documents'] })
    .output(
      z.object({
        documents: z.array(
          z.object({
            ...about,
            mediaType: z.string(),
            uploadedBy: z.string(),
            uploadedAt: z.string(),
            fault: z.string().nullable().describe('Why its text could not be read.'),
            pages: z.number().int(),
          }),
        ),
      }),
    ),
  search: oc
    .route({ method: 'GET', path: '/documents/search', summary: 'Passages nearest to some words', tags: ['documents'] })
    .input(z.strictObject({ q: z.string().trim().min(2).max(300) }))
    .output(
      z.object({
        by: z.enum(['meaning', 'words']).describe('How they were found.'),
        passages: z.array(z.object({ ...about, rank: z.number().int(), page: z.number().int(), passage: z.string() })),
      }),
    ),
};
