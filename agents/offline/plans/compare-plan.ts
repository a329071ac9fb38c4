// Two periods side by side, and why a month's margin fell: the projects that made it.

import { firstDayOf, lastDayOf, monthOf } from '../../../domain/periods.ts';
import type { ReadResult, ResultRow } from '../../turn.ts';
import { figure, name, sayScope } from '../answers/write-rows.ts';
import { inLanguage, isRefused, readTable, say, type Asking, type Plan } from '../plan.ts';
import { chooseMeasure } from '../choose-measure.ts';
import { yearBefore } from '../follow-ups.ts';
import { comparedWith, lastPeriod, makeQuery, type Query } from '../query.ts';
import { monthBefore } from '../query-options.ts';
import type { Period } from '../period-spans.ts';
import { has, type Reading } from '../reading.ts';
import { sayNoTool, toolOf, writeAnswer } from './read-plan.ts';

export function planComparison(reading: Reading, asking: Asking): Plan | null {
  const query = makeQuery(reading, asking);
  if (!query) return null;
  const last = lastPeriod(reading);
  const two = reading.periods.length >= 2 && reading.periods[0]?.kind !== 'since';
  const measure = chooseMeasure(reading);
  const beside =
    measure !== null && query.report !== 'margin' && comparedWith(reading, measure, query.field).length > 0;
  const against = !beside && has(reading, '@compare', '@fell', '@why') && last !== null && last.kind === 'month';
  const moved = last?.kind === 'since' && has(reading, ...MOVES) ? sinceThen(last, query, asking) : null;
  if (!two && !against && !moved) return null;
  const [first, second] = two ? sameLength(reading.periods.slice(-2)) : (moved ?? [last && monthBefore(last), last]);
  if (!first || !second) return null;
  const why = has(reading, '@why', '@fell') && startsOn(first) > startsOn(second);
  const before = makeQuery(reading, asking, why ? second : first);
  const after = makeQuery(reading, asking, why ? first : second);
  return before && after ? comparePeriods(before, after, reading, asking) : null;
}

/** What moved is told from the earlier period to the later one. */
function startsOn({ from, to }: Period): string {
  return from ?? to ?? '';
}

/** « octobre par rapport à l'an dernier »: a month beside a whole year is beside its own month of that year. */
function sameLength([first, second]: readonly Period[]): (Period | undefined)[] {
  const isYear = (period: Period | undefined): boolean => period?.kind === 'year';
  if (!first || !second || isYear(first) === isYear(second)) return [first, second];
  const [short, year] = isYear(first) ? [second, first] : [first, second];
  const before = yearBefore(short);
  return before.from?.slice(0, 4) === year.from?.slice(0, 4) ? [short, before] : [first, second];
}

const MOVES = ['@compare', '@fell', '@rise', '@change:better', '@change:worse'];

/** « le DSO s'améliore-t-il depuis juin ? »: as it stood then, and now. */
function sinceThen(period: Period, { view }: Query, { asOf }: Asking): [Period, Period] | null {
  const { from } = period;
  if (from === null || from > asOf) return null;
  if (view.period === 'as-of')
    return [
      { ...period, kind: 'day', from: null, to: from },
      { ...period, kind: 'day', from: null, to: asOf },
    ];
  if (view.period !== 'months') return null;
  const month = (day: string): Period => ({
    ...period,
    kind: 'month',
    from: firstDayOf(monthOf(day)),
    to: lastDayOf(monthOf(day)),
  });
  return [month(from), month(asOf)];
}

function* comparePeriods(before: Query, after: Query, reading: Reading, asking: Asking): Plan {
  const tool = toolOf(before.report);
  if (!asking.tools.has(tool)) return sayNoTool(asking);
  const whole = before.form === 'total' && before.view.total === 'row' ? { subjects: ['total'] } : {};
  const first = yield* readTable(tool, before.options, { ...before.select, ...whole });
  if (isRefused(first)) return say(first.sentence);
  const second = yield* readTable(tool, after.options, { ...after.select, ...whole });
  if (isRefused(second)) return say(second.sentence);
  const lines = [writeAnswer(before, first, asking), writeAnswer(after, second, asking)];
  const explain = has(reading, '@why', '@fell') && before.report === 'margin' && before.form === 'total';
  const causes = explain ? sayCauses(before, first, second, asking) : '';
  return say([...lines, causes].filter((line) => line !== '').join('\n'));
}

const CAUSES_TOLD = 4;

/** The projects that moved the total most, the largest fall first. */
function sayCauses(query: Query, before: ReadResult, after: ReadResult, { language }: Asking): string {
  const worth = (row: ResultRow | undefined): number => Number(row?.fields['margin'] ?? 0);
  const moved = after.rows
    .map((row) => ({ row, was: before.rows.find(({ subject }) => subject === row.subject) }))
    .filter(({ row, was }) => was !== undefined && worth(row) !== worth(was))
    .toSorted((a, b) => worth(a.row) - worth(a.was) - (worth(b.row) - worth(b.was)))
    .slice(0, CAUSES_TOLD);
  if (moved.length === 0) return '';
  const lines = moved.map(({ row, was }) => {
    const from = was ? figure(before, was, 'margin') : '';
    return `- ${name(after, row)} : ${from} → ${figure(after, row, 'margin')}`;
  });
  const title = inLanguage(language, 'Ce qui a le plus bougé, par projet', 'What moved most, by project');
  return `${title} (${sayScope(query, before, language)}) :\n${lines.join('\n')}`;
}
