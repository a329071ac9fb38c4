// What each role of the database can do, and how they come to be on a server that is not ours.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { changeUrl, openDatabase, type Sql } from '../../db/connection.ts';
import { openInstance } from '../../db/instance.ts';
import { keepPasswords } from '../../db/passwords.ts';
import { listPrivilegeGaps } from '../../db/roles.ts';
import { makeTemporaryHome, type TemporaryHome } from '../temporary-home.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const DENIED = { code: '42501' };

describe('les rôles de la base', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });

  afterAll(async () => {
    await database.drop();
  });

  test.each([
    ['une table temporaire', 'create temporary table t (x int)'],
    ['une table', 'create table t (x int)'],
    ['un schéma', 'create schema s'],
    ['un grand objet', 'select lo_create(0)'],
    ['un verrou consultatif', 'select pg_advisory_lock(1)'],
    ['un verrou consultatif de transaction', 'select pg_try_advisory_xact_lock(1)'],
    ['une écriture', 'delete from clients'],
    ['une écriture en levant la lecture seule', 'set default_transaction_read_only = off; delete from clients'],
    ['le rôle de l’application', 'set role vigie_app'],
    ['le rôle du propriétaire', 'set role vigie_owner'],
    ['un fichier du serveur', "select pg_read_file('postgresql.conf')"],
  ])('le lecteur ne peut pas prendre %s', async (_name, sql) => {
    await expect(database.reader.unsafe(sql)).rejects.toMatchObject(DENIED);
  });

  test('le lecteur ne voit les coûts qu’en prenant le rôle qui les lit, le temps d’une transaction', async () => {
    await expect(database.reader`select * from cost_rates`).rejects.toMatchObject(DENIED);
    const rows = await database.reader.begin(async (tx) => {
      await tx`set local role vigie_costs`;
      return tx`select * from cost_rates`;
    });
    expect(rows).toEqual([]);
    await expect(database.reader`select * from cost_rates`).rejects.toMatchObject(DENIED);
  });

  test('l’application prend des verrous consultatifs, et ne crée rien', async () => {
    expect(await database.app`select pg_try_advisory_xact_lock(1) as taken`).toEqual([{ taken: true }]);
    await expect(database.app`create table t (x int)`).rejects.toMatchObject(DENIED);
    await expect(database.app`set role vigie_owner`).rejects.toMatchObject(DENIED);
  });

  test('rien ne manque aux privilèges de la base migrée', async () => {
    expect(await listPrivilegeGaps(database.owner)).toEqual([]);
  });

  test('un privilège de trop est trouvé, et le SQL proposé le retire', async () => {
    const superuser = openDatabase(database.superUrl, { max: 1, name: 'test' });
    const name = new URL(database.superUrl).pathname.slice(1);
    await superuser.unsafe(`
      create function lend() returns int language sql security definer as 'select 1';
      grant temporary on database "${name}" to public;
      grant insert on clients to vigie_reader;
      grant execute on function pg_advisory_lock(bigint), lo_create(oid) to public`);
    const gaps = await listPrivilegeGaps(database.owner);
    expect(gaps.map((gap) => gap.sentence)).toEqual([
      expect.stringContaining('créer des tables'),
      expect.stringContaining('grands objets ou les verrous'),
      expect.stringContaining('écrire dans clients'),
      expect.stringContaining('lend()'),
    ]);
    for (const statement of gaps.flatMap((gap) => gap.sql)) await superuser.unsafe(statement);
    expect(await listPrivilegeGaps(database.owner)).toEqual([]);
    expect(await database.app`select pg_try_advisory_lock(2) as taken`).toEqual([{ taken: true }]);
    await superuser.end();
  });
});

