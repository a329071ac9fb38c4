// Who may be the second person on a proposal, as of this moment: their roles, what was lent to them, and whether the
// firm has one approver only. Asked when they decide, and again when the change is carried out.
import { z } from 'zod';
import type { Refusal } from '../../domain/commands/command.ts';
import { judgeSecondPerson, type Delegation, type Entitlement } from '../../domain/proposals.ts';
import type { Queryable } from '../connection.ts';
import { findPerson, type Person } from '../users.ts';
import type { ProposalRow } from './rows.ts';

const delegationRow = z.object({
  fromUser: z.string(),
  commands: z.array(z.string()),
  startsOn: z.string(),
  endsOn: z.string(),
  ceilingCents: z.number().nullable(),
});

/** What is lent to a person on a day; who lends it must still be there, with the roles they have now. */
async function findDelegations(sql: Queryable, toUser: string, today: string): Promise<Delegation[]> {
  const rows = await sql`
    select from_user as "fromUser", commands, starts_on as "startsOn", ends_on as "endsOn", ceiling_cents as "ceilingCents"
    from delegations where to_user = ${toUser} and ${today} between starts_on and ends_on order by id`;
  const delegations: Delegation[] = [];
  for (const { fromUser, ...terms } of z.array(delegationRow).parse([...rows])) {
    const from = await findPerson(sql, fromUser);
    if (from) delegations.push({ ...terms, from });
  }
  return delegations;
}

/** The setting `single_approver` of the firm (COMMANDS.md, "Who is the second person"). */
async function readSingleApprover(sql: Queryable): Promise<boolean> {
  const [row] = await sql<{ alone: boolean | null }[]>`
    select settings -> 'single_approver' = 'true'::jsonb as alone from firm limit 1`;
  return row?.alone === true;
}

export async function judgeDecider(
  sql: Queryable,
  proposal: ProposalRow,
  person: Person,
  today: string,
): Promise<Entitlement | Refusal> {
  // One after the other: inside a transaction they share its connection.
  const delegations = await findDelegations(sql, person.userId, today);
  const singleApprover = await readSingleApprover(sql);
  return judgeSecondPerson(proposal, person, delegations, today, { singleApprover });
}
