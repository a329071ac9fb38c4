// Vigie's database, ready for use: found running or started, roles made, migrated. Every `vigie …` command goes
// through here, whether or not `vigie start` is running.
//
// The embedded database belongs to nobody in particular: whoever needs it and finds it stopped starts it, and the
// last one to leave stops it. A command that was killed holds no lock any more, so the next one finds a running
// database, uses it, and stops it.

import { join } from 'node:path';
import { makeHomeFolder } from './cluster.ts';
import { changeUrl, openDatabase, type Sql } from './connection.ts';
import { startEmbedded, stopEmbedded, type DatabaseUrls, type Embedded } from './embedded.ts';
import { explainOutage } from './explain-outage.ts';
import { tryLock, waitForLock, type HomeLock } from './home-lock.ts';
import { prepareVectors } from './passage-vectors.ts';
import { migrate } from './migrate.ts';
import { keepPasswords } from './passwords.ts';
import { PlainError } from './plain-error.ts';
import { closeDatabase, ensureServerRoles, isClosed, quoteName, type Login, type ServerLogins } from './roles.ts';
import { findSystemUser, requireReachable } from './system-user.ts';

export type InstanceSettings = {
  /** VIGIE_HOME, absolute. */
  home: string;
  /** The owner's address on another's server; null: the embedded database. */
  databaseUrl: string | null;
  databaseAppUrl: string | null;
  databaseReaderUrl: string | null;
};

export type Instance = {
  urls: DatabaseUrls;
  /** Null on another's server. */
  embedded: { pid: number; port: number } | null;
  /** Migrations applied now. */
  applied: string[];
  /** The schema's owner, for migrations, import and rebuilds only; no statement timeout. */
  owner(): Sql;
  app: Sql;
  reader: Sql;
  /**
   * Ends the connections, and stops the embedded database if nobody else uses it.
   * @param options.now cuts the queries under way; else they have five seconds to end.
   */
  close(options?: { now?: boolean }): Promise<void>;
};

/** PostgreSQL 15 is the oldest that the schema is written for (and the oldest in support for long enough). */
const OLDEST_SERVER = 15;
/** Another command may be migrating a large firm, or recovering after a crash. */
const SETUP_TIMEOUT_MS = 120_000;

const lockFile = (home: string, name: 'setup' | 'users'): string => join(home, 'run', `${name}.lock`);

export type OpenInstanceOptions = {
  /** Receives a French sentence when the person has to wait. */
  tell?: (sentence: string) => void;
  /** True: no role is made and nothing is migrated, for who only looks (`vigie doctor`). */
  untouched?: boolean;
};

/** @throws PlainError in every case that a person can do something about. */
export async function openInstance(settings: InstanceSettings, options: OpenInstanceOptions = {}): Promise<Instance> {
  const { tell = () => {}, untouched = false } = options;
  makeRunFolder(settings);
  try {
    return settings.databaseUrl === null
      ? await openEmbedded(settings.home, tell, untouched)
      : await openServer(settings, settings.databaseUrl, tell, untouched);
  } catch (error) {
    throw explainOutage(error) ?? error;
  }
}

/** VIGIE_HOME and its folder of locks and pid files. */
export function makeRunFolder(settings: InstanceSettings): void {
  const user = settings.databaseUrl === null ? findSystemUser() : null;
  requireReachable(settings.home, user);
  makeHomeFolder(settings.home, user);
  makeHomeFolder(join(settings.home, 'run'), null);
}

function waitForSetup(home: string, tell: (sentence: string) => void): Promise<HomeLock> {
  return waitForLock(lockFile(home, 'setup'), 'exclusive', SETUP_TIMEOUT_MS, () =>
    tell('Une autre commande vigie prépare ou arrête la base de données : on attend qu’elle ait fini.'),
  );
}

async function openEmbedded(home: string, tell: (sentence: string) => void, untouched: boolean): Promise<Instance> {
  const setup = await waitForSetup(home, tell);
  try {
    // Nobody refuses a shared lock while we hold setup.lock: only a command that leaves takes it whole, under it.
    const users = await waitForLock(lockFile(home, 'users'), 'shared', SETUP_TIMEOUT_MS);
    try {
      const embedded = await startEmbedded(home);
      const applied = untouched ? [] : await migrateAs(embedded.urls.owner);
      return describeInstance(embedded.urls, embedded, applied, () => leaveEmbedded(home, users));
    } catch (error) {
      await stopIfLast(home, users);
      throw error;
    }
  } finally {
    setup.release();
  }
}

async function leaveEmbedded(home: string, users: HomeLock): Promise<void> {
  const setup = await waitForSetup(home, () => {});
  try {
    await stopIfLast(home, users);
  } finally {
    setup.release();
  }
}

/** The caller holds setup.lock. */
async function stopIfLast(home: string, users: HomeLock): Promise<void> {
  users.release();
  const alone = tryLock(lockFile(home, 'users'), 'exclusive');
  if (alone === null) return;
  try {
    await stopEmbedded(home);
  } finally {
    alone.release();
  }
}

/** Starts the embedded database again after it died under its users (who keep their locks). */
export async function reviveEmbedded(home: string): Promise<Embedded> {
  const setup = await waitForSetup(home, () => {});
  try {
    return await startEmbedded(home);
  } finally {
    setup.release();
  }
}

