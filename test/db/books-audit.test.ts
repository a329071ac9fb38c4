// The books of whole firms, audited from their FEC alone: the example, the demo, firms drawn at random, and what random
// hands did to one of them.
import { afterAll, describe, expect, test } from 'vitest';
import { generateDemoFirm } from '../../db/demo/firm.ts';
import type { Sql } from '../../db/connection.ts';
import { readBooks, readSnapshot } from '../../db/reports/accounts/books.ts';
import { readReport } from '../../db/reports/read-report.ts';
import { fecFileName, writeFec } from '../../domain/accounts/fec.ts';
import { encodeLatinNine } from '../../domain/accounts/latin-nine.ts';
import { auditBooks, readFecLines, vatOfMonth, type AuditPapers } from '../oracle/audit-books.ts';
import { checkFec } from '../oracle/fec.ts';
import { randomFirm } from '../oracle/random-firm.ts';
import { randomFrom, type Random } from '../oracle/random-source.ts';
import { openDesk, type Desk } from './desk.ts';
import { readExample } from './firm-files.ts';
import { loadFirm } from './load-firm.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const opened: TestDatabase[] = [];
afterAll(async () => {
  for (const database of opened) await database.drop();
});

/** The firm's papers, as its tables hold them. */
async function readPapers(app: Sql): Promise<AuditPapers> {
  const documents = await app`
    select i.number, i.kind, c.code as client, to_char(i.issued_on, 'YYYYMMDD') as day, i.net_cents as net, i.gross_cents as gross,
      o.number as credited,
      coalesce((select json_agg(json_build_object('percent', v.percent::text, 'vat', v.vat_cents)) from invoice_vat v where v.invoice_id = i.id), '[]'::json) as vats,
      coalesce(case when (case when o.id is null then i.frozen else o.frozen end) is null then coalesce(f.settings ->> 'vat_due_imported', f.settings ->> 'vat_due')
        else (case when o.id is null then i.frozen else o.frozen end) -> 'firm' -> 'settings' ->> 'vat_due' end, '') <> 'debits' as "onReceipts"
    from invoices i join clients c on c.id = i.client_id left join invoices o on o.id = i.credited_invoice_id left join firm f on true
    where i.origin <> 'draft'`;
  const payments = await app`
    select i.number as invoice, to_char(p.paid_on, 'YYYYMMDD') as day, p.gross_cents as cents, w.invoice_id is not null as "isWriteOff"
    from payments p join invoices i on i.id = p.invoice_id
      left join write_offs w on w.invoice_id = p.invoice_id and w.written_off_on = p.paid_on and w.occurrence = p.occurrence`;
  const bills = await app`
    select c.code as supplier, s.number, to_char(s.received_on, 'YYYYMMDD') as day, s.net_cents as net, s.vat_cents as vat,
      not s.vat_on_debits as "onReceipts"
    from supplier_invoices s join consultants c on c.id = s.consultant_id`;
  const billPayments = await app`
    select c.code as supplier, y.number, to_char(y.paid_on, 'YYYYMMDD') as day, y.gross_cents as cents
    from supplier_payments y join consultants c on c.id = y.consultant_id`;
  return {
    documents: [...documents],
    payments: [...payments],
    bills: [...bills],
    billPayments: [...billPayments],
  } as unknown as AuditPapers;
}

const compact = (day: string) => day.replaceAll('-', '');

/** Everything that the two checkers object to in the books of a year, up to a day; and a CA3 that is not the file's. */
async function audit(database: TestDatabase, year: number, upTo: string): Promise<string[]> {
  const { app } = database;
  const books = await readSnapshot(app, (tx) => readBooks(tx, year, upTo));
  const text = writeFec(books.ledger, books.settings);
  const papers = await readPapers(app);
  const period = { start: compact(books.year.start), end: compact(books.through) };
  const form = checkFec(encodeLatinNine(text), {
    fileName: fecFileName('732829320', books.year.end),
    start: period.start,
    end: compact(books.year.end),
    invoices: new Set(papers.documents.map(({ number }) => number)),
    revenueCents: null,
  }).map(({ check, line, detail }) => `${check} ${line} ${detail}`);
  const objections = [...form, ...auditBooks(text, papers, period)];
  const months = new Set(papers.payments.map(({ day }) => `${day.slice(0, 4)}-${day.slice(4, 6)}`));
  for (const month of [...months].sort().slice(-3)) {
    if (`${month}-01` < books.year.start || `${month}-28` > books.through) continue;
    const report = JSON.parse(
      await readReport(database.reader, {
        name: 'vat',
        args: { month, 'as-of': books.through },
        today: upTo,
        costs: 'real',
      }),
    ) as { total: { collected: number; deductible: number; difference: number } };
    const inFile = vatOfMonth(text, compact(month));
    const told = [Math.round(report.total.collected * 100), Math.round(report.total.deductible * 100)];
    if (told[0] !== inFile.collected || told[1] !== inFile.deductible || report.total.difference !== 0)
      objections.push(`ca3 ${month}: ${told.join(' ')} ≠ ${inFile.collected} ${inFile.deductible}`);
  }
  return objections;
}

