// Which change a question wishes, if any. A verb of action and its object make a wish; a question about them does not:
// « relance les CRA manquants » proposes, « qui relancer pour son CRA ? » is answered.

import { has, namesOf, valuesOf, type Reading } from '../reading.ts';
import { isStated, tellsAcceptance } from './stated.ts';
import { isSupposed } from './what-if-plan.ts';

export const WISHES = [
  'replace',
  'credit',
  'fix_time',
  'remind',
  'dun',
  'chase',
  'raf',
  'milestone',
  'absence',
  'leave',
  'validate',
  'close',
  'won',
  'lost',
  'stage',
  'invoice',
  'staff',
] as const;
export type Wish = (typeof WISHES)[number];

function measures(reading: Reading, report: string, field?: string): boolean {
  return reading.measures.some((one) => one.report === report && (field === undefined || one.field === field));
}

/** A question asks; a polite one (« peux-tu… ») wishes. */
export function isQuestion(reading: Reading): boolean {
  if (has(reading, '@polite', '!propose')) return false;
  // Who could take a place is a person to propose.
  const place = namesOf(reading, 'project', 'opportunity').length > 0;
  if (has(reading, '@who') && place && has(reading, '!replace', '!find', '!staff') && reading.measures.length === 0)
    return false;
  // « par qui remplacer Léa ? » wants somebody proposed.
  if (has(reading, '@who') && has(reading, '!replace') && namesOf(reading, 'consultant').length > 0) return false;
  // « quel est le meilleur staffing de O0011 ? » wants it made.
  if (place && has(reading, '@staffing') && reading.measures.length === 0) return false;
  if (startsWithOrder(reading)) return false;
  // « O0004 is lost »: told of what is named first, it asks nothing.
  const told = (reading.names[0]?.start ?? Number.POSITIVE_INFINITY) < (reading.places.get('@question') ?? 0);
  if (told && has(reading, '@won', '@lost') && !/\?\s*$/.test(reading.text)) return false;
  const asks = (reading.places.get('@question') ?? Number.POSITIVE_INFINITY) <= LEADING;
  if (asks || has(reading, '@who', '@count', '@why', '@howmany')) return true;
  return /\?\s*$/.test(reading.text) && !opensWithVerb(reading);
}

/** What is told first is an order: « remind people who… ». */
function startsWithOrder({ places }: Reading): boolean {
  const first = [...places].filter(([mark]) => !GREETING.test(mark)).toSorted((a, b) => a[1] - b[1])[0];
  const at = first?.[1];
  return at !== undefined && at <= OPENING && [...places].some(([mark, place]) => place === at && mark.startsWith('!'));
}

/** The sentence opens with a verb of action: an order, even with a question mark. */
function opensWithVerb(reading: Reading): boolean {
  return [...reading.places].some(([mark, at]) => mark.startsWith('!') && at <= OPENING);
}
/** A question word further on is inside an order: « record that 5 days are left ». */
const LEADING = 20;
/** « Merci de », « Bonjour, » come before it. */
const OPENING = 14;

/** What may come before an order without being what is spoken of. */
const GREETING = /^@(?:greeting|filler|polite|again|scope:mine|someone)/;

function opensWith(reading: Reading, mark: string): boolean {
  const at = reading.places.get(mark);
  if (at === undefined) return false;
  const before = [...reading.places].filter(([, place]) => place < at);
  return (at <= OPENING && before.every(([other]) => GREETING.test(other))) || has(reading, '@polite');
}

type Sign = { readonly wish: Wish; readonly told: (reading: Reading) => boolean };

