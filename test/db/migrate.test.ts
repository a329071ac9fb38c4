// The schema's history: once each, in order, whole or not at all, and never backwards.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../db/connection.ts';
import { listPending, migrate, readMigrations } from '../../db/migrate.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

describe('migrations', () => {
  let database: TestDatabase;
  let folder: string;
  const write = (name: string, sql: string): void => writeFileSync(join(folder, name), sql);

  beforeEach(async () => {
    database = await createTestDatabase({ empty: true });
    folder = mkdtempSync(join(tmpdir(), 'migrations-'));
    write('0001-clients.sql', 'create table clients (code text primary key);');
    write('0002-cities.sql', 'alter table clients add column city text;');
  });

  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await database.drop();
  });

  test('les fichiers passent dans l’ordre, une seule fois', async () => {
    expect(await migrate(database.owner, folder)).toEqual({
      applied: ['0001-clients', '0002-cities'],
    });
    expect(await migrate(database.owner, folder)).toEqual({ applied: [] });
    write('0003-names.sql', 'alter table clients add column name text;');
    expect(await migrate(database.owner, folder)).toEqual({ applied: ['0003-names'] });
    expect(await database.owner`select code, city, name from clients`).toHaveLength(0);
  });

  test('un fichier qui échoue ne laisse rien de lui, et les précédents restent', async () => {
    write('0003-broken.sql', 'create table half (x int); select no_such_function();');
    await expect(migrate(database.owner, folder)).rejects.toThrow('migration 3 (broken) failed');
    expect(
      await database.owner`select to_regclass('half') as half, to_regclass('clients') is not null as clients`,
    ).toMatchObject([{ half: null, clients: true }]);
    write('0003-broken.sql', 'create table half (x int);');
    expect(await migrate(database.owner, folder)).toEqual({ applied: ['0003-broken'] });
  });

  test('une base plus récente que le code est refusée', async () => {
    await migrate(database.owner, folder);
    rmSync(join(folder, '0002-cities.sql'));
    await expect(migrate(database.owner, folder)).rejects.toMatchObject({ code: 'database_newer' });
  });

  test('un fichier déjà appliqué puis modifié est refusé, sauf ses fins de ligne', async () => {
    await migrate(database.owner, folder);
    write('0002-cities.sql', 'alter table clients add column city text;\r\n'.trimEnd());
    expect(await migrate(database.owner, folder)).toEqual({ applied: [] });
    write('0002-cities.sql', 'alter table clients add column town text;');
    await expect(migrate(database.owner, folder)).rejects.toMatchObject({
      code: 'migration_altered',
    });
  });

  test('deux démarrages en même temps n’appliquent chaque fichier qu’une fois', async () => {
    write('0003-slow.sql', 'select pg_sleep(0.3); create table slow (x int);');
    const others = [1, 2, 3].map((n) => openDatabase(database.url, { max: 2, name: `runner ${n}` }));
    const results = await Promise.all(others.map((sql) => migrate(sql, folder)));
    await Promise.all(others.map((sql) => sql.end()));
    expect(results.flatMap((result) => result.applied).toSorted()).toEqual([
      '0001-clients',
      '0002-cities',
      '0003-slow',
    ]);
  });

  test('un fichier mal nommé ou un numéro en double est une erreur du code', () => {
    write('0002-other.sql', 'select 1;');
    expect(() => readMigrations(folder)).toThrow('same number');
    rmSync(join(folder, '0002-other.sql'));
    write('3-bad.sql', 'select 1;');
    expect(() => readMigrations(folder)).toThrow('NNNN-name.sql');
  });

  test('la base des tests est au schéma de ce code', async () => {
    const migrated = await createTestDatabase();
    expect(await listPending(migrated.owner)).toEqual([]);
    await migrated.drop();
  });
});
