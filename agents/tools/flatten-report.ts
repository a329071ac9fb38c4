// A report as a table: every list of the report's JSON becomes lines, whatever the report, so that a new report is a
// tool with no more code than its definition.
//
// - A line's `list` field is the name of the list that it stood in (projects, consultants, lines, signals, findings…).
// - The main lists are the outermost that hold figures; a list inside a line of it (the lines to invoice of a project,
//   the signals of its drift) is a detail: asked by `where list = lines`, and told in the line as the joined codes of
//   its items (`signals: 'margin, loss'`, `blocked: 'po_missing'`; '' when there is none).
// - A key says where the line stood: `2026-10/C001`, `P003/loss`. A line inherits what tells its parent apart (month,
//   project…), and the attributes of the thing that it is about (client, status, manager, profile…).
// - A total inside a list is a line of subject and kind `total` (`2026-10/total`); when there is one such total, it is
//   also the table's own.

import type { Catalogue, CatalogueEntry } from '../catalogue.ts';
import type { ResultRow, SubjectKind } from '../turn.ts';

type Scalar = number | string | boolean | null;
type Fields = Record<string, Scalar>;
type JsonObject = Readonly<Record<string, unknown>>;

export type Table = {
  readonly rows: readonly ResultRow[];
  /** The lists that are read when none is named. */
  readonly mainLists: ReadonlySet<string>;
  readonly total: Readonly<Record<string, number | string | null>>;
};

const LIST_KINDS: Readonly<Record<string, ResultRow['kind']>> = {
  projects: 'project',
  clients: 'client',
  consultants: 'consultant',
  opportunities: 'opportunity',
  orders: 'order',
  invoices: 'invoice',
  profiles: 'profile',
  months: 'month',
};

const KINDS_OF_FIELDS: Readonly<Record<string, SubjectKind>> = {
  project: 'project',
  client: 'client',
  consultant: 'consultant',
  opportunity: 'opportunity',
  order: 'order',
  invoice: 'invoice',
  profile: 'profile',
};

/** What a line is told apart by, the first that it has. */
const ID_FIELDS = ['code', 'number', 'id', 'month', 'profile', 'stage', 'key'] as const;
/** Of a detail: what it is, in its parent. */
const DETAIL_IDS = ['code', 'reason', 'kind', 'label'] as const;

type Parent = {
  readonly key: string;
  readonly subject: string;
  readonly kind: ResultRow['kind'];
  readonly told: Fields;
};
const NO_PARENT: Parent = { key: '', subject: 'total', kind: 'total', told: {} };

type Identity = { readonly subject: string; readonly kind: ResultRow['kind']; readonly id: string };
type Line = { readonly row: ResultRow; readonly list: string; readonly depth: number };

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCode(value: unknown): value is string | number {
  return (typeof value === 'string' && value !== '') || Number.isInteger(value);
}

function isListOfObjects(value: unknown): value is readonly JsonObject[] {
  return Array.isArray(value) && value.length > 0 && value.every(isObject);
}

/** The figures and words of an object: its lists of words joined, its lists of objects as the codes of their items. */
function readScalars(object: JsonObject): Fields {
  const fields: Fields = {};
  for (const [name, value] of Object.entries(object)) {
    if (value === null || ['number', 'string', 'boolean'].includes(typeof value)) fields[name] = value as Scalar;
    else if (isListOfObjects(value)) fields[name] = [...new Set(value.map(readDetailId))].join(', ');
    else if (Array.isArray(value)) fields[name] = value.map(String).join(', ');
  }
  return fields;
}

function readDetailId(item: JsonObject): string {
  for (const name of DETAIL_IDS) if (typeof item[name] === 'string') return item[name];
  return Object.values(item).find((value) => typeof value === 'string') ?? '';
}

/** Codes and days, as against sentences: what can stand in a key. */
const SHORT_WORD = /^[\p{L}\d][\p{L}\d_.-]{0,39}$/u;

const indexes = new WeakMap<Catalogue, ReadonlyMap<string, readonly CatalogueEntry[]>>();

function indexByCode(catalogue: Catalogue): ReadonlyMap<string, readonly CatalogueEntry[]> {
  const known = indexes.get(catalogue);
  if (known) return known;
  const byCode = new Map<string, CatalogueEntry[]>();
  for (const entry of catalogue) byCode.set(entry.code, [...(byCode.get(entry.code) ?? []), entry]);
  indexes.set(catalogue, byCode);
  return byCode;
}

/** What a code of a kind is called; null: nothing here bears it. */
export function labelIn(catalogue: Catalogue): (kind: SubjectKind, code: string) => string | null {
  const byCode = indexByCode(catalogue);
  return (kind, code) => byCode.get(code)?.find((entry) => entry.kind === kind)?.label ?? null;
}

