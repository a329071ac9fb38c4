// Two periods side by side, and why a month's margin fell: the projects that made it.

import { addMonths, firstDayOf, lastDayOf, monthOf } from '../../../domain/periods.ts';
import type { Language } from '../../say-figure.ts';
import type { ReadResult, ResultRow } from '../../turn.ts';
import { sayDate } from '../../../domain/french.ts';
import { sayWhichWay, type Side } from '../answers/say-difference.ts';
import { figure, name, nameMonth, sayScope } from '../answers/write-rows.ts';
import { inLanguage, isRefused, readTable, say, type Asking, type Plan } from '../plan.ts';
import { chooseMeasure } from '../choose-measure.ts';
import { yearBefore } from '../follow-ups.ts';
import { lastPeriod, makeQuery, type Query } from '../query.ts';
import { comparedWith } from '../told-beside.ts';
import { monthBefore } from '../query-options.ts';
import type { Period } from '../period-spans.ts';
import { has, type Reading } from '../reading.ts';
import { placeOfTotal, sayNoTool, sideOfRow, toolOf, writeAnswer } from './read-plan.ts';

export function planComparison(given: Reading, asking: Asking): Plan | null {
  const last = lastPeriod(given);
  const held = last !== null && given.periods.length === 1 && HELD_AGAINST.test(given.text.slice(0, last.start));
  const reading = held ? withoutOrder(given) : given;
  const query = makeQuery(reading, asking);
  if (!query) return null;
  const two = reading.periods.length >= 2 && reading.periods[0]?.kind !== 'since';
  const measure = chooseMeasure(reading);
  const beside =
    measure !== null && query.report !== 'margin' && comparedWith(reading, measure, query.field).length > 0;
  const against = !beside && !two ? comparedPeriods(query, held, reading, asking) : null;
  const moved = last?.kind === 'since' && has(reading, ...MOVES) ? sinceThen(last, query, asking) : null;
  if (!two && !against && !moved) return null;
  const [first, second] = two ? sameLength(reading.periods.slice(-2)) : (moved ?? against ?? []);
  if (!first || !second) return null;
  const why = has(reading, '@why', '@fell') && startsOn(first) > startsOn(second);
  const before = makeQuery(reading, asking, why ? second : first);
  const after = makeQuery(reading, asking, why ? first : second);
  return before && after ? comparePeriods(before, after, reading, asking) : null;
}

/** « par rapport à septembre », « qu'en août », « vs le T2 »: what stands before a period that others are held against. */
const HELD_AGAINST =
  /(?:(?<!\p{L})qu['’]|(?<!\p{L})(?:que|than|vs\.?|versus|contre|against|par rapport (?:à|a|au|aux)|compar\p{L}+ (?:à|a|au|aux|with|to)|face (?:à|a|au|aux)))\s*(?:(?:celui|celle|the one|ce que|pour|en|au|à|de|du|d['’]|le|la|the|in|of|at)\s*)*$/iu;

/** « la marge est-elle en hausse ? » */
const TURNS =
  /(?:en|à la|a la) (?:hausse|baisse)|hausse ou baisse|augment|diminu|progress(?:e|é)|recul(?:e|é)|up or down|rising|falling|increas|decreas|dropp|growing/iu;

/** One period is told: it is held against what came before it, or today's against it. */
function comparedPeriods(query: Query, held: boolean, reading: Reading, asking: Asking): [Period, Period] | null {
  const { period: use } = query.view;
  const last = lastPeriod(reading);
  const compares = has(reading, '@compare', '@fell', '@why');
  if (last === null) {
    const monthly = use === 'earned' || use === 'month' || use === 'months';
    const whole = query.form === 'total' || query.form === 'value';
    if (!TURNS.test(reading.text) || has(reading, '@why') || !whole || !monthly) return null;
    const month = lastWholeMonth(asking.asOf);
    return [monthBefore(month), month];
  }
  const now = held ? periodNow(last, asking.asOf) : null;
  if (now && (query.form === 'total' || query.form === 'value')) return [last, now];
  return compares && last.kind === 'month' && query.compared === null ? [monthBefore(last), last] : null;
}

/** « est-on meilleur qu'en août ? » ranks nothing. */
function withoutOrder(reading: Reading): Reading {
  if (reading.kinds.length > 0 || reading.numbers.top !== null || has(reading, '@list')) return reading;
  return { ...reading, marks: new Map([...reading.marks].filter(([mark]) => !mark.startsWith('@order'))) };
}

function monthSpan(month: string): Period {
  return { kind: 'month', from: firstDayOf(month), to: lastDayOf(month), start: 0, end: 0 };
}

/** The last month that is over at the end of the day. */
function lastWholeMonth(asOf: string): Period {
  const month = monthOf(asOf);
  return monthSpan(asOf === lastDayOf(month) ? month : addMonths(month, -1));
}

