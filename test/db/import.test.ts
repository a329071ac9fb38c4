// A firm's files into a real database: forgiving in form, whole or not at all, and the same import twice is one.
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importFirm } from '../../db/import/import-firm.ts';
import { listTexts } from '../../db/import/folder.ts';
import type { SourceFile } from '../../db/import/text-of-file.ts';
import { changeExample, importOptions, importTexts, listErrors, readExample, sourceOfBytes } from './firm-files.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

/** What each file of an import did: 'temps +495 ~0 =0'. */
function countsOf(outcome: Awaited<ReturnType<typeof importTexts>>): string[] {
  return [...outcome.plan.files].map(
    ([name, plan]) => `${name} +${plan.created.length} ~${plan.updated.length} =${plan.unchanged}`,
  );
}

describe("la firme d'exemple", () => {
  test('entre entière, en un seul acte, rapprochée au centime', async () => {
    const outcome = await importTexts(database.app, readExample());
    expect([outcome.state, listErrors(outcome)]).toEqual(['written', []]);
    expect(outcome.reconciliation?.files.filter((file) => file.read !== file.stored || file.kept !== 0)).toEqual([]);
    expect(outcome.reconciliation?.amounts.map((amount) => [amount.label, amount.read, amount.stored])).toEqual([
      ['facturé HT (avoirs déduits)', '152827.87', '152827.87'],
      ['facturé TTC (avoirs déduits)', '180264.81', '180264.81'],
      ['paiements TTC', '113901.42', '113901.42'],
      ['jours de temps', '438.5', '438.5'],
    ]);
    const acts = await database.app`
      select a.command, a.actor_kind, a.actor, a.channel, p.payload -> 'counts' -> 'temps' as time,
        length(p.payload -> 'files' ->> 'temps.csv') as sha
      from acts a join act_payloads p using (act_id)`;
    expect([...acts]).toEqual([
      {
        command: 'import_firm',
        actor_kind: 'operator',
        actor: 'testeur',
        channel: 'import',
        time: { created: 495, updated: 0, unchanged: 0 },
        sha: 64,
      },
    ]);
  });

  test("importée deux fois, ne crée ni ne change rien, et n'ajoute pas d'acte", async () => {
    await importTexts(database.app, readExample());
    const again = await importTexts(database.app, readExample());
    expect(again.state).toBe('unchanged');
    expect(countsOf(again).filter((counts) => !counts.includes('+0 ~0'))).toEqual([]);
    expect([...(await database.app`select count(*) as acts from acts`)]).toEqual([{ acts: 1 }]);
  });

  test("l'essai à blanc dit ce qui serait créé et n'écrit rien", async () => {
    const outcome = await importTexts(database.app, readExample(), { write: false });
    expect(outcome.state).toBe('planned');
    expect(countsOf(outcome)).toContain('temps +495 ~0 =0');
    expect([...(await database.app`select count(*) as rows from time_rows`)]).toEqual([{ rows: 0 }]);
  });

  test('porte sur chaque jour son affectation, son profil, son TJM et son CJM', async () => {
    await importTexts(database.app, readExample());
    // C001 on P001: the assignment at 570 € to 15 September, the one at 592.50 € after; CJM 331 €, then 336.96 €.
    const days = await database.app`
      select t.worked_on as day, a.code, t.daily_rate_cents as rate, t.daily_cost_cents as cost
      from time_rows t join consultants c on c.id = t.consultant_id join projects p on p.id = t.project_id
        join assignments a on a.id = t.assignment_id
      where c.code = 'C001' and p.code = 'P001' and t.worked_on in ('2026-07-01', '2026-09-15', '2026-09-16')
      order by 1`;
    expect([...days]).toEqual([
      { day: '2026-07-01', code: 'A0001', rate: 57_000, cost: 33_100 },
      { day: '2026-09-15', code: 'A0001', rate: 57_000, cost: 33_696 },
      { day: '2026-09-16', code: 'A0002', rate: 59_250, cost: 33_696 },
    ]);
  });
});

