// A firm that leaves with all that it decided in Vigie, and comes back elsewhere: the same files to the byte, the same
// reports, and nobody's secret in any file.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { sha256 } from '../../db/acts.ts';
import { storeContent } from '../../db/documents.ts';
import { exportFirm } from '../../db/export/export-firm.ts';
import { filesInOrder, isKeptFile } from '../../db/import/file-names.ts';
import { listFolder, listTexts } from '../../db/import/folder.ts';
import { readCsv } from '../../db/import/read-csv.ts';
import { importFirm, type ImportOutcome } from '../../db/import/import-firm.ts';
import { readBooks, readSnapshot } from '../../db/reports/accounts/books.ts';
import { readReport } from '../../db/reports/read-report.ts';
import { createApiKey, createOneTimeToken, findPersonByEmail, hasPassword } from '../../db/users.ts';
import { writeFec } from '../../domain/accounts/fec.ts';
import { setFirm } from '../../domain/commands/firm/set-firm.ts';
import { setPolicy } from '../../domain/commands/firm/set-policy.ts';
import { OPTIONS_OF_REPORT, REPORT_NAMES, type ReportName } from '../../domain/report-names.ts';
import { openDesk, type Desk } from './desk.ts';
import { importOptions, importTexts, listErrors } from './firm-files.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

/** Every setting of set_firm and of set_policy; the invoice numbers follow from the invoices. */
const FIRM = {
  name: 'ESN Exemple "& Cie"',
  siren: '732829320',
  legalForm: 'SAS',
  shareCapital: 100_000.5,
  registeredAt: 'RCS Lyon 732 829 320',
  address: '12, rue de la République',
  postalCode: '69001',
  city: 'Lyon',
  vatNumber: 'FR44732829320',
  vatRegime: 'reel',
  vatDue: 'debits',
  iban: 'FR7630006000011234567890189',
  invoiceSeries: 'F',
  accounts: { bank: '5121', client: '4110' },
  yearEndMonth: 12,
};
const POLICY = {
  marginFloorPercent: 22.5,
  endOfMonthReading: 'month_end_then_days',
  beyondOrder: 'hold',
  singleApprover: false,
  realCostsFor: ['responsable', 'commercial'],
  watchPeopleRules: true,
  daysContracts: true,
  prefillFromAssignments: false,
  evidenceRequired: ['CL003', 'CL001'],
  staffingWeights: { skills: 40, margin: 12.5 },
};

const PASSWORD = 'empreinte-du-mot-de-passe';
const SHEETS = [{ consultant: 'C001', contentSha: 'a'.repeat(64), quarterDays: 8 }];

let desk: Desk;
let copy: TestDatabase;
let folder: string;
let imported: ImportOutcome;
const secrets: string[] = [PASSWORD];

