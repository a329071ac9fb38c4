// A firm out and in again: the same files to the byte, the same rows in the database.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Sql } from '../../db/connection.ts';
import { exportFirm } from '../../db/export/export-firm.ts';
import { fileNames } from '../../db/import/file-names.ts';
import { listFolder, UNFINISHED_EXPORT } from '../../db/import/folder.ts';
import { importFirm } from '../../db/import/import-firm.ts';
import { randomFirm } from '../oracle/random-firm.ts';
import { importOptions, importTexts, listErrors, readExample } from './firm-files.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

let folder: string;
let first: TestDatabase;
let second: TestDatabase;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vigie-export-'));
  [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()]);
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await Promise.all([first.drop(), second.drop()]);
});

function readFolder(name: string): Record<string, string> {
  const path = join(folder, name);
  return Object.fromEntries(readdirSync(path).map((file) => [file, readFileSync(join(path, file), 'utf8')]));
}

/** Exports the first database, imports that into the second, exports the second: the two exports. */
async function exportTwice(): Promise<[Record<string, string>, Record<string, string>]> {
  await exportFirm(first.app, join(folder, 'one'));
  const outcome = await importFirm(second.app, await listFolder(join(folder, 'one')), importOptions);
  expect([outcome.state, listErrors(outcome)]).toEqual(['written', []]);
  await exportFirm(second.app, join(folder, 'two'));
  return [readFolder('one'), readFolder('two')];
}

/** What the reports read of time: every sum, by codes. */
async function readSums(sql: Sql): Promise<unknown[]> {
  return [
    ...(await sql`
      select c.code as consultant, p.code as project, a.code as assignment, f.name as profile, s.daily_rate_cents, s.month,
        s.state, s.quarter_days, s.value_quarter_cents, s.cost_quarter_cents
      from time_sums s join consultants c on c.id = s.consultant_id join projects p on p.id = s.project_id
        join profiles f on f.id = s.profile_id left join assignments a on a.id = s.assignment_id
      order by 1, 2, 3, 4, 5, 6, 7`),
  ];
}

test("la firme d'exemple exportée puis importée s'exporte à l'identique, tous les fichiers compris", async () => {
  await importTexts(first.app, readExample());
  const [one, two] = await exportTwice();
  expect(Object.keys(one).toSorted()).toEqual(fileNames.map((name) => `${name}.csv`).toSorted());
  expect(two).toEqual(one);
  expect(await readSums(second.app)).toEqual(await readSums(first.app));
});

test("l'export importé dans la même base n'y change rien", async () => {
  await importTexts(first.app, readExample());
  await exportFirm(first.app, join(folder, 'one'));
  const outcome = await importFirm(first.app, await listFolder(join(folder, 'one')), importOptions);
  expect(outcome.state).toBe('unchanged');
});

test.each([1, 2, 3])('une firme tirée au hasard (graine %i) fait le même aller-retour', async (seed) => {
  const outcome = await importTexts(first.app, randomFirm(seed));
  expect(listErrors(outcome)).toEqual([]);
  const [one, two] = await exportTwice();
  expect(two).toEqual(one);
  expect(await readSums(second.app)).toEqual(await readSums(first.app));
});

test('les textes sortent tels quels : formules, HTML, guillemets, lignes, espaces', async () => {
  const texts = [
    '=HYPERLINK("http://x";"y")',
    '<script>alert(1)</script>',
    'a\r\nb\nc',
    ' "bord" ',
    '-1+2',
    'tab\tici',
    "l'apostrophe, la virgule",
  ];
  const rows = texts.map((text, n) => `C${n};"${text.replaceAll('"', '""')}"\n`).join('');
  await importTexts(first.app, new Map([['clients.csv', `code;raison_sociale\n${rows}`]]));
  const [one, two] = await exportTwice();
  expect(two).toEqual(one);
  expect([...(await second.app`select name from clients order by code`)].map((row) => row['name'])).toEqual(texts);
});

test("un export n'écrase pas des fichiers de firme, et ne laisse rien à moitié", async () => {
  writeFileSync(join(folder, 'clients.csv'), 'les miens');
  await expect(exportFirm(first.app, folder)).rejects.toThrow(/contient déjà clients\.csv/);
  expect(readdirSync(folder)).toEqual(['clients.csv']);
});

