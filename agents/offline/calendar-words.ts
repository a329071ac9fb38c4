// Periods told by the calendar's other words: a week by its number, a season, a half-year, a year ago, so many months
// rolling, the same month last year. They are read before the plainer ones (agents/offline/periods.ts).

import { addDays, civilDate, weekdayOf, type CivilDate } from '../../domain/civil-dates.ts';
import { addMonths, firstDayOf, lastDayOf, monthOf } from '../../domain/periods.ts';
import {
  COUNT,
  DAYS,
  UNIT,
  indexIn,
  countOf,
  dayOf,
  lastOnes,
  monthOfText,
  monthSpan,
  readDay,
  readMonth,
  shiftDate,
  since,
  spanOf,
  stateAt,
  unitSpan,
  weekday,
  yearSpan,
  type PeriodReader,
  type Seen,
  type Span,
} from './period-spans.ts';

const LAST_YEAR =
  "(?:l'an(?:nee)? (?:derniere?|passee?|precedente?|d'avant)|last year|the year before|previous year|n-1)";
const SAME_TIME =
  '(?:(?:a |sur |pour )?(?:la |le )?meme (?:epoque|date|periode|moment|mois|trimestre)|(?:the )?same (?:time|period|date|month|quarter)(?: of)?)';

const SEASONS: readonly (readonly [words: RegExp, firstMonth: number])[] = [
  [/printemps|spring/, 3],
  [/ete|summer/, 6],
  [/automne|autumn|fall/, 9],
  [/hiver|winter/, 12],
];

/** The year whose span is the last one, the next one, or the nearest. */
function chooseYear({ asOf, toward }: Seen, spanFor: (year: number) => Span): Span {
  const year = Number(asOf.slice(0, 4));
  const spans = [year - 1, year, year + 1].map(spanFor);
  const isPast = ({ from }: Span): boolean => from !== null && from <= asOf;
  const isAhead = ({ to }: Span): boolean => to !== null && to >= asOf;
  if (toward === 'past') return spans.findLast(isPast) ?? spanFor(year);
  if (toward === 'future') return spans.find(isAhead) ?? spanFor(year);
  return spanFor(year);
}

/** ISO 8601: week 1 holds the year's first Thursday. */
function isoWeek(year: number, week: number): Span {
  const fourth = civilDate(year, 1, 4);
  const monday = addDays(fourth, 1 - weekdayOf(fourth) + 7 * (week - 1));
  return { kind: 'week', from: monday, to: addDays(monday, 6) };
}

function monthsFrom(year: number, month: number, months: number): Span {
  const first = `${year}-${String(month).padStart(2, '0')}`;
  return { kind: 'span', from: firstDayOf(first), to: lastDayOf(addMonths(first, months - 1)) };
}

/** The whole months ahead. */
function nextMonths(count: number, asOf: CivilDate): Span | null {
  const first = addMonths(monthOf(asOf), 1);
  return spanOf(firstDayOf(first), lastDayOf(addMonths(first, count - 1)));
}

const WEEKDAY = DAYS.join('|');
const MONTH_AFTER = '(?! ?(?:\\u0001|/|-|%|€|h\\b|eur|j\\b|jours?|days?|k\\b))';

/** « vendredi 27 »: the nearest such day of the month that is that day of the week; null: none is near. */
function weekdayOfMonth(name: string, number: number, { asOf, toward }: Seen): CivilDate | null {
  const wanted = indexIn(DAYS, name) + 1;
  const near = Array.from({ length: DAYS_NEAR }, (_none, shift) => shift);
  const ahead = near.map((shift) => addDays(asOf, shift));
  const behind = near.map((shift) => addDays(asOf, -shift));
  const isIt = (day: CivilDate): boolean =>
    Number(day.slice(8)) === number && (wanted === 0 || weekdayOf(day) === wanted);
  return (toward === 'past' ? [...behind, ...ahead] : [...ahead, ...behind]).find(isIt) ?? null;
}
/** Two months: a day told without its month is not further. */
const DAYS_NEAR = 62;

