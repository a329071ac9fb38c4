// How a period of a question becomes the options of a report, or chooses among its rows.

import { addDays, type CivilDate } from '../../domain/civil-dates.ts';
import { addMonths, firstDayOf, lastDayOf, monthOf, monthsBetween } from '../../domain/periods.ts';
import type { ReportName } from '../../domain/report-names.ts';
import type { Selection } from '../turn.ts';
import type { Period } from './period-spans.ts';
import type { RowKind, View } from './views.ts';

type Where = NonNullable<Selection['where']>[number];

/** Figures of a period, as against how things stand on a day. */
export const EARNED: ReadonlySet<string> = new Set(['days', 'revenue', 'cost', 'margin', 'margin_rate']);

type Options = { readonly options: Record<string, string>; readonly where: Where[] };

/** How a report is asked for a period: its options, and the rows that a period chooses. */
export function optionsFor(
  report: ReportName,
  view: View,
  rows: RowKind,
  period: Period | null,
  asOf: CivilDate,
  field: string,
): Options {
  const by: Record<string, string> =
    rows !== view.rows && (report === 'margin' || report === 'rates') ? { by: rows } : {};
  if (period === null) return defaultOptions(report, by, asOf);
  const from = period.from ?? period.to ?? asOf;
  const to = period.to ?? asOf;
  const until = to < asOf ? to : asOf;
  const past: Record<string, string> = until === asOf ? {} : { 'as-of': until };
  switch (view.period) {
    case 'as-of':
      if (report === 'rates' && rows === 'month')
        return { options: { ...by, ...past }, where: between('subject', monthOf(from), monthOf(until)) };
      return {
        options: { ...by, ...(report === 'bench' && from > asOf && period.kind !== 'span' ? { 'as-of': from } : past) },
        where: [],
      };
    case 'earned': {
      const earned = period.from !== null && period.from <= asOf && EARNED.has(field);
      return { options: { ...by, ...past, ...(earned && { from: period.from ?? from }) }, where: [] };
    }
    case 'month':
      return {
        options: { month: monthOf(period.kind === 'month' ? from : until), ...dayOption(period, asOf) },
        where: [],
      };
    case 'months':
      return { options: monthsOption(monthOf(from), monthOf(until), period), where: [] };
    case 'rows':
      return { options: {}, where: between('month', monthOf(from), monthOf(to)) };
    case 'ahead':
      return aheadOptions(monthOf(from), monthOf(period.to ?? from), asOf);
    case 'window':
      if (report === 'available') return { options: { from, to: period.to ?? addDays(from, 30) }, where: [] };
      return {
        options: {},
        where: period.to === null || period.kind === 'day' ? [] : between('end', period.from ?? asOf, to),
      };
    case 'landing':
      return { options: landingOption(period), where: [] };
    case 'since':
      return { options: { since: period.from ?? to }, where: [] };
  }
}

/** A week is long enough for something to change. */
const CHANGES_SINCE_DAYS = 7;

function defaultOptions(report: ReportName, by: Record<string, string>, asOf: CivilDate): Options {
  if (report === 'changes') return { options: { since: addDays(asOf, -CHANGES_SINCE_DAYS) }, where: [] };
  return { options: by, where: [] };
}

function dayOption(period: Period, asOf: CivilDate): Record<string, string> {
  return period.kind === 'day' && period.to !== null && period.to < asOf ? { 'as-of': period.to } : {};
}

export function between(field: string, low: string, high: string): Where[] {
  return [
    { field, op: '>=', value: low },
    { field, op: '<=', value: high },
  ];
}

function monthsOption(from: string, to: string, period: Period): Record<string, string> {
  if (period.kind === 'month') return { month: from };
  return from >= to || period.kind === 'day' ? { month: to } : { from, to };
}

function aheadOptions(from: string, to: string, asOf: CivilDate): Options {
  const here = monthOf(asOf);
  const first = from <= here ? addMonths(from, -1) : here;
  const months = Math.max(1, monthsBetween(addMonths(first, 1), to).length);
  return {
    options: { months: String(months), ...(first !== here && { 'as-of': lastDayOf(first) }) },
    where: between('month', from, to),
  };
}

function landingOption({ kind, from, to }: Period): Record<string, string> {
  const day = to ?? from;
  if (day === null) return {};
  if (kind === 'month') return { period: monthOf(from ?? day) };
  if (kind === 'year') return {};
  const month = monthOf(day);
  return { period: `${month.slice(0, 4)}-Q${Math.ceil(Number(month.slice(5)) / 3)}` };
}

/** The first day of the months that a query reads, for those that compare. */
export function monthBefore(period: Period): Period {
  const month = addMonths(monthOf(period.from ?? period.to ?? ''), -1);
  return { ...period, kind: 'month', from: firstDayOf(month), to: lastDayOf(month) };
}
