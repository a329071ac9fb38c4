// Time entered on a day or in a week: « hier, combien de jours saisis ? », « la semaine dernière, qui n'a rien saisi ? ».

import { sayDate } from '../../../domain/french.ts';
import { monthOf, monthsBetween } from '../../../domain/periods.ts';
import { name } from '../answers/write-rows.ts';
import { plainWords } from '../groups.ts';
import {
  abstain,
  inLanguage,
  isRead,
  isRefused,
  readTable,
  say,
  type Asking,
  type Call,
  type End,
  type Plan,
} from '../plan.ts';
import type { Period } from '../period-spans.ts';
import { lastPeriod, makeQuery } from '../query.ts';
import { has, namesOf, type Reading } from '../reading.ts';
import { readReport, sayNoTool } from './read-plan.ts';

const ENTERED =
  / (?:saisi(?:e?s?)?|saisir|pointee?s?|pointe|imputee?s?|entere?d?|logged|log|booked|travaillee?s?|worked|work|rempli(?:e?s?)?|filled) /;
/** Work done, as against what is entered of it. */
const WORKED = / (?:travaillee?s?|worked|work) /;
const NONE =
  / (?:n a rien|n ont rien|n a pas|n ont pas|rien|aucun temps|aucun jour|aucune saisie|pas (?:encore )?saisi|nothing|no time|did not|didn t|has not|hasn t|have not|haven t|nobody) /;