/** What people decided before the firm invoices; one row at least of each table that commands write. */
async function decideDeals(): Promise<void> {
  await desk.write(async (tx) => {
    const direction = await findPersonByEmail(tx, 'direction@esn-bureau.fr');
    const adv = await findPersonByEmail(tx, 'adv@esn-bureau.fr');
    const consultant = await findPersonByEmail(tx, 'consultant@esn-bureau.fr');
    const [from, to, gone] = [direction?.userId ?? '', adv?.userId ?? '', consultant?.userId ?? ''];
    await tx`insert into monthly_targets values ('2026-10-01', 10000050, null), ('2026-11-01', null, 200)`;
    await tx`
      insert into delegations (from_user, to_user, commands, starts_on, ends_on, ceiling_cents)
      values (${from}, ${to}, '{issue_invoices,write_off}', '2026-10-01', '2026-10-31', 500000),
        (${from}, ${to}, '{close_month}', '2026-10-01', '2026-12-31', null)`;
    await tx`insert into disabled_users values (${gone}, '2026-10-15')`;
    await tx`insert into user_roles (user_id, role) values (${gone}, 'admin')`;
    await tx`insert into user_links select ${gone}, id from consultants where code = 'C002'`;
    await tx`update auth.users set name = 'Camille; dite "Cam"' where id = ${gone}`;
    await tx`
      insert into auth.accounts (id, account_id, provider_id, user_id, password)
      values ('1', '1', 'credential', ${from}, ${PASSWORD})`;
    secrets.push(await createApiKey(tx, from, 'outil'), await createOneTimeToken(tx, to));
    await tx`
      insert into contacts (client_id, name, email, phone, position)
      select id, 'Anne Roux', 'anne@client.example', '+33 1', null from clients where code = 'CL001'
      union all select id, 'Anne Roux', null, null, 'DSI' from clients where code = 'CL001'`;
    await tx`
      insert into client_actions (client_id, opportunity_id, kind, planned_on, done_on, label, author)
      select c.id, o.id, 'relance', '2026-11-03', null, 'Rappeler', 'commercial@esn-bureau.fr'
      from opportunities o join clients c on c.id = o.client_id where o.code = 'O0001'`;
    await tx`update opportunities set lost_reason = 'Prix' where stage = 'perdue'`;
    await tx`
      insert into quotes (code, opportunity_id, signed_version, signed_on, signature_evidence)
      select 'D-1', id, 2, '2026-06-30', 'mail' from opportunities where code = 'O0001'`;
    await tx`
      insert into quote_versions (quote_id, version, status, contract_kind, starts_on, ends_on, valid_until, ceiling_cents, included_units, milestones)
      select id, v, case v when 1 then 'remplace' else 'signe' end, 'regie_plafonnee', '2026-07-01', '2026-11-30', '2026-07-15', 4090000, 1.50,
        '[{"code": "J1", "label": "é", "plannedOn": null, "amountCents": 100}]'
      from quotes, generate_series(1, 2) v`;
    await tx`
      insert into quote_lines (quote_id, version, profile_id, quarter_days, daily_rate_cents)
      select q.id, 2, p.id, 41, 56000 from quotes q, profiles p where p.name like 'Développeur%'`;
    await tx`
      insert into assignments (code, opportunity_id, consultant_id, starts_on, ends_on, quota, daily_rate_cents, status)
      select 'R-1', o.id, c.id, '2026-11-02', '2026-12-31', 0.50, 60000, 'previsionnelle'
      from opportunities o, consultants c where o.code = 'O0001' and c.code = 'C002'`;
    await tx`
      insert into staffing_requests (project_id, profile_id, starts_on, quota, note)
      select p.id, f.id, '2026-11-02', 0.8, 'Lyon' from projects p, profiles f where p.code = 'P001' and f.name = 'Développeur'`;
    await tx`
      insert into vigilance_papers select id, 'urssaf', '2026-07-01', '2026-12-31', 'A1' from consultants where code = 'C008'`;
    await tx`
      insert into consultant_experiences (consultant_id, rank, starts_on, title, client_name, skills)
      select id, 1, '2021-01-01', 'Lead', null, '["Python", "SQL"]' from consultants where code = 'C001'`;
  });
}

