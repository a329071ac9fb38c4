// From an issued invoice to its last payment, and the closing of a month, on a real database.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDesk, type Desk } from './desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.database.drop());

const owed = async (client: string): Promise<number> => {
  const { clients } = (await desk.report('receivables')) as unknown as { clients: { code: string; balance: number }[] };
  return clients.find(({ code }) => code === client)?.balance ?? 0;
};
const paymentsOf = async (number: string) =>
  desk.app`select p.paid_on, p.occurrence, p.gross_cents, p.reference from payments p
    join invoices i on i.id = p.invoice_id where i.number = ${number} order by p.paid_on, p.occurrence`;

describe('un paiement', () => {
  test('baisse ce que doit le client, deux fois le même jour aussi', async () => {
    const before = await owed('CL001');
    const input = { invoice: 'F2026-00012', amount: 5000, paidOn: '2026-10-30', reference: 'VIR-1' };
    expect(await desk.run('record_payment', input)).toMatchObject({ state: 'done', result: { left: 5944 } });
    expect(await desk.run('record_payment', { ...input, amount: 944.5 })).toMatchObject({ result: { left: 4999.5 } });
    expect(await owed('CL001')).toBeCloseTo(before - 5944.5, 2);
    expect((await paymentsOf('F2026-00012')).map((row) => row['occurrence'])).toEqual([1, 2]);
  });

  test('en trop est refusé, ou accepté si on le dit ; un remboursement ne passe pas ce qui fut payé', async () => {
    const input = { invoice: 'F2026-00012', amount: 4999.51 };
    expect(await desk.run('record_payment', input)).toMatchObject({ code: 'overpayment' });
    expect(await desk.run('record_payment', { ...input, acceptOverpayment: true })).toMatchObject({
      result: { left: -0.01 },
    });
    expect(await desk.run('record_payment', { ...input, amount: -10_944.02 })).toMatchObject({
      code: 'refund_over_paid',
    });
    expect(await desk.run('record_payment', { ...input, amount: -0.01 })).toMatchObject({ result: { left: 0 } });
  });

  test('refuse un avoir, une date future ou d’avant la facture, une facture inconnue, zéro, un autre rôle', async () => {
    const input = { invoice: 'F2026-00013', amount: 10 };
    expect(await desk.run('record_payment', { ...input, invoice: 'F2026-00016' })).toMatchObject({
      code: 'credit_not_payable',
    });
    expect(await desk.run('record_payment', { ...input, paidOn: '2026-11-01' })).toMatchObject({
      code: 'date_in_future',
    });
    expect(await desk.run('record_payment', { ...input, paidOn: '2026-09-17' })).toMatchObject({
      code: 'paid_before_issue',
    });
    expect(await desk.run('record_payment', { ...input, invoice: 'F0' })).toMatchObject({ code: 'not_found' });
    expect(await desk.run('record_payment', { ...input, amount: 0 })).toMatchObject({ code: 'input_invalid' });
    for (const seat of ['consultant', 'commercial', 'responsable'] as const)
      expect(await desk.run('record_payment', input, seat)).toMatchObject({ code: 'right_refused' });
  });
});

