// A firm's files out, as `vigie import` reads them back: verbatim, from one moment of the database. Texts are left
// as they are; only lists downloaded from the screens guard cells against spreadsheets.
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Sql, Transaction } from './connection.ts';
import { showCell } from './import/cells.ts';
import { isOwnFile } from './import/file-names.ts';
import { firmFormat } from './import/format.ts';
import type { FileFormat } from './import/format.ts';
import { readStoredRows } from './import/stored-rows.ts';
import type { StoredRow } from './import/stored-rows.ts';
import { PlainError } from './plain-error.ts';

export type ExportedFile = { readonly file: string; readonly rows: number };

/** A slow disk may take its time between two pieces of a large firm. */
const LONGEST_PAUSE = '10min';

/**
 * Writes every file of the firm into the folder, which is made if needed; all of them, or none.
 * @throws PlainError when the folder holds such files already, or cannot be written.
 */
export async function exportFirm(
  app: Sql,
  folder: string,
  progress: (file: string, rows: number) => void,
): Promise<ExportedFile[]> {
  await prepareFolder(folder);
  const parts = firmFormat.map(({ name }) => ({
    part: join(folder, `.${name}.csv.part`),
    path: join(folder, `${name}.csv`),
  }));
  try {
    const files = await app.begin('isolation level repeatable read read only', async (tx) => {
      await tx.unsafe(`set local statement_timeout = '${LONGEST_PAUSE}'`);
      await tx.unsafe(`set local idle_in_transaction_session_timeout = '${LONGEST_PAUSE}'`);
      const written: (ExportedFile & { readonly isTold: boolean })[] = [];
      for (const [index, format] of firmFormat.entries()) {
        const file = await writeFile(tx, format, parts[index]?.part ?? '', progress);
        // A file of Vigie's own that says nothing is left out.
        written.push({ ...file, isTold: file.rows > 0 || !isOwnFile(format.name) });
      }
      return written;
    });
    for (const { part, path } of parts.filter((_, index) => files[index]?.isTold)) await rename(part, path);
    return files.filter(({ isTold }) => isTold).map(({ file, rows }) => ({ file, rows }));
  } finally {
    for (const { part } of parts) await rm(part, { force: true });
  }
}

async function prepareFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    const present = new Set(await readdir(folder));
    const clash = firmFormat.find(({ name }) => present.has(`${name}.csv`));
    if (clash) {
      throw new PlainError(
        'folder_used',
        `Le dossier ${folder} contient déjà ${clash.name}.csv : choisissez un autre dossier, rien n'est écrasé.`,
      );
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const causes: Record<string, string> = {
      EEXIST: "n'est pas un dossier",
      ENOTDIR: "n'est pas un dossier",
      EACCES: "n'est pas accessible en écriture",
      EROFS: 'est sur un disque en lecture seule',
    };
    const cause = causes[code ?? ''];
    if (cause === undefined) throw error;
    throw new PlainError('folder_unwritable', `Le dossier ${folder} ${cause}.`, { cause: error });
  }
}

async function writeFile(
  tx: Transaction,
  format: FileFormat,
  path: string,
  progress: (file: string, rows: number) => void,
): Promise<ExportedFile> {
  let rows = 0;
  async function* lines(): AsyncGenerator<string> {
    yield `${format.columns.map((column) => column.name).join(';')}\n`;
    for await (const piece of readStoredRows(tx, format.name)) {
      rows += piece.length;
      progress(format.name, rows);
      yield piece.map((row) => showRow(format, row)).join('');
    }
  }
  await pipeline(lines, createWriteStream(path));
  return { file: `${format.name}.csv`, rows };
}

function showRow(format: FileFormat, row: StoredRow): string {
  const cells = format.columns.map((column) => quoteCell(showCell(column.type, row[column.name] ?? null)));
  return `${cells.join(';')}\n`;
}

/** RFC 4180: a cell with a separator, a quote or an end of line is quoted, its quotes doubled. */
function quoteCell(text: string): string {
  return /[";\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
