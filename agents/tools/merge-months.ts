// The months of one person, or of the firm, told as one period: days add up, and a rate is that of the sums, never the
// mean of the months' rates (REPORTS.md, occupancy: « ratio of sums »).

import type { ResultRow } from '../turn.ts';
import type { Units } from './field-units.ts';

type Fields = ResultRow['fields'];

type Parts = { readonly over: string; readonly under: readonly string[]; readonly less: readonly string[] };

/** What each rate is made of, by the days of its row. */
export const RATES_OF_SUMS: Readonly<Record<string, Parts>> = {
  tace: { over: 'billable_days', under: ['working_days'], less: ['leave_days'] },
  occupation: { over: 'billable_days', under: ['working_days'], less: [] },
};

function isAdded(name: string, value: Fields[string], units: Units): value is number {
  return typeof value === 'number' && units[name] === 'days';
}

/** Days of several months to the hundredth: quarters of a day and quotas have no more. */
function sumOf(rows: readonly ResultRow[], name: string): number {
  const sum = rows.reduce((total, { fields }) => total + Number(fields[name] ?? 0), 0);
  return Math.round(sum * 100) / 100;
}

function rateOf(rows: readonly ResultRow[], { over, under, less }: Parts): number | null {
  const whole =
    under.reduce((total, name) => total + sumOf(rows, name), 0) -
    less.reduce((total, name) => total + sumOf(rows, name), 0);
  return whole === 0 ? null : Math.round((sumOf(rows, over) / whole) * 10_000) / 10_000;
}

function mergeRows(rows: readonly ResultRow[], units: Units): ResultRow | null {
  const [first] = rows;
  if (first === undefined) return null;
  const fields: Record<string, Fields[string]> = {};
  for (const [name, value] of Object.entries(first.fields)) {
    const parts = RATES_OF_SUMS[name];
    const rated =
      parts !== undefined && [parts.over, ...parts.under, ...parts.less].every((part) => part in first.fields);
    if (rated) fields[name] = rateOf(rows, parts);
    else if (isAdded(name, value, units)) fields[name] = sumOf(rows, name);
    else if (rows.every((row) => row.fields[name] === value)) fields[name] = value;
  }
  return { ...first, key: first.subject, label: first.kind === 'total' ? first.subject : first.label, fields };
}

/** The lines of each subject as one, in the order of their first months. */
export function mergeMonths(rows: readonly ResultRow[], units: Units): ResultRow[] {
  const bySubject = Map.groupBy(rows, ({ kind, subject }) => `${kind} ${subject}`);
  return [...bySubject.values()].flatMap((months) => mergeRows(months, units) ?? []);
}
