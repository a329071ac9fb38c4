// A statement as a sheet, as banks let one download it: a line of headings, then movements. Columns are known by their
// names (date, libellé, montant or débit and crédit, référence), parted by `;`, tabs or commas.
import { isCivilDate, type CivilDate } from '../civil-dates.ts';
import type { Statement, StatementLine, StatementProblem, StatementProblemCode } from './statement-line.ts';

function readDay(text: string): CivilDate | null {
  const french = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(text);
  const day = french ? `${french[3]}-${french[2]}-${french[1]}` : text;
  return isCivilDate(day) ? day : null;
}

/** « 1 234,50 », « -12.5 », « 12 € » → cents. */
function readCents(text: string): number | null {
  const match = /^([+-]?)(\d{1,11})(?:[.,](\d{1,2}))?(?:EUR|€)?$/i.exec(text.replaceAll(/[\s\u00A0\u202F]/g, ''));
  if (!match) return null;
  const cents = Number(match[2]) * 100 + Number((match[3] ?? '').padEnd(2, '0'));
  return match[1] === '-' ? -cents : cents;
}

/** « 100,00 USD », « £ 12 ». */
function isForeign(amount: string): boolean {
  return /^[\d\s.,+-]*\d\s*(?:[A-Z]{3}|[$£¥])$|^(?:[A-Z]{3}|[$£¥])\s*[+-]?\d/i.test(amount) && !/EUR/i.test(amount);
}

type Column = 'date' | 'label' | 'amount' | 'debit' | 'credit' | 'reference';

/** What banks head their columns with, without accents; the first column of a kind is the one. */
const HEADINGS: readonly (readonly [Column, RegExp])[] = [
  ['date', /^date(?! (?:de )?valeur)/],
  ['debit', /^debit/],
  ['credit', /^credit/],
  ['amount', /^montant|^amount/],
  ['reference', /^ref(?:erence)?\b/],
  ['label', /^libelle|^label|^operation|^description/],
];
const SEPARATORS = [';', '\t', ','];
const EXPECTED = 'date;libelle;montant;reference attendus';

type Columns = ReadonlyMap<Column, number>;
/** width: cells of a line; first: the first line of movements. */
type Sheet = {
  readonly separator: string;
  readonly columns: Columns;
  readonly width: number;
  readonly first: number;
};

function fold(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().trim();
}

/** Cells of a line; one in quotes may hold the separator, and quotes doubled. */
function readCells(row: string, separator: string): string[] {
  const cells: string[] = [];
  let rest = row;
  for (;;) {
    const quoted = /^\s*"((?:[^"]|"")*)"\s*/.exec(rest);
    const isWhole = quoted !== null && (rest.length === quoted[0].length || rest[quoted[0].length] === separator);
    const end = isWhole ? quoted[0].length : rest.indexOf(separator);
    const cell = isWhole ? (quoted[1] ?? '').replaceAll('""', '"') : rest.slice(0, end === -1 ? undefined : end);
    cells.push(cell.trim());
    if (end === -1 || end >= rest.length) return cells;
    rest = rest.slice(end + 1);
  }
}

function readHeadings(cells: readonly string[]): Columns {
  const columns = new Map<Column, number>();
  for (const [at, cell] of cells.entries()) {
    const [name] = HEADINGS.find(([, pattern]) => pattern.test(fold(cell))) ?? [];
    if (name !== undefined && !columns.has(name)) columns.set(name, at);
  }
  return columns;
}

const has = (columns: Columns, ...names: Column[]) => names.every((name) => columns.has(name));
/** The order of a sheet without headings. */
const BARE: Columns = new Map([
  ['date', 0],
  ['label', 1],
  ['amount', 2],
  ['reference', 3],
]);

/** Banks put lines of their own above the headings: the account, the day. Null: no sheet of movements. */
function openSheet(rows: readonly string[]): Sheet | null {
  const top = rows.findIndex((row) => row.trim() !== '');
  for (const separator of SEPARATORS) {
    for (const [at, row] of rows.entries()) {
      const cells = readCells(row, separator);
      if (cells.length < 3) continue;
      const columns = readHeadings(cells);
      if (has(columns, 'date', 'label') && (columns.has('amount') || has(columns, 'debit', 'credit'))) {
        const inBareOrder = cells.length === 3 && [...columns].every(([name, place]) => BARE.get(name) === place);
        return inBareOrder
          ? { separator, columns: BARE, width: BARE.size, first: at + 1 }
          : { separator, columns, width: cells.length, first: at + 1 };
      }
      // Without headings, or under one line of others: a movement lower down would leave those above it untold.
      if (at <= top + 1 && 'label' in readLine(cells, { columns: BARE, width: BARE.size }))
        return { separator, columns: BARE, width: BARE.size, first: at };
    }
  }
  return null;
}

type Unread = readonly [StatementProblemCode, string];

/** One amount with its sign, or one of debit and credit. */
function readAmount(cells: readonly string[], columns: Columns): number | Unread {
  const read = (column: Column) => cells[columns.get(column) ?? -1] ?? '';
  const told = columns.has('amount') ? [read('amount')] : [read('credit'), read('debit')].filter((text) => text !== '');
  const [amount = ''] = told;
  if (isForeign(amount)) return ['foreign_currency', `« ${amount} » n’est pas en euros`];
  const cents = told.length === 1 ? readCents(amount) : null;
  if (cents === null || cents === 0) return ['statement_unreadable', `montant illisible « ${told.join(' ')} »`];
  return columns.has('amount') || read('debit') === '' ? cents : -Math.abs(cents);
}

function readLine(
  cells: readonly string[],
  { columns, width }: Pick<Sheet, 'columns' | 'width'>,
): StatementLine | Unread {
  const read = (column: Column) => cells[columns.get(column) ?? -1] ?? '';
  if (cells.length < 3 || cells.slice(width).some((cell) => cell !== '')) return ['statement_unreadable', EXPECTED];
  const bookedOn = readDay(read('date'));
  if (bookedOn === null) return ['statement_unreadable', `date illisible « ${read('date')} »`];
  const amountCents = readAmount(cells, columns);
  if (typeof amountCents !== 'number') return amountCents;
  const label = read('label') || 'Sans libellé';
  return { bookedOn, label, amountCents, reference: read('reference') || null, transactionId: null };
}

/** Blank lines are skipped. A sheet tells no balance. */
export function readSheet(content: string): Statement {
  const rows = content.split(/\r\n|\r|\n/);
  const sheet = openSheet(rows);
  const lines: StatementLine[] = [];
  const problems: StatementProblem[] = [];
  if (sheet === null) {
    const first = rows.findIndex((row) => row.trim() !== '');
    if (first === -1) return { lines, balances: [], problems };
    const heading = `ce n’est pas un relevé CAMT.053, CFONB 120 ni une feuille : ${EXPECTED}`;
    return { lines, balances: [], problems: [{ code: 'statement_unreadable', line: first + 1, problem: heading }] };
  }
  for (const [index, row] of rows.entries()) {
    if (index < sheet.first || row.trim() === '') continue;
    const read = readLine(readCells(row, sheet.separator), sheet);
    if ('label' in read) lines.push(read);
    else problems.push({ code: read[0], line: index + 1, problem: read[1] });
  }
  return { lines, balances: [], problems };
}
