// Lines counted and added up by something that they tell: drifting projects by manager, late invoices by client. Worked
// out here, never by a model.

import { UNTOLD, type ResultRow, type SubjectKind } from '../turn.ts';
import type { Units } from './field-units.ts';

type Sums = Readonly<Record<string, number>>;

/** What the codes of a field name. */
const KINDS: Readonly<Record<string, SubjectKind>> = {
  manager: 'consultant',
  consultant: 'consultant',
  client: 'client',
  project: 'project',
  profile: 'profile',
};

/** A rate of several lines is the ratio of their sums, never the mean of their rates. */
const RATIOS: readonly (readonly [string, string, string])[] = [
  ['margin_rate', 'margin', 'revenue'],
  ['planned_rate', 'planned_margin', 'planned_revenue'],
  ['eac_rate', 'eac_margin', 'eac_revenue'],
];

/** What is called by a code: its name. */
export type LabelOf = (kind: SubjectKind, code: string) => string | null;

/** Lines where a part is undefined have no ratio of sums. */
function ratiosOf(rows: readonly ResultRow[], sums: Sums): Record<string, number | null> {
  return Object.fromEntries(
    RATIOS.flatMap(([name, over, under]) => {
      if (!rows.some(({ fields }) => name in fields)) return [];
      const isWhole = rows.every(({ fields }) => typeof fields[over] === 'number' && typeof fields[under] === 'number');
      const [above, below] = [sums[over] ?? 0, sums[under] ?? 0];
      return [[name, isWhole && below !== 0 ? Math.round((above / below) * 10_000) / 10_000 : null] as const];
    }),
  );
}

/**
 * One line for each value of a field, in their order: `count` is how many lines have it, the other figures are their
 * sums. Those without a value make the line `-`.
 */
export function groupRows(
  rows: readonly ResultRow[],
  field: string,
  addUp: (rows: readonly ResultRow[]) => Sums,
  labelOf: LabelOf,
): ResultRow[] {
  const groups = Map.groupBy(rows, ({ fields }) => String(fields[field] ?? '') || UNTOLD);
  const kind = KINDS[field];
  return [...groups]
    .map(([code, lines]): ResultRow => {
      const sums = addUp(lines);
      const label = kind === undefined ? null : labelOf(kind, code);
      return {
        key: code,
        subject: code,
        kind: kind ?? 'other',
        label: label ?? code,
        fields: { list: 'groups', [field]: code, ...sums, ...ratiosOf(lines, sums), count: lines.length },
      };
    })
    .toSorted((a, b) => (a.subject < b.subject ? -1 : 1));
}

/** The number of lines of a group is a count, whatever the report calls so. */
export function withCountUnit(units: Units): Units {
  return { ...units, count: 'count' };
}
