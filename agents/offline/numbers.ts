// The numbers of a question and what they ask: a threshold (« sous 15 % », « > 50 k€ »), a range (« entre 31 et
// 60 jours »), a rank (« les trois pires », « top 5 »). Money comes out in euros, rates as fractions.

import { flatten } from '../words.ts';

export const NUMBER_UNITS = ['EUR', 'ratio', 'days', 'points', 'months', 'none'] as const;
export type NumberUnit = (typeof NUMBER_UNITS)[number];

export type Comparison = '<' | '<=' | '>=' | '>' | '=';

type Place = { readonly start: number; readonly end: number };
export type Threshold = Place & { readonly op: Comparison; readonly value: number; readonly unit: NumberUnit };
export type NumberRead = Place & { readonly value: number; readonly unit: NumberUnit };
export type NumberRange = Place & { readonly low: number; readonly high: number; readonly unit: NumberUnit };

export type Numbers = {
  readonly thresholds: readonly Threshold[];
  readonly ranges: readonly NumberRange[];
  /** « les trois pires » : 3. */
  readonly top: (Place & { readonly count: number }) | null;
  /** The other numbers. */
  readonly plain: readonly NumberRead[];
};

export const WORD_NUMBERS: Readonly<Record<string, number>> = {
  deux: 2,
  two: 2,
  trois: 3,
  three: 3,
  quatre: 4,
  four: 4,
  cinq: 5,
  five: 5,
  six: 6,
  sept: 7,
  seven: 7,
  huit: 8,
  eight: 8,
  neuf: 9,
  nine: 9,
  dix: 10,
  ten: 10,
  quinze: 15,
  vingt: 20,
  twenty: 20,
};
const WORDS = Object.keys(WORD_NUMBERS).join('|');

const FIGURE =
  '[-−]?\\d{1,3}(?:[ .\\u00a0\\u202f]\\d{3})+(?:,\\d+)?|[-−]?\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|[-−]?\\d+(?:[.,]\\d+)?';
const UNIT =
  "%|pour ?cents?|pourcents?|percent|per cent|k ?€|k ?euros?|keur|k(?![a-z])|m ?€|meur|millions?(?: d'euros?)?|€|euros?|eur|jours? ?(?:hommes?)?|jh|j(?![a-z])|days?|d(?![a-z])|points?|pts?|mois|months?";
const AMOUNT = `(?<c>€ ?)?(?<n>${FIGURE}|(?:${WORDS})(?![a-z]))\\s*(?<u>${UNIT})?`;

/** What stands before a number, longest first: « au moins », « strictly above ». */
const BEFORE: readonly (readonly [Comparison, string])[] = [
  ['<', "n'atteint pas|n'atteignent pas|n'atteignant pas|does not reach|doesn't reach|don't reach|not reaching"],
  ['<=', "ne depassent? pas|ne depassant pas|does not exceed|doesn't exceed|not exceeding"],
  [
    '>=',
    'au moins|a partir de|pas moins de|minimum(?: de)?|at least|no less than|superieure?s? ou egale?s? a|>=|≥|min',
  ],
  ['<=', "au plus|pas plus de|maximum(?: de)?|at most|no more than|up to|inferieure?s? ou egale?s? a|jusqu'a|<=|≤|max"],
  [
    '<',
    "moins de|moins d'|en dessous de|au-?dessous de|en-dessous de|inferieure?s? a|sous les?|sous|below|under|less than|lower than|fewer than|beneath|smaller than|<",
  ],
  [
    '>',
    "\\+ ?de|plus de|plus d'|au-?dessus de|au dessus de|superieure?s? a|au-?dela de|au dela de|depass\\w*|exced\\w*|above|over|more than|greater than|higher than|exceed\\w*|beyond|older than|>",
  ],
];
/** What stands after: « 30 % ou plus ». */
const AFTER: readonly (readonly [Comparison, string])[] = [
  ['>=', 'ou plus|et plus|or more|and more|and above|and over|minimum|au moins'],
  ['<=', 'ou moins|et moins|or less|or fewer|and below|maximum|au plus'],
];

const ranking =
  'premiere?s?|plus|moins|pires?|meilleure?s?|dernieres?|derniers|top|worst|best|biggest|largest|highest|lowest|smallest|least|most|first|plus gros(?:ses)?|grosses?|gros|clients|projets|consultants|projects|customers|people|opportunites|affaires|deals';

function valueOf(text: string): number {
  const word = WORD_NUMBERS[text];
  if (word !== undefined) return word;
  const bare = text.replace('−', '-');
  if (/^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(bare)) return Number(bare.replaceAll(',', ''));
  if (/^-?\d{1,3}(?:\.\d{3})+(?:,\d+)?$/.test(bare)) return Number(bare.replaceAll('.', '').replace(',', '.'));
  return Number(bare.replaceAll(/[ \u00a0\u202f]/g, '').replace(',', '.'));
}

