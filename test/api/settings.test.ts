// The settings: their documented table, and a sentence for each wrong value.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot, readConfig, settings } from '../../config.ts';

test('le tableau de docs/operations.md est celui du code', () => {
  const lines = readFileSync(join(projectRoot, 'docs', 'operations.md'), 'utf8').split('\n');
  // The formatter lines the columns up.
  const documented = lines
    .filter((line) => /^\| `[A-Z_]+` +\|/.test(line))
    .map((line) => line.replaceAll(/ {2,}/g, ' '));
  expect(documented).toEqual(
    Object.entries(settings).map(([name, { meaning, unset }]) => `| \`${name}\` | ${meaning} | ${unset} |`),
  );
});

test('sans réglage : le port 4100 de cette machine, la base embarquée, et tout sous .vigie', () => {
  expect(readConfig({})).toMatchObject({
    home: join(projectRoot, '.vigie'),
    port: 4100,
    host: '127.0.0.1',
    publicUrl: 'http://127.0.0.1:4100',
    databaseUrl: null,
    fixedToday: null,
  });
});

test('une variable vide est une variable absente, et une adresse publique perd sa barre finale', () => {
  expect(readConfig({ PORT: '', PUBLIC_URL: 'https://vigie.firme.fr/' })).toMatchObject({
    port: 4100,
    publicUrl: 'https://vigie.firme.fr',
  });
});

test.each([
  ['PORT', '70000', 'doit être entre 1 et 65535'],
  ['PORT', 'abc', 'doit être un nombre'],
  ['PORT', '41.5', 'doit être un nombre entier'],
  ['VIGIE_TODAY', '2026-02-30', 'doit être un jour'],
  ['VIGIE_TODAY', 'demain', 'doit être un jour'],
  ['PUBLIC_URL', 'ftp://x', 'doit être une adresse http'],
  ['DATABASE_URL', 'mysql://x', 'doit commencer par postgres://'],
  ['LOG_LEVEL', 'bavard', 'doit valoir'],
])('%s=%s est refusé en une phrase', (name, value, cause) => {
  expect(() => readConfig({ [name]: value })).toThrow(`Le réglage ${name} ${cause}`);
});

test('un mot de passe ou un jeton faux n’est pas répété à l’écran', () => {
  expect(() => readConfig({ DATABASE_URL: 'mysql://u:secret@h/d' })).toThrow(/valeur lue : « masquée »/);
});
