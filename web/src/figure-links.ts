// The figures of an answer, found where they stand in its text: each leads to the rows that it comes from.

import type { Figure } from './api-client.ts';
import { addressOfSource } from './evidence.ts';

export type Piece = { readonly text: string; readonly figure: Figure | null };

/** A number as an answer writes it: `12 340,50 €`, `41,1 %`, `-3`, `€12,340.50`, `86,25 j`. */
const NUMBER =
  /[€]?[-−]?\d+(?:[\s\u00a0\u202f]\d{3}(?!\d))*(?:[.,]\d+)*(?:[\s\u00a0\u202f]?(?:€|%|j\b|jours?\b|days?\b|points?\b|pts\b))?/gu;

/** The values that a written number may have: French and English put commas and points the other way round. */
function readValues(written: string): number[] {
  const digits = written.replace(/[^\d.,−-]/g, '').replace('−', '-');
  const french = Number(digits.replaceAll('.', '').replace(',', '.'));
  const english = Number(digits.replaceAll(',', ''));
  return [french, english].filter((value) => Number.isFinite(value));
}

/** Does the writing stand for the figure, as far as it is rounded? */
function isWritten(written: string, { value, unit }: Figure): boolean {
  if (typeof value !== 'number') return false;
  const isRate = written.includes('%');
  const asked = unit === 'ratio' && isRate ? value * 100 : value;
  if ((unit === 'EUR') !== written.includes('€')) return false;
  const decimals = /[.,](\d{1,2})(?!\d)[^\d]*$/.exec(written)?.[1]?.length ?? 0;
  const tolerance = 0.5 * 10 ** -decimals + 1e-9;
  return readValues(written).some((read) => Math.abs(read - asked) <= tolerance || Math.abs(read + asked) <= tolerance);
}

const LONG_DATE = /\b\d{1,2}(?:er)? [a-zéû]+ \d{4}\b|\b\d{1,2}\/\d{1,2}\/\d{4}\b/gu;

/** Text cut at its figures. Each figure is linked wherever its number stands; the same number twice, in their order. */
export function cutAtFigures(text: string, figures: readonly Figure[]): Piece[] {
  const open = figures.filter(({ source }) => addressOfSource(source) !== null);
  const dates = [...text.matchAll(LONG_DATE)].map(({ index, 0: found }) => [index, index + found.length] as const);
  const used = new Set<Figure>();
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(NUMBER)) {
    const { index, 0: written } = match;
    const before = text.slice(Math.max(0, index - 1), index);
    // A digit of a code (P014) or of a date is no figure.
    if (/[\p{L}\d_]/u.test(before) || dates.some(([start, end]) => index >= start && index < end)) continue;
    const candidates = open.filter((figure) => isWritten(written, figure));
    const figure = candidates.find((candidate) => !used.has(candidate)) ?? candidates[0];
    if (figure === undefined) continue;
    used.add(figure);
    if (index > from) pieces.push({ text: text.slice(from, index), figure: null });
    pieces.push({ text: written, figure });
    from = index + written.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), figure: null });
  return pieces;
}
