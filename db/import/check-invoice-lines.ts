// The lines of invoices issued in Vigie, as `vigie export` writes them: each names what it bills, once.
import { quoteCell } from './cells.ts';
import type { CellValue } from './cells.ts';
import type { FileName } from './file-names.ts';
import { findKnown, nthKey } from './known-rows.ts';
import type { KnownRows } from './known-rows.ts';
import type { FileRows, FirmRow, ImportError } from './read-rows.ts';

/** What a nature of line bills, and the columns that name it. */
const THINGS: Readonly<Record<string, { readonly file: FileName | null; readonly columns: readonly string[] }>> = {
  time: { file: 'temps', columns: ['matricule', 'date', 'projet'] },
  purchase: { file: 'achats', columns: ['projet', 'date', 'achat'] },
  disbursement: { file: 'achats', columns: ['projet', 'date', 'achat'] },
  milestone: { file: 'jalons', columns: ['projet', 'jalon'] },
  fee: { file: null, columns: ['projet', 'mois'] },
  overage: { file: null, columns: ['projet', 'mois'] },
};

/** What all the rows of one line say alike. */
const LINE_COLUMNS = ['nature', 'libelle', 'quantite', 'prix_unitaire', 'montant', 'ligne_origine'] as const;

export function checkInvoiceLines(
  file: FileRows | undefined,
  known: ReadonlyMap<FileName, KnownRows>,
  errors: ImportError[],
): void {
  if (!file) return;
  const lines = new Map<string, FirmRow>();
  for (const row of file.rows) {
    const refuse = (column: string, problem: string, expected: string): void => {
      errors.push({ file: 'lignes_facture', line: row.line, column, problem, expected });
    };
    const line = lineKey(row.values['numero'], row.values['ligne']);
    const first = lines.get(line);
    if (!first) lines.set(line, row);
    for (const column of first ? LINE_COLUMNS : []) {
      if (
        row.values[column] !== undefined &&
        first?.values[column] !== undefined &&
        row.values[column] !== first.values[column]
      ) {
        refuse(column, `différent de la ligne ${first.line}`, 'la même valeur pour toute la ligne de facture');
      }
    }
    checkThing(row, known, refuse);
  }
  checkOrigins(file, known.get('factures'), lines, errors);
  checkBilledOnce(file, known.get('factures'), errors);
}

function lineKey(number: CellValue | undefined, line: CellValue | undefined): string {
  return `${String(number)}\0${String(line)}`;
}

type Refuse = (column: string, problem: string, expected: string) => void;

/** Of the time row, purchase or milestone that a row names: its key; null when it names none. */
function thingKey(row: FirmRow): string | null {
  const thing = THINGS[String(row.values['nature'])];
  if (!thing) return null;
  const parts = thing.columns.map((column) => row.values[column]);
  if (parts.some((part) => part === undefined || part === null)) return null;
  const values = parts as CellValue[];
  return thing.file === 'jalons' || thing.file === null
    ? values.map(String).join('\0')
    : nthKey(values, row.values['n']);
}

/** A line may name nothing (old lines, agreed sums), but not half a thing, nor a thing that is not there. */
function checkThing(row: FirmRow, known: ReadonlyMap<FileName, KnownRows>, refuse: Refuse): void {
  const thing = THINGS[String(row.values['nature'])];
  const last = thing?.columns.at(-1);
  if (!thing || last === undefined || row.values[last] === null || row.values[last] === undefined) return;
  for (const column of thing.columns) {
    if (row.values[column] === null)
      refuse(column, 'cellule vide', `ce qui désigne la chose facturée : ${thing.columns.join(', ')}`);
  }
  const key = thingKey(row);
  if (key === null || thing.file === null) return;
  const found = findKnown(known.get(thing.file), key);
  if (found === null) {
    refuse(
      last,
      `${quoteCell(key.replaceAll('\0', ' '))} n'existe pas`,
      `une ligne de ${thing.file}.csv ou déjà enregistrée`,
    );
  } else if (
    found !== 'unsure' &&
    thing.file === 'temps' &&
    found['statut'] !== undefined &&
    found['statut'] !== 'valide'
  ) {
    refuse(last, 'temps facturé mais pas validé', 'une ligne de temps au statut valide');
  }
}

/** The line that a credit note takes back is one of the invoice that it names. */
function checkOrigins(
  file: FileRows,
  invoices: KnownRows | undefined,
  lines: ReadonlyMap<string, FirmRow>,
  errors: ImportError[],
): void {
  for (const row of file.rows) {
    const rank = row.values['ligne_origine'];
    if (rank === null || rank === undefined) continue;
    const invoice = findKnown(invoices, String(row.values['numero']));
    if (invoice === null || invoice === 'unsure') continue;
    const origin = invoice['facture_origine'];
    const isStored = invoices?.stored.has(String(origin)) === true;
    if (isStored || (typeof origin === 'string' && lines.has(lineKey(origin, rank)))) continue;
    errors.push({
      file: 'lignes_facture',
      line: row.line,
      column: 'ligne_origine',
      problem: `ligne ${String(rank)} absente de la facture d'origine`,
      expected: "une ligne de la facture que l'avoir reprend",
    });
  }
}

/** Time and purchases are on one live line at most: a second one needs a credit note that takes back the first. */
function checkBilledOnce(file: FileRows, invoices: KnownRows | undefined, errors: ImportError[]): void {
  const live = new Map<string, { count: number; last: FirmRow }>();
  for (const row of file.rows) {
    const thing = thingKey(row);
    const invoice = findKnown(invoices, String(row.values['numero']));
    const isWhole = ['time', 'purchase', 'disbursement'].includes(String(row.values['nature']));
    if (!isWhole || thing === null || invoice === null || invoice === 'unsure') continue;
    const key = `${String(row.values['nature'])}\0${thing}`;
    const isBack = invoice['type'] === 'avoir';
    const entry = live.get(key) ?? { count: 0, last: row };
    live.set(key, { count: entry.count + (isBack ? -1 : 1), last: isBack ? entry.last : row });
  }
  for (const { count, last } of live.values()) {
    if (count <= 1) continue;
    errors.push({
      file: 'lignes_facture',
      line: last.line,
      column: 'numero',
      problem: `chose facturée ${count} fois sans avoir`,
      expected: 'une seule ligne vivante par chose facturée',
    });
  }
}
