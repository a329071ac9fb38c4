// The fichier des écritures comptables of real firms, read back by the checker of test/oracle: not one fault; and every
// fault that is planted is found.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateDemoFirm } from '../../db/demo/firm.ts';
import { readBooks, readSnapshot, type Books } from '../../db/reports/accounts/books.ts';
import { readReport } from '../../db/reports/read-report.ts';
import { fecFileName, writeFec } from '../../domain/accounts/fec.ts';
import { encodeLatinNine } from '../../domain/accounts/latin-nine.ts';
import { readFecLines } from '../oracle/audit-books.ts';
import { checkFec, type FecContext } from '../oracle/fec.ts';
import { readJournalFile } from '../oracle/read-journal-file.ts';
import { randomFirm } from '../oracle/random-firm.ts';
import { openDesk, type Desk } from './desk.ts';
import { readExample } from './firm-files.ts';
import { loadFirm } from './load-firm.ts';
import { runVigie } from './run-vigie.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const opened: TestDatabase[] = [];
afterAll(async () => {
  for (const database of opened) await database.drop();
});

async function openFirm(files: ReadonlyMap<string, string>): Promise<TestDatabase> {
  const database = await createTestDatabase();
  opened.push(database);
  await loadFirm(database.app, files);
  return database;
}

const SIREN = '732829320';

/** Revenue of client projects by their contracts at a day, in cents, from the margin report; and sales of no project. */
async function earnedBy(database: TestDatabase, day: string): Promise<number> {
  const report = JSON.parse(
    await readReport(database.reader, { name: 'margin', args: { 'as-of': day }, today: day, costs: 'real' }),
  ) as { projects: { contract: string; revenue: number }[] };
  const [row] = await database.app<{ cents: number }[]>`
    select coalesce(sum(case i.kind when 'avoir' then -i.net_cents else i.net_cents end), 0)::bigint as cents
    from invoices i left join invoices o on o.id = i.credited_invoice_id
    where coalesce(i.project_id, o.project_id) is null and coalesce(o.kind, i.kind) = 'facture' and i.origin <> 'draft' and i.issued_on <= ${day}`;
  const cents = report.projects
    .filter(({ contract }) => contract !== 'interne')
    .reduce((total, { revenue }) => total + Math.round(revenue * 100), 0);
  return cents + (row?.cents ?? 0);
}

/** Whole months alone have their accruals: the revenue that a margin report can tell. */
async function check(database: TestDatabase, year: number, upTo: string): Promise<{ books: Books; faults: object[] }> {
  const books = await readSnapshot(database.app, (tx) => readBooks(tx, year, upTo));
  const context: FecContext = {
    fileName: fecFileName(SIREN, books.year.end),
    start: books.year.start.replaceAll('-', ''),
    end: books.year.end.replaceAll('-', ''),
    invoices: new Set((await database.app`select number from invoices`).map((row) => String(row['number']))),
    revenueCents:
      (await earnedBy(database, books.through)) -
      (await earnedBy(database, `${Number(books.year.start.slice(0, 4)) - 1}-12-31`)),
  };
  return { books, faults: checkFec(encodeLatinNine(writeFec(books.ledger, books.settings)), context) };
}

