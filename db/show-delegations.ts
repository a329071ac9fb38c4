// The power to approve that a person lent, and that others lent to them: what runs or is to come, not what is over.
import { z } from 'zod';
import type { Sql } from './connection.ts';

const delegationRow = z.object({
  from: z.string(),
  to: z.string(),
  commands: z.array(z.string()),
  startsOn: z.string(),
  endsOn: z.string(),
  ceilingCents: z.number().nullable(),
});

/** @returns ceilings in euros; `people`: whom one may lend to. */
export async function showDelegations(app: Sql, userId: string, today: string) {
  const [rows, people] = await Promise.all([
    app`
      select f.email as from, t.email as to, d.commands, d.starts_on as "startsOn", d.ends_on as "endsOn",
        d.ceiling_cents as "ceilingCents", d.from_user = ${userId} as given
      from delegations d join auth.users f on f.id = d.from_user join auth.users t on t.id = d.to_user
      where (d.from_user = ${userId} or d.to_user = ${userId}) and d.ends_on >= ${today}
      order by d.starts_on, d.id`,
    app<{ email: string }[]>`
      select u.email from auth.users u
      where u.id <> ${userId} and not exists (select 1 from disabled_users d where d.user_id = u.id)
        and exists (select 1 from user_roles r where r.user_id = u.id)
      order by u.email`,
  ]);
  const delegations = z
    .array(delegationRow.extend({ given: z.boolean() }))
    .parse([...rows])
    .map(({ ceilingCents, ...delegation }) => ({
      ...delegation,
      ceiling: ceilingCents === null ? null : ceilingCents / 100,
    }));
  const shown = (given: boolean) =>
    delegations.filter((one) => one.given === given).map(({ given: _given, ...delegation }) => delegation);
  return { given: shown(true), received: shown(false), people: people.map(({ email }) => email) };
}
