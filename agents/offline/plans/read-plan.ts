// A plain read: one report, the rows asked for, the answer.

import type { ReadResult, ResultRow } from '../../turn.ts';
import { nounOf } from '../answers/nouns.ts';
import { sayWhichIsBetter, type Side } from '../answers/say-difference.ts';
import {
  fieldWord,
  sayScope,
  tellFields,
  writeList,
  writeRow,
  figure,
  name,
  nameMonth,
} from '../answers/write-rows.ts';
import { abstain, inLanguage, isRefused, readTable, say, type Asking, type End, type Plan } from '../plan.ts';
import type { Query } from '../query.ts';
import { EARNED } from '../query-options.ts';

export function toolOf(report: string): string {
  return `report_${report.replaceAll('-', '_')}`;
}

/** A report that this role is not even shown. */
export function sayNoTool(asking: Asking): End {
  return abstain(
    'no_data',
    inLanguage(
      asking.language,
      'Votre rôle ne donne pas accès à cette information.',
      'Your role does not give access to this information.',
    ),
  );
}

export function* readReport(query: Query, asking: Asking): Plan {
  const tool = toolOf(query.report);
  if (!asking.tools.has(tool)) return sayNoTool(asking);
  if (isToCome(query, asking)) return sayToCome(asking);
  if (isOfContracts(query, asking)) return sayOfContracts(asking);
  const wholeFirm = query.view.total === 'row' && (query.form === 'total' || query.rows === 'month');
  const select = wholeFirm ? { ...query.select, subjects: ['total'] } : query.select;
  const result = yield* readTable(tool, query.options, select);
  if (isRefused(result)) return say(result.sentence);
  if (isOfOthers(query, result, asking)) return sayNoTool(asking);
  const withheld =
    refuseWithheld(query, result, asking) ?? refuseUntold(query, result, asking) ?? refuseSum(query, result, asking);
  return (
    withheld ??
    say(writeMean(query, result, asking) + writeAnswer(query, result, asking) + sayNoTarget(query, result, asking))
  );
}

/** Of days to come nothing is earned yet: all that was earned so far is no answer. */
function isToCome({ view, field, period }: Query, { asOf }: Asking): boolean {
  const begins = period === null ? null : (period.from ?? (period.kind === 'day' ? period.to : null));
  const ofPeriod = EARNED.has(field) || (field.startsWith('planned_') && period?.kind === 'month');
  return view.period === 'earned' && ofPeriod && begins !== null && begins > asOf;
}

/** What is sold is sold for the whole of a contract: a period that is over has no part of it. */
function isOfContracts({ report, field, period, subjects }: Query, { asOf }: Asking): boolean {
  const over = period?.from != null && period.to !== null && period.kind !== 'since' && period.to <= asOf;
  const sold = report === 'margin' || report === 'rates' || report === 'landing';
  return sold && over && subjects.length === 0 && field.startsWith('planned_');
}

function sayOfContracts({ language }: Asking): End {
  return abstain(
    'no_data',
    inLanguage(
      language,
      'Ce qui est vendu l’est pour un contrat entier, et non par période : demandez les jours, le CA ou la marge produits sur la période.',
      'What is sold is sold for a whole contract, not by period: ask for the days, the revenue or the margin earned in it.',
    ),
  );
}

function sayToCome({ language }: Asking): End {
  return abstain(
    'no_data',
    inLanguage(
      language,
      'Cette période est à venir : rien n’y est encore produit. Demandez l’atterrissage, ou le CA restant à produire.',
      'That period is to come: nothing is earned in it yet. Ask for the landing, or for the revenue still to produce.',
    ),
  );
}

/** « va-t-on tenir l'objectif ? », where none was set. */
function sayNoTarget({ report, targeted }: Query, { total }: ReadResult, { language }: Asking): string {
  if (report !== 'landing' || !targeted || total['target_revenue'] !== null || total['target_margin'] !== null)
    return '';
  return inLanguage(language, ' Aucun objectif n’est fixé.', ' No target is set.');
}

