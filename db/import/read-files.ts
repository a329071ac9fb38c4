// Reads the firm's files, cell by cell, and lists every error of form; what the cells mean together is checked
// against the other files and the database in check-firm.ts.
import { foldText } from '../../domain/codes.ts';
import { quoteCell } from './cells.ts';
import type { FileFormat } from './columns.ts';
import { isFileName, type FileName } from './file-names.ts';
import { firmFormat } from './format.ts';
import { readCsv, splitLine } from './read-csv.ts';
import type { CsvRecord } from './read-csv.ts';
import { readRow, rememberBrokenKey, startRows } from './read-rows.ts';
import type { FileRows, Header, ImportError } from './read-rows.ts';
import { inspectFile, readText } from './text-of-file.ts';
import type { SourceFile } from './text-of-file.ts';

export type FirmReading = {
  readonly files: ReadonlyMap<FileName, FileRows>;
  readonly errors: ImportError[];
  /** Unknown columns and files, left out. */
  readonly notes: string[];
};

/** What an export tells of the past (vigie export --journal). */
const FOR_READING: readonly string[] = ['actes.csv', 'sceaux.csv'];

export type ReadProgress = (file: FileName, rows: number) => void;

export async function readFirmFiles(sources: readonly SourceFile[], progress: ReadProgress): Promise<FirmReading> {
  const reading = { files: new Map<FileName, FileRows>(), errors: [] as ImportError[], notes: [] as string[] };
  for (const source of sources) {
    if (/\.csv$/i.test(source.name) && !isFileName(source.name.replace(/\.csv$/, ''))) {
      const what = FOR_READING.includes(source.name) ? 'fichier à lire, jamais importé' : 'fichier inconnu';
      reading.notes.push(`${source.name} : ${what}, laissé de côté`);
    }
  }
  for (const format of firmFormat) {
    const source = sources.find((candidate) => candidate.name === `${format.name}.csv`);
    if (source) reading.files.set(format.name, await readFirmFile(source, format, reading, progress));
  }
  return reading;
}

async function readFirmFile(
  source: SourceFile,
  format: FileFormat,
  reading: FirmReading,
  progress: ReadProgress,
): Promise<FileRows> {
  const inspection = await inspectFile(source);
  const rows = startRows(format, inspection.sha256, reading.errors);
  const { file } = rows;
  if ('problem' in inspection) {
    reading.errors.push({
      file: format.name,
      line: 1,
      column: 'fichier',
      problem: inspection.problem,
      expected: inspection.expected,
    });
    return file;
  }
  let header: Header | null = null;
  let seen = false;
  const records = readCsv(readText(source, inspection.encoding), (line) => chooseSeparator(line, format));
  for await (const record of records) {
    if ('problem' in record) {
      const { line, problem, expected } = record;
      reading.errors.push({ file: format.name, line, column: 'ligne', problem, expected });
      if (header) rememberBrokenKey(file, record.cells, header);
    } else if (header) {
      readRow(rows, record, header);
      if (file.rows.length % 5000 === 0) progress(format.name, file.rows.length);
    } else {
      header = readHeader(record, file, reading);
    }
    seen = true;
    if (!header) break;
  }
  if (!seen) {
    reading.errors.push({
      file: format.name,
      line: 1,
      column: 'fichier',
      problem: "fichier sans ligne d'en-tête",
      expected: headerOf(format),
    });
  }
  progress(format.name, file.rows.length);
  return file;
}

function headerOf(format: FileFormat): string {
  return `un en-tête comme ${format.columns.map((column) => column.name).join(';')}`;
}

/** The separator that makes the most known columns of the header. */
function chooseSeparator(line: string, format: FileFormat): string {
  let best = ';';
  let most = 0;
  for (const separator of [';', ',', '\t']) {
    const names = new Set(splitLine(line, separator).map(foldText));
    const known = format.columns.filter((column) => names.has(column.name)).length;
    if (known > most) [best, most] = [separator, known];
  }
  return best;
}

function readHeader(record: CsvRecord, file: FileRows, reading: FirmReading): Header | null {
  const { format } = file;
  const names = record.cells.map(foldText);
  const refuse = (column: string, problem: string, expected: string): void => {
    reading.errors.push({ file: format.name, line: record.line, column, problem, expected });
  };
  if (!format.columns.some((column) => names.includes(column.name))) {
    refuse('fichier', "fichier sans ligne d'en-tête : aucune colonne connue", headerOf(format));
    return null;
  }
  for (const [place, name] of names.entries()) {
    const known = format.columns.some((column) => column.name === name);
    if (known && names.indexOf(name) !== place)
      refuse(name, 'colonne écrite deux fois', 'chaque colonne une seule fois');
    if (!known)
      reading.notes.push(
        `${format.name}.csv : colonne inconnue ${quoteCell(record.cells[place] ?? '')}, laissée de côté`,
      );
  }
  file.absent = format.columns.filter((column) => !names.includes(column.name));
  for (const column of file.absent) {
    if (column.required) refuse(column.name, "colonne absente de l'en-tête", headerOf(format));
  }
  file.usable = !file.absent.some((column) => column.key);
  const places = format.columns.map((column) => names.indexOf(column.name));
  return { names, places, unknown: [...names.keys()].filter((place) => !places.includes(place)) };
}
