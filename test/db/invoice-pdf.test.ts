// The paper of an invoice: what `vigie invoices export` writes, the same bytes each time, from what was frozen.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { PDFDocument } from 'pdf-lib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { printInvoice } from '../../api/documents/invoice-pdf.ts';
import { readPrintedInvoices } from '../../db/printed-invoice.ts';
import { openDesk, type Desk } from './desk.ts';
import { runVigie } from './run-vigie.ts';

const SETTINGS = {
  legal_form: 'SAS',
  share_capital_cents: 5_000_000,
  registered_at: 'RCS Lyon',
  address: '12, rue de la République',
  postal_code: '69001',
  city: 'Lyon',
  vat_number: 'FR44732829320',
  iban: 'FR7630006000011234567890189',
};

let desk: Desk;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vigie-pdf-'));
  desk = await openDesk();
  await desk.write(
    (tx) => tx`insert into firm (id, name, siren, settings) values (1, 'ESN Exemple', '732829320', ${tx.json(SETTINGS)})
    on conflict (id) do update set name = excluded.name, siren = excluded.siren, settings = excluded.settings`,
  );
  await desk.decided('issue_invoices', { month: '2026-10', projects: ['P002'] });
  await desk.decided('issue_credit_note', { invoice: 'F2026-00021', reason: 'erreur', lines: 'all' });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await desk.database.drop();
});

describe('le papier d’une facture', () => {
  test('dit les parties telles qu’elles étaient le jour de l’émission', async () => {
    await desk.write((tx) => tx`update clients set name = 'Autre nom' where code = 'CL002'`);
    const [invoice, credit] = await readPrintedInvoices(desk.app, null);
    expect(invoice).toMatchObject({
      number: 'F2026-00021',
      frozen: { client: { name: 'Assurances Méridien' }, firm: { name: 'ESN Exemple', siren: '732829320' } },
      lines: [{ amountCents: 701_400 }, { label: 'Au-delà du plafond du contrat', amountCents: -251_400 }],
    });
    expect(credit).toMatchObject({ kind: 'avoir', creditedNumber: 'F2026-00021', creditedOn: '2026-10-31' });
  });

  test('se refait à l’octet près', async () => {
    const [invoice] = await readPrintedInvoices(desk.app, 'F2026-00021');
    if (!invoice) throw new Error('the invoice is missing');
    const [one = new Uint8Array(), ...again] = await Promise.all([1, 2, 3].map(() => printInvoice(invoice)));
    for (const other of again) expect(Buffer.from(other).equals(Buffer.from(one))).toBe(true);
    expect((await PDFDocument.load(one)).getTitle()).toBe('Facture F2026-00021');
  });

  test('s’écrit par la ligne de commande, un fichier par numéro', async () => {
    const { url, appUrl, readerUrl } = desk.database;
    const env = {
      VIGIE_HOME: join(folder, 'home'),
      DATABASE_URL: url,
      DATABASE_APP_URL: appUrl,
      DATABASE_READER_URL: readerUrl,
    };
    const out = join(folder, 'out');
    expect(await runVigie(['invoices', 'export', '--out', out], env)).toMatchObject({ code: 0 });
    expect(readdirSync(out)).toEqual(['F2026-00021.pdf', 'F2026-00022.pdf']);
    expect(readFileSync(join(out, 'F2026-00022.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
    // Another process, the same bytes.
    const [credit] = await readPrintedInvoices(desk.app, 'F2026-00022');
    if (!credit) throw new Error('the credit note is missing');
    expect(readFileSync(join(out, 'F2026-00022.pdf')).equals(Buffer.from(await printInvoice(credit)))).toBe(true);
    const evidence = join(out, 'preuves.zip');
    const written = await runVigie(['invoices', 'evidence', 'F2026-00021', '--out', evidence, '--json'], env);
    expect([written.code, JSON.parse(written.stdout)]).toMatchObject([0, { file: evidence, missing: 1 }]);
    expect(Object.keys(unzipSync(readFileSync(evidence)))).toContain('facture-F2026-00021.pdf');
    expect(await runVigie(['invoices', 'evidence', 'F1', '--out', evidence], env)).toMatchObject({ code: 1 });
    const unknown = await runVigie(['invoices', 'export', '--out', out, '--number', 'F1'], env);
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('F1')]);
  });

  test('tient sur autant de pages qu’il a de lignes, même aux mots sans fin', async () => {
    const [invoice] = await readPrintedInvoices(desk.app, 'F2026-00021');
    const line = invoice?.lines[0];
    if (!invoice || !line) throw new Error('the invoice is missing');
    const long = { ...invoice, lines: Array.from({ length: 150 }, () => ({ ...line, label: 'mot'.repeat(60) })) };
    expect((await PDFDocument.load(await printInvoice(long))).getPageCount()).toBeGreaterThan(5);
  });
});