/** Days, money, and the papers that go with them. */
async function decideWorkAndCash(): Promise<void> {
  const done = async (name: string, input: unknown, as: Parameters<Desk['run']>[2] = 'adv') =>
    expect(await desk.run(name, input, as), name).toMatchObject({ state: 'done' });
  await done('record_supplier_invoice', {
    consultant: 'C008',
    month: '2026-09',
    number: 'ZL-2026-09',
    days: 10,
    net: 4025,
    vat: 805,
    receivedOn: '2026-10-02',
  });
  await done('record_payment', { supplier: 'C008', invoice: 'ZL-2026-09', amount: 830, paidOn: '2026-10-20' });
  await done('record_payment', { supplier: 'C008', invoice: 'ZL-2026-09', amount: 1000, paidOn: '2026-10-20' });
  await done('import_bank_file', {
    content: [
      'date;libelle;montant;reference',
      '2026-10-30;CAFE;-12,5;',
      '2026-10-30;CAFE;-12,5;',
      '2026-10-30;CAFE;-12,5;TICKET',
      '2026-10-29;VIREMENT GROUPE HELIOS F2026-00019;"4 000,00";VIR-20',
      '2026-10-28;VIR ZOE LEFEVRE;-3000;',
      '',
    ].join('\n'),
  });
  const lines = await desk.app`select id, label from bank_lines order by id`;
  const idOf = (text: string) => lines.find((row) => String(row['label']).includes(text))?.['id'] as number;
  await done('match_bank_lines', {
    matches: [
      { line: idOf('HELIOS'), invoice: 'F2026-00019' },
      { line: idOf('LEFEVRE'), supplier: 'C008', invoice: 'ZL-2026-09' },
    ],
  });
  await done('set_aside_bank_line', { line: idOf('CAFE'), reason: 'frais divers' });
  await desk.write(async (tx) => {
    await tx`insert into bank_balances values ('FR76 1', '2026-10-30', -12345), ('FR76 1', '2026-10-31', 4500000)`;
    await tx`
      insert into expenses (consultant_id, project_id, spent_on, label, amount_cents, vat_cents, rebillable, disbursement, vat_recovered, status, payable_on)
      select c.id, p.id, '2026-10-12', 'Train', n * 1000, 100, n = 1, false, n = 1, case n when 1 then 'validee' else 'demandee' end,
        case n when 1 then date '2026-10-14' end
      from consultants c, projects p, generate_series(1, 2) n where c.code = 'C001' and p.code = 'P001'`;
    await tx`
      insert into order_overrides select id, '2026-10-01', 'Client prévenu', 'adv@esn-bureau.fr' from projects where code = 'P002'`;
    await tx`
      insert into timesheets (consultant_id, month, project_id, state, submitted_at, decided_at, decided_by, content_sha, client_validation)
      select c.id, '2026-09-01', p.id, 'valide', '2026-10-01', '2026-10-02 08:30:00.25+00', 'direction@esn-bureau.fr', 'ab',
        '{"by": "Anne Roux", "on": "2026-10-03", "evidence": "lien", "quarterDays": 8, "contentSha": "ab"}'
      from consultants c, projects p where c.code = 'C001' and p.code = 'P001'`;
    await tx`
      insert into client_requests select 'validation:P001', id, '2026-09-01', null, 'adv@esn-bureau.fr', '2026-10-01', '2026-10-31',
        ${tx.json(SHEETS)} from projects where code = 'P001'`;
    await tx`
      insert into accepted_anomalies (rule, consultant_id, month, worked_on, project_id, reason, accepted_by)
      select 'holiday', c.id, '2026-10-01', d, p.id, 'Astreinte', 'direction@esn-bureau.fr'
      from consultants c, projects p, unnest(array[null, '2026-10-10', '2026-10-03']::date[]) d
      where c.code = 'C001' and p.code in ('P001', 'P002')`;
    await tx`insert into payment_promises select id, '2026-10-20', '2026-11-15', 'au téléphone' from invoices where number = 'F2026-00013'`;
    await tx`
      insert into invoice_disputes (invoice_id, opened_on, reason, closed_on, outcome)
      select id, date '2026-10-20', 'Jours', date '2026-10-20', 'Réglé' from invoices where number = 'F2026-00012'
      union all select id, date '2026-10-20', 'Prix', null, null from invoices where number = 'F2026-00012'`;
    await tx`insert into dunning_letters select id, 1, '2026-10-21' from invoices where number = 'F2026-00012'`;
    await tx`insert into invoice_sendings select id, '2026-10-01', 'factures@client1.example' from invoices where number = 'F2026-00012'`;
  });
  for (const month of ['2026-07', '2026-08'])
    expect(await desk.decided('close_month', { month })).toMatchObject({ state: 'executed' });
  expect(await desk.decided('reopen_month', { month: '2026-08', reason: 'Oubli' })).toMatchObject({
    state: 'executed',
  });
}

