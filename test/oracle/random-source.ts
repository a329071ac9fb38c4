// Chance, and the forms a CSV file may take: what the generator of random firms draws from.
import { addDays, daysBetween } from './calendar.ts';
import type { Day } from './calendar.ts';

export type Random = {
  /** A float in [0, 1). */
  next: () => number;
  int: (least: number, most: number) => number;
  chance: (probability: number) => boolean;
  pick: <T>(items: readonly T[]) => T;
  shuffle: <T>(items: readonly T[]) => T[];
  /** A day of [first, last]; first when the span is empty. */
  day: (first: Day, last: Day) => Day;
};

/** A reproducible source of chance (mulberry32): the same seed gives the same firm. */
export function randomFrom(seed: number): Random {
  let state = (seed * 2654435761 + 97) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const int = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  const pick = <T>(items: readonly T[]): T => {
    if (items.length === 0) throw new Error('nothing to pick from');
    return items[int(0, items.length - 1)] as T;
  };
  const shuffle = <T>(items: readonly T[]): T[] =>
    items
      .map((item) => ({ item, rank: next() }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ item }) => item);
  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick,
    shuffle,
    day: (first, last) => addDays(first, int(0, Math.max(0, daysBetween(first, last)))),
  };
}

/** A cell: text, a day, a decimal, or nothing. The last three may be written in several ways. */
export type Cell = string | { day: Day } | { decimal: string } | null;
export type CsvRow = Readonly<Record<string, Cell>>;

export const day = (value: Day | null): Cell => (value === null ? null : { day: value });

/** A decimal of so many hundredths: 65050 is 650.50, or 650.5. */
export function hundredths(value: number): Cell {
  const size = Math.abs(value);
  const cents = String(size % 100).padStart(2, '0');
  const whole = `${value < 0 ? '-' : ''}${String(Math.floor(size / 100))}`;
  return { decimal: cents === '00' ? whole : `${whole}.${cents}` };
}
export const quarters = (value: number): Cell => hundredths(value * 25);

/** How one file is written: its separator, line ends, decimals, dates. */
type Form = {
  separator: string;
  lineEnd: string;
  hasMark: boolean;
  hasCommas: boolean;
  hasFrenchDays: boolean;
  thousands: string;
};

const randomForm = (random: Random): Form => ({
  separator: random.pick([';', ';', ',', '\t']),
  lineEnd: random.pick(['\n', '\r\n']),
  hasMark: random.chance(0.3),
  hasCommas: random.chance(0.5),
  hasFrenchDays: random.chance(0.4),
  thousands: random.pick(['', '', ' ', '\u00A0', '\u202F']),
});

function writeCell(form: Form, cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return cell;
  if ('day' in cell) {
    const [year, month, date] = cell.day.split('-');
    return form.hasFrenchDays ? [date, month, year].join('/') : cell.day;
  }
  const [whole = '', cents] = cell.decimal.split('.');
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/gu, form.thousands);
  const mark = form.hasCommas ? ',' : '.';
  return cents === undefined ? grouped : `${grouped}${mark}${cents}`;
}

function quote(form: Form, text: string): string {
  const isPlain = !/["\r\n]/u.test(text) && !text.includes(form.separator);
  return isPlain ? text : `"${text.replaceAll('"', '""')}"`;
}

/** The headers may come in any order, case and accent; a column that is unknown is kept out. */
function writeHeader(random: Random, column: string): string {
  const accented = column.replace('libelle', 'libellé').replace('unites', 'unités');
  return random.pick([column, column, column.toUpperCase(), accented]);
}

export function writeCsv(random: Random, columns: readonly string[], rows: readonly CsvRow[]): string {
  const form = randomForm(random);
  const shown = random.chance(0.4) ? random.shuffle(columns) : [...columns];
  const hasExtra = random.chance(0.2);
  const write = (cells: readonly string[]): string => cells.map((text) => quote(form, text)).join(form.separator);
  const header = shown.map((column) => writeHeader(random, column));
  const lines = [
    write(hasExtra ? [...header, 'ancien_code'] : header),
    ...rows.map((row) => {
      const cells = shown.map((column) => writeCell(form, row[column] ?? null));
      return write(hasExtra ? [...cells, 'x'] : cells);
    }),
  ];
  return `${form.hasMark ? '\uFEFF' : ''}${lines.join(form.lineEnd)}${form.lineEnd}`;
}