describe('le FEC passe tous les contrôles', () => {
  test('de la firme de l’exemple', async () => {
    const { books, faults } = await check(await openFirm(readExample()), 2026, '2026-10-31');
    expect(faults).toEqual([]);
    expect(books.ledger.entries.length).toBeGreaterThan(60);
    // The deposit of P003 went into the invoice of its first milestone.
    const final = books.ledger.entries.find(({ piece, journal }) => piece === 'F2026-00008' && journal === 'VE');
    expect(final?.lines).toMatchObject([
      { account: 'client', debitCents: 251_000 },
      { account: 'deposit', debitCents: 1_882_500 },
      { account: 'services', creditCents: 2_091_667 },
      { account: 'vatPending', creditCents: 41_833 },
    ]);
  });

  test('de l’ESN de démonstration, d’un exercice à l’autre', async () => {
    const { files } = generateDemoFirm({ seed: 1, consultants: 30, months: 24, today: '2026-11-22' });
    const database = await openFirm(files);
    const before = await check(database, 2025, '2025-12-31');
    expect(before.faults).toEqual([]);
    const { books, faults } = await check(database, 2026, '2026-10-31');
    expect(faults).toEqual([]);
    expect(books.ledger.entries[0]).toMatchObject({ journal: 'AN', number: 1, date: '2026-01-01' });
    expect(books.ledger.letters.size).toBeGreaterThan(100);
  });

  test.each([1, 2, 3, 4, 5, 6])('de la firme au hasard n° %i', async (seed) => {
    const database = await openFirm(randomFirm(seed, { months: 14 }));
    expect((await check(database, 2026, '2026-09-30')).faults).toEqual([]);
    expect((await check(database, 2025, '2025-12-31')).faults).toEqual([]);
  });
});

describe('ce qui est émis ici', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk();
  });
  afterAll(() => desk.database.drop());

  const linesOf = ({ ledger }: Books, number: string, journal = 'VE') =>
    ledger.entries.find((entry) => entry.piece === number && entry.journal === journal)?.lines;
  const done = async (name: string, input: object) => {
    const item = (await desk.decided(name, input)) as { state: string; outcome: { result: { number: string } } };
    expect([name, item]).toMatchObject([name, { state: 'executed' }]);
    return item.outcome.result.number;
  };

  test('acompte, solde, achat refacturé, avoir et perte : le FEC passe tous les contrôles', async () => {
    const deposit = await done('issue_deposit', { project: 'P003', amount: 5_000 });
    await desk.write(
      (tx) => tx`insert into purchases (project_id, bought_on, label, amount_cents, rebillable, rebilling_percent)
        select id, '2026-10-06', 'Train', 20000, true, 110 from projects where code in ('P002', 'P003')`,
    );
    const final = await done('issue_invoices', { month: '2026-10', projects: ['P003'] });
    const regie = await done('issue_invoices', { month: '2026-10', projects: ['P002'] });
    const credit = await done('issue_credit_note', { invoice: regie, reason: 'erreur', lines: 'all' });
    await done('write_off', { invoice: 'F2026-00013', reason: 'client en faillite' });
    await desk.run('record_payment', { invoice: final, amount: 1_000, paidOn: '2026-10-31' });
    const { books, faults } = await check(desk.database, 2026, '2026-10-31');
    expect(faults).toEqual([]);
    expect(linesOf(books, deposit)).toMatchObject([
      { account: 'client', debitCents: 600_000 },
      { account: 'deposit', creditCents: 500_000 },
      { account: 'vatPending', creditCents: 100_000 },
    ]);
    // J2 of P003: 20 916.67, of which the deposit had asked for 5 000; its own purchase of October, and the train.
    expect(linesOf(books, final)).toMatchObject([
      { account: 'client' },
      { account: 'deposit', debitCents: 500_000 },
      { account: 'services', creditCents: 2_091_667 },
      { account: 'rebilledCosts', creditCents: 200_022 + 22_000 },
      { account: 'vatPending' },
    ]);
    expect(linesOf(books, credit)).toMatchObject([
      { account: 'client', creditCents: linesOf(books, regie)?.[0]?.debitCents },
      { account: 'services' },
      { account: 'rebilledCosts', debitCents: 22_000 },
      { account: 'vatPending' },
    ]);
    expect(linesOf(books, 'F2026-00013', 'OD')).toMatchObject([{ account: 'doubtful' }, { account: 'client' }]);
    const settled = [...books.ledger.letters].filter(([line]) => line.openItem === regie);
    expect(settled).toHaveLength(2);
  });
});

