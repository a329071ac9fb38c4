// « Quel responsable a le plus de projets en dérive ? », « combien de factures en retard par client ? »: the rows of a
// report or of a list, counted or added up by something that they tell.

import { CONTRACT_LABELS } from '../../../domain/contract/kinds.ts';
import { UNTOLD, type ReadResult, type ResultRow, type Selection } from '../../turn.ts';
import type { Language } from '../../say-figure.ts';
import { foldText } from '../../words.ts';
import { nounOf } from '../answers/nouns.ts';
import { fieldWord, name, sayScope, sayWord } from '../answers/write-rows.ts';
import { chooseMeasure } from '../choose-measure.ts';
import { abstain, endWith, inLanguage, isRefused, readTable, say, type Asking, type End, type Plan } from '../plan.ts';
import {
  COUNTED,
  GROUPS,
  isPlainNumber,
  plainWords,
  readAsked,
  TOLD_BY_ROWS,
  type Asked,
  type Group,
} from '../groups.ts';
import { makeQuery, type Query } from '../query.ts';
import { has, valuesOf, type Reading } from '../reading.ts';
import { VIEWS, type RowKind } from '../views.ts';
import { chooseThings } from './list-plan.ts';
import { refuseWithheld, sayNoTool, toolOf } from './read-plan.ts';
import { chooseDeals } from './things-plan.ts';

/** The same question, of the rows alone. */
function withoutGroup(reading: Reading, { counted, group, many }: Asked): Reading {
  const dropped = /^@(?:order|by:|singular|count|manager$|who$|kind:|list)/;
  const kinds: RowKind[] = counted === null ? [] : [counted.kind];
  const nouns = new RegExp(`^(?:${group.nouns})$`);
  return {
    ...reading,
    names: reading.names.filter(({ text }) => !nouns.test(plainWords(text).trim())),
    kinds,
    by: null,
    numbers: {
      ...reading.numbers,
      top: null,
      plain: [],
      thresholds: reading.numbers.thresholds.filter((one) => !(many && isPlainNumber(one))),
    },
    marks: new Map([
      ...[...reading.marks].filter(([mark]) => !dropped.test(mark)),
      ...kinds.map((kind) => [`@kind:${kind}`, 1] as const),
      ['@list', 1] as const,
    ]),
  };
}

/** Figures of a group that its rows' own figures do not make: added up, or of their sums. */
const NOT_SUMMED =
  /^(?:drift_points|severity|signals|blocked|rule|change|state|since|end|exhausted_on|days_left|tjm|cjm|gap|planned_tjm|dso|share|tace|occupation)$/;

type Source = {
  readonly tool: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly select: Selection;
  /** Of a report. */
  readonly query: Query | null;
  readonly kind: RowKind;
  readonly told: readonly Group['field'][];
};

/** The report's rows when they are the things that are counted, else the list of these. */
function chooseSource(asked: Asked, reading: Reading, asking: Asking): Source | null {
  const rows = withoutGroup(reading, asked);
  const query = makeQuery(rows, asking);
  const measure = chooseMeasure(rows);
  const kind = asked.counted?.kind ?? query?.rows;
  const told = kind === undefined ? undefined : TOLD_BY_ROWS[kind];
  if (query && kind !== undefined && told !== undefined && query.rows === kind && measure !== null) {
    const { sort: _sort, limit: _limit, ...select } = query.select;
    return { tool: toolOf(query.report), options: query.options, select, query, kind, told };
  }
  const deals = measure?.report === 'pipeline' ? COUNTED.find((one) => one.kind === 'opportunity') : undefined;
  const counted = asked.counted ?? deals ?? null;
  if (counted === null || (!asked.counts && counted.kind !== 'opportunity')) return null;
  if (counted.kind === 'opportunity') {
    const clients = rows.names.flatMap(({ candidates }) =>
      candidates.slice(0, 1).flatMap((one) => (one.kind === 'client' ? [one.code] : [])),
    );
    const select = { where: chooseDeals(rows), ...(clients.length > 0 && { subjects: clients }) };
    return { tool: 'list_opportunities', options: {}, select, query: null, kind: counted.kind, told: counted.told };
  }
  const owed = measure?.report === 'late' || measure?.report === 'receivables';
  if (measure !== null && !(counted.kind === 'invoice' && (owed || measure.report === 'billing'))) return null;
  const chosen = chooseThings(counted.kind, rows, asking);
  const where = [
    ...(chosen.where ?? []),
    ...(counted.kind === 'invoice' ? [{ field: 'kind', op: '!=' as const, value: 'avoir' }] : []),
  ];
  const select = { where, ...((chosen.subjects ?? []).length > 0 && { subjects: chosen.subjects ?? [] }) };
  return { tool: `list_${counted.kind}s`, options: {}, select, query: null, kind: counted.kind, told: counted.told };
}