function readAmount(groups: Record<string, string | undefined>, n = 'n', u = 'u'): { value: number; unit: NumberUnit } {
  const value = valueOf(groups[n] ?? '');
  const unit = groups[u] ?? (groups['c'] === undefined ? '' : 'eur');
  if (/^(?:%|pour ?cent|pourcent|per ?cent)/.test(unit)) return { value: value / 100, unit: 'ratio' };
  if (unit.startsWith('k')) return { value: value * 1000, unit: 'EUR' };
  if (/^(?:m ?€|meur|million)/.test(unit)) return { value: value * 1_000_000, unit: 'EUR' };
  if (/^(?:€|eur)/.test(unit)) return { value, unit: 'EUR' };
  if (/^(?:point|pt)/.test(unit)) return { value, unit: 'points' };
  if (unit.startsWith('mo')) return { value, unit: 'months' };
  return { value, unit: unit === '' ? 'none' : 'days' };
}

const RANGE = new RegExp(
  `(?:entre|de|between|from|d') ?(?<n>${FIGURE}) ?(?<u>${UNIT})? ?(?:et|a|and|to|-) ?(?<n2>${FIGURE})\\s*(?<u2>${UNIT})?|(?<![\\d/-])(?<n3>\\d{1,3}) ?(?:-|–|a|to) ?(?<n4>\\d{1,3})\\s*(?<u4>${UNIT})`,
  'g',
);
const TOP = new RegExp(
  `(?:top|flop|bottom) ?(?<a>\\d{1,2}|${WORDS})(?![\\w])|(?<![\\d,.])(?<b>\\d{1,2}|${WORDS}) (?:(?:projets?|clients?|consultants?|affaires|opportunites|personnes|profils|projects?|customers?|people|deals) (?:[a-z']+ ){0,3})?(?:les |the |des )?(?=(?:${ranking})\\b)|(?:premiere?s?|pires?|meilleure?s?|worst|best|first|top|biggest|largest|highest|lowest) (?<c>\\d{1,2}|two|three|four|five|six|ten)\\b`,
  'g',
);

/** Numbers of a text in which codes, dates and names are blanked out. */
export function readNumbers(text: string): Numbers {
  let left = flatten(text).replaceAll('\u0001', ' ');
  const take = (start: number, length: number): Place => {
    left = left.slice(0, start) + '\u0001'.repeat(length) + left.slice(start + length);
    return { start, end: start + length };
  };
  const ranges: NumberRange[] = [];
  for (const match of left.matchAll(RANGE)) {
    const groups = match.groups ?? {};
    const short = groups['n3'] !== undefined;
    const high = short ? readAmount(groups, 'n4', 'u4') : readAmount(groups, 'n2', 'u2');
    const unit = high.unit === 'none' ? (groups['u'] ?? '') : undefined;
    const low = readAmount({ n: groups['n'] ?? groups['n3'], u: groups['u'] ?? groups['u2'] ?? groups['u4'] });
    ranges.push({
      low: low.value,
      high: high.value,
      unit: unit === undefined ? high.unit : low.unit,
      ...take(match.index, match[0].length),
    });
  }
  const thresholds: Threshold[] = [];
  const readThresholds = (pattern: string, op: Comparison): void => {
    for (const match of left.matchAll(new RegExp(`(?<![a-z0-9])${pattern}`, 'g')))
      thresholds.push({ op, ...readAmount(match.groups ?? {}), ...take(match.index, match[0].length) });
  };
  for (const [op, words] of AFTER) readThresholds(`${AMOUNT} ?(?:${words})(?![a-z])`, op);
  for (const [op, words] of BEFORE)
    readThresholds(`(?:a |de |d'|is |are |est |sont )?(?:${words}) ?(?:les |the |la |des )?${AMOUNT}`, op);
  let top: Numbers['top'] = null;
  for (const match of left.matchAll(TOP)) {
    const count = valueOf(match.groups?.['a'] ?? match.groups?.['b'] ?? match.groups?.['c'] ?? '');
    if (top || !(count >= 1)) continue;
    top = { count, ...take(match.index, match[0].length) };
  }
  const plain = [...left.matchAll(new RegExp(`(?<![a-z0-9.,/-])${AMOUNT}(?![\\d/])`, 'g'))].map((match) => ({
    ...readAmount(match.groups ?? {}),
    start: match.index,
    end: match.index + match[0].length,
  }));
  return { thresholds, ranges, top, plain };
}
