// The words that dates are told with, and the spans that they mean, counted from the day of the question.

import { addDays, civilDate, isCivilDate, weekdayOf, type CivilDate } from '../../domain/civil-dates.ts';
import { addMonths, firstDayOf, lastDayOf, monthOf, type Month } from '../../domain/periods.ts';
import { WORD_NUMBERS } from './numbers.ts';

/**
 * day: how things stood at the end of `to`. since: from a day on, `to` is null when that day is still to come.
 * until: up to `to`. The others have both ends.
 */
export const PERIOD_KINDS = ['day', 'week', 'month', 'quarter', 'year', 'span', 'since', 'until'] as const;
export type PeriodKind = (typeof PERIOD_KINDS)[number];

export type Period = {
  readonly kind: PeriodKind;
  readonly from: CivilDate | null;
  readonly to: CivilDate | null;
  /** « le mois d'avant », « à la même époque l'an dernier »: counted from the period of the question before. */
  readonly relative?: 'before' | 'after' | 'year_before';
  /** Where it stands in the text. */
  readonly start: number;
  readonly end: number;
};

/** A month named without its year is the last such month, the next one, or the nearest. */
export const TIME_DIRECTIONS = ['past', 'future', 'nearest'] as const;
export type TimeDirection = (typeof TIME_DIRECTIONS)[number];

export type Seen = { readonly asOf: CivilDate; readonly toward: TimeDirection };
export type Span = Omit<Period, 'start' | 'end'>;

/** How one way of telling a period is read; the groups are those of the pattern. */
export type PeriodReader = {
  readonly pattern: RegExp;
  readonly read: (groups: Record<string, string>, seen: Seen) => Span | null;
};

const MONTHS_WRITTEN: readonly string[] = [
  'janvier|january|janv|jan',
  'fevrier|february|fevr|fev|feb',
  'mars|march|mar',
  'avril|april|avr|apr',
  'mai|may',
  'juin|june|jun',
  'juillet|july|juil|jul',
  'aout|august|aug',
  'septembre|september|sept|sep',
  'octobre|october|oct',
  'novembre|november|nov',
  'decembre|december|dec',
];
/** A long name with a letter left out is still that month: « janver ». */
function withMissingLetter(name: string): string[] {
  if (name.length < 7) return [name];
  return [name, ...Array.from(name, (_letter, at) => name.slice(0, at) + name.slice(at + 1))];
}

const MONTHS: readonly string[] = MONTHS_WRITTEN.map((names) =>
  [...new Set(names.split('|').flatMap(withMissingLetter))].join('|'),
);
const MONTH = MONTHS.join('|');
/** Long enough to be misspelt and still known. */
export const MONTH_NAMES: ReadonlySet<string> = new Set(
  MONTHS_WRITTEN.flatMap((names) => names.split('|')).filter((name) => name.length >= 6),
);
export const DAYS = [
  'lundi|monday',
  'mardi|tuesday',
  'mercredi|wednesday',
  'jeudi|thursday',
  'vendredi|friday',
  'samedi|saturday',
  'dimanche|sunday',
];
const COUNTS: Readonly<Record<string, number>> = {
  ...WORD_NUMBERS,
  un: 1,
  une: 1,
  one: 1,
  a: 1,
  douze: 12,
  twelve: 12,
};
export const COUNT = `\\d{1,3}|${Object.keys(COUNTS).join('|')}`;
export const ORDINALS = [
  '1er|1re|premier|1st|first',
  '2e|2eme|deuxieme|second|2nd',
  '3e|3eme|troisieme|third|3rd',
  '4e|4eme|quatrieme|fourth|4th',
];

/** A day written out; `n` tells apart the two of a pattern. */
export const dayOf = (n: string): string =>
  `(?:(?<iso${n}>\\d{4}-\\d{2}-\\d{2})|(?<d${n}>\\d{1,2})(?:er|st|nd|rd|th)?[ ]?(?:/(?<m${n}>\\d{1,2})(?:/(?<y${n}>\\d{4}|\\d{2}))?|(?:of )?(?<name${n}>${MONTH})\\b\\.?(?:,? (?<ny${n}>(?:19|20)\\d{2}))?)|(?<en${n}>${MONTH})\\b (?<ed${n}>\\d{1,2})(?!\\d)(?:st|nd|rd|th)?(?:,? (?<ey${n}>(?:19|20)\\d{2}))?)`;
export const monthOfText = (n: string): string =>
  `(?:(?<mon${n}>${MONTH})\\b\\.?(?: (?:de )?(?<my${n}>(?:19|20)\\d{2}))?|(?<mi${n}>(?:19|20)\\d{2}-\\d{2})(?!-?\\d)|(?<mm${n}>0?[1-9]|1[0-2])/(?<mmy${n}>(?:19|20)\\d{2}))`;

