// What an import refuses: every error named by file, line and column, and nothing written.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importFirm } from '../../db/import/import-firm.ts';
import { listTexts } from '../../db/import/folder.ts';
import { importOptions, importTexts, listErrors, readExample, sourceOfBytes } from './firm-files.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** The errors of files of a few lines, on an empty database. */
async function errorsOf(files: Record<string, string>): Promise<string[]> {
  const outcome = await importTexts(database.app, new Map(Object.entries(files)));
  if (outcome.plan.errors.length > 0) expect(outcome.state).toBe('refused');
  else throw new Error('the import was not refused');
  return listErrors(outcome);
}

const PROFILES = 'profil;tjm_cible;cjm_prevu\nDéveloppeur;450;270\n';
const PEOPLE =
  'matricule;prenom;nom;profil;type;date_entree\nC001;Zoé;Ané;Développeur;salarie;2020-01-01\nC002;Luc;Roy;Développeur;salarie;2020-01-01\n';
const CLIENTS = 'code;raison_sociale\nCL1;Alpha\n';
const PROJECTS = 'code;client;contrat;statut\nP1;CL1;regie;en_cours\n';
const FIRM = { 'profils.csv': PROFILES, 'consultants.csv': PEOPLE, 'clients.csv': CLIENTS, 'projets.csv': PROJECTS };
const TIME_HEADER = 'matricule;date;projet;jours;statut;commentaire\n';

/** The errors of one row of temps.csv. */
function timeErrors(row: string): Promise<string[]> {
  return errorsOf({ ...FIRM, 'temps.csv': `${TIME_HEADER}${row}\n` });
}

