// The archive of a year: a ZIP that any tool opens, and that proves itself without a database.
//
//   sceaux.jsonl     the seals of the year, each with its acts, in the order of the chain
//   clotures.jsonl   the closings of the days
//   factures/        each issued document of the year: its data, and its paper
//   …FEC….txt        the books of the year
//   firme/           the firm's own files: `vigie import` makes it again from them
//   manifeste.json   what is in it, with the SHA-256 of each file and the head of the seals
//
// The ZIP's comment is the SHA-256 of all that comes before it: one byte changed anywhere shows.

import { z } from 'zod';

export const ARCHIVE_FORMAT = 'vigie-archive/1';
export const MANIFEST = 'manifeste.json';
export const SEALS_FILE = 'sceaux.jsonl';
export const CLOSINGS_FILE = 'clotures.jsonl';
export const INVOICE_FOLDER = 'factures/';
export const FIRM_FOLDER = 'firme/';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const manifest = z.object({
  format: z.literal(ARCHIVE_FORMAT),
  firm: z.object({ name: z.string().nullable(), siren: z.string().nullable() }),
  year: z.number().int(),
  made_on: z.string(),
  opening_head: sha256,
  seal_head: sha256,
  acts_before: z.number().int(),
  seals: z.number().int(),
  acts: z.number().int(),
  closings: z.number().int(),
  invoices: z.number().int(),
  fec: z.string(),
  files: z.array(z.object({ path: z.string(), bytes: z.number().int(), sha256 })),
});
export type Manifest = z.infer<typeof manifest>;

export const sealLine = z.object({
  seal: sha256,
  prev_seal: sha256,
  sealed_at: z.string(),
  acts: z.array(z.looseObject({ act_id: z.string() })),
});