test('un dossier où rien ne s’écrit est dit en une phrase', async () => {
  writeFileSync(join(folder, 'fichier'), '');
  await expect(exportFirm(first.app, join(folder, 'fichier'))).rejects.toThrow(/n'est pas un dossier/);
});

describe('un export interrompu', () => {
  const part = (name: string) => /^\..*\.part$/.test(name);

  test('par un disque plein le dit en une phrase, et ne laisse rien', async () => {
    writeFileSync(join(folder, 'notes.txt'), 'à moi');
    const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    const seen: string[][] = [];
    const progress = (file: string): void => {
      seen.push(readdirSync(folder));
      if (file === 'consultants') throw full;
    };
    await importTexts(first.app, readExample());
    await expect(exportFirm(first.app, folder, { progress })).rejects.toThrow(/est sur un disque plein/);
    // Until the end there is a mark, and no file under its name.
    for (const names of seen) {
      expect(names).toContain(UNFINISHED_EXPORT);
      expect(names.filter((name) => !part(name))).toEqual([UNFINISHED_EXPORT, 'notes.txt'].toSorted());
    }
    expect(readdirSync(folder)).toEqual(['notes.txt']);
    await exportFirm(first.app, folder);
    expect(readdirSync(folder)).toEqual(['notes.txt', ...fileNames.map((name) => `${name}.csv`)].toSorted());
    expect(statSync(join(folder, 'couts.csv')).mode & 0o077).toBe(0);
  });

  test('par un arrêt brutal ne passe jamais pour entier : ni importé, ni complété', async () => {
    await importTexts(first.app, readExample());
    const url = (file: string) => JSON.stringify(pathToFileURL(join(import.meta.dirname, '..', '..', file)).href);
    const program = `
      const { openDatabase } = await import(${url('db/connection.ts')});
      const { exportFirm } = await import(${url('db/export/export-firm.ts')});
      const progress = (file) => { if (file === 'temps') process.kill(process.pid, 'SIGKILL'); };
      await exportFirm(openDatabase(process.argv[1], { name: 'test' }), process.argv[2], { progress });`;
    const killed = spawnSync(process.execPath, ['--input-type=module', '-e', program, first.appUrl, folder]);
    expect(killed.signal).toBe('SIGKILL');
    expect(readdirSync(folder).filter((name) => !part(name))).toEqual([UNFINISHED_EXPORT]);
    await expect(listFolder(folder)).rejects.toThrow(/n'est pas fini/);
    await expect(exportFirm(first.app, folder)).rejects.toThrow(/fut interrompu/);
  });

  test('deux à la fois dans un dossier : un seul écrit', async () => {
    await importTexts(first.app, readExample());
    const both = await Promise.allSettled([exportFirm(first.app, folder), exportFirm(first.app, folder)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(readdirSync(folder)).toEqual(fileNames.map((name) => `${name}.csv`).toSorted());
  });
});

describe('les factures émises dans Vigie', () => {
  /** Three days of C001 on P001 and a purchase billed, one day taken back, then billed again. */
  const lines = [
    'numero;ligne;rang;nature;libelle;quantite;prix_unitaire;montant;projet;matricule;date;achat;jalon;mois;n;ligne_origine',
    'V1;1;1;time;C001 à 570;2;570;1140;P001;C001;2026-07-01;;;;1;',
    'V1;1;2;time;C001 à 570;2;570;1140;P001;C001;2026-07-02;;;;1;',
    'V1;2;1;purchase;Licences;1;608.06;608.06;P001;;2026-07-05;Licences;;;1;',
    'V1;3;1;ceiling;Plafond;-1;0.50;-0.50;P001;;;;;;;',
    'V2;1;1;time;Reprise;1;570;570;P001;C001;2026-07-02;;;;1;1',
    'V3;1;1;time;C001 à 570;1;570;570;P001;C001;2026-07-02;;;;1;',
    'V4;1;1;milestone;Cadrage;1;20916.67;20916.67;P003;;;;J1;;;',
    'V4;2;1;fee;Forfait;1;100;100;P006;;;;;2026-07;;',
  ];
  const invoices = [
    'V1;facture;CL001;P001;2026-08-01;2026-09-01;;;1747.56;20;2097.07;',
    'V2;avoir;CL001;P001;2026-08-05;2026-09-01;;;570;20;684;V1',
    'V3;facture;CL001;P001;2026-08-06;2026-09-01;;;570;20;684;',
    'V4;facture;CL003;P003;2026-08-06;2026-09-01;;;21016.67;20;25220;',
  ];
  const time = [
    'matricule;date;projet;jours;statut;commentaire',
    'C001;2026-07-01;P001;1;valide;',
    'C001;2026-07-02;P001;1;valide;',
    'C001;2026-07-03;P001;1;valide;',
    'C001;2026-07-06;P001;1;soumis;',
  ];

  function billedFirm(extra: { lines?: string[]; time?: string[] } = {}): Map<string, string> {
    const files = readExample();
    files.set('factures.csv', `${files.get('factures.csv')}${invoices.join('\n')}\n`);
    files.set('temps.csv', `${[...time, ...(extra.time ?? [])].join('\n')}\n`);
    return files.set('lignes_facture.csv', `${[...lines, ...(extra.lines ?? [])].join('\n')}\n`);
  }

  test('reviennent avec leurs lignes ; un temps repris par un avoir est libre, puis facturé à nouveau', async () => {
    const outcome = await importTexts(first.app, billedFirm());
    expect([outcome.state, listErrors(outcome)]).toEqual(['written', []]);
    const [one, two] = await exportTwice();
    expect(two).toEqual(one);
    expect(one['lignes_facture.csv']).toBe(`${lines.join('\n')}\n`);
    for (const { app } of [first, second]) {
      const billed = await app`
        select t.worked_on as day, v.number, l.rank from time_rows t
          left join invoice_lines l on l.id = t.billed_line_id left join invoices v on v.id = l.invoice_id
        order by 1`;
      expect([...billed]).toEqual([
        { day: '2026-07-01', number: 'V1', rank: 1 },
        { day: '2026-07-02', number: 'V3', rank: 1 },
        { day: '2026-07-03', number: null, rank: null },
        { day: '2026-07-06', number: null, rank: null },
      ]);
      expect([
        ...(await app`select origin, count(*) as count from invoices where number like 'V%' group by 1`),
      ]).toEqual([{ origin: 'issued', count: 4 }]);
      expect([
        ...(await app`select state, sum(quarter_days)::integer as quarters from time_sums group by 1 order by 1`),
      ]).toEqual([
        { state: 'facture', quarters: 8 },
        { state: 'soumis', quarters: 4 },
        { state: 'valide', quarters: 4 },
      ]);
      expect([
        ...(await app`select v.number from purchases a join invoice_lines l on l.id = a.billed_line_id join invoices v on v.id = l.invoice_id`),
      ]).toEqual([{ number: 'V1' }]);
    }
    expect(await readSums(second.app)).toEqual(await readSums(first.app));
  });

  test('un contenu différent pour du temps ou un achat facturés, ou une ligne de plus, est une erreur', async () => {
    await importTexts(first.app, billedFirm());
    const files = billedFirm({ lines: ['V3;2;1;time;C001 à 570;1;570;570;P001;C001;2026-07-03;;;;1;'] });
    files.set('temps.csv', (files.get('temps.csv') ?? '').replace('2026-07-01;P001;1;', '2026-07-01;P001;0.5;'));
    files.set('achats.csv', (files.get('achats.csv') ?? '').replace('608.06', '608.07'));
    const outcome = await importTexts(first.app, files, { confirmed: true });
    expect(listErrors(outcome).map((error) => error.split(' ; ')[0])).toEqual([
      'achats.csv:3: montant: contenu différent pour un achat facturé',
      'temps.csv:2: jours: contenu différent pour un temps facturé',
      'lignes_facture.csv:10: numero: ligne nouvelle pour une facture enregistrée',
    ]);
  });

  test('une ligne nomme des choses qui existent, validées, une seule fois, et une ligne de la facture reprise', async () => {
    const wrong = [
      'V3;2;1;time;Deux fois;1;570;570;P001;C001;2026-07-01;;;;1;',
      'V3;3;1;time;Pas là;1;570;570;P001;C001;2026-07-31;;;;1;',
      'V3;4;1;time;Soumis;1;570;570;P001;C001;2026-07-06;;;;1;',
      'V3;5;1;milestone;Pas là;1;570;570;P003;;;;J99;;;',
      'V3;6;1;purchase;Sans date;1;570;570;P001;;;Licences;;;;',
      'V2;2;1;time;Reprise;1;570;570;P001;C001;2026-07-03;;;;1;9',
      'V9;1;1;ceiling;Inconnue;1;570;570;P001;;;;;;;',
      'V1;1;3;time;Autre texte;2;570;1140;P001;C001;2026-07-03;;;;1;',
    ];
    const errors = listErrors(await importTexts(first.app, billedFirm({ lines: wrong })));
    expect(errors.map((error) => error.split(' ; ')[0])).toEqual([
      'lignes_facture.csv:10: numero: chose facturée 2 fois sans avoir',
      "lignes_facture.csv:11: projet: « C001 2026-07-31 P001 1 » n'existe pas",
      'lignes_facture.csv:12: projet: temps facturé mais pas validé',
      "lignes_facture.csv:13: jalon: « P003 J99 » n'existe pas",
      'lignes_facture.csv:14: date: cellule vide',
      "lignes_facture.csv:15: ligne_origine: ligne 9 absente de la facture d'origine",
      'lignes_facture.csv:16: numero: « V9 » est inconnu',
      'lignes_facture.csv:17: libelle: différent de la ligne 2',
    ]);
  });
});

test('les fichiers de Vigie disent aussi chaque faute à sa ligne', async () => {
  const files = readExample();
  const own: readonly (readonly [string, string, readonly string[]])[] = [
    ['souhaits', 'matricule;souhaits;jours_distants', ['C999;Lyon;2', 'C001;Lyon;6']],
    ['lieux', 'opportunite;lieu;lieu_impose', ['OPP-999;Lyon;non']],
    ['frais_contrat', 'projet;regle;montant', ['P001;plafond;', 'P002;reel;10']],
    ['tarifs_astreinte', 'projet;code;debut;libelle;prix_unitaire;coefficient', ['P001;NUIT;2026-07-02;Nuit;100;0']],
    [
      'astreintes',
      'projet;matricule;date;tarif;unites',
      ['P001;C001;2026-07-01;NUIT;1', 'P002;C001;2026-07-03;NUIT;1'],
    ],
    ['refacturations', 'projet;date;libelle;n;debours', ['P001;2026-07-01;Pas là;1;oui']],
    ['parties_factures', 'numero;parties', ['F2026-00001;{}', 'F2026-00002;']],
    ['complements_factures', 'numero;rectifie', ['F1999-1;F1999-1', 'F2026-00003;']],
    ['acomptes_deduits', 'numero;ligne;acompte;montant_ht;montant_ttc', ['F1999-1;1;F1999-2;1;1']],
  ];
  for (const [name, header, rows] of own) files.set(`${name}.csv`, `${[header, ...rows].join('\n')}\n`);
  const outcome = await importTexts(first.app, files);
  expect(outcome.state).toBe('refused');
  expect(listErrors(outcome).map((error) => error.split(' ; ')[0])).toEqual([
    'souhaits.csv:2: matricule: « C999 » est inconnu',
    "souhaits.csv:3: jours_distants: « 6 » n'est pas une valeur connue",
    'lieux.csv:2: opportunite: « OPP-999 » est inconnu',
    'frais_contrat.csv:2: montant: cellule vide',
    'frais_contrat.csv:3: montant: montant de frais au réel',
    'tarifs_astreinte.csv:2: coefficient: « 0 » est nul',
    "astreintes.csv:2: tarif: « NUIT » n'a pas de prix ce jour-là",
    "astreintes.csv:3: tarif: « NUIT » n'a pas de prix ce jour-là",
    'refacturations.csv:2: libelle: achat absent',
    'parties_factures.csv:2: parties: « {} » ne se lit pas',
    'parties_factures.csv:2: numero: facture « F2026-00001 » sans lignes',
    'parties_factures.csv:3: parties: cellule vide',
    'parties_factures.csv:3: numero: facture « F2026-00002 » sans lignes',
    'complements_factures.csv:2: numero: « F1999-1 » est inconnu',
    'complements_factures.csv:2: rectifie: « F1999-1 » est inconnu',
    'complements_factures.csv:2: rectifie: « F1999-1 » ne se rectifie pas ainsi',
    'complements_factures.csv:3: numero: facture « F2026-00003 » sans lignes',
    'acomptes_deduits.csv:2: numero: « F1999-1 » est inconnu',
    'acomptes_deduits.csv:2: acompte: « F1999-2 » est inconnu',
    'acomptes_deduits.csv:2: ligne: ligne 1 absente',
  ]);
});