/** Days told without their month: a day of the week, or a number. */
export const WEEKDAY_READERS: readonly PeriodReader[] = [
  {
    pattern: new RegExp(
      `(?:(?:le|ce|du|au|on|this) )?(?<day>${WEEKDAY}) (?:the )?(?<number>\\d{1,2})(?:er|st|nd|rd|th)?\\b${MONTH_AFTER}`,
      'g',
    ),
    read: ({ day = '', number = '' }, seen) => {
      const found = weekdayOfMonth(day, Number(number), seen);
      return found === null ? null : stateAt(found);
    },
  },
  {
    pattern: new RegExp(
      `(?:le |du |last )?(?<day>${WEEKDAY}) (?:dernier|passe|d'avant|precedent)|(?:last|past) (?<day2>${WEEKDAY})`,
      'g',
    ),
    read: ({ day, day2 }, seen) => stateAt(weekday(day ?? day2 ?? '', seen, false)),
  },
  {
    // « qui est absent lundi ? »; « c'est vendredi » says what day it is, « le dimanche » is any Sunday.
    pattern: new RegExp(
      `(?<!(?:depuis|since|des|partir de|compter de|from|starting|as of|chaque|every|tous les|it's|it is|on est|c'est|today is|on) )(?<!(?:le|un|les|the) (?=samedi|dimanche|saturday|sunday))(?:(?:ce|le|pour|on|this|for) )?(?<day>${WEEKDAY})\\b(?!s| ?\\u0001| \\d)`,
      'g',
    ),
    read: ({ day = '' }, seen) => stateAt(weekday(day, seen, seen.toward !== 'past')),
  },
  {
    // « pose le 27 en rtt »
    pattern: new RegExp(
      `(?:le|on the) (?<number>1\\d|2\\d|3[01])(?:th|st)?\\b${MONTH_AFTER}(?! (?:plus|moins|pires?|meill|premi|derni|projets?|clients?))`,
      'g',
    ),
    read: ({ number = '' }, seen) => {
      const found = weekdayOfMonth('', Number(number), seen);
      return found === null ? null : stateAt(found);
    },
  },
];

