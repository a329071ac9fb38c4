// The dry run: each row of the files beside what is stored. What would be created, updated and left alone, and
// what may not change: a stored invoice or payment, billed time, a closed month.
import type { Queryable } from '../connection.ts';
import { checkFirm } from './check-firm.ts';
import { showCell } from './cells.ts';
import { firmFormat } from './format.ts';
import { isKeptFile, type FileName } from './file-names.ts';
import { namedBy } from './kept/files.ts';
import type { KnownRows } from './known-rows.ts';
import { keyOf, repeatedKey } from './read-rows.ts';
import type { FirmReading } from './read-files.ts';
import type { FileRows, FirmRow, ImportError } from './read-rows.ts';
import { readStoredRows } from './stored-rows.ts';
import type { StoredRow } from './stored-rows.ts';
import { addToTotals, noTotals } from './totals.ts';
import type { Totals } from './totals.ts';

export type CellChange = { readonly column: string; readonly before: string; readonly after: string };
export type RowChange = { readonly row: FirmRow; readonly cells: readonly CellChange[] };

export type FilePlan = {
  readonly file: FileRows;
  readonly created: readonly FirmRow[];
  readonly updated: readonly RowChange[];
  readonly unchanged: number;
  /** Stored rows that the file does not name: they stay. */
  readonly kept: Totals;
};

export type ImportPlan = {
  readonly files: ReadonlyMap<FileName, FilePlan>;
  /** In the order of the files, then of their lines. */
  readonly errors: readonly ImportError[];
  readonly notes: readonly string[];
};

/** Files whose rows others name: their stored keys are known whether or not they are imported. */
const NAMED_FILES: ReadonlySet<FileName> = new Set([
  'profils',
  'clients',
  'consultants',
  'opportunites',
  'projets',
  'factures',
]);
/** Files whose rows name those of others by more than a code: these are known when such rows are imported. */
const TARGETS: Partial<Record<FileName, readonly FileName[]>> = {
  lignes_facture: ['temps', 'achats', 'jalons'],
  astreintes: ['tarifs_astreinte'],
  refacturations: ['achats'],
  lignes_astreinte: ['astreintes'],
  pertes: ['paiements'],
};
/** Files whose stored rows stay as they are: who has access here keeps theirs, whatever they had elsewhere. */
const STAYING: ReadonlySet<FileName> = new Set(['utilisateurs']);
/** What describes an invoice beside its own row. */
const OF_INVOICES: readonly FileName[] = [
  'lignes_facture',
  'parties_factures',
  'complements_factures',
  'complements_lignes',
  'tva_factures',
  'acomptes_deduits',
  'lignes_astreinte',
];

/** Facts of a month that its closing has fixed, and the column that dates them. */
const MONTH_COLUMNS: Partial<Record<FileName, string>> = {
  temps: 'date',
  achats: 'date',
  unites: 'mois',
  raf: 'date',
  astreintes: 'date',
  refacturations: 'date',
  notes_frais: 'date',
  feuilles_temps: 'mois',
  factures_fournisseurs: 'recue_le',
  paiements_fournisseurs: 'date',
};

function listTargets(name: FileName): readonly FileName[] {
  return isKeptFile(name) ? namedBy(name) : (TARGETS[name] ?? []);
}

export async function planImport(sql: Queryable, reading: FirmReading): Promise<ImportPlan> {
  const errors = [...reading.errors];
  const known = new Map<FileName, KnownRows>();
  const files = new Map<FileName, FilePlan>();
  const closed = await readClosedMonths(sql);
  const targets = new Set([...reading.files.keys()].flatMap(listTargets));
  for (const format of firmFormat) {
    const file = reading.files.get(format.name) ?? null;
    const named = NAMED_FILES.has(format.name) || targets.has(format.name);
    if (!file && !named) continue;
    const stored = named ? new Map<string, StoredRow>() : null;
    const compared = await compareWithStored(sql, format.name, file, stored);
    known.set(format.name, { file, stored: stored ?? new Map() });
    if (!file || !compared) continue;
    refuseLocked(compared, errors);
    refuseClosedMonths(compared, closed, errors);
    files.set(format.name, compared.plan);
  }
  for (const error of checkFirm(reading.files, known)) errors.push(error);
  for (const name of OF_INVOICES) refuseMoreOfStored(files.get(name), known.get('factures'), errors);
  refuseMoreOfClosings(files.get('regularisations'), known.get('clotures'), errors);
  const order = new Map(firmFormat.map((format, index) => [format.name, index]));
  errors.sort((a, b) => (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0) || a.line - b.line);
  return { files, errors, notes: reading.notes };
}

type Comparison = { readonly plan: FilePlan; readonly locked: readonly RowChange[] };

