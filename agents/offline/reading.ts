// What was understood of a question, piece by piece: it is put together from the words, the names, the dates and the
// numbers, then filled from the turn before when it is a follow-up.

import type { ReportName } from '../../domain/report-names.ts';
import type { Language } from '../say-figure.ts';
import type { SubjectKind } from '../turn.ts';
import type { Numbers } from './numbers.ts';
import type { Period } from './period-spans.ts';
import type { RowKind } from './views.ts';

export type Candidate = {
  readonly kind: SubjectKind;
  readonly code: string;
  readonly label: string;
  readonly score: number;
};

/** A name of the question, with what it may mean here, the likeliest first. */
export type Named = { readonly text: string; readonly start: number; readonly candidates: readonly Candidate[] };

export const HORIZONS = ['actual', 'planned', 'eac'] as const;
export type Horizon = (typeof HORIZONS)[number];

export type Measure = {
  readonly report: ReportName;
  /** The surest; `fields` are all that were told. */
  readonly field: string | null;
  readonly fields?: readonly string[];
  readonly weight: number;
};

export const LEFT_KINDS = ['client', 'project', 'consultant', 'contract', 'status'] as const;

/** A thing, or a kind of projects, that a question leaves out, and its words. */
export type Left = { readonly kind: (typeof LEFT_KINDS)[number]; readonly value: string; readonly label: string };

export type Reading = {
  readonly text: string;
  readonly language: Language;
  /** What is measured, the surest first. */
  readonly measures: readonly Measure[];
  readonly horizon: Horizon | null;
  readonly names: readonly Named[];
  readonly periods: readonly Period[];
  readonly numbers: Numbers;
  /** `@howmany`, `@order:least`, `!staff`, `~weather`… each with its weight. */
  readonly marks: ReadonlyMap<string, number>;
  /** Where each mark stands first. */
  readonly places: ReadonlyMap<string, number>;
  /** The kinds of things that the question names as nouns: « quels clients ». The first is asked for. */
  readonly kinds: readonly RowKind[];
  /** « par client » */
  readonly by: RowKind | null;
  /** Words written as a name or a code, that name nothing known. */
  readonly strangers: readonly string[];
  /** Words that nobody knows, where a question narrows itself: « le pipe de marc ». */
  readonly unread: readonly string[];
  /** It says « ne… pas » in words that no phrase of the trade holds. */
  readonly isDenied: boolean;
  /** What the question leaves out: « sauf P003 », « hors régie ». */
  readonly without: readonly Left[];
  /** Share of the words that were understood. */
  readonly understood: number;
  readonly wordCount: number;
  /** Taken over from the turn before. */
  readonly isFollowUp: boolean;
  /** The words of the turns that it leans on. */
  readonly saidBefore?: string;
};

export function has(reading: Reading, ...marks: readonly string[]): boolean {
  return marks.some((mark) => reading.marks.has(mark));
}

/** The words after the colon of the marks of one family: `status` of `@status:clos`. */
export function valuesOf(reading: Reading, family: string): string[] {
  return [...reading.marks.keys()].flatMap((mark) =>
    mark.startsWith(`@${family}:`) ? [mark.slice(family.length + 2)] : [],
  );
}

/** The likeliest thing of each name, when it is clear. */
export function clearNames(reading: Reading): Candidate[] {
  return reading.names.flatMap(({ candidates }) => candidates.slice(0, 1));
}

export function namesOf(reading: Reading, ...kinds: readonly SubjectKind[]): Candidate[] {
  return clearNames(reading).filter(({ kind }) => kinds.includes(kind));
}
