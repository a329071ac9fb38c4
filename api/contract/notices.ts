// What the firm tells a person, each thing once: their mailbox.

import { oc } from '@orpc/contract';
import { z } from 'zod';

export const notices = {
  list: oc.route({ method: 'GET', path: '/notices', summary: 'Your mailbox, newest first', tags: ['session'] }).output(
    z.object({
      notices: z.array(
        z.object({
          id: z.number().int(),
          text: z.string(),
          link: z.string().nullable().describe('An address of the application, from its root.'),
          createdAt: z.string(),
          read: z.boolean(),
        }),
      ),
      unread: z.number().int(),
    }),
  ),
  markRead: oc
    .route({
      method: 'POST',
      path: '/notices/read',
      summary: 'You have read your mailbox, up to a notice',
      tags: ['session'],
      successStatus: 204,
    })
    .input(z.strictObject({ upTo: z.number().int().nonnegative().describe('Id of the newest notice that you saw.') }))
    .output(z.undefined()),
};
