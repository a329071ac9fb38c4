// The anomalies of timesheets: whose, which, how many; and whether a timesheet is complete.

import { sayDate } from '../../../domain/french.ts';
import type { ReadResult, ResultRow, Selection, ToolRefusal } from '../../turn.ts';
import type { Language } from '../../say-figure.ts';
import { sayScope } from '../answers/write-rows.ts';
import { chooseMeasure } from '../choose-measure.ts';
import { inLanguage, isRefused, readTable, say, type Asking, type Plan } from '../plan.ts';
import { MY_PEOPLE, type Query } from '../query.ts';
import { has, namesOf, valuesOf, type Reading } from '../reading.ts';
import { sayNoTool } from './read-plan.ts';
import { queryFor } from './why-plan.ts';

const RULES: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  holiday: { fr: 'jour non ouvré', en: 'non-working day' },
  leave: { fr: 'temps pendant une absence', en: 'time during an absence' },
  overfull: { fr: 'plus d’un jour', en: 'more than a day' },
  closed: { fr: 'projet clos ou hors dates', en: 'project closed or out of dates' },
  unassigned: { fr: 'sans affectation', en: 'without assignment' },
  duplicate: { fr: 'doublon', en: 'duplicate' },
  employment: { fr: 'hors contrat de travail', en: 'outside employment' },
  missing: { fr: 'jour manquant', en: 'missing day' },
  no_timesheet: { fr: 'aucun CRA déposé', en: 'no timesheet handed in' },
  no_rate: { fr: 'sans TJM', en: 'no daily rate' },
  po: { fr: 'commande dépassée', en: 'order exceeded' },
  negative_margin: { fr: 'TJM sous le CJM', en: 'rate below cost' },
};

export function planTimesheets(reading: Reading, asking: Asking): Plan | null {
  const report = chooseMeasure(reading)?.report;
  const onCra =
    has(reading, '@cra') &&
    (has(reading, '@scope:mine', '@rule:missing') || reading.names.length > 0) &&
    report === undefined;
  return report === 'anomalies' || onCra ? readAnomalies(reading, asking) : null;
}

function rulesOf(reading: Reading): string[] {
  if (has(reading, '@negative')) return ['negative_margin'];
  const rules = valuesOf(reading, 'rule');
  // A missing timesheet lacks some days, or all of them.
  if (rules.includes('missing') || rules.includes('no_timesheet')) return ['missing', 'no_timesheet'];
  const told = reading.measures.some(({ report }) => report === 'anomalies');
  return rules.length === 0 && !told && has(reading, '@cra') && has(reading, '@scope:mine')
    ? ['missing', 'no_timesheet']
    : rules;
}

function* readAnomalies(reading: Reading, asking: Asking): Plan {
  const { language } = asking;
  const query = queryFor('anomalies', reading, asking);
  if (!query || !asking.tools.has('report_anomalies')) return sayNoTool(asking);
  const rules = rulesOf(reading);
  const { sort: _sort, limit: _limit, ...asked } = query.select;
  const severity = valuesOf(reading, 'finding')[0];
  const chosen: Selection =
    severity === undefined
      ? asked
      : { ...asked, where: [...(asked.where ?? []), { field: 'severity', op: '=', value: severity }] };
  const results: ReadResult[] = [];
  for (const rule of rules.length > 0 ? rules : [null]) {
    const pages = yield* readPages(query.options, withRule(chosen, rule));
    if (!Array.isArray(pages)) return say(pages.sentence);
    results.push(...pages);
  }
  const [first] = results;
  if (!first) return sayNoTool(asking);
  const scope = sayScope(query, first, language);
  if (results.every(({ count }) => count === 0) && asksForAnother(query, asking)) return sayNoTool(asking);
  if (asksWhether(reading, rules, query)) return say(sayComplete(results, scope, reading, asking));
  const total = results.reduce((sum, { count }) => sum + count, 0);
  if (total === 0 && has(reading, '@count', '@howmany'))
    return say(
      `[[${first.ref}:count]] ${inLanguage(language, 'anomalie : aucune', 'findings: none')}${sayRules(rules, language)} (${scope}).`,
    );
  if (total === 0)
    return say(
      inLanguage(
        language,
        `Aucune anomalie${sayRules(rules, language)} (${scope}).`,
        `No anomaly${sayRules(rules, language)} (${scope}).`,
      ),
    );
  // The first page of each rule counts them all.
  const counts = results
    .filter((result, at) => at === 0 || !isNextPage(results[at - 1], result))
    .map((result) => `[[${result.ref}:count]]`)
    .join(' + ');
  const noun = inLanguage(language, 'anomalie(s)', 'finding(s)');
  const byProject =
    reading.by === 'project' || (reading.kinds[0] === 'project' && namesOf(reading, 'project').length === 0);
  const lines = groupByPerson(results, byProject, language);
  return say(`${counts} ${noun}${sayRules(rules, language)} (${scope}) :\n${lines}`);
}

