// A follow-up says only what changes: « et pour Renault ? », « pourquoi ? », « fais pareil pour septembre ». The rest is
// taken from the question before.

import { addMonths, firstDayOf, lastDayOf, monthOf } from '../../domain/periods.ts';
import { chooseMeasure } from './choose-measure.ts';
import { MY_PEOPLE } from './query.ts';
import { clearNames, has, type Reading } from './reading.ts';
import { NOBODY_YET, NOT_NARROWED, OF_ONE_TURN, TAKEN } from './taken-marks.ts';
import { IT, takeUp } from './take-up.ts';
import type { Period } from './period-spans.ts';
import { VIEWS, type PeriodUse } from './views.ts';

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
const WHICH_ONES =
  /^\W*(?:et\s+|and\s+|c['’]est\s+)?(?:lesquel(?:le)?s|which ones?|qui|quels? (?:projets?|clients?)|who|who (?:is it|are they)|qui (?:ça|ca|exactement|donc|sont[- ]ils)|c['’]est qui)\W*$/iu;

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
    [...reading.marks.keys()].some((mark) =>
      /^@(?:order|status|contract|stage|rule|state|severity|ordinal|oldest|latest)/.test(mark),
    )
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

/** « pourquoi c'est bloqué ? »: of the figure just told, and of its month. */
function goesOn(reading: Reading, before: Reading): boolean {
  const same = measures(reading) && reading.measures[0]?.report === before.measures[0]?.report;
  const told = reading.names.length + reading.kinds.length + reading.periods.length > 0 || reading.by !== null;
  const leans = has(reading, '@why') || IT.test(reading.text) || THESE.test(reading.text);
  return same && !told && leans && !has(reading, '@scope:firm', '@scope:mine');
}

/** « lesquels sont bloqués ? », and not « lesquels de nos clients ». */
const THESE = /^\W*(?:et |and )?(?:lesquel(?:le)?s|lequel|laquelle|which ones?)(?! (?:de|des|du|of)(?!\p{L}))/iu;

/** « mets P029 à 150 » after the days that are left: another number of them. */
function setsDays({ marks, numbers, measures: own, names }: Reading, before: Reading): boolean {
  const left = chooseMeasure(before)?.field === 'remaining_days' && own.length === 0;
  const projects = names.every(({ candidates }) => candidates[0]?.kind === 'project');
  return left && projects && numbers.plain.length > 0 && ['!mark', '!update'].some((mark) => marks.has(mark));
}

/** Does it lean on the question before? */
function isFollowUp(reading: Reading, before: Reading): boolean {
  if (isOffGround(reading)) return false;
  if (leads(reading) || has(reading, TAKEN, '@pronoun', '@pronoun_many') || isBareOrder(reading)) return true;
  if (meansPerson(reading, before) || goesOn(reading, before) || setsDays(reading, before)) return true;
  if (measures(reading)) return isElliptical(reading, before);
  return tellsSomething(reading) && reading.understood > 0.5;
}

/**
 * The reading of a question, completed by the one before it.
 * @param answers the words are one of the choices that were offered.
 */
