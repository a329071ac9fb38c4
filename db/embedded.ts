// The database that comes with Vigie: a real PostgreSQL under VIGIE_HOME/postgres, for a firm that has none.
// Default durability: what a command has answered is on the disk.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createCluster,
  findEmbeddedPrograms,
  findFreePort,
  findPostmaster,
  makeHomeFolder,
  startCluster,
  stopCluster,
  type Cluster,
  type Postmaster,
} from './cluster.ts';
import { openDatabase, type Sql } from './connection.ts';
import { keepPasswords, type Passwords } from './passwords.ts';
import { PlainError } from './plain-error.ts';
import { closeDatabase, createEmbeddedRoles } from './roles.ts';
import { findSystemUser, requireReachable } from './system-user.ts';

export type DatabaseUrls = { owner: string; app: string; reader: string };
export type Embedded = { pid: number; port: number; urls: DatabaseUrls; stop(): Promise<void> };

const DATABASE = 'vigie';
const LOGINS = ['vigie_owner', 'vigie_app', 'vigie_reader'] as const;
/** Between choosing a free port and listening on it another program may take it; three times in a row is no chance. */
const PORT_TRIES = 3;

/** A firm's database is small: processes that would sit idle are not started. */
const SERVER_SETTINGS = {
  // Reads are done by who asks: three I/O workers gain nothing on data that fits in memory.
  io_method: 'sync',
  // Nobody replicates from here.
  max_logical_replication_workers: '0',
  // Our reports are short: compiling them would take longer than running them.
  jit: 'off',
  // A firm's data fits in memory: a page anywhere costs hardly more than the next one.
  random_page_cost: '1.1',
};

/** Bad password, unknown role, no such database: set-up was never finished, or the passwords were lost. */
const NOT_SET_UP = new Set(['28P01', '28000', '3D000']);

/** The live server of this home, whoever started it; null when it is stopped. */
export function findEmbeddedServer(home: string): Postmaster | null {
  return findPostmaster(join(home, 'postgres'));
}

/**
 * Starts the embedded database, or takes over the one that runs already, and sets up what is missing: data folder,
 * roles, database. The caller holds setup.lock.
 * @param home VIGIE_HOME, absolute.
 * @throws PlainError (folder not reachable, disk full, database made by another version…).
 */
export async function startEmbedded(home: string): Promise<Embedded> {
  const cluster = describeCluster(home);
  const passwords = keepPasswords(home);
  createCluster(cluster, passwords.superuser, { sync: true });
  const postmaster = await startOnSomePort(cluster, home);
  const { pid, port } = postmaster;
  const urls = makeUrls(postmaster, passwords);
  if (!(await isSetUp(urls.owner))) await setUp(port, passwords);
  return { pid, port, urls, stop: () => stopCluster(cluster) };
}

/** Stops the embedded database of this home if it runs. The caller holds setup.lock. */
export async function stopEmbedded(home: string): Promise<void> {
  if (findEmbeddedServer(home) !== null) await stopCluster(describeCluster(home));
}

function describeCluster(home: string): Cluster {
  const user = findSystemUser();
  requireReachable(home, user);
  makeHomeFolder(home, user);
  return {
    programs: findEmbeddedPrograms(user),
    dataFolder: join(home, 'postgres'),
    user,
    logFile: join(home, 'vigie.log'),
  };
}

/** The port of last time, so that the addresses seen in a log stay true; another when it is taken. */
async function startOnSomePort(cluster: Cluster, home: string): Promise<Postmaster> {
  const file = join(home, 'postgres.port');
  let port = readPort(file) ?? (await findFreePort());
  for (let tries = 1; ; tries += 1) {
    try {
      const postmaster = await startCluster(cluster, port, SERVER_SETTINGS);
      if (postmaster.port !== readPort(file)) writeFileSync(file, `${postmaster.port}\n`);
      return postmaster;
    } catch (error) {
      if (!(error instanceof PlainError) || error.code !== 'port_taken' || tries === PORT_TRIES) throw error;
      port = await findFreePort();
    }
  }
}

function readPort(file: string): number | null {
  try {
    const port = Number(readFileSync(file, 'utf8'));
    return port > 0 && port < 65_536 ? port : null;
  } catch {
    // None yet: the first start chooses one.
    return null;
  }
}

function makeUrls({ port, socketFolder }: Postmaster, passwords: Passwords): DatabaseUrls {
  const by = socketFolder === null ? '' : `?host=${encodeURIComponent(socketFolder)}`;
  const url = (name: string, password: string): string =>
    `postgres://${name}:${password}@127.0.0.1:${port}/${DATABASE}${by}`;
  return {
    owner: url('vigie_owner', passwords.owner),
    app: url('vigie_app', passwords.app),
    reader: url('vigie_reader', passwords.reader),
  };
}

async function isSetUp(ownerUrl: string): Promise<boolean> {
  const owner = openDatabase(ownerUrl, { max: 1, name: 'vigie check' });
  try {
    await owner`select 1`;
    return true;
  } catch (error) {
    if (NOT_SET_UP.has((error as { code?: string }).code ?? '')) return false;
    throw error;
  } finally {
    await owner.end({ timeout: 5 });
  }
}

/**
 * As the superuser, the only time it is used. The database is made under another name and renamed when all is
 * done: a run killed in the middle leaves no half-open database behind.
 */
async function setUp(port: number, passwords: Passwords): Promise<void> {
  const url = (database: string): string => `postgres://postgres:${passwords.superuser}@127.0.0.1:${port}/${database}`;
  const superuser = openDatabase(url('postgres'), { max: 1, name: 'vigie set-up' });
  try {
    await createEmbeddedRoles(superuser, {
      owner: { name: 'vigie_owner', password: passwords.owner },
      app: { name: 'vigie_app', password: passwords.app },
      reader: { name: 'vigie_reader', password: passwords.reader },
    });
    const [present] = await superuser`select 1 from pg_database where datname = ${DATABASE}`;
    if (present === undefined) await createClosedDatabase(superuser, DATABASE, url);
  } catch (error) {
    if (!NOT_SET_UP.has((error as { code?: string }).code ?? '')) throw error;
    throw new PlainError(
      'passwords_lost',
      `Le fichier database-passwords.json ne correspond plus à la base de données de ce dossier : reprenez-le d'une sauvegarde.`,
      { cause: error },
    );
  } finally {
    await superuser.end({ timeout: 5 });
  }
}

/** A database of vigie_owner, closed to everybody but the three logins. @param url of the superuser in a database. */
export async function createClosedDatabase(
  superuser: Sql,
  name: string,
  url: (database: string) => string,
): Promise<void> {
  const draft = `${name}_draft`;
  await superuser.unsafe(`drop database if exists "${draft}" with (force)`);
  await superuser.unsafe(`create database "${draft}" owner vigie_owner template template0`);
  const inside = openDatabase(url(draft), { max: 1, name: 'vigie set-up' });
  try {
    await closeDatabase(inside, LOGINS);
  } finally {
    await inside.end({ timeout: 5 });
  }
  await superuser.unsafe(`alter database "${draft}" rename to "${name}"`);
}