/** Fewer lines than the page before, which was full. */
function isNextPage(before: ReadResult | undefined, result: ReadResult): boolean {
  return before !== undefined && before.count > before.rows.length && result.count < before.count;
}

/** A tool gives a hundred lines: those of the people after the last one are asked for next. */
const PAGES_AT_MOST = 6;

function* readPages(options: Query['options'], select: Selection): Plan<ReadResult[] | ToolRefusal> {
  const pages: ReadResult[] = [];
  let where = select.where ?? [];
  for (let page = 0; page < PAGES_AT_MOST; page += 1) {
    const sorted = { ...select, where, sort: { field: 'subject', order: 'asc' as const } };
    const result = yield* readTable('report_anomalies', options, sorted);
    if (isRefused(result)) return result;
    pages.push(result);
    const last = result.rows.at(-1)?.subject;
    if (result.count <= result.rows.length || last === undefined) break;
    where = [...(select.where ?? []), { field: 'subject', op: '>', value: last }];
  }
  return pages;
}

function withRule(select: Selection, rule: string | null): Selection {
  return rule === null
    ? select
    : { ...select, where: [...(select.where ?? []), { field: 'rule', op: '=', value: rule }] };
}

function sayRules(rules: readonly string[], language: Language): string {
  return rules.length === 0 ? '' : ` (${rules.map((rule) => RULES[rule]?.[language] ?? rule).join(', ')})`;
}

/** Who has no role but their own work reads nobody else's CRA: that none of its days is seen to lack tells nothing. */
function asksForAnother({ subjects }: Query, { person }: Asking): boolean {
  const own = person.roles.every((role) => role === 'consultant' || role === 'admin');
  return own && subjects.some(({ kind, code }) => kind === 'consultant' && code !== person.consultantCode);
}

/** « mon CRA est-il complet ? » */
function asksWhether(reading: Reading, rules: readonly string[], query: Query): boolean {
  if (!rules.includes('missing') || has(reading, '@list', '@who', '@count') || MY_PEOPLE.test(reading.text))
    return false;
  // Of the days of several people, nothing is said of one.
  return query.select.subjects?.length === 1;
}

function sayComplete(
  results: readonly ReadResult[],
  scope: string,
  reading: Reading,
  { language, person }: Asking,
): string {
  const [named] = namesOf(reading, 'consultant');
  const whose = named ? `${named.label} (${named.code})` : person.name;
  const lacking = results.filter(({ count }) => count > 0);
  if (lacking.length === 0)
    return inLanguage(
      language,
      `Oui : aucun jour ne manque au CRA de ${whose} (${scope}).`,
      `Yes: no day is missing from the timesheet of ${whose} (${scope}).`,
    );
  const [first] = lacking;
  const days =
    first?.rows
      .flatMap(({ fields }) => (typeof fields['date'] === 'string' ? [sayDate(fields['date'])] : []))
      .join(', ') ?? '';
  return inLanguage(
    language,
    `Non : [[${first?.ref}:count]] jour(s) incomplet(s) au CRA de ${whose}, il manque [[${first?.ref}:sum.days]] (${scope}). ${days}`,
    `No: [[${first?.ref}:count]] day(s) incomplete in the timesheet of ${whose}, [[${first?.ref}:sum.days]] missing (${scope}). ${days}`,
  );
}

const PEOPLE_IN_FULL = 15;

function groupByPerson(results: readonly ReadResult[], byProject: boolean, language: Language): string {
  const groups = new Map<string, { title: string; told: string[] }>();
  for (const result of results) {
    for (const row of result.rows) {
      const key = byProject ? String(row.fields['project'] ?? '–') : row.subject;
      const title = byProject ? key : `${row.label} (${row.subject})`;
      const group = groups.get(key) ?? { title, told: [] };
      group.told.push(sayFinding(row, byProject, language));
      groups.set(key, group);
    }
  }
  if (groups.size > PEOPLE_IN_FULL) return [...groups.keys()].join(', ');
  return [...groups.values()]
    .map(({ title, told }) => `- ${title} : ${[...new Set(told)].slice(0, 4).join(' ; ')}`)
    .join('\n');
}

function sayFinding({ label, subject, fields }: ResultRow, byProject: boolean, language: Language): string {
  const rule = String(fields['rule']);
  const date = typeof fields['date'] === 'string' ? ` ${sayDate(fields['date'])}` : '';
  const where = byProject
    ? `, ${label} (${subject})`
    : typeof fields['project'] === 'string'
      ? `, ${fields['project']}`
      : '';
  return `${RULES[rule]?.[language] ?? rule}${date}${where}`;
}