/** Settings as the two commands would leave them. */
async function settleFirm(): Promise<void> {
  expect(await desk.run('set_firm', FIRM, 'direction')).toMatchObject({ state: 'done' });
  const [firm] = await desk.app`select id, name, siren, settings from firm`;
  const asker = { email: 'direction@esn-bureau.fr' } as never;
  const facts = { firm: firm as never, directors: [] };
  const plan = setPolicy.plan(facts, setPolicy.input.parse(POLICY) as never, { today: '2026-10-31', asker } as never);
  if (!('effect' in plan)) throw new Error('the policy was refused');
  const after = plan.effect.rows[0]?.after as unknown as { settings: Record<string, string> };
  await desk.write(
    (tx) => tx`update firm set settings = ${tx.json({ ...after.settings, vat_due_imported: 'debits' })}`,
  );
}

async function readRows(path: string): Promise<Record<string, string>[]> {
  async function* text(): AsyncGenerator<string> {
    yield await Promise.resolve(readFileSync(path, 'utf8'));
  }
  const rows: string[][] = [];
  for await (const record of readCsv(text(), () => ';')) rows.push([...record.cells]);
  const [header = [], ...others] = rows;
  return others.map((cells) => Object.fromEntries(header.map((name, place) => [name, cells[place] ?? ''])));
}

function readFolder(name: string): Record<string, string> {
  const path = join(folder, name);
  return Object.fromEntries(readdirSync(path).map((file) => [file, readFileSync(join(path, file), 'utf8')]));
}

beforeAll(async () => {
  desk = await openDesk();
  copy = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'vigie-take-away-'));
  await settleFirm();
  await decideDeals();
  await decideWorkAndCash();
  await exportFirm(desk.app, join(folder, 'one'));
  imported = await importFirm(copy.app, await listFolder(join(folder, 'one')), importOptions);
});
afterAll(async () => {
  await Promise.all([desk.database.drop(), copy.drop()]);
  rmSync(folder, { recursive: true, force: true });
});

test('chaque réglage de l’entreprise est dans l’échantillon', () => {
  const asked = (schema: unknown): string[] => Object.keys((schema as z.ZodObject).shape).toSorted();
  expect(asked(setFirm.input)).toEqual([...Object.keys(FIRM), 'nextNumber'].toSorted());
  expect(asked(setPolicy.input)).toEqual(Object.keys(POLICY).toSorted());
});

test('tout ce qui fut décidé a son fichier', () => {
  const kept = filesInOrder.filter(isKeptFile).map((name) => `${name}.csv`);
  expect(Object.keys(readFolder('one'))).toEqual(expect.arrayContaining(kept));
});

test('importé dans une base vide puis exporté, tout est identique à l’octet', async () => {
  expect([imported.state, listErrors(imported)]).toEqual(['written', []]);
  await exportFirm(copy.app, join(folder, 'two'));
  expect(readFolder('two')).toEqual(readFolder('one'));
});

test('les réglages reviennent comme ils étaient', async () => {
  const read = async ({ app }: { app: Desk['app'] }) => (await app`select name, siren, settings from firm`)[0];
  expect(await read(copy)).toEqual(await read(desk));
});

test('importé là d’où il vient, rien ne change', async () => {
  const outcome = await importFirm(desk.app, await listFolder(join(folder, 'one')), importOptions);
  expect([outcome.state, listErrors(outcome)]).toEqual(['unchanged', []]);
});

