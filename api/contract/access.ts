// How somebody, or their program, comes in once a command has let them: secrets that are shown once.

import { oc } from '@orpc/contract';
import { z } from 'zod';

export const access = {
  drawKey: oc
    .route({
      method: 'POST',
      path: '/me/keys/{name}/secret',
      summary: 'The secret of a key that you created (command create_api_key), once',
      tags: ['session'],
    })
    .input(z.strictObject({ name: z.string().max(60) }))
    .output(z.object({ key: z.string().describe('To be kept by your program: it is not shown again.') })),
  drawCalendar: oc
    .route({
      method: 'POST',
      path: '/me/calendar',
      summary: 'The secret address of your missions and leave, for a calendar program (iCal)',
      tags: ['session'],
    })
    .input(z.strictObject({}))
    .output(z.object({ address: z.string().describe('Shown once; the one before stops working.') })),
  endCalendar: oc
    .route({
      method: 'POST',
      path: '/me/calendar/revocation',
      summary: 'The address of your calendar opens nothing any more',
      tags: ['session'],
    })
    .input(z.strictObject({}))
    .output(z.object({ revoked: z.boolean().describe('false: there was none.') })),
  invite: oc
    .route({
      method: 'POST',
      path: '/users/{email}/invitation',
      summary: 'The link by which somebody just added comes in, once',
      tags: ['session'],
    })
    .input(z.strictObject({ email: z.string().max(320) }))
    .output(z.object({ link: z.string().describe('Opens once, within three days; the one before stops working.') })),
};
