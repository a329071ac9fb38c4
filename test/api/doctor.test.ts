// `vigie doctor` names what is wrong and what to do, and changes nothing.

import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { examine, type Finding } from '../../api/cli/doctor.ts';
import { readConfig } from '../../config.ts';
import { findFreePort } from '../../db/cluster.ts';
import { changeUrl, openDatabase } from '../../db/connection.ts';
import { findEmbeddedServer } from '../../db/embedded.ts';
import { openInstance } from '../../db/instance.ts';
import { findSystemUser } from '../../db/system-user.ts';
import { createTestDatabase } from '../db/test-database.ts';
import { runProgram } from '../program.ts';
import { makeTemporaryHome, type TemporaryHome } from '../temporary-home.ts';

describe('vigie doctor', () => {
  let home: TemporaryHome;
  let env: Record<string, string>;

  beforeEach(async () => {
    home = makeTemporaryHome();
    env = { VIGIE_HOME: home.path, PORT: String(await findFreePort()) };
  });

  afterEach(async () => {
    await home.remove();
  });

  const problems = async (more: Record<string, string> = {}): Promise<Finding[]> =>
    (await examine(readConfig({ ...env, ...more }))).filter((finding) => finding.level === 'problem');

  test('une machine neuve n’a pas de problème, et le reste', async () => {
    expect(await problems()).toEqual([]);
    expect(existsSync(join(home.path, 'postgres'))).toBe(false);
  });

  test('une base embarquée en ordre est dite en ordre, puis laissée arrêtée', async () => {
    await (await openInstance(home.settings)).close();
    const program = runProgram([join(import.meta.dirname, '../../api/cli.ts'), 'doctor', '--json'], env);
    expect(await program.ended).toBe(0);
    const { ok, findings } = JSON.parse(program.output()) as { ok: boolean; findings: Finding[] };
    expect(ok).toBe(true);
    expect(findings.map((finding) => finding.check)).toEqual(
      expect.arrayContaining(['node', 'folder', 'disk', 'port', 'database', 'schema', 'privileges', 'search']),
    );
    expect(findEmbeddedServer(home.path)).toBeNull();
  });

  test('un port pris', async () => {
    const squatter = createServer().listen(Number(env['PORT']), '127.0.0.1');
    await new Promise((resolve) => squatter.once('listening', resolve));
    expect(await problems()).toEqual([
      {
        check: 'port',
        level: 'problem',
        sentence: expect.stringContaining(`Le port ${env['PORT']} est déjà pris`) as string,
      },
    ]);
    const program = runProgram([join(import.meta.dirname, '../../api/cli.ts'), 'doctor'], env);
    expect(await program.ended).toBe(1);
    expect(program.output()).toContain('✗ Le port');
    squatter.close();
  });

  test('un dossier qui n’en est pas un, ou fermé à la base', async () => {
    writeFileSync(join(home.path, 'file'), '');
    expect(await problems({ VIGIE_HOME: join(home.path, 'file') })).toMatchObject([{ check: 'folder' }]);

    mkdirSync(join(home.path, 'closed'));
    chmodSync(join(home.path, 'closed'), 0o700);
    const found = await problems({ VIGIE_HOME: join(home.path, 'closed', 'home') });
    // Only as root does the database run as somebody else, who cannot go through.
    if (findSystemUser() === null) expect(found).toEqual([]);
    else expect(found).toMatchObject([{ check: 'folder', sentence: expect.stringContaining('closed') as string }]);
  });

  test('un serveur absent, une base plus récente que le code, un privilège de trop avec le SQL qui le retire', async () => {
    expect(await problems({ DATABASE_URL: 'postgres://x:y@127.0.0.1:1/z' })).toMatchObject([
      { check: 'database', sentence: expect.stringContaining('ne répond pas') as string },
    ]);

    const given = await createTestDatabase();
    const settings = {
      DATABASE_URL: given.url,
      DATABASE_APP_URL: given.appUrl,
      DATABASE_READER_URL: given.readerUrl,
    };
    expect(await problems(settings)).toEqual([]);

    await given.owner`grant insert on clients to vigie_reader`;
    expect(await problems(settings)).toMatchObject([
      { check: 'privileges', sql: [expect.stringContaining('revoke insert') as string] },
    ]);

    await given.owner`insert into schema_migrations (version, name, sha256) values (9999, 'tomorrow', 'x')`;
    expect(await problems(settings)).toMatchObject([
      { check: 'database', sentence: expect.stringContaining('plus récente que ce code') as string },
    ]);
    await given.drop();
  });

  test('des rôles absents sont listés en SQL, et rien n’est créé', async () => {
    const given = await createTestDatabase();
    const found = await problems({ DATABASE_URL: given.url });
    expect(found).toMatchObject([{ check: 'privileges', sql: expect.arrayContaining([]) as string[] }]);
    expect(found[0]?.sql?.[0]).toMatch(/^create role "vigie_app_[0-9a-f]{8}" login password 'SCRAM-SHA-256\$/);
    const superuser = openDatabase(changeUrl(given.superUrl, { database: 'postgres' }), { max: 1, name: 'test' });
    expect(
      await superuser`select 1 from pg_roles where rolname = ${/"(.*?)"/.exec(found[0]?.sql?.[0] ?? '')?.[1] ?? ''}`,
    ).toEqual([]);
    await superuser.end();
    await given.drop();
  });

  test('un réglage faux est nommé', async () => {
    const program = runProgram([join(import.meta.dirname, '../../api/cli.ts'), 'doctor'], { ...env, PORT: 'quatre' });
    expect(await program.ended).toBe(1);
    expect(program.output()).toContain(
      'Le réglage PORT doit être un nombre entre 1 et 65535 (valeur lue : « quatre »).',
    );
  });
});
