// What a question asks of a report: which figure, of which rows, chosen and ranked how, with which options.

import { addDays } from '../../domain/civil-dates.ts';
import type { ReportName } from '../../domain/report-names.ts';
import type { Selection } from '../turn.ts';
import { chooseField, chooseMeasure } from './choose-measure.ts';
import type { Asking } from './plan.ts';
import { clearNames, has, valuesOf, type Candidate, type Measure, type Reading } from './reading.ts';
import type { Period } from './period-spans.ts';
import { leaveOut } from './left-out.ts';
import { between, optionsFor } from './query-options.ts';
import { AMONG, SUMMED } from './taken-marks.ts';
import { isAged, sharedField, viewFor } from './told-beside.ts';
import { VIEWS, type RowKind, type View } from './views.ts';

export const QUERY_FORMS = ['value', 'total', 'count', 'list', 'ranking'] as const;
export type QueryForm = (typeof QUERY_FORMS)[number];

export type Query = {
  readonly report: ReportName;
  readonly view: View;
  readonly field: string;
  readonly rows: RowKind;
  readonly form: QueryForm;
  /** The things that the question is about, which choose rows. */
  readonly subjects: readonly Candidate[];
  readonly options: Readonly<Record<string, string>>;
  readonly select: Selection;
  readonly period: Period | null;
  /** Which of two things does better, or has more, was asked for. */
  readonly compared: 'better' | 'more' | null;
  /** What was aimed at was asked for. */
  readonly targeted: boolean;
  /** The mean of the rows was asked for. */
  readonly mean: boolean;
  /** The sum of the things that are named was asked for. */
  readonly summed: boolean;
};

type Where = NonNullable<Selection['where']>[number];

/** The query of a reading; null: it measures nothing. */
export function makeQuery(reading: Reading, asking: Asking, period: Period | null = lastPeriod(reading)): Query | null {
  const chosen = chooseMeasure(reading);
  const measure = chosen && (landsIn(reading, chosen, period, asking) ?? chosen);
  if (!measure) return null;
  const { report } = measure;
  const known = VIEWS[report];
  if (!known) return null;
  const field = chooseField(reading, measure, known);
  const ending = report === 'orders' && period?.to != null && period.to > asking.asOf ? period.to : null;
  const view = viewFor(reading, known, measure, field, ending !== null);
  const share = sharedField(reading, view, field);
  const named = clearNames(reading).filter(({ kind }) => view.about.includes(kind));
  // « les projets de Léa »: those that she is in charge of.
  const managers =
    view.rows === 'project' && reading.kinds[0] === 'project' && report !== 'anomalies'
      ? named.filter(({ kind }) => kind === 'consultant')
      : [];
  const names = named.filter((one) => !managers.includes(one));
  const mine = has(reading, '@scope:mine') ? ownSubjects(reading, asking, view) : [];
  const subjects = names.length > 0 ? names : mine;
  const rows = chooseRows(reading, view, subjects);
  const where: Where[] = [
    // An order that ends by a day to come is looked at today.
    ...(ending === null ? [] : between('end', asking.asOf, ending)),
    ...managers.map(({ code }): Where => ({ field: 'manager', op: '=', value: code })),
    ...chooseByStatus(reading, view, rows),
    ...(names.length === 0 && mine.length === 0 ? ownProjects(reading, asking, rows) : []),
    ...chooseByThreshold(reading, report, field),
    ...chooseByWords(reading, report, field),
  ];
  // The line of all of a month is of everybody: nothing is taken out of it.
  const everybody = view.total === 'row' && reading.kinds.length === 0 && reading.by === null;
  const rest = everybody ? [] : leaveOut(reading, rows);
  // That what drifts is judged goes without saying.
  const told = where.filter(({ field: one, op }) => one !== 'severity' || op !== '!=');
  const formed = chooseForm(reading, view, subjects, rows, told);
  const form = formed === 'total' && isAged(reading, measure) ? 'list' : formed;
  const ranked =
    form === 'ranking' ||
    has(reading, '@order:first') ||
    (form === 'value' && subjects.length > 1 && isRanking(reading));
  const sort = ranked ? chooseSort(reading, view, field) : undefined;
  const limit = form === 'ranking' ? chooseLimit(reading) : undefined;
  const fixed = optionsFor(report, view, rows, period, asking.asOf, field);
  // What is not in arrears ranks nowhere.
  if (form === 'ranking' && field.startsWith('arrears')) where.push({ field, op: '>', value: 0 });
  const select: Selection = {
    ...(subjects.length > 0 && { subjects: subjects.map(({ code }) => code) }),
    ...(where.length + rest.length + fixed.where.length > 0 && { where: [...where, ...rest, ...fixed.where] }),
    ...(sort && { sort }),
    ...(limit !== undefined && { limit }),
    ...(share !== null && { share }),
    // Of several months, one line a person: who was the least occupied, over them all.
    ...(report === 'occupancy' && fixed.options['from'] !== undefined && rows !== 'month' && { together: true }),
  };
  const asked = {
    compared: form === 'value' && subjects.length === 2 ? comparesTwo(reading) : null,
    targeted: TARGETED.test(reading.text),
    mean: has(reading, '@mean') && form === 'list',
    summed: has(reading, SUMMED),
  };
  return { report, view, field, rows, form, subjects, options: fixed.options, select, period, ...asked };
}

