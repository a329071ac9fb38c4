// Writes a checked plan of an import, file by file, with nobody writing in between: for the operator's import and for a
// person's (import_firm).
import type { Transaction } from '../connection.ts';
import { PlainError } from '../plain-error.ts';
import type { FileName } from './format.ts';
import type { FilePlan, ImportPlan } from './plan.ts';
import { writeInvoiceLines, writeInvoices } from './write-invoices.ts';
import { writeRows } from './write-firm.ts';
import { settleTime, writeTime } from './write-time.ts';

export type ImportProgress = {
  readonly step: 'lecture' | 'écriture';
  readonly file: FileName;
  readonly done: number;
  /** Null while the file is being read: its length is not known. */
  readonly total: number | null;
};

/** Two imports at once would each plan on what the other is writing: the second waits. Any fixed number does. */
const IMPORT_LOCK = 7_406_911;
/** A command under way holds its rows for seconds at most. */
const LONGEST_WAIT_FOR_TABLES = '60s';

/** One import at a time, and no command in between: what was planned is what is written. */
export async function waitForTurn(tx: Transaction, tell: (sentence: string) => void): Promise<void> {
  const [turn] = await tx<{ mine: boolean }[]>`select pg_try_advisory_xact_lock(${IMPORT_LOCK}::bigint) as mine`;
  if (turn?.mine !== true) {
    tell('Un autre import est en cours : on attend qu’il ait fini.');
    await tx`select pg_advisory_xact_lock(${IMPORT_LOCK}::bigint)`;
  }
  await tx.unsafe(`set local lock_timeout = '${LONGEST_WAIT_FOR_TABLES}'`);
  try {
    await tx`
      lock table profiles, clients, consultants, consultant_skills, cost_rates, opportunities, opportunity_needs, projects,
        project_budgets, assignments, assignment_costs, milestones, project_units, raf_declarations, purchase_orders,
        absences, purchases, invoices, invoice_lines, payments, time_rows, time_sums, month_closings
      in share row exclusive mode`;
  } catch (error) {
    // lock_not_available, deadlock_detected
    const code = (error as { code?: string }).code;
    if (code !== '55P03' && code !== '40P01') throw error;
    throw new PlainError(
      'busy',
      'Des commandes sont en cours dans la base : réessayez dans un instant. Rien n’a été écrit.',
      { cause: error },
    );
  }
}

export async function writePlan(
  tx: Transaction,
  plan: ImportPlan,
  options: { readonly channel: 'import' | 'demo'; readonly progress: (progress: ImportProgress) => void },
): Promise<void> {
  const [before] = await tx<{ time: boolean }[]>`select exists (select from time_rows) as time`;
  await tx`
    insert into firm (id, demo) values (1, ${options.channel === 'demo'})
    on conflict (id) do update set demo = excluded.demo where firm.demo <> excluded.demo`;
  const lines = plan.files.get('lignes_facture');
  for (const [name, file] of plan.files) {
    const rows = [...file.created, ...file.updated.map((change) => change.row)].map((row) => row.values);
    if (rows.length === 0) continue;
    options.progress({ step: 'écriture', file: name, done: 0, total: rows.length });
    if (name === 'temps') {
      await writeTime(tx, file, (done) => options.progress({ step: 'écriture', file: name, done, total: rows.length }));
    } else if (name === 'factures') {
      await writeInvoices(tx, rows, listInvoicesWithLines(lines));
    } else if (name === 'lignes_facture') {
      await writeInvoiceLines(tx, rows);
    } else {
      await writeRows(tx, name, rows);
    }
  }
  await settleTime(tx, plan.files, before?.time === true);
}

function listInvoicesWithLines(lines: FilePlan | undefined): ReadonlySet<string> {
  return new Set(lines?.file.rows.map((row) => String(row.values['numero'])) ?? []);
}
