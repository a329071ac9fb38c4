// Statements of a bank as files, kept once and matched to invoices, on a real database.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { balanceRecord, camtDocument, complementRecord, movementRecord } from '../rules/bank-statements.ts';
import { openDesk, type Desk } from './desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.database.drop());

const leftOf = async (number: string): Promise<number> => {
  const [row] = await desk.app`
    select i.gross_cents - coalesce((select sum(gross_cents) from payments p where p.invoice_id = i.id), 0)
      - coalesce((select sum(gross_cents) from invoices a where a.credited_invoice_id = i.id), 0) as cents
    from invoices i where i.number = ${number}`;
  return Number(row?.['cents']);
};
const lineOf = async (label: string): Promise<number> => {
  const [row] = await desk.app`select id from bank_lines where label like ${`%${label}%`}`;
  return Number(row?.['id']);
};
const matchesOf = async (label: string) => [
  ...(await desk.app`
    select i.number, m.gross_cents as cents
    from bank_line_matches m join bank_lines l on l.id = m.bank_line_id join invoices i on i.id = m.invoice_id
    where l.label like ${`%${label}%`} order by i.number`),
];
const sepa = (cents: number) => (cents / 100).toFixed(2);

describe('un relevé CAMT.053', () => {
  const entries = [
    { amount: '100.00', id: 'A1', payments: [{ payer: 'Inconnu', reason: 'DON' }] },
    { amount: '100.00', id: 'A2', payments: [{ payer: 'Inconnu', reason: 'DON' }] },
    { amount: '40.00', side: 'DBIT' as const, id: 'A3', payments: [{ reason: 'FRAIS' }] },
  ];
  const content = camtDocument(entries, { opening: '1000.00', closing: '1160.00' });

  test('entre une fois, par la référence que la banque donne à chaque mouvement', async () => {
    expect(await desk.run('import_bank_file', { content })).toMatchObject({ result: { lines: 3, known: 0 } });
    expect(await desk.run('import_bank_file', { content })).toMatchObject({ result: { lines: 0, known: 3 } });
    // The same movements told in other words, in a longer statement: one more is new.
    const longer = camtDocument([
      ...entries.map((one) => ({ ...one, payments: [{ reason: 'AUTRE TEXTE' }] })),
      { amount: '100.00', id: 'A4' },
    ]);
    expect(await desk.run('import_bank_file', { content: longer })).toMatchObject({ result: { lines: 1, known: 3 } });
    expect([...(await desk.app`select account, balanced_on, balance_cents from bank_balances`)]).toEqual([
      { account: 'FR7630004008200001234567843', balanced_on: '2026-10-30', balance_cents: 116_000 },
    ]);
  });

  test('faux, coupé ou en devise n’entre pas du tout, et dit sa ligne', async () => {
    const count = async () => Number((await desk.app`select count(*) as n from bank_lines`)[0]?.['n']);
    const before = await count();
    const refused = async (bad: string) => desk.run('import_bank_file', { content: bad });
    expect(await refused(camtDocument(entries, { opening: '1000.00', closing: '1160.01' }))).toMatchObject({
      code: 'statement_unbalanced',
      sentence: expect.stringMatching(/^Ligne \d+ : .*1.160,00.€.*1.160,01.€/),
    });
    expect(await refused(content.slice(0, -100))).toMatchObject({ code: 'statement_cut' });
    expect(await refused(camtDocument([...entries, { amount: '5.00', currency: 'USD' }]))).toMatchObject({
      code: 'foreign_currency',
      sentence: expect.stringContaining('écriture 4 : 5.00 USD'),
    });
    expect(await count()).toBe(before);
  });
});

describe('un relevé CFONB 120', () => {
  test('entre une fois, et son solde du jour se remplace', async () => {
    const content = (closing: number) =>
      [
        balanceRecord('01', '281026', 0),
        movementRecord('291026', closing, 'REMISE DE CHEQUES'),
        complementRecord('291026', 'NPY', 'PASSANT'),
        balanceRecord('07', '301026', closing),
      ].join('\r\n');
    expect(await desk.run('import_bank_file', { content: content(777) })).toMatchObject({ result: { lines: 1 } });
    expect(await desk.run('import_bank_file', { content: content(777) })).toMatchObject({
      result: { lines: 0, known: 1 },
    });
    expect(await desk.run('import_bank_file', { content: content(778) })).toMatchObject({ result: { lines: 1 } });
    expect([...(await desk.app`select balance_cents from bank_balances where account like '30004%'`)]).toEqual([
      { balance_cents: 778 },
    ]);
  });
});

