// What an answer showed: the things whose codes its text says, in their order there, with the figures that the tools gave
// of them. « Le pire », « le 2e », « celle-là », « lui » mean one of these, and never a row that nobody was shown.

import { SUBJECT_KINDS, type ReadResult, type ResultRow, type SubjectKind } from '../turn.ts';

export type ShownThing = {
  readonly kind: SubjectKind;
  readonly code: string;
  readonly label: string;
  readonly fields: ResultRow['fields'];
};

export type Shown = {
  readonly things: readonly ShownThing[];
  /** Every line of the answer is known: of a long table, a chat keeps the first ones. */
  readonly whole: boolean;
  /** No more of them were chosen than were told: it was no ranking of the first few. */
  readonly all: boolean;
};

export const NOTHING_SHOWN: Shown = { things: [], whole: true, all: true };

/** Fields of a row that say of whom or of what else it is: a booking is of a person, on a project. */
const ALSO: readonly SubjectKind[] = ['consultant', 'project', 'opportunity', 'client'];

function isSubject(kind: ResultRow['kind']): kind is SubjectKind {
  return SUBJECT_KINDS.some((one) => one === kind);
}

function thingsOf({ kind, subject, label, fields }: ResultRow): ShownThing[] {
  const own = isSubject(kind) ? [{ kind, code: subject, label, fields }] : [];
  const also = ALSO.flatMap((told): ShownThing[] => {
    const { [told]: code, name } = fields;
    if (typeof code !== 'string' || code === subject) return [];
    const called = told === 'consultant' && typeof name === 'string' ? name : code;
    return [{ kind: told, code, label: called, fields: {} }];
  });
  return [...own, ...also];
}

/** Where a code stands in a text; -1: nowhere. */
function placeOf(code: string, text: string): number {
  const escaped = code.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`(?<![\\p{L}\\p{N}-])${escaped}(?![\\p{L}\\p{N}-])`, 'u').exec(text)?.index ?? -1;
}

/** What a chat keeps of a table (api/assistant/chat-history.ts). */
const ROWS_REMEMBERED = 20;

/** @param results what the tools of that turn gave, in their order. */
export function readShown(results: readonly ReadResult[], answer: string): Shown {
  const found = new Map<string, { thing: ShownThing; place: number }>();
  let whole = true;
  let all = true;
  for (const result of results) {
    const told = new Set<string>();
    for (const thing of result.rows.flatMap(thingsOf)) {
      const place = placeOf(thing.code, answer);
      if (place < 0) continue;
      const key = `${thing.kind} ${thing.code}`;
      const known = found.get(key)?.thing;
      // Two lines of one thing are two months of it: no one figure is its own.
      const fields = told.has(key) ? {} : { ...known?.fields, ...thing.fields };
      const label = known !== undefined && known.label !== known.code ? known.label : thing.label;
      found.set(key, { thing: { ...thing, label, fields }, place });
      told.add(key);
    }
    const fewer = told.size > 0 && result.rows.length < result.count;
    if (fewer) all = false;
    if (fewer && result.rows.length >= ROWS_REMEMBERED) whole = false;
  }
  const things = [...found.values()].toSorted((a, b) => a.place - b.place).map(({ thing }) => thing);
  return { things, whole, all };
}

/** The things of the kind that the answer listed: those that « le 2e » counts. */
export function listedThings({ things }: Shown): readonly ShownThing[] {
  const kinds = [...new Set(things.map(({ kind }) => kind))];
  const groups = kinds.map((kind) => things.filter((one) => one.kind === kind));
  return groups.toSorted((a, b) => b.length - a.length)[0] ?? [];
}
