// What can be said of a database without changing it, for `vigie doctor`.

import type { Instance, InstanceSettings } from './instance.ts';
import { findServerLogins } from './instance.ts';
import { explainOutage } from './explain-outage.ts';
import { listPending } from './migrate.ts';
import { listMissingRoles, listPrivilegeGaps } from './roles.ts';

export type DatabaseState = {
  serverVersion: string;
  /** Migrations of this code that the database has not seen. */
  pending: string[];
  /** SQL for the roles that are not there; an administrator's work when `vigie start` could not do it. */
  missingRoles: string[];
  /** What the reader can do beyond reading, with the SQL that ends it. */
  gaps: { sentence: string; sql: string[] }[];
  /** A sentence for each of the application's and the reader's connections that fails. */
  connectionFailures: string[];
  vector: 'installed' | 'available' | 'absent';
};

/**
 * @param instance opened `untouched`.
 * @throws PlainError when the database is newer than the code, or a migration was altered.
 */
export async function inspectDatabase(instance: Instance, settings: InstanceSettings): Promise<DatabaseState> {
  const owner = instance.owner();
  const [server] = await owner<{ version: string; vector: DatabaseState['vector'] }[]>`
    select current_setting('server_version') as version,
      case when exists (select 1 from pg_extension where extname = 'vector') then 'installed'
           when exists (select 1 from pg_available_extensions where name = 'vector') then 'available'
           else 'absent' end as vector`;
  const missingRoles = settings.databaseUrl === null ? [] : await listMissingRoles(owner, findServerLogins(settings));
  const pending = await listPending(owner);
  return {
    serverVersion: server?.version ?? '',
    vector: server?.vector ?? 'absent',
    pending: pending.map((migration) => `${String(migration.version).padStart(4, '0')}-${migration.name}`),
    missingRoles,
    gaps: missingRoles.length > 0 ? [] : await listPrivilegeGaps(owner),
    connectionFailures: missingRoles.length > 0 ? [] : await listConnectionFailures(instance),
  };
}

async function listConnectionFailures(instance: Instance): Promise<string[]> {
  const failures: string[] = [];
  for (const [name, sql] of [
    ['application', instance.app],
    ['lecture', instance.reader],
  ] as const) {
    try {
      await sql`select 1`;
    } catch (error) {
      const told = explainOutage(error);
      if (told === null) throw error;
      failures.push(`Connexion « ${name} » : ${told.message}`);
    }
  }
  return failures;
}
