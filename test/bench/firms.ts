// The firms that are measured: invented from a seed, imported by `vigie import` into a home of their own on the
// embedded database, with its default durability.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase, type Sql } from '../../db/connection.ts';
import { generateDemoFirm } from '../../db/demo/firm.ts';
import { openInstance, type Instance } from '../../db/instance.ts';
import { addUser, createApiKey } from '../../db/users.ts';
import type { Role } from '../../domain/roles.ts';
import { runProgram, type Program } from '../program.ts';
import { makeTemporaryHome, type TemporaryHome } from '../temporary-home.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const DOOR = join(ROOT, 'bin', 'vigie.mjs');
/** The firms are drawn for this day, and every figure is of it. */
export const TODAY = '2026-11-20';
const SEED = 1;

export type FirmSize = { consultants: number; months: number };
export const USUAL: FirmSize = { consultants: 30, months: 24 };
export const LARGEST: FirmSize = { consultants: 300, months: 36 };

export function nameOf({ consultants, months }: FirmSize): string {
  return `${consultants} × ${months}`;
}

export type BenchFirm = {
  size: FirmSize;
  home: TemporaryHome;
  /** Open as long as the firm: the database runs. */
  instance: Instance;
  /** The process of its PostgreSQL. */
  postgres: number;
  /** How the import went. */
  seconds: number;
  peaks: ReadonlyMap<string, number>;
};

export function runVigie(home: TemporaryHome, args: readonly string[], env: Record<string, string> = {}): Program {
  return runProgram([DOOR, ...args], { VIGIE_HOME: home.path, VIGIE_TODAY: TODAY, ...env });
}

export function writeFiles({ consultants, months }: FirmSize, home: TemporaryHome): string {
  const folder = join(home.path, 'files');
  mkdirSync(folder);
  const { files } = generateDemoFirm({ seed: SEED, consultants, months, today: TODAY });
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  return folder;
}

export async function openHome(home: TemporaryHome): Promise<{ instance: Instance; postgres: number }> {
  const instance = await openInstance(home.settings);
  if (instance.embedded === null) throw new Error('the bench measures the embedded database');
  return { instance, postgres: instance.embedded.pid };
}

/** How many statements an operation sends, on a connection of its own: to count costs time, and is not timed. */
export async function countStatements(
  url: string,
  run: (sql: Sql, index: number) => Promise<unknown>,
): Promise<string> {
  let statements = 0;
  const sql = openDatabase(url, { max: 1, name: 'vigie bench', onStatement: () => (statements += 1) });
  try {
    // The first one also asks PostgreSQL for its types.
    await run(sql, 0);
    statements = 0;
    await run(sql, 1);
    return String(statements);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** A person with these roles, by a door of their own. */
export async function addBenchUser(
  app: Sql,
  email: string,
  roles: readonly Role[],
): Promise<{ id: string; key: string }> {
  return app.begin(async (tx): Promise<{ id: string; key: string }> => {
    const { userId } = await addUser(tx, { email, roles }, 'bench');
    return { id: userId, key: await createApiKey(tx, userId, 'bench') };
  });
}

export async function countRows(app: Sql): Promise<{ time: number; sums: number; projects: number }> {
  const [counts] = await app<{ time: number; sums: number; projects: number }[]>`
    select (select count(*) from time_rows)::int as time, (select count(*) from time_sums)::int as sums,
      (select count(*) from projects)::int as projects`;
  if (counts === undefined) throw new Error('a count without a row');
  return counts;
}

export function newHome(): TemporaryHome {
  return makeTemporaryHome();
}
