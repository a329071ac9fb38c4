// The names that one person may see, read once a turn: what a question's words are compared with.

import type { SubjectKind } from './turn.ts';

/** One thing that can be named: its code, what it is called, and what else people call it (a family name, an acronym). */
export type CatalogueEntry = {
  readonly kind: SubjectKind;
  readonly code: string;
  readonly label: string;
  readonly aliases?: readonly string[];
};

export type Catalogue = readonly CatalogueEntry[];
