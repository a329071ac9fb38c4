// The address by which a client validates CRAs without an account: shown once, only the digest of its secret is kept.

import { oc } from '@orpc/contract';
import { z } from 'zod';
import { isMonth } from '../../domain/periods.ts';

export const clientLinks = {
  make: oc
    .route({
      method: 'POST',
      path: '/client-links',
      summary: 'The address where a client validates CRAs, without an account',
      tags: ['cra'],
      successStatus: 201,
    })
    .input(
      z.strictObject({
        consultant: z.string().min(1).max(100).optional().describe('None: everybody of the project in the month.'),
        month: z.string().refine(isMonth, 'un mois AAAA-MM est attendu'),
        project: z.string().min(1).max(100),
      }),
    )
    .output(
      z.object({
        id: z.string().describe('Of the request (ask_client_validation).'),
        address: z.string().describe('Shown once.'),
        expires_on: z.string().describe('YYYY-MM-DD'),
      }),
    ),
};
