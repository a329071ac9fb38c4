// What subcontractors are paid, on a real database: by hand and by the bank's statement, in the books, in the cash to come.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readBooks, readSnapshot } from '../../db/reports/accounts/books.ts';
import { writeFec } from '../../domain/accounts/fec.ts';
import { balanceOf } from '../../domain/accounts/entry.ts';
import { cash } from '../../api/contract/cash-outputs.ts';
import { camtDocument } from '../rules/bank-statements.ts';
import { openDesk, type Desk } from './desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.database.drop());

const pay = (invoice: string, amount: number, more: object = {}) =>
  desk.run('record_payment', { supplier: 'C008', invoice, amount, ...more });
const report = async (asOf = '2026-10-31') => cash.strict().parse(await desk.report('cash', { 'as-of': asOf }));
const books = (through = '2026-10-31') => readSnapshot(desk.app, (tx) => readBooks(tx, 2026, through));
const balance = async (account: string, supplier: string | null = null, through?: string) =>
  (await books(through)).ledger.entries
    .flatMap(({ lines }) => lines)
    .filter((line) => line.account === account && (supplier === null || line.auxiliary?.code === supplier))
    .reduce((total, line) => total + balanceOf(line), 0);
const lineOf = async (label: string): Promise<number> => {
  const [row] = await desk.app`select id from bank_lines where label like ${`%${label}%`}`;
  return Number(row?.['id']);
};

test('des factures de sous-traitants arrivent, avec leur échéance et le régime de leur TVA', async () => {
  const bill = { consultant: 'C008', month: '2026-09', vatOnDebits: false };
  // Thirteen days of September at 402.50, in two invoices; then Sébastien's.
  for (const one of [
    { ...bill, number: 'ZL-2026-09', days: 10, net: 4025, vat: 805, receivedOn: '2026-10-02' },
    { ...bill, number: 'ZL-2026-09B', days: 3, net: 1300, vat: 260, receivedOn: '2026-10-05', dueOn: '2026-10-20' },
    {
      consultant: 'C006',
      month: '2026-09',
      number: '42',
      days: 1,
      net: 500,
      vat: 100,
      receivedOn: '2026-10-06',
      vatOnDebits: true,
    },
  ])
    expect(await desk.run('record_supplier_invoice', one)).toMatchObject({ state: 'done' });
});

describe('un paiement noté à la main', () => {
  test('solde la facture en partie, puis en entier ; la TVA se déduit à mesure, jamais deux fois', async () => {
    expect(await balance('vatDeductiblePending')).toBe(80_500 + 26_000);
    expect(await pay('ZL-2026-09', 1830, { paidOn: '2026-10-20' })).toMatchObject({
      state: 'done',
      effect: { sentence: expect.stringMatching(/sur ZL-2026-09 de C008 : reste à payer 3.000,00.€/) },
      result: { left: 3000 },
    });
    expect(await balance('vatDeductiblePending')).toBe(106_500 - 30_500);
    expect(await balance('supplier', 'C008')).toBe(-300_000 - 156_000);
    expect(await pay('ZL-2026-09', 3000.01)).toMatchObject({ code: 'overpayment' });
    expect(await pay('ZL-2026-09', 3000, { paidOn: '2026-10-30' })).toMatchObject({ state: 'done' });
    expect(await balance('vatDeductiblePending')).toBe(26_000);
    const { ledger, settings } = await books();
    const lettered = [...ledger.letters].filter(([line]) => line.openItem === 'C008/ZL-2026-09');
    expect(lettered.map(([, { code, date }]) => [code, date])).toEqual(lettered.map(() => ['AAA', '2026-10-30']));
    expect(lettered).toHaveLength(3);
    expect(writeFec(ledger, settings)).toContain('TVA déductible en attente de paiement');
  });

  test('dit pourquoi il ne se note pas', async () => {
    expect(await pay('ZL-99', 10)).toMatchObject({
      code: 'not_found',
      sentence: expect.stringContaining('Facture inconnue de C008 : ZL-99'),
    });
    expect(await pay('ZL-2026-09', 10)).toMatchObject({ code: 'overpayment' });
    expect(await pay('ZL-2026-09B', -10)).toMatchObject({ code: 'refund_over_paid' });
    expect(await pay('ZL-2026-09B', 10, { paidOn: '2026-11-02' })).toMatchObject({ code: 'date_in_future' });
    expect(
      await desk.run('record_payment', { supplier: 'C008', invoice: 'ZL-2026-09B', amount: 10 }, 'responsable'),
    ).toMatchObject({ code: 'right_refused' });
  });

  test('la TVA déductible de la CA3 est celle de ce qui fut payé, et des factures aux débits', async () => {
    const vat = (await desk.report('vat', { month: '2026-10' })) as unknown as {
      boxes: { box: string; vat: number }[];
      total: { difference: number };
    };
    expect(vat.boxes.find(({ box }) => box === '20')?.vat).toBe(805 + 100);
    expect(vat.total.difference).toBe(0);
  });
});

