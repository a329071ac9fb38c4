// `vigie invoices export --out DOSSIER [--number NUMÉRO]`: the issued invoices and credit notes, one PDF each. `vigie invoices
// evidence NUMÉRO --out FICHIER.zip`: what proves one of them.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PlainError } from '../../db/plain-error.ts';
import { readPrintedInvoices } from '../../db/printed-invoice.ts';
import { writeInvoiceEvidence } from '../archive/invoice-evidence.ts';
import { fileNameOf } from '../documents/file-name.ts';
import { makeInvoiceFile } from '../documents/invoice-pdf.ts';
import { EXIT, usageError, type CommandContext } from './command-context.ts';
import { requireLocal } from './local-only.ts';
import { sayCount } from '../../domain/french.ts';

export async function run(args: string[], context: CommandContext): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    options: { out: { type: 'string' }, number: { type: 'string' }, json: { type: 'boolean' } },
    allowPositionals: true,
    strict: true,
  });
  const [action, number, ...others] = positionals;
  const asked = { out: values.out ?? '', json: values.json === true };
  if (asked.out !== '' && action === 'export' && number === undefined)
    return exportInvoices(context, { ...asked, number: values.number ?? null });
  if (asked.out !== '' && action === 'evidence' && number !== undefined && others.length === 0)
    return exportEvidence(context, { ...asked, number });
  throw usageError(
    'Il faut dire quoi et où : « invoices export --out DOSSIER », ou « invoices evidence NUMÉRO --out FICHIER.zip ».',
  );
}

type Asked = { readonly out: string; readonly json: boolean };

async function exportEvidence(context: CommandContext, { number, out, json }: Asked & { number: string }) {
  requireLocal(context, 'invoices');
  const { app } = await context.openInstance();
  const written = await writeInvoiceEvidence(app, number, out, context.today);
  if (written === null) throw new PlainError('not_found', `Aucune facture ne porte le numéro ${number}.`);
  const { files, missing } = written;
  if (json) context.print(JSON.stringify({ file: out, files, missing }));
  else
    context.print(
      `${files.length} fichiers dans ${out}${missing === 0 ? '' : ` ; ${sayCount(missing, 'preuve manquante', 'preuves manquantes')}, voir index.txt`}`,
    );
  return EXIT.done;
}

async function exportInvoices(context: CommandContext, { number, out, json }: Asked & { number: string | null }) {
  requireLocal(context, 'invoices');
  const { app } = await context.openInstance();
  const invoices = await readPrintedInvoices(app, number);
  if (number !== null && invoices.length === 0)
    throw new PlainError('not_found', `Aucune facture émise ici ne porte le numéro ${number}.`);
  await mkdir(out, { recursive: true });
  const files: string[] = [];
  const withoutData: { number: string; missing: string[] }[] = [];
  for (const invoice of invoices) {
    const file = `${fileNameOf(invoice.number)}.pdf`;
    const { pdf, missing } = await makeInvoiceFile(invoice);
    await writeFile(join(out, file), pdf);
    files.push(file);
    if (missing.length > 0)
      withoutData.push({ number: invoice.number, missing: missing.map(({ sentence }) => sentence) });
  }
  if (json) context.print(JSON.stringify({ folder: out, files, withoutData }));
  else {
    context.print(`${files.length} PDF dans ${out}`);
    for (const one of withoutData) context.print(`${one.number} sans données Factur-X : ${one.missing.join(' ')}`);
  }
  return EXIT.done;
}
