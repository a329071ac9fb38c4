// A file's columns: how the cells of each are read, whether it must be filled, and the file whose key it names.
import type { CellType, CellValue } from './cells.ts';
import type { FileName } from './file-names.ts';

export type Column = {
  readonly name: string;
  readonly type: CellType;
  /** Part of the key: it must be there and filled. */
  readonly key: boolean;
  /** Must be there and filled. */
  readonly required: boolean;
  /** The file whose key it names. */
  readonly of: FileName | null;
  /** What an empty cell means, when it does not mean "none". */
  readonly empty: CellValue;
};

export type Shape = {
  readonly columns: readonly Column[];
  /** The n-th row of a key is the n-th stored one; elsewhere a key twice is an error. */
  readonly repeats?: true;
  /** First and last day of what the row describes: the end is not before the start. */
  readonly period?: readonly [string, string];
};

/** A file's shape under its name, with what most files leave out. */
export type FileFormat = {
  readonly name: FileName;
  readonly columns: readonly Column[];
  readonly repeats: boolean;
  readonly period: readonly [string, string] | null;
};

type Details = { readonly of?: FileName; readonly empty?: CellValue };

export function key(name: string, type: CellType, details: Details = {}): Column {
  return { name, type, key: true, required: true, of: details.of ?? null, empty: null };
}
export function must(name: string, type: CellType, details: Details = {}): Column {
  return { name, type, key: false, required: true, of: details.of ?? null, empty: null };
}
export function may(name: string, type: CellType, details: Details = {}): Column {
  return { name, type, key: false, required: false, of: details.of ?? null, empty: details.empty ?? null };
}
