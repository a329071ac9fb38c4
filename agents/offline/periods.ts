// The days and periods that a text names, in French and English, seen from a day: « en octobre », « à fin septembre »,
// « depuis lundi », « T3 », « from July to September ». Several may be named: a comparison has two.

import { addDays, civilDate, isCivilDate, type CivilDate } from '../../domain/civil-dates.ts';
import { addMonths, firstDayOf, lastDayOf, monthOf } from '../../domain/periods.ts';
import { CALENDAR_READERS, WEEKDAY_READERS } from './calendar-words.ts';
import { countSlips } from '../spelling.ts';
import { flatten } from '../words.ts';
import {
  AFTER,
  BEFORE,
  COUNT,
  DAYS,
  END,
  ORDINALS,
  RELATIVE,
  UNIT,
  countOf,
  dayOf,
  indexIn,
  lastOnes,
  monthOfText,
  monthSpan,
  monthsSpan,
  placeQuarter,
  quarterSpan,
  readDay,
  readMonth,
  shiftDate,
  shiftOf,
  since,
  sinceWord,
  spanOf,
  startOf,
  stateAt,
  unitSpan,
  weekday,
  yearSpan,
  type Period,
  type TimeDirection,
  type PeriodReader,
  MONTH_NAMES,
} from './period-spans.ts';

/** In this order: the longer and surer first; what one has read, the next ones do not see. */
const READERS: readonly PeriodReader[] = [
  ...CALENDAR_READERS,
  {
    pattern: new RegExp(
      `(?:du|entre le|between|from|de|les?) ?(?<d1>\\d{1,2})(?:er|st|nd|rd|th)? (?:au|et le|et|to|and|-) (?:the )?${dayOf('2')}`,
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
    // « entre juin et août » is a span, unless the two are compared.
    pattern: new RegExp(
      `(?<!(?:differen|ecart|evol|compar|vari|baiss|chut|progress|chang|fell|drop|gap|mieux|better)[^?]*)(?:between|entre) ?(?:fin |debut )?${monthOfText('1')} (?:et|and) (?:fin |the end of )?${monthOfText('2')}`,
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
    pattern: /(?:avant|before|d'ici|by) (?:a )?(?:noel|christmas)/g,
    read: (_groups, { asOf }) => ({ kind: 'until', from: null, to: civilDate(Number(asOf.slice(0, 4)), 12, 25) }),
  },
  {
    pattern: new RegExp(`(?<word>avant|before|apres|after) (?:le mois de |the month of )?${monthOfText('1')}`, 'g'),
    read: (groups, seen) => {
      const month = readMonth(groups, '1', seen);
      if (month === null) return null;
      if (/^(?:apres|after)$/.test(groups['word'] ?? '')) return since(firstDayOf(addMonths(month, 1)), seen);
      return { kind: 'until', from: null, to: lastDayOf(addMonths(month, -1)) };
    },
  },
  {
    pattern: new RegExp(
      `(?:jusqu'a|until|d'ici|up to|through|avant|before)(?: la| the)? ?(?:fin |end )(?:de |d'|of )?${monthOfText('1')}`,
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
    // « free for 10 days » is a length, not a day.
    read: (groups, seen) =>
      groups['n2'] !== undefined && seen.toward === 'future'
        ? null
        : since(
            shiftDate(
              seen.asOf,
              -countOf(groups['n'] ?? groups['n2'] ?? '1'),
              groups['unit'] ?? groups['unit2'] ?? 'j',
            ),
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
      /(?:(?:a|au|d') ?)?\b(?<word>aujourd'hui|aujourdhui|today|a ce jour|a date|to date|as of now|en ce moment|actuellement|maintenant|right now|now(?! (?:be|at|in|is) )|currently|hier|yesterday|demain|tomorrow)\b/g,
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
  ...WEEKDAY_READERS,
];

/** The periods that a text names, in the order of the text. */
export function readPeriods(text: string, asOf: CivilDate, toward: TimeDirection): Period[] {
  let left = spellMonths(flatten(text));
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

/** « ocotbre », « novembrr »: two letters swapped, or one wrong, in the name of a month. */
function spellMonths(flat: string): string {
  return flat.replace(/(?<![a-z0-9])[a-z]{5,9}(?![a-z0-9])/g, (word) => {
    if (MONTH_NAMES.has(word)) return word;
    return [...MONTH_NAMES].find((name) => name.length === word.length && countSlips(word, name, 1) === 1) ?? word;
  });
}

const boundedPatterns = new Map<RegExp, RegExp>();

/** A period begins and ends where words do. */
function bounded(pattern: RegExp): RegExp {
  let whole = boundedPatterns.get(pattern);
  if (!whole) boundedPatterns.set(pattern, (whole = new RegExp(`(?<![a-z0-9])(?:${pattern.source})(?![a-z0-9])`, 'g')));
  return whole;
}
