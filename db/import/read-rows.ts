// One row of a file: its cells read, its key registered, each of its errors of form named. A row with errors is kept,
// so that what else is wrong with it is told too.
import { isProblem, quoteCell } from './cells.ts';
import type { CellProblem, CellValue } from './cells.ts';
import type { Column, FileFormat } from './columns.ts';
import type { FileName } from './file-names.ts';
import { LONGEST_CELL } from './read-csv.ts';
import type { CsvRecord } from './read-csv.ts';

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

/** The columns of a file as they are named in it. */
export type Header = {
  readonly names: readonly string[];
  /** Where each column of the format stands; -1: absent. */
  readonly places: readonly number[];
  /** Where the columns stand that the format does not know. */
  readonly unknown: readonly number[];
};

/** Distinct cells kept read, a column: codes and dates come back thousands of times. */
const REMEMBERED_CELLS = 5000;

/** The rows of a file as they are read. */
export type RowsUnderWay = {
  readonly file: FileRows;
  readonly errors: ImportError[];
  /** How many rows a key has, counted from the second on: nearly every key is alone. */
  readonly likes: Map<string, number>;
  readonly remembered: readonly Map<string, CellValue | CellProblem>[];
};

export function startRows(format: FileFormat, sha256: string, errors: ImportError[]): RowsUnderWay {
  return {
    file: { format, sha256, usable: false, absent: [], rows: [], keys: new Map(), brokenKeys: new Set() },
    errors,
    likes: new Map(),
    remembered: format.columns.map(() => new Map()),
  };
}

export function readRow(rows: RowsUnderWay, record: CsvRecord, header: Header): void {
  const { file } = rows;
  const hasTooLong = record.cells.some((text) => text.length > LONGEST_CELL);
  if (!hasTooLong && record.cells.length !== header.names.length) {
    const found = `${record.cells.length} cellule${record.cells.length > 1 ? 's' : ''}`;
    refuse(rows, record.line, 'ligne', found, `${header.names.length} cellules comme dans l'en-tête`);
    rememberBrokenKey(file, record.cells, header);
    return;
  }
  const values: Record<string, CellValue | undefined> = {};
  for (const [index, column] of file.format.columns.entries()) {
    const place = header.places[index] ?? -1;
    values[column.name] = place < 0 ? column.empty : readCell(rows, record, column, index, record.cells[place]);
  }
  checkUnknownColumns(rows, record, header);
  const row: FirmRow = { line: record.line, values };
  file.rows.push(row);
  registerKey(rows, row);
}

function refuse(rows: RowsUnderWay, line: number, column: string, problem: string, expected: string): undefined {
  rows.errors.push({ file: rows.file.format.name, line, column, problem, expected });
  return undefined;
}

/** What no cell may be, whatever its column. */
function findBreach(text: string): CellProblem | null {
  if (text.length > LONGEST_CELL) {
    return { problem: `cellule de ${text.length} caractères`, expected: `${LONGEST_CELL} caractères au plus` };
  }
  return text.includes('\0') ? { problem: 'cellule avec un caractère NUL', expected: 'du texte' } : null;
}

/** Columns left out hold cells all the same. */
function checkUnknownColumns(rows: RowsUnderWay, record: CsvRecord, header: Header): void {
  for (const place of header.unknown) {
    const breach = findBreach(record.cells[place] ?? '');
    if (breach) refuse(rows, record.line, header.names[place] ?? 'ligne', breach.problem, breach.expected);
  }
}

function readCell(
  rows: RowsUnderWay,
  record: CsvRecord,
  column: Column,
  index: number,
  text: string | undefined,
): CellValue | undefined {
  // A line that was cut, its long cell named, has no more cells.
  if (text === undefined) return undefined;
  if (text.trim() === '') {
    if (column.required) {
      return refuse(rows, record.line, column.name, 'cellule vide', 'une valeur, cette colonne est obligatoire');
    }
    return text === '' ? column.empty : readBlank(column, text);
  }
  const remembered = rows.remembered[index];
  let reading = remembered?.get(text);
  if (reading === undefined) {
    reading = findBreach(text) ?? column.type.read(text);
    if (remembered && remembered.size < REMEMBERED_CELLS) remembered.set(text, reading);
  }
  return isProblem(reading) ? refuse(rows, record.line, column.name, reading.problem, reading.expected) : reading;
}

/** Spaces alone are a text as it was typed, and no code, number or date. */
function readBlank(column: Column, blank: string): CellValue {
  const reading = column.type.read(blank);
  return isProblem(reading) || reading === '' ? column.empty : reading;
}

function registerKey(rows: RowsUnderWay, row: FirmRow): void {
  const { format, keys } = rows.file;
  const key = keyOf(format, row.values);
  if (key === null) return;
  if (format.repeats) {
    const occurrence = keys.has(repeatedKey(key, 1)) ? (rows.likes.get(key) ?? 1) + 1 : 1;
    if (occurrence > 1) rows.likes.set(key, occurrence);
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
  const problem = `clé ${shown} déjà écrite à la ligne ${first.line}`;
  refuse(rows, row.line, names[0] ?? 'ligne', problem, `une seule ligne par ${names.join(' + ')}`);
}

/** A broken record still names its key where it can be read: rows that refer to it are not wrong. */
export function rememberBrokenKey(file: FileRows, cells: readonly string[], header: Header): void {
  const { format, brokenKeys } = file;
  const [column, ...others] = format.columns.filter((candidate) => candidate.key);
  if (!column || others.length > 0) return;
  const text = cells[header.places[format.columns.indexOf(column)] ?? -1]?.trim();
  if (text !== undefined && text !== '') brokenKeys.add(text);
}
