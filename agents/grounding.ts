// A number that a real model wrote out itself is shown when a tool of the turn gave it, or when the question did; else
// it is withheld. Dates, codes and the ranks of a list are no figures.

import { figuresInText, magnitudesOf, NOT_FIGURES, NUMBER, readNumber, type Reading } from './numbers-in-text.ts';
import type { Figure, FigureUnit, ReadResult } from './turn.ts';

/** A figure that a tool gave, at the place where it stands. */
type Known = Figure & { readonly value: number };

/** Words with numbers in them, as against a code or a name. */
function isSentence(value: unknown): value is string {
  return typeof value === 'string' && /\d/.test(value) && value.trim().split(/\s+/).length > 3;
}

/** What a proposal or a refusal said: its numbers may be said again. */
export type Told = { readonly text: string; readonly name: string; readonly subject: string; readonly source: string };

/** Every figure of the results. */
export function listFigures(results: Iterable<ReadResult>): Known[] {
  const known: Known[] = [];
  for (const result of results) {
    const add = (name: string, subject: string, value: unknown, anchor: string): void => {
      if (typeof value !== 'number') return;
      const unit: FigureUnit = name === 'count' ? 'count' : (result.units[name] ?? 'count');
      known.push({ name, subject, value, unit, source: `${result.source}#${anchor}` });
    };
    for (const { key, subject, fields } of result.rows) {
      for (const [name, value] of Object.entries(fields)) {
        add(name, subject, value, key);
        if (isSentence(value))
          known.push(...figuresInText(value, { name, subject, source: `${result.source}#${key}` }));
      }
    }
    add('count', 'total', result.count, 'count');
    for (const [name, value] of Object.entries(result.total)) add(name, 'total', value, 'total');
    for (const [name, value] of Object.entries(result.sums)) add(name, 'total', value, `sum.${name}`);
  }
  return known;
}

function scaleOf(suffix: string): readonly number[] {
  const folded = suffix.toLowerCase();
  if (folded === '%') return [100, 1];
  if (folded.startsWith('p')) return [1, 100];
  if (folded === '€' || folded.startsWith('j')) return [1];
  if (folded === 'k€') return [1e-3];
  return folded === 'm€' ? [1e-6] : [1];
}

function matches(readings: readonly Reading[], suffix: string, figure: Known): boolean {
  return readings.some(({ value, decimals }) =>
    scaleOf(suffix).some((scale) => Math.abs(Math.abs(figure.value) * scale - value) <= 0.5 * 10 ** -decimals + 1e-9),
  );
}

export type Grounding = {
  readonly known: readonly Known[];
  /** Numbers that the person wrote. */
  readonly told: ReadonlySet<number>;
  /** Codes and names that hold digits, as they are written. */
  readonly names: readonly string[];
};

/** What numbers may be said: those of the results, of what tools told in a sentence, and of the person's own words. */
export function readGrounding(
  results: readonly ReadResult[],
  told: readonly Told[],
  said: readonly string[],
): Grounding {
  const names = new Set<string>();
  for (const { rows } of results) {
    for (const { subject, label, fields } of rows) {
      for (const word of [subject, label, ...Object.values(fields)])
        if (typeof word === 'string' && /\d/.test(word) && !isSentence(word)) names.add(word);
    }
  }
  return {
    known: [...listFigures(results), ...told.flatMap(({ text, ...about }) => figuresInText(text, about))],
    told: new Set(said.flatMap((text) => [...magnitudesOf(text)])),
    names: [...names].toSorted((a, b) => b.length - a.length),
  };
}

const WITHHELD = '(chiffre non vérifié, retiré)';

/** The text with the numbers from nowhere withheld, and the figures that it says. */
export function groundText(text: string, grounding: Grounding): { text: string; figures: Figure[]; withheld: number } {
  const aside: string[] = [];
  const setAside = (found: string): string => {
    aside.push(found);
    return `\uE000${String.fromCharCode(0xe100 + aside.length - 1)}\uE001`;
  };
  // A currency stuck to its number is no code.
  let left = text.replace(/\b(k?eur|m?eur|usd|gbp)(?=\d)/gi, '$1 ');
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
