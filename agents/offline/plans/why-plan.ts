// Why a project drifts, why one cannot be invoiced: the signals, with the figures that made them.

import type { ResultRow } from '../../turn.ts';
import type { Language } from '../../say-figure.ts';
import { figure, name, sayScope, writeRow } from '../answers/write-rows.ts';
import { sayReasons } from '../answers/say-blocks.ts';
import { chooseMeasure } from '../choose-measure.ts';
import { inLanguage, isRead, isRefused, readTable, say, type Asking, type Plan } from '../plan.ts';
import { makeQuery, type Query } from '../query.ts';
import { has, namesOf, type Reading } from '../reading.ts';
import type { ReadResult } from '../../turn.ts';
import { readReport, sayNoTool, toolOf } from './read-plan.ts';

/** What a signal says, without its figures. */
const SIGNALS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  loss: { fr: 'perte à terminaison', en: 'loss at completion' },
  margin: { fr: 'marge projetée sous la marge prévue', en: 'projected margin below plan' },
  budget: { fr: 'jours au-delà du budget', en: 'days over budget' },
  burn: { fr: 'jours consommés plus vite que le temps', en: 'days burnt faster than time' },
  schedule: { fr: 'retard sur le planning', en: 'behind schedule' },
  ceiling: { fr: 'plafond dépassé', en: 'over the ceiling' },
  po: { fr: 'bon de commande épuisé', en: 'purchase order used up' },
  no_budget: { fr: 'sans budget', en: 'no budget' },
  raf_missing: { fr: 'reste à faire jamais déclaré', en: 'remaining work never declared' },
  stale_raf: { fr: 'reste à faire pas à jour', en: 'remaining work not up to date' },
};

export function saySignals(row: ResultRow, language: Language): string {
  return String(row.fields['signals'] ?? '')
    .split(', ')
    .filter((code) => code !== '')
    .map((code) => SIGNALS[code]?.[language] ?? code)
    .join(', ');
}

export function planReasons(reading: Reading, asking: Asking): Plan | null {
  const report = chooseMeasure(reading)?.report;
  const project = namesOf(reading, 'project').length > 0;
  const why = has(reading, '@why');
  // « total des dérives en euros » is their sum.
  if (report === 'drift' && has(reading, '@scope:firm') && has(reading, '@as_euros') && reading.kinds.length === 0)
    return null;
  const bare = reading.measures.every((measure) => measure.report !== 'drift' || measure.field === null);
  if (report === 'drift' && (project || bare || why || has(reading, '@list') || reading.kinds.length > 0))
    return explainDrift(reading, asking);
  if (namesOf(reading, 'opportunity').length > 0) return null;
  if (report === 'billing' && (why || has(reading, '@stuck', '@reason') || isBlocked(reading)))
    return explainBlocks(reading, asking);
  if (why && project && (report === undefined || report === 'margin') && reading.periods.length === 0)
    return explainDrift(reading, asking);
  return null;
}

function isBlocked(reading: Reading): boolean {
  const billing = reading.measures.find(({ report }) => report === 'billing');
  return billing?.field === 'blocked' || [...reading.marks.keys()].some((mark) => mark.startsWith('@reason:'));
}

/** The query of one report for the names of a reading. */
export function queryFor(
  report: Query['report'],
  reading: Reading,
  asking: Asking,
  field: string | null = null,
): Query | null {
  return makeQuery({ ...reading, measures: [{ report, field, weight: 1 }] }, asking);
}

function* explainDrift(reading: Reading, asking: Asking): Plan {
  const { language } = asking;
  const measured = reading.measures.find(({ report }) => report === 'drift');
  const query = queryFor('drift', reading, asking, measured?.field ?? null);
  if (!query || !asking.tools.has('report_drift')) return sayNoTool(asking);
  // Of a named project, what keeps one from judging is told too.
  const named = query.subjects.some(({ kind }) => kind === 'project');
  const signals = [...reading.marks.keys()].flatMap((mark) => (mark.startsWith('@signal:') ? [mark.slice(8)] : []));
  if (query.form === 'count' && signals.length === 0) return yield* readReport(query, asking);
  const select = named ? { subjects: query.select.subjects ?? [] } : query.select;
  const result = yield* readTable('report_drift', query.options, select);
  if (isRefused(result)) return say(result.sentence);
  const rows = result.rows.filter((row) => signals.length === 0 || signals.some((code) => listsCode(row, code)));
  const scope = sayScope(query, result, language);
  if (named) return yield* sayNamed(query, reading, result, asking, scope);
  if (rows.length === 0)
    return say(`${inLanguage(language, 'Aucun projet ne dérive', 'No project is drifting')} (${scope}).`);
  const title =
    signals.length > 0 || query.form === 'ranking'
      ? inLanguage(language, 'Projets', 'Projects')
      : `[[${result.ref}:count]] ${inLanguage(language, 'projet(s) à surveiller', 'project(s) to watch')}`;
  return say(`${title} (${scope}) :\n${writeDrifts(rows, result, query, asking)}`);
}

function listsCode(row: ResultRow, code: string): boolean {
  return String(row.fields['signals'] ?? '')
    .split(', ')
    .includes(code);
}