export function indexIn(lists: readonly string[], word: string): number {
  return lists.findIndex((list) => list.split('|').includes(word));
}

export function countOf(word: string): number {
  return COUNTS[word] ?? Number(word);
}

/** The year of a month told without one. */
function placeMonth(number: number, { asOf, toward }: Seen): Month {
  const year = Number(asOf.slice(0, 4));
  const here = monthOf(asOf);
  const candidates = [year - 1, year, year + 1].map((one) => `${one}-${String(number).padStart(2, '0')}`);
  const [before, same, after] = candidates;
  if (toward === 'past') return (same ?? here) <= here ? (same ?? here) : (before ?? here);
  if (toward === 'future') return (same ?? here) >= here ? (same ?? here) : (after ?? here);
  const far = (month: string): number =>
    Math.abs((Number(month.slice(0, 4)) - year) * 12 + Number(month.slice(5)) - Number(here.slice(5)) + 0.1);
  return candidates.toSorted((a, b) => far(a) - far(b))[0] ?? here;
}

export function readMonth(groups: Record<string, string>, n: string, seen: Seen): Month | null {
  const told = groups[`mi${n}`];
  if (told !== undefined) return isCivilDate(`${told}-01`) ? told : null;
  if (groups[`mm${n}`] !== undefined) return `${groups[`mmy${n}`]}-${(groups[`mm${n}`] ?? '').padStart(2, '0')}`;
  const number = indexIn(MONTHS, groups[`mon${n}`] ?? '') + 1;
  if (number === 0) return null;
  const year = groups[`my${n}`];
  return year === undefined ? placeMonth(number, seen) : `${year}-${String(number).padStart(2, '0')}`;
}

export function readDay(groups: Record<string, string>, n: string, seen: Seen): CivilDate | null {
  const iso = groups[`iso${n}`];
  if (iso !== undefined) return isCivilDate(iso) ? iso : null;
  const name = groups[`name${n}`] ?? groups[`en${n}`];
  const day = Number(groups[`d${n}`] ?? groups[`ed${n}`]);
  const number = name === undefined ? Number(groups[`m${n}`]) : indexIn(MONTHS, name) + 1;
  if (!(number >= 1 && number <= 12) || day < 1 || day > 31) return null;
  const year = groups[`y${n}`] ?? groups[`ny${n}`] ?? groups[`ey${n}`];
  const month =
    year === undefined
      ? placeMonth(number, seen)
      : `${year.length === 2 ? `20${year}` : year}-${String(number).padStart(2, '0')}`;
  const date = `${month}-${String(day).padStart(2, '0')}`;
  return isCivilDate(date) ? date : null;
}

export const monthSpan = (month: Month): Span => ({ kind: 'month', from: firstDayOf(month), to: lastDayOf(month) });
export const stateAt = (to: CivilDate): Span => ({ kind: 'day', from: null, to });

export function since(from: CivilDate, { asOf }: Seen): Span {
  return { kind: 'since', from, to: from <= asOf ? asOf : null };
}

export function quarterSpan(year: number, quarter: number): Span {
  const first: Month = `${year}-${String(quarter * 3 - 2).padStart(2, '0')}`;
  return { kind: 'quarter', from: firstDayOf(first), to: lastDayOf(addMonths(first, 2)) };
}

function quarterFrom(asOf: CivilDate, shift: number): Span {
  const quarters = Number(asOf.slice(0, 4)) * 4 + Math.floor((Number(asOf.slice(5, 7)) - 1) / 3) + shift;
  return quarterSpan(Math.floor(quarters / 4), (quarters % 4) + 1);
}

export function placeQuarter(quarter: number, seen: Seen): Span {
  const month = placeMonth(quarter * 3 - (seen.toward === 'past' ? 2 : 0), seen);
  return quarterSpan(Number(month.slice(0, 4)), quarter);
}

export function yearSpan(year: number): Span {
  return { kind: 'year', from: civilDate(year, 1, 1), to: civilDate(year, 12, 31) };
}

function weekSpan(asOf: CivilDate, shift: number): Span {
  const monday = addDays(asOf, 1 - weekdayOf(asOf) + 7 * shift);
  return { kind: 'week', from: monday, to: addDays(monday, 6) };
}

/** The last such day of the week, today left out; or the next one. */
export function weekday(name: string, { asOf }: Seen, next: boolean): CivilDate {
  const days = (indexIn(DAYS, name) + 1 - weekdayOf(asOf) + 7) % 7;
  return addDays(asOf, next ? days || 7 : days - 7);
}

const UNITS: Readonly<Record<string, number>> = { j: 1, jour: 1, day: 1, semaine: 7, week: 7 };

