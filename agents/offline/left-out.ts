// What a question leaves out, as conditions on the rows that it asks for.

import type { Selection } from '../turn.ts';
import type { Left, Reading } from './reading.ts';
import type { RowKind } from './views.ts';

type Where = NonNullable<Selection['where']>[number];

/** Rows that tell whose they are, or of which project. */
const TOLD: Readonly<Partial<Record<RowKind, readonly Left['kind'][]>>> = {
  project: ['client', 'contract', 'status'],
  order: ['client', 'project'],
  invoice: ['client', 'project'],
  opportunity: ['client'],
};

/** Rows of the kind that are not those; what they do not tell is left to who answers. */
export function leaveOut({ without }: Pick<Reading, 'without'>, rows: RowKind): Where[] {
  return without.flatMap(({ kind, value }): Where[] => {
    if (kind === rows) return [{ field: 'subject', op: '!=', value }];
    return TOLD[rows]?.includes(kind) === true ? [{ field: kind, op: '!=', value }] : [];
  });
}