export const CALENDAR_READERS: readonly PeriodReader[] = [
  {
    // « la semaine du 7 décembre »
    pattern: new RegExp(
      `(?:(?:de|en|in|of|sur|pour) )?(?:la |the )?(?:semaine|week) (?:du|of|commencing)(?: the)?(?: (?:${WEEKDAY}))? ${dayOf('1')}`,
      'g',
    ),
    read: (groups, seen) => {
      const day = readDay(groups, '1', seen);
      const monday = day === null ? null : addDays(day, 1 - weekdayOf(day));
      return monday === null ? null : { kind: 'week', from: monday, to: addDays(monday, 6) };
    },
  },
  {
    // The days off of the end of the year, as people call them.
    pattern:
      /(?:(?:a|de|pour|pendant|entre|at|for|over|during) )?(?:les |la periode d[e'] ?|the )?(?:(?:vacances|conges|fetes) (?:de |d')?(?:noel|fin d'annee)|(?:a |de |pour |pendant |at |over |for )(?:noel|christmas|xmas)(?: (?:holidays?|break))?)\b/g,
    read: (_groups, { asOf }) => {
      const year = Number(asOf.slice(0, 4));
      return { kind: 'span', from: civilDate(year, 12, 24), to: civilDate(year + 1, 1, 1) };
    },
  },
  {
    // « d'ici mars »: the months until then.
    pattern: new RegExp(
      `(?:d'ici|by|between now and)(?: a| au mois de)? (?:la )?(?:fin (?:de |d')?|the end of )?${monthOfText('1')}`,
      'g',
    ),
    read: (groups, seen) => {
      const month = readMonth(groups, '1', { ...seen, toward: 'future' });
      const next = addMonths(monthOf(seen.asOf), 1);
      if (month === null || seen.toward !== 'future' || month < next) return null;
      return month === next ? monthSpan(month) : spanOf(firstDayOf(next), lastDayOf(month));
    },
  },
  {
    // « octobre de l'an dernier », « october last year »
    pattern: new RegExp(
      `(?:(?:en|in|de|d'|of|le mois de|le mois d') ?)?${monthOfText('1')},? (?:de |of )?${LAST_YEAR}`,
      'g',
    ),
    read: (groups, seen) => {
      const month = readMonth(groups, '1', { ...seen, toward: 'past' });
      if (month === null) return null;
      const year = Number(seen.asOf.slice(0, 4)) - 1;
      return monthSpan(`${year}${month.slice(4)}`);
    },
  },
  {
    pattern: new RegExp(`${LAST_YEAR},? ${SAME_TIME}|${SAME_TIME},? (?:de |il y a un an)?(?:${LAST_YEAR})?`, 'g'),
    read: (_groups, { asOf }) => ({ ...monthSpan(addMonths(monthOf(asOf), -12)), relative: 'year_before' }),
  },
  {
    pattern: new RegExp(
      `(?:(?:il )?y a (?:environ )?(?<n>${COUNT}) ${UNIT}|(?<n2>${COUNT}) ${UNIT.replace('unit', 'unit2')} (?:ago|earlier|plus tot|auparavant))`,
      'g',
    ),
    read: (groups, { asOf }) =>
      stateAt(shiftDate(asOf, -countOf(groups['n'] ?? groups['n2'] ?? '1'), groups['unit'] ?? groups['unit2'] ?? 'j')),
  },
  {
    pattern: new RegExp(
      `(?:sur|over|on)(?: (?:les|the|une periode de))? (?<n>${COUNT}) (?<unit>mois|months?)(?: (?:glissants?|rolling))?|(?:trailing|rolling) (?<n2>${COUNT}) months?|(?:sur|depuis) un an`,
      'g',
    ),
    read: (groups, seen) => {
      const n = groups['n'] ?? groups['n2'] ?? '12';
      if (seen.toward === 'future') return nextMonths(countOf(n), seen.asOf);
      return lastOnes({ n, unit: 'mois' }, seen);
    },
  },
  {
    pattern:
      /(?:(?:de|en|in|of|sur|pour) )?(?:la |the )?(?:semaine|week|sem) (?:n ?°? ?)?(?<week>\d{1,2})\b(?: (?:de )?(?<year>(?:19|20)\d{2}))?/g,
    read: ({ week = '', year }, seen) => {
      const number = Number(week);
      if (number < 1 || number > 53) return null;
      return year === undefined ? chooseYear(seen, (one) => isoWeek(one, number)) : isoWeek(Number(year), number);
    },
  },
  {
    pattern:
      /(?:(?:de|du|en|in|of|sur|pour|au|le|the) )?(?:(?<nth>1er|premier|first|2e|2eme|second|deuxieme|2nd|1st) (?:semestre|half(?: of the year)?)|(?:h|s)(?<half>[12]))(?: (?:de |of )?(?<year>(?:19|20)\d{2}))?\b/g,
    read: ({ nth = '', half, year }, seen) => {
      const first = half === undefined ? /^(?:1er|premier|first|1st)$/.test(nth) : half === '1';
      const spanFor = (one: number): Span => monthsFrom(one, first ? 1 : 7, 6);
      return year === undefined ? chooseYear(seen, spanFor) : spanFor(Number(year));
    },
  },
  {
    pattern:
      /(?:(?:au|en|in|by|a la|at the) )?(?<part>debut|fin|mi|early|late|mid|start of|end of|beginning of)(?: de| d'|-)? ?(?<year>(?:19|20)\d{2})\b/g,
    read: ({ part = '', year = '' }) => {
      if (/^(?:fin|end of|late)$/.test(part)) return stateAt(yearSpan(Number(year)).to ?? '');
      return monthsFrom(Number(year), part.startsWith('mi') ? 5 : 1, 3);
    },
  },
  {
    pattern:
      /(?:(?<since>depuis|since) |(?:en|in|pour|de|d'|sur|au|a) ?)?(?:l'|le |la |the |cet |cette |this |ce )?(?:(?<season>printemps|automne|autumn|hiver|winter|spring)|(?:cet |l'|en |this |in )(?<season2>ete|summer))\b(?: (?<year>(?:19|20)\d{2}))?/g,
    read: (groups, seen) => {
      const word = groups['season'] ?? groups['season2'] ?? '';
      const month = SEASONS.find(([words]) => words.test(word))?.[1] ?? 3;
      const year = groups['year'];
      const spanFor = (one: number): Span => monthsFrom(one, month, 3);
      if (groups['since'] !== undefined)
        return since(chooseYear({ ...seen, toward: 'past' }, spanFor).from ?? seen.asOf, seen);
      return year === undefined ? chooseYear(seen, spanFor) : spanFor(Number(year));
    },
  },
  {
    // « CA 2026 », « la marge 2025 », « CA Renault 2026 » (a name is blanked with what stands below the space)
    pattern:
      /(?<=(?:ca|affaires?|marges?|tace|occupation|revenue|margin|couts?|costs?|resultat|feries?|holidays?|pipeline|facturation|[^ -\uffff]|^et|^and|(?:19|20)\d{2} (?:vs|et|contre|ou|and|or|puis|versus|a|to|face a)) )(?<year>(?:19|20)\d{2})(?! ?(?:€|eur|j\b|jours|days|[.,]\d)|[- ]?[qt][1-4])/g,
    read: ({ year = '' }) => yearSpan(Number(year)),
  },
  {
    // « sur l'année », « dans l'année », « à l'année »
    pattern:
      /(?:sur|dans|over|during|pendant) (?:l'|le |la |the )(?<what>annee|an|year|mois|month|trimestre|quarter|semaine|week)\b(?! (?:derniere?|prochaine?|passee?|precedente?|suivante?|d'avant|d'apres|avant|apres|en cours|\d|de |d'|of |before|after|qui))/g,
    read: ({ what = '' }, seen) => unitSpan(what, 0, seen),
  },
];
