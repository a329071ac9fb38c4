// Staffing beyond its reports: the best plan for all open needs, and a supposition made into proposals.

import { oc } from '@orpc/contract';
import { z } from 'zod';
import { STAFFING_AIMS } from '../../domain/staffing/alternatives.ts';
import { reportInputs } from './report-inputs.ts';

const euros = z.number().describe('Euros, to the cent.');
const days = z.number().describe('Days.');
const code = z.string();
const civilDate = z.string().describe('YYYY-MM-DD');

const plan = z.looseObject({
  aim: z.enum(STAFFING_AIMS),
  state: z.string().describe('optimal, within_gap or time_limit.'),
  gap: z.number().nullable().describe('Nothing is better by more than this share; null: not known.'),
  margin: euros,
  bench_days: days,
  bench_cost: euros,
  served_days: days,
  assignments: z.array(
    z.looseObject({ need: z.string().nullable(), consultant: code, starts_on: civilDate, ends_on: civilDate, days }),
  ),
  displaced: z.array(z.looseObject({ assignment: code, consultant: code, target: code, days, margin: euros })),
  unserved: z.array(z.looseObject({ need: z.string(), days })),
});

const wholeFrom = (least: number, most: number) => z.coerce.number().int().min(least).max(most).optional();

export const staffingRoutes = {
  solve: oc
    .route({
      method: 'GET',
      path: '/staffing/solve',
      summary: 'The best plans for all open needs: most margin, fewest moves, and between the two',
      tags: ['reports'],
    })
    .input(
      z.strictObject({
        weeks: wholeFrom(1, 52).describe('26 by default.'),
        aim: z.enum(STAFFING_AIMS).optional().describe('One of the three plans; all by default.'),
        seconds: wholeFrom(1, 20).describe('For each plan, at most; 10 by default. Then the best found, with its gap.'),
        'as-of': z.iso.date().optional(),
      }),
    )
    .output(
      z.looseObject({
        from: civilDate,
        to: civilDate,
        people: z.number().int(),
        needs: z.number().int(),
        left_out: z.number().int(),
        alternatives: z.array(plan),
      }),
    ),
  proposeWhatIf: oc
    .route({
      method: 'POST',
      path: '/staffing/what-if/proposals',
      summary: 'The changes that a supposition takes (report what_if, ready), each filed as a proposal',
      tags: ['proposals'],
    })
    .input(reportInputs.what_if)
    .output(
      z.object({
        supposed: z.array(z.string()),
        proposals: z.array(
          z.object({
            command: z.string(),
            state: z.enum(['proposed', 'refused']),
            id: z.string().nullable().describe('Of the proposal; the one that waited already, where it did.'),
            code: z.string().nullable().describe('Of the refusal.'),
            sentence: z.string(),
          }),
        ),
        left_out: z.number().int(),
      }),
    ),
};
