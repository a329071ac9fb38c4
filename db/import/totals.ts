// What an import must find again to the cent: rows, days, invoiced amounts and payments, from a row of the files.
import type { CellValue } from './cells.ts';
import type { FileName } from './file-names.ts';

/** Credit notes count against; cents and quarter days. */
export type Totals = {
  rows: number;
  quarterDays: number;
  netCents: number;
  grossCents: number;
  paidCents: number;
};

export function noTotals(): Totals {
  return { rows: 0, quarterDays: 0, netCents: 0, grossCents: 0, paidCents: 0 };
}

export function addToTotals(
  totals: Totals,
  file: FileName,
  values: Readonly<Record<string, CellValue | undefined>>,
): void {
  totals.rows += 1;
  if (file === 'temps') totals.quarterDays += Number(values['jours'] ?? 0);
  if (file === 'paiements') totals.paidCents += Number(values['montant_ttc'] ?? 0);
  if (file === 'factures') {
    const sign = values['type'] === 'avoir' ? -1 : 1;
    totals.netCents += sign * Number(values['montant_ht'] ?? 0);
    totals.grossCents += sign * Number(values['montant_ttc'] ?? 0);
  }
}
