// The figures of an answer as a table: a line a subject, a column a figure, when the answer gives a set of them.

import type { Figure } from './api-client.ts';

export type FigureTable = {
  readonly columns: readonly { readonly name: string; readonly unit: Figure['unit'] }[];
  readonly rows: readonly { readonly subject: string; readonly cells: ReadonlyMap<string, Figure> }[];
};

/** Two subjects are read in the sentence; from three on, a table is read faster. */
const LEAST_ROWS = 3;

/** null: too few subjects, or each with figures of its own. */
export function makeFigureTable(figures: readonly Figure[]): FigureTable | null {
  const columns = new Map<string, Figure['unit']>();
  const rows = new Map<string, Map<string, Figure>>();
  for (const figure of figures) {
    if (figure.subject === 'total') continue;
    const key = rowOf(figure);
    columns.set(figure.name, figure.unit);
    rows.set(key, (rows.get(key) ?? new Map<string, Figure>()).set(figure.name, figure));
  }
  if (rows.size < LEAST_ROWS) return null;
  return {
    columns: [...columns].map(([name, unit]) => ({ name, unit })),
    rows: [...rows].map(([subject, cells]) => ({ subject, cells })),
  };
}

/** `2026-10/C001`: the month and the person; else the subject. */
function rowOf({ source, subject }: Figure): string {
  const anchor = source.split('#')[1] ?? '';
  return /^\d{4}-\d{2}\//.test(anchor) ? decodeURIComponent(anchor) : subject;
}

export type Series = {
  readonly name: string;
  readonly unit: Figure['unit'];
  readonly points: readonly { readonly label: string; readonly value: number }[];
  /** Months follow each other; subjects are ranked. */
  readonly kind: 'months' | 'ranking';
};

const MOST_BARS = 15;

/** What a small chart shows better than a table: one figure of three subjects or more, or of months. */
export function findSeries({ columns, rows }: FigureTable): Series | null {
  const column = columns.find(({ name, unit }) => unit !== 'date' && rows.every(({ cells }) => cells.has(name)));
  if (column === undefined || rows.length > MOST_BARS) return null;
  const points = rows.map(({ subject, cells }) => ({ label: subject, value: Number(cells.get(column.name)?.value) }));
  if (points.some(({ value }) => !Number.isFinite(value))) return null;
  const kind = rows.every(({ subject }) => /^\d{4}-\d{2}$/.test(subject)) ? 'months' : 'ranking';
  return { ...column, points, kind };
}
