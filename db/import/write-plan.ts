// Writes a checked plan of an import, file by file, with nobody writing in between: for the operator's import and for a
// person's (import_firm).
import type { Transaction } from '../connection.ts';
import { PlainError } from '../plain-error.ts';
import type { FileName, KeptFileName } from './file-names.ts';
import { keptFiles } from './kept/files.ts';
import type { ImportPlan } from './plan.ts';
import { lineKey, writeInvoiceLines, writeInvoices, type KnownOfInvoices } from './write-invoices.ts';
import { writeRows } from './write-firm.ts';
import type { WithInvoices } from './write-own-files.ts';
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

/**
 * One import at a time, and no command in between: what was planned is what is written.
 * @param kept the files of what the firm decided here that come in too: their tables are taken as well.
 */
export async function waitForTurn(
  tx: Transaction,
  tell: (sentence: string) => void,
  kept: readonly KeptFileName[] = [],
): Promise<void> {
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
        absences, purchases, invoices, invoice_lines, payments, time_rows, time_sums, month_closings, staffing_wishes,
        workplaces, expense_policies, on_call_rates, on_call_units, write_offs
      in share row exclusive mode`;
    const tables = new Set(kept.flatMap((name) => keptFiles[name].tables));
    if (tables.size > 0) await tx.unsafe(`lock table ${[...tables].join(', ')} in share row exclusive mode`);
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
  for (const [name, file] of plan.files) {
    const rows = [...file.created, ...file.updated.map((change) => change.row)].map((row) => row.values);
    if (rows.length === 0) continue;
    options.progress({ step: 'écriture', file: name, done: 0, total: rows.length });
    if (name === 'temps') {
      await writeTime(tx, file, (done) => options.progress({ step: 'écriture', file: name, done, total: rows.length }));
    } else if (name === 'factures') {
      await writeInvoices(tx, rows, withWhatIsKnown(plan));
    } else if (name === 'lignes_facture') {
      await writeInvoiceLines(tx, rows, withWhatIsKnown(plan));
    } else if (!isWithInvoices(name)) {
      await writeRows(tx, name, rows);
    }
  }
  await settleTime(tx, plan.files, before?.time === true);
}

function isWithInvoices(name: FileName): name is WithInvoices {
  return ['parties_factures', 'complements_factures', 'complements_lignes'].includes(name);
}

/** What other files say of the invoices to write: all at once, since nothing of an invoice is changed afterwards. */
function withWhatIsKnown({ files }: ImportPlan): KnownOfInvoices {
  const rowsOf = (name: FileName) => files.get(name)?.file.rows.map(({ values }) => values) ?? [];
  return {
    withLines: new Set(rowsOf('lignes_facture').map((row) => String(row['numero']))),
    withVat: new Set(rowsOf('tva_factures').map((row) => String(row['numero']))),
    parties: new Map(rowsOf('parties_factures').map((row) => [String(row['numero']), String(row['parties'])])),
    more: new Map(rowsOf('complements_factures').map((row) => [String(row['numero']), row])),
    moreOfLines: new Map(rowsOf('complements_lignes').map((row) => [lineKey(row), row])),
  };
}
