// Where a deal stands: step, blocked on whom, since when, what next.

import { oc } from '@orpc/contract';
import { z } from 'zod';

export const where = {
  find: oc
    .route({
      method: 'GET',
      path: '/where/{code}',
      summary: 'Where an opportunity, a project or an invoice stands',
      tags: ['firm'],
    })
    .input(
      z.strictObject({
        code: z.string().min(1).max(500).describe('Code of an opportunity or a project, number of an invoice.'),
      }),
    )
    .output(
      z.object({
        code: z.string(),
        kind: z.enum(['opportunity', 'project', 'invoice']),
        workflow: z.string(),
        step: z.string(),
        label: z.string(),
        blockedOn: z.string().nullable(),
        since: z.string().nullable(),
        next: z.string().nullable(),
        nextOn: z.string().nullable(),
        done: z.boolean(),
      }),
    ),
};