/** The report itself tells the figure by that: « le CA par client ». */
function isNative({ group, counts }: Asked, reading: Reading): boolean {
  const report = chooseMeasure(reading)?.report;
  const view = report === undefined ? undefined : VIEWS[report];
  const kind = group.field as RowKind;
  // What is to invoice to a client is the sum of its projects.
  if (report === 'billing') return false;
  return !counts && (view === undefined || view.rows === kind || view.by.includes(kind));
}

export function planGroups(reading: Reading, asking: Asking): Plan | null {
  const asked = readAsked(reading);
  if (asked === null || isNative(asked, reading)) return null;
  const source = chooseSource(asked, reading, asking);
  if (source === null) return null;
  const field = asked.counts ? 'count' : (source.query?.field ?? amountOfDeals(reading));
  // A rate of several people is none of their rates.
  if (source.query?.report === 'occupancy' && NOT_SUMMED.test(field)) return endWith(sayNoRateOf(asked, asking));
  if (NOT_SUMMED.test(field)) return null;
  return tellGroups(asked, source, field, reading, asking);
}

/** Of deals, their amounts are added up. */
function amountOfDeals(reading: Reading): string {
  return /ponder|weighted/.test(foldText(reading.text)) ? 'weighted' : 'amount';
}

function sayNoRateOf({ group }: Asked, { language }: Asking): End {
  return abstain(
    'no_data',
    inLanguage(
      language,
      `Un taux de plusieurs personnes n’est pas tenu par ${group.fr} : il se lit par consultant, ou pour la société.`,
      `A rate of several people is not held by ${group.en}: it can be read by consultant, or for the firm.`,
    ),
  );
}

/** Who has a figure of whom is asked for by what the rows do not tell. */
function sayNotTold({ group, counts }: Asked, { kind, told }: Source, { language }: Asking): End {
  const noun = nounOf(kind, language).many;
  const known = GROUPS.filter(({ field }) => told.includes(field)).map((one) => one[language]);
  return abstain(
    'no_data',
    counts
      ? inLanguage(
          language,
          `Je ne compte pas les ${noun} par ${group.fr} ; je peux le faire par ${known.join(', par ')}.`,
          `I do not count ${noun} by ${group.en}; I can by ${known.join(', by ')}.`,
        )
      : inLanguage(
          language,
          `Vigie ne tient pas ce chiffre par ${group.fr} ; il se lit par ${known.join(', par ')}.`,
          `Vigie does not hold that figure by ${group.en}; it can be read by ${known.join(', by ')}.`,
        ),
  );
}

function* tellGroups(asked: Asked, source: Source, field: string, reading: Reading, asking: Asking): Plan {
  const { group, order } = asked;
  if (!source.told.includes(group.field)) return sayNotTold(asked, source, asking);
  if (!asking.tools.has(source.tool)) return sayNoTool(asking);
  const rates = field.endsWith('_rate');
  const high = source.query?.view.fields[field]?.good !== 'low';
  const worst = has(reading, '@order:worst');
  const descending = worst ? !high && field !== 'count' : order !== 'least';
  const many = asked.many ? reading.numbers.thresholds.filter(isPlainNumber) : [];
  const having = many.map(({ op, value }) => ({ field: 'count', op, value }));
  const where = [...(source.select.where ?? []), ...having];
  const result = yield* readTable(source.tool, source.options, {
    ...source.select,
    ...(where.length > 0 && { where }),
    group: group.field,
    sort: { field, order: descending ? 'desc' : 'asc' },
  });
  if (isRefused(result))
    return result.code === 'field_unknown' ? sayNotTold(asked, source, asking) : say(result.sentence);
  const withheld = source.query === null ? null : refuseWithheld({ ...source.query, field }, result, asking);
  if (withheld) return withheld;
  return say(writeGroups({ asked, source, field, rates }, result, reading, asking));
}

type Telling = { readonly asked: Asked; readonly source: Source; readonly field: string; readonly rates: boolean };

