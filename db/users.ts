// The people who use Vigie: who they are, what they may do, how they come in. The schema auth proves identity
// (see db/migrations/0006-auth.sql); roles and the link to a consultant are firm facts, written under an act.

import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { ROLE_LABELS, ROLES, type Role } from '../domain/roles.ts';
import { canonicalJson, insertAct, sha256 } from './acts.ts';
import type { Queryable, Sql, Transaction } from './connection.ts';

/** Somebody who has proved who they are. `consultantId` is null for who is no consultant of the firm. */
export type Person = {
  userId: string;
  email: string;
  roles: readonly Role[];
  /** Those of the roles that the firm's policy gives the real costs (set_policy, real_costs_for). */
  realCostRoles: readonly Role[];
  consultantId: number | null;
  consultantCode: string | null;
};

const personRow = z.object({
  userId: z.string(),
  email: z.string(),
  roles: z.array(z.enum(ROLES)),
  /** The policy's roles; null: none was set. */
  realCostsFor: z.array(z.string()).nullable(),
  consultantId: z.number().nullable(),
  consultantCode: z.string().nullable(),
});

/** The statement that `toPerson` reads: one row, or none. */
export function selectPerson(sql: Queryable, userId: string): ReturnType<Queryable> {
  return sql`
    select u.id as "userId", u.email,
      array(select r.role from user_roles r where r.user_id = u.id order by r.role) as roles,
      (select f.settings -> 'real_costs_for' from firm f where f.id = 1) as "realCostsFor",
      c.id as "consultantId", c.code as "consultantCode"
    from auth.users u
    left join user_links l on l.user_id = u.id
    left join consultants c on c.id = l.consultant_id
    where u.id = ${userId} and not exists (select 1 from disabled_users d where d.user_id = u.id)`;
}

export function toPerson(row: unknown): Person {
  const { realCostsFor, ...person } = personRow.parse(row);
  return { ...person, realCostRoles: person.roles.filter((role) => realCostsFor?.includes(role)) };
}

/** The person of a user id, as of this moment; null when there is none, or no longer. */
export async function findPerson(sql: Queryable, userId: string): Promise<Person | null> {
  const [row] = await selectPerson(sql, userId);
  return row === undefined ? null : toPerson(row);
}

/** The person who has this address, whatever its case; null when there is none. */
export async function findPersonByEmail(sql: Queryable, email: string): Promise<Person | null> {
  const [row] = await sql<{ id: string }[]>`select id from auth.users where email = ${email.trim().toLowerCase()}`;
  return row === undefined ? null : findPerson(sql, row.id);
}

/** A secret is kept as its digest: who reads the database cannot use it. */
export function digestSecret(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('hex');
}

/** 256 random bits, safe in an address. */
export function makeSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Whose API key this is; null when it is unknown or revoked. */
export async function findKeyOwner(sql: Queryable, key: string): Promise<string | null> {
  const [row] = await sql<{ user_id: string }[]>`
    select user_id from auth.api_keys where key_sha256 = ${digestSecret(key)} and revoked_at is null`;
  return row?.user_id ?? null;
}

/** Makes an API key and returns it: the only time that it can be read. */
export async function createApiKey(sql: Queryable, userId: string, name: string): Promise<string> {
  const key = `vigie_${makeSecret()}`;
  await sql`
    insert into auth.api_keys (id, user_id, name, key_sha256)
    values (${randomUUID()}, ${userId}, ${name}, ${digestSecret(key)})`;
  return key;
}

/**
 * Draws the secret of a key that its owner named (command create_api_key), once: the only time that it can be read.
 * @returns null when the person has no such key, or its secret was already drawn.
 */
export async function drawKeySecret(sql: Queryable, userId: string, name: string): Promise<string | null> {
  const key = `vigie_${makeSecret()}`;
  const [drawn] = await sql`
    update auth.api_keys set key_sha256 = ${digestSecret(key)}
    where user_id = ${userId} and name = ${name} and key_sha256 is null and revoked_at is null returning id`;
  return drawn === undefined ? null : key;
}

/** Who has this address and never came in by a password; null: nobody, or they choose their password themselves. */
export async function findUninvited(sql: Queryable, email: string): Promise<Person | null> {
  const [row] = await sql<{ id: string }[]>`select id from auth.users where email = ${email}`;
  if (row === undefined || (await hasPassword(sql, row.id))) return null;
  return findPerson(sql, row.id);
}

/** How long a one-time link opens: an hour for the printed admin link, three days for one handed to a colleague. */
const LINK_HOURS = { first_admin: 1, invitation: 72 } as const;

/** Makes a one-time link's token; earlier unused links of the same kind and person stop working. */
export async function createOneTimeToken(sql: Queryable, userId: string | null): Promise<string> {
  const purpose = userId === null ? 'first_admin' : 'invitation';
  await sql`
    delete from auth.one_time_links
    where used_at is null and purpose = ${purpose} and user_id is not distinct from ${userId}`;
  const token = makeSecret();
  await sql`
    insert into auth.one_time_links (token_sha256, purpose, user_id, expires_at)
    values (${digestSecret(token)}, ${purpose}, ${userId},
      transaction_timestamp() + make_interval(hours => ${LINK_HOURS[purpose]}))`;
  return token;
}

