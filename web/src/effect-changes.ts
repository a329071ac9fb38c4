// What a change does, as lines to read: which fields of which rows move, and which figures; and what differs between
// the effect that was shown and the one that the facts give now.

import type { ShownEffect } from './api-client.ts';
import { formatField } from './field-words.ts';
import {
  DASH,
  formatCents,
  formatDay,
  formatDays,
  formatEuros,
  formatMonth,
  formatNumber,
  formatRate,
} from './format.ts';

type EffectRow = ShownEffect['rows'][number];
export type Line = { readonly label: string; readonly before: string; readonly after: string };
export type RowChange = {
  readonly entity: string;
  readonly title: string;
  readonly verb: 'création' | 'modification' | 'suppression';
  readonly fields: readonly { readonly field: string; readonly before: string; readonly after: string }[];
};

/** What names a row, in order of preference; it heads the row and is not told again among its fields. */
const NAMING = ['code', 'number', 'invoice', 'project', 'consultant', 'opportunity', 'client', 'name', 'user', 'month'];
/** What a person looks at first; the rest follows as it comes. */
const FIRST = [
  'consultant',
  'project',
  'opportunity',
  'client',
  'profile',
  'startsOn',
  'endsOn',
  'quota',
  'dailyRateCents',
  'kind',
  'issuedOn',
  'dueOn',
  'periodStart',
  'periodEnd',
  'orderNumber',
  'netCents',
  'vatPercent',
  'grossCents',
];

function rankOf(field: string): number {
  const at = FIRST.indexOf(field);
  return at < 0 ? FIRST.length : at;
}

/** Of the machine, not of the firm; or told by the indicators (what a closing keeps). */
const UNTOLD = new Set(['id', 'occurrence', 'contentSha', 'rank', 'sha256', 'items', 'closedFigures']);

function describeRow({ entity, before, after }: EffectRow): RowChange {
  const row = after ?? before ?? {};
  const naming = NAMING.find((name) => typeof row[name] === 'string');
  const told = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].filter(
    (field) => !UNTOLD.has(field) && field !== naming,
  );
  const fields = told
    .map((field) => ({
      field,
      before: before === null ? DASH : formatField(field, before[field]),
      after: after === null ? DASH : formatField(field, after[field]),
    }))
    .filter(({ before: was, after: is }) => was !== is)
    .sort((a, b) => rankOf(a.field) - rankOf(b.field));
  return {
    entity,
    title: naming === undefined ? '' : formatField(naming, row[naming]),
    verb: before === null ? 'création' : after === null ? 'suppression' : 'modification',
    fields,
  };
}

export function listRows(effect: ShownEffect): RowChange[] {
  return effect.rows.map(describeRow);
}

type Unit = NonNullable<ShownEffect['indicators']>[number]['unit'];

function formatIndicator(unit: Unit, value: string | number | null): string {
  if (value === null) return DASH;
  if (typeof value === 'string') {
    if (unit === 'date') return formatDay(value);
    return /^\d{4}-\d{2}$/.test(value) ? formatMonth(value) : value;
  }
  switch (unit) {
    case 'EUR':
      return formatEuros(value);
    case 'days':
      return formatDays(value);
    case 'ratio':
      return formatRate(value);
    case 'date':
    case 'text':
      return formatNumber(value);
    default:
      return unit satisfies never;
  }
}

/** The figures that a person decides on: margin, load, end date, totals. */
export function listIndicators(effect: ShownEffect): Line[] {
  const euros = (effect.euros ?? []).map(({ label, beforeCents, afterCents }) => ({
    label,
    before: formatCents(beforeCents),
    after: formatCents(afterCents),
  }));
  const indicators = (effect.indicators ?? []).map(({ label, subject, before, after, unit }) => ({
    label: subject === '' || label.includes(subject) ? label : `${label} · ${subject}`,
    before: formatIndicator(unit, before),
    after: formatIndicator(unit, after),
  }));
  return [...indicators, ...euros];
}

/** What was shown and is no longer so, line by line. */
export function compareEffects(shown: ShownEffect, now: ShownEffect): Line[] {
  const lines: Line[] = [];
  if (shown.sentence !== now.sentence) lines.push({ label: 'Effet', before: shown.sentence, after: now.sentence });
  const linesOf = (effect: ShownEffect): Map<string, string> =>
    new Map([
      ...listIndicators(effect).map(({ label, before, after }) => [label, `${before} → ${after}`] as const),
      ...listRows(effect).flatMap(({ entity, title, fields }) =>
        fields.map(
          ({ field, before, after }) => [`${entity} ${title} ${field}`.trim(), `${before} → ${after}`] as const,
        ),
      ),
    ]);
  const was = linesOf(shown);
  const is = linesOf(now);
  for (const label of new Set([...was.keys(), ...is.keys()])) {
    const [before, after] = [was.get(label) ?? DASH, is.get(label) ?? DASH];
    if (before !== after) lines.push({ label, before, after });
  }
  return lines;
}
