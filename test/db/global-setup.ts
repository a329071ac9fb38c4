// One PostgreSQL for a whole run of the tests. It is started by the first test that asks for a database (see
// test-database.ts), so that the rules' tests pay nothing, and ended here, whatever happened.

import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { stopCluster } from '../../db/cluster.ts';
import { openDatabase } from '../../db/connection.ts';
import { tryLock } from '../../db/home-lock.ts';
import { keepPasswords } from '../../db/passwords.ts';
import { findSystemUser } from '../../db/system-user.ts';

const PREFIX = 'vigie-test-';

declare module 'vitest' {
  interface ProvidedContext {
    testClusterFolder: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await endAbandonedClusters();
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  // As root the server runs as another user, who must be able to pass through.
  chmodSync(folder, 0o711);
  const lock = tryLock(join(folder, 'run.lock'), 'exclusive');
  project.provide('testClusterFolder', folder);
  return async () => {
    await endCluster(folder);
    lock?.release();
    rmSync(folder, { recursive: true, force: true });
  };
}

async function endCluster(folder: string): Promise<void> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given !== undefined) await dropTemplate(given, `vigie_template_${keepPasswords(folder).suffix}`);
  await stopCluster({ programs: '', dataFolder: join(folder, 'postgres'), user: findSystemUser() });
}

async function dropTemplate(superUrl: string, template: string): Promise<void> {
  const superuser = openDatabase(superUrl, { max: 1, name: 'vigie test' });
  await superuser.unsafe(`drop database if exists "${template}" with (force)`);
  await superuser.end({ timeout: 5 });
}

/** A run that was killed leaves its server: nobody holds its lock any more. */
async function endAbandonedClusters(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name);
    if (!existsSync(join(folder, 'run.lock'))) continue;
    const lock = tryLock(join(folder, 'run.lock'), 'exclusive');
    if (lock === null) continue;
    await endCluster(folder);
    lock.release();
    rmSync(folder, { recursive: true, force: true });
  }
}
