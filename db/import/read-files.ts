// Reads the firm's files, cell by cell, and lists every error of form; what the cells mean together is checked
// against the other files and the database in check-firm.ts.
import { foldText } from '../../domain/codes.ts';
import { isProblem, quoteCell } from './cells.ts';
import type { CellProblem, CellValue } from './cells.ts';
import { firmFormat, isFileName } from './format.ts';
import type { Column, FileFormat, FileName } from './format.ts';
import { LONGEST_CELL, readCsv, splitLine } from './read-csv.ts';
import type { CsvRecord } from './read-csv.ts';
import { inspectFile, readText } from './text-of-file.ts';
import type { SourceFile } from './text-of-file.ts';

export type ImportError = {
  readonly file: FileName;
  /** Where the record starts in the file; the header is 1; 1 for the file as a whole. */
  readonly line: number;
  /** A column, `ligne` for a whole record, `fichier` for the file. */
  readonly column: string;
  readonly problem: string;
  readonly expected: string;
};

/** Undefined: the cell could not be read, and an error says so. */
export type FirmRow = { readonly line: number; readonly values: Record<string, CellValue | undefined> };

export type FileRows = {
  readonly format: FileFormat;
  readonly sha256: string;
  /** The header could be read: the keys found are those of the file. */
  usable: boolean;
  /** Known columns that the header lacks: an update leaves them as stored. */
  absent: readonly Column[];
  readonly rows: FirmRow[];
  /** Key (with the row's rank among its likes, where keys repeat) of each row that has one. */
  readonly keys: Map<string, FirmRow>;
  /** Keys named by rows too broken to be kept: they are known, their errors are told once. */
  readonly brokenKeys: Set<string>;
};

export type FirmReading = {
  readonly files: ReadonlyMap<FileName, FileRows>;
  readonly errors: ImportError[];
  /** Unknown columns and files, left out. */
  readonly notes: string[];
};

export type ReadProgress = (file: FileName, rows: number) => void;

/** `temps.csv:118: jours: « 0.3 » n'est pas un multiple de 0,25 ; attendu : …` */
export function showError(error: ImportError): string {
  return `${error.file}.csv:${error.line}: ${error.column}: ${error.problem} ; attendu : ${error.expected}`;
}

/** Parts a key's cells; no cell holds a NUL. */
const KEY_SEPARATOR = '\0';

export function keyOf(format: FileFormat, values: Readonly<Record<string, CellValue | undefined>>): string | null {
  const parts: string[] = [];
  for (const column of format.columns) {
    if (!column.key) continue;
    const value = values[column.name];
    if (value === undefined || value === null) return null;
    parts.push(String(value));
  }
  return parts.join(KEY_SEPARATOR);
}

/** The key of the n-th row of its likes. */
export function repeatedKey(key: string, occurrence: number): string {
  return `${key}${KEY_SEPARATOR}${occurrence}`;
}

/** Where each column of the format stands in the records; -1: absent. */
type Header = { readonly width: number; readonly places: readonly number[] };

