// Puts the packages in place when they are missing or not those of package-lock.json. Plain JavaScript for
// Node 20 or later, with nothing installed.

import { spawnSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_NODE = 20;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const nodeProgram = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
const lockFile = join(root, '.install.lock');

/** A failure told in a sentence; the door prints it and exits 1. */
export class InstallError extends Error {}

/**
 * Makes sure that everything is installed.
 * @returns {Promise<{root: string, node: string}>} the project's folder and the program of Node 24.
 */
export async function ensureInstalled() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < OLDEST_NODE) {
    throw new InstallError(
      `Vigie demande Node ${OLDEST_NODE} ou plus récent, et celui-ci est Node ${process.versions.node} : installez-en un autre (https://nodejs.org).`,
    );
  }
  if (isInstalled()) return { root, node: nodeProgram };
  const release = await lockInstall();
  try {
    // Another command may have installed while we waited.
    if (!isInstalled()) install();
  } finally {
    release();
  }
  return { root, node: nodeProgram };
}

/**
 * Compares what npm says it installed with what package-lock.json asks for (dates lie: a clone or a branch change
 * rewrites them). Packages for other machines are optional and may be absent.
 */
function isInstalled() {
  if (!existsSync(nodeProgram)) return false;
  const asked = readPackages(join(root, 'package-lock.json'));
  const present = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (asked === null || present === null) return false;
  const isPresent = Object.entries(asked).every(([path, entry]) => {
    if (path === '' || entry.link) return true;
    const found = present[path];
    if (found === undefined) return entry.optional === true || entry.devOptional === true || entry.peer === true;
    return found.version === entry.version;
  });
  return isPresent && listPatches().every(isApplied);
}

/** `patches/` as patch-package names them: the package, its version. */
function listPatches() {
  const folder = join(root, 'patches');
  return readdirSync(folder).map((name) => ({
    text: readFileSync(join(folder, name), 'utf8'),
    packageFolder: join(root, 'node_modules', ...name.split('+').slice(0, -1)),
  }));
}

/** Of a patch that has changed, the installed package lacks lines. */
function isApplied({ text }) {
  let lines = new Set();
  for (const line of text.split('\n')) {
    if (line.startsWith('+++ b/')) lines = new Set(readLines(join(root, line.slice('+++ b/'.length))));
    else if (line.startsWith('+') && !lines.has(line.slice(1))) return false;
  }
  return true;
}

function readLines(file) {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    // A package that was taken out by hand.
    return [];
  }
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? null;
  } catch {
    // Absent (a fresh clone) or cut short (npm was killed): install.
    return null;
  }
}

/**
 * The versions of package-lock.json, which stays as it is. Not `npm ci`: it refuses a lock file without the optional
 * programs of every other machine, and a mirror of the registry need not have those.
 * npm speaks on standard error: standard output belongs to the command that follows.
 */
function install() {
  process.stderr.write('Vigie installe ses paquets (npm install), une fois…\n');
  // A patch applies to the package as it was published, not to one that an earlier patch has changed.
  for (const { packageFolder } of listPatches()) rmSync(packageFolder, { recursive: true, force: true });
  const npm = spawnSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (npm.error !== undefined) {
    throw new InstallError(`npm n'a pas pu être lancé (${npm.error.message}) : installez npm, qui accompagne Node.`);
  }
  if (npm.status !== 0) {
    throw new InstallError(
      `L'installation des paquets a échoué (npm install, code ${npm.status ?? npm.signal}) : le message de npm est ci-dessus. Vérifiez le réseau, la place sur le disque et les droits de ${root}, puis relancez.`,
    );
  }
  if (!existsSync(nodeProgram)) {
    throw new InstallError(
      `npm n'a pas exécuté les scripts d'installation (Node 24 manque dans node_modules/.bin) : retirez ignore-scripts de la configuration de npm, puis lancez npm install.`,
    );
  }
}

/** One installation at a time. The lock names its process, and that of a dead one is taken over. */
async function lockInstall() {
  const draft = `${lockFile}.${process.pid}`;
  let told = false;
  for (;;) {
    try {
      writeFileSync(draft, String(process.pid));
      linkSync(draft, lockFile);
      unlinkSync(draft);
      return () => unlinkSync(lockFile);
    } catch (error) {
      unlinkSync(draft);
      if (error.code !== 'EEXIST') {
        throw new InstallError(`Impossible d'écrire dans ${root} (${error.code}) : vérifiez les droits du dossier.`);
      }
    }
    const holder = readHolder();
    if (holder !== null && !isRunning(holder)) {
      removeStale(holder);
      continue;
    }
    if (!told) process.stderr.write('Une autre installation de Vigie est en cours : on attend…\n');
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function readHolder() {
  try {
    return Number(readFileSync(lockFile, 'utf8'));
  } catch {
    // Released between the two looks.
    return null;
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Moved aside and looked at again: a lock taken by somebody alive meanwhile is put back. */
function removeStale(holder) {
  const aside = `${lockFile}.stale.${process.pid}`;
  try {
    renameSync(lockFile, aside);
    if (Number(readFileSync(aside, 'utf8')) !== holder) linkSync(aside, lockFile);
    unlinkSync(aside);
  } catch (error) {
    // Somebody else removed it first, or took the place: the loop looks again.
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  }
}
