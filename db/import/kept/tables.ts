// A file whose rows lie in one table, a cell a column: said once, cell by cell, it is read, compared, written and
// exported from there (docs/files-added.md).
import type { Queryable, Transaction } from '../../connection.ts';
import { code, splitList, date, type CellValue } from '../cells.ts';
import { key, type Column, type Shape } from '../columns.ts';
import type { FileName } from '../file-names.ts';
import type { FirmRow } from '../read-rows.ts';

export type Values = FirmRow['values'];
/** The stored rows of a file, in its own order. */
export type Select = (sql: Queryable) => ReturnType<Queryable>;
export type Write = (tx: Transaction, rows: readonly Values[]) => Promise<unknown>;

/** A file that a firm takes away: how it reads, where its rows lie, how they are stored. */
export type KeptFile = {
  readonly shape: Shape;
  readonly select: Select;
  readonly write: Write;
  /** The tables that it writes: nobody else does meanwhile. */
  readonly tables: readonly string[];
  readonly rowsOf?: KeptTable['rowsOf'];
};

/** How a cell lies in its column: as it is, a month as its first day, a text as JSON, words `a|b` as an array. */
type Form = 'plain' | 'month' | 'json' | 'decimal' | 'instant' | 'list';

/** The table of what a cell names, and the column of its code there. */
type Target = { readonly table: string; readonly code: string };

export type KeptCell = {
  readonly column: Column;
  readonly place: string;
  readonly form: Form;
  /** The column holds the id of the row that the cell names. */
  readonly target: Target | null;
};

/** Rows for `jsonb_to_recordset`. */
export const rowsAsJson = (tx: Transaction, rows: readonly object[]) => tx.json(rows as never);

export type KeptTable = {
  readonly table: string;
  readonly cells: readonly KeptCell[];
  /**
   * `key`: the table has the file's key, with `occurrence` where keys repeat. `nth`: it has none, and the n-th row of a
   * key is the n-th of them by `order`.
   */
  readonly found: 'key' | 'nth';
  readonly hasOccurrence?: true;
  /** SQL, on the table as `t` and what a cell names as `of_<column>`; left out: as they came, by their id. */
  readonly order?: string;
  /** Which rows of the table are the file's. */
  readonly where?: string;
  /** Never changed once stored: other content is an error. */
  readonly isFixed?: true;
  /** The row of another file that these cells name together. */
  readonly rowsOf?: readonly { readonly file: FileName; readonly columns: readonly string[] }[];
  readonly period?: readonly [string, string];
};

export const CONSULTANT: Target = { table: 'consultants', code: 'code' };
export const PROJECT: Target = { table: 'projects', code: 'code' };
export const CLIENT: Target = { table: 'clients', code: 'code' };
export const OPPORTUNITY: Target = { table: 'opportunities', code: 'code' };
export const PROFILE: Target = { table: 'profiles', code: 'name' };
export const INVOICE: Target = { table: 'invoices', code: 'number' };
export const QUOTE: Target = { table: 'quotes', code: 'code' };
export const USER: Target = { table: 'auth.users', code: 'email' };

export function lies(column: Column, place: string, form: Form = 'plain'): KeptCell {
  return { column, place, form, target: null };
}
export function names(column: Column, place: string, target: Target): KeptCell {
  return { column, place, form: 'plain', target };
}

/** Whose row it is, in the key of their files. */
export const matricule = names(key('matricule', code, { of: 'consultants' }), 'consultant_id', CONSULTANT);

export function shapeOf({ cells, found, hasOccurrence, period }: KeptTable): Shape {
  const repeats = found === 'nth' || hasOccurrence === true;
  return { columns: cells.map(({ column }) => column), ...(repeats && { repeats }), ...(period && { period }) };
}

