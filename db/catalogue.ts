// What a person may name: the firm's projects, clients, people, opportunities, orders and invoices within their reach,
// each with what rows about it are chosen by. Read by the assistant, on the reader's connection.

import { z } from 'zod';
import type { Queryable, Sql, Transaction } from './connection.ts';
import type { NamesReach } from './names.ts';
import { reportKey } from './reports/report-cache.ts';

const attribute = z.union([z.string(), z.number(), z.boolean()]).nullable();

const namedRow = z.object({
  kind: z.enum(['client', 'project', 'consultant', 'opportunity', 'profile', 'order', 'invoice']),
  code: z.string(),
  label: z.string(),
  attributes: z.record(z.string(), attribute),
});
export type NamedThing = z.infer<typeof namedRow>;

/** Older invoices are found in their reports; a question names a recent one. */
const INVOICES_AT_MOST = 2_000;

/** Codes and names with their attributes; by kind, then code. */
export async function readCatalogue(sql: Queryable, reach: NamesReach): Promise<NamedThing[]> {
  const { all, ownerEmail, consultantId } = reach;
  const rows = await sql`
    with seen as (
      select p.id, p.code, p.title, p.client_id, p.manager_id, p.status, p.contract_kind, p.ends_on,
        ${all} or p.manager_id = ${consultantId}
          or (${ownerEmail}::text is not null and c.id is not null and coalesce(c.owner_email, ${ownerEmail}) = ${ownerEmail}) as owned
      from projects p left join clients c on c.id = p.client_id
      where ${all}
        or (${ownerEmail}::text is not null and c.id is not null and coalesce(c.owner_email, ${ownerEmail}) = ${ownerEmail})
        or p.manager_id = ${consultantId}
        or exists (select 1 from assignments a where a.project_id = p.id and a.consultant_id = ${consultantId})
    ), own_clients as (
      select id from clients
      where ${all} or (${ownerEmail}::text is not null and coalesce(owner_email, ${ownerEmail}) = ${ownerEmail})
    )
    select 'client' as kind, c.code, c.name as label, jsonb_build_object('name', c.name) as attributes
    from clients c where c.id in (select id from own_clients) or c.id in (select client_id from seen)
    union all
    select 'project', p.code, coalesce(nullif(p.title, ''), p.code), jsonb_build_object(
      'name', coalesce(nullif(p.title, ''), p.code), 'client', c.code, 'client_name', c.name, 'status', p.status,
      'contract', p.contract_kind, 'billable', p.contract_kind <> 'interne', 'manager', m.code)
    from seen p left join clients c on c.id = p.client_id left join consultants m on m.id = p.manager_id
    union all
    select 'consultant', c.code, trim(c.first_name || ' ' || c.last_name), jsonb_build_object(
      'name', trim(c.first_name || ' ' || c.last_name), 'profile', f.name, 'manager', m.code, 'team', nullif(c.agency, ''))
    from consultants c join profiles f on f.id = c.profile_id left join consultants m on m.id = c.manager_id
    where ${all} or ${ownerEmail}::text is not null or c.id = ${consultantId}
      or c.id in (select manager_id from seen)
      or exists (select 1 from assignments a join seen on seen.id = a.project_id where a.consultant_id = c.id)
    union all
    select 'opportunity', o.code, coalesce(nullif(o.title, ''), o.code), jsonb_build_object(
      'name', coalesce(nullif(o.title, ''), o.code), 'client', c.code, 'client_name', c.name, 'stage', o.stage,
      'owner', coalesce(o.owner_email, c.owner_email))
    from opportunities o join clients c on c.id = o.client_id
    where ${all} or (${ownerEmail}::text is not null
      and (lower(o.owner_email) = lower(${ownerEmail}) or (o.owner_email is null and c.id in (select id from own_clients))))
    union all
    select 'profile', name, name, '{}' from profiles where ${all} or ${ownerEmail}::text is not null or ${consultantId}::bigint is not null
    union all
    select 'order', b.number, b.number, jsonb_build_object('client', c.code, 'project', p.code)
    from purchase_orders b join clients c on c.id = b.client_id left join projects p on p.id = b.project_id
    where ${all} or c.id in (select id from own_clients) or p.id in (select id from seen where owned)
    union all
    (select 'invoice', i.number, i.number, jsonb_build_object('client', c.code, 'project', p.code)
    from invoices i join clients c on c.id = i.client_id left join projects p on p.id = i.project_id
    where i.number is not null and (${all} or c.id in (select id from own_clients))
    order by i.issued_on desc, i.number limit ${INVOICES_AT_MOST})
    order by 1, 2`;
  return z.array(namedRow).parse([...rows]);
}

/** Some hundred people, each with their own reach: a few hundred kilobytes each in a large firm. */
const KEPT_AT_MOST = 100;

const kept = new Map<string, readonly NamedThing[]>();

/** The same, read again only when an act has changed the firm since: until then, the very same list. */
export async function readKeptCatalogue(reader: Sql, reach: NamesReach): Promise<readonly NamedThing[]> {
  const read = async (tx: Transaction): Promise<readonly NamedThing[]> => {
    const key = await reportKey(tx, { catalogue: reach });
    const known = kept.get(key);
    if (known) return known;
    const catalogue = await readCatalogue(tx, reach);
    kept.set(key, catalogue);
    const oldest = kept.keys().next().value;
    if (kept.size > KEPT_AT_MOST && oldest !== undefined) kept.delete(oldest);
    return catalogue;
  };
  return (await reader.begin('isolation level repeatable read read only', read)) as readonly NamedThing[];
}
