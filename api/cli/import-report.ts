// What an import says: on a screen, and as JSON for scripts.

import type { ImportOutcome } from '../../db/import/import-firm.ts';
import type { FilePlan } from '../../db/import/plan.ts';
import { showError } from '../../db/import/read-rows.ts';

/** The JSON document of `vigie import --json`. */
export function describeImport({ state, plan, reconciliation }: ImportOutcome): unknown {
  return {
    state,
    ...countAll(plan.files),
    files: [...plan.files].map(([name, file]) => ({ file: `${name}.csv`, ...countRows(file) })),
    changes: [...plan.files].flatMap(([name, file]) =>
      file.updated.map(({ row, cells }) => ({ file: `${name}.csv`, line: row.line, cells })),
    ),
    errors: plan.errors.map((error) => ({ ...error, file: `${error.file}.csv` })),
    notes: plan.notes,
    reconciliation,
  };
}

type Counts = { read: number; created: number; updated: number; unchanged: number };

function countRows(file: FilePlan): Counts {
  return {
    read: file.file.rows.length,
    created: file.created.length,
    updated: file.updated.length,
    unchanged: file.unchanged,
  };
}

function countAll(files: ImportOutcome['plan']['files']): Counts {
  const all: Counts = { read: 0, created: 0, updated: 0, unchanged: 0 };
  for (const file of files.values()) {
    const counts = countRows(file);
    all.read += counts.read;
    all.created += counts.created;
    all.updated += counts.updated;
    all.unchanged += counts.unchanged;
  }
  return all;
}

const TITLES: Record<ImportOutcome['state'], string> = {
  refused: 'Essai à blanc :',
  to_confirm: 'Essai à blanc :',
  planned: "Essai à blanc, rien n'a été écrit :",
  unchanged: 'Rien à écrire, tout est déjà enregistré :',
  written: 'Import écrit :',
};

/** The lines of `vigie import` for a person. */
export function listImport(outcome: ImportOutcome): string[] {
  const { plan, reconciliation } = outcome;
  const lines = [...plan.notes.map((note) => `Remarque : ${note}.`), TITLES[outcome.state], ...listCounts(outcome)];
  for (const [name, file] of plan.files) {
    for (const { row, cells } of file.updated) {
      const changes = cells.map((cell) => `${cell.column} : « ${cell.before} » → « ${cell.after} »`);
      lines.push(`modifié ${name}.csv:${row.line}: ${changes.join(', ')}`);
    }
  }
  // One by one: half a million errors are too many arguments for one call.
  for (const error of plan.errors) lines.push(showError(error));
  if (reconciliation) lines.push('', ...listReconciliation(reconciliation));
  return lines;
}

function listCounts({ state, plan }: ImportOutcome): string[] {
  const words = state === 'written' ? ['créées', 'modifiées', 'inchangées'] : ['à créer', 'à modifier', 'inchangées'];
  const list = (name: string, counts: Counts): string[] => [
    name,
    `${counts.read} lues`,
    `${counts.created} ${words[0]}`,
    `${counts.updated} ${words[1]}`,
    `${counts.unchanged} ${words[2]}`,
  ];
  const rows = [...plan.files].map(([name, file]) => list(`${name}.csv`, countRows(file)));
  return alignColumns([...rows, list('en tout', countAll(plan.files))]);
}

function listReconciliation(reconciliation: NonNullable<ImportOutcome['reconciliation']>): string[] {
  const files = reconciliation.files.map((file) => [
    `${file.file}.csv`,
    String(file.read),
    String(file.kept),
    String(file.stored),
  ]);
  const amounts = reconciliation.amounts.map((amount) => [amount.label, amount.read, amount.kept, amount.stored]);
  return ['Rapprochement :', ...alignColumns([['', 'lu', 'déjà là', 'en base'], ...files, ...amounts])];
}

/** The first column to the left, the figures to the right. */
function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [place, text] of row.entries()) widths[place] = Math.max(widths[place] ?? 0, text.length);
  return rows.map((row) =>
    `  ${row.map((text, place) => (place === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[place] ?? 0))).join('  ')}`.trimEnd(),
  );
}