/** In this order: the surer first. */
const SIGNS: readonly Sign[] = [
  { wish: 'replace', told: (r) => has(r, '!replace') },
  {
    wish: 'credit',
    told: (r) =>
      has(r, '!credit') &&
      (namesOf(r, 'invoice').length > 0 || (has(r, '!invoice') && r.measures.length === 0 && !has(r, '@list'))),
  },
  { wish: 'fix_time', told: isDayOfWork },
  {
    wish: 'fix_time',
    told: (r) => has(r, '!fix') && (measures(r, 'anomalies') || has(r, '@cra')),
  },
  {
    wish: 'remind',
    told: (r) =>
      has(r, '!chase', '!dun') &&
      (has(r, '@cra') || measures(r, 'anomalies')) &&
      namesOf(r, 'client', 'invoice').length === 0,
  },
  {
    wish: 'dun',
    told: (r) =>
      (has(r, '!dun') && (opensWithVerb(r) || has(r, '@polite') || !has(r, '@list'))) ||
      (has(r, '!chase') &&
        (namesOf(r, 'client', 'invoice').length > 0 ||
          measures(r, 'late') ||
          measures(r, 'receivables') ||
          r.kinds.includes('client') ||
          r.kinds.includes('invoice'))),
  },
  { wish: 'chase', told: (r) => has(r, '!chase') && r.measures.length === 0 },
  {
    wish: 'raf',
    told: (r) =>
      (measures(r, 'margin', 'remaining_days') ||
        (has(r, '@remaining') && r.numbers.plain.some(({ unit }) => unit === 'days'))) &&
      (r.numbers.plain.length > 0 || opensWith(r, '!update')) &&
      !has(r, '@list'),
  },
  {
    wish: 'milestone',
    told: (r) =>
      has(r, '!milestone') &&
      tellsAcceptance(r) &&
      (has(r, '!approve', '!mark') ||
        (r.measures.length === 0 &&
          (namesOf(r, 'project').length > 0 || (startsWithOrder(r) && has(r, '@kind:milestone'))))) &&
      !has(r, '@list'),
  },
  {
    wish: 'absence',
    told: (r) =>
      has(r, '!take_leave') &&
      !has(r, '!approve', '!refuse', '@who', '@list') &&
      (has(r, '@leave', '@away', '@as_days') || r.numbers.plain.some(({ unit }) => unit === 'days')) &&
      namesOf(r, 'project', 'client', 'opportunity').length === 0,
  },
  {
    wish: 'leave',
    told: (r) =>
      has(r, '!approve', '!refuse') &&
      (has(r, '@leave') || (namesOf(r, 'consultant').length > 0 && KIND_OF_LEAVE.test(r.text))) &&
      !has(r, '@cra') &&
      !has(r, '@list'),
  },
  {
    wish: 'validate',
    told: (r) =>
      has(r, '!approve', '!refuse') &&
      has(r, '@cra') &&
      (namesOf(r, 'consultant').length > 0 || startsWithOrder(r)) &&
      !has(r, '@list'),
  },
  { wish: 'close', told: (r) => opensWith(r, '!close') && r.names.length === 0 },
  { wish: 'won', told: (r) => has(r, '@won') && (isDeal(r) || isUnnamed(r)) },
  { wish: 'lost', told: (r) => has(r, '@lost') && (isDeal(r) || isUnnamed(r)) },
  {
    wish: 'stage',
    told: (r) => (isDeal(r) || isUnnamed(r)) && has(r, '!mark', '!update') && valuesOf(r, 'stage').length > 0,
  },
  {
    wish: 'invoice',
    told: (r) =>
      opensWith(r, '!invoice') &&
      !NOUN_OF_INVOICES.test(r.text) &&
      has(r, '@invoices') &&
      // An invoice that has its number is issued already.
      namesOf(r, 'invoice').length === 0 &&
      !has(r, '@list', '@state', '@compare') &&
      !measuresBeyondBilling(r),
  },
  { wish: 'staff', told: isStaffing },
];

/** « factures du 1er au 15 octobre », « facture moyenne »: invoices are spoken of, none is ordered. */
const NOUN_OF_INVOICES =
  /^\W*(?:(?:les|la|une|the|an?)\s+)?(?:factures(?!\p{L})|invoices(?!\p{L})|facture (?:moyenne|médiane|mediane|impayée|impayee|type|la plus))/iu;

const KIND_OF_LEAVE = /(?<!\p{L})(?:formation|arrêt|arret|maladie|maternité|parental|training|sick leave)(?!\p{L})/iu;

/** « mets 0,5 jour à Léa sur Atlas le 12 octobre » */
function isDayOfWork(reading: Reading): boolean {
  const day = reading.periods.some(({ kind }) => kind === 'day');
  const amount = reading.numbers.plain.some(({ unit, value }) => (unit === 'days' || unit === 'none') && value <= 1);
  return (
    day &&
    amount &&
    has(reading, '!fix', '!mark', '!update', '!staff') &&
    namesOf(reading, 'consultant').length > 0 &&
    namesOf(reading, 'project').length > 0
  );
}

/** « passe-la en perdue »: which one is asked back. */
function isUnnamed(reading: Reading): boolean {
  return (
    reading.names.length === 0 && reading.measures.length === 0 && opensWith(reading, '!mark') && !has(reading, '@list')
  );
}

/** Said of one opportunity, not of a list of them. */
function isDeal(reading: Reading): boolean {
  if (has(reading, '@list', '@count')) return false;
  return namesOf(reading, 'opportunity').length > 0 || (reading.kinds.includes('opportunity') && has(reading, '!mark'));
}

function measuresBeyondBilling({ measures: all }: Reading): boolean {
  return all.some(({ report }) => report !== 'billing' && report !== 'billing-lag');
}

function isStaffing(reading: Reading): boolean {
  const person = namesOf(reading, 'consultant').length > 0;
  const place = namesOf(reading, 'project', 'opportunity').length > 0;
  if (place && has(reading, '@staffing') && reading.measures.length === 0) return true;
  // « qui mettre sur O0010 ? »
  if (has(reading, '@who') && place && has(reading, '!find', '!staff') && reading.measures.length === 0) return true;
  if (has(reading, '!find') && (has(reading, '@someone') || namesOf(reading, 'profile').length > 0))
    return place || has(reading, '!staff');
  const measured = reading.measures.some(({ report }) => report !== 'available' && report !== 'capacity');
  if (measured || has(reading, '@list')) return false;
  if (has(reading, '!staff') && opensWith(reading, '!staff')) return person || place || reading.measures.length === 0;
  return person && place && has(reading, '@polite', '!staff', '!find');
}

/** Wishes whose words also name what is done: a deal is won by being told so, somebody is staffed by being asked for. */
const ORDERED: ReadonlySet<Wish> = new Set([
  'credit',
  'remind',
  'dun',
  'chase',
  'milestone',
  'leave',
  'validate',
  'close',
  'invoice',
]);

export function findWish(reading: Reading): Wish | null {
  if (isSupposed(reading)) return null;
  if (isQuestion(reading)) return null;
  const wish = SIGNS.find(({ told }) => told(reading))?.wish ?? null;
  return wish !== null && ORDERED.has(wish) && isStated(reading) ? null : wish;
}
