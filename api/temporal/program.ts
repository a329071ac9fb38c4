// The program of Temporal's server: found on this machine, or brought once into the user's cache folder. Bringing it
// may take minutes (a download, or a build by Go): it is never waited for by what people need.

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { tryLock, type HomeLock } from '../../db/home-lock.ts';
import { PlainError } from '../../db/plain-error.ts';
import { pause } from '../../db/processes.ts';
import { findCacheFolder } from '../../db/system-user.ts';

const run = promisify(execFile);

/** The last version that `go install` accepts (later ones carry replace directives). */
const VERSION = '1.5.1';
const PROGRAM = process.platform === 'win32' ? 'temporal.exe' : 'temporal';
/** A program of 250 MB is read from a cold disk within this. */
const ANSWER_TIMEOUT_MS = 30_000;
/** 120 MB on a slow line. Without a network it fails at once. */
const DOWNLOAD_TIMEOUT_MS = 600_000;
/** Seven minutes on two cores, fetched modules included; a smaller machine takes longer. */
const BUILD_TIMEOUT_MS = 2_400_000;
/** Minutes are waited for: a second more does not matter. */
const TURN_INTERVAL_MS = 1_000;

function cachedProgram(): string {
  return join(findCacheFolder(), `temporal-cli-${VERSION}`, PROGRAM);
}

/** `temporal` on the PATH, else the copy in the cache folder; null when there is none yet. */
export async function findTemporalProgram(): Promise<string | null> {
  try {
    await run('temporal', ['--version'], { timeout: ANSWER_TIMEOUT_MS });
    return 'temporal';
  } catch {
    // Absent from the PATH, or something else of that name: the cached one is known to work.
    return existsSync(cachedProgram()) ? cachedProgram() : null;
  }
}

export type Bringing = {
  /** The environment of what is run (PATH, HOME, proxies). */
  env: Record<string, string | undefined>;
  /** Aborted: what is under way is ended. */
  signal: AbortSignal;
  /** Receives a French sentence a step. */
  tell: (sentence: string) => void;
};

/**
 * Downloads the program (the SDK knows where), or has Go build it; kept for the next time.
 * @throws PlainError `temporal_absent`, with what was tried and what to do.
 */
export async function bringTemporalProgram(bringing: Bringing): Promise<string> {
  const folder = join(cachedProgram(), '..');
  mkdirSync(findCacheFolder(), { recursive: true, mode: 0o755 });
  const lock = await waitForTurn(bringing.signal);
  try {
    // Another start may have brought it meanwhile.
    if (existsSync(cachedProgram())) return cachedProgram();
    const draft = `${folder}.draft`;
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { recursive: true, mode: 0o755 });
    const downloaded = await download(draft, bringing);
    const built = downloaded === null ? null : await build(draft, bringing);
    if (downloaded !== null && built !== null) throw sayAbsent(downloaded, built);
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
    return cachedProgram();
  } finally {
    lock.release();
  }
}

/** Another Vigie of this user may be bringing it: as long as that takes, or until we are told to stop. */
async function waitForTurn(signal: AbortSignal): Promise<HomeLock> {
  for (;;) {
    const lock = tryLock(join(findCacheFolder(), 'temporal.lock'), 'exclusive');
    if (lock !== null) return lock;
    await pause(TURN_INTERVAL_MS, signal);
    signal.throwIfAborted();
  }
}

function sayAbsent(downloaded: string, built: string): PlainError {
  return new PlainError(
    'temporal_absent',
    `Pas de serveur Temporal : les rappels, les relances et l’exécution des propositions attendent ; le reste fonctionne. ` +
      `Téléchargement : ${downloaded}. Construction par Go : ${built}. ` +
      `Installez la commande « temporal » (https://docs.temporal.io/cli), ou donnez l’adresse d’un serveur par TEMPORAL_ADDRESS.`,
  );
}

/** @returns null when the program is in the folder, else why not. */
async function download(folder: string, { env, signal }: Bringing): Promise<string | null> {
  try {
    await run(process.execPath, [join(import.meta.dirname, 'download.ts'), folder], {
      env,
      signal,
      timeout: DOWNLOAD_TIMEOUT_MS,
    });
  } catch (error) {
    signal.throwIfAborted();
    return lastWords(error);
  }
  const [file] = readdirSync(folder);
  if (file === undefined) return 'rien n’a été reçu';
  renameSync(join(folder, file), join(folder, PROGRAM));
  return null;
}

async function build(folder: string, { env, signal, tell }: Bringing): Promise<string | null> {
  try {
    await run('go', ['version'], { env, signal, timeout: ANSWER_TIMEOUT_MS });
  } catch {
    signal.throwIfAborted();
    return 'Go n’est pas installé';
  }
  tell(
    'Go construit le serveur Temporal en arrière-plan (une fois, quelques minutes) ; Vigie fonctionne sans attendre.',
  );
  try {
    await run('go', ['install', `github.com/temporalio/cli/cmd/temporal@v${VERSION}`], {
      env: { ...env, GOBIN: folder },
      signal,
      timeout: BUILD_TIMEOUT_MS,
    });
    return null;
  } catch (error) {
    signal.throwIfAborted();
    return lastWords(error);
  }
}

/** What a failed program said last, short enough for a sentence. */
function lastWords(error: unknown): string {
  const { stderr = '', killed = false, message } = error as { stderr?: string; killed?: boolean; message: string };
  const said = stderr.trim().split('\n').at(-1) ?? '';
  if (killed) return 'trop long, abandonné';
  return (said === '' ? message : said).slice(0, 300);
}
