// How far the end of a month is: each stage, what holds it, who, since when; once closed, what it came to.

import { oc } from '@orpc/contract';
import { z } from 'zod';
import { MONTH_END_STEPS } from '../../domain/steps/month-end-facts.ts';
import { STAGE_STATES } from '../../domain/steps/month-end-stages.ts';

const stages = Object.keys(MONTH_END_STEPS) as (keyof typeof MONTH_END_STEPS)[];

const holding = z.object({
  subject: z.string(),
  who: z.string(),
  reason: z.string(),
  since: z.string().nullable(),
});

const report = z.object({
  closedOn: z.string().nullable(),
  invoices: z.number().int().describe('Issued for the month.'),
  invoicedNet: z.number().describe('Euros, without tax.'),
  revenue: z.number().nullable().describe('Euros that the closing kept.'),
  cost: z.number().nullable().describe('Null too for who does not read costs.'),
  margin: z.number().nullable().describe('Null too for who does not read margins.'),
  left: z.array(holding).describe('Blocked, left out, not sent.'),
  sealHead: z.string().nullable().describe('Of the chain of seals at the closing: to be kept outside the database.'),
});

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
      note: z.string().nullable().describe('What else is worth a word.'),
      holdings: z.array(holding),
    }),
  ),
  report: report.nullable().describe('Null while the month is open.'),
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
