// Rows as sentences: the figure first, the subject by its name and code, the day up to which it holds. Figures and names
// are references, which the program fills in (agents/references.ts).

import { sayDate, sayMonth } from '../../../domain/french.ts';
import type { ReadResult, ResultRow } from '../../turn.ts';
import type { Language } from '../../say-figure.ts';
import { inLanguage } from '../plan.ts';
import type { Query } from '../query.ts';
import type { FieldView } from '../views.ts';

const ENGLISH_MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

export function nameMonth(month: string, language: Language): string {
  if (language === 'fr') return sayMonth(month);
  return `${ENGLISH_MONTHS[Number(month.slice(5, 7)) - 1] ?? ''} ${month.slice(0, 4)}`;
}

export function figure(result: ReadResult, row: ResultRow, field: string): string {
  return `[[${result.ref}:${row.key}.${field}]]`;
}

export function name(result: ReadResult, row: ResultRow): string {
  return row.kind === 'other' || row.kind === 'month' ? row.label : `[[${result.ref}:${row.key}]]`;
}

export function fieldWord(field: string, view: FieldView | undefined, language: Language): string {
  return view === undefined ? field : view[language];
}

/** « marge 12 k€ (taux de marge 41 %) » */
export function tellFields(
  field: string,
  query: Query,
  language: Language,
  write: (field: string) => string | null,
  bare = false,
): string {
  const { fields } = query.view;
  const main = write(field);
  const beside = (fields[field]?.beside ?? []).flatMap((other) => {
    const written = write(other);
    return written === null ? [] : [`${fieldWord(other, fields[other], language)} ${written}`];
  });
  const aside = beside.length > 0 ? ` (${beside.join(', ')})` : '';
  const word = bare ? '' : `${fieldWord(field, fields[field], language)} `;
  return `${word}${main ?? ''}${aside}`;
}

/** A row that has the field, by reference. */
function fieldOf(result: ReadResult, row: ResultRow, language: Language): (field: string) => string | null {
  return (field) => {
    const value = row.fields[field];
    if (value === undefined || value === null) return null;
    // A word of a closed list is said; figures and days are referred to.
    return typeof value === 'string' && value in WORDS ? sayWord(value, language) : figure(result, row, field);
  };
}

/** The month of a row, when the answer holds several. */
function monthOfRow(row: ResultRow, result: ReadResult, language: Language): string {
  const month = row.fields['month'];
  const months = new Set(result.rows.map(({ fields }) => fields['month']));
  return typeof month === 'string' && months.size > 1 && row.kind !== 'month' ? ` (${nameMonth(month, language)})` : '';
}

/** Whose order it is, and for what. */
function placeOf({ kind, fields }: ResultRow): string {
  if (kind !== 'order') return '';
  const told = [fields['project'], fields['client']].filter((code) => typeof code === 'string');
  return told.length > 0 ? ` (${told.join(', ')})` : '';
}

export function writeRow(result: ReadResult, row: ResultRow, query: Query, language: Language): string {
  const month = row.kind === 'month' ? row.subject : query.rows === 'month' ? row.fields['month'] : undefined;
  const where = typeof month === 'string' ? nameMonth(month, language) : name(result, row);
  const isUndefined = row.fields[query.field] === null;
  if (isUndefined) {
    const word = fieldWord(query.field, query.view.fields[query.field], language);
    const beside = tellBeside(result, row, query, language);
    return `${where} : ${word} ${inLanguage(language, 'non défini', 'undefined')}${beside}`;
  }
  const when = typeof month === 'string' ? '' : monthOfRow(row, result, language);
  return `${where}${placeOf(row)}${when} : ${tellFields(query.field, query, language, fieldOf(result, row, language))}`;
}

function tellBeside(result: ReadResult, row: ResultRow, query: Query, language: Language): string {
  const { fields } = query.view;
  const told = (fields[query.field]?.beside ?? [])
    .filter((other) => typeof row.fields[other] === 'number')
    .map((other) => `${fieldWord(other, fields[other], language)} ${figure(result, row, other)}`);
  return told.length > 0 ? ` (${told.join(', ')})` : '';
}

/** Lines up to here, then the same more tightly: an answer has 2,500 characters. */
const LINES_AT_MOST = 20;
const TIGHT_AT_MOST = 60;