describe('le relevé bancaire', () => {
  const content = [
    'date;libelle;montant;reference',
    '29/10/2026;VIREMENT GROUPE HELIOS F2026-00019;"4 000,00";VIR-20',
    '2026-10-29;VIR ENERGIE ATLANTIQUE;7291.89;',
    '2026-10-30;LOYER;-2500;',
    '2026-10-30;CAFE;12,5;',
    '2026-10-30;CAFE;12,5;',
    '',
  ].join('\r\n');

  test('entre une fois, quel que soit le nombre d’imports', async () => {
    expect(await desk.run('import_bank_file', { content })).toMatchObject({ result: { lines: 5, known: 0 } });
    expect(await desk.run('import_bank_file', { content })).toMatchObject({
      state: 'done',
      result: { lines: 0, known: 5 },
    });
    expect(await desk.run('import_bank_file', { content: 'date;libelle;montant\n31/02/2026;x;1' })).toMatchObject({
      code: 'statement_unreadable',
      sentence: expect.stringContaining('Ligne 2'),
    });
    expect(await desk.run('import_bank_file', { content: 'date;libelle;montant\n' })).toMatchObject({
      code: 'statement_empty',
    });
  });

  test('paie la facture citée, ou la seule dont c’est exactement le reste', async () => {
    expect(await desk.run('match_bank_lines', {})).toMatchObject({ state: 'done', result: { matched: 2 } });
    expect(await paymentsOf('F2026-00019')).toMatchObject([{ gross_cents: 400_000, reference: 'VIR-20' }]);
    expect(await paymentsOf('F2026-00020')).toMatchObject([{ gross_cents: 729_189 }]);
    expect(await desk.run('match_bank_lines', {})).toMatchObject({ code: 'nothing_to_match' });
  });

  test('se rapproche aussi à la main, ligne par ligne', async () => {
    const lines = await desk.app`select id, label from bank_lines where label = 'CAFE' order by id`;
    const [first] = lines.map((row) => Number(row['id']));
    const matches = [{ line: first, invoice: 'F2026-00019' }];
    expect(await desk.run('match_bank_lines', { matches })).toMatchObject({ state: 'done' });
    expect(await desk.run('match_bank_lines', { matches })).toMatchObject({ code: 'not_found' });
    expect(await desk.run('match_bank_lines', { matches }, 'commercial')).toMatchObject({ code: 'right_refused' });
  });
});

describe('une ligne de relevé qui ne paie aucune facture', () => {
  const lineOf = async (label: string): Promise<number> =>
    Number((await desk.app`select id from bank_lines where label = ${label} order by id desc`)[0]?.['id']);
  const matchOf = async (label: string) => ({ matches: [{ line: await lineOf(label), invoice: 'F2026-00019' }] });

  test('s’écarte en disant ce qu’elle est, et n’attend plus de facture', async () => {
    const content = 'date;libelle;montant\n2026-10-30;DGFIP REMBOURSEMENT TVA;1234.5\n';
    expect(await desk.run('import_bank_file', { content })).toMatchObject({ result: { lines: 1 } });
    const line = await lineOf('DGFIP REMBOURSEMENT TVA');
    const bankOf = async () => (await desk.report('cash')) as unknown as { bank: { line: number }[] };
    expect((await bankOf()).bank.map((one) => one.line)).toContain(line);
    expect(await desk.run('set_aside_bank_line', { line, reason: 'remboursement de TVA' })).toMatchObject({
      state: 'done',
      effect: {
        sentence: expect.stringMatching(/Écarter 1.234,50.€ « DGFIP REMBOURSEMENT TVA » .* remboursement de TVA/u),
      },
    });
    expect((await bankOf()).bank.map((one) => one.line)).not.toContain(line);
    expect(await desk.run('match_bank_lines', await matchOf('DGFIP REMBOURSEMENT TVA'))).toMatchObject({
      code: 'not_found',
    });
    expect(await desk.run('set_aside_bank_line', { line, reason: 'remboursement de TVA' })).toMatchObject({
      code: 'already_set_aside',
    });
  });

  test('se remet à rapprocher', async () => {
    const line = await lineOf('DGFIP REMBOURSEMENT TVA');
    expect(await desk.run('set_aside_bank_line', { line, reason: null })).toMatchObject({ state: 'done' });
    expect(await desk.run('set_aside_bank_line', { line, reason: null })).toMatchObject({ code: 'not_set_aside' });
    expect(await desk.run('set_aside_bank_line', { line: 999_999, reason: 'x' })).toMatchObject({ code: 'not_found' });
  });

  test('ne s’écarte plus une fois rapprochée, ni par qui ne tient pas la banque', async () => {
    const paid = await lineOf('VIR ENERGIE ATLANTIQUE');
    expect(await desk.run('set_aside_bank_line', { line: paid, reason: 'x' })).toMatchObject({ code: 'line_matched' });
    expect(await desk.run('set_aside_bank_line', { line: paid, reason: 'x' }, 'commercial')).toMatchObject({
      code: 'right_refused',
    });
  });
});

