// A number that a real model wrote out itself is shown when a tool of the turn gave it, or when the question did; else
// it is withheld. Dates, codes and the ranks of a list are no figures.

import type { Figure, FigureUnit, ReadResult } from './turn.ts';

/** A figure that a tool gave, at the place where it stands. */
type Known = Figure & { readonly value: number };

const NUMBER =
  /(?<![\p{L}\p{N}_])([-−–+]?\s?)(\d{1,3}(?:[ \u00A0\u202F.,'’]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)[ \u00A0\u202F]*(%|k€|M€|pts?\b|points?\b)?/gu;

const MONTH_WORDS =
  'janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre|january|february|march|april|may|june|july|august|september|october|november|december';

/** What holds digits and is no figure, in the order in which it is set aside. */
const NOT_FIGURES: readonly RegExp[] = [
  /^\s*(?:[-*•]\s*)?\d{1,2}\s*[.)]\s/gm,
  /\b\d{4}-\d{2}(?:-\d{2})?\b|\b\d{1,2}\/\d{1,2}(?:\/\d{2,4})?\b|\b\d{1,2}\/\d{4}\b/g,
  new RegExp(
    `\\b(?:\\d{1,2}(?:er|st|nd|rd|th)?\\s+)?(?:${MONTH_WORDS})(?:\\s+\\d{1,2}(?:st|nd|rd|th)?(?=,))?(?:,?\\s+(?:19|20)\\d\\d)?`,
    'gi',
  ),
  /\b[A-Za-z]{1,6}[-_/]?\d[\w/-]*/g,
  /\b(?:T|Q)[1-4]\b/g,
  /\b(?:19|20)\d\d\b(?!\s*(?:€|eur|j\b|jours|days|[.,]\d))/gi,
  // The age brackets of receivables.
  /\b(?:1|31|61)\s*(?:-|–|à|to)\s*(?:30|60|90)\b|(?:plus de|over|more than|au-delà de)\s*90\b(?=\s*(?:j|d))/gi,
];

/** Every figure of the results. */
export function listFigures(results: Iterable<ReadResult>): Known[] {
  const known: Known[] = [];
  for (const result of results) {
    const add = (name: string, subject: string, value: unknown, anchor: string): void => {
      if (typeof value !== 'number') return;
      const unit: FigureUnit = name === 'count' ? 'count' : (result.units[name] ?? 'count');
      known.push({ name, subject, value, unit, source: `${result.source}#${anchor}` });
    };
    for (const { key, subject, fields } of result.rows)
      for (const [name, value] of Object.entries(fields)) add(name, subject, value, key);
    add('count', 'total', result.count, 'count');
    for (const [name, value] of Object.entries(result.total)) add(name, 'total', value, 'total');
    for (const [name, value] of Object.entries(result.sums)) add(name, 'total', value, `sum.${name}`);
  }
  return known;
}

type Reading = { readonly value: number; readonly decimals: number };

/** "12.340" is twelve thousand or twelve: both readings are tried. */
function readNumber(raw: string): Reading[] {
  const digits = raw.replace(/[ \u00A0\u202F'’]/g, '');
  const separators = digits.match(/[.,]/g) ?? [];
  if (separators.length === 0) return [{ value: Number(digits), decimals: 0 }];
  const last = separators.at(-1) ?? '.';
  const at = digits.lastIndexOf(last);
  const [whole, fraction] = [digits.slice(0, at).replace(/[.,]/g, ''), digits.slice(at + 1)];
  const asDecimal = { value: Number(`${whole}.${fraction}`), decimals: fraction.length };
  const asThousands = { value: Number(digits.replace(/[.,]/g, '')), decimals: 0 };
  if (new Set(separators).size === 2) return [asDecimal];
  if (separators.length > 1) return [asThousands];
  return fraction.length === 3 ? [asDecimal, asThousands] : [asDecimal];
}

function scaleOf(suffix: string): readonly number[] {
  const folded = suffix.toLowerCase();
  if (folded === '%') return [100, 1];
  if (folded.startsWith('p')) return [1, 100];
  if (folded === 'k€') return [1e-3];
  return folded === 'm€' ? [1e-6] : [1];
}

function matches(readings: readonly Reading[], suffix: string, figure: Known): boolean {
  return readings.some(({ value, decimals }) =>
    scaleOf(suffix).some((scale) => Math.abs(Math.abs(figure.value) * scale - value) <= 0.5 * 10 ** -decimals + 1e-9),
  );
}

/** The numbers that a text holds, as magnitudes. */
function magnitudesOf(text: string): Set<number> {
  return new Set([...text.matchAll(NUMBER)].flatMap((match) => readNumber(match[2] ?? '').map(({ value }) => value)));
}

export type Grounding = {
  readonly known: readonly Known[];
  /** Numbers that the person wrote, or that stand in words of the results: titles, details. */
  readonly told: ReadonlySet<number>;
  /** Codes and names that hold digits, as they are written. */
  readonly names: readonly string[];
};

/** What numbers may be said: those of the results, and of the person's own words. */
export function readGrounding(results: readonly ReadResult[], said: readonly string[]): Grounding {
  const words = new Set<string>();
  for (const { rows } of results) {
    for (const { subject, label, fields } of rows) {
      for (const word of [subject, label, ...Object.values(fields)])
        if (typeof word === 'string' && /\d/.test(word)) words.add(word);
    }
  }
  const told = new Set([...said, ...words].flatMap((text) => [...magnitudesOf(text)]));
  return { known: listFigures(results), told, names: [...words].toSorted((a, b) => b.length - a.length) };
}

const WITHHELD = '(chiffre non vérifié, retiré)';

/** The text with the numbers from nowhere withheld, and the figures that it says. */
export function groundText(text: string, grounding: Grounding): { text: string; figures: Figure[]; withheld: number } {
  const aside: string[] = [];
  const setAside = (found: string): string => {
    aside.push(found);
    return `\uE000${String.fromCharCode(0xe100 + aside.length - 1)}\uE001`;
  };
  let left = text;
  for (const name of grounding.names) if (name.length > 2) left = left.replaceAll(name, setAside);
  for (const pattern of NOT_FIGURES) left = left.replace(pattern, setAside);
  const figures: Figure[] = [];
  let withheld = 0;
  const checked = left.replace(NUMBER, (found, _sign: string, raw: string, suffix: string | undefined) => {
    const readings = readNumber(raw);
    const figure = grounding.known.find((known) => matches(readings, suffix ?? '', known));
    if (figure) {
      figures.push(figure);
      return found;
    }
    if (readings.some(({ value }) => grounding.told.has(value))) return found;
    withheld += 1;
    return found.startsWith(' ') ? ` ${WITHHELD}` : WITHHELD;
  });
  const whole = checked.replace(
    /\uE000([\uE100-\uF8FF])\uE001/g,
    (_mark, index: string) => aside[index.charCodeAt(0) - 0xe100] ?? '',
  );
  return { text: restoreNested(whole, aside), figures, withheld };
}

/** What was set aside may hold what was set aside before it. */
function restoreNested(text: string, aside: readonly string[]): string {
  let restored = text;
  for (let round = 0; round < NOT_FIGURES.length && restored.includes('\uE000'); round += 1)
    restored = restored.replace(
      /\uE000([\uE100-\uF8FF])\uE001/g,
      (_mark, index: string) => aside[index.charCodeAt(0) - 0xe100] ?? '',
    );
  return restored;
}
