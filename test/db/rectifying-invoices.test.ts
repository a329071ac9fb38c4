// A facture rectificative replaces one invoice: its days are billed once, its number leaves no gap, the books hold together,
// and what it cannot replace is refused.
import { PDFDocument } from 'pdf-lib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { legalInvoiceOf, printInvoice } from '../../api/documents/invoice-pdf.ts';
import { readPrintedInvoices } from '../../db/printed-invoice.ts';
import { readBooks, readSnapshot } from '../../db/reports/accounts/books.ts';
import { fecFileName, writeFec } from '../../domain/accounts/fec.ts';
import { encodeLatinNine } from '../../domain/accounts/latin-nine.ts';
import { checkFec } from '../oracle/fec.ts';
import { openDesk, type Desk } from './desk.ts';

const MONTH = '2026-10';
type Invoice = { number: string; kind: string; net: number; left: number };

describe('la facture rectificative', () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk();
    const sheet = { consultant: 'C001', month: MONTH, project: 'P001' };
    await desk.run('validate_timesheet', sheet, 'direction');
    await desk.write((tx) => tx`update purchase_orders set amount_cents = 100000000`);
    await desk.decided('issue_invoices', { month: MONTH, projects: ['P001'] });
    await desk.decided('issue_invoices', { month: MONTH, projects: ['P002'] });
  });
  afterAll(() => desk.database.drop());

  const rectify = (input: object) => desk.decided('rectify_invoice', { reason: 'Jour en trop', ...input });
  const read = (number: string) => desk.app<Invoice[]>`
    select i.number, i.kind, i.net_cents::int as net,
      (i.gross_cents - coalesce((select sum(a.gross_cents) from invoices a where a.credited_invoice_id = i.id), 0))::int as left
    from invoices i where i.number = ${number}`;
  /** Live lines that name each day: an invoice's, less those that a credit note took back. */
  const countTwice = () => desk.app`
    select t.time_row_id from invoice_line_items t join invoice_lines l on l.id = t.line_id join invoices i on i.id = l.invoice_id
    where t.time_row_id is not null and i.kind <> 'avoir' and not exists (
      select 1 from invoice_lines c join invoice_line_items ci on ci.line_id = c.id
      where c.credited_line_id = l.id and ci.time_row_id = t.time_row_id)
    group by 1 having count(*) > 1`;

  test('reprend la facture sans le jour de trop, qui redevient à facturer', async () => {
    const [before] = await read('F2026-00021');
    const [day] = await desk.app<{ consultant: string; date: string }[]>`
      select c.code as consultant, r.worked_on as date from invoice_line_items t join time_rows r on r.id = t.time_row_id
        join consultants c on c.id = r.consultant_id join invoice_lines l on l.id = t.line_id
        join invoices i on i.id = l.invoice_id
      where i.number = 'F2026-00021' order by 1, 2 limit 1`;
    expect(await rectify({ invoice: 'F2026-00021', dropDays: [day] })).toMatchObject({ state: 'executed' });
    const [old] = await read('F2026-00021');
    const [fresh] = await read('F2026-00023');
    const [cancelled] = await read('F2026-00021-ANN');
    expect(old).toMatchObject({ left: 0 });
    expect(cancelled).toMatchObject({ kind: 'avoir', net: before?.net });
    expect(fresh?.net).toBeLessThan(before?.net ?? 0);
    expect(fresh?.net).toBeGreaterThan(0);
    expect(await countTwice()).toHaveLength(0);
    const [freed] = await desk.app`
      select count(*)::int as days from time_rows r join consultants c on c.id = r.consultant_id
      where c.code = ${day?.consultant ?? ''} and r.worked_on = ${day?.date ?? ''} and r.billed_line_id is not null`;
    expect(freed).toEqual({ days: 0 });
    const billing = await desk.report('billing', { month: MONTH });
    expect(JSON.stringify(billing['projects'])).toContain('"code":"P001"');
  });

  test('est de type 384, cite la facture, et le dit sur le papier ; l’annulation n’est le papier de personne', async () => {
    const printed = await readPrintedInvoices(desk.app, null);
    expect(printed.map(({ number }) => number)).toEqual(['F2026-00021', 'F2026-00022', 'F2026-00023']);
    const [rectifying] = await readPrintedInvoices(desk.app, 'F2026-00023');
    if (!rectifying) throw new Error('it is printed');
    const legal = legalInvoiceOf(rectifying);
    expect(legal).toMatchObject({ type: '384', preceding: [{ number: 'F2026-00021', issuedOn: '2026-10-31' }] });
    expect(legal.mentions.join(' ')).toContain('annule et remplace la facture F2026-00021 du 31/10/2026');
    const pdf = await PDFDocument.load(await printInvoice(rectifying));
    expect(pdf.getTitle()).toBe('Facture rectificative F2026-00023');
  });

  test('tient dans les livres : le FEC passe, l’annulation et la rectification s’y suivent', async () => {
    const books = await readSnapshot(desk.app, (tx) => readBooks(tx, 2026, '2026-10-31'));
    const invoices = new Set((await desk.app`select number from invoices`).map((row) => String(row['number'])));
    const year = { start: books.year.start.replaceAll('-', ''), end: books.year.end.replaceAll('-', '') };
    const context = { fileName: fecFileName('732829320', books.year.end), ...year, invoices, revenueCents: null };
    const bytes = encodeLatinNine(writeFec(books.ledger, books.settings));
    expect(checkFec(bytes, context)).toEqual([]);
    const pieces = books.ledger.entries.filter(({ journal }) => journal === 'VE').map(({ piece }) => piece);
    expect(pieces).toEqual(expect.arrayContaining(['F2026-00021', 'F2026-00021-ANN', 'F2026-00023']));
  });

  test('change aussi un prix, le bon de commande, ou rien que les mentions', async () => {
    await desk.write(
      (tx) => tx`update clients set city = 'Nantes' where code = (
      select c.code from invoices i join clients c on c.id = i.client_id where i.number = 'F2026-00023')`,
    );
    const [before] = await read('F2026-00023');
    const order = { invoice: 'F2026-00023', orderNumber: 'BC-CORRIGE' };
    expect(await rectify(order)).toMatchObject({ state: 'executed' });
    const [again] = await readPrintedInvoices(desk.app, 'F2026-00024');
    expect(again).toMatchObject({ netCents: before?.net, orderNumber: 'BC-CORRIGE', creditedNumber: 'F2026-00023' });
    expect(again?.frozen.client.city).toBe('Nantes');
    const prices = [{ line: 1, unitPrice: 100 }];
    expect(await rectify({ invoice: 'F2026-00024', prices })).toMatchObject({ state: 'executed' });
    const [cheaper] = await readPrintedInvoices(desk.app, 'F2026-00025');
    expect(cheaper?.lines[0]).toMatchObject({ unitPriceCents: 10_000 });
    expect(await countTwice()).toHaveLength(0);
  });

  test('s’envoie à la place de ce qu’elle remplace', async () => {
    const send = (invoice: string) => desk.run('send_invoice', { invoice, to: 'compta@client.fr' });
    expect(await send('F2026-00021')).toMatchObject({
      code: 'invoice_replaced',
      sentence: 'F2026-00021 est remplacée par F2026-00023 : envoyez F2026-00023.',
    });
    expect(await send('F2026-00021-ANN')).toMatchObject({
      code: 'invoice_replaced',
      sentence: 'F2026-00021-ANN annule F2026-00021, que F2026-00023 remplace : envoyez F2026-00023.',
    });
    expect(await send('F2026-00025')).toMatchObject({ state: 'done' });
  });

  test('est refusée pour ce qu’elle ne peut remplacer', async () => {
    const refused = (code: string) => ({ state: 'refused', code });
    const at = (invoice: string, more: object = {}) => rectify({ invoice, ...more });
    expect(await at('F2026-00021')).toMatchObject({
      ...refused('invoice_credited'),
      sentence: 'F2026-00021 est déjà remplacée : rectifiez la facture qui la remplace.',
    });
    expect(await at('F2026-00021-ANN')).toMatchObject(refused('not_rectifiable'));
    expect(await at('F2026-00003')).toMatchObject(refused('not_rectifiable'));
    expect(await at('F1999-00001')).toMatchObject(refused('not_found'));
    expect(await at('F2026-00025', { dropLines: [99] })).toMatchObject(refused('line_unknown'));
    expect(await at('F2026-00025', { dropDays: [{ consultant: 'C001', date: '2020-01-01' }] })).toMatchObject(
      refused('day_not_billed'),
    );
    expect(await at('F2026-00025', { issuedOn: '2026-12-01' })).toMatchObject(refused('rectifying_date'));
    const lines = (await readPrintedInvoices(desk.app, 'F2026-00025'))[0]?.lines ?? [];
    expect(await at('F2026-00025', { dropLines: lines.map((_, index) => index + 1) })).toMatchObject(
      refused('rectifying_empty'),
    );
    // An order of 1 M€ on P001, which a dearer invoice would pass.
    expect(await at('F2026-00025', { prices: [{ line: 1, unitPrice: 999_999 }] })).toMatchObject(
      refused('po_exceeded'),
    );
    // P005 bills a milestone, at the price of its contract.
    expect(await desk.decided('issue_invoices', { month: MONTH, projects: ['P005'] })).toMatchObject({
      state: 'executed',
    });
    expect(await at('F2026-00026', { prices: [{ line: 1, unitPrice: 1 }] })).toMatchObject(refused('milestone_price'));
    // A ceiling cuts the days of P002.
    expect(await at('F2026-00022', { prices: [{ line: 1, unitPrice: 1 }] })).toMatchObject(refused('ceiling_split'));
    expect(await desk.run('record_payment', { invoice: 'F2026-00022', amount: 10 })).toMatchObject({ state: 'done' });
    expect(await at('F2026-00022')).toMatchObject(refused('invoice_paid'));
  });
});
