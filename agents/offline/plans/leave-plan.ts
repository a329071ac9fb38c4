// Leave: who is away and when, and the requests that wait for a decision.

import { countWorkingDays } from '../../../domain/calendar.ts';
import type { AbsenceKind } from '../../../domain/presence.ts';
import { lastDayOf, monthOf } from '../../../domain/periods.ts';
import { foldText } from '../../words.ts';
import { addDays, earlier, later } from '../../../domain/civil-dates.ts';
import { sayDate } from '../../../domain/french.ts';
import type { ReadResult, ResultRow } from '../../turn.ts';
import { name } from '../answers/write-rows.ts';
import { chooseMeasure } from '../choose-measure.ts';
import { abstain, inLanguage, isRefused, readTable, say, type Asking, type End, type Plan } from '../plan.ts';
import { lastPeriod } from '../query.ts';
import { has, namesOf, type Reading } from '../reading.ts';
import { sayNoTool } from './read-plan.ts';
import { isOfMyTeam, managerAsked, managerTold, readTeam } from './team.ts';

export function planLeave(reading: Reading, asking: Asking): Plan | null {
  if (!has(reading, '@leave', '@away') || has(reading, '@cra')) return null;
  if (asksBalance(reading)) return listLeave(reading, asking);
  // « mes absences validées » wait for nothing.
  if (has(reading, '@waiting') && !DECIDED.test(reading.text)) return listLeave(reading, asking);
  // « quand Léa est-elle en vacances ? »
  const whose = namesOf(reading, 'consultant').length > 0 || has(reading, '@scope:mine');
  if ((has(reading, '@when') || DECIDED.test(reading.text)) && whose && countsNothing(reading))
    return listAway(reading, asking);
  const ofTeam = isOfMyTeam(reading) || managerTold(reading) !== null;
  if (ofTeam && countsNothing(reading)) return listAway(reading, asking);
  if (reading.measures[0]?.report === 'occupancy' && countsNoMonth(reading)) return listAway(reading, asking);
  if (
    reading.measures.every(({ report }) => report === 'occupancy') &&
    TO_COME.test(reading.text) &&
    !lastPeriod(reading)
  )
    return listAway(reading, asking);
  const measured = reading.measures.some(({ report, field }) => report !== 'occupancy' || field === 'working_days');
  if (measured || has(reading, '@howmany', '@as_days', '@count', '@scope:firm')) return null;
  return has(reading, '@who', '@list') || reading.kinds.includes('consultant') ? listAway(reading, asking) : null;
}

/** Who of a team is away is asked for, and no number of days. */
function countsNothing(reading: Reading): boolean {
  return reading.measures.every(({ report }) => report === 'occupancy') && !has(reading, '@howmany', '@count');
}

/** « mes congés validés » */
const DECIDED =
  /(?<!\p{L})(?:validée?s|validees?|acceptée?s|acceptees|accordée?s|accordees|posée?s|approved|granted)(?!\p{L})/iu;

/** Half a year: leave is asked for no further ahead. */
const AHEAD_DAYS = 182;
/** « mes congés à venir » */
const TO_COME =
  /(?:qui|who) (?:part|leaves|is leaving)(?!\p{L})|(?:va|vont|doit|doivent) (?:partir|prendre|être|etre|poser)|(?:à|a) venir|(?<!\p{L})(?:prochaine?s?|futurs?|posés|poses|upcoming|next|planned)(?!\p{L})/iu;

/** Days of one kind, or of some days: no report counts them by the month. */
function countsNoMonth(reading: Reading): boolean {
  const field = reading.measures[0]?.field;
  if (field !== 'absence_days' && field !== 'leave_days') return false;
  // RTT days are days of leave, that the report counts.
  if (kindsTold(reading).some((kind) => kind !== 'rtt')) return true;
  const period = lastPeriod(reading);
  if (period === null) return false;
  // What is still to come was asked for: it is listed.
  return period.kind === 'week' || period.kind === 'day' || (period.kind === 'span' && !isWholeMonths(period));
}

function isWholeMonths({ from, to }: NonNullable<ReturnType<typeof lastPeriod>>): boolean {
  return from !== null && to !== null && from.endsWith('-01') && lastDayOf(monthOf(to)) === to;
}

/** Kinds of absence that a question tells apart. */
const KIND_WORDS: readonly (readonly [AbsenceKind, RegExp])[] = [
  ['maladie', /maladie|malade|sick/u],
  ['formation', /formation|training/u],
  ['sans_solde', /sans solde|unpaid/u],
  ['maternite', /maternite|maternity/u],
  ['parental', /parental/u],
  ['rtt', /(?<!\p{L})rtt(?!\p{L})/u],
];

