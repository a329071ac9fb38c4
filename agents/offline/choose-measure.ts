// Which figure a question is about: of the reports that its words measure, the surest; of its figures, the one that its
// base (marge, CA, coût, jours) and its horizon (prévu, à terminaison) make together.

import type { ReportName } from '../../domain/report-names.ts';
import { clearNames, has, namesOf, valuesOf, type Measure, type Reading } from './reading.ts';
import type { View } from './views.ts';

const MARGIN_FIELDS: Readonly<Record<string, Readonly<Record<'planned' | 'eac', string>>>> = {
  margin: { planned: 'planned_margin', eac: 'eac_margin' },
  margin_rate: { planned: 'planned_rate', eac: 'eac_rate' },
  revenue: { planned: 'planned_revenue', eac: 'eac_revenue' },
  cost: { planned: 'planned_cost', eac: 'eac_cost' },
  days: { planned: 'planned_days', eac: 'eac_days' },
};

/** « CA réalisé », beside what was sold. */
const DONE = /(?<!\p{L})(?:réalisée?s?|realisee?s?|réelle?s?|reelle?s?|constatée?s?|fait|actual)(?!\p{L})/iu;

/** The same figure as planned, counted and at completion: those whose horizons the question tells. */
export function horizonsTold(reading: Reading, field: string): string[] {
  const base = Object.entries(MARGIN_FIELDS).find(([one, { planned, eac }]) => [one, planned, eac].includes(field));
  if (!base) return [];
  const [actual, { planned, eac }] = base;
  const told = [
    ...(has(reading, '@horizon:actual') || DONE.test(reading.text) ? [actual] : []),
    ...(has(reading, '@horizon:planned') ? [planned] : []),
    ...(has(reading, '@horizon:eac') ? [eac] : []),
  ];
  return told.length >= 2 ? told.filter((one) => one !== field) : [];
}

function measureOf(reading: Reading, report: ReportName): Measure | undefined {
  return reading.measures.find((measure) => measure.report === report);
}

/** Words that only say how a drift, a margin or a debt is looked at give way to the report that they qualify. */
export function chooseMeasure(reading: Reading): Measure | null {
  const { measures } = reading;
  const project = namesOf(reading, 'project').length > 0;
  const landing = measureOf(reading, 'landing');
  const margin = measureOf(reading, 'margin');
  if (landing && !project && reading.kinds.length === 0 && namesOf(reading, 'client', 'consultant').length === 0)
    return landing;
  const projected = reading.horizon === 'eac' && reading.periods.length > 0 && reading.kinds.length === 0;
  if (projected && clearNames(reading).length === 0 && margin)
    return { report: 'landing', field: null, weight: margin.weight };
  const planned =
    reading.horizon === 'planned' &&
    reading.kinds.length === 0 &&
    clearNames(reading).length === 0 &&
    reading.periods.some(({ kind }) => kind === 'day' || kind === 'until' || kind === 'quarter');
  if (planned && (margin?.field === 'revenue' || margin?.field === 'margin'))
    return { report: 'landing', field: null, weight: margin.weight };
  const foreseen =
    has(reading, '@forecast') &&
    reading.horizon !== 'eac' &&
    reading.kinds.length === 0 &&
    clearNames(reading).length === 0;
  if (foreseen && margin) return { report: 'landing', field: null, weight: margin.weight };
  const others = measures.filter(({ report }) => report !== 'landing');
  const named = project || namesOf(reading, 'client', 'consultant').length > 0;
  if (landing && named)
    return (
      margin ?? {
        report: 'margin',
        field: landing.field?.endsWith('revenue') === true ? 'revenue' : 'margin',
        weight: landing.weight,
      }
    );
  // What is wrong with a timesheet is an anomaly; a timesheet is late, not a payer.
  const sheets = measureOf(reading, 'anomalies');
  const astray =
    sheets ?? measureOf(reading, 'drift') ?? measureOf(reading, 'receivables') ?? measureOf(reading, 'late');
  if (has(reading, '@cra') && astray && !project) return sheets ?? { report: 'anomalies', field: null, weight: 1 };
  const capacity = measureOf(reading, 'capacity');
  if (capacity && measureOf(reading, 'available') && !has(reading, '@who') && reading.kinds[0] !== 'consultant')
    return capacity;
  const late = measureOf(reading, 'late');
  if (late && (measureOf(reading, 'pipeline') || reading.kinds[0] === 'opportunity'))
    return { report: 'pipeline', field: 'overdue', weight: late.weight };
  const owed = measureOf(reading, 'receivables');
  if (late && !owed && isLateProject(reading)) return { report: 'drift', field: null, weight: late.weight };
  // « de plus de 60 jours »: no bracket of the aged balance, the oldest delay of each client.
  if (owed?.field === 'balance' && bucketOf(reading) === null && reading.numbers.thresholds.some(inDays))
    return { report: 'late', field: 'amount', weight: owed.weight };
  if (late && (owed || bucketOf(reading) !== null))
    return bucketOf(reading) === null ? late : { report: 'receivables', field: 'balance', weight: late.weight };
  // « combien nous coûte la dérive »: of a drift, the cost is its impact.
  const drift = measureOf(reading, 'drift');
  if (drift && margin && margin.field !== 'remaining_days')
    return drift.field === null && margin.field === 'cost' ? { ...drift, field: 'impact' } : drift;
  // « qui coûte le plus cher en intercontrat »: the cost of the bench.
  const bench = measureOf(reading, 'bench');
  if (bench && margin?.field === 'cost') return { ...bench, field: 'cost' };
  // The load of a project is its days.
  if (project && measureOf(reading, 'capacity') && !margin) return { report: 'margin', field: 'days', weight: 1 };
  const changed = measureOf(reading, 'changes');
  const turned = has(reading, '@change:worse', '@change:better') && reading.kinds[0] === 'project';
  if (changed && turned && reading.periods.some(({ kind }) => kind === 'since')) return changed;
  if (changed && margin && !drift) return margin;
  if (changed && drift) return changed;
  const daily = chooseDaily(reading, margin);
  if (daily) return daily;
  const days = margin?.field === 'days' || has(reading, '@as_days');
  if (days && reading.horizon === 'planned' && others.length <= 1)
    return { report: 'rates', field: 'planned_days', weight: 1 };
  const [best] = others.length > 0 ? others : measures;
  if (best) return best;
  return guessMeasure(reading, project);
}

