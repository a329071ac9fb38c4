// What an import says at the end, however much there is to say.
import { expect, test } from 'vitest';
import { listImport } from '../../api/cli/import-report.ts';
import type { ImportOutcome } from '../../db/import/import-firm.ts';

test('une cellule mal fermée qui avale tout un fichier : chaque ligne est dite, sans que la commande tombe', () => {
  const errors = Array.from({ length: 600_000 }, (_, i) => ({
    file: 'temps.csv',
    line: i + 2,
    column: 'ligne',
    problem: 'une cellule manque',
    expected: 'sept cellules',
  }));
  const outcome = {
    state: 'refused',
    plan: { notes: [], files: new Map(), errors },
    reconciliation: null,
  } as unknown as ImportOutcome;
  expect(listImport(outcome).length).toBeGreaterThanOrEqual(600_000);
});