function kindsTold({ text }: Reading): AbsenceKind[] {
  const folded = foldText(text);
  return KIND_WORDS.filter(([, words]) => words.test(folded)).map(([kind]) => kind);
}

/** Days taken are known; those that are left stand in the payroll's own counters. */
function sayNoBalance({ language }: Asking): End {
  return abstain(
    'no_data',
    inLanguage(language, 'Vigie ne tient pas les soldes de congés.', 'Vigie does not hold leave balances.'),
  );
}

/** Who is away, and when. */
function* listAway(reading: Reading, asking: Asking): Plan {
  const { language } = asking;
  if (!asking.tools.has('list_absences')) return sayNoTool(asking);
  const period = lastPeriod(reading);
  const from = period?.from ?? period?.to ?? asking.asOf;
  const unsaid = TO_COME.test(reading.text) || has(reading, '@when') || DECIDED.test(reading.text);
  const ahead = unsaid ? addDays(asking.asOf, AHEAD_DAYS) : asking.asOf;
  const to = period?.to ?? ahead;
  const named = namesOf(reading, 'consultant').map(({ code }) => code);
  const own =
    has(reading, '@scope:mine') && asking.person.consultantCode !== null ? [asking.person.consultantCode] : [];
  const manager = managerAsked(reading, asking);
  const team = manager === null ? null : (yield* readTeam(manager, asking)).map(({ code }) => code);
  if (team?.length === 0 || (team === null && isOfMyTeam(reading))) return sayNoTool(asking);
  const people = team ?? (named.length > 0 ? named : own);
  const kinds = kindsTold(reading);
  const options = { from, to: to < from ? from : to };
  const result = yield* readTable('list_absences', options, {
    where: [{ field: 'status', op: '=', value: 'validee' }],
    ...(people.length > 0 && { subjects: people }),
    sort: { field: 'starts_on', order: 'asc' },
  });
  if (isRefused(result)) return say(result.sentence);
  const when = inLanguage(
    language,
    `du ${sayDate(from)} au ${sayDate(options.to)}`,
    `from ${sayDate(from)} to ${sayDate(options.to)}`,
  );
  // Somebody off on a Saturday is away from nothing.
  const rows = result.rows.filter(({ fields }) => {
    if (kinds.length > 0 && !kinds.some((kind) => kind === fields['kind'])) return false;
    const first = later(String(fields['starts_on']), options.from);
    return countWorkingDays(first, earlier(String(fields['ends_on']), options.to)) > 0;
  });
  if (rows.length === 0) return say(sayNobodyAway(when, asking));
  const lines = rows.map((row) => sayLeaveLine(result, row));
  const told = lines.length > 25 ? [...new Set(rows.map(({ subject }) => subject))].join(', ') : lines.join('\n');
  return say(`${inLanguage(language, 'Absences', 'Away')} ${when} :\n${told}`);
}

function sayNobodyAway(when: string, { language }: Asking): string {
  return inLanguage(language, `Aucune absence ${when}.`, `Nobody is away ${when}: none.`);
}

function sayLeaveLine(result: ReadResult, row: ResultRow): string {
  return `- ${name(result, row)} : ${String(row.fields['kind'])}, [[${result.ref}:${row.key}.starts_on]] – [[${result.ref}:${row.key}.ends_on]]`;
}

function asksBalance(reading: Reading): boolean {
  return has(reading, '@remaining') && chooseMeasure(reading)?.field === 'leave_days';
}

function* listLeave(reading: Reading, asking: Asking): Plan {
  if (asksBalance(reading)) return sayNoBalance(asking);
  const { language } = asking;
  const people = namesOf(reading, 'consultant').map(({ code }) => code);
  const result = yield* readTable(
    'list_absences',
    {},
    {
      where: [{ field: 'status', op: '=', value: 'demandee' }],
      ...(people.length > 0 && { subjects: people }),
    },
  );
  if (isRefused(result)) return say(result.sentence);
  if (result.rows.length === 0)
    return say(inLanguage(language, 'Aucune demande de congé en attente.', 'No leave request is waiting.'));
  const lines = result.rows.map((row) => sayLeaveLine(result, row));
  return say(
    `[[${result.ref}:count]] ${inLanguage(language, 'demande(s) en attente', 'request(s) waiting')} :\n${lines.join('\n')}`,
  );
}
