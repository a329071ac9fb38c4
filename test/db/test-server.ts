// The other PostgreSQL of `npm run test:server`: version 16 with `vector`, from the PyPI package `pgserver`, whose
// programs are kept in this user's cache folder. What works on it and on the embedded 18 works on a firm's own server.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { waitForLock } from '../../db/home-lock.ts';
import { findCacheFolder } from '../../db/system-user.ts';

const VERSION = '0.1.4';
/** Two runs at once: the second waits for the first's download. */
const INSTALL_TIMEOUT_MS = 300_000;

/** Folder of the programs, installed first if they are not there. @throws Error that names what is missing. */
export async function findTestServerPrograms(): Promise<string> {
  const cache = findCacheFolder();
  const home = join(cache, `pgserver-${VERSION}`);
  mkdirSync(cache, { recursive: true, mode: 0o755 });
  const lock = await waitForLock(join(cache, 'pgserver.lock'), 'exclusive', INSTALL_TIMEOUT_MS);
  try {
    if (!existsSync(home)) install(home);
  } finally {
    lock.release();
  }
  return findPrograms(home);
}

function install(home: string): void {
  const draft = `${home}.draft`;
  rmSync(draft, { recursive: true, force: true });
  try {
    execFileSync('python3', ['-m', 'venv', draft], { stdio: 'pipe', encoding: 'utf8' });
    execFileSync(join(draft, 'bin', 'pip'), ['install', '--quiet', '--no-deps', `pgserver==${VERSION}`], {
      stdio: 'pipe',
      encoding: 'utf8',
    });
  } catch (error) {
    const output = (error as { stderr?: string }).stderr ?? '';
    throw new Error(
      `npm run test:server needs the Python package pgserver ${VERSION} (python3 with venv and pip, and its index), or a server named by TEST_DATABASE_URL: ${output.trim() || String(error)}`,
      { cause: error },
    );
  }
  renameSync(draft, home);
}

function findPrograms(home: string): string {
  const python = readdirSync(join(home, 'lib')).find((name) => name.startsWith('python'));
  const programs = join(home, 'lib', python ?? '', 'site-packages', 'pgserver', 'pginstall', 'bin');
  if (!existsSync(join(programs, 'postgres'))) {
    throw new Error(`npm run test:server: ${home} holds no PostgreSQL programs; delete it and run again`);
  }
  return programs;
}