/** « au 12 octobre », « jusqu'à hier »: how things stand on a day, and not what was done in it. */
const AS_OF_DAY =
  /(?:(?<!\p{L})(?:au|à la date du|jusqu['’](?:au|à|a)|as of|as at|until|up to|by|depuis|since|arrêté au))\s*$/iu;

export function planEntered(reading: Reading, asking: Asking): Plan | null {
  const period = lastPeriod(reading);
  const words = plainWords(reading.text);
  if (period === null || !ENTERED.test(words) || reading.periods.length > 1) return null;
  const isDay = period.kind === 'day';
  if (isDay && AS_OF_DAY.test(reading.text.slice(0, period.start))) return null;
  if (!isDay && period.kind !== 'week') return null;
  const day = period.to ?? period.from;
  if (day === null) return null;
  const from = isDay ? day : (period.from ?? day);
  const to = day < asking.asOf ? day : asking.asOf;
  if (from > asking.asOf) return null;
  const placed = namesOf(reading, 'project', 'client').length > 0;
  if (NONE.test(words) && !WORKED.test(words) && !placed) return listIdle({ from, to }, reading, asking);
  const counts = has(reading, '@howmany') && (has(reading, '@as_days') || / (?:jours?|temps|days?|time) /.test(words));
  return isDay && counts ? countDays({ ...period, kind: 'span', from, to }, reading, asking) : null;
}

function readSheet(consultant: string, month: string, { from, to }: Span): Call {
  const where = [
    { field: 'list', op: '=', value: 'days' },
    { field: 'date', op: '>=', value: from },
    { field: 'date', op: '<=', value: to },
  ];
  return { tool: 'list_cra_days', args: { consultant, month, select: { where } } };
}

/** Of one person, what their timesheet holds of the day, drafts too. */
function* sayOwnDay(consultant: string, label: string, day: string, asking: Asking): Plan {
  const { language } = asking;
  if (!asking.tools.has('list_cra_days')) return sayNoTool(asking);
  const [sheet] = yield [readSheet(consultant, monthOf(day), { from: day, to: day })];
  if (isRefused(sheet)) return say(sheet.sentence);
  if (!isRead(sheet) || sheet.total['consultant'] !== consultant) return sayNoTool(asking);
  const entered = `[[${sheet.ref}:sum.entered_days]]`;
  return say(
    inLanguage(
      language,
      `${label} : ${entered} saisi(s) le ${sayDate(day)}.`,
      `${label}: ${entered} entered on ${sayDate(day)}.`,
    ),
  );
}

/** What was counted in the day alone. */
function countDays(period: Period, reading: Reading, asking: Asking): Plan | null {
  const { consultantCode, name: own } = asking.person;
  const [named] = namesOf(reading, 'consultant');
  const alone = namesOf(reading, 'project', 'client').length === 0;
  const [code, label] = named
    ? [named.code, `${named.label} (${named.code})`]
    : has(reading, '@scope:mine')
      ? [consultantCode, own]
      : [null, own];
  if (alone && code !== null && period.from !== null) return sayOwnDay(code, label, period.from, asking);
  const measures = [{ report: 'margin', field: 'days', weight: 2 }] as const;
  const query = makeQuery({ ...reading, measures, horizon: null, periods: [period] }, asking);
  return query === null ? null : sayCounted(readReport(query, asking), asking);
}

function* sayCounted(plan: Plan, { language }: Asking): Plan {
  const end = yield* plan;
  if (!('text' in end)) return end;
  const counted = inLanguage(
    language,
    'Ce sont les jours soumis ou validés : un brouillon n’est pas compté.',
    'These are days submitted or validated: a draft is not counted.',
  );
  return say(`${end.text}\n${counted}`);
}

/** One timesheet is read for each person and month: more than this in a turn is a list to look at on its page. */
const TIMESHEETS_AT_MOST = 30;

type Span = { readonly from: string; readonly to: string };

/** Who had days to work in the span, and entered nothing, not even a draft. */
function* listIdle({ from, to }: Span, reading: Reading, asking: Asking): Plan {
  const { language } = asking;
  if (!asking.tools.has('list_cra_progress') || !asking.tools.has('list_cra_days')) return sayNoTool(asking);
  const named = namesOf(reading, 'consultant').map(({ code }) => code);
  const months = monthsBetween(monthOf(from), monthOf(to));
  const people = new Map<string, string>();
  for (const month of months) {
    // Those whose timesheet is awaited, and may be read.
    const progress = yield* readTable(
      'list_cra_progress',
      { month },
      named.length > 0 ? { subjects: named } : undefined,
    );
    if (isRefused(progress)) return say(progress.sentence);
    if (progress.count > TIMESHEETS_AT_MOST) return sayTooMany(asking);
    for (const row of progress.rows) people.set(row.subject, name(progress, row));
  }
  if (people.size * months.length > TIMESHEETS_AT_MOST) return sayTooMany(asking);
  if (people.size === 0) return sayNoTool(asking);
  const asked = [...people.keys()].flatMap((code) => months.map((month) => ({ code, month })));
  const sheets = yield asked.map(({ code, month }) => readSheet(code, month, { from, to }));
  const sums = new Map<string, { expected: number; entered: number }>();
  for (const [at, sheet] of sheets.entries()) {
    const code = asked[at]?.code ?? '';
    if (isRefused(sheet)) return say(sheet.sentence);
    // A timesheet that may not be read is empty: nothing is known of it.
    if (!isRead(sheet) || sheet.total['consultant'] !== code) continue;
    const before = sums.get(code) ?? { expected: 0, entered: 0 };
    sums.set(code, {
      expected: before.expected + (sheet.sums['expected_days'] ?? 0),
      entered: before.entered + (sheet.sums['entered_days'] ?? 0),
    });
  }
  if (sums.size < people.size) return sayNoTool(asking);
  const idle = [...sums].filter(([, { expected, entered }]) => expected > 0 && entered === 0);
  const when =
    from === to
      ? inLanguage(language, `le ${sayDate(from)}`, `on ${sayDate(from)}`)
      : inLanguage(language, `du ${sayDate(from)} au ${sayDate(to)}`, `from ${sayDate(from)} to ${sayDate(to)}`);
  const title = inLanguage(
    language,
    `Rien de saisi ${when}, parmi les CRA que vous lisez et où des jours étaient à saisir`,
    `Nothing entered ${when}, among the timesheets that you read and where days were to be`,
  );
  if (idle.length === 0) return say(`${title} : ${inLanguage(language, 'personne', 'nobody')}.`);
  return say(`${title} :\n${idle.map(([code]) => `- ${people.get(code) ?? code}`).join('\n')}`);
}

function sayTooMany({ language }: Asking): End {
  return abstain(
    'no_data',
    inLanguage(
      language,
      'À ce nombre de personnes, je ne lis pas les saisies jour par jour. Demandez « quels CRA manquent en octobre ? », ou la saisie d’une personne.',
      'With that many people I do not read entries day by day. Ask “which timesheets are missing in October?”, or about one person.',
    ),
  );
}