async function openFirm(files: ReadonlyMap<string, string>): Promise<TestDatabase> {
  const database = await createTestDatabase();
  opened.push(database);
  await loadFirm(database.app, files);
  return database;
}

describe('l’expert-comptable ne trouve rien à redire aux livres', () => {
  test('de la firme de l’exemple', async () => {
    const database = await openFirm(readExample());
    for (const day of ['2026-08-17', '2026-10-31']) expect([day, await audit(database, 2026, day)]).toEqual([day, []]);
  });

  test('de l’ESN de démonstration, d’un exercice à l’autre', async () => {
    const { files } = generateDemoFirm({ seed: 3, consultants: 12, months: 16, today: '2026-11-22' });
    const database = await openFirm(files);
    expect(await audit(database, 2025, '2025-12-31')).toEqual([]);
    expect(await audit(database, 2026, '2026-11-22')).toEqual([]);
  });

  test.each([21, 22])('de la firme au hasard n° %i', async (seed) => {
    const database = await openFirm(randomFirm(seed, { months: 14 }));
    expect(await audit(database, 2025, '2025-12-31')).toEqual([]);
    expect(await audit(database, 2026, '2026-09-30')).toEqual([]);
  });
});

describe('l’auditeur trouve chaque faute', () => {
  test('un montant, un compte, un tiers, une lettre, une extourne, une écriture', async () => {
    const database = await openFirm(readExample());
    const books = await readSnapshot(database.app, (tx) => readBooks(tx, 2026, '2026-10-31'));
    const lines = writeFec(books.ledger, books.settings).split('\r\n');
    const papers = await readPapers(database.app);
    const year = { start: '20260101', end: '20261031' };
    const find = (of: (cells: string[]) => boolean) => lines.findIndex((line, i) => i > 0 && of(line.split('\t')));
    const planted = (at: number, cells: Readonly<Record<number, string>>) => {
      const row = (lines[at] ?? '').split('\t');
      for (const [index, value] of Object.entries(cells)) row[Number(index)] = value;
      return auditBooks(lines.with(at, row.join('\t')).join('\r\n'), papers, year).map((one) => one.split(' ')[0]);
    };
    const without = (of: (cells: string[]) => boolean) =>
      auditBooks(lines.filter((line, i) => i === 0 || !of(line.split('\t'))).join('\r\n'), papers, year);
    const sale = find(([journal, , , , account]) => journal === 'VE' && account === '411');
    const vat = find(([journal, , , , account]) => journal === 'VE' && account === '44574');
    const lettered = find((cells) => cells[13] !== '');
    expect(planted(sale, { 11: '1,00' })).toEqual(
      expect.arrayContaining(['sale_gross', 'third_party', 'trial_balance']),
    );
    expect(planted(sale, { 6: 'CL999' })).toEqual(expect.arrayContaining(['sale_client', 'third_party']));
    expect(planted(sale, { 5: 'Autre' })).toEqual(['account_label']);
    expect(planted(sale, { 7: 'Autre' })).toContain('auxiliary_label');
    expect(planted(sale, { 9: '20261231' })).toEqual(['piece_after_entry']);
    expect(planted(vat, { 4: '44571' })).toEqual(expect.arrayContaining(['sale_vat', 'pending_vat']));
    expect(planted(lettered, { 13: 'ZZZ' })).toEqual(expect.arrayContaining(['letter_balance', 'letter_alone']));
    expect(without((cells) => cells[0] === 'BQ').map((one) => one.split(' ')[0])).toContain('bank');
    expect(without((cells) => cells[0] === 'OD' && cells[3] === '20261001').map((one) => one.split(' ')[0])).toEqual(
      expect.arrayContaining(['not_reversed', 'accrual_left']),
    );
  });
});

