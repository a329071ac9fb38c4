// What codes are called: projects, clients and consultants by name, within a person's reach.

import { z } from 'zod';
import type { Queryable } from './connection.ts';

export type Names = {
  projects: Record<string, string>;
  clients: Record<string, string>;
  consultants: Record<string, string>;
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
  z.object({ kind: z.enum(['project', 'client', 'consultant']), code: z.string(), name: z.string() }),
);

export async function readNames(sql: Queryable, reach: NamesReach): Promise<Names> {
  const { all, ownerEmail, consultantId } = reach;
  const rows = await sql`
    with seen as (
      select p.id, p.code, coalesce(nullif(p.title, ''), p.code) as name, p.client_id, p.manager_id
      from projects p left join clients c on c.id = p.client_id
      where ${all}
        or (${ownerEmail}::text is not null and c.id is not null and coalesce(c.owner_email, ${ownerEmail}) = ${ownerEmail})
        or p.manager_id = ${consultantId}
        or exists (select 1 from assignments a where a.project_id = p.id and a.consultant_id = ${consultantId})
    )
    select 'project' as kind, code, name from seen
    union all
    select 'client', c.code, c.name from clients c
    where ${all} or c.id in (select client_id from seen)
      or (${ownerEmail}::text is not null and coalesce(c.owner_email, ${ownerEmail}) = ${ownerEmail})
    union all
    select 'consultant', c.code, trim(c.first_name || ' ' || c.last_name) from consultants c
    where ${all} or ${ownerEmail}::text is not null or c.id = ${consultantId}
      or c.id in (select manager_id from seen)
      or exists (select 1 from assignments a join seen on seen.id = a.project_id where a.consultant_id = c.id)`;
  const names: Names = { projects: {}, clients: {}, consultants: {} };
  for (const { kind, code, name } of named.parse(rows)) names[`${kind}s`][code] = name;
  return names;
}
