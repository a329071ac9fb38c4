// A fresh, migrated database for a test: a copy of a template on this run's own PostgreSQL (0.1 s).
//   npm test             the embedded PostgreSQL 18
//   npm run test:server  another one (VIGIE_TEST_SERVER=1): PostgreSQL 16 with `vector`, or TEST_DATABASE_URL,
//                        a superuser's address on a server that serves tests alone (its vigie roles are taken over)

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { inject } from 'vitest';
import { createCluster, findEmbeddedPrograms, findFreePort, findPostmaster, startCluster } from '../../db/cluster.ts';
import { changeUrl, openDatabase, type Sql } from '../../db/connection.ts';
import { createClosedDatabase } from '../../db/embedded.ts';
import { waitForLock } from '../../db/home-lock.ts';
import { migrate } from '../../db/migrate.ts';
import { keepPasswords, type Passwords } from '../../db/passwords.ts';
import { createEmbeddedRoles, listConnectStatements } from '../../db/roles.ts';
import { findSystemUser } from '../../db/system-user.ts';
import { findTestServerPrograms } from './test-server.ts';

export type TestDatabase = {
  owner: Sql;
  app: Sql;
  reader: Sql;
  /** The owner's address: what DATABASE_URL would be. */
  url: string;
  appUrl: string;
  readerUrl: string;
  /** The superuser's address in this database, for what only an administrator does. */
  superUrl: string;
  drop(): Promise<void>;
};

/** The first test of a run pays for initdb, the start and the migrations, on a machine that others use too. */
const CLUSTER_TIMEOUT_MS = 120_000;

/** True in `npm run test:server`. */
export const onOtherServer: boolean = process.env['VIGIE_TEST_SERVER'] === '1';

let server: Promise<{ superUrl: string; passwords: Passwords }> | null = null;

/**
 * @param options.empty a database with its roles and no table (for the migrations' own tests).
 * Call `drop()` in afterAll.
 */
export async function createTestDatabase(options: { empty?: boolean } = {}): Promise<TestDatabase> {
  server ??= openTestServer(inject('testClusterFolder'));
  const { superUrl, passwords } = await server;
  const name = `test_${randomBytes(6).toString('hex')}`;
  const superuser = openDatabase(superUrl, { max: 1, name: 'vigie test' });
  const inDatabase = (database: string): string => changeUrl(superUrl, { database });
  try {
    if (options.empty === true) {
      await createClosedDatabase(superuser, name, inDatabase);
    } else {
      await superuser.unsafe(`create database "${name}" owner vigie_owner template "${nameTemplate(passwords)}"`);
      const logins = ['vigie_owner', 'vigie_app', 'vigie_reader'];
      for (const statement of listConnectStatements(name, logins)) await superuser.unsafe(statement);
    }
  } finally {
    await superuser.end({ timeout: 5 });
  }
  return openTestDatabase(superUrl, name, passwords);
}

function openTestDatabase(superUrl: string, name: string, passwords: Passwords): TestDatabase {
  const url = (user: string, password: string): string => changeUrl(superUrl, { database: name, user, password });
  const urls = {
    url: url('vigie_owner', passwords.owner),
    appUrl: url('vigie_app', passwords.app),
    readerUrl: url('vigie_reader', passwords.reader),
  };
  const owner = openDatabase(urls.url, { name: 'vigie test owner', statementTimeoutMs: 0 });
  const app = openDatabase(urls.appUrl, { name: 'vigie test app' });
  const reader = openDatabase(urls.readerUrl, { name: 'vigie test reader' });
  return {
    ...urls,
    owner,
    app,
    reader,
    superUrl: changeUrl(superUrl, { database: name }),
    drop: async () => {
      await Promise.all([owner, app, reader].map((sql) => sql.end({ timeout: 5 })));
      const superuser = openDatabase(superUrl, { max: 1, name: 'vigie test' });
      await superuser.unsafe(`drop database if exists "${name}" with (force)`);
      await superuser.end({ timeout: 5 });
    },
  };
}

/** Starts this run's server, or finds the one that another test file started. */
async function openTestServer(folder: string): Promise<{ superUrl: string; passwords: Passwords }> {
  const lock = await waitForLock(join(folder, 'setup.lock'), 'exclusive', CLUSTER_TIMEOUT_MS);
  try {
    const passwords = keepPasswords(folder);
    const given = process.env['TEST_DATABASE_URL'];
    const superUrl = onOtherServer && given !== undefined ? given : await startTestCluster(folder, passwords);
    await createTemplate(superUrl, passwords);
    return { superUrl, passwords };
  } finally {
    lock.release();
  }
}

async function startTestCluster(folder: string, passwords: Passwords): Promise<string> {
  const user = findSystemUser();
  const cluster = {
    programs: onOtherServer ? await findTestServerPrograms() : findEmbeddedPrograms(user),
    dataFolder: join(folder, 'postgres'),
    user,
    logFile: join(folder, 'postgres.log'),
  };
  createCluster(cluster, passwords.superuser, { sync: false });
  const running = findPostmaster(cluster.dataFolder);
  const { port } = await startCluster(cluster, running?.port ?? (await findFreePort()), {
    // Tests alone: nothing here outlives the run, so nothing has to survive a power cut. The product and the
    // bench keep the default durability; a killed server is as durable either way.
    fsync: 'off',
    full_page_writes: 'off',
    synchronous_commit: 'off',
    max_connections: '200',
  });
  return `postgres://postgres:${passwords.superuser}@127.0.0.1:${port}/postgres`;
}

/** The migrated database that all others of this run are copied from; it appears when it is whole. */
async function createTemplate(superUrl: string, passwords: Passwords): Promise<void> {
  const template = nameTemplate(passwords);
  const building = `${template}_building`;
  const superuser = openDatabase(superUrl, { max: 1, name: 'vigie test' });
  try {
    const [present] = await superuser`select 1 from pg_database where datname = ${template}`;
    if (present !== undefined) return;
    await createEmbeddedRoles(superuser, {
      owner: { name: 'vigie_owner', password: passwords.owner },
      app: { name: 'vigie_app', password: passwords.app },
      reader: { name: 'vigie_reader', password: passwords.reader },
    });
    await superuser.unsafe(`drop database if exists "${building}" with (force)`);
    await createClosedDatabase(superuser, building, (database) => changeUrl(superUrl, { database }));
    const address = { database: building, user: 'vigie_owner', password: passwords.owner };
    const owner = openDatabase(changeUrl(superUrl, address), {
      max: 1,
      name: 'vigie test',
      statementTimeoutMs: 0,
    });
    try {
      await migrate(owner);
    } finally {
      await owner.end({ timeout: 5 });
    }
    await superuser.unsafe(`alter database "${building}" rename to "${template}"`);
  } finally {
    await superuser.end({ timeout: 5 });
  }
}

/** On a server that was given, a template of another run may be of another schema: each run has its own. */
function nameTemplate(passwords: Passwords): string {
  return `vigie_template_${passwords.suffix}`;
}