describe('les fichiers illisibles', () => {
  test('un fichier UTF-16 est refusé en une phrase, avec ou sans BOM', async () => {
    for (const bom of ['\uFEFF', '']) {
      const bytes = Buffer.from(`${bom}${CLIENTS}`, 'utf16le');
      const outcome = await importFirm(database.app, [sourceOfBytes('clients.csv', bytes)], importOptions);
      expect(listErrors(outcome)).toEqual([
        'clients.csv:1: fichier: fichier en UTF-16 ; attendu : un fichier enregistré en UTF-8 ou Windows-1252',
      ]);
    }
  });

  test('un caractère NUL est refusé là où il est', async () => {
    expect(
      await errorsOf({ 'clients.csv': 'code;raison_sociale;ville\nCL1;Al\0pha;Lyon\nCL2;Beta;Pa\0ris\n' }),
    ).toEqual([
      'clients.csv:2: raison_sociale: cellule avec un caractère NUL ; attendu : du texte',
      'clients.csv:3: ville: cellule avec un caractère NUL ; attendu : du texte',
    ]);
  });

  test("des octets qui ne sont ni de l'UTF-8 ni du Windows-1252 sont refusés", async () => {
    const bytes = Buffer.concat([
      Buffer.from('code;raison_sociale\nCL1;'),
      Buffer.from([0xe9, 0x81]),
      Buffer.from('\n'),
    ]);
    const outcome = await importFirm(database.app, [sourceOfBytes('clients.csv', bytes)], importOptions);
    expect(listErrors(outcome)[0]).toMatch(
      /^clients\.csv:1: fichier: fichier qui ne se lit ni en UTF-8 ni en Windows-1252 ;/,
    );
  });

  test("un fichier vide, ou de lignes blanches, n'a pas d'en-tête", async () => {
    for (const text of ['', '\n\n  \n', '\uFEFF']) {
      expect(await errorsOf({ 'clients.csv': text })).toEqual([
        expect.stringMatching(
          /^clients\.csv:1: fichier: fichier sans ligne d'en-tête ; attendu : un en-tête comme code;raison_sociale;/,
        ),
      ]);
    }
  });

  test("un fichier sans en-tête, seulement des lignes, est nommé, et les codes qui s'y trouveraient ne sont pas dits inconnus", async () => {
    expect(await errorsOf({ ...FIRM, 'clients.csv': 'CL1;Alpha\nCL2;Beta\n' })).toEqual([
      expect.stringMatching(/^clients\.csv:1: fichier: fichier sans ligne d'en-tête : aucune colonne connue ;/),
    ]);
  });

  test('une colonne obligatoire absente, ou écrite deux fois, est dite à la première ligne', async () => {
    expect(await errorsOf({ 'clients.csv': 'code;ville;Ville\nCL1;Lyon;Lyon\n' })).toEqual([
      'clients.csv:1: ville: colonne écrite deux fois ; attendu : chaque colonne une seule fois',
      expect.stringMatching(/^clients\.csv:1: raison_sociale: colonne absente de l'en-tête ;/),
    ]);
  });

  test('une cellule de 1 Mo est refusée, entre guillemets ou non, et la suite est lue', async () => {
    const huge = 'x'.repeat(1_048_576);
    expect(await errorsOf({ 'clients.csv': `code;raison_sociale\nCL1;${huge}\nCL2;"${huge}"\nCL3;\n` })).toEqual([
      expect.stringMatching(
        /^clients\.csv:2: raison_sociale: cellule de \d+ caractères ; attendu : 10000 caractères au plus$/,
      ),
      expect.stringMatching(
        /^clients\.csv:3: ligne: cellule de plus de 10000 caractères, ou guillemet ouvert et jamais refermé ;/,
      ),
      expect.stringMatching(/^clients\.csv:4: raison_sociale: cellule vide ;/),
    ]);
  });

  test('une cellule de 10 000 caractères passe, de 10 001 non', async () => {
    expect(
      await errorsOf({
        'clients.csv': `code;raison_sociale\nCL1;${'y'.repeat(10_000)}\nCL2;"${'y'.repeat(10_001)}"\n`,
      }),
    ).toEqual([expect.stringMatching(/^clients\.csv:3: raison_sociale: cellule de 10001 caractères ;/)]);
  });

  test('un guillemet jamais refermé coûte sa ligne, pas la suite du fichier', async () => {
    expect(
      await errorsOf({
        'clients.csv': 'code;raison_sociale;siren\nCL1;"Alpha;\nCL2;Beta;123\nCL3;"Gam"ma;\nCL5;Ep"si;\nCL4;"Delta;\n',
      }),
    ).toEqual([
      expect.stringMatching(/^clients\.csv:2: ligne: guillemet ouvert et jamais refermé ;/),
      expect.stringMatching(/^clients\.csv:3: siren: « 123 » n'est pas un SIREN ;/),
      expect.stringMatching(/^clients\.csv:4: ligne: texte après un guillemet fermant ;/),
      expect.stringMatching(/^clients\.csv:5: ligne: guillemet au milieu d’une cellule ;/),
      expect.stringMatching(/^clients\.csv:6: ligne: guillemet ouvert et jamais refermé ;/),
    ]);
  });

  test("une ligne aux guillemets faux nomme encore son code : ce qui y renvoie n'est pas faux", async () => {
    expect(await errorsOf({ ...FIRM, 'clients.csv': 'code;raison_sociale\nCL1;"Alpha\n' })).toEqual([
      expect.stringMatching(/^clients\.csv:2: ligne: guillemet ouvert et jamais refermé ;/),
    ]);
  });

  test('une colonne inconnue ne cache ni une cellule trop longue ni un NUL', async () => {
    const rows = `CL1;A;${'z'.repeat(10_001)}\nCL2;B;\0\n`;
    expect(await errorsOf({ 'clients.csv': `code;raison_sociale;notes\n${rows}` })).toEqual([
      'clients.csv:2: notes: cellule de 10001 caractères ; attendu : 10000 caractères au plus',
      'clients.csv:3: notes: cellule avec un caractère NUL ; attendu : du texte',
    ]);
  });

  test("une ligne qui n'a pas autant de cellules que l'en-tête est nommée, et son code n'est pas dit inconnu ailleurs", async () => {
    expect(await errorsOf({ ...FIRM, 'clients.csv': 'code;raison_sociale\nCL1\nCL2;Beta;Lyon\n' })).toEqual([
      "clients.csv:2: ligne: 1 cellule ; attendu : 2 cellules comme dans l'en-tête",
      "clients.csv:3: ligne: 3 cellules ; attendu : 2 cellules comme dans l'en-tête",
    ]);
  });
});

describe('les cellules', () => {
  test('le 31 février, un mois 13 et un texte ne sont pas des dates', async () => {
    expect(
      await timeErrors('C001;31/02/2026;P1;1;valide;\nC001;2026-13-01;P1;1;valide;\nC001;hier;P1;1;valide;'),
    ).toEqual([
      "temps.csv:2: date: « 31/02/2026 » n'est pas un jour réel (1900 à 2199) ; attendu : une date comme 2026-03-31 ou 31/03/2026",
      "temps.csv:3: date: « 2026-13-01 » n'est pas un jour réel (1900 à 2199) ; attendu : une date comme 2026-03-31 ou 31/03/2026",
      "temps.csv:4: date: « hier » n'est pas une date ; attendu : une date comme 2026-03-31 ou 31/03/2026",
    ]);
  });

  test('0,3 jour, 1,25 jour, 0 jour et un jour négatif sont refusés', async () => {
    const rows = ['0.3', '1,25', '0', '-0.5'].map((days) => `C001;2026-03-31;P1;${days};valide;`);
    expect(await timeErrors(rows.join('\n'))).toEqual([
      "temps.csv:2: jours: « 0.3 » n'est pas un multiple de 0,25 ; attendu : 0,25, 0,5, 0,75 ou 1",
      'temps.csv:3: jours: « 1,25 » est trop grand ; attendu : 0,25, 0,5, 0,75 ou 1',
      'temps.csv:4: jours: « 0 » est nul ; attendu : 0,25, 0,5, 0,75 ou 1',
      'temps.csv:5: jours: « -0.5 » est négatif ; attendu : 0,25, 0,5, 0,75 ou 1',
    ]);
  });

  test('NaN, 1e999, 0x10, Infinity, +5 et 1.234,50 ne sont pas des nombres', async () => {
    const typed = ['NaN', '1e999', '0x10', 'Infinity', '+5', '1.234,50', '12 34', '.5', '5.'];
    const errors = await errorsOf({
      'profils.csv': `profil;tjm_cible\n${typed.map((cell, n) => `F${n};${cell}`).join('\n')}\n`,
    });
    expect(errors).toEqual(
      typed.map(
        (cell, n) =>
          `profils.csv:${n + 2}: tjm_cible: « ${cell} » n'est pas un montant ; attendu : un montant comme 1234,50`,
      ),
    );
  });

  test('trois décimales, un montant négatif ou immense sont refusés', async () => {
    expect(
      await errorsOf({ 'profils.csv': 'profil;tjm_cible;cjm_prevu\nA;450.125;-1\nB;99999999999999;0,001\n' }),
    ).toEqual([
      'profils.csv:2: tjm_cible: « 450.125 » a plus de 2 décimales ; attendu : un montant comme 1234,50',
      'profils.csv:2: cjm_prevu: « -1 » est négatif ; attendu : un montant positif ou nul',
      'profils.csv:3: tjm_cible: « 99999999999999 » est trop grand ; attendu : au plus 1000000',
      'profils.csv:3: cjm_prevu: « 0,001 » a plus de 2 décimales ; attendu : un montant comme 1234,50',
    ]);
  });

  test('un SIREN a neuf chiffres et une clé juste, un pays deux lettres, une valeur fixe est dans sa liste', async () => {
    expect(
      await errorsOf({
        'clients.csv':
          'code;raison_sociale;siren;pays;fin_de_mois\nCL1;A;12345678;FR;oui\nCL2;B;113029228;France;peut-être\n',
      }),
    ).toEqual([
      "clients.csv:2: siren: « 12345678 » n'est pas un SIREN ; attendu : un SIREN de 9 chiffres à clé juste",
      'clients.csv:3: siren: « 113029228 » a une clé de Luhn fausse ; attendu : un SIREN de 9 chiffres à clé juste',
      "clients.csv:3: pays: « France » n'est pas un code de pays ; attendu : un code ISO de 2 lettres comme FR",
      "clients.csv:3: fin_de_mois: « peut-être » n'est ni oui ni non ; attendu : oui ou non",
    ]);
  });

  test('compétences, jours non travaillés, quotité et besoins mal écrits sont nommés', async () => {
    const header = 'matricule;prenom;nom;profil;type;date_entree;quotite;competences;jours_non_travailles';
    expect(
      await errorsOf({
        'profils.csv': PROFILES,
        'consultants.csv': `${header}\nC1;A;B;Développeur;salarie;2020-01-01;1,2;AWS:6;samdi\nC2;A;B;Développeur;cdi;2020-01-01;-1;AWS;lundi\n`,
        'clients.csv': CLIENTS,
        'opportunites.csv':
          'code;client;etape;probabilite;besoins\nO1;CL1;piste;120;Développeur\nO2;CL1;piste;50;Inconnu:3\n',
      }),
    ).toEqual([
      'consultants.csv:2: quotite: « 1,2 » est trop grand ; attendu : une part de 0 à 1',
      expect.stringMatching(/^consultants\.csv:2: competences: « AWS:6 » n'est pas une compétence avec son niveau/),
      expect.stringMatching(/^consultants\.csv:2: jours_non_travailles: « samdi » n'est pas un jour de la semaine/),
      "consultants.csv:3: type: « cdi » n'est pas une valeur connue ; attendu : salarie, independant",
      'consultants.csv:3: quotite: « -1 » est négatif ; attendu : une part de 0 à 1',
      expect.stringMatching(/^consultants\.csv:3: competences: « AWS » n'est pas une compétence avec son niveau/),
      'opportunites.csv:2: probabilite: « 120 » est trop grand ; attendu : une probabilité de 0 à 100',
      expect.stringMatching(/^opportunites\.csv:2: besoins: « Développeur » n'est pas un profil avec ses jours/),
      'opportunites.csv:3: besoins: « Inconnu » est inconnu ; attendu : un code de profils.csv ou déjà enregistré',
    ]);
  });

  test('une cellule obligatoire vide, ou d’espaces, est nommée', async () => {
    expect(await errorsOf({ 'clients.csv': 'code;raison_sociale\n;Alpha\nCL2;   \n' })).toEqual([
      'clients.csv:2: code: cellule vide ; attendu : une valeur, cette colonne est obligatoire',
      'clients.csv:3: raison_sociale: cellule vide ; attendu : une valeur, cette colonne est obligatoire',
    ]);
  });

  test("un caractère de commande d'une cellule ne joue pas avec le terminal", async () => {
    const [error] = await errorsOf({ 'clients.csv': 'code;raison_sociale;pays\nCL1;Alpha;\u001b[2J\n' });
    expect(error).toContain('« ·[2J »');
  });
});

describe('le sens', () => {
  test('les codes inconnus sont nommés, dans chaque fichier', async () => {
    expect(await timeErrors('C009;2026-03-31;P9;1;valide;\nC001;2026-03-31;P1;1;valide;')).toEqual([
      'temps.csv:2: matricule: « C009 » est inconnu ; attendu : un code de consultants.csv ou déjà enregistré',
      'temps.csv:2: projet: « P9 » est inconnu ; attendu : un code de projets.csv ou déjà enregistré',
    ]);
  });

  test('une ligne aux cellules fausses voit aussi ses codes contrôlés', async () => {
    expect(await timeErrors('C009;2026-02-30;P1;0.3;valide;')).toHaveLength(3);
  });

  test('une clé écrite deux fois est une erreur à la seconde ligne, même avec un autre contenu', async () => {
    expect(
      await errorsOf({ 'clients.csv': 'code;raison_sociale\nCL1;Alpha\nCL2;Beta\nCL1;Alpha\n CL2 ;Autre\n' }),
    ).toEqual([
      'clients.csv:4: code: clé « CL1 » déjà écrite à la ligne 2 ; attendu : une seule ligne par code',
      'clients.csv:5: code: clé « CL2 » déjà écrite à la ligne 3 ; attendu : une seule ligne par code',
    ]);
  });

  test('une fin avant son début est refusée partout où il y en a une', async () => {
    const errors = await errorsOf({
      'profils.csv': PROFILES,
      'clients.csv': CLIENTS,
      'consultants.csv':
        'matricule;prenom;nom;profil;type;date_entree;date_sortie\nC001;A;B;Développeur;salarie;2020-01-02;2020-01-01\n',
      'opportunites.csv': 'code;client;etape;debut_prevu;fin_prevue\nO1;CL1;piste;2026-02-01;2026-01-01\n',
      'projets.csv': 'code;client;contrat;statut;debut;fin\nP1;CL1;regie;en_cours;2026-02-01;2026-01-31\n',
      'affectations.csv': 'code;projet;matricule;debut;fin;statut\nA1;P1;C001;2026-02-01;2026-01-31;ferme\n',
      'bons_de_commande.csv': 'numero;client;montant;debut;fin\nB1;CL1;10;2026-02-01;2026-01-31\n',
      'absences.csv': 'matricule;type;debut;fin;statut\nC001;cp;2026-02-02;2026-02-01;validee\n',
      'factures.csv':
        'numero;type;client;date;echeance;periode_debut;periode_fin;montant_ht;taux_tva;montant_ttc\nF1;facture;CL1;2026-02-01;2026-03-01;2026-02-01;2026-01-31;1;20;1,2\n',
    });
    expect(errors.map((error) => error.split(':').slice(0, 3).join(':'))).toEqual([
      'consultants.csv:2: date_sortie',
      'opportunites.csv:2: fin_prevue',
      'projets.csv:2: fin',
      'affectations.csv:2: fin',
      'bons_de_commande.csv:2: fin',
      'absences.csv:2: fin',
      'factures.csv:2: periode_fin',
    ]);
  });

  test('un client manque hors interne, et une TMA sans dates', async () => {
    expect(
      await errorsOf({
        'clients.csv': CLIENTS,
        'projets.csv':
          'code;client;contrat;statut;debut;fin\nP1;;regie;en_cours;;\nP2;;interne;en_cours;;\nP3;CL1;tma;prevu;2026-01-01;\n',
      }),
    ).toEqual([
      'projets.csv:2: client: cellule vide ; attendu : un client, obligatoire sauf pour un projet interne',
      'projets.csv:4: fin: cellule vide ; attendu : une date, obligatoire pour une TMA',
    ]);
  });

  test("un avoir nomme la facture qu'il reprend, avec des montants positifs", async () => {
    const header = 'numero;type;client;date;echeance;montant_ht;taux_tva;montant_ttc;facture_origine\n';
    const rows = [
      'F1;facture;CL1;2026-01-31;2026-03-01;100;20;120;',
      'A1;avoir;CL1;2026-02-01;2026-03-01;10;20;12;',
      'A2;avoir;CL1;2026-02-01;2026-03-01;-10;20;-12;F1',
      'A3;avoir;CL1;2026-02-01;2026-03-01;10;20;12;F9',
      'A4;avoir;CL1;2026-02-01;2026-03-01;10;20;12;A2',
      'F2;facture;CL1;2026-02-01;2026-03-01;10;20;12;F2',
    ];
    expect(await errorsOf({ 'clients.csv': CLIENTS, 'factures.csv': `${header}${rows.join('\n')}\n` })).toEqual([
      "factures.csv:3: facture_origine: cellule vide ; attendu : la facture ou l'acompte que l'avoir reprend",
      'factures.csv:4: montant_ht: « -10 » est négatif ; attendu : un montant positif ou nul',
      'factures.csv:4: montant_ttc: « -12 » est négatif ; attendu : un montant positif ou nul',
      'factures.csv:5: facture_origine: « F9 » est inconnu ; attendu : un code de factures.csv ou déjà enregistré',
      "factures.csv:6: facture_origine: « A2 » est un avoir ; attendu : la facture ou l'acompte que l'avoir reprend",
      'factures.csv:7: facture_origine: « F2 » renvoie à cette facture même ; attendu : une autre facture',
    ]);
  });

  test("la première ligne fautive d'un texte sur plusieurs lignes est celle où il commence", async () => {
    expect(
      await errorsOf({
        'clients.csv': 'code;raison_sociale;adresse;pays\nCL1;A;"1, rue\nde la Paix\n75002";FRA\n\nCL2;B;;FRB\n',
      }),
    ).toEqual([
      expect.stringMatching(/^clients\.csv:2: pays: « FRA »/),
      expect.stringMatching(/^clients\.csv:6: pays: « FRB »/),
    ]);
  });
});

test('de 10 000 lignes dont 1 % sont fausses, toutes les fautes sont nommées, et rien du reste', async () => {
  const rows: string[] = [];
  const wrong: number[] = [];
  for (let n = 0; n < 10_000; n += 1) {
    const isWrong = n % 100 === 37;
    if (isWrong) wrong.push(n + 2);
    const kinds = [
      'C001;2026-03-31;P1;0.3;valide;',
      'C001;31/02/2026;P1;1;valide;',
      'C999;2026-03-31;P1;1;valide;',
      'C001;"2026-03-31;P1;1;valide;',
    ];
    rows.push(isWrong ? (kinds[wrong.length % 4] ?? '') : 'C001;2026-03-31;P1;1;valide;');
  }
  const errors = await errorsOf({ ...FIRM, 'temps.csv': `${TIME_HEADER}${rows.join('\n')}\n` });
  expect(errors.map((error) => Number(error.split(':')[1]))).toEqual(wrong);
});

test("un dossier sans fichier de la firme n'est pas un import", async () => {
  await expect(importFirm(database.app, listTexts(new Map([['notes.txt', 'rien']])), importOptions)).rejects.toThrow(
    /rien à importer/,
  );
});

test("la firme d'exemple n'a aucune erreur", async () => {
  const outcome = await importTexts(database.app, readExample(), { write: false });
  expect([outcome.state, listErrors(outcome)]).toEqual(['planned', []]);
});

test("de tous ces imports refusés il n'est rien resté", async () => {
  await errorsOf({ ...FIRM, 'unites.csv': 'projet;mois;unites\nP1;2026-13;4\n' });
  const [left] = await database.app`
    select (select count(*) from acts) as acts, (select count(*) from executions) as executions,
      (select count(*) from firm) as firm, (select count(*) from clients) as clients`;
  expect(left).toEqual({ acts: 0, executions: 0, firm: 0, clients: 0 });
});