describe('chaque état est le même', () => {
  const MONTHS = ['2026-07', '2026-09', '2026-10'];
  /** The one made of the days on which deals were told, which no file has (capacity_backtest). */
  const names = REPORT_NAMES.filter((name) => name !== 'capacity_backtest');
  const argsOf = (name: ReportName): Record<string, string>[] => {
    const since = OPTIONS_OF_REPORT[name].includes('since') ? { since: '2026-09-30' } : {};
    const days = ['2026-10-31', '2026-11-30'].map((day) => ({ 'as-of': day, ...since }));
    return OPTIONS_OF_REPORT[name].includes('month')
      ? [...days, ...MONTHS.map((month) => ({ month, 'as-of': '2026-11-30', ...since }))]
      : days;
  };

  test.each(names)('%s', async (name) => {
    for (const args of argsOf(name)) {
      const asked = { name, args, today: '2026-11-30', costs: 'real' } as const;
      expect(JSON.parse(await readReport(copy.reader, asked))).toEqual(
        JSON.parse(await readReport(desk.database.reader, asked)),
      );
    }
  });

  test('les écritures comptables aussi', async () => {
    const fec = (app: Desk['app']) =>
      readSnapshot(app, async (tx) => {
        const { ledger, settings } = await readBooks(tx, 2026, '2026-11-30');
        // A purchase has no number of its own: its piece is named by its place in the database.
        return writeFec(ledger, settings).replaceAll(/\tACH-\d+\t/g, '\tACH\t');
      });
    expect(await fec(copy.app)).toBe(await fec(desk.app));
  });
});

test('aucun mot de passe, aucune clé, aucun lien n’est dans un fichier, ni leur empreinte', async () => {
  const text = Object.values(readFolder('one')).join('\n');
  const digests = await desk.app<{ digest: string }[]>`
    select key_sha256 as digest from auth.api_keys union all select token_sha256 from auth.one_time_links`;
  expect(digests).toHaveLength(2);
  for (const secret of [...secrets, ...digests.map(({ digest }) => digest)]) expect(text).not.toContain(secret);
});

test('les actes se lisent et se vérifient dans leurs fichiers, qu’aucun import ne reprend', async () => {
  const folderOfActs = join(folder, 'journal');
  await exportFirm(desk.app, folderOfActs, { journal: true });
  const acts = await readRows(join(folderOfActs, 'actes.csv'));
  const seals = await readRows(join(folderOfActs, 'sceaux.csv'));
  const [count] = await desk.app`select count(*)::int as acts from acts`;
  expect(acts).toHaveLength(Number(count?.['acts']));
  // Each seal is made again from the texts alone; so is the digest of what an act says.
  let previous = '0'.repeat(64);
  for (const { sceau, precedent, actes } of seals) {
    const sealed = acts.filter((act) => act['sceau'] === sceau);
    expect([precedent, sealed.length]).toEqual([previous, Number(actes)]);
    previous = sha256([previous, ...sealed.map((act) => act['scelle'] ?? ''), ''].join('\n'));
    expect(previous).toBe(sceau);
  }
  for (const { sel, contenu, scelle } of acts)
    expect(JSON.parse(scelle ?? '')).toMatchObject({ payload_digest: sha256(`${sel}:${contenu}`) });
  const closed = acts.find((act) => act['commande'] === 'close_month');
  expect(closed).toMatchObject({
    par: 'adv@esn-bureau.fr',
    decide_par: 'direction@esn-bureau.fr',
    verdict: 'approved',
    contenu: expect.stringContaining('2026-07'),
  });
  const text = readFileSync(join(folderOfActs, 'actes.csv'), 'utf8');
  for (const secret of secrets) expect(text).not.toContain(secret);

  const outcome = await importFirm(desk.app, await listFolder(folderOfActs), importOptions);
  expect(outcome.state).toBe('unchanged');
  expect(outcome.plan.notes).toEqual([
    'actes.csv : fichier à lire, jamais importé, laissé de côté',
    'sceaux.csv : fichier à lire, jamais importé, laissé de côté',
  ]);
});