/** Whether an administrator can already come in with a password of their own. */
export async function hasAdminWithPassword(sql: Queryable): Promise<boolean> {
  const [row] = await sql`
    select 1 from user_roles r
    join auth.accounts a on a.user_id = r.user_id
    where r.role = 'admin' and a.provider_id = 'credential' and a.password is not null
      and r.user_id not in (select user_id from disabled_users) limit 1`;
  return row !== undefined;
}

export async function hasPassword(sql: Queryable, userId: string): Promise<boolean> {
  const [row] = await sql`
    select 1 from auth.accounts where user_id = ${userId} and provider_id = 'credential' and password is not null`;
  return row !== undefined;
}

/** The address of the user made by the first admin link, until a real person is added. */
const FIRST_ADMIN_EMAIL = 'admin@vigie.local';

/**
 * Spends a one-time link, in one transaction: of two openings at once, one finds it used.
 * The first admin link makes the first user (direction and admin) when nobody is admin, else opens the first admin.
 * An invitation replaces the person's password: the old one and the open sessions end.
 * @returns the user's id; null when the link is unknown, used or too old.
 */
export async function useOneTimeLink(sql: Sql, token: string): Promise<string | null> {
  return sql.begin(async (tx) => {
    const [link] = await tx<{ user_id: string | null }[]>`
      update auth.one_time_links set used_at = transaction_timestamp()
      where token_sha256 = ${digestSecret(token)} and used_at is null and expires_at > transaction_timestamp()
      returning user_id`;
    if (link === undefined) return null;
    if (link.user_id === null) return openFirstAdmin(tx);
    await tx`delete from auth.accounts where user_id = ${link.user_id} and provider_id = 'credential'`;
    await tx`delete from auth.sessions where user_id = ${link.user_id}`;
    return link.user_id;
  });
}

async function openFirstAdmin(tx: Transaction): Promise<string> {
  const [admin] = await tx<{ user_id: string }[]>`
    select user_id from user_roles where role = 'admin' and user_id not in (select user_id from disabled_users)
    order by granted_at, user_id limit 1`;
  if (admin !== undefined) return admin.user_id;
  const added = await writeUser(tx, { email: FIRST_ADMIN_EMAIL, roles: ['admin', 'direction'] }, 'first_admin_link');
  return added.userId;
}

export type AddedUser = { userId: string; email: string; roles: readonly Role[]; consultantCode: string | null };

/**
 * Adds a person, or gives roles to one who is there, as an act of the machine's operator; every direction user is
 * told. A person whose address is a consultant's is linked to that consultant.
 * @param operator the system's user.
 */
export async function addUser(
  tx: Transaction,
  input: { email: string; roles: readonly Role[] },
  operator: string,
): Promise<AddedUser> {
  const directionUsers = await tx<{ user_id: string }[]>`select user_id from user_roles where role = 'direction'`;
  const added = await writeUser(tx, input, operator);
  const text = `${added.email} a désormais accès à Vigie (${added.roles.map((role) => ROLE_LABELS[role]).join(', ')}) : ajout par l'opérateur de la machine, ${operator}.`;
  for (const { user_id } of directionUsers) {
    await tx`
      insert into notices (user_id, key, text) values (${user_id}, ${`user-added:${randomUUID()}`}, ${text})`;
  }
  return added;
}

async function writeUser(
  tx: Transaction,
  input: { email: string; roles: readonly Role[] },
  operator: string,
): Promise<AddedUser> {
  const email = input.email.toLowerCase();
  const [known] = await tx<{ id: string }[]>`select id from auth.users where email = ${email}`;
  const userId = known?.id ?? randomUUID();
  const before = known === undefined ? null : await findPerson(tx, userId);
  const effect = { userId, email, roles: input.roles };
  await insertAct(tx, {
    actId: randomUUID(),
    command: 'create_user',
    actorKind: 'operator',
    actor: operator,
    channel: 'cli',
    inputSha: sha256(canonicalJson({ email, roles: input.roles })),
    effectSha: sha256(canonicalJson(effect)),
    payload: { input: { email, roles: input.roles }, before, after: effect },
  });
  if (known === undefined) {
    await tx`insert into auth.users (id, name, email) values (${userId}, ${email}, ${email})`;
  }
  // Whom the operator names may come in, whatever was decided before.
  await tx`delete from disabled_users where user_id = ${userId}`;
  for (const role of input.roles) {
    await tx`insert into user_roles (user_id, role) values (${userId}, ${role}) on conflict do nothing`;
  }
  // An address that two consultants share names neither of them.
  await tx`
    insert into user_links (user_id, consultant_id)
    select ${userId}, min(c.id) from consultants c where lower(c.email) = ${email} having count(*) = 1
    on conflict do nothing`;
  const after = await findPerson(tx, userId);
  if (after === null) throw new Error(`user ${userId} vanished inside its own transaction`);
  return { userId, email, roles: after.roles, consultantCode: after.consultantCode };
}