/** Something that a person of the desk might do, on what there is; refused as often as not. */
async function act(desk: Desk, random: Random, today: string, rank: number): Promise<void> {
  const { app } = desk;
  const numbers = (
    await app`select number from invoices where kind <> 'avoir' and origin <> 'draft' order by number`
  ).map((row) => String(row['number']));
  const projects = (await app`select code from projects where client_id is not null order by code`).map((row) =>
    String(row['code']),
  );
  const bills = await app<{ supplier: string; number: string }[]>`
    select c.code as supplier, s.number from supplier_invoices s join consultants c on c.id = s.consultant_id order by s.id`;
  const invoice = random.pick(numbers);
  const amount = random.int(1, 2_000_000) / 100;
  const acceptOverpayment = random.chance(0.3);
  const run = (name: string, input: object) => desk.run(name, input, random.pick(['adv', 'daf']), today);
  const decided = (name: string, input: object) => desk.decided(name, input, { today });
  switch (random.int(0, 12)) {
    case 0:
      return void (await decided('issue_invoices', { month: today.slice(0, 7) }));
    case 1:
      return void (await decided('issue_deposit', { project: random.pick(projects), amount }));
    case 2:
      return void (await decided('issue_credit_note', { invoice, reason: 'erreur', lines: 'all' }));
    case 3:
      return void (await decided('issue_credit_note', {
        invoice,
        reason: 'remise',
        amount: amount / 10 > 0.01 ? Math.round(amount * 10) / 100 : 0.01,
      }));
    case 4:
      return void (await decided('write_off', { invoice, reason: 'perdue' }));
    case 5:
      return void (await run('record_payment', { invoice, amount: -amount / 1, paidOn: today }));
    case 6:
      return void (await desk.run(
        'set_firm',
        { vatDue: random.pick(['debits', 'encaissements']) },
        'direction',
        today,
      ));
    case 7:
      return void (await decided('record_supplier_invoice', {
        consultant: random.pick(['C006', 'C008']),
        number: `B-${rank}`,
        month: random.pick(['2026-09', '2026-10']),
        days: random.int(1, 12),
        net: amount,
        vat: random.pick([0, Math.round(amount * 20) / 100]),
        receivedOn: today,
        vatOnDebits: random.chance(0.5),
      }));
    case 8: {
      const bill = bills.length === 0 ? null : random.pick(bills);
      if (bill)
        await run('record_payment', {
          supplier: bill.supplier,
          invoice: bill.number,
          amount: random.chance(0.2) ? -amount : amount,
          paidOn: today,
          acceptOverpayment,
        });
      return;
    }
    case 9: {
      const rebilled = random.pick([{}, { vatPercent: '10' }, { disbursement: true }]);
      return void (await run('record_purchase', {
        project: random.pick(projects),
        boughtOn: today,
        label: `Achat ${rank}`,
        amount,
        rebillable: true,
        ...rebilled,
      }));
    }
    default: {
      const [row] = await app<{ left: string }[]>`
        select (i.gross_cents - coalesce((select sum(gross_cents) from payments p where p.invoice_id = i.id), 0)
          - coalesce((select sum(gross_cents) from invoices a where a.credited_invoice_id = i.id and a.origin <> 'draft'), 0))::text as left
        from invoices i where i.number = ${invoice}`;
      const left = Number(row?.left ?? 0) / 100;
      await run('record_payment', {
        invoice,
        amount: random.chance(0.5) ? left : Math.max(0.01, Math.round(left * 33) / 100),
        paidOn: today,
        acceptOverpayment,
      });
    }
  }
}

describe('quoi que fassent les mains', () => {
  test.each([1, 3])('histoire n° %i : les livres des deux exercices tiennent', async (seed) => {
    const desk = await openDesk();
    opened.push(desk.database);
    const random = randomFrom(seed);
    const days = ['2026-10-31', '2026-11-05', '2026-11-30', '2026-12-18', '2026-12-31', '2027-01-04', '2027-01-29'];
    for (const [i, today] of days.entries())
      for (let rank = 0; rank < 7; rank += 1) await act(desk, random, today, i * 100 + rank);
    const issued = await desk.app`select count(*)::int as n from invoices where origin = 'issued'`;
    expect(Number(issued[0]?.['n'])).toBeGreaterThan(3);
    const accounts = (await desk.report('accounts', { month: '2026-12', 'as-of': '2026-12-31' })) as unknown as {
      projects: { code: string; difference: number }[];
    };
    expect(accounts.projects.filter(({ difference }) => difference !== 0)).toEqual([]);
    expect(await audit(desk.database, 2026, '2026-12-31')).toEqual([]);
    expect(await audit(desk.database, 2027, '2027-01-31')).toEqual([]);
  });
});

test('les livres d’un mois clos ne changent plus, quoi que l’on fasse après', async () => {
  const desk = await openDesk();
  opened.push(desk.database);
  const random = randomFrom(17);
  for (let rank = 0; rank < 8; rank += 1) await act(desk, random, '2026-10-31', rank);
  expect(await desk.decided('close_month', { month: '2026-10' }, { today: '2026-11-02' })).toMatchObject({
    state: 'executed',
  });
  // Letters and their day come with the payment: they are no part of the entry.
  const closedLines = async (upTo: string) => {
    const books = await readSnapshot(desk.app, (tx) => readBooks(tx, 2026, upTo));
    return readFecLines(writeFec(books.ledger, books.settings))
      .filter(({ day }) => day <= '20261031')
      .map((line) => ({ ...line, letter: '', letterDay: '' }));
  };
  const before = await closedLines('2026-11-02');
  expect(before.length).toBeGreaterThan(100);
  await desk.run('set_firm', { vatDue: 'debits' }, 'direction', '2026-11-03');
  for (const [i, today] of ['2026-11-05', '2026-11-30', '2026-12-31'].entries())
    for (let rank = 0; rank < 10; rank += 1) await act(desk, random, today, 100 * (i + 1) + rank);
  expect(await closedLines('2026-12-31')).toEqual(before);
  expect(await audit(desk.database, 2026, '2026-12-31')).toEqual([]);
});
