// The import of a firm: read, compared with what is stored, then written in one transaction as one act, or not at
// all. `vigie import` and the demo firm both come through here.
import { randomUUID } from 'node:crypto';
import { canonicalJson, insertAct, sha256 } from '../acts.ts';
import type { Sql, Transaction } from '../connection.ts';
import { enqueueSweep } from '../knocks.ts';
import { PlainError } from '../plain-error.ts';
import { isKeptFile } from './file-names.ts';
import { readFirmState } from './firm-state.ts';
import { planImport } from './plan.ts';
import type { ImportPlan } from './plan.ts';
import { readFirmFiles } from './read-files.ts';
import type { FirmReading } from './read-files.ts';
import { reconcile } from './reconcile.ts';
import type { Reconciliation } from './reconcile.ts';
import type { SourceFile } from './text-of-file.ts';
import { waitForTurn, writePlan, type ImportProgress } from './write-plan.ts';

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

/** The largest firm takes a minute; beyond ten, something else is wrong. */
const LONGEST_STATEMENT = '10min';

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
    if (options.write) await waitForTurn(tx, options.tell, [...reading.files.keys()].filter(isKeptFile));
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
