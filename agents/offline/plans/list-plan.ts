// A list of the firm's things, chosen and ranked by what the question tells: projects that end before a day, invoices of
// more than so many days or euros, people present.

import type { Language } from '../../say-figure.ts';
import type { ReadResult, ResultRow, Selection, SubjectKind } from '../../turn.ts';
import { nounOf } from '../answers/nouns.ts';
import { name } from '../answers/write-rows.ts';
import { leaveOut } from '../left-out.ts';
import { inLanguage, isRefused, readTable, say, type Asking, type Plan } from '../plan.ts';
import { lastPeriod } from '../query.ts';
import { clearNames, has, namesOf, valuesOf, type Reading } from '../reading.ts';
import { listAssignments } from './assignments-plan.ts';
import { sayNoTool } from './read-plan.ts';

type Where = NonNullable<Selection['where']>[number];

export function* listThings(
  kind: SubjectKind,
  tool: string,
  reading: Reading,
  asking: Asking,
  unsaidStatus?: string,
): Plan {
  const { language } = asking;
  if (!asking.tools.has(tool)) return sayNoTool(asking);
  if (kind === 'client' && has(reading, '@status:en_cours')) return yield* listActiveClients(asking);
  const { where = [], subjects = [] } = chooseThings(kind, reading, asking, unsaidStatus);
  const result = yield* readTable(
    tool,
    {},
    {
      ...(where.length > 0 && { where }),
      ...(subjects.length > 0 && { subjects }),
      ...(kind === 'invoice' && rankInvoices(reading)),
    },
  );
  if (isRefused(result)) return say(result.sentence);
  const noun = nounOf(kind, language);
  // Who is in charge of none works on some all the same.
  if (result.rows.length === 0 && kind === 'project' && has(reading, '@scope:mine'))
    return yield* listAssignments(reading, asking);
  if (result.rows.length === 0) return say(`${noun.none}.`);
  const names =
    result.rows.length > 20
      ? result.rows.map(({ subject }) => subject).join(', ')
      : result.rows.map((row) => `- ${sayThing(result, row, language)}`).join('\n');
  // Of a ranking, the first ones are shown: how many there are was not asked.
  if (kind === 'invoice' && result.rows.length < result.count && result.rows.length <= MOST_RANKED) return say(names);
  const owed =
    kind === 'invoice' && Number(result.sums['left']) > 0
      ? `, ${inLanguage(language, 'reste dû', 'left to pay')} [[${result.ref}:sum.left]]`
      : '';
  return say(`[[${result.ref}:count]] ${result.count === 1 ? noun.one : noun.many}${owed} :\n${names}`);
}

/** A client is active by a project of theirs that runs. */
function* listActiveClients(asking: Asking): Plan {
  const { language } = asking;
  const where: Where[] = [
    { field: 'status', op: '=', value: 'en_cours' },
    { field: 'billable', op: '=', value: true },
  ];
  const result = yield* readTable('list_projects', {}, { where, group: 'client' });
  if (isRefused(result)) return say(result.sentence);
  const noun = nounOf('client', language);
  if (result.rows.length === 0) return say(`${noun.none}.`);
  const lines = result.rows.map((row) => `- ${name(result, row)}`);
  const running = inLanguage(language, 'avec un projet en cours', 'with a running project');
  return say(`[[${result.ref}:count]] ${result.count === 1 ? noun.one : noun.many} ${running} :\n${lines.join('\n')}`);
}

/** Which things of the list the question is about. */
export function chooseThings(
  kind: SubjectKind,
  reading: Reading,
  asking: Asking,
  unsaidStatus?: string,
): Pick<Selection, 'where' | 'subjects'> {
  const where: Where[] = [];
  const [status = unsaidStatus] = valuesOf(reading, 'status');
  if (kind === 'project' && status !== undefined) where.push({ field: 'status', op: '=', value: status });
  const contract = valuesOf(reading, 'contract').at(-1);
  if (kind === 'project' && contract !== undefined) where.push({ field: 'contract', op: '=', value: contract });
  if (kind === 'project' && has(reading, '@client_work')) where.push({ field: 'billable', op: '=', value: true });
  const late = has(reading, '!chase', '!dun') || reading.measures.some(({ report }) => report === 'late');
  if (kind === 'invoice' && late) where.push({ field: 'late_days', op: '>', value: 0 });
  else if (
    kind === 'invoice' &&
    (has(reading, '@falls_due') || reading.measures.some(({ report }) => report === 'receivables'))
  )
    where.push({ field: 'left', op: '>', value: 0 });
  where.push(...chooseByNumbers(kind, late, reading), ...chooseByDates(kind, reading));
  where.push(...leaveOut(reading, kind));
  if (kind === 'consultant') where.push({ field: 'present', op: '=', value: true });
  const entered = lastPeriod(reading);
  if (kind === 'consultant' && has(reading, '@entered') && entered !== null) {
    if (entered.from !== null) where.push({ field: 'entered_on', op: '>=', value: entered.from });
    if (entered.to !== null) where.push({ field: 'entered_on', op: '<=', value: entered.to });
  }
  const [employment] = valuesOf(reading, 'employment');
  if (kind === 'consultant' && employment !== undefined)
    where.push({ field: 'employment', op: '=', value: employment });
  if (kind === 'project' && has(reading, '@scope:mine') && asking.person.consultantCode !== null)
    where.push({ field: 'manager', op: '=', value: asking.person.consultantCode });
  const managers = kind === 'project' ? namesOf(reading, 'consultant') : [];
  for (const { code } of managers) where.push({ field: 'manager', op: '=', value: code });
  const subjects = clearNames(reading)
    .filter((one) => !managers.includes(one))
    .map(({ code }) => code);
  return { where, subjects };
}

