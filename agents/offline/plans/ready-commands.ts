// The commands that a report holds ready: each is a line with its command, and its input in the line's own total.

import type { ReadResult, ResultRow } from '../../turn.ts';

export type Ready = { readonly command: string; readonly input: Readonly<Record<string, unknown>> };

/** What each command takes of the fields of such a line. */
const INPUT_FIELDS: Readonly<Record<string, readonly string[]>> = {
  assign_consultant: [
    'consultant',
    'project',
    'opportunity',
    'profile',
    'startsOn',
    'endsOn',
    'quota',
    'status',
    'dailyRate',
  ],
  replace_consultant: ['code', 'consultant', 'from'],
  move_assignment: ['code', 'startsOn', 'endsOn', 'dailyRate'],
  end_assignment: ['code', 'endsOn'],
  update_project: ['code', 'startsOn', 'endsOn'],
  update_opportunity: ['code', 'plannedStartOn', 'plannedEndOn'],
  win_opportunity: ['code'],
};

function inputOf(command: string, { fields }: ResultRow): Ready['input'] {
  const names = INPUT_FIELDS[command] ?? [];
  return Object.fromEntries(
    names.flatMap((name) => (fields[name] === undefined || fields[name] === null ? [] : [[name, fields[name]]])),
  );
}

/** The ready command of each line. @param totals the lines of subject `total` of the same report. */
export function readReady(rows: readonly ResultRow[], totals: ReadResult): Ready[] {
  const inputs = new Map(totals.rows.map((row) => [row.key, row]));
  return rows.flatMap((row): Ready[] => {
    const command = String(row.fields['command']);
    const total = inputs.get(`${row.key}/total`);
    return total && command in INPUT_FIELDS ? [{ command, input: inputOf(command, total) }] : [];
  });
}

/** The other inputs of a ready command, where its line lists them. */
export function readAlternatives(row: ResultRow, alternatives: readonly ResultRow[]): Ready['input'][] {
  const command = String(row.fields['command']);
  return alternatives.filter(({ key }) => key.startsWith(`${row.key}/`)).map((other) => inputOf(command, other));
}