function makeFlattener(catalogue: Catalogue) {
  const byCode = indexByCode(catalogue);
  const find = (code: string, kind: ResultRow['kind'] | null): CatalogueEntry | null =>
    byCode.get(code)?.find((entry) => kind === null || entry.kind === kind) ?? null;

  /** What the line is about: by its list's name, by the code it bears, else by the first thing that it names. */
  const identify = (item: JsonObject, list: string, parent: Parent): Identity => {
    const idField = ID_FIELDS.find((name) => isCode(item[name]));
    const id = idField === undefined ? '' : String(item[idField]);
    const isMonth = idField === 'month' || /^\d{4}-\d{2}$/.test(id);
    const kind = LIST_KINDS[list] ?? (isMonth ? 'month' : (find(id, null)?.kind ?? null));
    if (id !== '' && kind !== null) return { subject: id, kind, id };
    if (parent.kind !== 'total' && parent.kind !== 'month') return { subject: parent.subject, kind: 'other', id };
    const named = Object.entries(item).find(([name, value]) => name in KINDS_OF_FIELDS && isCode(value));
    if (named === undefined) return { subject: id === '' ? 'total' : id, kind: 'other', id };
    const subject = String(named[1]);
    return { subject, kind: KINDS_OF_FIELDS[named[0]] ?? 'other', id: id === '' ? '' : `${subject}/${id}` };
  };

  const keys = new Map<string, number>();
  const makeKey = (parent: Parent, id: string, fields: Fields, subject: string): string => {
    const words = Object.values(fields).filter(
      (value): value is string => typeof value === 'string' && SHORT_WORD.test(value),
    );
    const own = id === '' ? [...new Set([subject, ...words])].slice(0, 5).join('/') : id;
    const key = parent.key === '' ? own : `${parent.key}/${own}`;
    const seen = keys.get(key) ?? 0;
    keys.set(key, seen + 1);
    return seen === 0 ? key : `${key}~${seen + 1}`;
  };

  const lines: Line[] = [];
  const totals: Fields[] = [];

  const addTotal = (total: JsonObject, parent: Parent, depth: number): void => {
    const fields = { ...parent.told, ...readScalars(total) };
    totals.push(fields);
    const key = `${parent.key}/total`;
    lines.push({ row: { key, subject: 'total', kind: 'total', label: key, fields }, list: 'total', depth });
  };

  const addItem = (item: JsonObject, list: string, parent: Parent, depth: number): void => {
    const own = readScalars(item);
    const { subject, kind, id } = identify(item, list, parent);
    const entry = kind === 'total' || kind === 'month' || kind === 'other' ? null : find(subject, kind);
    const key = makeKey(parent, id, own, subject);
    const fields = { ...entry?.attributes, ...parent.told, ...own, list };
    const hasFigures = Object.entries(own).some(
      ([name, value]) => name !== 'month' && !isListed(item[name]) && value !== subject,
    );
    if (hasFigures || !Object.values(item).some((value) => Array.isArray(value)))
      lines.push({ row: { key, subject, kind, label: entry?.label ?? subject, fields }, list, depth });
    const told = toldToChildren(item, kind, subject, parent.told);
    for (const [name, value] of Object.entries(item)) {
      if (isListOfObjects(value))
        for (const child of value) addItem(child, name, { key, subject, kind, told }, depth + 1);
      else if (isObject(value)) addTotal(value, { key, subject, kind, told }, depth + 1);
    }
  };

  return { addItem, lines, totals };
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function isListed(value: unknown): boolean {
  return Array.isArray(value);
}

/** What the lines of a list know of the line that holds it: its words, and its code under the name of its kind. */
function toldToChildren(item: JsonObject, kind: ResultRow['kind'], subject: string, inherited: Fields): Fields {
  const words = Object.entries(item).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '' && entry[0] !== 'code',
  );
  const named = kind === 'total' || kind === 'other' ? {} : { [kind]: subject };
  return { ...inherited, ...Object.fromEntries(words), ...named };
}

/** @param document the report's JSON. @param catalogue what its codes are called, and their attributes. */
export function flattenReport(document: JsonObject, catalogue: Catalogue): Table {
  const { addItem, lines, totals } = makeFlattener(catalogue);
  const total: Record<string, number | string | null> = {};
  for (const [name, value] of Object.entries(document)) {
    if (isListOfObjects(value)) for (const item of value) addItem(item, name, NO_PARENT, 0);
    else if (name === 'total' && isObject(value)) Object.assign(total, withoutFlags(readScalars(value)));
    // Two sides of one report are told apart by their name: `before_margin`, `after_margin`.
    else if (isObject(value))
      for (const [field, figure] of Object.entries(withoutFlags(readScalars(value))))
        total[`${name}_${field}`] = figure;
    else if (!isEmptyList(value)) Object.assign(total, withoutFlags(readScalars({ [name]: value })));
  }
  const [only, ...others] = totals;
  if (only && others.length === 0) Object.assign(total, withoutFlags(only));
  const figured = lines.filter(({ row }) => row.kind !== 'total');
  const outermost = Math.min(...figured.map(({ depth }) => depth));
  return {
    rows: lines.map(({ row }) => row),
    mainLists: new Set(figured.filter(({ depth }) => depth === outermost).map(({ list }) => list)),
    total,
  };
}

function withoutFlags(fields: Fields): Record<string, number | string | null> {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, number | string | null] => typeof entry[1] !== 'boolean'),
  );
}