describe('la trésorerie', () => {
  test('dit ce qui est dû, par ancienneté, l’écart avec le CRA et la commande, et n’attend que ce qui reste', async () => {
    const { suppliers, bills, matches, flows, total } = await report();
    expect(suppliers).toEqual([
      { code: 'C006', balance: 600, not_due: 600, d1_30: 0, d31_60: 0, d61_90: 0, over_90: 0 },
      { code: 'C008', balance: 1560, not_due: 0, d1_30: 1560, d31_60: 0, d61_90: 0, over_90: 0 },
    ]);
    expect(total.payable).toBe(2160);
    expect(bills).toEqual([
      {
        supplier: 'C008',
        number: 'ZL-2026-09B',
        month: '2026-09',
        pay_by: '2026-10-20',
        late_days: 11,
        gross: 1560,
        left: 1560,
      },
      { supplier: 'C006', number: '42', month: '2026-09', pay_by: '2026-11-05', late_days: 0, gross: 600, left: 600 },
    ]);
    expect(matches.find(({ supplier }) => supplier === 'C008')).toMatchObject({
      invoices: ['ZL-2026-09', 'ZL-2026-09B'],
      days: 13,
      days_due: 13,
      days_difference: 0,
      invoiced: 5325,
      expected: 5232.5,
      difference: 92.5,
    });
    const spent = flows.filter(
      ({ kind, subject, on }) => kind === 'subcontractors' && /C00[68]/.test(subject) && on < '2026-11-10',
    );
    expect(spent.map(({ subject, on, amount }) => [subject, on, amount])).toEqual([
      ['C006', '2026-11-05', -600],
      ['C008', '2026-11-07', -1560],
    ]);
    // The day before, a part of the first was still to pay.
    expect((await report('2026-10-29')).suppliers.find(({ code }) => code === 'C008')?.balance).toBe(4560);
  });
});

describe('les lignes du relevé', () => {
  const spend = (amount: string, id: string, payee: string, reason: string, side: 'DBIT' | 'CRDT' = 'DBIT') => ({
    amount,
    id,
    side,
    day: '2026-10-30',
    payments: [{ payer: payee, reason }],
  });

  test('se proposent par le nom et le montant, ou le numéro ; ce qui ne nomme personne n’est pas dit', async () => {
    const content = camtDocument([
      spend('600.00', 'D1', 'DIALLO SEBASTIEN', 'PRESTATION'),
      spend('1560.00', 'D2', 'LOYER BUREAUX', 'OCTOBRE'),
      spend('3200.00', 'D3', 'SALAIRE', 'ZL 2026 09B'),
      spend('200.00', 'D4', 'M ZOE LEFEVRE', 'ACOMPTE'),
    ]);
    expect(await desk.run('import_bank_file', { content })).toMatchObject({ result: { lines: 4 } });
    const { bank } = await report();
    expect(bank.map(({ state, supplier, invoices }) => [state, supplier, invoices])).toEqual([
      ['amount', 'C006', [{ invoice: '42', amount: 600 }]],
      ['to_choose', 'C008', []],
      ['to_choose', 'C008', []],
    ]);
    expect(bank[1]?.detail).toContain('facture à choisir ou à enregistrer');
    const done = await desk.run('match_bank_lines', {});
    expect(done).toMatchObject({
      state: 'done',
      result: { matched: 1, open: 2 },
      effect: { sentence: expect.stringMatching(/600,00.€ payés aux fournisseurs, 2 restent à rapprocher/) },
    });
    expect(await balance('supplier', 'C006')).toBe(0);
  });

  test('une personne choisit : en partie, jamais un client et un fournisseur, jamais deux fois', async () => {
    const line = await lineOf('ACOMPTE');
    const choose = (...matches: object[]) => desk.run('match_bank_lines', { matches });
    expect(
      await choose({ line, supplier: 'C008', invoice: 'ZL-2026-09B', amount: 100 }, { line, invoice: 'F2026-00019' }),
    ).toMatchObject({ code: 'line_mixed' });
    expect(await choose({ line, supplier: 'C008', invoice: 'ZL-2026-09' })).toMatchObject({ code: 'overpayment' });
    expect(await choose({ line, supplier: 'C008', invoice: 'F2026-00019' })).toMatchObject({ code: 'not_found' });
    expect(await choose({ line, supplier: 'C008', invoice: 'ZL-2026-09B' })).toMatchObject({ state: 'done' });
    expect(await choose({ line, supplier: 'C008', invoice: 'ZL-2026-09B' })).toMatchObject({ code: 'not_found' });
    expect(await balance('supplier', 'C008')).toBe(-136_000);
    // Money left the account: no invoice of a client is paid by it.
    expect(await choose({ line: await lineOf('LOYER'), invoice: 'F2026-00019' })).toMatchObject({
      code: 'refund_over_paid',
    });
  });

  test('un fournisseur qui rembourse : une ligne reçue, sur sa facture', async () => {
    const content = camtDocument([spend('50.00', 'D5', 'ZOE LEFEVRE', 'TROP REGLE', 'CRDT')]);
    await desk.run('import_bank_file', { content });
    const line = await lineOf('TROP REGLE');
    expect(
      await desk.run('match_bank_lines', { matches: [{ line, supplier: 'C008', invoice: 'ZL-2026-09B' }] }),
    ).toMatchObject({ state: 'done', effect: { euros: [{ label: 'Payé aux fournisseurs TTC', afterCents: -5000 }] } });
    expect(await balance('supplier', 'C008')).toBe(-141_000);
  });
});

test('une facture arrivée après la clôture de son mois entre dans le mois ouvert', async () => {
  await desk.write(
    (tx) => tx`insert into month_closings (month, state, closed_at) values ('2026-09-01', 'closed', now())
      on conflict (month) do update set state = 'closed'`,
  );
  const late = { consultant: 'C006', month: '2026-09', number: '43', days: 1, net: 500, vat: 100 };
  expect(await desk.run('record_supplier_invoice', { ...late, receivedOn: '2026-09-30' })).toMatchObject({
    code: 'month_closed',
  });
  expect(await desk.run('record_supplier_invoice', { ...late, receivedOn: '2026-10-30' })).toMatchObject({
    state: 'done',
  });
  expect(
    await desk.run('record_payment', { supplier: 'C006', invoice: '43', amount: 600, paidOn: '2026-09-30' }),
  ).toMatchObject({
    code: 'month_closed',
  });
});
