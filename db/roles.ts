// Who the processes are for PostgreSQL. Four roles, the same names in every cluster, hold the grants that the
// migrations give:
//   vigie_owner   owns the schema and migrates (on another's server: the user of DATABASE_URL);
//   vigie_app     writes, within the limits of its grants;
//   vigie_reader  SELECT by GRANT alone, for reports and the assistant; NOINHERIT, so that persons' costs need
//                 an explicit `set local role vigie_costs`;
//   vigie_costs   nobody's login: the costs.
// In the embedded database the first three log in. On another's server several firms, or several machines of one
// firm, may share the cluster: there each VIGIE_HOME has its own two logins (vigie_app_…, vigie_reader_…), members
// of the shared roles, and a database lets in only its own. Passwords never travel: the server is given a verifier.

import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import type { Sql } from './connection.ts';
import { PlainError } from './plain-error.ts';

export type Login = { name: string; password: string };
/** `made: false` for a login that an administrator made and the settings give. */
export type ServerLogins = { app: Login & { made: boolean }; reader: Login & { made: boolean } };

const NOT_ALLOWED = '42501';
const ALREADY_THERE = new Set(['42710', '23505']);

/** SCRAM-SHA-256 verifier (RFC 5803), PostgreSQL's own format: what a server stores in place of a password. */
export function makeVerifier(password: string): string {
  const iterations = 4096;
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const sign = (text: string): Buffer => createHmac('sha256', salted).update(text).digest();
  const stored = createHash('sha256').update(sign('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${stored}:${sign('Server Key').toString('base64')}`;
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

const SHARED_ROLES: readonly { name: string; attributes: string }[] = [
  { name: 'vigie_app', attributes: 'nologin' },
  { name: 'vigie_reader', attributes: 'nologin noinherit' },
  { name: 'vigie_costs', attributes: 'nologin' },
];

/**
 * In the embedded cluster, as its superuser: the roles with their passwords, and the firm's database.
 * Running it again repairs: a missing role is made, a password is set to the one kept in VIGIE_HOME.
 */
export async function createEmbeddedRoles(
  superuser: Sql,
  logins: { owner: Login; app: Login; reader: Login },
): Promise<void> {
  await createSharedRoles(superuser);
  await createMissing(superuser, 'vigie_owner', 'nologin');
  for (const login of [logins.owner, logins.app, logins.reader]) {
    await superuser.unsafe(`alter role ${quoteName(login.name)} login password '${makeVerifier(login.password)}'`);
  }
}

async function createSharedRoles(sql: Sql): Promise<void> {
  for (const { name, attributes } of SHARED_ROLES) await createMissing(sql, name, attributes);
  const [member] = await sql`select pg_has_role('vigie_reader', 'vigie_costs', 'member') as yes`;
  if (member?.['yes'] !== true) await sql.unsafe('grant vigie_costs to vigie_reader');
}

/** Two starts at once may both find the role missing: the second is content with the first's. */
async function createMissing(sql: Sql, name: string, attributes: string): Promise<void> {
  const [found] = await sql`select 1 from pg_roles where rolname = ${name}`;
  if (found !== undefined) return;
  try {
    await sql.unsafe(`create role ${quoteName(name)} ${attributes}`);
  } catch (error) {
    if (!ALREADY_THERE.has((error as { code?: string }).code ?? '')) throw error;
  }
}

/**
 * On another's server, as the owner: makes what is missing, or says what an administrator must run.
 * @throws PlainError `roles_missing`, with the SQL to run.
 */
export async function ensureServerRoles(owner: Sql, logins: ServerLogins): Promise<void> {
  for (const statement of await listMissingRoles(owner, logins)) {
    try {
      await owner.unsafe(statement);
    } catch (error) {
      const code = (error as { code?: string }).code ?? '';
      if (ALREADY_THERE.has(code)) continue;
      if (code === NOT_ALLOWED) break;
      throw error;
    }
  }
  // What was refused is still missing: read again, and hand over the whole list.
  const missing = await listMissingRoles(owner, logins);
  if (missing.length > 0) {
    throw new PlainError(
      'roles_missing',
      `Il manque des rôles à la base de données, et l'utilisateur de DATABASE_URL n'a pas le droit de les créer. Un administrateur du serveur doit exécuter :\n\n${missing.map((line) => `  ${line};`).join('\n')}\n\nou donnez DATABASE_APP_URL et DATABASE_READER_URL.`,
    );
  }
}

/** The SQL that is still to be run for these logins; empty when all is there. Changes nothing. */
export async function listMissingRoles(sql: Sql, logins: ServerLogins): Promise<string[]> {
  const wanted = [
    { ...logins.app, member: 'vigie_app' },
    { ...logins.reader, member: 'vigie_reader' },
  ];
  const rows = await sql<{ name: string }[]>`
    select rolname as name from pg_roles
    where rolname in ${sql([...SHARED_ROLES.map((role) => role.name), ...wanted.map((login) => login.name)])}`;
  const present = new Set(rows.map((row) => row.name));
  const missing: string[] = [];
  for (const { name, attributes } of SHARED_ROLES) {
    if (!present.has(name)) missing.push(`create role ${name} ${attributes}`);
  }
  if (!(await isMember(sql, 'vigie_reader', 'vigie_costs', present))) missing.push('grant vigie_costs to vigie_reader');
  for (const login of wanted) {
    if (!present.has(login.name) && login.made) {
      missing.push(`create role ${quoteName(login.name)} login password '${makeVerifier(login.password)}'`);
    }
    if (!(await isMember(sql, login.name, login.member, present))) {
      missing.push(`grant ${login.member} to ${quoteName(login.name)}`);
    }
    const [{ database, allowed } = { database: '', allowed: true }] = await sql<
      { database: string; allowed: boolean }[]
    >`
      select current_database() as database,
        ${present.has(login.name) ? sql`has_database_privilege(${login.name}, current_database(), 'connect')` : sql`false`} as allowed`;
    if (!allowed) missing.push(`grant connect on database ${quoteName(database)} to ${quoteName(login.name)}`);
  }
  return missing;
}

async function isMember(sql: Sql, name: string, group: string, present: ReadonlySet<string>): Promise<boolean> {
  if (!present.has(name) || !present.has(group)) return false;
  const [row] = await sql<{ yes: boolean }[]>`select pg_has_role(${name}, ${group}, 'member') as yes`;
  return row?.yes === true;
}

/**
 * Takes back what PostgreSQL gives everybody in a database: temporary tables, new objects, large objects, advisory
 * locks (the reader could fill the disk or hold a migration back). The last two need a superuser.
 * What is refused stays as it is: `listPrivilegeGaps` reads the truth again.
 * @param logins who may connect: nobody else can.
 */
export async function closeDatabase(sql: Sql, logins: readonly string[]): Promise<void> {
  const [{ database } = { database: '' }] = await sql<{ database: string }[]>`select current_database() as database`;
  const statements = [
    ...listConnectStatements(database, logins),
    'revoke create on schema public from public',
    'grant usage on schema public to vigie_app, vigie_reader, vigie_costs',
    ...(await listFunctionRevokes(sql)),
  ];
  for (const statement of statements) {
    try {
      await sql.unsafe(statement);
    } catch (error) {
      if ((error as { code?: string }).code !== NOT_ALLOWED) throw error;
    }
  }
}

/** Who may enter a database. (A copy made from a template does not inherit this, unlike all that lies inside.) */
export function listConnectStatements(database: string, logins: readonly string[]): string[] {
  const name = quoteName(database);
  return [
    ...logins.map((login) => `grant connect on database ${name} to ${quoteName(login)}`),
    `revoke connect, temporary, create on database ${name} from public`,
  ];
}

/** True when nobody but these logins gets in, and the public has nothing there: `closeDatabase` has been here. */
export async function isClosed(sql: Sql, logins: readonly string[]): Promise<boolean> {
  const [row] = await sql<{ closed: boolean }[]>`
    select not has_database_privilege('public', current_database(), 'connect')
      and not has_database_privilege('public', current_database(), 'temporary')
      and (select bool_and(has_database_privilege(login, current_database(), 'connect')) from unnest(${[...logins]}::text[]) login)
      and has_schema_privilege('vigie_app', 'public', 'usage') as closed`;
  return row?.closed === true;
}

/** In one statement a kind, and none when the public has nothing left to lose. */
async function listFunctionRevokes(sql: Sql): Promise<string[]> {
  const rows = await sql<{ signature: string; advisory: boolean }[]>`
    select p.oid::regprocedure::text as signature, p.proname ~ 'advisory' as advisory
    from pg_proc p
    where p.pronamespace = 'pg_catalog'::regnamespace
      and (p.proname ~ '^(lo_|pg_advisory_|pg_try_advisory_)' or p.proname in ('loread', 'lowrite'))
      and has_function_privilege('vigie_reader', p.oid, 'execute')
    order by 1`;
  if (rows.length === 0) return [];
  const [{ owner } = { owner: '' }] = await sql<{ owner: string }[]>`
    select pg_get_userbyid(datdba) as owner from pg_database where datname = current_database()`;
  const advisory = rows.filter((row) => row.advisory).map((row) => row.signature);
  const all = rows.map((row) => row.signature).join(', ');
  return [
    // Migrations, the sealer and the relay take advisory locks: they keep by name what everybody loses.
    ...(advisory.length > 0
      ? [`grant execute on function ${advisory.join(', ')} to ${quoteName(owner)}, vigie_app`]
      : []),
    `revoke execute on function ${all} from public`,
  ];
}

/** What the reader can still do beyond SELECT, and the SQL that ends it (some of it needs a superuser). */
export type PrivilegeGap = { sentence: string; sql: string[] };

export async function listPrivilegeGaps(sql: Sql): Promise<PrivilegeGap[]> {
  const gaps: PrivilegeGap[] = [];
  const [
    { database, temporary, create, schema_create } = {
      database: '',
      temporary: false,
      create: false,
      schema_create: false,
    },
  ] = await sql<{ database: string; temporary: boolean; create: boolean; schema_create: boolean }[]>`
      select current_database() as database,
        has_database_privilege('vigie_reader', current_database(), 'temporary') as temporary,
        has_database_privilege('vigie_reader', current_database(), 'create') as create,
        has_schema_privilege('vigie_reader', 'public', 'create') as schema_create`;
  if (temporary || create) {
    gaps.push({
      sentence: 'Le rôle de lecture peut créer des tables ou des schémas dans la base.',
      sql: [`revoke temporary, create on database ${quoteName(database)} from public, vigie_reader`],
    });
  }
  if (schema_create) {
    gaps.push({
      sentence: 'Le rôle de lecture peut créer des objets dans le schéma public.',
      sql: ['revoke create on schema public from public, vigie_reader'],
    });
  }
  const functions = await listFunctionRevokes(sql);
  if (functions.length > 0) {
    gaps.push({
      sentence:
        'Le rôle de lecture peut utiliser les grands objets ou les verrous consultatifs (un superutilisateur doit les retirer).',
      sql: functions,
    });
  }
  return [...gaps, ...(await listObjectGaps(sql)), ...(await listRoleGaps(sql))];
}

/** Tables that the reader could write, and functions that would lend it their owner's rights. */
async function listObjectGaps(sql: Sql): Promise<PrivilegeGap[]> {
  const writable = await sql<{ name: string }[]>`
    select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_toast' and c.relkind in ('r', 'p', 'v')
      and (has_table_privilege('vigie_reader', c.oid, 'insert, update, delete, truncate')
        or has_any_column_privilege('vigie_reader', c.oid, 'insert, update'))
    order by 1`;
  const lending = await sql<{ signature: string }[]>`
    select p.oid::regprocedure::text as signature from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema')
      and has_function_privilege('vigie_reader', p.oid, 'execute')
    order by 1`;
  return [
    ...writable.map(({ name }) => ({
      sentence: `Le rôle de lecture peut écrire dans ${name}.`,
      sql: [`revoke insert, update, delete, truncate on ${name} from public, vigie_reader`],
    })),
    ...lending.map(({ signature }) => ({
      sentence: `Le rôle de lecture peut exécuter ${signature} avec les droits de son propriétaire.`,
      sql: [`revoke execute on function ${signature} from public, vigie_reader`],
    })),
  ];
}

/** Attributes and memberships of the shared roles that would open more than the grants do. */
async function listRoleGaps(sql: Sql): Promise<PrivilegeGap[]> {
  const [reader] = await sql<{ strong: boolean; inherits: boolean }[]>`
    select rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls as strong, rolinherit as inherits
    from pg_roles where rolname = 'vigie_reader'`;
  const groups = await sql<{ name: string }[]>`
    select g.rolname as name from pg_auth_members m join pg_roles g on g.oid = m.roleid join pg_roles r on r.oid = m.member
    where r.rolname = 'vigie_reader' and g.rolname <> 'vigie_costs' order by 1`;
  const gaps: PrivilegeGap[] = [];
  if (reader?.strong === true || reader?.inherits === true) {
    gaps.push({
      sentence: 'Le rôle de lecture a des attributs de trop.',
      sql: ['alter role vigie_reader nosuperuser nocreaterole nocreatedb noreplication nobypassrls noinherit'],
    });
  }
  for (const { name } of groups) {
    gaps.push({
      sentence: `Le rôle de lecture est membre de ${name}.`,
      sql: [`revoke ${quoteName(name)} from vigie_reader`],
    });
  }
  return gaps;
}