describe('chaque faute est trouvée', () => {
  let text: string;
  let context: FecContext;
  beforeAll(async () => {
    const database = await openFirm(readExample());
    const books = await readSnapshot(database.app, (tx) => readBooks(tx, 2026, '2026-10-31'));
    text = writeFec(books.ledger, books.settings);
    context = {
      fileName: fecFileName(SIREN, '2026-12-31'),
      start: '20260101',
      end: '20261231',
      invoices: new Set((await database.app`select number from invoices`).map((row) => String(row['number']))),
      revenueCents: null,
    };
  });

  /** The file with the cells of its n-th line changed. */
  function change(at: number, cells: Readonly<Record<number, string>>): string {
    const lines = text.split('\r\n');
    const row = (lines[at] ?? '').split('\t');
    for (const [index, value] of Object.entries(cells)) row[Number(index)] = value;
    return lines.with(at, row.join('\t')).join('\r\n');
  }
  const checksOf = (changed: string, given: Partial<FecContext> = {}): string[] => [
    ...new Set(checkFec(encodeLatinNine(changed), { ...context, ...given }).map((fault) => fault.check)),
  ];
  const rowOf = (find: (cells: string[]) => boolean): number =>
    text.split('\r\n').findIndex((line, at) => at > 0 && find(line.split('\t')));

  test('sans faute, rien n’est dit', () => {
    expect(checksOf(text)).toEqual([]);
  });

  const planted: [string, () => string][] = [
    ['header', () => text.replace('JournalCode', 'Journal')],
    ['field_count', () => text.replace('\r\nVE\t', '\r\nVE\t\t')],
    ['empty_line', () => text.replace('\r\nVE\t', '\r\n\r\nVE\t')],
    ['line_end', () => text.replaceAll('\r\n', '\n')],
    ['separator', () => change(3, { 10: 'a|b' })],
    ['mandatory', () => change(3, { 8: '' })],
    ['date', () => change(3, { 9: '20260231' })],
    ['date_in_year', () => change(1, { 3: '20251231' })],
    [
      'valid_date',
      () =>
        change(
          rowOf((cells) => cells[0] === 'BQ'),
          { 15: '20260101' },
        ),
    ],
    ['account', () => change(3, { 4: '4A1' })],
    [
      'auxiliary',
      () =>
        change(
          rowOf((cells) => cells[6] !== ''),
          { 7: '' },
        ),
    ],
    [
      'letter_date',
      () =>
        change(
          rowOf((cells) => cells[13] !== ''),
          { 14: '' },
        ),
    ],
    ['amount', () => change(3, { 11: '12.50' })],
    ['debit_or_credit', () => change(3, { 11: '10,00', 12: '10,00' })],
    ['debit_or_credit', () => change(3, { 11: '0,00', 12: '0,00' })],
    ['balanced', () => change(3, { 11: '0,00', 12: '999999,99' })],
    ['balanced_whole', () => change(3, { 11: '0,00', 12: '999999,99' })],
    ['one_entry', () => change(rowOf((cells) => cells[0] === 'VE') + 1, { 0: 'OD' })],
    [
      'numbering',
      () =>
        text
          .split('\r\n')
          .filter((line) => line.split('\t')[2] !== '4')
          .join('\r\n'),
    ],
    [
      'order',
      () =>
        change(
          rowOf((cells) => cells[0] === 'BQ'),
          { 3: '20261231', 15: '20261231' },
        ),
    ],
    ['sales_piece', () => text.replaceAll('F2026-00003', 'F2026-99999')],
    [
      'letters',
      () =>
        change(
          rowOf((cells) => cells[0] === 'BQ' && cells[13] !== '' && cells[6] !== ''),
          { 13: 'ZZZ' },
        ),
    ],
    [
      'opening_first',
      () =>
        change(
          rowOf((cells) => cells[0] === 'BQ'),
          { 0: 'AN' },
        ),
    ],
    [
      'opening_classes',
      () =>
        change(
          rowOf((cells) => cells[4] === '706'),
          { 0: 'AN' },
        ),
    ],
    [
      'closing_entry',
      () =>
        change(
          rowOf((cells) => cells[0] === 'OD' && cells[4] === '4181'),
          { 4: '120' },
        ),
    ],
  ];
  test.each(planted)('%s', (name, plant) => {
    expect(checksOf(plant())).toContain(name);
  });

  test('file_name, empty_file, revenue', () => {
    expect(checksOf(text, { fileName: 'FEC.txt' })).toEqual(['file_name']);
    expect(checksOf(`${text.split('\r\n')[0]}\r\n`)).toContain('empty_file');
    expect(checksOf(text, { revenueCents: 1 })).toEqual(['revenue']);
  });
});

