// How far the end of a month is: each stage, what holds it, who, since when.

import { oc } from '@orpc/contract';
import { z } from 'zod';
import { MONTH_END_STEPS, STAGE_STATES } from '../../domain/steps/month-end.ts';

const stages = Object.keys(MONTH_END_STEPS) as (keyof typeof MONTH_END_STEPS)[];

export const shownMonthEnd = z.object({
  month: z.string().describe('YYYY-MM'),
  step: z.enum(stages),
  label: z.string(),
  blockedOn: z.string().nullable().describe('Who is waited for.'),
  since: z.string().nullable(),
  next: z.string().nullable(),
  stages: z.array(
    z.object({
      stage: z.enum(stages),
      label: z.string(),
      state: z.enum(STAGE_STATES),
      done: z.number().int(),
      total: z.number().int(),
      holdings: z.array(
        z.object({ subject: z.string(), who: z.string(), reason: z.string(), since: z.string().nullable() }),
      ),
    }),
  ),
});
export type ShownMonthEnd = z.infer<typeof shownMonthEnd>;

export const monthEnds = {
  find: oc
    .route({ method: 'GET', path: '/month-end/{month}', summary: 'Where the end of a month stands', tags: ['firm'] })
    .input(
      z.strictObject({
        month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, { error: 'doit être un mois au format AAAA-MM' }),
      }),
    )
    .output(shownMonthEnd),
};
