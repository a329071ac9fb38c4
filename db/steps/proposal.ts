// The facts of one proposal, read for its next step, and its end when nobody decided in time.

import { z } from 'zod';
import { findCommand } from '../../domain/commands/registry.ts';
import { PROPOSAL_STATES } from '../../domain/proposals.ts';
import { ROLES } from '../../domain/roles.ts';
import type { ProposalFacts } from '../../domain/steps/proposal.ts';
import type { Queryable, Sql } from '../connection.ts';
import { enqueue } from '../outbox.ts';

const proposalRow = z.object({
  id: z.string(),
  command: z.string(),
  state: z.enum(PROPOSAL_STATES),
  tier: z.number(),
  revision: z.number(),
  askedBy: z.string().nullable(),
  askedOn: z.string(),
  expiresOn: z.string(),
  approvers: z.array(z.enum(ROLES)),
});

/** Null when there is no such proposal. */
export async function readProposalFacts(sql: Queryable, id: string, today: string): Promise<ProposalFacts | null> {
  const [row] = await sql`
    select p.id, p.command, p.state, p.tier, p.revision, p.approvers, coalesce(r.asked_by, p.asked_by) as "askedBy",
      (r.created_at at time zone 'Europe/Paris')::date as "askedOn", p.expires_on as "expiresOn"
    from proposals p join proposal_revisions r on r.proposal_id = p.id and r.revision = p.revision
    where p.id = ${id}`;
  if (row === undefined) return null;
  const { command, tier, askedBy, ...proposal } = proposalRow.parse(row);
  const deciders = await sql<{ id: string; email: string }[]>`
    select distinct u.id, u.email from user_roles r join auth.users u on u.id = r.user_id
    where r.role = any(${proposal.approvers}) and (${tier}::int = 1 or u.id is distinct from ${askedBy}) order by u.email`;
  const delegates = await sql<{ email: string }[]>`
    select distinct u.email from delegations d join auth.users u on u.id = d.to_user
    where d.from_user = any(${deciders.map((person) => person.id)}) and ${command} = any(d.commands)
      and ${today} between d.starts_on and d.ends_on and u.id is distinct from ${askedBy} order by u.email`;
  return {
    ...proposal,
    label: findCommand(command)?.label ?? command,
    deciders: deciders.map(({ email }) => email),
    delegates: delegates.map(({ email }) => email),
  };
}

/** Ends a proposal that nobody decided in time; one that is decided meanwhile stays as it is. */
export async function expireProposal(app: Sql, id: string, today: string): Promise<void> {
  await app.begin(async (tx) => {
    const ended = await tx`
      update proposals set state = 'expired'
      where id = ${id} and state = 'pending' and expires_on < ${today} returning id`;
    if (ended.length > 0) await enqueue(tx, [{ topic: 'changed', payload: { kind: 'proposal', id } }]);
  });
}
