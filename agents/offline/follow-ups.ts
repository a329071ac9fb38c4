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

/** Of what was just counted, a list. */
const WHICH_ONES = /^\W*(?:et\s+|and\s+)?(?:lesquel(?:le)?s|which ones?|qui)\W*$/iu;

function tellsSomething(reading: Reading): boolean {
  return (
    reading.names.length > 0 ||
    reading.periods.length > 0 ||
    reading.horizon !== null ||
    reading.by !== null ||
    reading.kinds.length > 0 ||
    reading.numbers.thresholds.length > 0 ||
    WHICH_ONES.test(reading.text) ||
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

/** « jusqu'à quand ? », « TJM ? »: nothing else is told. */
const ELLIPTICAL_WORDS = 4;

/** A figure alone, that the thing just spoken of has. */
function isElliptical(reading: Reading, before: Reading): boolean {
  if (reading.wordCount > ELLIPTICAL_WORDS || reading.names.length > 0 || reading.kinds.length > 0) return false;
  if (reading.by !== null || reading.numbers.thresholds.length > 0 || reading.numbers.top !== null) return false;
  if (wishes(reading) || has(reading, '@scope:firm', '@scope:mine', '@list', '@who', '@polite')) return false;
  const about = VIEWS[reading.measures[0]?.report ?? 'margin']?.about ?? [];
  return clearNames(before).some(({ kind }) => about.includes(kind));
}

const SHE_OR_HE = /(?<!\p{L})(?:elle|lui|il|he|she|him|her)(?!\p{L})(?! (?:y a|faut|reste|manque))/iu;

/** « sur quoi elle bosse ? », after a person was spoken of. */
function meansPerson(reading: Reading, before: Reading): boolean {
  if (reading.names.length > 0 || reading.kinds.length > 0 || !SHE_OR_HE.test(reading.text)) return false;
  return clearNames(before).some(({ kind }) => kind === 'consultant') && !has(reading, '@scope:firm', '@scope:mine');
}

/** Does it lean on the question before? */
function isFollowUp(reading: Reading, before: Reading): boolean {
  if (isOffGround(reading)) return false;
  if (leads(reading) || has(reading, '@pronoun', '@pronoun_many') || isBareOrder(reading)) return true;
  if (meansPerson(reading, before)) return true;
  if (measures(reading)) return isElliptical(reading, before);
  return tellsSomething(reading) && reading.understood > 0.5;
}

/**
 * The reading of a question, completed by the one before it.
 * @param answers the words are one of the choices that were offered.
 */
export function followUp(given: Reading, before: Reading | null, asOf: string, answers = false): Reading {
  if (before !== null && NARROWS.test(given.text) && !isOffGround(before) && !isOffGround(given))
    return narrow(given, before, asOf);
  const reading =
    before === null ? given : takeUpComparison(takeUpCost(sinceThen(given, before, asOf), before), before);
  if (before === null || isOffGround(before) || !(answers || isFollowUp(reading, before))) return reading;
  const own = measures(reading);
  const names = chooseNames(reading, before);
  const narrowed = reading.names.length > 0;
  const ranked = [...reading.marks.keys()].some((mark) => mark.startsWith('@order'));
  const inherited = own && !leads(reading) && !answers ? [] : [...before.marks];
  const sameForm = own && asksSameForm(reading, before);
  // « le total ? » adds up what was listed.
  const asksTotal =
    !own && has(reading, '@scope:firm') && /(?<!\p{L})(?:total|somme|sum|tout)(?!\p{L})/iu.test(reading.text);
  const bareOrder = isBareOrder(reading);
  const marks = new Map([
    ...inherited
      .filter(([mark]) =>
        keepsMark(mark, { own: own && !answers && !sameForm, narrowed, ranked, wish: wishes(reading) }),
      )
      .filter(([mark]) => !(asksTotal && /^@(?:list|order|by|plural|singular|kind)/.test(mark)))
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
    numbers: (own && !sameForm) || narrowed || hasNumbers(reading) ? reading.numbers : before.numbers,
    marks,
    kinds: asksTotal || reading.kinds.length > 0 || (own && !sameForm) ? reading.kinds : before.kinds,
    by: asksTotal
      ? null
      : (reading.by ?? ((own && !sameForm) || (narrowed && !splitsAgain(names, before)) ? null : before.by)),
    isFollowUp: true,
  };
}

/** « dont combien… », « parmi elles, combien… », « of which… »: a part of what was just told. */
const NARROWS =
  /^\W*(?:et\s+|and\s+)?(?:dont|parmi (?:eux|elles|ceux|celles|ces|les)|sur (?:ces|les|ceux|celles)[- ](?:\d+|ci|là)|là[- ]dessus|of which|of (?:those|these|them)|among (?:those|these|them)|(?:how many|how much|which) of (?:those|these|them))(?!\p{L})/iu;

/** Words that a choice among the same things replaces. */
const CHOICES = ['severity', 'status', 'contract', 'stage', 'state', 'rule', 'change', 'employment'];

/** Reports that speak of the same things, one more closely. */
const CLOSER: readonly (readonly [string, string])[] = [
  ['receivables', 'late'],
  ['late', 'receivables'],
  ['margin', 'drift'],
];

/** What may not be said of what was just told. */
export const NOT_NARROWED = '@not_narrowed';

/** The question before, of fewer things: all that it chose by stays, and what is said now is chosen by too. */
function narrow(reading: Reading, before: Reading, asOf: string): Reading {
  const [was] = before.measures;
  const other = reading.measures.filter(({ report }) => !before.measures.some((one) => one.report === report));
  const closer = other.find(({ report }) => CLOSER.some(([one, two]) => one === was?.report && two === report));
  const foreign = was !== undefined && closer === undefined && other.length > 0 && reading.names.length === 0;
  const marked = new Set(
    CHOICES.filter((family) => [...reading.marks.keys()].some((m) => m.startsWith(`@${family}:`))),
  );
  const asksAmount = AMOUNT.test(reading.text);
  const counted = has(reading, '@howmany') && !asksAmount && (has(before, '@count') || before.kinds.length > 0);
  const marks = new Map([
    ...[...before.marks].filter(
      ([mark]) =>
        !/^@(?:again|pronoun|ordinal|question|order|singular)/.test(mark) &&
        !marked.has(/^@([a-z]+):/.exec(mark)?.[1] ?? '') &&
        !(asksAmount && /^@(?:count|howmany|list)$/.test(mark)),
    ),
    ...[...reading.marks].filter(([mark]) => mark !== '@invoiced'),
    ...(counted ? [['@count', 1] as const] : []),
    ...(asksAmount ? [['@as_euros', 1] as const] : []),
    ...(foreign ? [[NOT_NARROWED, 1] as const] : []),
  ]);
  const kinds = new Set(clearNames(reading).map(({ kind }) => kind));
  const periods = reading.periods.map((period) => shiftFrom(period, before.periods.at(-1) ?? null, asOf));
  return {
    ...reading,
    measures: was === undefined ? reading.measures : closer ? [closer, ...before.measures] : before.measures,
    horizon: reading.horizon ?? before.horizon,
    names: [
      ...before.names.filter(({ candidates }) => !candidates.some(({ kind }) => kinds.has(kind))),
      ...reading.names,
    ],
    periods: periods.length > 0 ? periods : before.periods,
    numbers: {
      ...reading.numbers,
      thresholds: [...before.numbers.thresholds, ...reading.numbers.thresholds],
      ranges: [...before.numbers.ranges, ...reading.numbers.ranges],
    },
    marks,
    kinds: before.kinds.length > 0 ? before.kinds : reading.kinds,
    by: reading.by,
    isFollowUp: true,
  };
}

const AMOUNT = /(?<!\p{L})(?:montants?|quel total|valeur|somme|euros|how much|amount|value|total)(?!\p{L})/iu;

/** « et ceux de Renault ? » after « la marge d'Alstom par projet »: by project again. */
function splitsAgain(names: Reading['names'], before: Reading): boolean {
  const kind = names[0]?.candidates[0]?.kind;
  return before.names.some(({ candidates }) => candidates[0]?.kind === kind) && before.by !== kind;
}

/** « qu'est-ce qui a changé ? » after « et il y a un mois ? »: since that day. */
function sinceThen(reading: Reading, before: Reading, asOf: string): Reading {
  const day = before.periods.at(-1);
  const asks = reading.measures[0]?.report === 'changes' && reading.periods.length === 0;
  if (!asks || day?.kind !== 'day' || day.to === null || day.to >= asOf) return reading;
  return { ...reading, periods: [{ ...day, kind: 'since', from: day.to, to: asOf }] };
}

const IT = /(?<!\p{L})(?:ça|ca|cela|it|that|this|tout ça)(?!\p{L})/iu;
/** What has a cost of its own, that no project is named for. */
const COSTLY = new Set(['drift', 'bench', 'late', 'receivables', 'billing']);

/** « combien ça nous coûte ? », of the drifts or of the bench just listed: their own euros, added up. */
function takeUpCost(reading: Reading, before: Reading): Reading {
  const [measure] = reading.measures;
  const report = before.measures[0]?.report ?? '';
  const cost = measure?.report === 'margin' && (measure.field === 'cost' || measure.field === 'margin');
  if (!cost || !IT.test(reading.text) || !COSTLY.has(report) || reading.names.length > 0) return reading;
  const marks = new Map([
    ...reading.marks,
    ...['@scope:firm', '@as_euros', '@again'].map((mark) => [mark, 1] as const),
  ]);
  const fields: Readonly<Record<string, string>> = { drift: 'impact', bench: 'cost' };
  const taken = before.measures.map((one, at) => (at === 0 ? { ...one, field: fields[report] ?? one.field } : one));
  return { ...reading, measures: taken, marks, places: new Map([...reading.places, ['@again', 0]]) };
}

const BETTER_THAN = /(?<!\p{L})(?:mieux|meilleure?|moins bien|pire|better|worse|plus|moins|more|less)(?!\p{L})/iu;

/** « c'est mieux qu'en octobre ? » after « et en septembre ? »: the same figure of the two. */
function takeUpComparison(reading: Reading, before: Reading): Reading {
  const own = reading.measures.filter(({ report }) => report !== 'changes');
  const [told] = reading.periods;
  const then = before.periods.at(-1);
  const alone =
    own.length === 0 && reading.names.length === 0 && reading.kinds.length === 0 && before.measures.length > 0;
  if (!alone || !told || reading.periods.length > 1 || !then || then.kind !== told.kind) return reading;
  if (!BETTER_THAN.test(reading.text)) return reading;
  const marks = new Map([
    ...[...reading.marks].filter(([mark]) => !/^@(?:change|order)/.test(mark)),
    ['@again', 1] as const,
    ['@compare', 1] as const,
  ]);
  return {
    ...reading,
    measures: [],
    periods: [then, told],
    marks,
    places: new Map([...reading.places, ['@again', 0]]),
  };
}

/** « et par marge ? » after « le top 3 des projets par CA »: the same list, looked at by another figure. */
function asksSameForm(reading: Reading, before: Reading): boolean {
  const ranked = [...before.marks.keys()].some((mark) => mark.startsWith('@order'));
  const bare =
    reading.names.length === 0 && reading.kinds.length === 0 && reading.by === null && !has(reading, '@scope:firm');
  const sameReport = reading.measures[0]?.report === before.measures[0]?.report;
  return leads(reading) && bare && sameReport && (ranked || before.by !== null || hasNumbers(before));
}

function keepsMark(mark: string, now: { own: boolean; narrowed: boolean; ranked: boolean; wish: boolean }): boolean {
  if (mark === '@again' || mark.startsWith('@pronoun') || mark.startsWith('@ordinal') || mark.startsWith('@horizon'))
    return false;
  if (mark === '@why') return !now.own;
  if (now.ranked && mark.startsWith('@order')) return false;
  if (now.own) return /^@(?:status|client_work|contract|scope:mine|severity|signal)/.test(mark) && !now.narrowed;
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
  if (period.relative === 'year_before') return before === null ? period : yearBefore(before);
  const from = before?.from ?? before?.to ?? asOf;
  const month = addMonths(monthOf(from), period.relative === 'before' ? -1 : 1);
  return { ...period, from: firstDayOf(month), to: lastDayOf(month) };
}

/** The same days, twelve months earlier. */
export function yearBefore(period: Period): Period {
  const shift = (day: string | null, atEnd: boolean): string | null => {
    if (day === null) return null;
    const month = addMonths(monthOf(day), -12);
    if (atEnd && lastDayOf(monthOf(day)) === day) return lastDayOf(month);
    const same = `${month}${day.slice(7)}`;
    return same <= lastDayOf(month) ? same : lastDayOf(month);
  };
  const kind = period.kind === 'since' || period.kind === 'until' ? 'span' : period.kind;
  return { ...period, kind, from: shift(period.from, false), to: shift(period.to, true) };
}

/** The one thing that a chat is about so far. */
export function antecedent(before: Reading | null): boolean {
  return before !== null && clearNames(before).length > 0;
}
