// « le TACE de Léa de juillet à septembre »: a rate of several months is that of their sums, which is said, then each
// month beside it. « Par mois, en moyenne » is told the plain mean of the months too, so that neither passes for the other.

import type { ReadResult, ResultRow } from '../../turn.ts';
import { fieldWord, figure, name, nameMonth, tellFields } from '../answers/write-rows.ts';
import { inLanguage, isRefused, readTable, say, type Asking, type Plan } from '../plan.ts';
import { makeQuery, type Query } from '../query.ts';
import { has, type Reading } from '../reading.ts';
import { refuseWithheld, sayNoTool, toolOf } from './read-plan.ts';

export function planOverMonths(reading: Reading, asking: Asking): Plan | null {
  const query = makeQuery(reading, asking);
  if (query?.report !== 'occupancy' || query.options['from'] === undefined) return null;
  const listed = query.form === 'list' && query.rows === 'month';
  const alone = query.form === 'value' && query.subjects.length === 1;
  if (!listed && !alone && query.form !== 'total') return null;
  return readOverMonths(query, has(reading, '@mean') && listed, asking);
}

function* readOverMonths(query: Query, averaged: boolean, asking: Asking): Plan {
  const tool = toolOf(query.report);
  if (!asking.tools.has(tool)) return sayNoTool(asking);
  const subjects = query.subjects.length > 0 ? query.subjects.map(({ code }) => code) : ['total'];
  const whole = yield* readTable(tool, query.options, { subjects, together: true });
  if (isRefused(whole)) return say(whole.sentence);
  const withheld = refuseWithheld(query, whole, asking);
  if (withheld) return withheld;
  const monthly = yield* readTable(tool, query.options, { subjects });
  if (isRefused(monthly)) return say(monthly.sentence);
  const [row] = whole.rows;
  if (!row) return say(sayNobody(query, asking));
  const mean = averaged && query.field in monthly.means ? sayMean(query, monthly, asking) : '';
  return say(`${sayWhole(query, whole, row, asking)}${mean}\n${sayMonths(query, monthly, asking)}`);
}

function sayNobody({ subjects }: Query, { language }: Asking): string {
  const label = subjects.map((one) => `${one.label} (${one.code})`).join(', ');
  return inLanguage(language, `${label} : aucune donnée sur ces mois.`, `${label}: no data for these months.`);
}

const RATES = new Set(['tace', 'occupation']);

function sayWhole(query: Query, result: ReadResult, row: ResultRow, { language }: Asking): string {
  const whose = row.kind === 'total' ? inLanguage(language, 'Total de la société', 'Whole firm') : name(result, row);
  const { from = '', to = '' } = query.options;
  const span = `${nameMonth(from, language)} – ${nameMonth(to, language)}`;
  const how = RATES.has(query.field)
    ? inLanguage(
        language,
        `${span} : rapport des sommes de la période, et non moyenne des mois`,
        `${span}: ratio of the period’s sums, not the mean of its months`,
      )
    : span;
  if (typeof row.fields[query.field] !== 'number') {
    const word = fieldWord(query.field, query.view.fields[query.field], language);
    return `${whose} : ${word} ${inLanguage(language, 'non défini', 'undefined')} (${span}).`;
  }
  const write = (field: string): string | null =>
    typeof row.fields[field] === 'number' ? figure(result, row, field) : null;
  return `${whose} : ${tellFields(query.field, query, language, write)} (${how}).`;
}

function sayMean({ field, view }: Query, { ref }: ReadResult, { language }: Asking): string {
  const word = fieldWord(field, view.fields[field], language);
  return ` ${inLanguage(language, 'Moyenne simple des mois', 'Plain mean of the months')} : ${word} [[${ref}:mean.${field}]].`;
}

function sayMonths(query: Query, result: ReadResult, { language }: Asking): string {
  const told = result.rows.map((row) => {
    const value = row.fields[query.field];
    const figured =
      typeof value === 'number' ? figure(result, row, query.field) : inLanguage(language, 'non défini', 'undefined');
    return `${nameMonth(String(row.fields['month']), language)} ${figured}`;
  });
  return `${inLanguage(language, 'Par mois', 'Per month')} : ${told.join(', ')}.`;
}
