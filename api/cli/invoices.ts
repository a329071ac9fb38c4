// `vigie invoices export --out DOSSIER [--number NUMÉRO]`: the issued invoices and credit notes, one PDF each.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PlainError } from '../../db/plain-error.ts';
import { readPrintedInvoices } from '../../db/printed-invoice.ts';
import { makeInvoiceFile } from '../documents/invoice-pdf.ts';
import { EXIT, usageError, type CommandContext } from './command-context.ts';
import { requireLocal } from './local-only.ts';

export async function run(args: string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: { out: { type: 'string' }, number: { type: 'string' }, json: { type: 'boolean' } },
    allowPositionals: true,
    strict: true,
  });
  if (positionals.length !== 1 || positionals[0] !== 'export' || values.out === undefined)
    throw usageError('Il faut dire quoi et où : « invoices export --out DOSSIER ».');
  requireLocal(context, 'invoices');
  const { app } = await context.openInstance();
  const invoices = await readPrintedInvoices(app, values.number ?? null);
  if (values.number !== undefined && invoices.length === 0)
    throw new PlainError('not_found', `Aucune facture émise ici ne porte le numéro ${values.number}.`);
  await mkdir(values.out, { recursive: true });
  const files: string[] = [];
  const withoutData: { number: string; missing: string[] }[] = [];
  for (const invoice of invoices) {
    // A number may hold a slash; a file name may not.
    const file = `${invoice.number.replaceAll(/[^\w+-]/g, '_')}.pdf`;
    const { pdf, missing } = await makeInvoiceFile(invoice);
    await writeFile(join(values.out, file), pdf);
    files.push(file);
    if (missing.length > 0)
      withoutData.push({ number: invoice.number, missing: missing.map(({ sentence }) => sentence) });
  }
  if (values.json === true) context.print(JSON.stringify({ folder: values.out, files, withoutData }));
  else {
    context.print(`${files.length} PDF dans ${values.out}`);
    for (const { number, missing } of withoutData)
      context.print(`${number} sans données Factur-X : ${missing.join(' ')}`);
  }
  return EXIT.done;
}