export function followUp(given: Reading, before: Reading | null, asOf: string, answers = false): Reading {
  const part = before === null ? given : ofDeals(given, before);
  if (before !== null && NARROWS.test(part.text) && !isOffGround(before) && !isOffGround(part))
    return narrow(part, before, asOf);
  const reading = before === null ? given : takeUp(given, before, asOf);
  if (before === null || isOffGround(before) || !(answers || isFollowUp(reading, before))) return reading;
  const own = measures(reading) || asksItself(reading, before);
  const names = chooseNames(reading, before);
  const narrowed = reading.names.length > 0;
  const ranked = [...reading.marks.keys()].some((mark) => mark.startsWith('@order'));
  const asksOther = asksItself(reading, before) && !measures(reading);
  const inherited = own && !answers && (asksOther || !leads(reading)) ? [] : [...before.marks];
  const sameForm = own && asksSameForm(reading, before);
  // « le total ? » adds up what was listed.
  const asksTotal =
    !own && has(reading, '@scope:firm') && /(?<!\p{L})(?:total|somme|sum|tout)(?!\p{L})/iu.test(reading.text);
  const retold = familiesTold(reading);
  // « et le premier, c'est qui ? » orders nothing, after an order.
  const asks = !wishes(reading) && has(reading, '@question', '@who', '@why', '@howmany');
  const asksWhich = WHICH_ONES.test(reading.text);
  const ordered = wishes(reading) && !has(reading, '@question');
  const marks = new Map([
    ...inherited
      .filter(([mark]) =>
        keepsMark(mark, { own: own && !answers && !sameForm, narrowed, ranked, wish: wishes(reading) }),
      )
      .filter(([mark]) => !(asks && mark.startsWith('!')))
      // « mon équipe » is the people whom one may read, and not oneself.
      .filter(([mark]) => !(mark === '@scope:mine' && MY_PEOPLE.test(`${before.saidBefore ?? ''} ${before.text}`)))
      .filter(([mark]) => !retold.has(familyOf(mark)))
      .filter(([mark]) => !(asksWhich && /^@(?:count|howmany)$/.test(mark)))
      .filter(([mark]) => !(asksTotal && /^@(?:list|order|by|plural|singular|kind)/.test(mark)))
      .filter(([mark]) => !(ordered && ASKING_FORMS.test(mark))),
    ...reading.marks,
    // « combien ? » counts what was listed.
    ...(!own && COUNTS.test(reading.text) && names.length === 0 ? [['@count', 1] as const] : []),
    ...(asksWhich ? [['@list', 1] as const] : []),
    // « vas-y, émets-la », of what is to invoice.
    ...(has(reading, '!invoice') && before.measures[0]?.report === 'billing' ? [['@invoices', 1] as const] : []),
  ]);
  const periods = reading.periods.map((period) => shiftFrom(period, before.periods.at(-1) ?? null, asOf));
  return {
    ...reading,
    saidBefore: `${before.saidBefore ?? ''} ${before.text}`,
    measures: own || listsDeals(reading, before) ? reading.measures : before.measures,
    horizon: reading.horizon ?? (own ? null : before.horizon),
    names,
    periods: periods.length > 0 ? periods : periodsFor(reading, before),
    numbers: (own && !sameForm) || narrowed || hasNumbers(reading) ? reading.numbers : before.numbers,
    marks,
    kinds:
      (asksTotal && before.measures.length > 0) || reading.kinds.length > 0 || (own && !sameForm)
        ? reading.kinds
        : before.kinds,
    by: asksTotal
      ? null
      : (reading.by ?? ((own && !sameForm) || (narrowed && !splitsAgain(names, before)) ? null : before.by)),
    isFollowUp: true,
  };
}

/** « combien ? », « ça fait combien de projets ? »: of what was listed. */
const COUNTS =
  /^\W*(?:et\s+|and\s+|(?:ça|ca) (?:en )?fait |il y en a |there are )?(?:combien|how many)(?:\s+(?:sont[- ](?:ils|elles)|en tout|au total|y en a[- ]t[- ]il|ça fait|de \p{L}+|are (?:there|they)|in total))*\W*$/iu;

/** Words that ask by themselves, of what was just spoken of, whatever was measured. */
const PREDICATES = ['@assignments', '@manager', '@leave', '@away', '@skills'];

function asksItself(reading: Reading, before: Reading): boolean {
  return wishes(reading) ? staffs(reading) && !setsDays(reading, before) : has(reading, ...PREDICATES);
}

/** « mets-le sur P005 »: whatever was measured before. */
function staffs(reading: Reading): boolean {
  return has(reading, '!staff') && clearNames(reading).some(({ kind }) => kind === 'project' || kind === 'opportunity');
}

/** « dont combien… », « parmi elles, combien… », « of which… »: a part of what was just told. */
const NARROWS =
  /^\W*(?:et\s+|and\s+)?(?:dont|parmi (?:eux|elles|ceux|celles|ces|les)|sur (?:ces|les|ceux|celles)[- ](?:\d+|ci|là)|là[- ]dessus|of which|of (?:those|these|them)|among (?:those|these|them)|(?:how many|how much|which) of (?:those|these|them))(?!\p{L})/iu;

/** « dont combien de gagnées ? », of deals: nobody's wage is asked. */
function ofDeals(reading: Reading, before: Reading): Reading {
  const deals = before.measures[0]?.report === 'pipeline' || before.kinds.includes('opportunity');
  if (!deals || !has(reading, '~salary') || !/gagn/iu.test(reading.text)) return reading;
  const marks = [...reading.marks].filter(([mark]) => mark !== '~salary');
  return { ...reading, understood: 1, marks: new Map([...marks, ['@stage:gagnee', 1], ['@won', 1]]) };
}

/** Words that a choice among the same things replaces. */
const CHOICES = ['severity', 'status', 'contract', 'stage', 'state', 'rule', 'change', 'employment'];

function familyOf(mark: string): string {
  return /^@([a-z]+):/.exec(mark)?.[1] ?? '';
}

/** « et les rouges ? » after « en orange »: red, and no longer amber. */
function familiesTold({ marks }: Reading): Set<string> {
  return new Set(CHOICES.filter((family) => [...marks.keys()].some((mark) => familyOf(mark) === family)));
}

