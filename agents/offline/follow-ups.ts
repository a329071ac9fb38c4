// A follow-up says only what changes: « et pour Renault ? », « pourquoi ? », « fais pareil pour septembre ». The rest is
// taken from the question before.

import { addMonths, firstDayOf, lastDayOf, monthOf } from '../../domain/periods.ts';
import { clearNames, has, type Reading } from './reading.ts';
import type { Period } from './period-spans.ts';
import { VIEWS } from './views.ts';

/** Words of the form of a question: they go when a follow-up asks of one thing. */
const LIST_FORMS = /^@(?:order|howmany|count|list|status|severity|client_work|singular|scope)/;
/** What made the question before a question: an order that follows it is none. */
const ASKING_FORMS = /^@(?:question|who|why|howmany|count|list|order|singular|plural|polite)/;
/** A follow-up begins with its link: « et… », « même question… ». */
const LINK_WITHIN = 12;

function leads(reading: Reading): boolean {
  const at = reading.places.get('@again');
  return at !== undefined && at <= LINK_WITHIN;
}

function measures(reading: Reading): boolean {
  return reading.measures.length > 0;
}

function wishes(reading: Reading): boolean {
  return [...reading.marks.keys()].some((mark) => mark.startsWith('!'));
}

function tellsSomething(reading: Reading): boolean {
  return (
    reading.names.length > 0 ||
    reading.periods.length > 0 ||
    reading.horizon !== null ||
    reading.by !== null ||
    reading.kinds.length > 0 ||
    reading.numbers.thresholds.length > 0 ||
    has(reading, '@why', '@scope:firm', '@howmany', '@as_rate', '@as_euros', '@again') ||
    [...reading.marks.keys()].some((mark) => /^@(?:order|status|contract|stage|rule|state|severity|ordinal)/.test(mark))
  );
}

/** What was outside the ground leaves nothing to follow. */
function isOffGround({ marks }: Reading): boolean {
  return [...marks.keys()].some((mark) => mark.startsWith('~'));
}

/** More words than this say what the order is about. */
const BARE_ORDER_WORDS = 5;

/** « relance-les »: an order whose object stands in the question before. */
function isBareOrder(reading: Reading): boolean {
  const told = measures(reading) || reading.names.length > 0 || reading.kinds.length > 0 || has(reading, '@cra');
  return wishes(reading) && !told && reading.wordCount <= BARE_ORDER_WORDS && !leads(reading);
}

/** Does it lean on the question before? */
function isFollowUp(reading: Reading): boolean {
  if (isOffGround(reading)) return false;
  if (leads(reading) || has(reading, '@pronoun', '@pronoun_many') || isBareOrder(reading)) return true;
  if (measures(reading)) return false;
  return tellsSomething(reading) && reading.understood > 0.5;
}

/** The reading of a question, completed by the one before it. */
/** @param answers the words are one of the choices that were offered. */
export function followUp(reading: Reading, before: Reading | null, asOf: string, answers = false): Reading {
  if (before === null || isOffGround(before) || !(answers || isFollowUp(reading))) return reading;
  const own = measures(reading);
  const names = chooseNames(reading, before);
  const narrowed = reading.names.length > 0;
  const ranked = [...reading.marks.keys()].some((mark) => mark.startsWith('@order'));
  const inherited = own && !leads(reading) && !answers ? [] : [...before.marks];
  const bareOrder = isBareOrder(reading);
  const marks = new Map([
    ...inherited
      .filter(([mark]) => keepsMark(mark, { own: own && !answers, narrowed, ranked, wish: wishes(reading) }))
      .filter(([mark]) => !(bareOrder && ASKING_FORMS.test(mark))),
    ...reading.marks,
    // « combien ? » counts what was listed.
    ...(!own && has(reading, '@howmany') && names.length === 0 ? [['@count', 1] as const] : []),
  ]);
  const periods = reading.periods.map((period) => shiftFrom(period, before.periods.at(-1) ?? null, asOf));
  return {
    ...reading,
    measures: own ? reading.measures : before.measures,
    horizon: reading.horizon ?? (own ? null : before.horizon),
    names,
    periods: periods.length > 0 ? periods : before.periods,
    numbers: own || narrowed || hasNumbers(reading) ? reading.numbers : before.numbers,
    marks,
    kinds: reading.kinds.length > 0 || own ? reading.kinds : before.kinds,
    by: reading.by ?? (own || narrowed ? null : before.by),
    isFollowUp: true,
  };
}

function keepsMark(mark: string, now: { own: boolean; narrowed: boolean; ranked: boolean; wish: boolean }): boolean {
  if (mark === '@again' || mark.startsWith('@pronoun') || mark.startsWith('@ordinal') || mark.startsWith('@horizon'))
    return false;
  if (mark === '@why') return !now.own;
  if (now.ranked && mark.startsWith('@order')) return false;
  if (now.own) return /^@(?:status|client_work|contract|scope:mine)/.test(mark) && !now.narrowed;
  if (mark.startsWith('!')) return !now.wish;
  return !(now.narrowed && LIST_FORMS.test(mark));
}

function chooseNames(reading: Reading, before: Reading): Reading['names'] {
  if (reading.names.length > 0 || has(reading, '@scope:firm')) return reading.names;
  const report = reading.measures[0]?.report;
  const about = report === undefined ? undefined : VIEWS[report]?.about;
  if (about === undefined) return before.names;
  return before.names.filter(({ candidates }) => candidates.some(({ kind }) => about.includes(kind)));
}

function hasNumbers({ numbers }: Reading): boolean {
  return numbers.thresholds.length > 0 || numbers.ranges.length > 0 || numbers.top !== null || numbers.plain.length > 0;
}

/** « le mois d'avant » is before the one just spoken of. */
function shiftFrom(period: Period, before: Period | null, asOf: string): Period {
  if (period.relative === undefined) return period;
  const from = before?.from ?? before?.to ?? asOf;
  const month = addMonths(monthOf(from), period.relative === 'before' ? -1 : 1);
  return { ...period, from: firstDayOf(month), to: lastDayOf(month) };
}

/** The one thing that a chat is about so far. */
export function antecedent(before: Reading | null): boolean {
  return before !== null && clearNames(before).length > 0;
}
