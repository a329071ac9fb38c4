// « CA mensuel depuis juillet », « le meilleur mois de l'année »: a figure that is earned, month after month. The report
// gives one period at a time: it is read once a month.

import { addMonths, firstDayOf, lastDayOf, monthOf, monthsBetween } from '../../../domain/periods.ts';
import { fieldWord, nameMonth } from '../answers/write-rows.ts';
import { sayWhichWay, type Side } from '../answers/say-difference.ts';
import type { Language } from '../../say-figure.ts';
import type { ReadResult } from '../../turn.ts';
import { inLanguage, isRead, isRefused, say, type Asking, type Plan } from '../plan.ts';
import { lastPeriod, makeQuery, type Query } from '../query.ts';
import { has, type Reading } from '../reading.ts';
import { refuseWithheld, sayNoTool, toolOf } from './read-plan.ts';

/** Months that one reads at a glance; without a period, half of them. */
const MONTHS_AT_MOST = 12;
const MONTHS_UNSAID = 6;

export function planMonthly(reading: Reading, asking: Asking): Plan | null {
  const ranked = has(reading, '@order:best', '@order:worst', '@order:most', '@order:least');
  // « évolution du CA depuis juillet »
  const moves =
    lastPeriod(reading)?.kind === 'since' && has(reading, '@compare', '@fell', '@rise') && !has(reading, '@why');
  if (reading.by !== 'month' && !(reading.kinds[0] === 'month' && ranked) && !moves) return null;
  const query = makeQuery(
    { ...reading, by: null, kinds: reading.kinds.filter((kind) => kind !== 'month') },
    asking,
    null,
  );
  if (query?.report !== 'margin') return null;
  if (moves && query.form !== 'total' && !(query.form === 'value' && query.subjects.length === 1)) return null;
  return readMonths(query, ranked, reading, asking);
}

function monthsAsked(reading: Reading, { asOf }: Asking): string[] {
  const period = lastPeriod(reading);
  const last = monthOf(period?.to != null && period.to < asOf ? period.to : asOf);
  const first = period?.from != null ? monthOf(period.from) : addMonths(last, 1 - MONTHS_UNSAID);
  return monthsBetween(first > last ? last : first, last).slice(-MONTHS_AT_MOST);
}

type Told = { readonly month: string; readonly value: number; readonly result: ReadResult; readonly place: string };

/** The figure of the one thing that is asked about, or of the whole firm. */
function figureOf(query: Query, result: ReadResult): Omit<Told, 'month'> | null {
  const [row] = result.rows;
  const alone = query.subjects.length === 1 && row !== undefined && query.form === 'value';
  const value = alone ? row.fields[query.field] : (result.total[query.field] ?? result.sums[query.field]);
  if (typeof value !== 'number') return null;
  const place = alone
    ? `${row.key}.${query.field}`
    : query.field in result.total
      ? `total.${query.field}`
      : `sum.${query.field}`;
  return { value, result, place };
}

function* readMonths(query: Query, ranked: boolean, reading: Reading, asking: Asking): Plan {
  const { language, asOf } = asking;
  const tool = toolOf(query.report);
  if (!asking.tools.has(tool)) return sayNoTool(asking);
  const { sort: _unsorted, limit: _all, ...select } = query.select;
  const { from: _from, 'as-of': _asOf, ...options } = query.options;
  const months = monthsAsked(reading, asking);
  // All at once: a turn has few steps.
  const outcomes = yield months.map((month) => {
    const last = lastDayOf(month);
    const until = last < asOf ? { 'as-of': last } : {};
    return { tool, args: { ...options, ...until, from: firstDayOf(month), select } };
  });
  const told: Told[] = [];
  for (const [at, result] of outcomes.entries()) {
    if (isRefused(result)) return say(result.sentence);
    if (!isRead(result)) continue;
    const withheld = refuseWithheld(query, result, asking);
    if (withheld) return withheld;
    const found = figureOf(query, result);
    if (found) told.push({ month: months[at] ?? '', ...found });
  }
  if (told.length === 0)
    return say(inLanguage(language, 'Aucune donnée sur ces mois.', 'No data for these months: none.'));
  const word = fieldWord(query.field, query.view.fields[query.field], language);
  const whose = query.subjects.map(({ label, code }) => `${label} (${code})`).join(', ');
  const label = whose === '' ? inLanguage(language, 'Total de la société', 'Whole firm') : whose;
  const low = has(reading, '@order:worst', '@order:least');
  const shown = ranked
    ? told.toSorted((a, b) => (low ? a.value - b.value : b.value - a.value)).slice(0, reading.numbers.top?.count ?? 1)
    : told;
  const lines = shown.map(({ month, result, place }) => `- ${nameMonth(month, language)} : [[${result.ref}:${place}]]`);
  const [first, last] = [told.at(0), told.at(-1)];
  const moved =
    !ranked && first && last && first !== last
      ? `\n${sayWhichWay(query, sideOf(first, query.field, language), sideOf(last, query.field, language), language)}`
      : '';
  return say(`${label}, ${word} :\n${lines.join('\n')}${moved}`);
}

function sideOf({ month, value, result, place }: Told, field: string, language: Language): Side {
  return {
    label: nameMonth(month, language),
    result,
    placeOf: () => place,
    valueOf: (one) => (one === field ? value : null),
  };
}
