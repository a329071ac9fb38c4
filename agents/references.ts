// The model writes where a figure stands, `[[1:P014.eac_margin]]`; the program puts the figure there. What a reference
// may say is at the top of agents/turn.ts (ReadResult).

import { tellName } from './clean-text.ts';
import { figuresInText } from './numbers-in-text.ts';
import { sayDifference, sayFigure, type Language } from './say-figure.ts';
import type { Figure, FigureUnit, ReadResult, ResultRow } from './turn.ts';

export const REFERENCE = /\[\[(\d{1,4}):([^\]\n]{1,300})\]\]/g;

export type Rendered = { readonly text: string; readonly figures: readonly Figure[] };

const UNDEFINED: Readonly<Record<Language, string>> = { fr: 'non défini', en: 'undefined' };
const YES_NO: Readonly<Record<Language, readonly [string, string]>> = { fr: ['oui', 'non'], en: ['yes', 'no'] };

/** « Refonte paie (P014) »; a code without a name is told alone, and so is one whose name hides something. */
function sayLabel({ label, subject, key }: ResultRow): string {
  if (label === subject || label === key) return subject === 'total' ? key : subject;
  const name = tellName(label);
  return name === null ? subject : `${name} (${subject})`;
}

type Found = {
  readonly name: string;
  readonly subject: string;
  readonly value: ResultRow['fields'][string];
  readonly unit: FigureUnit | undefined;
  readonly anchor: string;
};

function findRow(result: ReadResult, key: string): ResultRow | null {
  const exact = result.rows.find((row) => row.key === key);
  if (exact) return exact;
  const bySubject = result.rows.filter((row) => row.subject === key);
  return bySubject.length === 1 ? (bySubject[0] ?? null) : null;
}

/** The figure that `key.field` stands for; null: there is none. */
function findFigure(result: ReadResult, place: string): Found | null {
  if (place === 'count')
    return { name: 'count', subject: 'total', value: result.count, unit: 'count', anchor: 'count' };
  const dot = place.lastIndexOf('.');
  if (dot <= 0) return null;
  const [key, name] = [place.slice(0, dot), place.slice(dot + 1)];
  const unit = result.units[name];
  if (key === 'sum' && name in result.sums)
    return { name, subject: 'total', value: result.sums[name] ?? null, unit, anchor: `sum.${name}` };
  if (key === 'mean' && name in result.means)
    return { name, subject: 'total', value: result.means[name] ?? null, unit, anchor: `mean.${name}` };
  const row = findRow(result, key);
  if (row && name in row.fields)
    return { name, subject: row.subject, value: row.fields[name] ?? null, unit, anchor: row.key };
  if (key === 'total' && name in result.total)
    return { name, subject: 'total', value: result.total[name] ?? null, unit, anchor: 'total' };
  return null;
}

/** `P002.margin - 1:P004.margin`: how far the first is above the second. */
const DIFFERENCE = /^(?<one>.+\S) - (?<ref>\d{1,4}):(?<other>.+)$/;

/** Of two figures of one unit; null: they are not. To the hundredth of a cent, or of a point. */
function renderDifference(
  one: { readonly result: ReadResult; readonly place: string },
  other: { readonly result: ReadResult; readonly place: string },
  language: Language,
): Rendered | null {
  const [from, to] = [findFigure(one.result, one.place), findFigure(other.result, other.place)];
  if (typeof from?.value !== 'number' || typeof to?.value !== 'number' || from.unit !== to.unit) return null;
  const value = Math.round((from.value - to.value) * 10_000) / 10_000;
  const name = `${from.name}_difference`;
  const subject = from.subject === to.subject ? from.subject : `${from.subject} - ${to.subject}`;
  const source = `${one.result.source}#${from.anchor} - ${other.result.source}#${to.anchor}`;
  const unit = from.unit ?? 'count';
  return { text: sayDifference(value, unit, language), figures: [{ name, subject, value, unit, source }] };
}

function isDate(value: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(value);
}

/** What a reference says, and the figures that it tells; null: it stands for nothing in the results of the turn. */
export function renderReference(
  results: ReadonlyMap<number, ReadResult>,
  ref: number,
  place: string,
  language: Language,
): Rendered | null {
  const result = results.get(ref);
  if (!result) return null;
  const row = findRow(result, place);
  if (row) return { text: sayLabel(row), figures: [] };
  const apart = DIFFERENCE.exec(place)?.groups;
  const other = results.get(Number(apart?.['ref']));
  if (apart && other)
    return renderDifference(
      { result, place: apart['one'] ?? '' },
      { result: other, place: apart['other'] ?? '' },
      language,
    );
  const found = findFigure(result, place);
  if (!found) return null;
  const { name, subject, value, anchor } = found;
  if (value === null) return { text: UNDEFINED[language], figures: [] };
  if (typeof value === 'boolean') return { text: YES_NO[language][value ? 0 : 1], figures: [] };
  const text = sayFigure(name, value, found.unit, language);
  const source = `${result.source}#${anchor}`;
  // A sentence of the rules tells figures too.
  if (typeof value === 'string' && !isDate(value))
    return { text, figures: figuresInText(value, { name, subject, source }) };
  const unit = found.unit ?? (typeof value === 'string' ? 'date' : 'count');
  return { text, figures: [{ name, subject, value, unit, source }] };
}
