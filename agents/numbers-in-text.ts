// The numbers that a text holds: 12 340,50 €, 41,1 %, 86,25 j. Dates, codes and the ranks of a list are no numbers.

import type { Figure, FigureUnit } from './turn.ts';

export const NUMBER =
  /(?<![\p{L}\p{N}_])([-−–+]?\s?)(\d{1,3}(?:[ \u00A0\u202F.,'’]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)(?:[ \u00A0\u202F]*(%|k€|M€|€|pts?\b|points?\b|jours?\b|j\b))?/gu;

const MONTH_WORDS =
  'janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre|january|february|march|april|may|june|july|august|september|october|november|december';

/** What holds digits and is no figure, in the order in which it is set aside. */
export const NOT_FIGURES: readonly RegExp[] = [
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

export type Reading = { readonly value: number; readonly decimals: number };

/** "12.340" is twelve thousand or twelve: both readings are tried. */
export function readNumber(raw: string): Reading[] {
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

const MARK = '\uE000';

/** The text with what is no figure replaced, so that only figures are left to read. */
function withoutOthers(text: string): string {
  return NOT_FIGURES.reduce((left, pattern) => left.replace(pattern, MARK), text);
}

/** The numbers that a text holds, as magnitudes: every way that each can be read. */
export function magnitudesOf(text: string): Set<number> {
  return new Set([...text.matchAll(NUMBER)].flatMap((match) => readNumber(match[2] ?? '').map(({ value }) => value)));
}

function unitOfSuffix(suffix: string): FigureUnit {
  if (suffix.startsWith('€')) return 'EUR';
  if (suffix.startsWith('j')) return 'days';
  return suffix === '%' ? 'ratio' : 'count';
}

/** The figures that a sentence of the rules tells: an effect, a detail, a refusal. Written as Vigie writes numbers. */
export function figuresInText(
  text: string,
  about: Pick<Figure, 'name' | 'subject' | 'source'>,
): (Figure & { value: number })[] {
  return [...withoutOthers(text).matchAll(NUMBER)].flatMap(([, sign = '', raw = '', suffix = '']) => {
    const [reading] = readNumber(raw);
    if (!reading) return [];
    const unit = unitOfSuffix(suffix);
    const magnitude = unit === 'ratio' ? reading.value / 100 : reading.value;
    return { ...about, value: /[-−–]/.test(sign) ? -magnitude : magnitude, unit };
  });
}