/**
 * « le CA de novembre », at the end of October: what the firm will have made is its landing, which tells all that is
 * planned up to the end of a period, and so of the coming one alone.
 */
function landsIn(
  reading: Reading,
  { report, field, weight }: Measure,
  period: Period | null,
  { asOf }: Asking,
): Measure | null {
  const whole = clearNames(reading).length === 0 && reading.kinds.length === 0 && reading.by === null;
  const coming = period?.from === addDays(asOf, 1) && (period.kind === 'month' || period.kind === 'quarter');
  const lands = field === 'revenue' || field === 'margin';
  return report === 'margin' && whole && coming && lands ? { report: 'landing', field, weight } : null;
}

const TARGETED = /(?<!\p{L})(?:objectifs?|cible|targets?)(?!\p{L})/iu;

export function lastPeriod({ periods }: Reading): Period | null {
  return periods.at(-1) ?? null;
}

/** « mon TACE », « mes congés »: the person's own line. */
export const MY_PEOPLE =
  /(?<!\p{L})(?:mon équipe|mon equipe|my team|mes (?:consultants|équipes|equipes|gars|collaborateurs|gens|équipiers)|my (?:people|consultants|guys))(?!\p{L})/iu;

function ownSubjects(reading: Reading, { person }: Asking, view: View): Candidate[] {
  // « mon équipe » is the people whom one may read.
  if (MY_PEOPLE.test(reading.text)) return [];
  if (person.consultantCode === null || !view.about.includes('consultant') || view.rows !== 'consultant') return [];
  return [{ kind: 'consultant', code: person.consultantCode, label: person.name, score: 1 }];
}

/** « mes projets »: those that one is in charge of. */
function ownProjects(reading: Reading, { person }: Asking, rows: RowKind): Where[] {
  if (!has(reading, '@scope:mine') || rows !== 'project' || person.consultantCode === null) return [];
  return [{ field: 'manager', op: '=', value: person.consultantCode }];
}

function chooseRows(reading: Reading, view: View, subjects: readonly Candidate[]): RowKind {
  const possible = [view.rows, ...view.by];
  if (reading.by !== null && possible.includes(reading.by)) return reading.by;
  if (view === VIEWS.occupancy && reading.kinds.includes('month') && isRanking(reading) && subjects.length === 0)
    return 'month';
  // The daily rate of the whole firm is that of a month.
  if (
    view === VIEWS.rates &&
    subjects.length === 0 &&
    reading.kinds.length === 0 &&
    lastPeriod(reading)?.kind === 'month'
  )
    return 'month';
  const named = subjects[0]?.kind;
  // « la marge des projets clos de Hélios »: what is said of the projects chooses them.
  const narrowed = valuesOf(reading, 'status').length + valuesOf(reading, 'contract').length > 0;
  if (narrowed && named === 'client' && reading.kinds.includes('project') && possible.includes('project'))
    return 'project';
  const noun = reading.kinds.find((kind) => possible.includes(kind) && kind !== 'month');
  // « les projets de Hélios » lists projects; « la marge du client Hélios » is the client's.
  if (
    noun !== undefined &&
    (named === undefined || (noun !== named && (has(reading, '@list', '@howmany') || isRanking(reading))))
  )
    return noun;
  if (named !== undefined && possible.includes(named)) return named;
  if (named === undefined && has(reading, '@who') && possible.includes('consultant')) return 'consultant';
  return view.rows;
}

function chooseByStatus(reading: Reading, view: View, rows: RowKind): Where[] {
  if (rows !== 'project' && rows !== 'order') return [];
  const where: Where[] = [];
  const [status] = valuesOf(reading, 'status');
  const named = clearNames(reading).some(({ kind }) => kind === 'project');
  if (status !== undefined && view.rows === 'project' && !named && !has(reading, '@rule:closed'))
    where.push({ field: 'status', op: '=', value: status });
  const contract = valuesOf(reading, 'contract').at(-1);
  if (contract !== undefined) where.push({ field: 'contract', op: '=', value: contract });
  if (has(reading, '@client_work')) where.push({ field: 'billable', op: '=', value: true });
  return rows === 'project' ? where : [];
}