describe('le recouvrement', () => {
  const invoice = 'F2026-00011';

  test('relance par niveaux montants, seulement ce qui est échu', async () => {
    expect(await desk.run('send_dunning', { invoice, level: 1 }, 'adv', '2026-10-11')).toMatchObject({
      code: 'not_due',
    });
    expect(await desk.run('send_dunning', { invoice, level: 2 })).toMatchObject({
      state: 'done',
      effect: { sentence: expect.stringMatching(/9.110,00.€ TTC, 20 jours de retard/) },
    });
    expect(await desk.run('send_dunning', { invoice, level: 1 })).toMatchObject({ code: 'level_sent' });
    expect(await desk.run('send_dunning', { invoice, level: 4 })).toMatchObject({ code: 'input_invalid' });
    expect(await desk.run('send_dunning', { invoice: 'F2026-00001', level: 1 })).toMatchObject({
      code: 'invoice_settled',
    });
    expect(await desk.run('send_dunning', { invoice: 'F0', level: 1 })).toMatchObject({ code: 'not_found' });
  });

  test('montre la lettre qui partira, et elle ne part qu’une fois', async () => {
    const asked = { invoice: 'F2026-00008', level: 1 };
    const answer = await desk.run('send_dunning', asked);
    expect(answer).toMatchObject({ state: 'done' });
    const letters = () => desk.app`
      select sent_to, body from mails where kind = 'dunning' and body like '%F2026-00008%'`;
    const [letter] = await letters();
    expect(letter).toMatchObject({ sent_to: 'factures@client3.example' });
    expect(answer).toMatchObject({
      effect: { indicators: [{ label: 'Lettre à factures@client3.example', after: letter?.['body'] }] },
    });
    expect(await desk.run('send_dunning', asked)).toMatchObject({ code: 'level_sent' });
    expect(await letters()).toHaveLength(1);
  });

  test('attend le jour promis, et la promesse du jour se corrige', async () => {
    expect(await desk.run('record_promise', { invoice, promisedOn: '2026-10-30' })).toMatchObject({
      code: 'date_in_past',
    });
    expect(await desk.run('record_promise', { invoice, promisedOn: '2026-11-05' })).toMatchObject({ state: 'done' });
    expect(await desk.run('record_promise', { invoice, promisedOn: '2026-11-06', note: 'tél.' })).toMatchObject({
      state: 'done',
    });
    expect(await desk.app`select promised_on, note from payment_promises`).toMatchObject([
      { promised_on: '2026-11-06', note: 'tél.' },
    ]);
    expect(await desk.run('send_dunning', { invoice, level: 3 })).toMatchObject({ code: 'promised' });
    expect(await desk.run('send_dunning', { invoice, level: 3 }, 'daf', '2026-11-07')).toMatchObject({ state: 'done' });
  });

  test('s’arrête pendant un litige et reprend à sa clôture', async () => {
    const other = 'F2026-00014';
    expect(await desk.run('close_dispute', { invoice: other, outcome: 'x' })).toMatchObject({ code: 'not_disputed' });
    expect(await desk.run('open_dispute', { invoice, reason: 'jours contestés' })).toMatchObject({ state: 'done' });
    expect(await desk.run('open_dispute', { invoice, reason: 'encore' })).toMatchObject({ code: 'disputed' });
    expect(await desk.run('close_dispute', { invoice, outcome: 'accord' }, 'direction')).toMatchObject({
      state: 'done',
    });
    expect(await desk.run('close_dispute', { invoice, outcome: 'accord' })).toMatchObject({ code: 'not_disputed' });
    expect(await desk.app`select closed_on, outcome from invoice_disputes`).toMatchObject([
      { closed_on: '2026-10-31', outcome: 'accord' },
    ]);
  });

  test('abandonne une créance sur décision de la direction seule, et la solde', async () => {
    const before = await owed('CL003');
    const input = { invoice, reason: 'irrécouvrable' };
    expect(await desk.run('write_off', input)).toMatchObject({ state: 'needs_approval', approvers: ['direction'] });
    expect(await desk.decided('write_off', input, { approver: 'daf' })).toMatchObject({ code: 'right_refused' });
    expect(await desk.decided('write_off', input)).toMatchObject({ state: 'executed' });
    expect(await owed('CL003')).toBeCloseTo(before - 9110, 2);
    expect(await desk.run('write_off', input)).toMatchObject({ code: 'invoice_settled' });
    // Nothing came in: there is nothing to refund.
    expect(await desk.run('record_payment', { invoice, amount: -1 })).toMatchObject({ code: 'refund_over_paid' });
    expect(await desk.run('record_promise', { invoice, promisedOn: '2026-12-01' }, 'consultant')).toMatchObject({
      code: 'right_refused',
    });
  });
});