/** So many days, weeks or months from a day, backwards when negative. */
export function shiftDate(asOf: CivilDate, count: number, unit: string): CivilDate {
  const days = UNITS[unit.replace(/s$/, '')];
  if (days !== undefined) return addDays(asOf, count * days);
  const months = /^(?:ans?|annees?|years?)$/.test(unit) ? 12 : /^(?:trimestre|quarter)s?$/.test(unit) ? 3 : 1;
  const month = addMonths(monthOf(asOf), count * months);
  const last = lastDayOf(month);
  const same = `${month}-${asOf.slice(8)}`;
  return same <= last ? same : last;
}

export const UNIT =
  '(?<unit>jours?|j|days?|semaines?|weeks?|mois|months?|trimestres?|quarters?|ans?|annees?|years?)\\b';
export const END =
  "(?:(?:a|au|jusqu'a|d'ici|pour|pour la|as of|as at|by|at)? ?(?:la |the )?(?:fin|end)(?: du mois| of the month)? ?(?:de |d'|of )?)";
const SHIFTS: Readonly<Record<string, number>> = { ce: 0, cette: 0, this: 0, current: 0, en: 0 };

/** This, the last, the next: which of them the words before and after say. */
export function shiftOf(groups: Record<string, string>): number {
  const word = groups['before'] ?? groups['after'] ?? '';
  if (SHIFTS[word] !== undefined) return 0;
  if (/^(?:de?r?n?i?e?r|d(?:er|rn)|p(?:rec|rce|ece)|passe|ecoule|last|previous)/.test(word)) return -1;
  if (/^(?:p(?:ro|rc|oc)|s[uv]|uiv|qui vient|next|coming)/.test(word)) return 1;
  return 0;
}
/** « précdent », « dernir »: a letter left out of a long word. */
const LOOSE = (
  ['derniere', 'dernier', 'precedente', 'precedent', 'prochaine', 'prochain', 'suivante', 'suivant'] as const
)
  .flatMap(withMissingLetter)
  .join('|');
export const AFTER = `(?<after>${LOOSE}|pro|passee?|ecoulee?|qui vient|en cours|courante?)`;
export const BEFORE =
  '(?<before>ce|cette|this|current|the current|last|previous|next|the last|the next|the previous|coming)';

/** « le mois précédent » is, in a follow-up, the one before the month just spoken of. */
export const RELATIVE = /^p(?:rec|rce|ece)\w+|previous|^s[uv]i?v?a\w*/;

export function spanOf(from: CivilDate | null, to: CivilDate | null): Span | null {
  return from === null || to === null || from > to ? null : { kind: 'span', from, to };
}

/** From one month to another: the first is the one before the second. */
export function monthsSpan(groups: Record<string, string>, seen: Seen): Span | null {
  const to = readMonth(groups, '2', seen);
  if (to === null) return null;
  const first = readMonth(groups, '1', { asOf: lastDayOf(to), toward: 'past' });
  return first === null ? null : spanOf(firstDayOf(first), lastDayOf(to));
}

export function startOf(unit: string, { asOf }: Seen): CivilDate {
  if (/mois|month/.test(unit)) return firstDayOf(monthOf(asOf));
  if (/trimestre|quarter/.test(unit)) return quarterFrom(asOf, 0).from ?? asOf;
  if (/semaine|week/.test(unit)) return weekSpan(asOf, 0).from ?? asOf;
  return civilDate(Number(asOf.slice(0, 4)), 1, 1);
}

export function sinceWord(word: string, { asOf }: Seen): CivilDate {
  if (/hier|yesterday/.test(word)) return addDays(asOf, -1);
  if (/mois|month/.test(word)) return firstDayOf(addMonths(monthOf(asOf), -1));
  return weekSpan(asOf, -1).from ?? asOf;
}

/** « les 3 derniers mois »: whole months, the current one left out; days and weeks up to today. */
export function lastOnes(groups: Record<string, string>, { asOf }: Seen): Span {
  const count = countOf(groups['n'] ?? '1');
  const unit = groups['unit'] ?? 'jour';
  if (!/^(?:mois|months?)$/.test(unit))
    return { kind: 'span', from: addDays(shiftDate(asOf, -count, unit), 1), to: asOf };
  const complete = lastDayOf(monthOf(asOf)) === asOf ? monthOf(asOf) : addMonths(monthOf(asOf), -1);
  return { kind: 'span', from: firstDayOf(addMonths(complete, 1 - count)), to: lastDayOf(complete) };
}

export function unitSpan(unit: string, shift: number, { asOf }: Seen): Span {
  if (/mois|month/.test(unit)) return monthSpan(addMonths(monthOf(asOf), shift));
  if (/trimestre|quarter/.test(unit)) return quarterFrom(asOf, shift);
  if (/semaine|week/.test(unit)) return weekSpan(asOf, shift);
  return yearSpan(Number(asOf.slice(0, 4)) + shift);
}