/** « mon projet le plus en retard »: a project is late on its schedule. */
function isLateProject(reading: Reading): boolean {
  const { kinds } = reading;
  const ofProject = kinds[0] === 'project' && !kinds.includes('client') && !kinds.includes('invoice');
  return ofProject && !has(reading, '@invoices_owed');
}

function inDays({ unit }: Reading['numbers']['thresholds'][number]): boolean {
  return unit === 'days';
}

/** A price, a cost or a margin of one day. */
function chooseDaily(reading: Reading, margin: Measure | undefined): Measure | null {
  if (!has(reading, '@per_day')) return null;
  const fields: Readonly<Record<string, string>> = { cost: 'cjm', margin: 'gap', revenue: 'tjm' };
  const field = fields[margin?.field ?? ''] ?? (reading.horizon === 'planned' && !margin ? 'tjm' : undefined);
  return field === undefined ? null : { report: 'rates', field, weight: 1 };
}

/** « quel est le client le plus sympa ? » is not told by its margin. */
const SURE_OF_WORDS = 0.9;

/** Nothing is measured by name: the horizon, or days, of something that is named. */
function guessMeasure(reading: Reading, project: boolean): Measure | null {
  const named = clearNames(reading).length > 0;
  const debtor = namesOf(reading, 'client').length > 0 || reading.kinds.includes('client') || has(reading, '@who');
  if (has(reading, '!chase', '!dun') && debtor) return { report: 'late', field: 'amount', weight: 0.5 };
  const left = has(reading, '@remaining') && (has(reading, '@as_days') || has(reading, '@howmany'));
  if (left && project) return { report: 'margin', field: 'remaining_days', weight: 0.5 };
  if (reading.horizon === 'planned' || reading.horizon === 'eac')
    return named || reading.isFollowUp
      ? { report: 'margin', field: daysTold(reading) ? 'days' : 'margin', weight: 0.5 }
      : null;
  // « notre pire client »
  const judged = reading.kinds[0] === 'client' && has(reading, '@order:worst', '@order:best');
  if (judged && reading.understood >= SURE_OF_WORDS) return { report: 'margin', field: 'margin_rate', weight: 0.5 };
  if (has(reading, '@costly') && reading.kinds[0] === 'consultant')
    return { report: 'rates', field: 'cjm', weight: 0.5 };
  if (has(reading, '@costly') && (reading.kinds[0] === 'project' || reading.kinds[0] === 'client'))
    return { report: 'margin', field: 'cost', weight: 0.5 };
  if (valuesOf(reading, 'stage').length > 0 && has(reading, '@as_euros'))
    return { report: 'pipeline', field: 'amount', weight: 0.5 };
  const rated = reading.numbers.thresholds.some(({ unit }) => unit === 'ratio');
  if (rated && (reading.kinds[0] === 'project' || reading.kinds[0] === 'client'))
    return { report: 'margin', field: 'margin_rate', weight: 0.5 };
  if (has(reading, '@compare') && clearNames(reading).length === 2) {
    if (namesOf(reading, 'project').length === 2 || namesOf(reading, 'client').length === 2)
      return { report: 'margin', field: 'margin', weight: 0.5 };
    if (namesOf(reading, 'consultant').length === 2) return { report: 'occupancy', field: 'tace', weight: 0.5 };
  }
  const person = has(reading, '@scope:mine') || namesOf(reading, 'consultant').length > 0;
  // « mes jours en octobre »
  const mine = has(reading, '@scope:mine') && reading.periods.length > 0 && reading.wordCount <= OWN_DAYS_WORDS;
  if (has(reading, '@as_days') && (has(reading, '@howmany') || mine) && person && !project)
    return { report: 'occupancy', field: 'billable_days', weight: 0.5 };
  if (has(reading, '@as_days') && has(reading, '@howmany') && project)
    return { report: 'margin', field: 'days', weight: 0.5 };
  return null;
}

