// The look-up of profiles: what each is sold for, and the lowest TJM that keeps a margin at its standard cost.

import { z } from 'zod';
import { lowestRateCents } from '../../domain/lowest-rate.ts';
import { euros, type Reading } from './reading.ts';

const profileRow = z.object({
  profile: z.string(),
  target: z.number().nullable(),
  cost: z.number().nullable(),
});

/** Without a margin asked, the lowest TJM is that which loses nothing. */
export async function listProfiles({ tx, options }: Reading) {
  const rate = Number((options['margin'] ?? '0').replace(',', '.'));
  const rows = await tx`
    select name as profile, target_daily_rate_cents as target, planned_daily_cost_cents as cost from profiles order by name`;
  return {
    profiles: z
      .array(profileRow)
      .parse([...rows])
      .map(({ profile, target, cost }) => ({
        profile,
        target_tjm: euros(target),
        lowest_tjm: euros(cost === null ? null : lowestRateCents(cost, rate)),
      })),
  };
}
