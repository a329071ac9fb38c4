// Which lines of a table are wanted: subjects, thresholds, ranking, top-N. Worked out here, never by a model.

import { z } from 'zod';
import type { ReadResult, ResultRow, Selection, ToolRefusal } from '../turn.ts';
import type { Table } from './flatten-report.ts';
import type { Units } from './field-units.ts';
import { groupRows, withCountUnit, type LabelOf } from './group-rows.ts';
import { mergeMonths, RATES_OF_SUMS } from './merge-months.ts';
import { foldText } from '../words.ts';

export const selection = z
  .strictObject({
    subjects: z.array(z.string().max(200)).max(200).optional().describe('Codes; `total` for the totals of a list.'),
    where: z
      .array(
        z.strictObject({
          field: z.string().max(60),
          op: z.enum(['<', '<=', '=', '!=', '>=', '>']),
          value: z.union([z.number(), z.string().max(200), z.boolean()]),
        }),
      )
      .max(10)
      .optional()
      .describe('All of them hold. A ratio is a fraction: 15 % is 0.15. `list` names a detail: lines, signals…'),
    sort: z.strictObject({ field: z.string().max(60), order: z.enum(['asc', 'desc']) }).optional(),
    limit: z.int().min(1).max(200).optional(),
    share: z
      .string()
      .max(60)
      .optional()
      .describe('A field that adds up: each row gets its share of the whole as `field_share`, a fraction.'),
    together: z
      .boolean()
      .optional()
      .describe('Of several months: one line a subject; days add up, TACE and occupation are ratios of the sums.'),
    group: z
      .string()
      .max(60)
      .optional()
      .describe(
        'A field that rows tell (manager, client, profile, contract…): one line a value, its `count` of rows and their sums.',
      ),
  })
  .describe('Which rows: by code, threshold, ranking.');

/** A prompt holds no more: who wants the rest is given the sums and the count over all of them. */
const ROWS_AT_MOST = 100;

/** Figures that no sum makes sense of: rates, prices of a day, delays, points. */
const NOT_ADDED =
  /(_rate|_points|_tjm|^tjm|^cjm|^gap|price|quota|level|^dso|median|median_days|weighted_days|days_left|probability|^since)$/;

/** Fields that tell what a line is about, beside its own code. */
const SUBJECT_FIELDS = ['project', 'client', 'consultant', 'opportunity', 'order', 'profile', 'month'];

function isAbout(row: ResultRow, wanted: ReadonlySet<string>): boolean {
  if (wanted.has(foldText(row.subject))) return true;
  return SUBJECT_FIELDS.some((name) => wanted.has(foldText(String(row.fields[name] ?? ''))));
}

type Condition = NonNullable<Selection['where']>[number];

function compare(left: number | string, right: number | string): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return foldText(String(left)).localeCompare(foldText(String(right)), 'fr');
}

/** An undefined figure is neither above nor below anything. */
function holds(row: ResultRow, { field, op, value }: Condition): boolean {
  const found = field === 'subject' ? row.subject : row.fields[field];
  if (found === null || found === undefined) return op === '!=';
  if (typeof found === 'boolean' || typeof value === 'boolean') {
    const same = String(found) === String(value);
    return op === '=' ? same : op === '!=' && !same;
  }
  if (typeof found !== typeof value && Number.isNaN(Number(found) + Number(value))) return op === '!=';
  const [left, right] = typeof found === typeof value ? [found, value] : [Number(found), Number(value)];
  const order = compare(left, right);
  switch (op) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '>=':
      return order >= 0;
    case '>':
      return order > 0;
  }
}

/** Undefined figures come last, whatever the order; equal ones by their key, so that the same question gets the same list. */
function sortRows(rows: readonly ResultRow[], { field, order }: NonNullable<Selection['sort']>): ResultRow[] {
  const valueOf = (row: ResultRow): number | string | null => {
    const value = field === 'subject' ? row.subject : field === 'label' ? row.label : (row.fields[field] ?? null);
    return typeof value === 'boolean' ? Number(value) : value;
  };
  return rows.toSorted((a, b) => {
    const [left, right] = [valueOf(a), valueOf(b)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    const difference = compare(left, right);
    return (order === 'asc' ? difference : -difference) || a.key.localeCompare(b.key);
  });
}

/** Sums to the hundredth of a cent: euros have two decimals and days two, whatever the number of lines. */
function addUp(rows: readonly ResultRow[], units: Units): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { fields } of rows) {
    for (const [name, value] of Object.entries(fields)) {
      const unit = units[name];
      if (typeof value !== 'number' || unit === undefined || unit === 'ratio' || unit === 'date') continue;
      if (NOT_ADDED.test(name)) continue;
      sums[name] = Math.round(((sums[name] ?? 0) + value) * 10_000) / 10_000;
    }
  }
  return sums;
}