/** What the words of a closed list ask of a report's rows. */
function chooseByWords(reading: Reading, report: ReportName, field: string): Where[] {
  const [severity] = valuesOf(reading, 'severity');
  if (report === 'drift') {
    // Drifting is red or amber: what cannot be judged is listed when it is asked for.
    const blind = valuesOf(reading, 'signal').some((one) => ['no_budget', 'raf_missing', 'stale_raf'].includes(one));
    if (severity !== undefined) return [{ field: 'severity', op: '=', value: severity }];
    return blind ? [] : [{ field: 'severity', op: '!=', value: 'blind' }];
  }
  if (report === 'billing' && has(reading, '@unblocked')) return [{ field: 'blocked', op: '=', value: '' }];
  if (report === 'billing' && field === 'blocked') return [{ field: 'blocked', op: '!=', value: '' }];
  const [change] = valuesOf(reading, 'change');
  if (report === 'changes' && change !== undefined) return [{ field: 'change', op: '=', value: change }];
  const [state] = valuesOf(reading, 'state');
  const dated = reading.periods.length > 0 && state === 'expiring';
  if (report === 'orders' && state !== undefined && !dated) return [{ field: 'state', op: '=', value: state }];
  const [stage] = valuesOf(reading, 'stage');
  if (report === 'pipeline' && stage !== undefined) return [{ field: 'stage', op: '=', value: stage }];
  return [];
}

const RATE_OF: Readonly<Record<string, string>> = {
  margin: 'margin_rate',
  planned_margin: 'planned_rate',
  eac_margin: 'eac_rate',
  used: 'share',
  amount: 'share',
};
const EUROS_OF: Readonly<Record<string, string>> = {
  margin_rate: 'margin',
  planned_rate: 'planned_margin',
  eac_rate: 'eac_margin',
  share: 'amount',
  arrears_days: 'arrears_amount',
};
const DAYS_OF: Readonly<Partial<Record<ReportName, string>>> = {
  late: 'days',
  missions: 'days_left',
  orders: 'days_left',
  available: 'days',
  bench: 'days',
};

function chooseByThreshold(reading: Reading, report: ReportName, field: string): Where[] {
  const { thresholds, ranges } = reading.numbers;
  if (report === 'receivables' && field === 'dso') return [];
  if (report === 'receivables' && field !== 'balance') return [{ field, op: '>', value: 0 }];
  const fieldFor = (unit: string): string => {
    if (unit === 'ratio') return RATE_OF[field] ?? field;
    if (unit === 'points') return report === 'drift' ? 'drift_points' : field;
    if (unit === 'EUR') return EUROS_OF[field] ?? field;
    return unit === 'days' ? (DAYS_OF[report] ?? field) : field;
  };
  const scale = (name: string, unit: string, value: number): number =>
    unit === 'none' && /_rate$|^tace$|^occupation$|^share$/.test(name) && value > 1 ? value / 100 : value;
  return [
    // « les commandes non entamées »
    ...(report === 'orders' && has(reading, '@unused') ? [{ field: 'used', op: '=' as const, value: 0 }] : []),
    ...(has(reading, '@negative') ? [{ field, op: '<' as const, value: 0 }] : []),
    // « which profiles are short? »: those that lack days.
    ...(report === 'capacity' &&
    has(reading, '@shortage') &&
    reading.kinds[0] === 'profile' &&
    clearNames(reading).length === 0
      ? [{ field: 'balance', op: '<' as const, value: 0 }]
      : []),
    ...thresholds.map(({ op, value, unit }): Where => {
      const name = fieldFor(unit);
      return { field: name, op, value: scale(name, unit, value) };
    }),
    ...ranges.flatMap(({ low, high, unit }): Where[] => {
      const name = fieldFor(unit);
      return [
        { field: name, op: '>=', value: scale(name, unit, low) },
        { field: name, op: '<=', value: scale(name, unit, high) },
      ];
    }),
  ];
}

function isRanking(reading: Reading): boolean {
  // « did we make more in October than in September? » compares two totals.
  const compares = reading.periods.length >= 2 && reading.kinds.length === 0 && reading.by === null;
  if (compares && !has(reading, '@who', '@list') && reading.numbers.top === null) return false;
  return (
    has(reading, '@order:worst', '@order:best', '@order:most', '@order:least', '@order:top') ||
    reading.numbers.top !== null
  );
}