describe('les rôles sur le serveur d’une firme', () => {
  let given: TestDatabase;
  let superuser: Sql;
  let homes: TemporaryHome[];
  /** Two databases as an administrator makes them: nothing of ours in them. */
  const DATABASES = ['firm_a', 'firm_b'] as const;
  const urlOf = (database: (typeof DATABASES)[number]): string => changeUrl(given.superUrl, { database });

  const newHome = (): TemporaryHome => {
    const home = makeTemporaryHome();
    homes.push(home);
    return home;
  };
  const settingsFor = (home: TemporaryHome, databaseUrl: string) => ({ ...home.settings, databaseUrl });
  const loginsOf = (home: TemporaryHome): string[] => {
    const { suffix } = keepPasswords(home.path);
    return [`vigie_app_${suffix}`, `vigie_reader_${suffix}`];
  };

  beforeAll(async () => {
    given = await createTestDatabase({ empty: true });
    superuser = openDatabase(given.superUrl, { max: 1, name: 'test' });
  });

  afterAll(async () => {
    await superuser.end();
    await given.drop();
  });

  beforeEach(async () => {
    homes = [];
    for (const name of DATABASES) await superuser.unsafe(`create database ${name} template template0`);
  });

  afterEach(async () => {
    for (const name of DATABASES) await superuser.unsafe(`drop database ${name} with (force)`);
    for (const role of [...homes.flatMap(loginsOf), 'plain_owner', 'given_app', 'given_reader']) {
      await superuser.unsafe(`drop role if exists "${role}"`);
    }
    for (const home of homes) await home.remove();
  });

  test('deux machines sur la même base ont chacune leurs connexions et leurs mots de passe', async () => {
    const homeA = newHome();
    const homeB = newHome();
    const first = await openInstance(settingsFor(homeA, urlOf('firm_a')));
    const second = await openInstance(settingsFor(homeB, urlOf('firm_a')));
    expect(first.applied.length).toBeGreaterThan(0);
    expect(second.applied).toEqual([]);
    expect(await first.app`select current_user as name`).toEqual([{ name: loginsOf(homeA)[0] }]);
    expect(await second.reader`select current_user as name`).toEqual([{ name: loginsOf(homeB)[1] }]);
    await expect(second.reader`delete from clients`).rejects.toMatchObject(DENIED);
    await expect(second.reader`select * from cost_rates`).rejects.toMatchObject(DENIED);
    await second.reader.begin(async (tx) => {
      await tx`set local role vigie_costs`;
      expect(await tx`select * from cost_rates`).toEqual([]);
    });
    await first.close();
    await second.close();
  });

  test('les connexions d’une firme n’entrent pas dans la base d’une autre', async () => {
    const instanceA = await openInstance(settingsFor(newHome(), urlOf('firm_a')));
    const instanceB = await openInstance(settingsFor(newHome(), urlOf('firm_b')));
    for (const url of [instanceA.urls.app, instanceA.urls.reader]) {
      const trespasser = openDatabase(changeUrl(url, { database: 'firm_b' }), { max: 1, name: 'test' });
      await expect(trespasser`select 1`).rejects.toMatchObject(DENIED);
      await trespasser.end();
    }
    await instanceA.close();
    await instanceB.close();
  });

  test('sans le droit de créer des rôles, le SQL à exécuter est donné, et il suffit', async () => {
    await superuser.unsafe("create role plain_owner login password 'plain'");
    await superuser.unsafe('alter database firm_a owner to plain_owner');
    const home = newHome();
    const url = changeUrl(urlOf('firm_a'), { user: 'plain_owner', password: 'plain' });
    const refused = await openInstance(settingsFor(home, url)).catch((error: unknown) => error as Error);
    expect(refused).toMatchObject({ code: 'roles_missing' });
    const statements = (refused as Error).message
      .split('\n')
      .filter((line) => line.startsWith('  ') && line.endsWith(';'));
    expect(statements).toHaveLength(6);
    expect(statements.join()).not.toContain(keepPasswords(home.path).app);
    for (const statement of statements) await superuser.unsafe(statement);
    const instance = await openInstance(settingsFor(home, url));
    expect(await instance.app`select count(*) as n from clients`).toEqual([{ n: 0 }]);
    await instance.close();
  });

  test('des connexions données par l’administrateur sont prises telles quelles', async () => {
    await superuser.unsafe("create role given_app login password 'a'; create role given_reader login password 'r'");
    const home = newHome();
    const instance = await openInstance({
      ...settingsFor(home, urlOf('firm_a')),
      databaseAppUrl: changeUrl(urlOf('firm_a'), { user: 'given_app', password: 'a' }),
      databaseReaderUrl: changeUrl(urlOf('firm_a'), { user: 'given_reader', password: 'r' }),
    });
    expect(await instance.reader`select current_user as name, count(*) as n from clients`).toEqual([
      { name: 'given_reader', n: 0 },
    ]);
    await instance.close();
  });

  test('une base absente, un serveur absent, un mot de passe faux sont dits en une phrase', async () => {
    const home = newHome();
    const open = (url: string) => openInstance(settingsFor(home, url));
    await expect(open(changeUrl(urlOf('firm_a'), { database: 'nowhere' }))).rejects.toMatchObject({
      code: 'database_missing',
    });
    await expect(open(changeUrl(urlOf('firm_a'), { password: 'wrong' }))).rejects.toMatchObject({
      code: 'database_refused',
    });
    await expect(open('postgres://x:y@127.0.0.1:1/z')).rejects.toMatchObject({ code: 'database_away' });
  });
});
