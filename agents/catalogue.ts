// The names that one person may see, read once a turn: what a question's words are compared with, and what the codes of
// an answer are called.

import type { ResultRow, SubjectKind } from './turn.ts';

/** One thing that can be named: its code, what it is called, and what else people call it (a family name, an acronym). */
export type CatalogueEntry = {
  readonly kind: SubjectKind;
  readonly code: string;
  readonly label: string;
  readonly aliases?: readonly string[];
  /** What rows about it can be chosen by: the status and client of a project, the profile of a consultant. */
  readonly attributes?: ResultRow['fields'];
};

export type Catalogue = readonly CatalogueEntry[];
