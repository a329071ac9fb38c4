// Leave: a request that waits is decided by somebody else; one's own days off are asked for.

import { addDays, weekdayOf } from '../../../domain/civil-dates.ts';
import { sayDate } from '../../../domain/french.ts';
import type { AbsenceKind } from '../../../domain/presence.ts';
import type { ResultRow } from '../../turn.ts';
import { foldText } from '../../words.ts';
import { askBack, CHOICES_AT_LEAST, inLanguage, isRefused, readTable, say, type Asking, type Plan } from '../plan.ts';
import { lastPeriod } from '../query.ts';
import { has, namesOf, type Reading } from '../reading.ts';
import { sayNoRight, proposeAll } from '../plans/propose.ts';

/** What people call the kinds of leave. */
const KINDS: readonly (readonly [AbsenceKind, RegExp])[] = [
  ['rtt', /(?<!\p{L})r\.?t\.?t(?!\p{L})/u],
  ['maladie', /maladie|malade|arret|sick/u],
  ['formation', /formation|training/u],
  ['sans_solde', /sans solde|unpaid/u],
  ['maternite', /maternite|maternity/u],
  ['parental', /parental/u],
  ['cp', /(?<!\p{L})cp(?!\p{L})|conges? payes?|paid leave/u],
];

/** The kind of leave that the words name; « congé » alone is any. */
function kindTold({ text, saidBefore = '' }: Reading): AbsenceKind | null {
  const kindIn = (words: string): AbsenceKind | null =>
    KINDS.find(([, pattern]) => pattern.test(foldText(words)))?.[0] ?? null;
  return kindIn(text) ?? kindIn(saidBefore);
}

/** Of the requests that wait, those of the kind and of the days that are told. */
function chooseTold(reading: Reading, rows: readonly ResultRow[]): readonly ResultRow[] {
  const kind = kindTold(reading);
  const period = lastPeriod(reading);
  const [from, to] = [period?.from ?? period?.to ?? '', period?.to ?? '9999-12-31'];
  return rows.filter(
    ({ fields }) =>
      (kind === null || fields['kind'] === kind) &&
      String(fields['starts_on']) <= to &&
      String(fields['ends_on']) >= from,
  );
}

function sayLeave({ label, fields }: ResultRow): string {
  return `${label}, ${String(fields['kind'])}, ${sayDate(String(fields['starts_on']))} – ${sayDate(String(fields['ends_on']))}`;
}

export function* decideLeave(reading: Reading, asking: Asking): Plan {
  const { language } = asking;
  const people = namesOf(reading, 'consultant').map(({ code }) => code);
  const listed = yield* readTable(
    'list_absences',
    {},
    {
      ...(people.length > 0 && { subjects: people }),
      where: [{ field: 'status', op: '=', value: 'demandee' }],
      sort: { field: 'starts_on', order: 'asc' },
    },
  );
  if (isRefused(listed)) return say(listed.sentence);
  const rows = chooseTold(reading, listed.rows);
  const [first] = rows;
  if (!first) return offerWaiting(listed.rows, reading, asking);
  if (rows.length > 1) {
    const question = inLanguage(language, 'Quelle demande ?', 'Which request?');
    return askBack(
      question,
      rows.map((row) => `${row.subject} ${sayLeave(row)}`),
    );
  }
  const refused = has(reading, '!refuse') && !has(reading, '!approve');
  const decision = refused ? 'refusee' : 'validee';
  return yield* proposeAll('decide_absence', [{ id: first.fields['id'], decision }], asking, sayRequest(first));
}

/** None as told: those that do wait are shown, none of them is decided. */
function offerWaiting(waiting: readonly ResultRow[], reading: Reading, asking: Asking): ReturnType<typeof say> {
  const none = sayNoLeave(reading, asking);
  const named = namesOf(reading, 'consultant').length > 0 || waiting.length <= SHOWN_AT_MOST;
  if (waiting.length === 0 || !named) return say(none);
  const choices = waiting.map((row) => `${row.subject} ${sayLeave(row)}`);
  if (choices.length >= CHOICES_AT_LEAST)
    return askBack(`${none} ${inLanguage(asking.language, 'Laquelle ?', 'Which one?')}`, choices);
  return say(`${none} ${inLanguage(asking.language, 'Attend', 'Waiting')} : ${choices.join(', ')}.`);
}

const SHOWN_AT_MOST = 6;

function sayRequest(row: ResultRow): string {
  return `${row.label} (${row.subject}), ${String(row.fields['kind'])}, ${sayDate(String(row.fields['starts_on']))} – ${sayDate(String(row.fields['ends_on']))}.`;
}

function sayNoLeave(reading: Reading, { language }: Asking): string {
  const [person] = namesOf(reading, 'consultant');
  const of = person ? ` ${inLanguage(language, 'de', 'of')} ${person.label} (${person.code})` : '';
  const period = lastPeriod(reading);
  const kind = kindTold(reading);
  const [from, to] = [period?.from ?? period?.to, period?.to ?? period?.from];
  const days = from && to ? ` ${from === to ? sayDate(from) : `${sayDate(from)} – ${sayDate(to)}`}` : '';
  const told = kind === null && days === '' ? '' : ` (${`${kind ?? ''}${days}`.trim()})`;
  return inLanguage(
    language,
    `Aucune demande de congé${of}${told} n’attend de décision.`,
    `No leave request${of}${told} is waiting.`,
  );
}

/** « pose 2 jours de congé les 23 et 24 décembre »: for oneself, or for who is named. */
export function* requestLeave(reading: Reading, asking: Asking): Plan {
  const { language, asOf, person } = asking;
  const [named] = namesOf(reading, 'consultant');
  const consultant = named?.code ?? person.consultantCode;
  if (consultant === null) return sayNoRight(asking);
  const dates = datesTold(reading);
  if (dates === null) {
    const days = [1, 2, 3, 4, 5, 6, 7].map((shift) => addDays(asOf, shift)).filter((day) => weekdayOf(day) <= 5);
    return askBack(
      inLanguage(language, 'De quel jour à quel jour ?', 'From which day to which day?'),
      days.map((day) => inLanguage(language, `le ${sayDate(day)}`, `on ${sayDate(day)}`)),
    );
  }
  const folded = foldText(reading.text);
  const single = dates.startsOn === dates.endsOn;
  const input = {
    consultant,
    kind: kindTold(reading) ?? 'cp',
    ...dates,
    ...(/apres[- ]midi|afternoon/.test(folded) && { startsAfternoon: true }),
    ...(single && /(?<!\p{L})(?:matin|matinee|morning)(?!\p{L})/u.test(folded) && { endsMorning: true }),
  };
  return yield* proposeAll('request_absence', [input], asking);
}

/** The first day and the last one; a day alone that so many days are asked from has its end told by their count. */
function datesTold({ periods }: Reading): { startsOn: string; endsOn: string } | null {
  const days = periods.flatMap(({ kind, from, to }) => {
    if (kind === 'since' || kind === 'until') return [];
    return kind === 'day' ? [to] : [from, to];
  });
  const sorted = days.filter((day) => day !== null).toSorted((a, b) => a.localeCompare(b));
  const [startsOn] = sorted;
  const endsOn = sorted.at(-1);
  return startsOn === undefined || endsOn === undefined ? null : { startsOn, endsOn };
}