describe('la forme', () => {
  const table = [
    ['code', 'raison_sociale', 'adresse', 'delai_paiement_jours'],
    ['CL1', 'Été & Fils', '1, rue « Élan » ; bât. "A"', '45'],
    ['CL2', '=HYPERLINK("http://x")', '<b>gras</b>\r\n2e ligne', ''],
  ];
  const stored = [
    { code: 'CL1', name: 'Été & Fils', address: '1, rue « Élan » ; bât. "A"', payment_days: 45 },
    { code: 'CL2', name: '=HYPERLINK("http://x")', address: '<b>gras</b>\r\n2e ligne', payment_days: null },
  ];

  function writeRows(separator: string, end: string): string {
    return table.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(separator) + end).join('');
  }

  async function clientsAfter(source: SourceFile): Promise<unknown[]> {
    const outcome = await importFirm(database.app, [source], importOptions);
    expect(listErrors(outcome)).toEqual([]);
    return [...(await database.app`select code, name, address, payment_days from clients order by code`)];
  }

  test.each([
    ['point-virgule et LF', ';', '\n', 'utf8', ''],
    ['virgule et CRLF', ',', '\r\n', 'utf8', ''],
    ['tabulation et BOM', '\t', '\n', 'utf8', '\uFEFF'],
    ['Windows-1252', ';', '\r\n', 'latin1', ''],
  ] as const)('%s : le même contenu, formules et HTML compris', async (_name, separator, end, encoding, bom) => {
    const source = sourceOfBytes('clients.csv', Buffer.from(bom + writeRows(separator, end), encoding));
    expect(await clientsAfter(source)).toEqual(stored);
  });

  test("un fichier Windows-1252 garde l'euro et l'apostrophe courbe", async () => {
    const bytes = Buffer.concat([
      Buffer.from('code;raison_sociale\nCL1;L'),
      Buffer.from([0x92, 0x80]),
      Buffer.from('\n'),
    ]);
    await importFirm(database.app, [sourceOfBytes('clients.csv', bytes)], importOptions);
    expect([...(await database.app`select name from clients`)]).toEqual([{ name: 'L’€' }]);
  });

  test('un caractère coupé entre deux morceaux du fichier reste entier', async () => {
    const bytes = Buffer.from('code;raison_sociale\r\nCL1;Éé\r\nCL2;"a""b"\r\n', 'utf8');
    const source: SourceFile = {
      name: 'clients.csv',
      open: async function* () {
        for (const byte of bytes) yield Uint8Array.of(byte);
      },
    };
    expect(await clientsAfter(source)).toMatchObject([{ name: 'Éé' }, { name: 'a"b' }]);
  });

  test("l'en-tête se lit dans tout ordre, sans égard aux accents ni à la casse ; une colonne inconnue est dite", async () => {
    const files = new Map([
      ['clients.csv', 'Ville;Raison_Sociale;Téléphone;CODE\n Lyon ;Alpha;01;  CL1\n\n   \nParis;Beta;02;CL2'],
    ]);
    const outcome = await importTexts(database.app, files);
    expect(outcome.plan.notes).toEqual(['clients.csv : colonne inconnue « Téléphone », laissée de côté']);
    expect([...(await database.app`select code, name, city from clients order by code`)]).toEqual([
      { code: 'CL1', name: 'Alpha', city: ' Lyon ' },
      { code: 'CL2', name: 'Beta', city: 'Paris' },
    ]);
  });

  test('les nombres et les dates de chez nous : espaces, virgule, jj/mm/aaaa, valeurs accentuées', async () => {
    const files = new Map([
      ['profils.csv', 'profil;tjm_cible;cjm_prevu\nA;1 234,50;1\u202f234.5\nB;12\u00a0345,6;650\n'],
      [
        'consultants.csv',
        'matricule;prenom;nom;profil;type;date_entree;quotite;competences;jours_non_travailles\nC1;Zoé;Noël;A;Salarié;31/03/2020;0,80;AWS:3| Type Script : 4;Vendredi|mercredi\n',
      ],
    ]);
    expect(listErrors(await importTexts(database.app, files))).toEqual([]);
    expect([
      ...(await database.app`select target_daily_rate_cents as rate, planned_daily_cost_cents as cost from profiles order by name`),
    ]).toEqual([
      { rate: 123_450, cost: 123_450 },
      { rate: 1_234_560, cost: 65_000 },
    ]);
    const [consultant] = await database.app`
      select entered_on, trim_scale(quota)::text as quota, employment, days_off, name_folded,
        array(select skill || ' ' || level from consultant_skills order by rank) as skills
      from consultants`;
    expect(consultant).toEqual({
      entered_on: '2020-03-31',
      quota: '0.8',
      employment: 'salarie',
      days_off: [3, 5],
      name_folded: 'zoe noel',
      skills: ['AWS 3', 'Type Script 4'],
    });
  });

  test('un fichier manquant veut dire « aucun », un fichier inconnu est dit', async () => {
    const outcome = await importTexts(
      database.app,
      new Map([
        ['clients.csv', 'code;raison_sociale\nCL1;A\n'],
        ['client.csv', 'x\n'],
      ]),
    );
    expect([outcome.state, outcome.plan.notes]).toEqual(['written', ['client.csv : fichier inconnu, laissé de côté']]);
  });

  test('une saisie en double est gardée, la n-ième ligne de la clé étant la n-ième enregistrée', async () => {
    const files = readExample();
    files.set(
      'temps.csv',
      'matricule;date;projet;jours;statut;commentaire\nC001;2026-07-01;P001;0.5;valide;un\nC001;2026-07-01;P001;0.25;soumis;deux\n',
    );
    const first = await importTexts(database.app, files);
    expect(listErrors(first)).toEqual([]);
    const rows = await database.app`select occurrence, quarter_days, comment from time_rows order by occurrence`;
    expect([...rows]).toEqual([
      { occurrence: 1, quarter_days: 2, comment: 'un' },
      { occurrence: 2, quarter_days: 1, comment: 'deux' },
    ]);
    expect((await importTexts(database.app, files)).state).toBe('unchanged');
  });

  test('un libellé de 10 000 caractères fait partie de la clé d’un achat', async () => {
    // Random, so that no compression makes it fit an index entry.
    const label = randomBytes(5000).toString('hex');
    const files = readExample().set(
      'achats.csv',
      `projet;date;libelle;montant\nP001;2026-07-05;${label};12\nP001;2026-07-05;${label};13\n`,
    );
    const outcome = await importTexts(database.app, files);
    expect([outcome.state, listErrors(outcome)]).toEqual(['written', []]);
    expect((await importTexts(database.app, files)).state).toBe('unchanged');
  });
});