/** Somebody else's line, for who only has their own. */
function isOfOthers({ form, subjects }: Query, { rows }: ReadResult, { person }: Asking): boolean {
  const own = person.roles.every((role) => role === 'consultant' || role === 'admin');
  const others = subjects.some(({ kind, code }) => kind === 'consultant' && code !== person.consultantCode);
  return form === 'value' && rows.length === 0 && own && others;
}

/** A column that the role does not see is empty in every row. */
export function refuseWithheld(query: Query, result: ReadResult, asking: Asking): End | null {
  const hidden = String(result.total['withheld'] ?? '').split(', ');
  if (!hidden.includes(query.field)) return null;
  const word = fieldWord(query.field, query.view.fields[query.field], asking.language);
  return abstain(
    'no_data',
    inLanguage(
      asking.language,
      `Votre rôle ne voit pas cette donnée : ${word}.`,
      `Your role does not see this: ${word}.`,
    ),
  );
}

/** The DSO of one client, the work left of a person: the report has that figure, of other things. */
function refuseUntold(query: Query, { rows, sums, total }: ReadResult, { language }: Asking): End | null {
  const { field, form, subjects, report, targeted } = query;
  const chosen = subjects.length > 0 || (query.select.where ?? []).length > 0;
  const ofFirm = form === 'total' && chosen && rows.length > 0 && !(field in sums) && field in total;
  const untold = form !== 'total' && rows.length > 0 && rows.every(({ fields }) => !(field in fields));
  const aimed = targeted && report === 'margin' && subjects.length > 0;
  if (!ofFirm && !untold && !aimed) return null;
  const word = aimed
    ? inLanguage(language, 'objectif', 'target')
    : fieldWord(field, query.view.fields[field], language);
  return abstain(
    'no_data',
    inLanguage(
      language,
      `Ce chiffre n’est pas tenu pour ce qui est nommé là : ${word}.`,
      `That figure is not held for what is named here: ${word}.`,
    ),
  );
}

/** Rates of several things are not their sum, and two delays are not one delay. */
function refuseSum(query: Query, { sums }: ReadResult, { language }: Asking): End | null {
  const { summed, field, form, view, report } = query;
  if (!summed || (form === 'value' && field in sums && !(report === 'late' && field === 'days'))) return null;
  const word = fieldWord(field, view.fields[field], language);
  return abstain(
    'no_data',
    inLanguage(
      language,
      `Ce chiffre ne s’additionne pas : ${word}. Demandez-le pour chacun.`,
      `That figure does not add up: ${word}. Ask for each one’s.`,
    ),
  );
}

/** « les deux ensemble »: their sum, after each one's own. */
function writeSum({ summed, field, view }: Query, { ref, rows }: ReadResult, { language }: Asking): string {
  if (!summed || rows.length < 2) return '';
  const word = fieldWord(field, view.fields[field], language);
  return `\n${inLanguage(language, 'Ensemble', 'Together')} : ${word} [[${ref}:sum.${field}]].`;
}

/** « la marge moyenne des projets »: the mean of the rows, before them. */
function writeMean({ field, view, mean }: Query, result: ReadResult, { language }: Asking): string {
  if (!mean || !(field in result.means)) return '';
  const word = fieldWord(field, view.fields[field], language);
  return `${inLanguage(language, 'Moyenne', 'Average')} : ${word} [[${result.ref}:mean.${field}]].\n`;
}

export function writeAnswer(query: Query, result: ReadResult, asking: Asking): string {
  const { language } = asking;
  const scope = sayScope(query, result, language);
  const end = scope === '' ? '.' : ` (${scope}).`;
  switch (query.form) {
    case 'total':
      return writeTotal(query, result, asking) + end;
    case 'count':
      return writeCount(query, result, asking) + end;
    case 'value':
      if (query.report === 'billing' && query.subjects.every(({ kind }) => kind === 'client'))
        return writeByClient(query, result, asking, end);
      return writeValues(query, result, asking, end);
    case 'list':
    case 'ranking':
      return result.rows.length === 0 ? `${sayNone(query, asking)}${end}` : writeRows(query, result, asking, scope);
  }
}

