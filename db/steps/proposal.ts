// The facts of one proposal, read for its next step, and its end when nobody decided in time.

import { z } from 'zod';
import { findCommand } from '../../domain/commands/registry.ts';
import { isRole, type Role } from '../../domain/roles.ts';
import { PROPOSAL_STATES, type ProposalFacts } from '../../domain/steps/proposal.ts';
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
  expired: z.boolean(),
});

/** @param now an ISO instant. @returns null when there is no such proposal. */
export async function readProposalFacts(
  sql: Queryable,
  id: string,
  now: string,
  today: string,
): Promise<ProposalFacts | null> {
  const [row] = await sql`
    select p.id, p.command, p.state, p.tier, p.revision, coalesce(r.asked_by, p.asked_by) as "askedBy",
      (r.created_at at time zone 'Europe/Paris')::date as "askedOn",
      (p.expires_at at time zone 'Europe/Paris')::date as "expiresOn",
      p.expires_at <= ${now}::timestamptz as expired
    from proposals p join proposal_revisions r on r.proposal_id = p.id and r.revision = p.revision
    where p.id = ${id}`;
  if (row === undefined) return null;
  const { command, tier, askedBy, ...proposal } = proposalRow.parse(row);
  const described = findCommand(command);
  const approvers = listApprovers(described, tier);
  const deciders = await sql<{ id: string; email: string }[]>`
    select distinct u.id, u.email from user_roles r join auth.users u on u.id = r.user_id
    where r.role = any(${approvers}) and (${tier} = 1 or u.id is distinct from ${askedBy}) order by u.email`;
  const delegates = await sql<{ email: string }[]>`
    select distinct u.email from delegations d join auth.users u on u.id = d.to_user
    where d.from_user = any(${deciders.map((person) => person.id)}) and ${command} = any(d.commands)
      and ${today} between d.starts_on and d.ends_on and u.id is distinct from ${askedBy} order by u.email`;
  return {
    ...proposal,
    label: described?.label ?? command,
    approvers,
    deciders: deciders.map(({ email }) => email),
    delegates: delegates.map(({ email }) => email),
  };
}

/** Tier 2: the bracketed roles; tier 1: who may run it at all. */
function listApprovers(command: ReturnType<typeof findCommand>, tier: number): Role[] {
  if (command === null) return ['direction'];
  const roles = tier === 2 ? command.approvers : Object.keys(command.rights).filter(isRole);
  return roles.length === 0 ? ['direction'] : [...roles];
}

/** Ends a proposal that nobody decided in time; one that is decided meanwhile stays as it is. */
export async function expireProposal(app: Sql, id: string, now: string): Promise<void> {
  await app.begin(async (tx) => {
    const ended = await tx`
      update proposals set state = 'expired'
      where id = ${id} and state = 'pending' and expires_at <= ${now}::timestamptz returning id`;
    if (ended.length > 0) await enqueue(tx, [{ topic: 'changed', payload: { kind: 'proposal', id } }]);
  });
}
