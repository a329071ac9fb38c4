// Everything that the migrations made is dropped and made again, in one transaction: an empty firm, with the same
// people able to come in. For a database that holds the demo firm alone.
import type { Transaction } from './connection.ts';
import { readMigrations } from './migrate.ts';
import { PlainError } from './plain-error.ts';

/** Queries under way end within seconds; who holds a table longer is asked to stop. */
const LONGEST_WAIT = '60s';

/** @throws PlainError `busy` when somebody holds the tables. */
export async function rebuildSchema(tx: Transaction): Promise<void> {
  await tx.unsafe(`set local lock_timeout = '${LONGEST_WAIT}'`);
  try {
    await tx.unsafe('alter schema auth rename to auth_kept');
    await dropPublicObjects(tx);
  } catch (error) {
    const code = (error as { code?: string }).code;
    // lock_not_available, deadlock_detected
    if (code !== '55P03' && code !== '40P01') throw error;
    throw new PlainError(
      'busy',
      'La base est en cours d’utilisation : réessayez dans un instant. Rien n’a été touché.',
      {
        cause: error,
      },
    );
  }
  const migrations = readMigrations();
  await tx.unsafe(`create table schema_migrations (
    version integer primary key,
    name text not null,
    sha256 text not null,
    applied_at timestamptz not null default transaction_timestamp())`);
  for (const { version, name, sha256, sql } of migrations) {
    await tx.unsafe(sql);
    await tx`insert into schema_migrations (version, name, sha256) values (${version}, ${name}, ${sha256})`;
  }
  await bringBackPeople(tx);
}

/** Tables, functions and domains one by one: an extension in the same schema, and the schema's own rights, stay. */
async function dropPublicObjects(tx: Transaction): Promise<void> {
  await tx.unsafe(`
    do $$
    declare
      target record;
    begin
      for target in
        select c.oid::regclass as name, c.relkind from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
          and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
      loop
        if to_regclass(target.name::text) is null then continue; end if;
        execute format('drop %s if exists %s cascade',
          case target.relkind when 'v' then 'view' when 'm' then 'materialized view' else 'table' end, target.name);
      end loop;
      for target in
        select p.oid::regprocedure as name from pg_proc p
        where p.pronamespace = 'public'::regnamespace
          and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
      loop
        execute format('drop routine %s cascade', target.name);
      end loop;
      for target in
        select t.oid::regtype as name from pg_type t
        where t.typnamespace = 'public'::regnamespace and t.typtype = 'd'
          and not exists (select from pg_depend d where d.objid = t.oid and d.deptype = 'e')
      loop
        execute format('drop domain %s cascade', target.name);
      end loop;
    end $$`);
}

/** Who may come in, their sessions and their keys: copied from the schema that was set aside. */
async function bringBackPeople(tx: Transaction): Promise<void> {
  const tables = await tx<{ name: string }[]>`
    select relname as name from pg_class where relnamespace = 'auth_kept'::regnamespace and relkind = 'r'
    -- The others refer to users.
    order by relname <> 'users', relname`;
  for (const { name } of tables) {
    await tx`insert into ${tx(`auth.${name}`)} select * from ${tx(`auth_kept.${name}`)}`;
  }
  await tx.unsafe('drop schema auth_kept cascade');
}
