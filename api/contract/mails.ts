// What was mailed to clients, or waits to be: without a mail server, this is the box in which letters are read.

import { oc } from '@orpc/contract';
import { z } from 'zod';

export const mails = {
  list: oc
    .route({ method: 'GET', path: '/mails', summary: 'Mails to clients, the latest first', tags: ['firm'] })
    .output(
      z.object({
        mails: z.array(
          z.object({
            key: z.string(),
            kind: z.enum(['invoice', 'dunning', 'validation', 'notice']),
            to: z.string(),
            subject: z.string(),
            body: z.string(),
            invoice: z.string().nullable(),
            state: z.enum(['pending', 'sending', 'sent', 'to_check', 'failed']),
            tries: z.number().int(),
            createdAt: z.string(),
            sentAt: z.string().nullable(),
            lastError: z.string().nullable(),
          }),
        ),
      }),
    ),
};