/** Stops an embedded database that nobody uses (its command was killed). False when a command still uses it. */
export async function stopUnusedEmbedded(settings: InstanceSettings): Promise<boolean> {
  makeRunFolder(settings);
  const setup = await waitForSetup(settings.home, () => {});
  try {
    const alone = tryLock(lockFile(settings.home, 'users'), 'exclusive');
    if (alone === null) return false;
    try {
      await stopEmbedded(settings.home);
      return true;
    } finally {
      alone.release();
    }
  } finally {
    setup.release();
  }
}

async function openServer(
  settings: InstanceSettings,
  ownerUrl: string,
  tell: (sentence: string) => void,
  untouched: boolean,
): Promise<Instance> {
  const logins = findServerLogins(settings);
  const asLogin = (login: { name: string; password: string }): string =>
    changeUrl(ownerUrl, { user: login.name, password: login.password });
  const urls = {
    owner: ownerUrl,
    app: settings.databaseAppUrl ?? asLogin(logins.app),
    reader: settings.databaseReaderUrl ?? asLogin(logins.reader),
  };
  const setup = await waitForSetup(settings.home, tell);
  const owner = openDatabase(ownerUrl, { max: 1, name: 'vigie set-up', statementTimeoutMs: 0 });
  try {
    await requireVersion(owner);
    const applied = untouched ? [] : await prepareServer(owner, logins);
    return describeInstance(urls, null, applied, async () => {});
  } finally {
    await owner.end({ timeout: 5 });
    setup.release();
  }
}

async function prepareServer(owner: Sql, logins: ServerLogins): Promise<string[]> {
  await requireOwner(owner);
  await ensureServerRoles(owner, logins);
  const [row] = await owner<{ name: string }[]>`select current_user as name`;
  const names = [row?.name ?? '', logins.app.name, logins.reader.name];
  if (!(await isClosed(owner, names))) await closeDatabase(owner, names);
  const { applied } = await migrate(owner);
  await prepareVectors(owner);
  return applied;
}

/** Who the application and the reader are on another's server: given by the settings, else this home's own. */
export function findServerLogins(settings: InstanceSettings): ServerLogins {
  const passwords = keepPasswords(settings.home);
  return {
    app: givenLogin(settings.databaseAppUrl) ?? {
      name: `vigie_app_${passwords.suffix}`,
      password: passwords.app,
      made: true,
    },
    reader: givenLogin(settings.databaseReaderUrl) ?? {
      name: `vigie_reader_${passwords.suffix}`,
      password: passwords.reader,
      made: true,
    },
  };
}

function givenLogin(url: string | null): (Login & { made: false }) | null {
  if (url === null) return null;
  return { name: decodeURIComponent(new URL(url).username), password: '', made: false };
}

async function requireVersion(sql: Sql): Promise<void> {
  const [row] = await sql<{ version: number; shown: string }[]>`
    select current_setting('server_version_num')::int as version, current_setting('server_version') as shown`;
  if (row !== undefined && row.version >= OLDEST_SERVER * 10_000) return;
  throw new PlainError(
    'server_too_old',
    `Le serveur de DATABASE_URL est un PostgreSQL ${row?.shown ?? 'inconnu'} : il en faut un ${OLDEST_SERVER} ou plus récent.`,
  );
}

/** Only the database's owner may create in its schema (since PostgreSQL 15). */
async function requireOwner(sql: Sql): Promise<void> {
  const [row] = await sql<{ allowed: boolean; database: string; name: string }[]>`
    select has_schema_privilege('public', 'create') as allowed, current_database() as database, current_user as name`;
  if (row === undefined || row.allowed) return;
  throw new PlainError(
    'not_owner',
    `L'utilisateur de DATABASE_URL (${row.name}) n'est pas propriétaire de la base ${row.database}. Un administrateur du serveur doit exécuter :\n\n  alter database ${quoteName(row.database)} owner to ${quoteName(row.name)};\n`,
  );
}

async function migrateAs(ownerUrl: string): Promise<string[]> {
  const owner = openDatabase(ownerUrl, { max: 1, name: 'vigie migrate', statementTimeoutMs: 0 });
  try {
    return (await migrate(owner)).applied;
  } finally {
    await owner.end({ timeout: 5 });
  }
}

/** Pools connect when first used: a command that reads only opens one connection. */
function describeInstance(
  urls: DatabaseUrls,
  embedded: { pid: number; port: number } | null,
  applied: string[],
  leave: () => Promise<void>,
): Instance {
  const app = openDatabase(urls.app, { name: 'vigie app' });
  const reader = openDatabase(urls.reader, { name: 'vigie reader' });
  let owner: Sql | null = null;
  let closing: Promise<void> | null = null;
  const close = async (timeout: number): Promise<void> => {
    await Promise.all([app, reader, ...(owner === null ? [] : [owner])].map((sql) => sql.end({ timeout })));
    await leave();
  };
  return {
    urls,
    embedded: embedded === null ? null : { pid: embedded.pid, port: embedded.port },
    applied,
    owner: () => (owner ??= openDatabase(urls.owner, { name: 'vigie owner', statementTimeoutMs: 0 })),
    app,
    reader,
    // A Ctrl-C and the end of the command may both close: once is enough.
    close: (options) => (closing ??= close(options?.now === true ? 0 : 5)),
  };
}
