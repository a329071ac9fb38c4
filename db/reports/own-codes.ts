// What is a person's own in the snapshot of a report (COMMANDS.md, "Own"): a client is its commercial's, or every
// commercial's; a project its responsable's; people are theirs through the firm assignments of the period.
import { z } from 'zod';
import type { OwnCodes, ScopeAsker } from '../../domain/report-scope.ts';
import type { Transaction } from '../connection.ts';

const codes = z.array(z.string());

const ownRow = z.object({
  clients: codes,
  clientProjects: codes,
  managedProjects: codes,
  opportunities: codes,
  people: codes,
});

/** @param period of the report, civil days; `to` null: from then on. */
export async function readOwnCodes(
  tx: Transaction,
  { email, consultantCode }: ScopeAsker,
  period: { from: string; to: string | null },
): Promise<OwnCodes> {
  const [row] = await tx`
    with own_clients as (
      select id, code from clients where owner_email is null or lower(owner_email) = lower(${email})
    ), managed as (
      select p.id, p.code, p.ends_on from projects p join consultants m on m.id = p.manager_id where m.code = ${consultantCode}
    )
    select array(select code from own_clients) as clients,
      array(select p.code from projects p join own_clients c on c.id = p.client_id) as "clientProjects",
      array(select code from managed) as "managedProjects",
      array(select o.code from opportunities o
        where lower(o.owner_email) = lower(${email})
          or (o.owner_email is null and o.client_id in (select id from own_clients))) as opportunities,
      array(select distinct c.code from assignments a join managed p on p.id = a.project_id
        join consultants c on c.id = a.consultant_id
        where a.status = 'ferme' and (${period.to}::date is null or a.starts_on <= ${period.to})
          and (coalesce(a.ends_on, p.ends_on) is null or coalesce(a.ends_on, p.ends_on) >= ${period.from})) as people`;
  const own = ownRow.parse(row);
  return {
    clients: new Set(own.clients),
    clientProjects: new Set(own.clientProjects),
    managedProjects: new Set(own.managedProjects),
    opportunities: new Set(own.opportunities),
    people: new Set(own.people),
  };
}