/** « de plus de 60 jours », « au-dessus de 10 k€ », of the things that have such a figure. */
function chooseByNumbers(kind: SubjectKind, late: boolean, { measures, numbers }: Reading): Where[] {
  const owed = late || measures.some(({ report }) => report === 'receivables');
  const fields: Readonly<Partial<Record<SubjectKind, Readonly<Record<string, string>>>>> = {
    invoice: { days: 'late_days', EUR: owed ? 'left' : 'gross' },
    order: { EUR: 'amount' },
  };
  const fieldOf = (unit: string): string | undefined => fields[kind]?.[unit];
  return [
    ...numbers.thresholds.map(({ op, value, unit }) => ({ field: fieldOf(unit), op, value })),
    ...numbers.ranges.flatMap(({ low, high, unit }) => [
      { field: fieldOf(unit), op: '>=' as const, value: low },
      { field: fieldOf(unit), op: '<=' as const, value: high },
    ]),
  ].flatMap(({ field, op, value }): Where[] => (field === undefined ? [] : [{ field, op, value }]));
}

/** Projects that end, or start, in the period; invoices issued, or due, in it. */
function chooseByDates(kind: SubjectKind, reading: Reading): Where[] {
  const field =
    kind === 'project'
      ? has(reading, '@starts')
        ? 'starts_on'
        : has(reading, '@ends', '@status:clos')
          ? 'ends_on'
          : null
      : kind === 'order' && has(reading, '@ends')
        ? 'ends_on'
        : kind === 'invoice'
          ? has(reading, '@falls_due')
            ? 'due_on'
            : 'issued_on'
          : null;
  const period = lastPeriod(reading);
  if (field === null || period === null) return [];
  const { from, to } = period;
  // Of an invoice that is late, a single day is the day at which it is looked at.
  if (period.kind === 'day' && kind === 'invoice') return [];
  return [
    ...(from === null || period.kind === 'day' ? [] : [{ field, op: '>=' as const, value: from }]),
    ...(to === null ? [] : [{ field, op: '<=' as const, value: to }]),
  ];
}

/** « les plus grosses », without a number; and no ranking is longer. */
const RANKED = 5;
const MOST_RANKED = 50;

/** « la plus ancienne », « les 3 plus grosses ». */
function rankInvoices(reading: Reading): Pick<Selection, 'sort' | 'limit'> {
  const field = has(reading, '@oldest')
    ? 'late_days'
    : has(reading, '@latest')
      ? 'issued_on'
      : has(reading, '@order:most', '@order:top')
        ? 'gross'
        : null;
  if (field === null) return {};
  const several = /factures|invoices/i.test(reading.text);
  return { sort: { field, order: 'desc' }, limit: reading.numbers.top?.count ?? (several ? RANKED : 1) };
}

/** A thing of a list, with what one looks at first. */
function sayThing(result: ReadResult, row: ResultRow, language: Language): string {
  const at = (field: string): string => `[[${result.ref}:${row.key}.${field}]]`;
  if (row.kind === 'project' && typeof row.fields['ends_on'] === 'string')
    return `${name(result, row)}, ${inLanguage(language, 'fin le', 'ends on')} ${at('ends_on')}`;
  if (row.kind !== 'invoice') return name(result, row);
  const left =
    Number(row.fields['left']) > 0
      ? `, ${inLanguage(language, 'reste dû', 'left to pay')} ${at('left')}, ${inLanguage(language, 'échéance', 'due')} ${at('due_on')}`
      : row.fields['kind'] === 'avoir'
        ? ''
        : `, ${inLanguage(language, 'soldée', 'settled')}`;
  const late =
    Number(row.fields['late_days']) > 0 ? `, ${inLanguage(language, 'retard', 'late by')} ${at('late_days')}` : '';
  return `${row.subject} (${String(row.fields['client'])}) : ${at('gross')}${left}${late}`;
}
