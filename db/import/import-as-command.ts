// The import of a firm's files as a command (import_firm): read and compared in the command's own transaction, under
// the same locks as the operator's import, then written by the same engine.
import type { FirmImport, NamedContent } from '../../domain/commands/firm-reader.ts';
import { canonicalJson, sha256 } from '../acts.ts';
import type { Transaction } from '../connection.ts';
import { readContent } from '../documents.ts';
import { isFileName, isKeptFile } from './file-names.ts';
import { readFirmState } from './firm-state.ts';
import { planImport, type FilePlan, type ImportPlan } from './plan.ts';
import { readFirmFiles } from './read-files.ts';
import { reconcile } from './reconcile.ts';
import type { SourceFile } from './text-of-file.ts';
import { waitForTurn, writePlan } from './write-plan.ts';

/** What each transaction under way compared: what was planned under its locks is what it writes. */
const planned = new WeakMap<Transaction, ImportPlan>();

const NOTHING = { demo: false, errors: [], files: [], changes: [], notes: [] } as const;

/** Reads the files and compares them with what is stored; a preview, whose snapshot is read-only, locks nothing. */
export async function readFirmImport(tx: Transaction, asked: readonly NamedContent[]): Promise<FirmImport> {
  const [mode] = await tx<{ preview: boolean }[]>`select current_setting('transaction_read_only')::boolean as preview`;
  if (mode?.preview !== true) await waitForTurn(tx, () => {});
  if ((await readFirmState(tx)) === 'demo') return { ...NOTHING, missing: [], demo: true };
  const sources: SourceFile[] = [];
  const missing: string[] = [];
  const notes: string[] = [];
  for (const { name, sha256: digest } of asked) {
    if (isOperators(name)) {
      notes.push(`${name} : laissé de côté, seul l’opérateur de la machine le rapporte (vigie import).`);
      continue;
    }
    const content = await readContent(tx, digest);
    if (content === null) missing.push(name);
    else sources.push({ name, open: () => readOnce(content) });
  }
  if (missing.length > 0) return { ...NOTHING, missing };
  const plan = await planImport(tx, await readFirmFiles(sources, () => {}));
  planned.set(tx, plan);
  return describePlan({ ...plan, notes: [...notes, ...plan.notes] });
}

/** What these files say, a command would ask a second person for: a person does not bring it by a file. */
function isOperators(file: string): boolean {
  const name = file.replace(/\.csv$/, '');
  return isFileName(name) && isKeptFile(name);
}

async function* readOnce(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}

function describePlan(plan: ImportPlan): FirmImport {
  const errors = plan.errors.map((error) => ({ ...error, file: `${error.file}.csv` }));
  // With errors nothing is written: what else would be is not told.
  if (errors.length > 0) return { ...NOTHING, missing: [], errors };
  const files = [...plan.files];
  return {
    missing: [],
    demo: false,
    errors,
    files: files.map(([name, file]) => ({
      id: null,
      file: `${name}.csv`,
      sha256: file.file.sha256,
      createdRows: file.created.length,
      updatedRows: file.updated.length,
      unchangedRows: file.unchanged,
      contentDigest: digestRows(file),
    })),
    changes: files.flatMap(([name, file]) =>
      file.updated.flatMap(({ row, cells }) => cells.map((cell) => ({ file: `${name}.csv`, line: row.line, ...cell }))),
    ),
    notes: [...plan.notes],
  };
}

/** What would be written, and over what: a fact that moved since the approval moves it too. */
function digestRows({ created, updated }: FilePlan): string {
  return sha256(
    canonicalJson({
      created: created.map(({ values }) => values),
      updated: updated.map(({ row, cells }) => ({ values: row.values, cells })),
    }),
  );
}

/** Writes what this transaction compared. @throws when the figures stored are not those of the files. */
export async function writeFirmImport(tx: Transaction): Promise<void> {
  const plan = planned.get(tx);
  if (!plan) throw new Error('an import is written by the transaction that compared it');
  await writePlan(tx, plan, { channel: 'import', progress: () => {} });
  await reconcile(tx, plan.files);
}