function writeTotal(query: Query, result: ReadResult, asking: Asking): string {
  const { view, field } = query;
  const rows = view.total === 'row' ? result.rows.filter(({ kind }) => kind === 'total') : [];
  const firm = sayWhole(query, asking);
  // Days of several months add up; rates do not.
  if (rows.length > 1 && field in result.sums)
    return `${firm} : ${fieldWord(field, view.fields[field], asking.language)} [[${result.ref}:sum.${field}]]`;
  if (rows.length > 1)
    return rows
      .map(
        (row) =>
          `${String(row.fields['month'])} : ${tellFields(field, query, asking.language, (one) => figure(result, row, one))}`,
      )
      .join(' ; ');
  const write = (one: string): string | null => {
    const place = placeOfTotal(query, result, one);
    return place === null ? null : `[[${result.ref}:${place}]]`;
  };
  if (write(field) === null) {
    if (result.rows.length === 0 && result.total[field] === undefined) return sayNone(query, asking);
    if (result.total[field] === undefined) return `\n${listRows(query, result, asking)}`;
    const word = fieldWord(field, view.fields[field], asking.language);
    return `${firm} : ${word} ${inLanguage(asking.language, 'non défini', 'undefined')}`;
  }
  return `${firm} : ${tellFields(field, query, asking.language, write)}`;
}

/** The whole firm's figure is called so; of chosen rows, or of what one may see, it is their total. */
function sayWhole({ select, subjects }: Query, { language, person }: Asking): string {
  const whole = person.roles.some((role) => SEES_ALL.includes(role) || role === 'adv');
  if ((select.where ?? []).length > 0 || subjects.length > 0) return 'Total';
  return whole
    ? inLanguage(language, 'Total de la société', 'Whole firm')
    : inLanguage(language, 'Total de ce que vous pouvez voir', 'Total of what you may see');
}

/** Where the figure of the whole stands, as a reference says it. */
export function placeOfTotal({ select, report }: Query, { sums, total }: ReadResult, field: string): string | null {
  // Of rows that were chosen, their sum; the report's own total is of all.
  const chosen = (select.where ?? []).length > 0 || (select.subjects ?? []).some((code) => code !== 'total');
  // Of chosen rows, what does not add up has no figure: the report's own is of all.
  if (chosen) return field in sums ? `sum.${field}` : null;
  if (field in total) return total[field] === null ? null : `total.${field}`;
  // The balance of all clients is the report's own total.
  if (report === 'receivables' && field === 'balance') return 'total.total';
  return field in sums ? `sum.${field}` : null;
}

function writeCount(query: Query, result: ReadResult, { language }: Asking): string {
  const noun = nounOf(query.rows, language);
  const none = inLanguage(language, ' : aucun', ': none');
  const count = `[[${result.ref}:count]] ${result.count === 1 ? noun.one : noun.many}${result.count === 0 ? none : ''}`;
  if (result.rows.length === 0 || result.rows.length > 12) return count;
  return `${count} : ${result.rows.map((row) => name(result, row)).join(', ')}`;
}

/** What is to invoice to a client: its projects, and their sum. */
function writeByClient(query: Query, result: ReadResult, asking: Asking, end: string): string {
  const label = query.subjects.map((one) => `${one.label} (${one.code})`).join(', ');
  if (result.rows.length === 0) return sayAbsent(query, label, asking) + end;
  const sum = tellFields(query.field, query, asking.language, (one) => `[[${result.ref}:sum.${one}]]`);
  return `${label} : ${sum}${end}\n${listRows(query, result, asking)}`;
}

function writeValues(query: Query, result: ReadResult, asking: Asking, end: string): string {
  const missing = query.subjects.filter(({ code }) => !result.rows.some((row) => row.subject === code));
  const sum = sumOverMonths(query, result, asking);
  const told = sum === null ? result.rows.map((row) => writeRow(result, row, query, asking.language)) : [sum];
  const absent = missing.map(({ label, code }) =>
    sayAbsent(query, label === code ? code : `${label} (${code})`, asking),
  );
  return [...told, ...absent].join('\n') + end + writeSum(query, result, asking) + sayBetter(query, result, asking);
}