/** The mean of each field that adds up, over the rows where it is defined; one row alone has none. */
function average(rows: readonly ResultRow[], units: Units): Record<string, number> {
  return Object.fromEntries([
    ...Object.entries(addUp(rows, units)).flatMap(([name, sum]) => {
      const count = rows.filter(({ fields }) => typeof fields[name] === 'number').length;
      return count < 2 ? [] : [[name, Math.round((sum / count) * 100) / 100] as const];
    }),
    ...averageMonths(rows),
  ]);
}

/** The plain mean of the months' rates of one subject; of several subjects, no mean of rates makes sense. */
function averageMonths(rows: readonly ResultRow[]): (readonly [string, number])[] {
  const months = new Set(rows.map(({ fields }) => fields['month']));
  if (months.size < 2 || months.size !== rows.length || new Set(rows.map(({ subject }) => subject)).size > 1) return [];
  return Object.keys(RATES_OF_SUMS).flatMap((name) => {
    const told = rows.map(({ fields }) => fields[name]).filter((value) => typeof value === 'number');
    const sum = told.reduce((total, value) => total + value, 0);
    return told.length < 2 ? [] : [[name, Math.round((sum / told.length) * 10_000) / 10_000] as const];
  });
}

/** The name of a row's share of the whole. */
export function shareName(field: string): string {
  return `${field}_share`;
}

/** The whole that a row is a part of: the report's own total, else the sum of the rows of its main lists. */
function wholeOf(table: Table, field: string, units: Units): number | null {
  const total = table.total[field];
  const rows = table.rows.filter((row) => row.kind !== 'total' && table.mainLists.has(String(row.fields['list'])));
  const whole = typeof total === 'number' ? total : addUp(rows, units)[field];
  return whole === undefined || whole === 0 ? null : whole;
}

function withShare(row: ResultRow, field: string, whole: number): ResultRow {
  const part = row.fields[field];
  if (typeof part !== 'number') return row;
  return { ...row, fields: { ...row.fields, [shareName(field)]: Math.round((part / whole) * 10_000) / 10_000 } };
}

function refuseField(fields: readonly string[], known: ReadonlySet<string>): ToolRefusal | null {
  const unknown = fields.find((field) => !known.has(field));
  if (unknown === undefined) return null;
  return {
    state: 'refused',
    code: 'field_unknown',
    sentence: `Il n’y a pas de champ « ${unknown.slice(0, 60)} » ; il y a : ${[...known].toSorted().join(', ')}.`,
    rights: false,
  };
}

/** @returns the rows asked for, how many there were before `limit`, their sums and their means. */
export function selectRows(
  table: Table,
  units: Units,
  asked: Selection,
  labelOf: LabelOf = () => null,
): Pick<ReadResult, 'rows' | 'count' | 'sums' | 'means'> | ToolRefusal {
  const { subjects, where = [], sort, limit, share, together, group } = asked;
  const namesList = where.some(({ field }) => field === 'list');
  const wanted = subjects === undefined ? null : new Set(subjects.map(foldText));
  const inList = table.rows.filter(
    (row) =>
      (namesList ||
        (row.kind === 'total' ? wanted?.has('total') === true : table.mainLists.has(String(row.fields['list'])))) &&
      (wanted === null || isAbout(row, wanted)),
  );
  if (table.rows.length > 0) {
    const known = new Set([
      'subject',
      'label',
      'list',
      ...(group === undefined ? [] : ['count']),
      ...Object.keys(units),
      ...table.rows.flatMap(({ fields }) => Object.keys(fields)),
    ]);
    const asks = [...where.map(({ field }) => field), ...(sort ? [sort.field] : []), ...(group ? [group] : [])];
    const refused = refuseField(asks, known);
    if (refused) return refused;
  }
  const whole = share === undefined ? null : wholeOf(table, share, units);
  const told = whole === null || share === undefined ? inList : inList.map((row) => withShare(row, share, whole));
  const lines = together === true ? mergeMonths(told, units) : told;
  const isOfGroup = ({ field }: Condition): boolean => group !== undefined && field === 'count';
  const kept = lines.filter((row) => where.every((condition) => isOfGroup(condition) || holds(row, condition)));
  const grouped = group === undefined ? kept : groupRows(kept, group, (some) => addUp(some, units), labelOf);
  // Of groups, those of so many rows.
  const chosen = grouped.filter((row) => where.every((condition) => !isOfGroup(condition) || holds(row, condition)));
  const summed = group === undefined ? units : withCountUnit(units);
  const sorted = sort ? sortRows(chosen, sort) : chosen;
  return {
    rows: sorted.slice(0, Math.min(limit ?? ROWS_AT_MOST, ROWS_AT_MOST)),
    count: chosen.length,
    sums: addUp(chosen, summed),
    means: average(chosen, summed),
  };
}