/** Reads the stored rows of a file once: those that it names are compared, the others counted. */
async function compareWithStored(
  sql: Queryable,
  name: FileName,
  file: FileRows | null,
  stored: Map<string, StoredRow> | null,
): Promise<Comparison | null> {
  const matched = new Set<FirmRow>();
  const updated: RowChange[] = [];
  const locked: RowChange[] = [];
  const kept = noTotals();
  const format = firmFormat.find((candidate) => candidate.name === name);
  if (!format) throw new Error(`no format for ${name}`);
  for await (const piece of readStoredRows(sql, name)) {
    for (const before of piece) {
      const plain = keyOf(format, before) ?? '';
      const key = format.repeats ? repeatedKey(plain, Number(before['occurrence'])) : plain;
      stored?.set(key, before);
      const row = file?.keys.get(key);
      if (!row || !file) {
        addToTotals(kept, name, before);
        continue;
      }
      matched.add(row);
      if (STAYING.has(name)) continue;
      for (const column of file.absent) row.values[column.name] = before[column.name] ?? null;
      const cells = compareCells(file, before, row);
      if (cells.length === 0) continue;
      updated.push({ row, cells });
      if (before['locked'] !== undefined && before['locked'] !== null) locked.push({ row, cells });
    }
  }
  if (!file) return null;
  const created = file.rows.filter((row) => !matched.has(row));
  return { plan: { file, created, updated, unchanged: matched.size - updated.length, kept }, locked };
}

function compareCells(file: FileRows, before: StoredRow, row: FirmRow): CellChange[] {
  const changes: CellChange[] = [];
  for (const { name, type } of file.format.columns) {
    const after = row.values[name];
    if (after === undefined || after === (before[name] ?? null)) continue;
    changes.push({ column: name, before: showCell(type, before[name] ?? null), after: showCell(type, after) });
  }
  return changes;
}

const STORED_KINDS: Partial<Record<FileName, string>> = {
  factures: 'une facture enregistrée',
  lignes_facture: 'une ligne de facture enregistrée',
  paiements: 'un paiement enregistré',
  temps: 'un temps facturé',
  achats: 'un achat facturé',
  refacturations: 'un achat facturé',
  astreintes: 'une astreinte facturée',
};

function refuseLocked({ plan, locked }: Comparison, errors: ImportError[]): void {
  const { name } = plan.file.format;
  for (const { row, cells } of locked) {
    for (const cell of cells) {
      errors.push({
        file: name,
        line: row.line,
        column: cell.column,
        problem: `contenu différent pour ${STORED_KINDS[name] ?? 'une ligne enregistrée'}`,
        expected: cell.before === '' ? 'une cellule vide comme en base' : `« ${cell.before} » comme en base`,
      });
    }
  }
}

async function readClosedMonths(sql: Queryable): Promise<ReadonlySet<string>> {
  const rows = await sql<{ month: string }[]>`
    select to_char(month, 'YYYY-MM') as month from month_closings where state = 'closed'`;
  return new Set(rows.map((row) => row.month));
}

function refuseClosedMonths({ plan }: Comparison, closed: ReadonlySet<string>, errors: ImportError[]): void {
  const column = MONTH_COLUMNS[plan.file.format.name];
  if (column === undefined || closed.size === 0) return;
  for (const row of [...plan.created, ...plan.updated.map((change) => change.row)]) {
    const month = String(row.values[column] ?? '').slice(0, 7);
    if (!closed.has(month)) continue;
    errors.push({
      file: plan.file.format.name,
      line: row.line,
      column,
      problem: `contenu différent pour le mois clos ${month}`,
      expected: 'les lignes de ce mois comme en base, ou un mois ouvert',
    });
  }
}

/** The lines of a stored invoice, their VAT and what they deduct are its content: none is added. */
function refuseMoreOfStored(lines: FilePlan | undefined, invoices: KnownRows | undefined, errors: ImportError[]): void {
  for (const row of lines?.created ?? []) {
    if (invoices?.stored.has(String(row.values['numero'])) !== true) continue;
    errors.push({
      file: lines?.file.format.name ?? 'lignes_facture',
      line: row.line,
      column: 'numero',
      problem: 'ligne nouvelle pour une facture enregistrée',
      expected: 'les lignes de cette facture comme en base',
    });
  }
}

/** What a closing accrued is its content too. */
function refuseMoreOfClosings(
  rows: FilePlan | undefined,
  closings: KnownRows | undefined,
  errors: ImportError[],
): void {
  for (const row of rows?.created ?? []) {
    const stored = closings?.stored.get(String(row.values['mois']));
    if ((stored?.['chiffres'] ?? null) === null) continue;
    errors.push({
      file: 'regularisations',
      line: row.line,
      column: 'mois',
      problem: 'ligne nouvelle pour un mois clos',
      expected: 'les régularisations de ce mois comme en base',
    });
  }
}
