// After the write, what the files said beside what the database now holds: rows, days, invoiced amounts and
// payments, equal to the cent. A difference is a bug of the import: nothing stays written.
import type { Transaction } from '../connection.ts';
import { showCents, showQuarters } from './cells.ts';
import { isKeptFile, isOwnFile, type FileName, type KeptFileName, type OwnFileName } from './file-names.ts';
import { keptFiles } from './kept/files.ts';
import { ownQueries } from './own-stored-rows.ts';
import type { FilePlan } from './plan.ts';
import { addToTotals, noTotals } from './totals.ts';
import type { Totals } from './totals.ts';

export type FileReconciliation = {
  readonly file: FileName;
  readonly read: number;
  /** Rows that were there and that the file does not name. */
  readonly kept: number;
  readonly stored: number;
};

export type AmountReconciliation = {
  readonly label: string;
  readonly unit: 'jours' | 'euros';
  /** In the files, in what was kept, in the database: as a file writes them. */
  readonly read: string;
  readonly kept: string;
  readonly stored: string;
};

export type Reconciliation = {
  readonly files: readonly FileReconciliation[];
  readonly amounts: readonly AmountReconciliation[];
};

const TABLES: { readonly [F in Exclude<FileName, OwnFileName | KeptFileName>]: string } = {
  profils: 'profiles',
  clients: 'clients',
  consultants: 'consultants',
  couts: 'cost_rates',
  opportunites: 'opportunities',
  projets: 'projects',
  budgets: 'project_budgets',
  affectations: 'assignments',
  jalons: 'milestones',
  unites: 'project_units',
  raf: 'raf_declarations',
  bons_de_commande: 'purchase_orders',
  absences: 'absences',
  achats: 'purchases',
  factures: 'invoices',
  paiements: 'payments',
  temps: 'time_rows',
  lignes_facture: 'invoice_lines',
};

/** @throws Error when a count or an amount differs: the caller's transaction rolls back. */
export async function reconcile(tx: Transaction, plans: ReadonlyMap<FileName, FilePlan>): Promise<Reconciliation> {
  const files: FileReconciliation[] = [];
  const amounts: AmountReconciliation[] = [];
  for (const [name, plan] of plans) {
    const read = noTotals();
    for (const row of plan.file.rows) addToTotals(read, name, row.values);
    const stored = await readStoredTotals(tx, name);
    files.push({ file: name, read: read.rows, kept: plan.kept.rows, stored: stored.rows });
    for (const field of Object.keys(stored) as (keyof Totals)[]) {
      if (read[field] + plan.kept[field] !== stored[field]) {
        throw new Error(`import of ${name}: ${field} ${read[field]} + ${plan.kept[field]} in, ${stored[field]} stored`);
      }
    }
    if (name === 'temps') amounts.push(showAmount('jours de temps', 'jours', 'quarterDays', read, plan.kept, stored));
    if (name === 'factures') {
      amounts.push(showAmount('facturé HT (avoirs déduits)', 'euros', 'netCents', read, plan.kept, stored));
      amounts.push(showAmount('facturé TTC (avoirs déduits)', 'euros', 'grossCents', read, plan.kept, stored));
    }
    if (name === 'paiements') amounts.push(showAmount('paiements TTC', 'euros', 'paidCents', read, plan.kept, stored));
  }
  await requireTrueSums(tx);
  return { files, amounts };
}

function showAmount(
  label: string,
  unit: 'jours' | 'euros',
  field: keyof Totals,
  read: Totals,
  kept: Totals,
  stored: Totals,
): AmountReconciliation {
  const show = unit === 'jours' ? showQuarters : showCents;
  return { label, unit, read: show(read[field]), kept: show(kept[field]), stored: show(stored[field]) };
}

async function readStoredTotals(tx: Transaction, name: FileName): Promise<Totals> {
  const totals = noTotals();
  const [count] = await tx<{ rows: number }[]>`${countRows(tx, name)}`;
  totals.rows = count?.rows ?? 0;
  if (name === 'temps') {
    const [sum] = await tx<{ days: number }[]>`select coalesce(sum(quarter_days), 0)::bigint as days from time_rows`;
    totals.quarterDays = sum?.days ?? 0;
  }
  if (name === 'paiements') {
    const [sum] = await tx<{ paid: number }[]>`select coalesce(sum(gross_cents), 0)::bigint as paid from payments`;
    totals.paidCents = sum?.paid ?? 0;
  }
  if (name === 'factures') {
    const [sum] = await tx<{ net: number; gross: number }[]>`
      select coalesce(sum(case kind when 'avoir' then -net_cents else net_cents end), 0)::bigint as net,
        coalesce(sum(case kind when 'avoir' then -gross_cents else gross_cents end), 0)::bigint as gross
      from invoices where origin <> 'draft'`;
    totals.netCents = sum?.net ?? 0;
    totals.grossCents = sum?.gross ?? 0;
  }
  return totals;
}

function countRows(tx: Transaction, name: FileName): ReturnType<Transaction> {
  if (isKeptFile(name)) return tx`select count(*) as rows from (${keptFiles[name].select(tx)}) q`;
  if (isOwnFile(name)) return tx`select count(*) as rows from (${ownQueries[name](tx)}) q`;
  // Drafts, and tentative assignments on opportunities, have no place in the files.
  if (name === 'factures') return tx`select count(*) as rows from invoices where origin <> 'draft'`;
  if (name === 'affectations') return tx`select count(*) as rows from assignments where project_id is not null`;
  if (name === 'lignes_facture') {
    return tx`
      select count(*) as rows from invoice_lines l join invoices v on v.id = l.invoice_id
        left join invoice_line_items i on i.line_id = l.id and i.on_call_unit_id is null
      where v.origin <> 'draft'`;
  }
  return tx`select count(*) as rows from ${tx(TABLES[name])}`;
}

/** Every day is in one sum, with its value and its cost. */
async function requireTrueSums(tx: Transaction): Promise<void> {
  const [sums] = await tx<{ same: boolean }[]>`
    select r.days = s.days and r.value = s.value and r.cost = s.cost as same
    from (
      select coalesce(sum(quarter_days), 0)::numeric as days, coalesce(sum(quarter_days * daily_rate_cents), 0) as value,
        coalesce(sum(quarter_days * daily_cost_cents), 0) as cost
      from time_rows) r,
      (select coalesce(sum(quarter_days), 0) as days, coalesce(sum(value_quarter_cents), 0) as value,
        coalesce(sum(cost_quarter_cents), 0) as cost
      from time_sums) s`;
  if (sums?.same !== true) throw new Error('import: the sums of time differ from its rows');
}