const SHOWN: { readonly [F in Form]: (place: string) => string } = {
  plain: (place) => `t.${place}`,
  month: (place) => `to_char(t.${place}, 'YYYY-MM')`,
  json: (place) => `t.${place}::text`,
  decimal: (place) => `trim_scale(t.${place})::text`,
  instant: (place) => `to_char(t.${place} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
  list: (place) => `array_to_string(t.${place}, '|')`,
};

const aliasOf = ({ column }: KeptCell): string => `of_${column.name}`;

function shown(cell: KeptCell): string {
  return cell.target ? `${aliasOf(cell)}.${cell.target.code}` : SHOWN[cell.form](cell.place);
}

/** Codes and texts by their code points, so that every server sorts them alike. */
function sorted(cell: KeptCell): string {
  const isText = cell.column.type.stored === 'text' && cell.column.type !== date;
  return isText ? `${shown(cell)} collate "C"` : shown(cell);
}

const keysOf = ({ cells }: KeptTable): KeptCell[] => cells.filter(({ column }) => column.key);

function fromOf({ table, cells }: KeptTable): string {
  const joins = cells.flatMap((cell) =>
    cell.target ? [`left join ${cell.target.table} ${aliasOf(cell)} on ${aliasOf(cell)}.id = t.${cell.place}`] : [],
  );
  return [`${table} t`, ...joins].join(' ');
}

const whereOf = ({ where }: KeptTable): string => (where === undefined ? '' : `where ${where}`);

function rankOf(kept: KeptTable): string {
  const likes = keysOf(kept).map(({ place }) => `t.${place}`);
  return `row_number() over (partition by ${likes.join(', ')} order by ${kept.order ?? 't.id'})`;
}

/** The stored rows of the file, in the order of its key. */
export function selectKept(sql: Queryable, kept: KeptTable): ReturnType<Queryable> {
  const columns = kept.cells.map((cell) => `${shown(cell)} as "${cell.column.name}"`);
  if (kept.found === 'nth') columns.push(`${rankOf(kept)} as occurrence`);
  if (kept.hasOccurrence) columns.push('t.occurrence');
  if (kept.isFixed) columns.push(`'enregistree' as locked`);
  const repeats = kept.found === 'nth' || kept.hasOccurrence === true;
  const order = [...keysOf(kept).map(sorted), ...(repeats ? ['occurrence'] : [])];
  const text = `select ${columns.join(', ')} from ${fromOf(kept)} ${whereOf(kept)} order by ${order.join(', ')}`;
  return sql`${sql.unsafe(text)}`;
}

function toStored({ form }: KeptCell, value: CellValue | undefined): unknown {
  if (typeof value !== 'string') return value ?? null;
  if (form === 'month') return `${value}-01`;
  if (form === 'json') return JSON.parse(value) as unknown;
  return form === 'list' ? splitList(value) : value;
}

/** Names that no column has: the codes, until their rows are found. */
const codeOf = (cell: KeptCell): string => `=${cell.place}`;

/** The rows given, as the table has them; `nth` among their likes, `n` in the file. */
function given(kept: KeptTable): string {
  const columns = kept.cells.map((cell) => (cell.target ? `${aliasOf(cell)}.id as ${cell.place}` : `r.${cell.place}`));
  const joins = kept.cells.flatMap((cell) =>
    cell.target
      ? [
          `left join ${cell.target.table} ${aliasOf(cell)} on ${aliasOf(cell)}.${cell.target.code} = e.item ->> '${codeOf(cell)}'`,
        ]
      : [],
  );
  return `select ${columns.join(', ')}, (e.item ->> 'occurrence')::int as nth, e.n
    from jsonb_array_elements($1::jsonb) with ordinality e (item, n)
      cross join lateral jsonb_populate_record(null::${kept.table}, e.item) r ${joins.join(' ')}`;
}

export async function writeKept(tx: Transaction, kept: KeptTable, rows: readonly Values[]): Promise<void> {
  const records = rows.map((row) => ({
    ...Object.fromEntries(
      kept.cells.map((cell) =>
        cell.target
          ? [codeOf(cell), row[cell.column.name] ?? null]
          : [cell.place, toStored(cell, row[cell.column.name])],
      ),
    ),
    occurrence: row['occurrence'] ?? 1,
  }));
  for (const statement of kept.found === 'key' ? [upsert(kept)] : [updateNth(kept), insertNth(kept)])
    await tx.unsafe(statement, [rowsAsJson(tx, records)]);
}

function upsert(kept: KeptTable): string {
  const keys = [...keysOf(kept).map(({ place }) => place), ...(kept.hasOccurrence ? ['occurrence'] : [])];
  const places = kept.cells.map(({ place }) => place);
  const others = places.filter((place) => !keys.includes(place));
  const change =
    kept.isFixed || others.length === 0
      ? 'nothing'
      : `update set ${others.map((place) => `${place} = excluded.${place}`).join(', ')}`;
  const [more, nth] = kept.hasOccurrence ? [', occurrence', ', nth'] : ['', ''];
  return `insert into ${kept.table} (${places.join(', ')}${more})
    select ${places.join(', ')}${nth} from (${given(kept)}) g order by n on conflict (${keys.join(', ')}) do ${change}`;
}

/** What the n-th of its likes was already: by its place in the table, for the length of the statement. */
function storedNth(kept: KeptTable): string {
  const likes = keysOf(kept).map(({ place }) => `t.${place}`);
  return `select t.ctid as place_of_row, ${likes.join(', ')}, ${rankOf(kept)} as nth
    from ${fromOf(kept)} ${whereOf(kept)}`;
}

const isSame = (kept: KeptTable): string =>
  [...keysOf(kept).map(({ place }) => `s.${place} = g.${place}`), 's.nth = g.nth'].join(' and ');

function updateNth(kept: KeptTable): string {
  const changes = kept.cells
    .filter(({ column }) => !column.key)
    .map(({ place }) => `${place} = g.${place}`)
    .join(', ');
  return `with given as (${given(kept)}), stored as (${storedNth(kept)})
    update ${kept.table} t set ${changes} from given g join stored s on ${isSame(kept)} where t.ctid = s.place_of_row`;
}

function insertNth(kept: KeptTable): string {
  const places = kept.cells.map(({ place }) => place).join(', ');
  return `with given as (${given(kept)}), stored as (${storedNth(kept)})
    insert into ${kept.table} (${places}) select ${places} from given g
    where not exists (select from stored s where ${isSame(kept)}) order by n`;
}
