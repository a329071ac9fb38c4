// A firm's files out, as `vigie import` reads them back: verbatim, from one moment of the database. Texts are left
// as they are; only lists downloaded from the screens guard cells against spreadsheets.
import type { Sql, Transaction } from '../connection.ts';
import { showCell } from '../import/cells.ts';
import { isOwnFile, type FileName } from '../import/file-names.ts';
import type { FileFormat } from '../import/columns.ts';
import { firmFormat } from '../import/format.ts';
import { readStoredRows, type StoredRow } from '../import/stored-rows.ts';
import { openSealer } from '../seals.ts';
import { csvLine } from './csv.ts';
import { fillFolder, type PartWriter } from './export-folder.ts';
import { JOURNAL_FILES, writeJournal } from './journal.ts';

export type ExportedFile = { readonly file: string; readonly rows: number };

/** A slow disk may take its time between two pieces of a large firm. */
const LONGEST_PAUSE = '10min';

export type ExportOptions = {
  /** The acts and their seals too, which are for reading: no import takes them back. */
  readonly journal?: boolean;
  readonly progress?: (file: string, rows: number) => void;
};

/**
 * Writes every file of the firm into the folder, which is made if needed; all of them, or none.
 * @throws PlainError when the folder holds such files already, or cannot be written.
 */
export async function exportFirm(
  app: Sql,
  folder: string,
  { journal = false, progress = () => {} }: ExportOptions = {},
): Promise<ExportedFile[]> {
  // With Vigie stopped, nobody else seals the last acts.
  if (journal) await openSealer(app).seal();
  const written: ExportedFile[] = [];
  const names = [...firmFormat.map(({ name }) => `${name}.csv`), ...JOURNAL_FILES];
  await fillFolder(folder, names, async (write) => {
    await app.begin('isolation level repeatable read read only', async (tx) => {
      await tx.unsafe(`set local statement_timeout = '${LONGEST_PAUSE}'`);
      await tx.unsafe(`set local idle_in_transaction_session_timeout = '${LONGEST_PAUSE}'`);
      for (const format of firmFormat) {
        const file = await writeFile(tx, format, write, progress);
        // A file of Vigie's own that says nothing is left out.
        if (file.rows > 0 || !isOwnFile(format.name)) written.push(file);
      }
      if (journal) written.push(...(await writeJournal(tx, write, progress)));
    });
    return written.map(({ file }) => file);
  });
  return written;
}

async function writeFile(
  tx: Transaction,
  format: FileFormat,
  write: PartWriter,
  progress: (file: FileName, rows: number) => void,
): Promise<ExportedFile> {
  const file = `${format.name}.csv`;
  let rows = 0;
  await write(file, async function* () {
    yield csvLine(format.columns.map((column) => column.name));
    for await (const piece of readStoredRows(tx, format.name)) {
      rows += piece.length;
      progress(format.name, rows);
      yield piece.map((row) => showRow(format, row)).join('');
    }
  });
  return { file, rows };
}

function showRow(format: FileFormat, row: StoredRow): string {
  return csvLine(format.columns.map((column) => showCell(column.type, row[column.name] ?? null)));
}