export async function readFirmFiles(sources: readonly SourceFile[], progress: ReadProgress): Promise<FirmReading> {
  const reading = { files: new Map<FileName, FileRows>(), errors: [] as ImportError[], notes: [] as string[] };
  for (const source of sources) {
    if (/\.csv$/i.test(source.name) && !isFileName(source.name.replace(/\.csv$/, ''))) {
      reading.notes.push(`${source.name} : fichier inconnu, laissé de côté`);
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
  const file: FileRows = {
    format,
    sha256: inspection.sha256,
    usable: false,
    absent: [],
    rows: [],
    keys: new Map(),
    brokenKeys: new Set(),
  };
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
  const reader = new RowReader(file, reading.errors);
  let header: Header | null = null;
  let seen = false;
  const records = readCsv(readText(source, inspection.encoding), (line) => chooseSeparator(line, format));
  for await (const record of records) {
    if ('problem' in record) {
      reading.errors.push({ file: format.name, column: 'ligne', ...record });
    } else if (header) {
      reader.readRow(record, header);
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
  return { width: names.length, places: format.columns.map((column) => names.indexOf(column.name)) };
}

/** Distinct cells kept read, a column: codes and dates come back thousands of times. */
const REMEMBERED_CELLS = 5000;

class RowReader {
  readonly #file: FileRows;
  readonly #errors: ImportError[];
  readonly #likes = new Map<string, number>();
  readonly #remembered: readonly Map<string, CellValue | CellProblem>[];

  constructor(file: FileRows, errors: ImportError[]) {
    this.#file = file;
    this.#errors = errors;
    this.#remembered = file.format.columns.map(() => new Map());
  }

  readRow(record: CsvRecord, header: Header): void {
    const tooLong = record.cells.findIndex((text) => text.length > LONGEST_CELL);
    if (tooLong < 0 && record.cells.length !== header.width) {
      const plural = record.cells.length > 1 ? 's' : '';
      this.#refuse(
        record.line,
        'ligne',
        `${record.cells.length} cellule${plural}`,
        `${header.width} cellules comme dans l'en-tête`,
      );
      this.#rememberBrokenKey(record, header);
      return;
    }
    const values: Record<string, CellValue | undefined> = {};
    for (const [index, column] of this.#file.format.columns.entries()) {
      const place = header.places[index] ?? -1;
      values[column.name] = place < 0 ? column.empty : this.#readCell(record, column, index, record.cells[place]);
    }
    const row: FirmRow = { line: record.line, values };
    this.#file.rows.push(row);
    this.#registerKey(row);
  }

  #readCell(record: CsvRecord, column: Column, index: number, text: string | undefined): CellValue | undefined {
    if (text === undefined) return undefined;
    if (text.length > LONGEST_CELL) {
      return this.#refuse(
        record.line,
        column.name,
        `cellule de ${text.length} caractères`,
        `${LONGEST_CELL} caractères au plus`,
      );
    }
    if (text === '' || text.trim() === '') {
      if (!column.required)
        return text === '' || column.type.stored !== 'text' ? column.empty : this.#acceptBlank(column, text);
      return this.#refuse(record.line, column.name, 'cellule vide', 'une valeur, cette colonne est obligatoire');
    }
    const remembered = this.#remembered[index];
    let reading = remembered?.get(text);
    if (reading === undefined) {
      reading = text.includes('\0')
        ? { problem: 'cellule avec un caractère NUL', expected: 'du texte' }
        : column.type.read(text);
      if (remembered && remembered.size < REMEMBERED_CELLS) remembered.set(text, reading);
    }
    return isProblem(reading) ? this.#refuse(record.line, column.name, reading.problem, reading.expected) : reading;
  }

  /** Spaces alone are a text as it was typed, and no code. */
  #acceptBlank(column: Column, blank: string): CellValue | undefined {
    const reading = column.type.read(blank);
    return isProblem(reading) || reading === '' ? column.empty : reading;
  }

  #refuse(line: number, column: string, problem: string, expected: string): undefined {
    this.#errors.push({ file: this.#file.format.name, line, column, problem, expected });
    return undefined;
  }

  #registerKey(row: FirmRow): void {
    const { format, keys } = this.#file;
    const key = keyOf(format, row.values);
    if (key === null) return;
    if (format.repeats) {
      // Counted from the second on: nearly every key is alone.
      const occurrence = keys.has(repeatedKey(key, 1)) ? (this.#likes.get(key) ?? 1) + 1 : 1;
      if (occurrence > 1) this.#likes.set(key, occurrence);
      row.values['occurrence'] = occurrence;
      keys.set(repeatedKey(key, occurrence), row);
      return;
    }
    const first = keys.get(key);
    if (!first) {
      keys.set(key, row);
      return;
    }
    const names = format.columns.filter((column) => column.key).map((column) => column.name);
    const shown = key.split(KEY_SEPARATOR).map(quoteCell).join(', ');
    this.#refuse(
      row.line,
      names[0] ?? 'ligne',
      `clé ${shown} déjà écrite à la ligne ${first.line}`,
      `une seule ligne par ${names.join(' + ')}`,
    );
  }

  /** A record with too many or too few cells still names its key: rows that refer to it are not wrong. */
  #rememberBrokenKey(record: CsvRecord, header: Header): void {
    const { format, brokenKeys } = this.#file;
    const columns = format.columns.filter((column) => column.key);
    const [column] = columns;
    if (!column || columns.length > 1) return;
    const text = record.cells[header.places[format.columns.indexOf(column)] ?? -1]?.trim();
    if (text !== undefined && text !== '') brokenKeys.add(text);
  }
}
