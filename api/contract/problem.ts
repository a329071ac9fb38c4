// How every error is told (RFC 9457, problem+json): a stable code for programs, a French sentence for people.

import { z } from 'zod';

export const problem = z.object({
  type: z.literal('about:blank'),
  title: z.string().describe('Name of the HTTP status.'),
  status: z.number().int(),
  code: z.string().describe('Stable code, in snake_case.'),
  detail: z.string().describe('A French sentence that says what happened and what to do.'),
  errors: z
    .array(z.object({ field: z.string(), detail: z.string() }))
    .optional()
    .describe('Which fields were refused, and why.'),
});

export type Problem = z.infer<typeof problem>;
