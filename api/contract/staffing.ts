// Staffing beyond its reports: the best plan for all open needs, and a supposition made into proposals.

import { oc } from '@orpc/contract';
import { z } from 'zod';
import { STAFFING_AIMS } from '../../domain/staffing/alternatives.ts';
import { NEED_GAPS } from '../../domain/staffing/need.ts';
import { PLAN_CONSTRAINTS, PLAN_STATES } from '../../domain/staffing/plan-answer.ts';
import { filedChanges } from './proposals.ts';
import { reportInputs } from './report-inputs.ts';
import { ready } from './staffing-outputs.ts';

const euros = z.number().describe('Euros, to the cent.');
const days = z.number().describe('Days.');
const code = z.string();
const civilDate = z.string().describe('YYYY-MM-DD');

const plan = z.object({
  aim: z.enum(STAFFING_AIMS),
  state: z.enum(PLAN_STATES),
  gap: z.number().nullable().describe('Nothing is better by more than this share; null: not known.'),
  margin: euros,
  bench_days: days,
  bench_cost: euros,
  served_days: days,
  difference: z
    .object({ margin: euros, bench_cost: euros, result: euros })
    .describe("To today's plan; result: margin gained less bench cost added."),
  assignments: z.array(
    z.object({
      need: z.string(),
      consultant: code,
      name: z.string(),
      starts_on: civilDate,
      ends_on: civilDate,
      share: z.number().describe('Of a day, 0 to 1.'),
      days,
      margin: euros,
      ready: ready.nullable().describe('The booking, to be proposed (POST /proposals).'),
    }),
  ),
  displaced: z.array(z.object({ assignment: code, consultant: code, target: code, days, margin: euros })),
  unserved: z.array(
    z.object({
      need: z.string(),
      days,
      of: days,
      constraint: z.enum(PLAN_CONSTRAINTS),
      detail: z.string(),
      taken_by: z.array(z.string()).describe('Needs and bookings that take those who could.'),
    }),
  ),
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
      z.object({
        from: civilDate,
        to: civilDate,
        people: z.number().int(),
        needs: z.number().int(),
        left_out: z.number().int().describe('Needs of least worth, beyond what one solve takes.'),
        choices_left_out: z.number().int(),
        incomplete: z.array(z.object({ need: z.string(), gaps: z.array(z.enum(NEED_GAPS)) })),
        today: z.object({ margin: euros, bench_days: days, bench_cost: euros, tentative: z.number().int() }),
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
        proposals: filedChanges,
        left_out: z.number().int(),
      }),
    ),
};
