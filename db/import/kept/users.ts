// Who uses Vigie: their address, roles and the consultant that they are. No password, no key and no session is in a file:
// who comes back by one has no access until a link lets them in (vigie user add, create_user).
import { ROLES } from '../../../domain/roles.ts';
import type { Queryable, Transaction } from '../../connection.ts';
import * as cell from '../cells.ts';
import { key, may, must, type Shape } from '../columns.ts';
import type { Values } from './tables.ts';

export const userShape: Shape = {
  columns: [
    key('email', cell.email),
    must('nom', cell.text),
    may('roles', cell.wordsOf(...ROLES)),
    may('matricule', cell.code, { of: 'consultants' }),
    may('ferme_le', cell.date),
  ],
};

export const selectUsers = (sql: Queryable): ReturnType<Queryable> => sql`
  select u.email, u.name as nom,
    (select string_agg(r.role, '|' order by r.role collate "C") from user_roles r where r.user_id = u.id) as roles,
    c.code as matricule, d.disabled_on as ferme_le
  from auth.users u left join user_links l on l.user_id = u.id left join consultants c on c.id = l.consultant_id
    left join disabled_users d on d.user_id = u.id
  order by u.email collate "C"`;

export async function writeUsers(tx: Transaction, rows: readonly Values[]): Promise<void> {
  const given = tx.json(
    rows.map((row) => ({ ...row, list: row['roles'] === null ? [] : cell.splitList(String(row['roles'])) })) as never,
  );
  const users = tx`
    jsonb_to_recordset(${given}) as r (email text, nom text, list jsonb, matricule text, ferme_le date)
    join auth.users u on u.email = r.email`;
  await tx`
    insert into auth.users (name, email) select r.nom, r.email
    from jsonb_to_recordset(${given}) as r (email text, nom text)
    on conflict (email) do update set name = excluded.name`;
  await tx`delete from user_roles x using ${users} where x.user_id = u.id and not r.list ? x.role`;
  await tx`
    insert into user_roles (user_id, role) select u.id, w from ${users} cross join jsonb_array_elements_text(r.list) w
    on conflict do nothing`;
  await tx`delete from user_links x using ${users} where x.user_id = u.id`;
  await tx`
    insert into user_links (user_id, consultant_id) select u.id, c.id from ${users} join consultants c on c.code = r.matricule`;
  await tx`delete from disabled_users x using ${users} where x.user_id = u.id and r.ferme_le is null`;
  await tx`
    insert into disabled_users (user_id, disabled_on) select u.id, r.ferme_le from ${users} where r.ferme_le is not null
    on conflict (user_id) do update set disabled_on = excluded.disabled_on`;
}