/** « mieux ou moins bien que… », « lequel des deux… », « qui doit plus que… » */
function comparesTwo(reading: Reading): Query['compared'] {
  if (
    /(?<!\p{L})(?:écart|ecart|différence|difference|gap|supérieure?s?|superieure?s?|inférieure?s?|inferieure?s?|higher|lower)(?!\p{L})/iu.test(
      reading.text,
    )
  )
    return 'more';
  if (/(?<!\p{L})(?:mieux|meilleure?s?|moins bien|pire|better|worse|best|worst)(?!\p{L})/iu.test(reading.text))
    return 'better';
  const asks = has(reading, '@compare', '@rise', '@fell') || isRanking(reading);
  return asks || /(?<!\p{L})(?:lequel|laquelle|(?<!ce )que|than|which)(?!\p{L})/iu.test(reading.text) ? 'more' : null;
}

function chooseForm(
  reading: Reading,
  view: View,
  subjects: readonly Candidate[],
  rows: RowKind,
  where: readonly Where[],
): QueryForm {
  const own = subjects.length > 0 && subjects.every(({ kind }) => kind === rows);
  // « is anyone on the bench? » wants to know who.
  if (
    view === VIEWS.bench &&
    /(?<!\p{L})(?:any(?:one|body)|somebody|someone|quelqu['’]un)(?!\p{L})/iu.test(reading.text)
  )
    return 'list';
  if (!hasRows(view, reading)) return 'total';
  // A lag of several months is each month's: nothing adds up.
  if (view.rows === 'month' && view.total === 'none') return isRanking(reading) ? 'ranking' : 'list';
  // The oldest delays of several clients are not one delay.
  if (view === VIEWS.late && !own && !has(reading, '@count') && chooseMeasure(reading)?.field === 'days')
    return isRanking(reading) ? 'ranking' : 'list';
  // Of deals, the report itself counts.
  if (view === VIEWS.pipeline && has(reading, '@count')) return where.length > 0 ? 'list' : 'total';
  if (has(reading, '@count') && !own) return 'count';
  // « combien à facturer sur mes projets ? » is their sum.
  const asksSum = has(reading, '@howmany', '@scope:firm') || /\btotal/i.test(reading.text);
  const summed = has(reading, '@scope:mine') && asksSum && !has(reading, '@list');
  if (summed && view.total !== 'none' && view.total !== 'row' && !own) return 'total';
  if (isRanking(reading) && (!own || has(reading, AMONG)))
    return has(reading, '@order:first') && reading.numbers.top === null ? 'list' : 'ranking';
  if (own) return 'value';
  const noun = reading.kinds.includes(rows) || has(reading, '@who');
  if (
    has(reading, '@scope:firm') &&
    reading.by === null &&
    !has(reading, '@list', '@who') &&
    view.total !== 'none' &&
    subjects.length === 0 &&
    (where.length === 0 ||
      reading.isFollowUp ||
      has(reading, '@unblocked') ||
      (view.total === 'sum' && has(reading, '@as_euros', '@howmany')))
  )
    return 'total';
  if (reading.by !== null || noun || subjects.length > 0) return 'list';
  if (has(reading, '@list')) return 'list';
  return where.length > 0 || has(reading, '@rule') ? 'list' : 'total';
}

/** The DSO is the firm's alone. */
function hasRows(view: View, reading: Reading): boolean {
  return view !== VIEWS.receivables || reading.measures.find(({ report }) => report === 'receivables')?.field !== 'dso';
}

/** « les pires » without a number; more than a ranking holds. */
const FEW = 5;
/** « le moins rentable de nos projets » is one, though projects are many. */
const ONE_OF_MANY =
  /(?<!\p{L})(?:le|la|the) (?:moins|plus|pire|meilleure?|worst|best|most|least) [^,;?]*(?<!\p{L})(?:de nos|des|de tous|de toutes|de mes|parmi|of our|of all|among) /iu;
const MANY = 50;

function chooseLimit(reading: Reading): number {
  if (reading.numbers.top) return reading.numbers.top.count;
  // « the 3 running projects with the lowest… »
  const told = reading.numbers.plain.find(
    ({ unit, value }) => unit === 'none' && Number.isInteger(value) && value >= 1,
  );
  if (told && told.value <= MANY) return told.value;
  return has(reading, '@singular') || ONE_OF_MANY.test(reading.text) ? 1 : FEW;
}

export function chooseSort(reading: Reading, view: View, field: string): NonNullable<Selection['sort']> {
  const high = view.fields[field]?.good !== 'low';
  if (has(reading, '@order:worst')) return { field, order: high ? 'asc' : 'desc' };
  if (has(reading, '@order:least')) return { field, order: 'asc' };
  if (has(reading, '@order:best')) return { field, order: high ? 'desc' : 'asc' };
  return { field, order: 'desc' };
}
