// The days and periods that a text names, in French and English, seen from a day: « en octobre », « à fin septembre »,
// « depuis lundi », « T3 », « from July to September ». Several may be named: a comparison has two.

import { addDays, civilDate, isCivilDate, weekdayOf, type CivilDate } from '../../domain/civil-dates.ts';
import { addMonths, firstDayOf, lastDayOf, monthOf, type Month } from '../../domain/periods.ts';
import { flatten } from '../words.ts';

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
  /** « le mois d'avant »: counted from the period of the question before. */
  readonly relative?: 'before' | 'after';
  /** Where it stands in the text. */
  readonly start: number;
  readonly end: number;
};

/** A month named without its year is the last such month, the next one, or the nearest. */
export const TIME_DIRECTIONS = ['past', 'future', 'nearest'] as const;
export type TimeDirection = (typeof TIME_DIRECTIONS)[number];

type Seen = { readonly asOf: CivilDate; readonly toward: TimeDirection };
type Span = Omit<Period, 'start' | 'end'>;
type Reader = { readonly pattern: RegExp; readonly read: (groups: Record<string, string>, seen: Seen) => Span | null };

const MONTHS: readonly string[] = [
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
const MONTH = MONTHS.join('|');
const DAYS = [
  'lundi|monday',
  'mardi|tuesday',
  'mercredi|wednesday',
  'jeudi|thursday',
  'vendredi|friday',
  'samedi|saturday',
  'dimanche|sunday',
];
const COUNTS: Readonly<Record<string, number>> = {
  un: 1,
  une: 1,
  one: 1,
  a: 1,
  deux: 2,
  two: 2,
  trois: 3,
  three: 3,
  quatre: 4,
  four: 4,
  cinq: 5,
  five: 5,
  six: 6,
  douze: 12,
  twelve: 12,
};
const COUNT = `\\d{1,3}|${Object.keys(COUNTS).join('|')}`;
const ORDINALS = [
  '1er|1re|premier|1st|first',
  '2e|2eme|deuxieme|second|2nd',
  '3e|3eme|troisieme|third|3rd',
  '4e|4eme|quatrieme|fourth|4th',
];

/** A day written out; `n` tells apart the two of a pattern. */
const dayOf = (n: string): string =>
  `(?:(?<iso${n}>\\d{4}-\\d{2}-\\d{2})|(?<d${n}>\\d{1,2})(?:er|st|nd|rd|th)?[ ]?(?:/(?<m${n}>\\d{1,2})(?:/(?<y${n}>\\d{4}|\\d{2}))?|(?:of )?(?<name${n}>${MONTH})\\b\\.?(?:,? (?<ny${n}>(?:19|20)\\d{2}))?)|(?<en${n}>${MONTH})\\b (?<ed${n}>\\d{1,2})(?!\\d)(?:st|nd|rd|th)?(?:,? (?<ey${n}>(?:19|20)\\d{2}))?)`;
const monthOfText = (n: string): string =>
  `(?:(?<mon${n}>${MONTH})\\b\\.?(?: (?:de )?(?<my${n}>(?:19|20)\\d{2}))?|(?<mi${n}>(?:19|20)\\d{2}-\\d{2})(?!-?\\d)|(?<mm${n}>0?[1-9]|1[0-2])/(?<mmy${n}>(?:19|20)\\d{2}))`;

function indexIn(lists: readonly string[], word: string): number {
  return lists.findIndex((list) => list.split('|').includes(word));
}

function countOf(word: string): number {
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

function readMonth(groups: Record<string, string>, n: string, seen: Seen): Month | null {
  const told = groups[`mi${n}`];
  if (told !== undefined) return isCivilDate(`${told}-01`) ? told : null;
  if (groups[`mm${n}`] !== undefined) return `${groups[`mmy${n}`]}-${(groups[`mm${n}`] ?? '').padStart(2, '0')}`;
  const number = indexIn(MONTHS, groups[`mon${n}`] ?? '') + 1;
  if (number === 0) return null;
  const year = groups[`my${n}`];
  return year === undefined ? placeMonth(number, seen) : `${year}-${String(number).padStart(2, '0')}`;
}

function readDay(groups: Record<string, string>, n: string, seen: Seen): CivilDate | null {
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

const monthSpan = (month: Month): Span => ({ kind: 'month', from: firstDayOf(month), to: lastDayOf(month) });
const stateAt = (to: CivilDate): Span => ({ kind: 'day', from: null, to });

function since(from: CivilDate, { asOf }: Seen): Span {
  return { kind: 'since', from, to: from <= asOf ? asOf : null };
}

function quarterSpan(year: number, quarter: number): Span {
  const first: Month = `${year}-${String(quarter * 3 - 2).padStart(2, '0')}`;
  return { kind: 'quarter', from: firstDayOf(first), to: lastDayOf(addMonths(first, 2)) };
}

function quarterFrom(asOf: CivilDate, shift: number): Span {
  const quarters = Number(asOf.slice(0, 4)) * 4 + Math.floor((Number(asOf.slice(5, 7)) - 1) / 3) + shift;
  return quarterSpan(Math.floor(quarters / 4), (quarters % 4) + 1);
}

function placeQuarter(quarter: number, seen: Seen): Span {
  const month = placeMonth(quarter * 3 - (seen.toward === 'past' ? 2 : 0), seen);
  return quarterSpan(Number(month.slice(0, 4)), quarter);
}

function yearSpan(year: number): Span {
  return { kind: 'year', from: civilDate(year, 1, 1), to: civilDate(year, 12, 31) };
}

function weekSpan(asOf: CivilDate, shift: number): Span {
  const monday = addDays(asOf, 1 - weekdayOf(asOf) + 7 * shift);
  return { kind: 'week', from: monday, to: addDays(monday, 6) };
}

/** The last such day of the week, today left out; or the next one. */
function weekday(name: string, { asOf }: Seen, next: boolean): CivilDate {
  const days = (indexIn(DAYS, name) + 1 - weekdayOf(asOf) + 7) % 7;
  return addDays(asOf, next ? days || 7 : days - 7);
}

const UNITS: Readonly<Record<string, number>> = { j: 1, jour: 1, day: 1, semaine: 7, week: 7 };

/** So many days, weeks or months from a day, backwards when negative. */
function shiftDate(asOf: CivilDate, count: number, unit: string): CivilDate {
  const days = UNITS[unit.replace(/s$/, '')];
  if (days !== undefined) return addDays(asOf, count * days);
  const months = /^(?:ans?|annees?|years?)$/.test(unit) ? 12 : /^(?:trimestre|quarter)s?$/.test(unit) ? 3 : 1;
  const month = addMonths(monthOf(asOf), count * months);
  const last = lastDayOf(month);
  const same = `${month}-${asOf.slice(8)}`;
  return same <= last ? same : last;
}

const UNIT = '(?<unit>jours?|j|days?|semaines?|weeks?|mois|months?|trimestres?|quarters?|ans?|annees?|years?)\\b';
const END =
  "(?:(?:a|au|jusqu'a|d'ici|pour|pour la|as of|as at|by|at)? ?(?:la |the )?(?:fin|end)(?: du mois| of the month)? ?(?:de |d'|of )?)";
const SHIFTS: Readonly<Record<string, number>> = { ce: 0, cette: 0, this: 0, current: 0, en: 0 };

/** This, the last, the next: which of them the words before and after say. */
function shiftOf(groups: Record<string, string>): number {
  const word = groups['before'] ?? groups['after'] ?? '';
  if (SHIFTS[word] !== undefined) return 0;
  if (/^(?:dernier|derniere|precedent|precedente|passe|passee|ecoule|ecoulee|last|previous)/.test(word)) return -1;
  if (/^(?:prochain|prochaine|suivant|suivante|qui vient|next|coming)/.test(word)) return 1;
  return 0;
}
const AFTER = '(?<after>derniere?|precedente?|passee?|ecoulee?|prochaine?|suivante?|qui vient|en cours|courante?)';
const BEFORE = '(?<before>ce|cette|this|current|the current|last|previous|next|the last|the next|the previous|coming)';

/** « le mois précédent » is, in a follow-up, the one before the month just spoken of. */
const RELATIVE = /prece\w+|previous|suivant\w*/;

/** In this order: the longer and surer first; what one has read, the next ones do not see. */
const READERS: readonly Reader[] = [
  {
    pattern: new RegExp(
      `(?:du|entre le|between|from|de|le) ?(?<d1>\\d{1,2})(?:er|st|nd|rd|th)? (?:au|et le|to|and|-) (?:the )?${dayOf('2')}`,
      'g',
    ),
    read: (groups, seen) => {
      const to = readDay(groups, '2', seen);
      const from = to === null ? null : `${monthOf(to)}-${(groups['d1'] ?? '').padStart(2, '0')}`;
      return to === null || from === null || !isCivilDate(from) || from > to ? null : { kind: 'span', from, to };
    },
  },
  {
    pattern: new RegExp(
      `(?:du|entre le|entre|between|from|de|le)? ?(?:the )?${dayOf('1')} (?:au|et le|et|to|and|until|jusqu'au|-|a) (?:the )?${dayOf('2')}`,
      'g',
    ),
    read: (groups, seen) => spanOf(readDay(groups, '1', seen), readDay(groups, '2', seen)),
  },
  {
    pattern: new RegExp(
      `(?:de|d'|from|du mois de|between|entre) ?(?:fin |debut )?${monthOfText('1')} (?:a|au|to|until|jusqu'a|jusqu'en) (?:fin |the end of )?${monthOfText('2')}`,
      'g',
    ),
    read: (groups, seen) => monthsSpan(groups, seen),
  },
  {
    pattern: new RegExp(
      `(?:depuis|since|a compter|a partir|starting|from|des) ?(?:du |le |the |of |on )?${dayOf('1')}`,
      'g',
    ),
    read: (groups, seen) => {
      const from = readDay(groups, '1', seen);
      return from === null ? null : since(from, seen);
    },
  },
  {
    pattern: new RegExp(
      `(?:jusqu'au|jusqu'a|until|d'ici le|d'ici au|up to|avant le|before) ?(?:the )?${dayOf('1')}`,
      'g',
    ),
    read: (groups, seen) => {
      const to = readDay(groups, '1', seen);
      return to === null ? null : { kind: 'until', from: null, to };
    },
  },
  {
    pattern: new RegExp(
      `(?:(?:au|a la date du|en date du|arretee?s? au|as of|as at|at|le|on|on the|du) ?)?(?:the )?${dayOf('1')}`,
      'g',
    ),
    read: (groups, seen) => {
      const to = readDay(groups, '1', seen);
      return to === null ? null : stateAt(to);
    },
  },
  {
    pattern: new RegExp(
      `(?<word>depuis|since|a partir|from|a compter|des|starting) ?(?:de |d'|du |in )?(?:mois de |mois d'|debut |le debut de |the beginning of )?${monthOfText('1')}(?: on)?`,
      'g',
    ),
    read: (groups, seen) => {
      const toward = /^(?:depuis|since)$/.test(groups['word'] ?? '') ? 'past' : seen.toward;
      const month = readMonth(groups, '1', { ...seen, toward });
      return month === null ? null : since(firstDayOf(month), seen);
    },
  },
  {
    pattern: new RegExp(
      `(?:jusqu'a|until|d'ici|up to|through)(?: la| the)? ?(?:fin |end )(?:de |d'|of )?${monthOfText('1')}`,
      'g',
    ),
    read: (groups, seen) => {
      const month = readMonth(groups, '1', seen);
      return month === null ? null : { kind: 'until', from: null, to: lastDayOf(month) };
    },
  },
  {
    pattern: new RegExp(`${END}${monthOfText('1')}`, 'g'),
    read: (groups, seen) => {
      const month = readMonth(groups, '1', seen);
      return month === null ? null : stateAt(lastDayOf(month));
    },
  },
  {
    pattern: new RegExp(
      `(?:(?:en|in|pour|for|sur|de|d'|of|au mois de|au mois d'|du mois de|du mois d'|le mois de|le mois d'|during|pendant) ?)?(?:tout (?:le mois de |le mois d')?)?${monthOfText('1')}`,
      'g',
    ),
    read: (groups, seen) => {
      const month = readMonth(groups, '1', seen);
      return month === null ? null : monthSpan(month);
    },
  },
  {
    pattern: new RegExp(`(?:depuis|since)(?: le| la| the| last)? ?(?<day>${DAYS.join('|')})(?: dernier)?\\b`, 'g'),
    read: (groups, seen) => since(weekday(groups['day'] ?? '', seen, false), seen),
  },
  {
    pattern: new RegExp(
      `(?:(?:depuis|since)(?: le| la| les)? ?(?:the )?(?:debut d[eu] (?:l'|la )?|start of (?:the )?|beginning of (?:the )?)(?<begun>annee|year|mois|month|trimestre|quarter|semaine|week)|(?<ytd>ytd|year to date))`,
      'g',
    ),
    read: (groups, seen) => since(startOf(groups['begun'] ?? 'year', seen), seen),
  },
  {
    pattern:
      /(?:depuis|since) ?(?:le |la |the )?(?<word>hier|yesterday|mois dernier|last month|semaine derniere|la semaine derniere|last week)/g,
    read: ({ word = '' }, seen) => since(sinceWord(word, seen), seen),
  },
  {
    pattern: new RegExp(
      `(?:depuis|since|il y a|over the past|over the last|ces|les|des|the last|last|past|sur les|sur|dans les|on the last)? ?(?<n>${COUNT}) (?:dernier(?:e?s)?|derniere?s?|last|past) ${UNIT}`,
      'g',
    ),
    read: (groups, seen) => lastOnes(groups, seen),
  },
  {
    pattern: new RegExp(`(?:(?:over|in|for|during) )?(?:the )?(?:last|past|previous) (?<n>${COUNT}) ${UNIT}`, 'g'),
    read: (groups, seen) => lastOnes(groups, seen),
  },
  {
    pattern: new RegExp(
      `depuis (?<n>${COUNT}) ${UNIT}|(?:for|since) (?:the )?(?<n2>${COUNT}) ${UNIT.replace('unit', 'unit2')}`,
      'g',
    ),
    read: (groups, seen) =>
      since(
        shiftDate(seen.asOf, -countOf(groups['n'] ?? groups['n2'] ?? '1'), groups['unit'] ?? groups['unit2'] ?? 'j'),
        seen,
      ),
  },
  {
    pattern: new RegExp(
      `(?:(?:dans|sur|pour|pendant|over|in|for|within|d'ici) )?(?:les |the )?(?:(?<n>${COUNT}) (?:prochaine?s?|next|coming)|(?:prochaine?s?|next|coming) (?<n2>${COUNT})) ${UNIT}|(?:d'ici|dans|within|sous) (?:les )?(?<n3>${COUNT}) ${UNIT.replace('unit', 'unit3')}(?! de retard)`,
      'g',
    ),
    read: (groups, seen) => ({
      kind: 'span',
      from: addDays(seen.asOf, 1),
      to: shiftDate(
        seen.asOf,
        countOf(groups['n'] ?? groups['n2'] ?? groups['n3'] ?? '1'),
        groups['unit'] ?? groups['unit3'] ?? 'j',
      ),
    }),
  },
  {
    pattern:
      /(?:(?:du|de|au|en|in|of) ?)?(?:le |the )?(?:mois|month|trimestre|quarter|semaine|week) (?:d'|de |)(?<word>avant|apres|before|after)\b/g,
    read: ({ word = '' }, { asOf }) => ({
      ...monthSpan(addMonths(monthOf(asOf), /^(?:avant|before)$/.test(word) ? -1 : 1)),
      relative: /^(?:avant|before)$/.test(word) ? 'before' : 'after',
    }),
  },
  {
    pattern: new RegExp(
      `(?:(?:a|au|pour|by|at|d'ici)(?: la| the)? )?(?:fin|end)(?: de| of)?(?: l'| la| the| ce| cet| cette| du)? ?(?<what>mois|month|trimestre|quarter|annee|year|semaine|week)(?: (?<after>derniere?|precedente?|prochaine?|suivante?))?`,
      'g',
    ),
    read: (groups, seen) => stateAt(unitSpan(groups['what'] ?? '', shiftOf(groups), seen).to ?? seen.asOf),
  },
  {
    pattern: new RegExp(
      `(?:(?:en|in|pour|for|sur|de|du|d'|of|au|le|on|the|au cours du|pendant) ?)?(?:(?:(?<n>${ORDINALS.join('|')}) (?:trimestre|quarter)|(?:t|q)(?<q>[1-4]))(?: (?:de |of )?(?<year>(?:19|20)\\d{2})|-(?<year2>(?:19|20)\\d{2}))?|(?<year3>(?:19|20)\\d{2})[- ]?(?:q|t)(?<q3>[1-4]))\\b`,
      'g',
    ),
    read: (groups, seen) => {
      const quarter = Number(groups['q'] ?? groups['q3'] ?? indexIn(ORDINALS, groups['n'] ?? '') + 1);
      const year = groups['year'] ?? groups['year2'] ?? groups['year3'];
      return year === undefined ? placeQuarter(quarter, seen) : quarterSpan(Number(year), quarter);
    },
  },
  {
    pattern: new RegExp(
      `(?:(?:en|in|pour|for|sur|de|du|d'|of|le|la|l'|au|the|au cours du|pendant) ?)?(?:(?:le |la |l')?${BEFORE} (?<what>mois|month|trimestre|quarter|annee|year|semaine|week)|(?:le |la |l')?(?<what2>mois|month|trimestre|quarter|annee|an|year|semaine|week) ${AFTER})\\b(?:-ci|-la)?`,
      'g',
    ),
    read: (groups, seen) => {
      const span = unitSpan(groups['what'] ?? groups['what2'] ?? '', shiftOf(groups), seen);
      const relative = RELATIVE.exec(groups['before'] ?? groups['after'] ?? '');
      if (!relative || span.kind !== 'month') return span;
      return { ...span, relative: /^(?:prec|prev)/.test(relative[0]) ? 'before' : 'after' };
    },
  },
  {
    pattern:
      /(?:(?:pour|sur|for|in) )?(?:l'ensemble de |toute |tout )?(?:l')?(?:annee|year|exercice) (?<year>(?:19|20)\d{2})|(?:(?:en|in|pour|for|sur|de|of) )(?<year2>(?:19|20)\d{2})\b(?! ?(?:€|eur|j\b|jours|days|[.,]\d))/g,
    read: (groups) => yearSpan(Number(groups['year'] ?? groups['year2'])),
  },
  {
    pattern: new RegExp(
      `(?:(?:de|pour|le|la|des|a partir de|on|by|from) ?)?(?:(?<next>${DAYS.join('|')}) prochaine?|next (?<next2>${DAYS.join('|')}))`,
      'g',
    ),
    read: (groups, seen) => stateAt(weekday(groups['next'] ?? groups['next2'] ?? '', seen, true)),
  },
  {
    pattern:
      /(?:(?:a|au|d') ?)?\b(?<word>aujourd'hui|aujourdhui|today|a ce jour|a date|to date|as of now|en ce moment|actuellement|maintenant|right now|now|currently|hier|yesterday|demain|tomorrow)\b/g,
    read: ({ word = '' }, { asOf }) =>
      stateAt(
        /^(?:hier|yesterday)$/.test(word)
          ? addDays(asOf, -1)
          : /^(?:demain|tomorrow)$/.test(word)
            ? addDays(asOf, 1)
            : asOf,
      ),
  },
  {
    pattern: /\b(?:du|le|of the|for the) (?<what>mois|month|trimestre|quarter)\b(?! (?:de|d'))/g,
    read: ({ what = '' }, seen) => unitSpan(what, 0, seen),
  },
];

function spanOf(from: CivilDate | null, to: CivilDate | null): Span | null {
  return from === null || to === null || from > to ? null : { kind: 'span', from, to };
}

/** From one month to another: the first is the one before the second. */
function monthsSpan(groups: Record<string, string>, seen: Seen): Span | null {
  const to = readMonth(groups, '2', seen);
  if (to === null) return null;
  const first = readMonth(groups, '1', { asOf: lastDayOf(to), toward: 'past' });
  return first === null ? null : spanOf(firstDayOf(first), lastDayOf(to));
}

function startOf(unit: string, { asOf }: Seen): CivilDate {
  if (/mois|month/.test(unit)) return firstDayOf(monthOf(asOf));
  if (/trimestre|quarter/.test(unit)) return quarterFrom(asOf, 0).from ?? asOf;
  if (/semaine|week/.test(unit)) return weekSpan(asOf, 0).from ?? asOf;
  return civilDate(Number(asOf.slice(0, 4)), 1, 1);
}

function sinceWord(word: string, { asOf }: Seen): CivilDate {
  if (/hier|yesterday/.test(word)) return addDays(asOf, -1);
  if (/mois|month/.test(word)) return firstDayOf(addMonths(monthOf(asOf), -1));
  return weekSpan(asOf, -1).from ?? asOf;
}

/** « les 3 derniers mois »: whole months, the current one left out; days and weeks up to today. */
function lastOnes(groups: Record<string, string>, { asOf }: Seen): Span {
  const count = countOf(groups['n'] ?? '1');
  const unit = groups['unit'] ?? 'jour';
  if (!/^(?:mois|months?)$/.test(unit))
    return { kind: 'span', from: addDays(shiftDate(asOf, -count, unit), 1), to: asOf };
  const complete = lastDayOf(monthOf(asOf)) === asOf ? monthOf(asOf) : addMonths(monthOf(asOf), -1);
  return { kind: 'span', from: firstDayOf(addMonths(complete, 1 - count)), to: lastDayOf(complete) };
}

function unitSpan(unit: string, shift: number, { asOf }: Seen): Span {
  if (/mois|month/.test(unit)) return monthSpan(addMonths(monthOf(asOf), shift));
  if (/trimestre|quarter/.test(unit)) return quarterFrom(asOf, shift);
  if (/semaine|week/.test(unit)) return weekSpan(asOf, shift);
  return yearSpan(Number(asOf.slice(0, 4)) + shift);
}

/** The periods that a text names, in the order of the text. */
export function readPeriods(text: string, asOf: CivilDate, toward: TimeDirection): Period[] {
  let left = flatten(text);
  const found: Period[] = [];
  for (const { pattern, read } of READERS) {
    for (const match of left.matchAll(bounded(pattern))) {
      const groups = Object.fromEntries(
        Object.entries(match.groups ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined),
      );
      const span = read(groups, { asOf, toward });
      // « may » alone is no month.
      if (!span || match[0] === 'may') continue;
      const end = match.index + match[0].length;
      found.push({ ...span, start: match.index, end });
      left = left.slice(0, match.index) + '\u0001'.repeat(match[0].length) + left.slice(end);
    }
  }
  return found.toSorted((a, b) => a.start - b.start);
}

const boundedPatterns = new Map<RegExp, RegExp>();

/** A period begins and ends where words do. */
function bounded(pattern: RegExp): RegExp {
  let whole = boundedPatterns.get(pattern);
  if (!whole) boundedPatterns.set(pattern, (whole = new RegExp(`(?<![a-z0-9])(?:${pattern.source})(?![a-z0-9])`, 'g')));
  return whole;
}
