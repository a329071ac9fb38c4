// The power to approve that one lends while away, and that others lent.

import { oc } from '@orpc/contract';
import { z } from 'zod';

const day = z.string().describe('YYYY-MM-DD');

const delegation = z.object({
  from: z.string().describe('Who lends.'),
  to: z.string().describe('Who decides in their place.'),
  commands: z.array(z.string()),
  startsOn: day,
  endsOn: day,
  ceiling: z.number().nullable().describe('Euros: larger changes are not lent; null: without a ceiling.'),
});

export const shownDelegations = z.object({
  given: z.array(delegation).describe('By you, running or to come.'),
  received: z.array(delegation).describe('To you, running or to come.'),
  people: z.array(z.string()).describe('Whom you may lend to.'),
});

export const delegations = {
  list: oc
    .route({ method: 'GET', path: '/delegations', summary: 'Who decides for whom, until when', tags: ['proposals'] })
    .output(shownDelegations),
};