describe('dans une firme qui a des données', () => {
  beforeEach(async () => {
    await importTexts(database.app, readExample());
  });

  test('ce qui est nouveau entre ; ce que les fichiers ne nomment pas reste', async () => {
    const outcome = await importTexts(
      database.app,
      new Map([['temps.csv', 'matricule;date;projet;jours;statut\nC001;2026-11-02;P001;1;brouillon\n']]),
    );
    expect([outcome.state, countsOf(outcome)]).toEqual(['written', ['temps +1 ~0 =0']]);
    expect(outcome.reconciliation?.amounts).toEqual([
      { label: 'jours de temps', unit: 'jours', read: '1', kept: '438.5', stored: '439.5' },
    ]);
  });

  test('une ligne changée est dite, et n’est écrite qu’avec un accord', async () => {
    const files = changeExample(
      'affectations.csv',
      'A0002;P001;C001;Développeur senior;2026-09-16;2026-12-31;1;592.50;;ferme',
      'A0002;P001;C001;Développeur senior;2026-09-16;2026-12-31;1;600;;ferme',
    );
    const asked = await importTexts(database.app, files);
    expect(asked.state).toBe('to_confirm');
    expect(asked.plan.files.get('affectations')?.updated).toMatchObject([
      { row: { line: 3 }, cells: [{ column: 'tjm', before: '592.50', after: '600' }] },
    ]);
    expect([...(await database.app`select daily_rate_cents as rate from assignments where code = 'A0002'`)]).toEqual([
      { rate: 59_250 },
    ]);
    const confirmed = await importTexts(database.app, files, { confirmed: true });
    expect(confirmed.state).toBe('written');
    expect([...(await database.app`select daily_rate_cents as rate from assignments where code = 'A0002'`)]).toEqual([
      { rate: 60_000 },
    ]);
  });

  test('un prix, un coût ou un budget changé réévalue les jours déjà saisis, et leurs sommes', async () => {
    const files = changeExample('affectations.csv', ';592.50;;ferme', ';600;;ferme');
    files.set('couts.csv', (files.get('couts.csv') ?? '').replace('C001;2026-09-01;336.96', 'C001;2026-09-01;400'));
    files.set(
      'budgets.csv',
      (files.get('budgets.csv') ?? '').replace(
        'P001;Développeur senior;127;592.50;340',
        'P001;Développeur senior;127;610;340',
      ),
    );
    await importTexts(database.app, files, { confirmed: true });
    // What a first import of the same files gives.
    const fresh = await createTestDatabase();
    try {
      await importTexts(fresh.app, files);
      const read = async (sql: TestDatabase['app']): Promise<unknown[]> => [
        ...(await sql`
        select c.code as consultant, p.code as project, coalesce(a.code, '') as assignment, f.name as profile,
          s.daily_rate_cents, s.month, s.state, s.quarter_days, s.value_quarter_cents, s.cost_quarter_cents
        from time_sums s join consultants c on c.id = s.consultant_id join projects p on p.id = s.project_id
          join profiles f on f.id = s.profile_id left join assignments a on a.id = s.assignment_id
        order by 1, 2, 3, 4, 5, 6, 7`),
      ];
      expect(await read(database.app)).toEqual(await read(fresh.app));
    } finally {
      await fresh.drop();
    }
  });

  test("un contenu différent pour une facture ou un paiement enregistrés est une erreur, même avec l'accord", async () => {
    const files = changeExample(
      'factures.csv',
      'F2026-00002;facture;CL002;P002;2026-08-03;2026-09-02;2026-07-01;2026-07-31;12320;20;14784;',
      'F2026-00002;facture;CL002;P002;2026-08-03;2026-09-02;2026-07-01;2026-07-31;12321;20;14784;',
    );
    files.set(
      'paiements.csv',
      (files.get('paiements.csv') ?? '').replace('2026-08-23;F2026-00001;22590;', '2026-08-23;F2026-00001;22590.01;'),
    );
    const outcome = await importTexts(database.app, files, { confirmed: true });
    expect(listErrors(outcome)).toEqual([
      'factures.csv:3: montant_ht: contenu différent pour une facture enregistrée ; attendu : « 12320 » comme en base',
      'paiements.csv:2: montant_ttc: contenu différent pour un paiement enregistré ; attendu : « 22590 » comme en base',
    ]);
  });

  test('le temps d’un mois clos ne change ni ne s’ajoute', async () => {
    await database.owner.begin(async (tx) => {
      await tx`insert into acts (act_id, command, actor_kind, actor, channel, input_sha, effect_sha, payload_digest)
        values (gen_random_uuid(), 'close_month', 'operator', 'testeur', 'cli', '', '', '')`;
      await tx`insert into month_closings (month, state) values ('2026-07-01', 'closed')`;
    });
    const files = new Map([
      [
        'temps.csv',
        'matricule;date;projet;jours;statut;commentaire\nC001;2026-07-01;P001;0.5;valide;\nC001;2026-07-14;P001;1;valide;\nC001;2026-08-03;P001;0.5;valide;\n',
      ],
    ]);
    const outcome = await importTexts(database.app, files, { confirmed: true });
    expect(listErrors(outcome).map((error) => error.split(';')[0]?.trim())).toEqual([
      'temps.csv:2: date: contenu différent pour le mois clos 2026-07',
      'temps.csv:3: date: contenu différent pour le mois clos 2026-07',
    ]);
  });

  test("une colonne que le fichier n'a pas reste comme elle est ; une cellule vide efface", async () => {
    const outcome = await importTexts(
      database.app,
      new Map([['clients.csv', "code;raison_sociale;ville\nCL001;Banque de l'Ouest;\n"]]),
      { confirmed: true },
    );
    expect(outcome.plan.files.get('clients')?.updated).toMatchObject([
      { cells: [{ column: 'ville', before: 'Toulouse', after: '' }] },
    ]);
    expect([...(await database.app`select city, siren, payment_days from clients where code = 'CL001'`)]).toEqual([
      { city: null, siren: '113029227', payment_days: 60 },
    ]);
  });

  test('une fin dans le fichier est comparée au début enregistré', async () => {
    const outcome = await importTexts(
      database.app,
      new Map([
        ['affectations.csv', 'code;projet;matricule;debut;fin;statut\nA0001;P001;C001;2026-10-01;2026-09-15;ferme\n'],
      ]),
      { confirmed: true },
    );
    expect(listErrors(outcome)).toEqual([
      'affectations.csv:2: fin: « 2026-09-15 » est avant debut (2026-10-01) ; attendu : une date à partir du 2026-10-01',
    ]);
  });

  test('un code déjà enregistré se nomme sans son fichier', async () => {
    const outcome = await importTexts(
      database.app,
      new Map([['jalons.csv', 'projet;code;montant\nP003;J9;10\nP999;J1;10\n']]),
    );
    expect(listErrors(outcome)).toEqual([
      'jalons.csv:3: projet: « P999 » est inconnu ; attendu un code de projets.csv ou déjà enregistré'.replace(
        '; attendu un',
        '; attendu : un',
      ),
    ]);
  });
});

