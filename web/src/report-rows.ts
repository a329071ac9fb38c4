// Any report as tables: its lists, those inside them laid flat under what they are of (the consultants of a month),
// its totals, and the figures that stand alone. Rows carry the key by which a figure's source names them.

import { EUROS, HEADINGS, RATES } from '../../api/contract/report-words.ts';

export type ReportRow = {
  /** `P014`, `2026-10/C001`: what follows `#` in a figure's source. */
  readonly key: string;
  readonly cells: Readonly<Record<string, unknown>>;
  readonly isTotal: boolean;
};
export type ReportTable = { readonly name: string; readonly columns: readonly string[]; readonly rows: ReportRow[] };
export type ReportView = {
  readonly tables: readonly ReportTable[];
  readonly figures: readonly (readonly [name: string, value: unknown])[];
};

type Row = Record<string, unknown>;

const isRow = (value: unknown): value is Row => value !== null && typeof value === 'object' && !Array.isArray(value);
const isList = (value: unknown): value is Row[] => Array.isArray(value) && value.length > 0 && value.every(isRow);

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

/** What a row is called by, in order of preference. */
const NAMING = ['code', 'number', 'id', 'month', 'profile', 'stage', 'key', 'consultant', 'rule', 'name', 'client'];

function keyOf(row: Row, at: number): string {
  const named = NAMING.find((name) => typeof row[name] === 'string');
  return named === undefined ? String(at + 1) : String(row[named]);
}

/** Lists that explain a row (its signals, its lines) stay in it; lists that a row merely holds are laid flat. */
function findHeld(row: Row): [string, Row[]] | null {
  const lists = Object.entries(row).filter((entry): entry is [string, Row[]] => isList(entry[1]));
  const scalars = Object.values(row).filter((value) => !isRow(value) && !Array.isArray(value));
  const [only] = lists;
  return only !== undefined && lists.length === 1 && scalars.length <= 1 ? only : null;
}

/** A row that holds figures of several states (before, after) is a line for each. */
function listStates(row: Row): [string, Row][] {
  return Object.entries(row).filter((entry): entry is [string, Row] => entry[0] !== 'total' && isFigures(entry[1]));
}

const isFigures = (value: unknown): boolean =>
  isRow(value) && Object.values(value).some((figure) => typeof figure === 'number');

function flatten(rows: readonly Row[]): ReportRow[] {
  return rows.flatMap((row, at): ReportRow[] => {
    const own = keyOf(row, at);
    const held = findHeld(row);
    const states = listStates(row);
    if (held === null && states.length > 1)
      return states.map(([state, figures]) => ({
        key: `${own}/${state}`,
        cells: { ...withoutObjects(row), state: sayState(state), ...figures },
        isTotal: false,
      }));
    if (held === null) return [{ key: own, cells: withoutObjects(row), isTotal: false }];
    const shared = Object.fromEntries(
      Object.entries(row).filter(([, value]) => !isRow(value) && !Array.isArray(value)),
    );
    const inner = held[1].map((cells, rank) => ({
      key: `${own}/${keyOf(cells, rank)}`,
      cells: { ...shared, ...cells },
      isTotal: false,
    }));
    const total = row['total'];
    return isRow(total) ? [...inner, { key: `${own}/total`, cells: { ...shared, ...total }, isTotal: true }] : inner;
  });
}

const withoutObjects = (row: Row): Row => Object.fromEntries(Object.entries(row).filter(([, value]) => !isRow(value)));

const sayState = (state: string): string => HEADINGS[state] ?? state;

/** @param body what `GET /api/reports/NAME` answered. */
export function readView(body: unknown): ReportView {
  if (!isRow(body)) throw new Error('a report is a JSON object');
  const lists = Object.entries(body).filter(([, value]) => isList(value)) as [string, Row[]][];
  const total = isRow(body['total']) ? body['total'] : null;
  const first = lists[0]?.[1] ?? [];
  // A total of the rows' own figures is their last line; one of others stands by itself.
  const isFoot = total !== null && first.some((row) => Object.keys(total).some((name) => name in row));
  const tables = lists.map(([name, list], at): ReportTable => {
    const rows = flatten(list);
    if (at === 0 && isFoot) rows.push({ key: 'total', cells: total, isTotal: true });
    const columns = [...new Set(rows.filter(({ isTotal }) => !isTotal).flatMap(({ cells }) => Object.keys(cells)))];
    return { name, columns, rows };
  });
  const states = listStates(body).map(([state, cells]) => ({
    key: state,
    cells: { state: sayState(state), ...cells },
    isTotal: false,
  }));
  if (states.length > 0) {
    const columns = [...new Set(states.flatMap(({ cells }) => Object.keys(cells)))];
    tables.unshift({ name: 'total', columns, rows: states });
  }
  const figures = Object.entries({ ...(isFoot ? {} : total), ...body }).filter(
    ([name, value]) => !isList(value) && !isRow(value) && name !== 'costs' && name !== 'month' && !isEmpty(value),
  );
  return { tables, figures };
}

export type ColumnUnit = 'EUR' | 'ratio' | 'days' | 'number' | 'text';

const DAYS = /(^|_)days(_|$)|^(capacity|firm|tentative|pipeline|balance|dso)$/;

/** How a column's numbers read, by its name and its report's (a `balance` is euros in one, days in another). */
export function unitOf(column: string, report: string): ColumnUnit {
  if (RATES.has(column)) return 'ratio';
  if (report === 'capacity' && DAYS.test(column)) return 'days';
  if (EUROS.has(column) || (report === 'bench' && column === 'cost')) return 'EUR';
  if (report === 'pipeline' && column === 'count') return 'number';
  return DAYS.test(column) ? 'days' : 'number';
}

const sayText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Rows by a column, the undefined last; totals keep the end. */
export function sortRows(rows: readonly ReportRow[], column: string, descending: boolean): ReportRow[] {
  const sign = descending ? -1 : 1;
  const compare = (a: unknown, b: unknown): number => {
    if (a == null || b == null) return a == null ? (b == null ? 0 : 1) : -1;
    if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
    return sign * sayText(a).localeCompare(sayText(b), 'fr');
  };
  return rows.toSorted((a, b) => Number(a.isTotal) - Number(b.isTotal) || compare(a.cells[column], b.cells[column]));
}