/** Today, or the period of today that is as long as the one told; null: the one told is not over. */
function periodNow(told: Period, asOf: string): Period | null {
  const lengths: Readonly<Partial<Record<Period['kind'], number>>> = { month: 1, quarter: 3, year: 12 };
  if (told.kind === 'day' && told.to !== null && told.to < asOf) return { ...told, to: asOf };
  const length = lengths[told.kind];
  if (length === undefined || told.from === null || told.to === null || told.to >= asOf) return null;
  if (length === 1) {
    const whole = lastWholeMonth(asOf);
    return (whole.from ?? '') > told.from ? whole : monthSpan(monthOf(asOf));
  }
  const month = Number(monthOf(asOf).slice(5)) - 1;
  const first = addMonths(monthOf(asOf), -(month % length));
  const last = addMonths(first, length - 1);
  return { ...told, from: firstDayOf(first), to: lastDayOf(last) };
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
  return [monthSpan(monthOf(from)), monthSpan(monthOf(asOf))];
}

function* comparePeriods(one: Query, other: Query, reading: Reading, asking: Asking): Plan {
  // Of several things in two periods, each is held against itself.
  const several = one.form === 'value' && one.subjects.length > 1;
  const [before, after] = several ? [one, other].map((query) => ({ ...query, compared: null })) : [one, other];
  if (!before || !after) return sayNoTool(asking);
  const tool = toolOf(before.report);
  if (!asking.tools.has(tool)) return sayNoTool(asking);
  const whole = before.form === 'total' && before.view.total === 'row' ? { subjects: ['total'] } : {};
  const first = yield* readTable(tool, before.options, { ...before.select, ...whole });
  if (isRefused(first)) return say(first.sentence);
  const second = yield* readTable(tool, after.options, { ...after.select, ...whole });
  if (isRefused(second)) return say(second.sentence);
  const lines = [writeAnswer(before, first, asking), writeAnswer(after, second, asking)];
  const [old, recent] =
    startsOn(before.period ?? NO_PERIOD) <= startsOn(after.period ?? NO_PERIOD)
      ? [sideOf(before, first, asking), sideOf(after, second, asking)]
      : [sideOf(after, second, asking), sideOf(before, first, asking)];
  if (old && recent) lines.push(sayWhichWay(before, old, recent, asking.language));
  else if (several) lines.push(...sayEachWay(before, after, first, second, asking));
  const explain = has(reading, '@why', '@fell') && before.report === 'margin' && before.form === 'total';
  const causes = explain ? sayCauses(before, first, second, asking) : '';
  return say([...lines, causes].filter((line) => line !== '').join('\n'));
}

/** Which way each of them went, from the earlier period to the later one. */
function sayEachWay(
  before: Query,
  after: Query,
  first: ReadResult,
  second: ReadResult,
  { language }: Asking,
): string[] {
  const turned = startsOn(before.period ?? NO_PERIOD) > startsOn(after.period ?? NO_PERIOD);
  const [old, recent] = turned ? [after, before] : [before, after];
  const [then, now] = turned ? [second, first] : [first, second];
  return now.rows.flatMap((row) => {
    const was = then.rows.find(({ subject }) => subject === row.subject);
    if (!was) return [];
    const earlier = { ...sideOfRow(then, was), label: namePeriod(old.period, then, language) };
    const later = { ...sideOfRow(now, row), label: namePeriod(recent.period, now, language) };
    const way = sayWhichWay(before, earlier, later, language);
    return way === '' ? [] : [`${name(now, row)} : ${way.replace(/^\p{Lu}/u, (letter) => letter.toLowerCase())}`];
  });
}

const NO_PERIOD: Period = { kind: 'day', from: null, to: null, start: 0, end: 0 };

/** One period's figures: of the one thing that is asked about, or of the whole firm. Null: they are a list. */
function sideOf(query: Query, result: ReadResult, { language }: Asking): Side | null {
  const [row] = result.rows;
  const alone = query.form === 'value' && result.rows.length === 1 && row !== undefined;
  if (!alone && query.form !== 'total') return null;
  const label = namePeriod(query.period, result, language);
  if (!alone)
    return { label, result, placeOf: (field) => placeOfTotal(query, result, field), valueOf: totalOf(query, result) };
  return { ...sideOfRow(result, row), label };
}

function totalOf(query: Query, result: ReadResult): Side['valueOf'] {
  return (field) => {
    const place = placeOfTotal(query, result, field);
    const value = place?.startsWith('sum.') === true ? result.sums[field] : result.total[place?.slice(6) ?? ''];
    return typeof value === 'number' ? value : null;
  };
}

/** « août 2026 », « T3 2026 », « 2025 », « 30/09/2026 » */
function namePeriod(period: Period | null, result: ReadResult, language: Language): string {
  const day = period?.from ?? period?.to ?? result.asOf;
  if (period?.kind === 'month') return nameMonth(monthOf(day), language);
  if (period?.kind === 'quarter')
    return `${language === 'fr' ? 'T' : 'Q'}${Math.ceil(Number(day.slice(5, 7)) / 3)} ${day.slice(0, 4)}`;
  if (period?.kind === 'year') return day.slice(0, 4);
  return sayDate(period?.to ?? result.asOf);
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
