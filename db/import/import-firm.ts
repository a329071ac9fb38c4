// The import of a firm: read, compared with what is stored, then written in one transaction as one act, or not at
// all. `vigie import` and the demo firm both come through here.
import { randomUUID } from 'node:crypto';
import { canonicalJson, insertAct, sha256 } from '../acts.ts';
import type { Sql, Transaction } from '../connection.ts';
import { enqueueSweep } from '../knocks.ts';
import { PlainError } from '../plain-error.ts';
import { readFirmState } from './firm-state.ts';
import type { FileName } from './format.ts';
import { planImport } from './plan.ts';
import type { FilePlan, ImportPlan } from './plan.ts';
import { readFirmFiles } from './read-files.ts';
import type { FirmReading } from './read-files.ts';
import { reconcile } from './reconcile.ts';
import type { Reconciliation } from './reconcile.ts';
import type { SourceFile } from './text-of-file.ts';
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

export type ImportOptions = {
  /** Writes when nothing stands against it; else tells what would be done. */
  readonly write: boolean;
  /** Changed rows are wanted: without it, an import that changes stored rows is not written. */
  readonly confirmed: boolean;
  readonly channel: 'import' | 'demo';
  /** The system's user. */
  readonly operator: string;
  /** A French sentence when the person has to wait. */
  readonly tell: (sentence: string) => void;
  readonly progress: (progress: ImportProgress) => void;
};

/**
 * `refused`: there are errors. `to_confirm`: stored rows would change. `planned`: a dry run without error.
 * `unchanged`: there is nothing to write. `written`: done, with its reconciliation.
 */
export type ImportOutcome = {
  readonly state: 'refused' | 'to_confirm' | 'planned' | 'unchanged' | 'written';
  readonly plan: ImportPlan;
  readonly reconciliation: Reconciliation | null;
};

/** Two imports at once would each plan on what the other is writing: the second waits. Any fixed number does. */
const IMPORT_LOCK = 7_406_911;
/** The largest firm takes a minute; beyond ten, something else is wrong. */
const LONGEST_STATEMENT = '10min';
/** A command under way holds its rows for seconds at most. */
const LONGEST_WAIT_FOR_TABLES = '60s';

export async function importFirm(
  app: Sql,
  sources: readonly SourceFile[],
  options: ImportOptions,
): Promise<ImportOutcome> {
  const reading = await readFirmFiles(sources, (file, rows) => {
    options.progress({ step: 'lecture', file, done: rows, total: null });
  });
  if (reading.files.size === 0) {
    throw new PlainError(
      'no_files',
      'Aucun fichier de la firme dans ce dossier (clients.csv, consultants.csv, temps.csv…) : rien à importer.',
    );
  }
  // A callback that returns has committed; a refusal leaves nothing to commit.
  return app.begin(async (tx) => {
    await tx.unsafe(`set local statement_timeout = '${LONGEST_STATEMENT}'`);
    await tx.unsafe(`set local idle_in_transaction_session_timeout = '${LONGEST_STATEMENT}'`);
    if (options.write) await waitForTurn(tx, options.tell);
    await refuseMixture(tx, options.channel);
    return carryOut(tx, reading, options);
  });
}

async function carryOut(tx: Transaction, reading: FirmReading, options: ImportOptions): Promise<ImportOutcome> {
  const plan = await planImport(tx, reading);
  const outcome = (state: ImportOutcome['state']): ImportOutcome => ({ state, plan, reconciliation: null });
  if (plan.errors.length > 0) return outcome('refused');
  const files = [...plan.files.values()];
  const hasUpdates = files.some((file) => file.updated.length > 0);
  if (!options.write) return outcome('planned');
  if (hasUpdates && !options.confirmed) return outcome('to_confirm');
  if (!hasUpdates && files.every((file) => file.created.length === 0)) return outcome('unchanged');
  await writeAct(tx, plan, options);
  await writePlan(tx, plan, options);
  // What came in already under way gets its workflows at today's step.
  await enqueueSweep(tx);
  return { state: 'written', plan, reconciliation: await reconcile(tx, plan.files) };
}

/** One import at a time, and no command in between: what was planned is what is written. */
async function waitForTurn(tx: Transaction, tell: (sentence: string) => void): Promise<void> {
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

/** A firm's files and the demo never meet in one database. */
async function refuseMixture(tx: Transaction, channel: ImportOptions['channel']): Promise<void> {
  const state = await readFirmState(tx);
  if (channel === 'import' && state === 'demo') {
    throw new PlainError(
      'demo_firm',
      'Cette base contient la firme de démonstration : videz-la d’abord avec « vigie demo clear », puis relancez l’import.',
    );
  }
  if (channel === 'demo' && state !== 'empty') {
    throw new PlainError(
      'not_empty',
      'La firme de démonstration ne se charge que dans une base vide. Rien n’a été écrit.',
    );
  }
}

async function writeAct(tx: Transaction, plan: ImportPlan, options: ImportOptions): Promise<void> {
  const fingerprints = Object.fromEntries([...plan.files].map(([name, { file }]) => [`${name}.csv`, file.sha256]));
  const counts = Object.fromEntries(
    [...plan.files].map(([name, file]) => [
      name,
      { created: file.created.length, updated: file.updated.length, unchanged: file.unchanged },
    ]),
  );
  const actId = randomUUID();
  const inputSha = sha256(canonicalJson(fingerprints));
  await tx`insert into executions (act_id, input_sha, outcome, result) values (${actId}, ${inputSha}, 'done', ${tx.json(counts)})`;
  await insertAct(tx, {
    actId,
    command: 'import_firm',
    actorKind: 'operator',
    actor: options.operator,
    channel: options.channel,
    inputSha,
    effectSha: sha256(canonicalJson({ fingerprints, counts })),
    payload: { files: fingerprints, counts },
  });
}

async function writePlan(tx: Transaction, plan: ImportPlan, options: ImportOptions): Promise<void> {
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