/** Two things that the question compares, each with its own line. */
function sayBetter(query: Query, result: ReadResult, { language }: Asking): string {
  const [one, other] = result.rows;
  if (query.compared === null || !one || !other || result.rows.length > 2 || one.subject === other.subject) return '';
  const judges = query.compared === 'better';
  const said = sayWhichIsBetter(query, sideOfRow(result, one), sideOfRow(result, other), judges, language);
  return said === '' ? '' : `\n${said}`;
}

export function sideOfRow(result: ReadResult, row: ResultRow): Side {
  const valueOf = (field: string): number | null => {
    const value = row.fields[field];
    return typeof value === 'number' ? value : null;
  };
  return { label: name(result, row), result, placeOf: (field) => `${row.key}.${field}`, valueOf };
}

/** Days of one person over several months: their sum, then each month that has some. */
function sumOverMonths({ field, view }: Query, result: ReadResult, { language }: Asking): string | null {
  const [first] = result.rows;
  const alone = first !== undefined && result.rows.every(({ subject }) => subject === first.subject);
  if (!alone || result.rows.length < 2 || !(field in result.sums) || !('month' in first.fields)) return null;
  const months = result.rows
    .filter(({ fields }) => Number(fields[field]) !== 0)
    .map((row) => `${nameMonth(String(row.fields['month']), language)} ${figure(result, row, field)}`);
  const aside = months.length > 0 ? ` : ${months.join(', ')}` : '';
  return `${name(result, first)} : ${fieldWord(field, view.fields[field], language)} [[${result.ref}:sum.${field}]]${aside}`;
}

/** A thing that the report leaves out: nothing to say of it, in the report's own sense. */
function sayAbsent({ report, field, view }: Query, label: string, { language }: Asking): string {
  const absences: Readonly<Record<string, readonly [string, string]>> = {
    receivables: ['aucun encours', 'nothing owed'],
    late: ['aucun retard de paiement', 'no late payment'],
    drift: ['ne dérive pas', 'is not drifting'],
    billing: ['rien à facturer', 'nothing to invoice'],
    missions: ['aucune fin de mission prochaine', 'no mission ends soon'],
    bench: ['n’est pas en intercontrat', 'is not on the bench'],
    available: ['aucun jour libre', 'no free day'],
    anomalies: ['aucune anomalie', 'no anomaly'],
    changes: ['aucun changement', 'no change'],
  };
  const [french, english] = absences[report] ?? ['aucune donnée', 'no data'];
  const word = fieldWord(field, view.fields[field], language);
  return `${label} : ${absences[report] === undefined ? `${word}, ` : ''}${inLanguage(language, french, english)}`;
}

/** Who sees the whole firm. */
const SEES_ALL: readonly string[] = ['direction', 'daf'];

/** « aucun », of who sees a part of the firm, is said of that part. */
export function sayNone(query: Query, { language, person }: Asking): string {
  const { none } = nounOf(query.rows, language);
  return person.roles.some((role) => SEES_ALL.includes(role))
    ? none
    : `${none} ${inLanguage(language, 'parmi ce que vous pouvez voir', 'among what you may see')}`;
}

function listRows(query: Query, result: ReadResult, { language }: Asking): string {
  return writeList(
    result.rows,
    (row) => writeRow(result, row, query, language),
    (row) => `${row.subject} ${row.fields[query.field] === null ? '–' : figure(result, row, query.field)}`,
  );
}

function writeRows(query: Query, result: ReadResult, asking: Asking, scope: string): string {
  const { language } = asking;
  const noun = nounOf(query.rows, language);
  const count = `[[${result.ref}:count]] ${result.count === 1 ? noun.one : noun.many}`;
  const head = query.form === 'ranking' ? (result.rows.length === 1 ? noun.one : noun.many) : count;
  const title = head.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
  return `${title}${scope === '' ? '' : ` (${scope})`} :\n${listRows(query, result, asking)}`;
}