describe('par la ligne de commande', () => {
  let desk: Desk;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vigie-fec-'));
    desk = await openDesk();
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await desk.database.drop();
  });
  const vigie = (...args: string[]) => {
    const { url, appUrl, readerUrl } = desk.database;
    const env = { DATABASE_URL: url, DATABASE_APP_URL: appUrl, DATABASE_READER_URL: readerUrl };
    return runVigie(args, { VIGIE_HOME: join(folder, 'home'), ...env });
  };

  test('le fichier porte le SIREN et la fin de l’exercice', async () => {
    expect(await vigie('export', 'fec', '--year', '2026', '--out', folder)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('SIREN inconnu'),
    });
    expect(readdirSync(folder)).toContain('000000000FEC20261231.txt');
    await desk.run('set_firm', { siren: SIREN, name: 'ESN Exemple' }, 'direction');
    expect(await vigie('export', 'fec', '--year', '2026', '--out', folder)).toMatchObject({ code: 0 });
    const bytes = readFileSync(join(folder, `${SIREN}FEC20261231.txt`));
    expect(new TextDecoder('iso-8859-15').decode(bytes)).toContain('Prestations de services');
  });

  test('la firme a ses propres comptes, et son exercice', async () => {
    const books = (year: number) => readSnapshot(desk.app, (tx) => readBooks(tx, year, '2026-10-31'));
    await desk.run('set_firm', { accounts: { services: '706100', bank: '512CA' }, yearEndMonth: 6 }, 'direction');
    const { ledger, settings, year } = await books(2027);
    expect(year).toEqual({ start: '2026-07-01', end: '2027-06-30' });
    const accounts = new Set(
      writeFec(ledger, settings)
        .split('\r\n')
        .map((line) => line.split('\t')[4]),
    );
    expect([...accounts]).toEqual(expect.arrayContaining(['706100', '512CA', '411']));
    expect(accounts).not.toContain('706');
    for (const number of ['7', '99', '8061', 'ABC'])
      expect(await desk.run('set_firm', { accounts: { services: number } }, 'direction')).toMatchObject({
        code: 'input_invalid',
      });
    expect(await desk.run('set_firm', { accounts: { unknown: '706' } }, 'direction')).toMatchObject({
      code: 'input_invalid',
    });
    await desk.run('set_firm', { accounts: null, yearEndMonth: null }, 'direction');
    expect((await books(2026)).year).toEqual({ start: '2026-01-01', end: '2026-12-31' });
  });

  test('les journaux du mois, aux colonnes de chaque logiciel', async () => {
    for (const [format, columns] of [
      ['pennylane', 8],
      ['sage', 9],
      ['cegid', 11],
    ] as const) {
      const run = await vigie('export', 'journals', '--month', '2026-10', '--format', format, '--out', folder);
      expect(run).toMatchObject({ code: 0 });
      const text = readFileSync(join(folder, `journaux-2026-10-${format}.csv`), 'utf8');
      expect(text.split('\r\n')[0]?.split(';')).toHaveLength(columns);
      expect(readJournalFile(text).length).toBeGreaterThan(20);
    }
  });

  test('relus par leur logiciel, les journaux sont les lignes du FEC, et chaque pièce s’équilibre', async () => {
    await desk.write((tx) => tx`update clients set name = 'Dupont; "Fils" & Cie' where code = 'CL001'`);
    await vigie('export', 'fec', '--year', '2026', '--out', folder, '--encoding', 'utf-8');
    const fec = readFecLines(readFileSync(join(folder, `${SIREN}FEC20261231.txt`), 'utf8'));
    const told = fec
      .filter(({ journal, day }) => journal !== 'AN' && day.startsWith('202609'))
      .map(({ journal, day, account, auxiliary, piece, cents }) =>
        [journal, day, account + auxiliary, piece, cents].join(' '),
      );
    for (const format of ['pennylane', 'sage', 'cegid']) {
      await vigie('export', 'journals', '--month', '2026-09', '--format', format, '--out', folder);
      const lines = readJournalFile(readFileSync(join(folder, `journaux-2026-09-${format}.csv`), 'utf8'));
      expect(
        lines.map(({ journal, day, account, piece, cents }) => [journal, day, account, piece, cents].join(' ')),
      ).toEqual(told);
      const pieces = Map.groupBy(lines, ({ journal, day, piece }) => `${journal} ${day} ${piece}`);
      for (const [piece, own] of pieces)
        expect([piece, own.reduce((sum, { cents }) => sum + cents, 0)]).toEqual([piece, 0]);
    }
  });

  test('les variables de paie du mois, et les services aux entreprises de l’Union', async () => {
    const absences = [
      ...((await desk.report('payroll', { month: '2026-10' }))['consultants'] as unknown as { absences: object[] }[]),
    ];
    expect(await vigie('export', 'payroll', '--month', '2026-10', '--out', folder)).toMatchObject({ code: 0 });
    const lines = readFileSync(join(folder, 'paie-2026-10.csv'), 'utf8').trimEnd().split('\r\n');
    expect(lines.length - 1).toBe(absences.reduce((total, one) => total + one.absences.length, 0));
    await desk.write(async (tx) => {
      await tx`insert into on_call_rates (project_id, code, starts_on, label, unit_price_cents)
        select id, 'NUIT', '2026-01-01', 'Astreinte de nuit', 8000 from projects where code = 'P001'`;
      await tx`insert into on_call_units (project_id, consultant_id, worked_on, rate, units)
        select p.id, c.id, '2026-10-10', 'NUIT', 2.5 from projects p, consultants c where p.code = 'P001' and c.code = 'C001'`;
    });
    expect(await vigie('export', 'payroll', '--month', '2026-10', '--out', folder)).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, 'paie-2026-10.csv'), 'utf8')).toMatch(
      /\r\nC001;[^;]+;astreinte:Astreinte de nuit;2026-10-10;;;2,5\r\n/,
    );
    expect(await vigie('export', 'des', '--month', '2026-09', '--out', folder)).toMatchObject({ code: 0 });
    const [client] = await desk.app<
      { vat_number: string | null }[]
    >`select vat_number from clients where code = 'CL004'`;
    const des = readFileSync(join(folder, 'des-2026-09.csv'), 'utf8').trimEnd().split('\r\n');
    expect(des[1]?.split(';')).toEqual(['1', client?.vat_number, expect.any(String), '1638', 'F2026-00010']);
  });

  test('une cellule qui commence comme une formule devient du texte', async () => {
    await desk.write((tx) => tx`update clients set name = '=HYPERLINK("x")' where code = 'CL004'`);
    expect(await vigie('export', 'des', '--month', '2026-09', '--out', folder)).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, 'des-2026-09.csv'), 'utf8')).toContain(`"'=HYPERLINK(""x"")"`);
  });

  test('une année ou un format inconnus sont dits', async () => {
    expect(await vigie('export', 'fec', '--year', '26', '--out', folder)).toMatchObject({ code: 2 });
    expect(await vigie('export', 'journals', '--format', 'excel', '--out', folder)).toMatchObject({ code: 2 });
    expect(await vigie('export', 'fec')).toMatchObject({ code: 2 });
    expect(await vigie('export', 'fec', '--year', '2028', '--out', folder)).toMatchObject({ code: 1 });
  });
});