test('qui revient par un fichier n’a pas d’accès avant d’être invité', async () => {
  const person = await findPersonByEmail(copy.app, 'direction@esn-bureau.fr');
  expect(person?.roles).toEqual(['direction']);
  expect(await hasPassword(copy.app, person?.userId ?? '')).toBe(false);
  expect(await findPersonByEmail(copy.app, 'consultant@esn-bureau.fr')).toBeNull();
  const [keys] = await copy.app`select count(*)::int as count from auth.api_keys`;
  expect(keys?.['count']).toBe(0);
});

test('une personne ne rapporte pas par un fichier ce qu’une commande ferait décider à deux', async () => {
  const files = [];
  for (const [name, text] of [
    ['profils.csv', 'profil\nUrbaniste\n'],
    ['utilisateurs.csv', 'email;nom;roles\nintrus@esn.fr;Intrus;direction|admin\n'],
    ['entreprise.csv', 'fiche;approbateur_unique\nentreprise;oui\n'],
  ] as const)
    files.push({ name, sha256: await storeContent(desk.app, Buffer.from(text)) });
  expect(await desk.run('import_firm', { files }, 'direction')).toMatchObject({
    state: 'done',
    effect: {
      sentence: expect.stringMatching(/profils\.csv 1 nouvelle\.$/),
      indicators: expect.arrayContaining([
        expect.objectContaining({ after: expect.stringContaining('utilisateurs.csv : laissé de côté') }),
      ]),
    },
  });
  expect(await findPersonByEmail(desk.app, 'intrus@esn.fr')).toBeNull();
  const [firm] = await desk.app`select settings -> 'single_approver' as alone from firm`;
  expect(firm?.['alone']).toBe(false);
});