test('deux imports en même temps : le second attend, puis trouve tout déjà là', async () => {
  const told: string[] = [];
  const outcomes = await Promise.all([
    importTexts(database.app, readExample(), { tell: (sentence) => told.push(sentence) }),
    importTexts(database.app, readExample(), { tell: (sentence) => told.push(sentence) }),
  ]);
  expect(outcomes.map((outcome) => outcome.state).toSorted()).toEqual(['unchanged', 'written']);
  expect(told).toEqual(['Un autre import est en cours : on attend qu’il ait fini.']);
});

test('le compte du lecteur des rapports ne peut pas importer', async () => {
  await expect(importFirm(database.reader, listTexts(readExample()), importOptions)).rejects.toThrow(
    /permission denied/,
  );
});

test('la démonstration ne se charge que dans une base vide, et un import ne s’y mêle pas', async () => {
  await importTexts(database.app, readExample());
  await expect(importTexts(database.app, readExample(), { channel: 'demo' })).rejects.toThrow(/base vide/);
  const other = await createTestDatabase();
  try {
    await importTexts(other.app, readExample(), { channel: 'demo' });
    await expect(importTexts(other.app, readExample())).rejects.toThrow(/vigie demo clear/);
    expect([...(await other.app`select demo from firm`)]).toEqual([{ demo: true }]);
  } finally {
    await other.drop();
  }
});
