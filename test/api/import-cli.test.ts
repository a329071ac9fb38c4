// `vigie import`, `export` and `demo` from the command line: what they print, and their exit codes.
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addUser } from '../../db/users.ts';
import { EXAMPLE_FOLDER } from '../db/firm-files.ts';
import { runVigie, type VigieRun } from '../db/run-vigie.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';

let folder: string;
let database: TestDatabase;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vigie-cli-'));
  chmodSync(folder, 0o711);
  database = await createTestDatabase();
});
afterEach(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

function vigie(...args: string[]): Promise<VigieRun> {
  return runVigie(args, {
    VIGIE_HOME: join(folder, 'home'),
    DATABASE_URL: database.url,
    DATABASE_APP_URL: database.appUrl,
    DATABASE_READER_URL: database.readerUrl,
  });
}

/** A copy of the example with one text replaced. */
function copyExample(file: string, before: string, after: string): string {
  const copy = join(folder, 'files');
  cpSync(EXAMPLE_FOLDER, copy, { recursive: true });
  writeFileSync(join(copy, file), readFileSync(join(copy, file), 'utf8').replace(before, after));
  return copy;
}

describe('vigie import', () => {
  test('essaie à blanc, écrit, puis ne trouve plus rien à écrire : 0 à chaque fois', async () => {
    const dry = await vigie('import', EXAMPLE_FOLDER, '--dry-run');
    expect([dry.code, dry.stderr]).toEqual([0, '']);
    expect(dry.stdout).toMatch(/^Essai à blanc, rien n'a été écrit :\n/);
    expect(dry.stdout).toMatch(/temps\.csv +495 lues +495 à créer +0 à modifier +0 inchangées/);
    const written = await vigie('import', EXAMPLE_FOLDER);
    expect(written.code).toBe(0);
    expect(written.stdout).toMatch(/^Import écrit :\n/);
    expect(written.stdout).toMatch(/en tout +682 lues +682 créées +0 modifiées +0 inchangées\n/);
    expect(written.stdout).toMatch(/facturé HT \(avoirs déduits\) +152827\.87 +0 +152827\.87\n/);
    const again = await vigie('import', EXAMPLE_FOLDER, '--json');
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({
      state: 'unchanged',
      read: 682,
      created: 0,
      updated: 0,
      unchanged: 682,
    });
  });

  test('liste toutes les erreurs et sort 1', async () => {
    const files = copyExample('temps.csv', 'C001;2026-07-01;P001;1;', 'C001;31/02/2026;P999;0.3;');
    const refused = await vigie('import', files);
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain("temps.csv:2: date: « 31/02/2026 » n'est pas un jour réel");
    expect(refused.stdout).toContain('temps.csv:2: projet: « P999 » est inconnu');
    expect(refused.stdout).toContain("temps.csv:2: jours: « 0.3 » n'est pas un multiple de 0,25");
    expect(refused.stderr).toBe("Import refusé : 3 erreurs, rien n'a été écrit.\n");
    expect([...(await database.app`select count(*) as rows from clients`)]).toEqual([{ rows: 0 }]);
  });

  test('des lignes changées attendent --confirm : 1 sans, 0 avec', async () => {
    await vigie('import', EXAMPLE_FOLDER);
    const files = copyExample('clients.csv', 'Toulouse', 'Albi');
    const asked = await vigie('import', files);
    expect(asked.code).toBe(1);
    expect(asked.stdout).toContain('modifié clients.csv:2: ville : « Toulouse » → « Albi »');
    expect(asked.stderr).toContain('--confirm');
    expect((await vigie('import', files, '--dry-run')).code).toBe(0);
    expect((await vigie('import', files, '--confirm')).code).toBe(0);
    expect([...(await database.app`select city from clients where code = 'CL001'`)]).toEqual([{ city: 'Albi' }]);
  });

  test('avec VIGIE_URL, refuse : il agirait sur une autre firme que celle qu’on désigne', async () => {
    const run = await runVigie(['import', EXAMPLE_FOLDER], {
      VIGIE_HOME: join(folder, 'home'),
      VIGIE_URL: 'https://vigie.example',
    });
    expect([run.code, run.stderr.includes('VIGIE_URL')]).toEqual([1, true]);
  });

  test('mal appelé, il dit comment et sort 2 ; un dossier absent ou vide, une phrase et 1', async () => {
    for (const args of [[], ['a', 'b'], ['a', '--inconnu']]) {
      const run = await vigie('import', ...args);
      expect([run.code, run.stderr.includes('Usage : vigie import')]).toEqual([2, true]);
    }
    const missing = await vigie('import', join(folder, 'absent'));
    expect([missing.code, missing.stderr]).toEqual([1, `Le dossier ${join(folder, 'absent')} n'existe pas.\n`]);
    mkdirSync(join(folder, 'vide'));
    const empty = await vigie('import', join(folder, 'vide'));
    expect(empty.code).toBe(1);
    expect(empty.stderr).toContain('rien à importer');
  });
});

test('vigie export écrit les fichiers que vigie import relit, et n’écrase rien', async () => {
  await vigie('import', EXAMPLE_FOLDER);
  const out = join(folder, 'sortie');
  const run = await vigie('export', out);
  expect([run.code, run.stderr]).toEqual([0, '']);
  expect(run.stdout).toMatch(/temps\.csv +495 lignes\n/);
  expect(readdirSync(out)).toHaveLength(18);
  expect((await vigie('import', out)).stdout).toMatch(/^Rien à écrire/);
  const again = await vigie('export', out);
  expect(again.code).toBe(1);
  expect(again.stderr).toContain('contient déjà profils.csv');
  expect((await vigie('export')).code).toBe(2);
});

test('vigie export --journal ajoute les actes ; qui revient par un fichier attend un lien, et la commande le dit', async () => {
  await vigie('import', EXAMPLE_FOLDER);
  await vigie('user', 'add', 'anne@esn.fr', '--role', 'direction');
  const out = join(folder, 'tout');
  const run = await vigie('export', out, '--journal', '--json');
  const { files } = JSON.parse(run.stdout) as { files: { file: string; rows: number }[] };
  expect(files).toEqual(
    expect.arrayContaining([
      { file: 'utilisateurs.csv', rows: 1 },
      { file: 'actes.csv', rows: 2 },
      { file: 'sceaux.csv', rows: 1 },
    ]),
  );
  await database.drop();
  database = await createTestDatabase();
  const back = await vigie('import', out);
  expect(back.code).toBe(0);
  expect(back.stderr).toContain('Un utilisateur est là, sans accès encore');
  expect(back.stdout).toContain('actes.csv : fichier à lire, jamais importé, laissé de côté');
  const invited = await vigie('user', 'add', 'anne@esn.fr', '--role', 'direction');
  expect(invited.stdout).toContain('anne@esn.fr a accès à Vigie');
});

describe('vigie demo', () => {
  test('charge la démonstration dans une base vide, que l’import refuse alors, et l’efface', async () => {
    const loaded = await vigie('demo', 'reset', '--size', '12');
    expect([loaded.code, loaded.stdout]).toEqual([
      0,
      "Firme de démonstration chargée : 12 personnes, 24 mois d'histoire jusqu'au 2026-10-31.\n",
    ]);
    const refused = await vigie('import', EXAMPLE_FOLDER);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('vigie demo clear');
    expect((await vigie('demo', 'clear')).code).toBe(0);
    expect((await vigie('import', EXAMPLE_FOLDER)).code).toBe(0);
  });

  test('recommence quoi qu’on y ait joué, et garde les personnes et leurs rôles', async () => {
    await vigie('demo', 'reset', '--size', '12');
    const { email } = (await database.app`select lower(email) as email from consultants order by code limit 1`)[0] as {
      email: string;
    };
    await database.app.begin((tx) => addUser(tx, { email, roles: ['consultant', 'responsable'] }, 'testeur'));
    const facts = (): Promise<unknown> =>
      database.app`
        select (select count(*) from consultants) as consultants, (select count(*) from time_rows) as time,
          (select demo from firm) as demo,
          (select string_agg(role, ' ' order by role) from user_roles) as roles,
          (select count(*) from user_links) as links`.then((rows) => rows[0]);
    const before = await facts();
    await database.owner.begin(async (tx) => {
      await tx`insert into acts (act_id, command, actor_kind, actor, channel, input_sha, effect_sha, payload_digest)
        values (gen_random_uuid(), 'jouer', 'operator', 'testeur', 'cli', '', '', '')`;
      await tx`delete from time_sums`;
      await tx`delete from time_rows`;
    });
    const reset = await vigie('demo', 'reset', '--size', '12');
    expect([reset.code, reset.stderr]).toEqual([0, '']);
    expect(await facts()).toEqual(before);
    expect(before).toMatchObject({ demo: true, roles: 'consultant responsable', links: 1 });
  });

  test('refuse une base qui contient autre chose, et une taille qui n’existe pas', async () => {
    await vigie('import', EXAMPLE_FOLDER);
    for (const action of ['reset', 'clear']) {
      const refused = await vigie('demo', action);
      expect([refused.code, refused.stderr.includes('ne contient pas la firme de démonstration')]).toEqual([1, true]);
    }
    expect([...(await database.app`select count(*) as rows from time_rows`)]).toEqual([{ rows: 495 }]);
    for (const args of [
      ['reset', '--size', '13'],
      ['reset', '--seed', 'x'],
      ['clear', '--size', '12'],
      ['jouer'],
      [],
    ]) {
      expect((await vigie('demo', ...args)).code).toBe(2);
    }
  });
});