/** Every row: the asked set is told whole. */
export function writeList(
  rows: readonly ResultRow[],
  line: (row: ResultRow) => string,
  tight: (row: ResultRow) => string,
): string {
  if (rows.length <= LINES_AT_MOST) return rows.map((row) => `- ${line(row)}`).join('\n');
  if (rows.length <= TIGHT_AT_MOST) return rows.map(tight).join(', ');
  return [...new Set(rows.map(({ subject }) => subject))].join(', ');
}

/** Words of closed lists, as they are said. */
const WORDS: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  red: { fr: 'rouge', en: 'red' },
  amber: { fr: 'orange', en: 'amber' },
  blind: { fr: 'non jugeable', en: 'cannot be judged' },
  new: { fr: 'nouveau', en: 'new' },
  worse: { fr: 'aggravé', en: 'worse' },
  better: { fr: 'amélioré', en: 'better' },
  gone: { fr: 'sorti', en: 'gone' },
  exceeded: { fr: 'dépassé', en: 'exceeded' },
  nearly_used: { fr: 'presque épuisé', en: 'nearly used' },
  expiring: { fr: 'bientôt échu', en: 'expiring' },
  open: { fr: 'ouvert', en: 'open' },
  piste: { fr: 'piste', en: 'lead' },
  qualifiee: { fr: 'qualifiée', en: 'qualified' },
  proposition: { fr: 'proposition', en: 'proposal' },
  negociation: { fr: 'négociation', en: 'negotiation' },
};

export function sayWord(word: string, language: Language): string {
  return WORDS[word]?.[language] ?? word;
}

/** « temps compté jusqu’au 31/10/2026 », « du 01/10/2026 au 31/10/2026 », « octobre 2026 ». */
/** Reports whose figures rest on what people cost. */
const ON_COSTS: ReadonlySet<string> = new Set(['margin', 'drift', 'landing', 'changes', 'rates']);

export function sayScope(query: Query, result: ReadResult, language: Language): string {
  const { options, view } = query;
  const told: string[] = [];
  const { from, month, to, period } = options;
  if (view.period === 'months' || view.period === 'month') {
    const read = typeof result.total['month'] === 'string' ? result.total['month'] : undefined;
    const shown = month ?? read ?? monthOfRows(result);
    if (from !== undefined && to !== undefined) told.push(`${nameMonth(from, language)} – ${nameMonth(to, language)}`);
    else if (shown !== undefined) told.push(nameMonth(shown, language));
  } else if (view.period === 'landing' && period !== undefined) {
    told.push(/^\d{4}-\d{2}$/.test(period) ? nameMonth(period, language) : period.replace(/(\d{4})-Q(\d)/, 'T$2 $1'));
  } else if (view.period === 'window' && from !== undefined && to !== undefined) {
    told.push(inLanguage(language, `du ${sayDate(from)} au ${sayDate(to)}`, `${sayDate(from)} to ${sayDate(to)}`));
  } else if (view.period === 'ahead') {
    const months = [...new Set(result.rows.map(({ fields }) => fields['month']))];
    if (months.length === 1 && typeof months[0] === 'string') told.push(nameMonth(months[0], language));
  } else if (view.period === 'since' && options['since'] !== undefined) {
    told.push(inLanguage(language, `depuis le ${sayDate(options['since'])}`, `since ${sayDate(options['since'])}`));
  }
  if (view.period === 'earned' && from !== undefined)
    told.push(
      inLanguage(
        language,
        `du ${sayDate(from)} au ${sayDate(result.asOf)}`,
        `from ${sayDate(from)} to ${sayDate(result.asOf)}`,
      ),
    );
  // REPORTS.md: who may not see what a person costs reads standard costs; revenue earned by cost rests on them too.
  if (result.total['costs'] === 'standard' && ON_COSTS.has(query.report) && !/days|tjm/.test(query.field))
    told.push(inLanguage(language, 'aux coûts standards', 'at standard costs'));
  if (view.counted === true)
    told.push(
      inLanguage(
        language,
        `temps compté jusqu’au ${sayDate(result.asOf)}`,
        `time counted up to ${sayDate(result.asOf)}`,
      ),
    );
  else if (view.period === 'as-of')
    told.push(inLanguage(language, `au ${sayDate(result.asOf)}`, `as of ${sayDate(result.asOf)}`));
  return told.join(', ');
}

function monthOfRows(result: ReadResult): string | undefined {
  const month = result.rows[0]?.fields['month'];
  return typeof month === 'string' ? month : undefined;
}
