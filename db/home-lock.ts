// Locks on VIGIE_HOME that die with their holder. A pid file outlives a kill -9 and its number is reused; a lock
// of the system does neither, and SQLite (in Node itself) is the portable way to one: the files stay empty, only
// their locks are used (an exclusive transaction, or a shared one).
//
// - setup.lock, exclusive, a few seconds: who starts, migrates or stops the database does it alone.
// - users.lock, shared, as long as a command uses the embedded database: the last one out stops it.
// - supervisor.lock, exclusive, as long as `vigie start` runs: there is one.

import { DatabaseSync } from 'node:sqlite';
import { pause } from './processes.ts';
import { PlainError } from './plain-error.ts';

export type HomeLock = { release(): void };

const SQLITE_BUSY = 5;

/** Takes the lock if nobody is in the way; null otherwise. Another process cannot get it before `release`. */
export function tryLock(file: string, mode: 'exclusive' | 'shared'): HomeLock | null {
  const database = new DatabaseSync(file);
  try {
    if (mode === 'exclusive') {
      // Nothing is ever written, so no journal beside the file either.
      database.exec('pragma journal_mode = memory');
      database.exec('begin exclusive');
    } else {
      // The read is what takes the shared lock; a bare `begin` takes none.
      database.exec('begin; select count(*) from sqlite_schema');
    }
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return null;
    throw new PlainError(
      'lock_failed',
      `Impossible de verrouiller ${file} (${(error as Error).message}). Placez VIGIE_HOME sur un disque local où Vigie peut écrire.`,
      { cause: error },
    );
  }
  return { release: () => database.close() };
}

/**
 * Waits for the lock.
 * @param tell called once, when there is someone to wait for (the caller says so to the person).
 * @throws PlainError `home_busy` after `timeoutMs`.
 */
export async function waitForLock(
  file: string,
  mode: 'exclusive' | 'shared',
  timeoutMs: number,
  tell: () => void = () => {},
): Promise<HomeLock> {
  const deadline = Date.now() + timeoutMs;
  let told = false;
  for (;;) {
    const lock = tryLock(file, mode);
    if (lock !== null) return lock;
    if (Date.now() > deadline) {
      throw new PlainError(
        'home_busy',
        `Une autre commande vigie occupe ${file} depuis plus de ${Math.round(timeoutMs / 1000)} s : attendez qu'elle finisse, ou arrêtez-la.`,
      );
    }
    if (!told) {
      told = true;
      tell();
    }
    await pause(25);
  }
}
