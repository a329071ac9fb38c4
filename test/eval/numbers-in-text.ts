// The numbers that a person reads in a sentence, French or English, and whether one of them stands for a value.

/** Codes of each kind, and what they are called: `{ project: { P014: ['Refonte paie'] } }`. */
export type NameTable = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** The ways one number may be read (`1.234`: two ways), each with half a unit of the last digit shown. */
export type WrittenNumber = { readonly reads: readonly { value: number; half: number }[]; readonly suffix: string };

const MONTHS = [
  'janvier février mars avril mai juin juillet août septembre octobre novembre décembre fevrier aout decembre',
  'january february march april may june july august september october november december',
  'janv févr fevr avr juil sept oct nov déc dec jan feb mar apr jun jul aug sep',
]
  .join(' ')
  .split(' ');
const MONTH = `(?:${[...new Set(MONTHS)].sort((a, b) => b.length - a.length).join('|')})\\.?`;

// What JavaScript calls a word's edge knows no accent.
const EDGE_BEFORE = '(?<![\\p{L}\\p{N}_])';
const EDGE_AFTER = '(?![\\p{L}\\p{N}_])';

const NUMBER = new RegExp(
  `${EDGE_BEFORE}(?:[-−–+]?\\s?)(\\d{1,3}(?:[ \\u00a0\\u202f.,'’]\\d{3})+(?:[.,]\\d+)?|\\d+(?:[.,]\\d+)?)[ \\u00a0\\u202f]*` +
    `(%|k€|k\\s?eur${EDGE_AFTER}|m€|m\\s?eur${EDGE_AFTER}|pts?${EDGE_AFTER}|points?${EDGE_AFTER}|k${EDGE_AFTER})?`,
  'giu',
);

/** Texts that hold digits and are no figure: ordinals of a list, dates, the buckets of ages, codes, years. */
const NO_FIGURES: readonly RegExp[] = [
  /^\s*(?:[-*•]\s*)?\d{1,2}\s*[.)]\s/gmu,
  new RegExp(
    `${EDGE_BEFORE}(?:\\d{4}-\\d{2}(?:-\\d{2})?|\\d{1,2}/\\d{1,2}(?:/\\d{2,4})?|\\d{1,2}/\\d{4})${EDGE_AFTER}`,
    'gu',
  ),
  new RegExp(
    `${EDGE_BEFORE}(?:\\d{1,2}(?:er|st|nd|rd|th)?\\s+(?:of\\s+)?)?${MONTH}` +
      `(?:\\s+\\d{1,2}(?:st|nd|rd|th)?(?=\\s*,|\\s+\\d{4}))?(?:,?\\s+(?:19|20)\\d\\d)?${EDGE_AFTER}`,
    'giu',
  ),
  new RegExp(
    `${EDGE_BEFORE}(?:1|31|61)\\s*(?:-|–|à|to|a)\\s*(?:30|60|90)${EDGE_AFTER}|` +
      `(?:plus de|plus d'|>|au-del[àa] de|over|more than|\\+)\\s*(?:30|60|90)${EDGE_AFTER}(?=\\s*(?:j|d))`,
    'giu',
  ),
  new RegExp(`${EDGE_BEFORE}[A-Za-z]{1,6}[-_/]?\\d[\\p{L}\\p{N}_/-]*`, 'gu'),
  new RegExp(`${EDGE_BEFORE}(?:19|20)\\d\\d${EDGE_AFTER}(?!\\s*(?:€|eur|j${EDGE_AFTER}|jours|days|[.,]\\d))`, 'giu'),
];

export const escapeText = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/gu, String.raw`\$&`);

/** Without dates, codes, names that hold digits, ordinals and buckets: what is left to read are figures. */
function stripKnown(text: string, names: NameTable): string {
  const labels = Object.values(names)
    .flatMap((table) => Object.entries(table).flatMap(([code, called]) => [code, ...called]))
    .filter((label) => /\d/u.test(label) && label.length > 2);
  const bare = labels.reduce((left, label) => left.replace(new RegExp(escapeText(label), 'giu'), ' '), text);
  return NO_FIGURES.reduce((left, pattern) => left.replace(pattern, ' '), bare);
}

function readDigits(raw: string): { value: number; half: number }[] {
  const marks = raw.match(/[.,]/gu) ?? [];
  const last = marks.at(-1);
  const read = (digits: string, decimals: number) => ({ value: Number(digits), half: 0.5 * 10 ** -decimals + 1e-9 });
  if (last === undefined) return [read(raw, 0)];
  const at = raw.lastIndexOf(last);
  const [whole, cents] = [raw.slice(0, at).replace(/[.,]/gu, ''), raw.slice(at + 1)];
  if (new Set(marks).size === 2) return [read(`${whole}.${cents}`, cents.length)];
  return [
    ...(marks.length === 1 ? [read(`${whole}.${cents}`, cents.length)] : []),
    ...(cents.length === 3 ? [read(raw.replace(/[.,]/gu, ''), 0)] : []),
  ];
}

export function readNumbers(text: string, names: NameTable): WrittenNumber[] {
  return [...stripKnown(text, names).matchAll(NUMBER)].map(([, digits = '', suffix = '']) => ({
    reads: readDigits(digits.replace(/[ \u00a0\u202f'’]/gu, '')),
    suffix: suffix.toLowerCase().replace(/\s/gu, ''),
  }));
}

/** What a value is multiplied by when it is written with this suffix: `41 %` stands for 0.41, or for 41 points. */
function scalesOf(suffix: string): readonly number[] {
  if (suffix === '%') return [100, 1];
  if (/^(?:pts?|points?)$/u.test(suffix)) return [1, 100];
  if (/^(?:k€|keur|k)$/u.test(suffix)) return [1e-3];
  return /^(?:m€|meur)$/u.test(suffix) ? [1e-6] : [1];
}

/** Does a number, as written, stand for this value? Its sign may be told by words. */
export function showsValue(written: WrittenNumber, value: number): boolean {
  return scalesOf(written.suffix).some((scale) =>
    written.reads.some((read) => Math.abs(Math.abs(value) * scale - read.value) <= read.half),
  );
}

const EN_MONTHS = MONTHS.slice(15, 27);

/** The ways a person writes a civil date. */
export function writingsOfDate(date: string): string[] {
  const [year = '', month = '', day = ''] = date.split('-');
  const short = String(Number(day));
  const french = MONTHS[Number(month) - 1] ?? '';
  const english = EN_MONTHS[Number(month) - 1] ?? '';
  return [
    date,
    `${day}/${month}/${year}`,
    `${short}/${String(Number(month))}/${year}`,
    `${day}/${month}`,
    `${short} ${french}`,
    ...(day === '01' ? [`1er ${french}`] : []),
    `${english} ${short}`,
    `${short} ${english}`,
  ];
}
