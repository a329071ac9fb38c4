// The bench's results as one table, in Markdown: it reads well in a terminal and goes into the README as it is.

import { medianOf, percentileOf } from './samples.ts';

export type Row = {
  what: string;
  /** The median, or the one value measured, with its unit. */
  result: string;
  p95?: string | undefined;
  /** Processor time an operation: Node and PostgreSQL. */
  cpu?: string | undefined;
  /** Statements an operation, `begin` and `commit` included. */
  queries?: string | undefined;
  /** What the product promises. */
  aim?: string | undefined;
};

export type Family = { title: string; rows: readonly Row[] };

const COLUMNS = [
  ['what', 'measured'],
  ['result', 'median'],
  ['p95', 'p95'],
  ['cpu', 'CPU each'],
  ['queries', 'queries'],
  ['aim', 'aim'],
] as const;

/** A row of times: their median and p95. */
export function rowOfTimes(what: string, millis: readonly number[], more: Omit<Row, 'what' | 'result' | 'p95'>): Row {
  return {
    what: `${what} (${millis.length} times)`,
    result: showMillis(medianOf(millis)),
    p95: showMillis(percentileOf(millis, 95)),
    ...more,
  };
}

export function showMillis(millis: number): string {
  if (millis >= 10_000) return `${(millis / 1000).toFixed(1)} s`;
  if (millis >= 1000) return `${(millis / 1000).toFixed(2)} s`;
  return `${millis.toFixed(millis < 100 ? 1 : 0)} ms`;
}

/** Lines of the table of a family. */
export function printFamily({ title, rows }: Family): string[] {
  const cells = [COLUMNS.map(([, label]) => label), ...rows.map((row) => COLUMNS.map(([key]) => row[key] ?? ''))];
  const widths = COLUMNS.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const line = (texts: readonly string[]): string =>
    `| ${texts.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  return [`### ${title}`, '', line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line), ''];
}
