// Compares two reports figure by figure: amounts to the cent, rates to 4 decimals, days to 0.001,
// lists matched by what names their elements, texts left aside. More keys in the actual are fine.

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

const IGNORED = new Set(['detail', 'message', 'label']);
const RATES = new Set(['margin_rate', 'planned_rate', 'eac_rate', 'tace', 'occupation']);
const DAYS = new Set([
  'days',
  'remaining_days',
  'eac_days',
  'working_days',
  'leave_days',
  'absence_days',
  'billable_days',
  'quantity',
  'median_days',
  'arrears_days',
]);
const LOOSE = new Map([
  ['drift_points', 0.005],
  ['weighted_days', 0.05],
  ['dso', 0.05],
  ['capacity', 0.005],
  ['firm', 0.005],
  ['tentative', 0.005],
  ['pipeline', 0.005],
  ['balance', 0.005],
]);
const BASE_RULES = new Set([
  'holiday',
  'leave',
  'overfull',
  'closed',
  'unassigned',
  'duplicate',
  'employment',
  'missing',
  'po',
  'negative_margin',
  'no_timesheet',
  'no_rate',
]);
const SIGNALS = new Set([
  'loss',
  'margin',
  'budget',
  'burn',
  'schedule',
  'ceiling',
  'po',
  'no_budget',
  'raf_missing',
  'stale_raf',
]);
/** Names that may be null or empty alike. */
const NAMES = new Set(['client', 'manager', 'project', 'consultant']);
/** Lists whose order is part of the answer. */
const ORDERED = new Set(['projects', 'clients', 'consultants', 'months', 'profiles', 'findings']);

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const show = (value: Json | undefined): string => JSON.stringify(value ?? null).slice(0, 200);

const mismatch = (path: string, expected: Json | undefined, actual: Json | undefined): string =>
  `${path}: expected ${show(expected)}, got ${show(actual)}`;

function tolerance(key: string): number {
  if (RATES.has(key)) return 0.00005;
  return DAYS.has(key) ? 0.001 : (LOOSE.get(key) ?? 0.005);
}

function compareLeaf(path: string, key: string, expected: Json, actual: Json): string[] {
  if (typeof expected === 'number') {
    const isNear = typeof actual === 'number' && Math.abs(expected - actual) <= tolerance(key) * (1 - 1e-6);
    return isNear ? [] : [mismatch(path, expected, actual)];
  }
  const isUnnamed = (value: Json): boolean => value === null || value === '';
  if (NAMES.has(key) && isUnnamed(expected) && isUnnamed(actual)) return [];
  return expected === actual ? [] : [mismatch(path, expected, actual)];
}

/** A cell as a name: texts as they are, the rest as in JSON. */
const nameIn = (item: JsonObject, field: string): string => {
  const value = item[field];
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
};

/** What an element of a list is matched by. */
function nameOf(key: string, item: JsonObject): string {
  if (key !== 'findings') {
    const field = ['code', 'month', 'profile', 'reason'].find((one) => one in item);
    if (field !== undefined) return nameIn(item, field);
  }
  if (key === 'findings') {
    const named = ['consultant', 'date', 'rule'].map((field) => nameIn(item, field));
    return [...named, item['project'] ? nameIn(item, 'project') : 'null'].join(' ');
  }
  if (key !== 'lines') return '?';
  return `${nameIn(item, 'kind')} ${item['consultant'] ? nameIn(item, 'consultant') : '-'}`;
}

const numberIn = (item: JsonObject, field: string): number => {
  const value = item[field];
  return typeof value === 'number' ? value : 0;
};

/** Elements by name; those of one name are told apart by their rank. */
function byName(key: string, items: readonly JsonObject[]): Map<string, JsonObject> {
  // The same consultant at two rates, several milestones: in order of price, then amount.
  const sorted =
    key === 'lines'
      ? [...items].sort(
          (a, b) =>
            numberIn(a, 'unit_price') - numberIn(b, 'unit_price') || numberIn(a, 'amount') - numberIn(b, 'amount'),
        )
      : items;
  const named = new Map<string, JsonObject>();
  for (const item of sorted) {
    const base = nameOf(key, item);
    let name = base;
    for (let rank = 2; named.has(name); rank += 1) name = `${base} #${String(rank)}`;
    named.set(name, item);
  }
  return named;
}

function keptItems(key: string, items: readonly Json[]): Json[] {
  if (key === 'findings') return items.filter((item) => isObject(item) && BASE_RULES.has(nameIn(item, 'rule')));
  if (key === 'signals') return items.filter((item) => isObject(item) && SIGNALS.has(nameIn(item, 'code')));
  return [...items];
}

function compareLists(path: string, key: string, expected: Json[], actual: Json | undefined): string[] {
  if (!Array.isArray(actual)) return [mismatch(path, `a list of ${String(expected.length)}`, actual)];
  const kept = keptItems(key, actual);
  if (!expected.every(isObject) || !kept.every(isObject)) {
    return JSON.stringify(expected) === JSON.stringify(kept) ? [] : [mismatch(path, expected, kept)];
  }
  const wanted = byName(key, expected);
  const given = byName(key, kept);
  const differences: string[] = [];
  for (const [name, item] of wanted) {
    const found = given.get(name);
    if (found) differences.push(...compareValues(`${path}[${name}]`, key, item, found));
    else differences.push(mismatch(`${path}[${name}]`, item, 'nothing'));
  }
  for (const [name, item] of given) {
    if (!wanted.has(name)) differences.push(mismatch(`${path}[${name}]`, 'nothing', item));
  }
  const names: [string[], string[]] = [[...wanted.keys()], [...given.keys()]];
  const haveSameNames = names[0].length === names[1].length && names[0].every((name) => given.has(name));
  if (ORDERED.has(key) && haveSameNames && names[0].some((name, at) => name !== names[1][at])) {
    differences.push(mismatch(`${path} (order)`, names[0], names[1]));
  }
  return differences;
}

function compareValues(path: string, key: string, expected: Json, actual: Json | undefined): string[] {
  if (Array.isArray(expected)) return compareLists(path, key, expected, actual);
  if (!isObject(expected)) return compareLeaf(path, key, expected, actual ?? null);
  if (!isObject(actual)) return [mismatch(path, 'an object', actual)];
  return Object.entries(expected)
    .filter(([name]) => !IGNORED.has(name))
    .flatMap(([name, value]) =>
      name in actual
        ? compareValues(`${path}.${name}`, name, value, actual[name])
        : [`${path}.${name}: expected ${show(value)}, got no such key`],
    );
}

/** The differences between an expected report and an actual one; none when they agree. */
export const compareReports = (expected: unknown, actual: unknown): string[] =>
  // Through JSON, as the answer of the command line would be.
  compareValues('', '', JSON.parse(JSON.stringify(expected)) as Json, JSON.parse(JSON.stringify(actual)) as Json);
