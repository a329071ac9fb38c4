// A VIGIE_HOME of its own for a test, under the system's temporary folder (a clone may lie in a private one, where
// the database's user cannot go). Whatever still runs in it at the end is stopped.

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopEmbedded } from '../db/embedded.ts';
import { openInstance, type InstanceSettings } from '../db/instance.ts';

export type TemporaryHome = { path: string; settings: InstanceSettings; remove(): Promise<void> };

export function makeTemporaryHome(): TemporaryHome {
  const path = mkdtempSync(join(tmpdir(), 'vigie-home-'));
  chmodSync(path, 0o711);
  return {
    path,
    settings: { home: path, databaseUrl: null, databaseAppUrl: null, databaseReaderUrl: null },
    remove: async () => {
      await stopEmbedded(path);
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** A home whose database is made and migrated, and stopped: to be copied, which takes a fifth of making one. */
export async function makeSeedHome(): Promise<TemporaryHome> {
  const seed = makeTemporaryHome();
  await (await openInstance(seed.settings)).close();
  return seed;
}

export function copyHome(seed: TemporaryHome): TemporaryHome {
  const home = makeTemporaryHome();
  // The owner of the data folder (the database's user, when we are root) must be kept, which Node's copy does not.
  execFileSync('cp', ['-a', `${seed.path}/.`, home.path]);
  return home;
}