describe('un mois', () => {
  test('se commence, se clôt par une seconde personne avec ses chiffres, puis refuse ses faits', async () => {
    expect(await desk.run('start_month_end', { month: '2026-11' })).toMatchObject({ code: 'month_to_come' });
    expect(await desk.run('start_month_end', { month: '2026-09' })).toMatchObject({ state: 'done' });
    expect(await desk.run('start_month_end', { month: '2026-09' })).toMatchObject({ code: 'month_end_started' });
    expect(await desk.run('close_month', { month: '2026-09' })).toMatchObject({
      state: 'needs_approval',
      approvers: ['direction', 'daf'],
    });
    expect(await desk.decided('close_month', { month: '2026-09' }, { approver: 'daf' })).toMatchObject({
      state: 'executed',
    });
    const { total } = await desk.report('margin', { from: '2026-09-01', 'as-of': '2026-09-30' });
    const [row] =
      await desk.app`select state, closed_figures, closed_at from month_closings where month = '2026-09-01'`;
    expect(row).toMatchObject({ state: 'closed', closed_figures: total });
    expect(row?.['closed_at']).not.toBeNull();
    expect(await desk.run('close_month', { month: '2026-09' })).toMatchObject({ code: 'month_closed' });
    expect(await desk.run('start_month_end', { month: '2026-09' })).toMatchObject({ code: 'month_closed' });
    const september = { paidOn: '2026-09-30' };
    expect(await desk.run('record_payment', { invoice: 'F2026-00013', amount: 1, ...september })).toMatchObject({
      code: 'month_closed',
    });
    const day = { consultant: 'C002', date: '2026-09-30', project: 'P003', days: 1 };
    expect(await desk.run('enter_time', { entries: [day] }, 'direction')).toMatchObject({ code: 'month_closed' });
    const issue = { month: '2026-10', projects: ['P007'], issuedOn: '2026-09-30' };
    expect(await desk.run('issue_invoices', issue)).toMatchObject({ code: 'month_closed' });
    const credit = { invoice: 'F2026-00013', reason: 'x', amount: 1, issuedOn: '2026-09-30' };
    expect(await desk.run('issue_credit_note', credit)).toMatchObject({ code: 'month_closed' });
    expect(await desk.run('issue_deposit', { project: 'P003', amount: 1, issuedOn: '2026-09-30' })).toMatchObject({
      code: 'month_closed',
    });
  });

  test('qui n’est pas fini ne se clôt pas', async () => {
    expect(await desk.run('close_month', { month: '2026-10' }, 'adv', '2026-10-30')).toMatchObject({
      code: 'month_not_over',
    });
    expect(await desk.run('close_month', { month: '2026-10' }, 'responsable')).toMatchObject({ code: 'right_refused' });
  });

  test('se rouvre sur décision de la direction, en gardant les chiffres de sa clôture', async () => {
    const input = { month: '2026-09', reason: 'facture oubliée' };
    expect(await desk.run('reopen_month', input)).toMatchObject({ state: 'needs_approval', approvers: ['direction'] });
    expect(await desk.decided('reopen_month', input)).toMatchObject({ state: 'executed' });
    expect(await desk.run('reopen_month', input)).toMatchObject({ code: 'month_open' });
    const [row] =
      await desk.app`select state, closed_figures is not null as kept, closed_at from month_closings where month = '2026-09-01'`;
    expect(row).toEqual({ state: 'open', kept: true, closed_at: null });
  });
});
