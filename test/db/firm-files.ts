// Firms for the import's tests: the example, with cells changed, and files of a few lines.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listTexts } from '../../db/import/folder.ts';
import { importFirm, type ImportOptions, type ImportOutcome } from '../../db/import/import-firm.ts';
import { showError } from '../../db/import/read-rows.ts';
import type { SourceFile } from '../../db/import/text-of-file.ts';
import type { Sql } from '../../db/connection.ts';

export const EXAMPLE_FOLDER: string = join(import.meta.dirname, '..', 'fixtures', 'example');

/** The example's files by name. */
export function readExample(): Map<string, string> {
  const names = readdirSync(EXAMPLE_FOLDER).filter((name) => name.endsWith('.csv'));
  return new Map(names.map((name) => [name, readFileSync(join(EXAMPLE_FOLDER, name), 'utf8')]));
}

/** The example with one text replaced in one file. @throws when the text is not there. */
export function changeExample(file: string, before: string, after: string): Map<string, string> {
  const files = readExample();
  const text = files.get(file) ?? '';
  if (!text.includes(before)) throw new Error(`${file} does not hold ${before}`);
  return files.set(file, text.replace(before, after));
}

export const importOptions: ImportOptions = {
  write: true,
  confirmed: false,
  channel: 'import',
  operator: 'testeur',
  tell: () => {},
  progress: () => {},
};

export function importTexts(
  app: Sql,
  files: ReadonlyMap<string, string>,
  options: Partial<ImportOptions> = {},
): Promise<ImportOutcome> {
  return importFirm(app, listTexts(files), { ...importOptions, ...options });
}

/** Bytes as a file holds them, whatever their encoding. */
export function sourceOfBytes(name: string, bytes: Uint8Array): SourceFile {
  return {
    name,
    open: async function* () {
      yield bytes;
    },
  };
}

export function listErrors(outcome: ImportOutcome): string[] {
  return outcome.plan.errors.map(showError);
}
