// Making the archive of a year (`vigie archive`): what the books, the invoices and the journal of decisions were, in one
// snapshot, and the firm's files.

import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fecFileName, writeFec } from '../../domain/accounts/fec.ts';
import { encodeLatinNine } from '../../domain/accounts/latin-nine.ts';
import { compareCodes } from '../../domain/codes.ts';
import { readSealedActsInPieces, readYearOfSeals } from '../../db/archive-facts.ts';
import type { Sql, Transaction } from '../../db/connection.ts';
import { readClosings } from '../../db/day-closings.ts';
import { exportFirm } from '../../db/export/export-firm.ts';
import { readPrintedInvoices, type PrintedInvoice } from '../../db/printed-invoice.ts';
import { readBooks, readSnapshot } from '../../db/reports/accounts/books.ts';
import { openSealer } from '../../db/seals.ts';
import { fileNameOf } from '../documents/file-name.ts';
import { printInvoice } from '../documents/invoice-pdf.ts';
import {
  ARCHIVE_FORMAT,
  CLOSINGS_FILE,
  FIRM_FOLDER,
  INVOICE_FOLDER,
  MANIFEST,
  SEALS_FILE,
  type Manifest,
} from './format.ts';
import { openZip, type WrittenFile, type ZipWriter } from './zip-writer.ts';

const utf8 = new TextEncoder();

function* jsonLines(rows: Iterable<unknown>): Generator<Uint8Array> {
  for (const row of rows) yield utf8.encode(`${JSON.stringify(row)}\n`);
}

/** Until the firm's SIREN is known. */
const NO_SIREN = '000000000';

type Journal = Pick<Manifest, 'opening_head' | 'seal_head' | 'acts_before' | 'seals' | 'acts' | 'closings'>;

async function addJournal(tx: Transaction, zip: ZipWriter, year: number, files: WrittenFile[]): Promise<Journal> {
  const { openingHead, head, actsBefore, seals } = await readYearOfSeals(tx, year);
  let acts = 0;
  async function* lines(): AsyncGenerator<Uint8Array> {
    for await (const piece of readSealedActsInPieces(tx, seals)) {
      acts += piece.reduce((total, one) => total + one.acts.length, 0);
      yield* jsonLines(piece);
    }
  }
  files.push(await zip.add(SEALS_FILE, lines()));
  const closings = (await readClosings(tx)).filter(({ day }) => day <= `${year}-12-31`);
  files.push(await zip.add(CLOSINGS_FILE, jsonLines(closings)));
  return {
    opening_head: openingHead,
    seal_head: head,
    acts_before: actsBefore,
    seals: seals.length,
    acts,
    closings: closings.length,
  };
}

async function addInvoices(zip: ZipWriter, invoices: readonly PrintedInvoice[], files: WrittenFile[]): Promise<void> {
  for (const invoice of invoices) {
    const path = `${INVOICE_FOLDER}${fileNameOf(invoice.number)}`;
    files.push(await zip.add(`${path}.json`, jsonLines([invoice])));
    files.push(await zip.add(`${path}.pdf`, [await printInvoice(invoice)], true));
  }
}

/** The firm's files, from a folder that is gone afterwards. */
async function addFirm(app: Sql, zip: ZipWriter, files: WrittenFile[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'vigie-archive-'));
  try {
    await exportFirm(app, folder);
    for (const name of (await readdir(folder)).sort(compareCodes))
      files.push(await zip.add(`${FIRM_FOLDER}${name}`, createReadStream(join(folder, name))));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export type Archived = { readonly manifest: Manifest; readonly sha256: string };

/**
 * Writes the archive of a financial year to a file, whole or not at all.
 * @param today what is known by that day is in it.
 */
export async function writeArchive(app: Sql, file: string, year: number, today: string): Promise<Archived> {
  // With Vigie stopped, nobody else seals the last acts.
  await openSealer(app).seal();
  const zip = openZip(file);
  try {
    const files: WrittenFile[] = [];
    const { books, journal, invoices } = await readSnapshot(app, async (tx) => ({
      books: await readBooks(tx, year, today),
      journal: await addJournal(tx, zip, year, files),
      invoices: await readPrintedInvoices(tx, null),
    }));
    const { firm, ledger, settings, year: period } = books;
    const issued = invoices.filter(({ issuedOn }) => issuedOn >= period.start && issuedOn <= period.end);
    // Out of the snapshot: no transaction stays open while thousands of papers are printed.
    await addInvoices(zip, issued, files);
    const fec = fecFileName(firm.siren ?? NO_SIREN, period.end);
    files.push(await zip.add(fec, [encodeLatinNine(writeFec(ledger, settings))]));
    await addFirm(app, zip, files);
    const manifest: Manifest = {
      format: ARCHIVE_FORMAT,
      year,
      made_on: today,
      firm: { name: firm.name, siren: firm.siren },
      ...journal,
      invoices: issued.length,
      fec,
      files,
    };
    await zip.add(MANIFEST, [utf8.encode(`${JSON.stringify(manifest, null, 2)}\n`)]);
    return { manifest, sha256: await zip.close() };
  } catch (error) {
    await zip.abort();
    throw error;
  }
}
