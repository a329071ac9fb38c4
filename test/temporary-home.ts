// A VIGIE_HOME of its own for a test, under the system's temporary folder (a clone may lie in a private one, where
// the database's user cannot go). Whatever still runs in it at the end is stopped.

import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InstanceSettings } from '../db/instance.ts';
import { stopEmbedded } from '../db/embedded.ts';

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
