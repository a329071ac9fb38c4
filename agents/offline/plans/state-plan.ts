// « Où en est P003 ? », or a name alone: what a controller would say of it first.

import type { ReportName } from '../../../domain/report-names.ts';
import { inLanguage, isRead, isRefused, say, type Asking, type Plan } from '../plan.ts';
import { makeQuery, type Query } from '../query.ts';
import { namesOf, type Reading } from '../reading.ts';
import { sayScope, writeRow } from '../answers/write-rows.ts';
import type { SubjectKind } from '../../turn.ts';
import { sayNoTool, toolOf } from './read-plan.ts';

const TOLD: readonly (readonly [SubjectKind, readonly (readonly [ReportName, readonly string[]])[]])[] = [
  [
    'project',
    [
      ['margin', ['margin', 'eac_margin', 'remaining_days', 'revenue']],
      ['drift', ['impact']],
    ],
  ],
  [
    'client',
    [
      ['receivables', ['balance']],
      ['margin', ['margin', 'revenue']],
    ],
  ],
  [
    'consultant',
    [
      ['occupancy', ['tace', 'billable_days']],
      ['missions', ['end']],
    ],
  ],
  ['profile', [['capacity', ['capacity', 'balance']]]],
  ['order', [['orders', ['used', 'days_left']]]],
];

export function* readState(reading: Reading, asking: Asking): Plan {
  const { language } = asking;
  const [kind, reports] = TOLD.find(([one]) => namesOf(reading, one).length > 0) ?? ['project', []];
  const lines: string[] = [];
  let refused = false;
  for (const [report, fields] of reports) {
    const query = queryOf(report, reading, asking);
    if (!query || !asking.tools.has(toolOf(report))) continue;
    const [outcome] = yield [{ tool: toolOf(report), args: { ...query.options, select: query.select } }];
    if (isRefused(outcome)) refused = true;
    if (!isRead(outcome)) continue;
    const scope = sayScope(query, outcome, language);
    for (const row of outcome.rows.slice(0, 6))
      for (const field of fields)
        if (field in row.fields)
          lines.push(`- ${writeRow(outcome, row, { ...query, field }, language)}${scope === '' ? '' : ` (${scope})`}`);
  }
  if (lines.length > 0) return say(lines.join('\n'));
  if (refused || reports.length === 0) return sayNoTool(asking);
  const [named] = namesOf(reading, kind);
  const label = named ? `${named.label} (${named.code})` : '';
  return say(inLanguage(language, `${label} : aucune donnée à ce jour.`, `${label}: no data to date.`));
}

/** The same names, read in another report. */
function queryOf(report: ReportName, reading: Reading, asking: Asking): Query | null {
  return makeQuery({ ...reading, measures: [{ report, field: null, weight: 1 }] }, asking);
}
