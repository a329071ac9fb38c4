// Periods as CVs and contracts write them: « 01/2020 – 03/2022 », « janv. 2020 à mars 2022 », « depuis mars 2021 »,
// « 2018 - 2020 », « du 1er mars 2026 au 30 juin 2026 ».
import { foldText } from '../../domain/codes.ts';
import { firstDayOf, lastDayOf } from '../../domain/periods.ts';
import { isCivilDate } from '../../domain/civil-dates.ts';

export type WrittenPeriod = {
  readonly startsOn: string;
  /** null: it goes on. */
  readonly endsOn: string | null;
  /** Where it stands in the text. */
  readonly start: number;
  readonly end: number;
};

const MONTHS: readonly (readonly string[])[] = [
  ['janvier', 'january', 'janv', 'jan'],
  ['fevrier', 'february', 'fevr', 'fev', 'feb'],
  ['mars', 'march', 'mar'],
  ['avril', 'april', 'avr', 'apr'],
  ['mai', 'may'],
  ['juin', 'june', 'jun'],
  ['juillet', 'july', 'juil', 'jul'],
  ['aout', 'august', 'aug'],
  ['septembre', 'september', 'sept', 'sep'],
  ['octobre', 'october', 'oct'],
  ['novembre', 'november', 'nov'],
  ['decembre', 'december', 'dec'],
];
const MONTH_NAMES = MONTHS.flat()
  .toSorted((a, b) => b.length - a.length)
  .join('|');

// Folded text, in which accents are gone and letters keep their places.
const DAY = String.raw`(?:(\d{1,2})(?:er)?[ /.](\d{1,2}|${MONTH_NAMES})\.?[ /.]((?:19|20)\d\d))`;
const MONTH = String.raw`(?:(\d{1,2}|${MONTH_NAMES})\.?[ /.-]?\s?((?:19|20)\d\d))`;
const YEAR = String.raw`((?:19|20)\d\d)`;
const MOMENT = String.raw`(?:${DAY}|${MONTH}|${YEAR})`;
const NOW = String.raw`(?:aujourd.?hui|present|ce jour|actuel(?:lement)?|en cours|now|today|current)`;
const RANGE = new RegExp(
  String.raw`(?<![\d/])(?:(?:du|de|from)\s+)?${MOMENT}\s*(?:-|–|—|→|a|au|to|jusqu.?a|until)\s*(?:(${NOW})|${MOMENT})(?![\d/])`,
  'gu',
);
const SINCE = new RegExp(String.raw`(?:depuis|since|a partir de|a compter du)\s+(?:le\s+)?${MOMENT}(?![\d/])`, 'gu');

function monthNumber(written: string): number | null {
  const name = MONTHS.findIndex((names) => names.includes(written));
  const number = name === -1 ? Number(written) : name + 1;
  return number >= 1 && number <= 12 ? number : null;
}

type Moment = { readonly first: string; readonly last: string };

/** The first and the last day of a day, a month or a year, from the six groups of MOMENT. */
function readMoment(groups: readonly (string | undefined)[]): Moment | null {
  const [day, dayMonth, dayYear, month, monthYear, year] = groups;
  if (year !== undefined) return { first: `${year}-01-01`, last: `${year}-12-31` };
  const number = monthNumber(dayMonth ?? month ?? '');
  if (number === null) return null;
  const key = `${dayYear ?? monthYear}-${String(number).padStart(2, '0')}`;
  if (day === undefined) return { first: firstDayOf(key), last: lastDayOf(key) };
  const date = `${key}-${day.padStart(2, '0')}`;
  return isCivilDate(date) ? { first: date, last: date } : null;
}

/** Folds each letter to one letter, so that places in the folded text are places in the text. */
function foldInPlace(text: string): string {
  return [...text].map((letter) => (foldText(letter).length === letter.length ? foldText(letter) : letter)).join('');
}

/** The periods that a text writes, in its order; one that ends before it starts is no period. */
export function readPeriods(text: string): WrittenPeriod[] {
  const folded = foldInPlace(text);
  const ranges = [...folded.matchAll(RANGE)].flatMap((match): WrittenPeriod[] => {
    const from = readMoment(match.slice(1, 7));
    const to = match[7] === undefined ? readMoment(match.slice(8, 14)) : null;
    if (!from || (match[7] === undefined && !to)) return [];
    if (to && to.last < from.first) return [];
    return [{ startsOn: from.first, endsOn: to?.last ?? null, start: match.index, end: match.index + match[0].length }];
  });
  const since = [...folded.matchAll(SINCE)].flatMap((match): WrittenPeriod[] => {
    const from = readMoment(match.slice(1, 7));
    const [start, end] = [match.index, match.index + match[0].length];
    if (!from || ranges.some((range) => range.start < end && start < range.end)) return [];
    return [{ startsOn: from.first, endsOn: null, start, end }];
  });
  return [...ranges, ...since].toSorted((a, b) => a.start - b.start);
}