const LINES_WITH_SIGNALS = 15;

function writeDrifts(rows: readonly ResultRow[], result: ReadResult, query: Query, { language }: Asking): string {
  const field = query.field === 'drift_points' ? 'drift_points' : 'impact';
  if (rows.length > LINES_WITH_SIGNALS)
    return rows
      .map((row) => (row.fields[field] === null ? row.subject : `${row.subject} ${figure(result, row, field)}`))
      .join(', ');
  return rows
    .map((row) => {
      const signals = saySignals(row, language);
      return `- ${writeRow(result, row, { ...query, field }, language)}${signals === '' ? '' : ` — ${signals}`}`;
    })
    .join('\n');
}

function* sayNamed(query: Query, reading: Reading, result: ReadResult, asking: Asking, scope: string): Plan {
  const { language } = asking;
  const [row] = result.rows;
  if (!row) return yield* saySound(reading, query, asking);
  const told = (field: string, french: string, english: string): string =>
    row.fields[field] === null || row.fields[field] === undefined
      ? ''
      : `${inLanguage(language, french, english)} ${figure(result, row, field)}`;
  const parts = [
    told('impact', 'impact', 'impact'),
    told('planned_rate', 'taux de marge prévu', 'planned margin rate'),
    told('eac_rate', 'projeté', 'projected'),
    told('drift_points', 'soit', 'that is'),
  ].filter((part) => part !== '');
  const lead = row.fields['severity'] === 'blind' ? inLanguage(language, 'ne peut être jugé', 'cannot be judged') : '';
  const lines = result.rows.length > 1 ? `\n${writeDrifts(result.rows.slice(1), result, query, asking)}` : '';
  const causes = `${inLanguage(language, 'Causes', 'Causes')} : ${saySignals(row, language)}.`;
  return say(
    `${name(result, row)} : ${[lead, ...parts].filter((part) => part !== '').join(', ')} (${scope}). ${causes}${lines}`,
  );
}

/** A project without a signal: said, with its margin. */
function* saySound(reading: Reading, query: Query, asking: Asking): Plan {
  const { language } = asking;
  const [project] = query.subjects;
  const label = project ? `${project.label} (${project.code})` : '';
  const sound = inLanguage(language, `${label} ne dérive pas.`, `${label} is not drifting.`);
  const margin = queryFor('margin', { ...reading, horizon: 'eac' }, asking, 'margin_rate');
  if (!margin || !asking.tools.has('report_margin')) return say(sound);
  const [outcome] = yield [{ tool: 'report_margin', args: { ...margin.options, select: margin.select } }];
  const row = isRead(outcome) ? outcome.rows[0] : undefined;
  if (!isRead(outcome) || !row) return say(sound);
  return say(`${sound} ${writeRow(outcome, row, margin, language)} (${sayScope(margin, outcome, language)}).`);
}

function* explainBlocks(reading: Reading, asking: Asking): Plan {
  const { language } = asking;
  const query = queryFor('billing', reading, asking, 'blocked');
  if (!query || !asking.tools.has(toolOf('billing'))) return sayNoTool(asking);
  const reasons = [...reading.marks.keys()].flatMap((mark) => (mark.startsWith('@reason:') ? [mark.slice(8)] : []));
  const { sort: _unsorted, limit: _all, ...chosen } = query.select;
  const where = [...(chosen.where ?? []), { field: 'blocked', op: '!=' as const, value: '' }];
  const result = yield* readTable('report_billing', query.options, { ...chosen, where });
  if (isRefused(result)) return say(result.sentence);
  const rows = result.rows.filter(
    (row) => reasons.length === 0 || reasons.some((code) => String(row.fields['blocked']).split(', ').includes(code)),
  );
  const scope = sayScope(query, result, language);
  if (rows.length === 0) {
    const [named] = query.subjects;
    const label = named ? ` (${named.label}, ${named.code})` : '';
    const none = reasons.length === 0 && has(reading, '@count') ? ` ([[${result.ref}:count]])` : '';
    return say(
      inLanguage(
        language,
        `Aucun projet bloqué à la facturation${label}, ${scope}${none}.`,
        `No project is blocked for billing${label}, ${scope}${none}.`,
      ),
    );
  }
  const title =
    reasons.length === 0
      ? `[[${result.ref}:count]] ${inLanguage(language, 'projet(s) bloqué(s) à la facturation', 'project(s) blocked for billing')}`
      : inLanguage(language, 'Projets bloqués à la facturation', 'Projects blocked for billing');
  const lines = rows.map(
    (row) =>
      `- ${name(result, row)} : ${sayReasons(row, language)} (${inLanguage(language, 'à facturer', 'to invoice')} ${figure(result, row, 'total')})`,
  );
  const all = rows.length > 1 && rows.length === result.count && 'total' in result.sums;
  const sum = all ? ` ${inLanguage(language, 'En tout', 'In all')} : [[${result.ref}:sum.total]].` : '';
  return say(`${title}, ${scope} :\n${lines.join('\n')}${sum === '' ? '' : `\n${sum.trim()}`}`);
}