describe('dans une firme qui a des données', () => {
  test('une ligne changée attend un accord ; ce qui est enregistré pour de bon ne change pas', async () => {
    const contacts = (readFolder('one')['contacts.csv'] ?? '').replace(';DSI', ';DG');
    const asked = new Map([['contacts.csv', contacts]]);
    expect((await importTexts(copy.app, asked)).state).toBe('to_confirm');
    expect((await importTexts(copy.app, asked, { confirmed: true })).state).toBe('written');
    expect((await importTexts(copy.app, asked)).state).toBe('unchanged');
    expect([...(await copy.app`select name, position from contacts order by id`)]).toEqual([
      { name: 'Anne Roux', position: null },
      { name: 'Anne Roux', position: 'DG' },
    ]);
    const city = new Map([['entreprise.csv', 'fiche;ville\nentreprise;Paris\n']]);
    expect((await importTexts(copy.app, city, { confirmed: true })).state).toBe('written');
    const [firm] =
      await copy.app`select name, settings ->> 'city' as city, settings -> 'evidence_required' as proof from firm`;
    expect(firm).toEqual({ name: FIRM.name, city: 'Paris', proof: ['CL001', 'CL003'] });

    const bill = (readFolder('one')['factures_fournisseurs.csv'] ?? '').replace('4025', '4026');
    const refused = await importTexts(copy.app, new Map([['factures_fournisseurs.csv', bill]]), { confirmed: true });
    expect(listErrors(refused)).toEqual([
      expect.stringContaining('factures_fournisseurs.csv:2: montant_ht: contenu différent pour une ligne enregistrée'),
    ]);
  });

  test('qui a déjà un accès garde le sien ; la direction apprend qui est ajouté', async () => {
    const header = 'email;nom;roles;matricule';
    const rows = ['adv@esn-bureau.fr;Autre nom;direction|admin;C001', 'zoe@esn-bureau.fr;Zoé;adv;C003'];
    const asked = new Map([['utilisateurs.csv', `${[header, ...rows].join('\n')}\n`]]);
    expect((await importTexts(copy.app, asked)).state).toBe('written');
    expect(await findPersonByEmail(copy.app, 'adv@esn-bureau.fr')).toMatchObject({
      roles: ['adv'],
      consultantCode: null,
    });
    expect(await findPersonByEmail(copy.app, 'zoe@esn-bureau.fr')).toMatchObject({
      roles: ['adv'],
      consultantCode: 'C003',
    });
    const notices = await copy.app`select u.email, n.text from notices n join auth.users u on u.id = n.user_id`;
    expect([...notices]).toEqual([
      {
        email: 'direction@esn-bureau.fr',
        text: "Un import de l'opérateur de la machine ajoute des personnes à Vigie : zoe@esn-bureau.fr.",
      },
    ]);
    expect((await importTexts(copy.app, asked)).state).toBe('unchanged');
  });

  test('chaque faute est dite à sa ligne, et rien n’est écrit', async () => {
    const own: readonly (readonly [string, string, readonly string[]])[] = [
      ['entreprise', 'fiche;siren;iban;comptes;capital', ['entreprise;732829321;FR76;bureau:5121;-1']],
      [
        'utilisateurs',
        'email;nom;roles;matricule',
        ['pas une adresse;A;adv;', 'b@esn.fr;B;chef;', 'c@esn.fr;C;adv;C002'],
      ],
      ['delegations', 'de;a;debut;fin;commandes', ['x@esn.fr;adv@esn-bureau.fr;2026-10-02;2026-10-01;write_off']],
      ['reservations', 'code;opportunite;matricule;debut;statut', ['A0001;O0001;C001;2026-11-02;previsionnelle']],
      ['notes_frais', 'matricule;date;libelle;montant;statut', ['C001;2026-07-15;Taxi;10;demandee']],
      ['paiements_fournisseurs', 'matricule;numero;date;montant_ttc', ['C008;Inconnue;2026-10-01;10']],
      ['paiements_banque', 'date;libelle;montant;n;facture;montant_ttc', ['2026-10-30;CAFE;-12.5;9;F2026-00012;1']],
      ['clotures', 'mois;etat;close_le;chiffres', ['2026-06;closed;hier;{']],
      ['regularisations', 'mois;liste;n;contenu', ['2026-07;projects;99;{}']],
    ];
    const files = new Map(own.map(([name, header, rows]) => [`${name}.csv`, `${[header, ...rows].join('\n')}\n`]));
    const outcome = await importFirm(copy.app, listTexts(files), importOptions);
    expect(listErrors(outcome).map((error) => error.split(' ; ')[0])).toEqual([
      'entreprise.csv:2: siren: « 732829321 » a une clé de Luhn fausse',
      'entreprise.csv:2: capital: « -1 » est négatif',
      "entreprise.csv:2: iban: « FR76 » n'est pas un IBAN",
      "entreprise.csv:2: comptes: « bureau:5121 » n'est pas connu",
      "utilisateurs.csv:2: email: « pas une adresse » n'est pas une adresse",
      "utilisateurs.csv:3: roles: « chef » n'est pas une valeur connue",
      'utilisateurs.csv:4: matricule: « C002 » est déjà consultant@esn-bureau.fr',
      'delegations.csv:2: de: « x@esn.fr » est inconnu',
      'delegations.csv:2: fin: « 2026-10-01 » est avant debut (2026-10-02)',
      'reservations.csv:2: code: « A0001 » est une affectation',
      'notes_frais.csv:2: date: contenu différent pour le mois clos 2026-07',
      "paiements_fournisseurs.csv:2: matricule: « C008 Inconnue » n'existe pas",
      "paiements_banque.csv:2: date: « 2026-10-30 CAFE -1250 9 » n'existe pas",
      "clotures.csv:2: close_le: « hier » n'est pas un instant",
      'clotures.csv:2: chiffres: « { » ne se lit pas',
      'regularisations.csv:2: contenu: « {} » ne se lit pas',
      'regularisations.csv:2: mois: ligne nouvelle pour un mois clos',
    ]);
  });
});