/** Reports that speak of the same things, one more closely. */
const CLOSER: readonly (readonly [string, string])[] = [
  ['receivables', 'late'],
  ['late', 'receivables'],
  ['margin', 'drift'],
];

/** The question before, of fewer things: all that it chose by stays, and what is said now is chosen by too. */
function narrow(reading: Reading, before: Reading, asOf: string): Reading {
  const [was] = before.measures;
  const other = reading.measures.filter(({ report }) => !before.measures.some((one) => one.report === report));
  const closer = other.find(({ report }) => CLOSER.some(([one, two]) => one === was?.report && two === report));
  const foreign = was !== undefined && closer === undefined && other.length > 0 && reading.names.length === 0;
  const marked = familiesTold(reading);
  const asksAmount = AMOUNT.test(reading.text);
  const counted = has(reading, '@howmany') && !asksAmount && (has(before, '@count') || before.kinds.length > 0);
  const marks = new Map([
    ...[...before.marks].filter(
      ([mark]) =>
        !/^@(?:again|pronoun|ordinal|question|order|singular)/.test(mark) &&
        !OF_ONE_TURN.has(mark) &&
        !marked.has(familyOf(mark)) &&
        !(asksAmount && /^@(?:count|howmany|list)$/.test(mark)),
    ),
    ...[...reading.marks].filter(([mark]) => mark !== '@invoiced'),
    ...(counted ? [['@count', 1] as const] : []),
    ...(asksAmount ? [['@as_euros', 1] as const] : []),
    ...(foreign || reading.understood < KNOWN_WORDS ? [[NOT_NARROWED, 1] as const] : []),
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

/** « dont à Nantes »: what it chooses by is not known. */
const KNOWN_WORDS = 0.5;

const AMOUNT = /(?<!\p{L})(?:montants?|quel total|valeur|somme|euros|how much|amount|value|total)(?!\p{L})/iu;

/** « et ceux de Renault ? » after « la marge d'Alstom par projet »: by project again. */
function splitsAgain(names: Reading['names'], before: Reading): boolean {
  const kind = names[0]?.candidates[0]?.kind;
  return before.names.some(({ candidates }) => candidates[0]?.kind === kind) && before.by !== kind;
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
  if (OF_ONE_TURN.has(mark)) return false;
  if (mark === '@again' || mark.startsWith('@pronoun') || mark.startsWith('@ordinal') || mark.startsWith('@horizon'))
    return false;
  if (mark === '@why') return !now.own;
  if (now.ranked && mark.startsWith('@order')) return false;
  if (now.own) return /^@(?:status|client_work|contract|scope:mine|severity|signal)/.test(mark) && !now.narrowed;
  if (mark.startsWith('!')) return !now.wish;
  return !(now.narrowed && LIST_FORMS.test(mark));
}

/** What was earned, worked or found in a period. */
const PERIODIC: ReadonlySet<PeriodUse> = new Set(['earned', 'month', 'months']);

/** « et il nous doit combien ? » after a margin of 2025: what is owed is owed today. */
function periodsFor(reading: Reading, before: Reading): Reading['periods'] {
  // Who is in charge, or what one knows, is of no month.
  if (has(reading, '@manager', '@skills') && !measures(reading)) return [];
  if (!measures(reading)) return before.periods;
  const [now, then] = [reading, before].map((one) => VIEWS[one.measures[0]?.report ?? 'margin']?.period);
  const both = now !== undefined && then !== undefined && PERIODIC.has(now) && PERIODIC.has(then);
  return now === then || both || before.measures.length === 0 ? before.periods : [];
}

/** « les opps de plus de 100 k » after the pipeline: the deals, and no longer its stages. */
function listsDeals(reading: Reading, before: Reading): boolean {
  return reading.kinds[0] === 'opportunity' && before.measures[0]?.report === 'pipeline';
}

/** « prends le 2e »: the one chosen, for the deal that people were looked for. */
function alsoNamed(reading: Reading, before: Reading): Reading['names'] {
  const wished = has(before, '!staff', '!find', '!replace') && !measures(reading) && has(reading, TAKEN);
  const kinds = new Set(clearNames(reading).map(({ kind }) => kind));
  return wished ? before.names.filter(({ candidates }) => !candidates.some(({ kind }) => kinds.has(kind))) : [];
}

function chooseNames(reading: Reading, before: Reading): Reading['names'] {
  if (reading.names.length > 0) return [...reading.names, ...alsoNamed(reading, before)];
  if (has(reading, '@scope:firm')) return reading.names;
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
export function antecedent(reading: Reading, before: Reading | null): boolean {
  return before !== null && clearNames(before).length > 0 && !has(reading, NOBODY_YET);
}