/** More words ask something of those days. */
const OWN_DAYS_WORDS = 5;

/** « combien de jours… » */
function daysTold(reading: Reading): boolean {
  return has(reading, '@as_days') && !has(reading, '@as_euros', '@as_rate');
}

/** Reports whose figure other words of the question settle. */
const FIELD_CHOICES: Readonly<Partial<Record<ReportName, (reading: Reading, base: string) => string>>> = {
  margin: marginField,
  landing: landingField,
  receivables: (reading, base) => bucketOf(reading) ?? base,
  orders: orderField,
  capacity: (reading, base) =>
    hasField(reading, 'capacity', 'balance') || has(reading, '@remaining') ? 'balance' : base,
  pipeline: (reading, base) => (base === 'count' && hasField(reading, 'pipeline', 'overdue') ? 'overdue' : base),
  'billing-lag': (reading, base) =>
    has(reading, '@median') ? 'median_days' : has(reading, '@mean') ? 'weighted_days' : base,
  billing: (reading, base) => {
    if (!base.startsWith('arrears')) return base;
    return has(reading, '@as_days') && !has(reading, '@as_euros') ? 'arrears_days' : base;
  },
};

export function chooseField(reading: Reading, { report, field }: Measure, view: View): string {
  const base = field ?? view.mainField;
  const chosen = FIELD_CHOICES[report]?.(reading, base) ?? base;
  return chosen in view.fields || report === 'landing' ? chosen : view.mainField;
}

/** A rate or euros as the words say, then at the horizon that they say. */
function marginField(reading: Reading, base: string): string {
  const rated = base === 'margin' && has(reading, '@as_rate') ? 'margin_rate' : base;
  const named = rated === 'margin_rate' && has(reading, '@as_euros') ? 'margin' : rated;
  // « les pires marges » are rates, unless euros are said.
  const ranked = base === 'margin' && has(reading, '@order:worst', '@order:best') && !has(reading, '@as_euros');
  const both = hasField(reading, 'margin', 'days') && hasField(reading, 'margin', 'remaining_days');
  const left = base === 'days' && has(reading, '@remaining') && !both ? 'remaining_days' : named;
  const chosen = ranked ? 'margin_rate' : left;
  const landed = measureOf(reading, 'landing') !== undefined && namesOf(reading, 'project').length > 0;
  const horizon = reading.horizon ?? (landed ? 'eac' : null);
  return horizon === 'planned' || horizon === 'eac' ? (MARGIN_FIELDS[chosen]?.[horizon] ?? chosen) : chosen;
}

/** Was that figure told, whichever is the surest? */
function hasField(reading: Reading, report: ReportName, field: string): boolean {
  return measureOf(reading, report)?.fields?.includes(field) === true;
}

function landingField(reading: Reading, base: string): string {
  if (base.startsWith('target_') || base.startsWith('done_')) return base;
  const margin = measureOf(reading, 'margin');
  const what = margin?.field === 'margin' || margin?.field === 'margin_rate' ? 'margin' : 'revenue';
  return reading.horizon === 'planned' ? `planned_${what}` : what;
}

function orderField(reading: Reading, base: string): string {
  if (measureOf(reading, 'margin')?.field === 'remaining_days') return 'days_left';
  if (base !== 'share') return base;
  return valuesOf(reading, 'state').length > 0 || has(reading, '@as_rate') ? 'share' : base;
}

const BUCKETS: readonly (readonly [string, number, number])[] = [
  ['d1_30', 1, 30],
  ['d31_60', 31, 60],
  ['d61_90', 61, 90],
  ['over_90', 91, Number.POSITIVE_INFINITY],
];

/** « entre 31 et 60 jours », « plus de 90 jours »: a bracket of the aged balance. */
export function bucketOf(reading: Reading): string | null {
  const { ranges, thresholds } = reading.numbers;
  const range = ranges.find(({ unit }) => unit === 'days' || unit === 'none');
  if (range) return BUCKETS.find(([, low, high]) => Math.abs(range.low - low) <= 1 && range.high === high)?.[0] ?? null;
  const over = thresholds.find(({ op, unit }) => (op === '>' || op === '>=') && unit === 'days');
  if (over && over.value >= 90) return 'over_90';
  const under = thresholds.find(({ op, unit }) => (op === '<' || op === '<=') && unit === 'days');
  return under && under.value <= 30 ? 'd1_30' : null;
}
