// A database as it was before a migration, with what people had put in it: what comes after must keep it.
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../db/migrate.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const MIGRATIONS = join(import.meta.dirname, '../../db/migrations');

export type EarlierDatabase = TestDatabase & {
  /** Carries out the migrations whose names are wanted, beside those before. */
  migrateTo: (isWanted: (name: string) => boolean) => Promise<void>;
};

export async function openEarlierDatabase(): Promise<EarlierDatabase> {
  const database = await createTestDatabase({ empty: true });
  const folder = mkdtempSync(join(tmpdir(), 'migrations-'));
  return {
    ...database,
    migrateTo: async (isWanted) => {
      for (const name of readdirSync(MIGRATIONS).filter(isWanted)) cpSync(join(MIGRATIONS, name), join(folder, name));
      await migrate(database.owner, folder);
    },
    drop: async () => {
      rmSync(folder, { recursive: true });
      await database.drop();
    },
  };
}
