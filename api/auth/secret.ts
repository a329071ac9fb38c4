// What signs the session cookies: made once, kept in VIGIE_HOME beside the database's passwords, readable by its
// owner alone. Apart from the database, so that a copy of the sessions' rows opens nothing.

import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = 'session-secret';

/** Reads the secret, making it at the first start. Two first starts at once end with one secret. */
export function readSessionSecret(home: string): string {
  const path = join(home, FILE);
  mkdirSync(home, { recursive: true });
  try {
    writeFileSync(path, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const secret = readFileSync(path, 'utf8').trim();
  if (secret.length < 32) throw new Error(`${path} is too short to sign sessions: remove it, a new one is made`);
  return secret;
}
