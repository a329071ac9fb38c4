// The rows that a code may name: those of the files under way, and those stored.
import type { CellValue } from './cells.ts';
import { repeatedKey } from './read-rows.ts';
import type { FileRows } from './read-rows.ts';
import type { StoredRow } from './stored-rows.ts';

/** The rows of a kind that may be named: those of the file, and those stored. */
export type KnownRows = { readonly file: FileRows | null; readonly stored: ReadonlyMap<string, StoredRow> };

/** A row's values by its key, from the file first; null when nobody has it; `unsure` when its file is too broken to say. */
export function findKnown(
  known: KnownRows | undefined,
  key: string,
): Readonly<Record<string, CellValue | undefined>> | 'unsure' | null {
  if (!known) return null;
  const row = known.file?.keys.get(key);
  if (row) return row.values;
  const stored = known.stored.get(key);
  if (stored) return stored;
  const isUnsure = known.file !== null && (!known.file.usable || known.file.brokenKeys.has(key));
  return isUnsure ? 'unsure' : null;
}

/** The key of the n-th time row or purchase, as they are registered. */
export function nthKey(parts: readonly CellValue[], occurrence: CellValue | undefined): string {
  return repeatedKey(parts.map(String).join('\0'), Number(occurrence ?? 1));
}
