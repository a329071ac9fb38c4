// PostgreSQL refuses to run as root. When Vigie is root, its database runs as the system user `postgres`, which
// must be able to reach both the data folder and the programs; a clone in a private folder is neither.

import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, parse } from 'node:path';
import { PlainError } from './plain-error.ts';

export type SystemUser = { uid: number; gid: number };

const USER_NAME = 'postgres';

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * Whom the database runs as: null for ourselves, the user `postgres` (made if missing) when we are root.
 * @throws PlainError `no_system_user`.
 */
export function findSystemUser(): SystemUser | null {
  if (!isRoot()) return null;
  return readUser() ?? createUser();
}

function readUser(): SystemUser | null {
  try {
    return { uid: readId('-u'), gid: readId('-g') };
  } catch {
    // `id` exits 1 for an unknown user.
    return null;
  }
}

function readId(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, USER_NAME], { encoding: 'utf8', stdio: 'pipe' }).trim());
}

/** useradd on most systems, adduser on those of the BusyBox family. */
function createUser(): SystemUser {
  const ways: [string, string[]][] = [
    ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', USER_NAME]],
    ['adduser', ['-S', '-D', '-H', USER_NAME]],
  ];
  for (const [command, args] of ways) {
    spawnSync(command, args, { stdio: 'pipe' });
    const user = readUser();
    if (user !== null) return user;
  }
  throw new PlainError(
    'no_system_user',
    `PostgreSQL ne tourne pas en root, et l'utilisateur système « ${USER_NAME} » n'a pas pu être créé : créez-le (useradd --system ${USER_NAME}) ou lancez vigie sous un compte ordinaire.`,
  );
}

/** Does the system let this user enter the folder? It is asked, not computed: access lists count too. */
export function canEnter(folder: string, user: SystemUser): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$0"', folder], { ...user, cwd: '/', stdio: 'ignore' }).status === 0;
}

/** The first folder on the way to `folder` (existing part) that the user cannot enter; null when all are open. */
export function findClosedFolder(folder: string, user: SystemUser): string | null {
  const way: string[] = [];
  for (let step = folder; ; step = dirname(step)) {
    if (existsSync(step)) way.unshift(step);
    if (step === parse(step).root) break;
  }
  if (way.length === 0 || canEnter(way[way.length - 1] ?? '/', user)) return null;
  return way.find((step) => !canEnter(step, user)) ?? folder;
}

/**
 * Refuses a data folder that the database's user cannot reach, and says which folder is closed and what to do.
 * @throws PlainError `folder_not_reachable`.
 */
export function requireReachable(folder: string, user: SystemUser | null): void {
  if (user === null) return;
  const closed = findClosedFolder(folder, user);
  if (closed === null) return;
  throw new PlainError(
    'folder_not_reachable',
    `La base de données tourne sous l'utilisateur « ${USER_NAME} » (PostgreSQL refuse root), qui ne peut pas entrer dans ${closed} : ` +
      `donnez à VIGIE_HOME un dossier qu'il peut atteindre (par exemple VIGIE_HOME=/var/lib/vigie), ouvrez le passage (chmod o+x ${closed}), ou lancez vigie sous un compte ordinaire.`,
  );
}

/** Where copies of programs are kept, for all of this user's clones. */
export function findCacheFolder(): string {
  if (isRoot()) return '/var/cache/vigie';
  return join(homedir(), '.cache', 'vigie');
}

/**
 * The folder of programs itself, or a copy of it that the database's user can reach (kept in the cache folder,
 * made whole or not at all).
 * @param name names the copy: it must change with the programs' version.
 */
export function makeReachable(programs: string, name: string, user: SystemUser | null): string {
  if (user === null || canEnter(programs, user)) return programs;
  const copy = join(findCacheFolder(), name);
  if (isCopyUsable(copy)) return copy;
  const draft = `${copy}.${process.pid}`;
  mkdirSync(findCacheFolder(), { recursive: true, mode: 0o755 });
  rmSync(draft, { recursive: true, force: true });
  cpSync(programs, draft, { recursive: true, verbatimSymlinks: true });
  chmodSync(draft, 0o755);
  try {
    renameSync(draft, copy);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Another command made the same copy meanwhile: its own is as good.
    if (!isCopyUsable(copy)) throw error;
  }
  return copy;
}

/** Programs run as the database's user must be root's own: nobody else may have put them there. */
function isCopyUsable(copy: string): boolean {
  return existsSync(copy) && statSync(copy).uid === 0;
}
