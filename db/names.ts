// What codes are called: projects, clients, consultants and opportunities by name, within a person's reach.

import { z } from 'zod';
import type { Queryable } from './connection.ts';

export type Names = {
  projects: Record<string, string>;
  clients: Record<string, string>;
  consultants: Record<string, string>;
  opportunities: Record<string, string>;
};

/** Whose names are read (COMMANDS.md, "Own"): the firm's, or those that a person's roles make their own. */
export type NamesReach = {
  all: boolean;
  /** Clients of this address, those that nobody owns, and their projects; null: none. */
  ownerEmail: string | null;
  /** Projects that this consultant manages or is assigned to, their clients and people; null: none. */
  consultantId: number | null;
};

const named = z.array(
  z.object({
    kind: z.enum(['projects', 'clients', 'consultants', 'opportunities']),
    code: z.string(),
    name: z.string(),
  }),
);

/** @param allDeals every opportunity; else those of `ownerEmail`, their own or their client's. */
export async function readNames(sql: Queryable, reach: NamesReach & { allDeals: boolean }): Promise<Names> {
  const { all, ownerEmail, consultantId, allDeals } = reach;
  const rows = await sql`
    with seen as (
      select p.id, p.code, coalesce(nullif(p.title, ''), p.code) as name, p.client_id, p.manager_id
      from projects p left join clients c on c.id = p.client_id
      where ${all}
        or (${ownerEmail}::text is not null and c.id is not null and coalesce(c.owner_email, ${ownerEmail}) = ${ownerEmail})
        or p.manager_id = ${consultantId}
        or exists (select 1 from assignments a where a.project_id = p.id and a.consultant_id = ${consultantId})
    )
    select 'projects' as kind, code, name from seen
    union all
    select 'clients', c.code, c.name from clients c
    where ${all} or c.id in (select client_id from seen)
      or (${ownerEmail}::text is not null and coalesce(c.owner_email, ${ownerEmail}) = ${ownerEmail})
    union all
    select 'consultants', c.code, trim(c.first_name || ' ' || c.last_name) from consultants c
    where ${all} or ${ownerEmail}::text is not null or c.id = ${consultantId}
      or c.id in (select manager_id from seen)
      or exists (select 1 from assignments a join seen on seen.id = a.project_id where a.consultant_id = c.id)
    union all
    select 'opportunities', o.code, coalesce(nullif(o.title, ''), o.code)
    from opportunities o join clients c on c.id = o.client_id
    where ${allDeals} or (${ownerEmail}::text is not null
      and lower(coalesce(o.owner_email, c.owner_email, ${ownerEmail})) = lower(${ownerEmail}))`;
  const names: Names = { projects: {}, clients: {}, consultants: {}, opportunities: {} };
  for (const { kind, code, name } of named.parse(rows)) names[kind][code] = name;
  return names;
}
