// What is planned on a project, as lists: its milestones, still to accept or late, and its budget by profile.

import { sayDate } from '../../../domain/french.ts';
import type { ReadResult, ResultRow, Selection } from '../../turn.ts';
import { figure, name } from '../answers/write-rows.ts';
import { inLanguage, isRefused, readTable, say, type Asking, type Plan } from '../plan.ts';
import { lastPeriod } from '../query.ts';
import { has, namesOf, type Reading } from '../reading.ts';
import { sayNoTool } from './read-plan.ts';

type Where = NonNullable<Selection['where']>[number];

export function planMilestones(reading: Reading, asking: Asking): Plan | null {
  const { measures } = reading;
  const onlyLate = measures.every(({ report }) => report === 'late' || report === 'drift' || report === 'receivables');
  if (has(reading, '@kind:milestone') && onlyLate && !has(reading, '@kind:project', '@why'))
    return listMilestones(reading, asking);
  const budget =
    has(reading, '@horizon:planned') && measures.every(({ report }) => report === 'rates' || report === 'margin');
  if (budget && reading.by === 'profile' && namesOf(reading, 'project').length > 0) return listBudget(reading, asking);
  return null;
}

const LINES_AT_MOST = 20;

/** « le jalon J3 », of no project, deal or client. */
const CODE = /(?<![\p{L}\d])[js]\d{1,2}(?![\p{L}\d])/iu;
const NEXT = /(?<!\p{L})(?:prochaine?|next)(?!\p{L})/iu;

function blankNames({ names, text }: Reading): string {
  return names.reduce(
    (left, { start, text: word }) => left.slice(0, start) + ' '.repeat(word.length) + left.slice(start + word.length),
    text,
  );
}

function* listMilestones(reading: Reading, asking: Asking): Plan {
  const { language } = asking;
  if (!asking.tools.has('list_milestones')) return sayNoTool(asking);
  const accepted = /(?<!\p{L})(?:recettés?|acceptés?|livrés?|validés?|accepted|delivered|signés?)(?!\p{L})/iu.test(
    reading.text,
  );
  const waits =
    has(reading, '@remaining') || /(?<!\p{L})(?:pas|non|not|à|restent?|prochains?|next)(?!\p{L})/iu.test(reading.text);
  const late = reading.measures.length > 0;
  const period = lastPeriod(reading);
  const day = accepted && !waits ? 'accepted_on' : 'planned_on';
  const where: Where[] = [
    ...(late ? [{ field: 'late', op: '=' as const, value: true }] : []),
    ...(!late && waits ? [{ field: 'accepted', op: '=' as const, value: false }] : []),
    ...(!late && accepted && !waits ? [{ field: 'accepted', op: '=' as const, value: true }] : []),
    ...(period?.from != null ? [{ field: day, op: '>=' as const, value: period.from }] : []),
    ...(period?.to != null ? [{ field: day, op: '<=' as const, value: period.to }] : []),
  ];
  const [code] = CODE.exec(blankNames(reading)) ?? [];
  if (code !== undefined) where.splice(0, where.length, { field: 'code', op: '=', value: code.toUpperCase() });
  const subjects = namesOf(reading, 'project', 'client').map(({ code: one }) => one);
  const next = code === undefined && has(reading, '@singular') && NEXT.test(reading.text);
  const result = yield* readTable(
    'list_milestones',
    {},
    {
      ...(where.length > 0 && { where }),
      ...(subjects.length > 0 && { subjects }),
      sort: { field: 'planned_on', order: 'asc' },
      ...(next && { limit: 1 }),
    },
  );
  if (isRefused(result)) return say(result.sentence);
  if (result.rows.length === 0) return say(inLanguage(language, 'Aucun jalon.', 'No milestone: none.'));
  const lines = result.rows.slice(0, LINES_AT_MOST).map((row) => `- ${sayMilestone(result, row, asking)}`);
  if (next) return say(lines.join('\n'));
  const noun = inLanguage(
    language,
    result.count === 1 ? 'jalon' : 'jalons',
    result.count === 1 ? 'milestone' : 'milestones',
  );
  return say(`[[${result.ref}:count]] ${noun} :\n${lines.join('\n')}`);
}

function sayMilestone(result: ReadResult, row: ResultRow, { language }: Asking): string {
  const { fields } = row;
  const title = typeof fields['title'] === 'string' ? ` ${fields['title']}` : '';
  const planned =
    typeof fields['planned_on'] === 'string'
      ? `, ${inLanguage(language, 'prévu le', 'planned on')} ${sayDate(fields['planned_on'])}`
      : '';
  const done =
    typeof fields['accepted_on'] === 'string'
      ? `, ${inLanguage(language, 'recetté le', 'accepted on')} ${sayDate(fields['accepted_on'])}`
      : '';
  return `${String(fields['project'])} ${String(fields['code'])}${title} : ${figure(result, row, 'amount')}${planned}${done}`;
}

function* listBudget(reading: Reading, asking: Asking): Plan {
  const { language } = asking;
  if (!asking.tools.has('list_budgets')) return sayNoTool(asking);
  const lines: string[] = [];
  for (const { code, label } of namesOf(reading, 'project')) {
    const result = yield* readTable('list_budgets', { project: code });
    if (isRefused(result)) return say(result.sentence);
    const title = label === code ? code : `${label} (${code})`;
    if (result.rows.length === 0) lines.push(`${title} : ${inLanguage(language, 'aucun budget', 'no budget: none')}.`);
    else lines.push(`${title} :`);
    for (const row of result.rows) {
      const rate = typeof row.fields['daily_rate'] === 'number' ? `, TJM ${figure(result, row, 'daily_rate')}` : '';
      lines.push(`- ${String(row.fields['profile'] ?? name(result, row))} : ${figure(result, row, 'days')}${rate}`);
    }
  }
  return say(lines.join('\n'));
}
