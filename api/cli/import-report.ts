// What an import says: on a screen, and as JSON for scripts.

import type { ImportOutcome } from '../../db/import/import-firm.ts';
import type { FilePlan } from '../../db/import/plan.ts';
import { showError } from '../../db/import/read-rows.ts';

/** The JSON document of `vigie import --json`. */
export function describeImport({ state, plan, reconciliation }: ImportOutcome): unknown {
  return {
    state,
    files: [...plan.files].map(([name, file]) => ({ file: `${name}.csv`, ...countRows(file) })),
    changes: [...plan.files].flatMap(([name, file]) =>
      file.updated.map(({ row, cells }) => ({ file: `${name}.csv`, line: row.line, cells })),
    ),
    errors: plan.errors.map((error) => ({ ...error, file: `${error.file}.csv` })),
    notes: plan.notes,
    reconciliation,
  };
}

function countRows(file: FilePlan): { read: number; created: number; updated: number; unchanged: number } {
  return {
    read: file.file.rows.length,
    created: file.created.length,
    updated: file.updated.length,
    unchanged: file.unchanged,
  };
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
  const lines = [...plan.notes.map((note) => `Remarque : ${note}.`), TITLES[outcome.state], ...listCounts(plan.files)];
  for (const [name, file] of plan.files) {
    for (const { row, cells } of file.updated) {
      const changes = cells.map((cell) => `${cell.column} : « ${cell.before} » → « ${cell.after} »`);
      lines.push(`modifié ${name}.csv:${row.line}: ${changes.join(', ')}`);
    }
  }
  lines.push(...plan.errors.map(showError));
  if (reconciliation) lines.push('', ...listReconciliation(reconciliation));
  return lines;
}

function listCounts(files: ImportOutcome['plan']['files']): string[] {
  const rows = [...files].map(([name, file]) => {
    const counts = countRows(file);
    return [
      `${name}.csv`,
      `${counts.read} lues`,
      `${counts.created} à créer`,
      `${counts.updated} à modifier`,
      `${counts.unchanged} inchangées`,
    ];
  });
  return alignColumns(rows);
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