describe('un virement', () => {
  const receive = (amount: number, reason: string, id: string, payer = 'TIERS') =>
    desk.run('import_bank_file', {
      content: camtDocument([{ amount: sepa(amount), id, day: '2026-10-30', payments: [{ payer, reason }] }]),
    });

  test('qui cite plusieurs factures les solde, une ligne de rapprochement chacune', async () => {
    const [first, second] = [await leftOf('F2026-00012'), await leftOf('F2026-00019')];
    await receive(first + second, 'FACT F2026 00012 ET F202600019', 'B1');
    expect(await desk.run('match_bank_lines', {})).toMatchObject({
      state: 'done',
      result: { matched: 1 },
      effect: {
        indicators: expect.arrayContaining([
          expect.objectContaining({ after: expect.stringContaining('payeur inconnu') }),
        ]),
      },
    });
    expect(await matchesOf('ET F202600019')).toEqual([
      { number: 'F2026-00012', cents: first },
      { number: 'F2026-00019', cents: second },
    ]);
    expect([await leftOf('F2026-00012'), await leftOf('F2026-00019')]).toEqual([0, 0]);
  });

  test('d’un payeur inconnu reste ouvert et le dit', async () => {
    expect(await desk.run('match_bank_lines', {})).toMatchObject({
      code: 'nothing_to_match',
      sentence: expect.stringContaining('payeur inconnu'),
    });
  });

  test('en trop reste ouvert, ou laisse un crédit si on l’accepte', async () => {
    const left = await leftOf('F2026-00013');
    await receive(left + 5000, 'F2026-00013 TROP', 'B2');
    expect(await desk.run('match_bank_lines', {})).toMatchObject({
      code: 'nothing_to_match',
      sentence: expect.stringMatching(/trop-perçu de 50,00.€ sur F2026-00013/),
    });
    const line = await lineOf('F2026-00013 TROP');
    expect(await desk.run('match_bank_lines', { matches: [{ line, invoice: 'F2026-00013' }] })).toMatchObject({
      code: 'overpayment',
    });
    expect(await desk.run('match_bank_lines', { acceptOverpayment: true })).toMatchObject({
      state: 'done',
      effect: {
        indicators: expect.arrayContaining([
          expect.objectContaining({ label: expect.stringContaining('crédit'), subject: 'F2026-00013', after: 50 }),
        ]),
      },
    });
    expect(await leftOf('F2026-00013')).toBe(-5000);
  });

  test('se répartit à la main, toute la ligne et rien de plus', async () => {
    const [first, second] = [await leftOf('F2026-00011'), await leftOf('F2026-00020')];
    expect(Math.min(first, second)).toBeGreaterThan(10_000);
    await receive(first + 10_000, 'DIVERS', 'B3');
    const line = await lineOf('DIVERS');
    const split = (...parts: [string, number?][]) => ({
      matches: parts.map(([invoice, amount]) => ({ line, invoice, ...(amount !== undefined && { amount }) })),
    });
    const run = (input: object) => desk.run('match_bank_lines', input);
    expect(await run(split(['F2026-00011', first / 100]))).toMatchObject({ code: 'line_not_spent' });
    expect(await run(split(['F2026-00011', first / 100], ['F2026-00020', 101]))).toMatchObject({
      code: 'line_exceeded',
    });
    expect(await run(split(['F2026-00011'], ['F2026-00011']))).toMatchObject({ code: 'invoice_twice' });
    expect(await run(split(['F2026-00011', first / 100 + 1], ['F2026-00020']))).toMatchObject({ code: 'overpayment' });
    expect(await run(split(['F2026-00011'], ['F0']))).toMatchObject({ code: 'not_found' });
    expect(await run(split(['F2026-00011'], ['F2026-00020']))).toMatchObject({ state: 'done' });
    expect([await leftOf('F2026-00011'), await leftOf('F2026-00020')]).toEqual([0, second - 10_000]);
    expect(await run(split(['F2026-00020']))).toMatchObject({ code: 'not_found' });
  });

  test('qui n’est qu’un remboursement se note sur une facture, en entier', async () => {
    await desk.run('import_bank_file', {
      content: camtDocument([{ amount: '50.00', side: 'DBIT', id: 'B4', payments: [{ reason: 'REMB TROP PERCU' }] }]),
    });
    const line = await lineOf('REMB TROP PERCU');
    const both = ['F2026-00013', 'F2026-00020'].map((invoice) => ({ line, invoice }));
    expect(await desk.run('match_bank_lines', { matches: both })).toMatchObject({ code: 'refund_of_several' });
    expect(await desk.run('match_bank_lines', { matches: both.slice(0, 1) })).toMatchObject({ state: 'done' });
    expect(await leftOf('F2026-00013')).toBe(0);
  });
});

describe('une ligne dont le jour ne prend pas de paiement', () => {
  test('à venir ou d’un mois clos, se laisse et se dit ; les autres se rapprochent', async () => {
    const other = await openDesk();
    try {
      const entry = (id: string, day: string, reason: string, amount: string) => ({
        amount,
        id,
        day,
        payments: [{ payer: 'TIERS', reason }],
      });
      const content = camtDocument([
        entry('F1', '2026-11-20', 'F2026-00020', '10.00'),
        entry('F2', '2026-09-30', 'F2026-00008', '20.00'),
        entry('F3', '2026-10-30', 'F2026-00019', '30.00'),
      ]);
      expect(await other.run('import_bank_file', { content })).toMatchObject({
        effect: { sentence: expect.stringMatching(/^Importer 3 lignes de relevé \(60,00.€ reçus, 0,00.€ sortis\)\.$/) },
      });
      await other.write(
        (tx) => tx`insert into month_closings (month, state, closed_at) values ('2026-09-01', 'closed', now())
          on conflict (month) do update set state = 'closed'`,
      );
      const matched = await other.run('match_bank_lines', {});
      expect(matched).toMatchObject({
        result: { matched: 1, open: 2 },
        effect: { sentence: expect.stringMatching(/^Rapprocher 1 ligne de relevé : 30,00.€ encaissés, 2 restent/) },
      });
      const told = JSON.stringify(matched);
      expect(told).toContain('elle est datée du 20/11/2026, à venir');
      expect(told).toContain('le mois 2026-09 est clos');
      const [row] = await other.app`select id from bank_lines where booked_on = '2026-11-20'`;
      const matches = [{ line: Number(row?.['id']), invoice: 'F2026-00020' }];
      expect(await other.run('match_bank_lines', { matches })).toMatchObject({ code: 'date_in_future' });
      expect(await other.run('import_bank_file', { content })).toMatchObject({
        effect: { sentence: 'Rien de nouveau : les 3 lignes du relevé sont déjà connues.' },
      });
    } finally {
      await other.database.drop();
    }
  });
});
