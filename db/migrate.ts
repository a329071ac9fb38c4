// The schema's history, forward only: db/migrations/NNNN-name.sql, each applied once, in order, in a transaction.
// A file never changes once applied, and a database that knows a later file than this code does is refused: an
// older Vigie would write into a schema that it does not understand.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sql } from './connection.ts';
import { PlainError } from './plain-error.ts';

export type Migration = { version: number; name: string; sha256: string; sql: string };
type Applied = { version: number; name: string; sha256: string };

const FOLDER = join(import.meta.dirname, 'migrations');
/** 'vigie' in ASCII: one runner at a time in a database. */
const MIGRATION_LOCK = 0x7669676965;

/** The files of this code, in order. @throws Error when a file is misnamed or two have the same number. */
export function readMigrations(folder: string = FOLDER): Migration[] {
  const migrations = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .toSorted()
    .map((file) => readMigration(folder, file));
  const numbers = new Set(migrations.map((migration) => migration.version));
  if (numbers.size !== migrations.length) throw new Error(`two migrations of ${folder} have the same number`);
  return migrations;
}

function readMigration(folder: string, file: string): Migration {
  const parts = /^(\d{4})-([a-z0-9-]+)\.sql$/.exec(file);
  if (parts === null) throw new Error(`${file} must be named NNNN-name.sql`);
  // A clone made on Windows may have other line ends; the text is the same.
  const sql = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n');
  return {
    version: Number(parts[1]),
    name: parts[2] ?? '',
    sha256: createHash('sha256').update(sql).digest('hex'),
    sql,
  };
}

/**
 * Brings the database to this code's schema.
 * @param owner a connection of the schema's owner.
 * @returns the files applied now, in order; empty when there was nothing to do.
 * @throws PlainError `database_newer` or `migration_altered`; a file that fails leaves nothing of itself.
 */
export async function migrate(owner: Sql, folder: string = FOLDER): Promise<{ applied: string[] }> {
  const migrations = readMigrations(folder);
  if ((await listPending(owner, migrations)).length === 0) return { applied: [] };
  // The lock belongs to the session: all on one connection, and its end gives the lock back whatever happens.
  const session = await owner.reserve();
  try {
    await session`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await session.unsafe(`create table if not exists schema_migrations (
      version integer primary key,
      name text not null,
      sha256 text not null,
      applied_at timestamptz not null default transaction_timestamp())`);
    const applied: string[] = [];
    for (const migration of await listPending(session, migrations)) {
      await applyMigration(session, migration);
      applied.push(`${String(migration.version).padStart(4, '0')}-${migration.name}`);
    }
    await session`select pg_advisory_unlock(${MIGRATION_LOCK})`;
    return { applied };
  } finally {
    session.release();
  }
}

async function applyMigration(session: Sql, migration: Migration): Promise<void> {
  await session.unsafe('begin; set local statement_timeout = 0');
  try {
    await session.unsafe(migration.sql);
    await session`insert into schema_migrations ${session({ version: migration.version, name: migration.name, sha256: migration.sha256 })}`;
    await session.unsafe('commit');
  } catch (error) {
    await session.unsafe('rollback');
    throw new Error(`migration ${migration.version} (${migration.name}) failed: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/**
 * The files that the database has not seen.
 * @throws PlainError `database_newer`, `migration_altered`.
 */
export async function listPending(sql: Sql, migrations: readonly Migration[] = readMigrations()): Promise<Migration[]> {
  const applied = await readApplied(sql);
  const known = new Map(migrations.map((migration) => [migration.version, migration]));
  for (const { version, name, sha256 } of applied) {
    const file = known.get(version);
    if (file === undefined) {
      throw new PlainError(
        'database_newer',
        `La base de données est plus récente que ce code (elle connaît la migration ${version}, ${name}) : mettez Vigie à jour, ou prenez une autre base.`,
      );
    }
    if (file.sha256 !== sha256) {
      throw new PlainError(
        'migration_altered',
        `La migration ${version} (${name}) a changé depuis qu'elle a été appliquée à cette base : reprenez le fichier d'origine, et corrigez par une nouvelle migration.`,
      );
    }
  }
  const seen = new Set(applied.map((migration) => migration.version));
  return migrations.filter((migration) => !seen.has(migration.version));
}

async function readApplied(sql: Sql): Promise<Applied[]> {
  const [row] = await sql<
    { present: boolean }[]
  >`select to_regclass('public.schema_migrations') is not null as present`;
  if (row?.present !== true) return [];
  return sql<Applied[]>`select version, name, sha256 from public.schema_migrations order by version`;
}
