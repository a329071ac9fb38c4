// Who uses Vigie: their address, roles and the consultant that they are. No password, no key and no session is in a file:
// who comes back by one has no access until a link lets them in (vigie user add, create_user).
import { ROLES } from '../../../domain/roles.ts';
import { randomUUID } from 'node:crypto';
import type { Queryable, Transaction } from '../../connection.ts';
import * as cell from '../cells.ts';
import { key, may, must, type Shape } from '../columns.ts';
import { rowsAsJson, type KeptFile, type Values } from './tables.ts';

const userShape: Shape = {
  columns: [
    key('email', cell.email),
    must('nom', cell.text),
    may('roles', cell.wordsOf(...ROLES)),
    may('matricule', cell.code, { of: 'consultants' }),
    may('ferme_le', cell.date),
  ],
};

const selectUsers = (sql: Queryable): ReturnType<Queryable> => sql`
  select u.email, u.name as nom,
    (select string_agg(r.role, '|' order by r.role collate "C") from user_roles r where r.user_id = u.id) as roles,
    c.code as matricule, d.disabled_on as ferme_le
  from auth.users u left join user_links l on l.user_id = u.id left join consultants c on c.id = l.consultant_id
    left join disabled_users d on d.user_id = u.id
  order by u.email collate "C"`;

const ADDRESSES_SHOWN = 10;

/** As when the operator adds one person (db/users.ts): who directs the firm is told of every access given. */
async function tellDirection(tx: Transaction, rows: readonly Values[]): Promise<void> {
  const shown = rows.slice(0, ADDRESSES_SHOWN).map((row) => String(row['email']));
  const more = rows.length > shown.length ? ` et ${rows.length - shown.length} autres` : '';
  const text = `Un import de l'opérateur de la machine ajoute des personnes à Vigie : ${shown.join(', ')}${more}.`;
  await tx`
    insert into notices (user_id, key, text)
    select user_id, ${`users-imported:${randomUUID()}`}, ${text} from user_roles where role = 'direction'`;
}

/** Only who is not there yet: an import changes nobody's access (set_roles, disable_user). */
async function writeUsers(tx: Transaction, rows: readonly Values[]): Promise<void> {
  await tellDirection(tx, rows);
  const given = rowsAsJson(
    tx,
    rows.map((row) => ({ ...row, list: row['roles'] === null ? [] : cell.splitList(String(row['roles'])) })),
  );
  const users = tx`
    jsonb_to_recordset(${given}) as r (email text, nom text, list jsonb, matricule text, ferme_le date)
    join auth.users u on u.email = r.email`;
  await tx`
    insert into auth.users (name, email) select r.nom, r.email
    from jsonb_to_recordset(${given}) as r (email text, nom text)`;
  await tx`
    insert into user_roles (user_id, role)
    select u.id, w from ${users} cross join jsonb_array_elements_text(r.list) w`;
  await tx`
    insert into user_links (user_id, consultant_id) select u.id, c.id from ${users} join consultants c on c.code = r.matricule
    -- Somebody who was here already may have been linked by their address as the consultants came in.
    on conflict do nothing`;
  await tx`
    insert into disabled_users (user_id, disabled_on) select u.id, r.ferme_le from ${users} where r.ferme_le is not null`;
}

export const users: KeptFile = {
  shape: userShape,
  tables: ['user_roles', 'user_links', 'disabled_users'],
  select: selectUsers,
  write: writeUsers,
};