/** The first ones, and those that equal the last of them: no one of equals is chosen. */
function firstRows(rows: readonly ResultRow[], field: string, count: number): ResultRow[] {
  const named = rows.filter(({ fields, subject }) => subject !== UNTOLD && fields[field] !== null);
  const last = named[Math.min(count, named.length) - 1];
  return named.filter((row, at) => at < count || row.fields[field] === last?.fields[field]);
}

function writeGroups(
  { asked, source, field, rates }: Telling,
  result: ReadResult,
  reading: Reading,
  asking: Asking,
): string {
  const { language } = asking;
  const { group, order } = asked;
  const noun = nounOf(source.kind, language);
  const which = sayWhich(source, reading, language);
  const scope = source.query === null ? '' : sayScope(source.query, result, language);
  const end = scope === '' ? '' : ` (${scope})`;
  if (result.rows.length === 0)
    return asked.many ? `${inLanguage(language, 'Aucun', 'None')}${end}.` : `${noun.none}${which}${end}.`;
  const fieldView = (source.query?.view ?? VIEWS.pipeline)?.fields[field];
  const word = field === 'count' ? '' : `${fieldWord(field, fieldView, language)} `;
  const line = (row: ResultRow): string => {
    const count = Number(row.fields['count']) === 1 ? noun.one : noun.many;
    const value = `[[${result.ref}:${row.key}.${field}]]`;
    return `${sayGroup(result, row, group, language)} : ${word}${value}${field === 'count' ? ` ${count}` : ''}`;
  };
  const whole =
    field === 'count'
      ? `[[${result.ref}:sum.count]] ${(result.sums['count'] ?? 0) === 1 ? noun.one : noun.many}${which}`
      : rates
        ? inLanguage(language, 'Taux', 'Rates')
        : `${word}[[${result.ref}:sum.${field}]]`;
  if (order === null)
    return `${whole}, ${inLanguage(language, `par ${group.fr}`, `by ${group.en}`)}${end} :\n${result.rows.map((row) => `- ${line(row)}`).join('\n')}`;
  const told = firstRows(result.rows, field, howMany(reading, asked));
  const among =
    field === 'count' && order === 'least'
      ? inLanguage(language, ' (parmi ceux qui en ont)', ' (among those who have any)')
      : '';
  return `${told.map((row) => (told.length > 1 ? `- ${line(row)}` : line(row))).join('\n')}${among}${told.length > 1 ? '\n' : '. '}${inLanguage(language, 'En tout', 'In all')} : ${whole}${end}.`;
}

/** « les pires », without a number. */
const FEW = 5;

function howMany(reading: Reading, { counts }: Asked): number {
  const told = /^ (?:les|the|top)(?: top)? (\d{1,2}) /.exec(plainWords(reading.text))?.[1];
  return (
    reading.numbers.top?.count ?? (told === undefined ? (has(reading, '@plural') && !counts ? FEW : 1) : Number(told))
  );
}

function sayGroup(result: ReadResult, row: ResultRow, { fr, en }: Group, language: Language): string {
  if (row.subject === UNTOLD) return inLanguage(language, `Sans ${fr}`, `No ${en}`);
  return row.kind === 'other' ? sayValue(row.label, language) : name(result, row);
}

/** The kinds of contract as they are called, and the words of the other closed lists. */
function sayValue(code: string, language: Language): string {
  const contracts: Readonly<Record<string, string>> = CONTRACT_LABELS;
  const contract = language === 'fr' ? contracts[code] : undefined;
  return contract ?? sayWord(code, language).replaceAll('_', ' ');
}

/** What was said of the things, beside their name. */
function sayWhich({ query, kind }: Source, reading: Reading, language: Language): string {
  if (query?.report === 'drift') {
    const [severity] = valuesOf(reading, 'severity');
    const said: Readonly<Record<string, readonly [string, string]>> = {
      red: [' en rouge', ' in red'],
      amber: [' en orange', ' in amber'],
      blind: [' non jugeables', ' that cannot be judged'],
    };
    const [fr, en] = said[severity ?? ''] ?? [' en dérive', ' drifting'];
    return inLanguage(language, fr, en);
  }
  if (query?.report === 'bench') return inLanguage(language, ' en intercontrat', ' on the bench');
  if (query?.report === 'missions') return inLanguage(language, ' en fin de mission', ' whose mission ends');
  if (kind === 'invoice' && reading.measures.some(({ report }) => report === 'late'))
    return inLanguage(language, ' en retard', ' overdue');
  return '';
}

/** Are rows counted by something that they tell? */
export function asksGroups(reading: Reading, asking: Asking): boolean {
  return planGroups(reading, asking) !== null;
}
