// « Quelle est la marge de P012 et combien reste-t-il à facturer ? »: two questions in one sentence, each of its own
// report. Each part is read by itself; what it leaves unsaid (of what, when) is taken from the other.

import type { FoundSubjects } from '../turn.ts';
import { chooseMeasure } from './choose-measure.ts';
import { followUp } from './follow-ups.ts';
import { TOLD_TOGETHER } from './told-beside.ts';
import { has, type Measure, type Reading } from './reading.ts';
import { VIEWS, type PeriodUse } from './views.ts';

/** Where one question may end and the next begin. */
const JOINTS =
  /\s*,?\s+(?:et|puis|ainsi que|ainsi qu['’]|and|then)\s+(?:aussi\s+|also\s+)?|\s*[;?.!]\s+(?:et\s+|and\s+)?/giu;

/** A part that asks by itself, as against a noun that goes with the one before. */
const ASKS =
  /^(?:quel|quelle|quels|quelles|qui|combien|où|ou en|comment|est-ce|y a-t-il|pourquoi|quand|what|which|who|how|is|are|when|where|why|do|does)(?!\p{L})|^(?:à|a|de|sur|pour) (?:combien|quel|quelle|qui)(?!\p{L})/iu;

/** Words of two reports that make one question: « les dérives et leur marge », « le CA et l'objectif ». */
const ONE_QUESTION: readonly (readonly [string, string])[] = [
  ['drift', 'margin'],
  ['landing', 'margin'],
  ['late', 'receivables'],
  ['late', 'pipeline'],
  ['bench', 'margin'],
  ['bench', 'available'],
  ['available', 'capacity'],
  ['changes', 'drift'],
  ['changes', 'margin'],
  ['rates', 'margin'],
  ['billing', 'receivables'],
  ['billing', 'billing-lag'],
  ['missions', 'available'],
  ['anomalies', 'margin'],
  ['staffing', 'available'],
];

/** More parts than this are a list of questions, to be put one by one. */
const PARTS_AT_MOST = 3;

type Part = { readonly text: string; readonly found: FoundSubjects };

/** The names that stand in a part, at their places in it; null: the cut goes through one. */
function mentionsIn({ mentions }: FoundSubjects, from: number, to: number): FoundSubjects | null {
  if (mentions.some(({ start, end }) => (start < from && end > from) || (start < to && end > to))) return null;
  return {
    mentions: mentions
      .filter(({ start, end }) => start >= from && end <= to)
      .map((one) => ({ ...one, start: one.start - from, end: one.end - from })),
  };
}

/** The ways to cut a question in two, the first joint first. */
function listCuts({ text, found }: Part): (readonly [Part, Part])[] {
  return [...text.matchAll(JOINTS)].flatMap(({ index, 0: joint }) => {
    const from = index + joint.length;
    const left = mentionsIn(found, 0, index);
    const right = mentionsIn(found, from, text.length);
    if (!left || !right || index === 0 || from >= text.length) return [];
    return [
      [
        { text: text.slice(0, index), found: left },
        { text: text.slice(from), found: right },
      ] as const,
    ];
  });
}

function isOneQuestion(one: Measure, other: Measure): boolean {
  return ONE_QUESTION.some((pair) => pair.includes(one.report) && pair.includes(other.report));
}

/** What a part needs to be a question: `isAnswered` says that something answers it. */
export type PartReader = {
  readonly read: (part: Part) => Reading;
  readonly isAnswered: (reading: Reading) => boolean;
};

/** Each asks of its own report; of two reports whose words go together, the second asks by a word of its own. */
function areTwo(left: Reading, right: Reading, isAnswered: PartReader['isAnswered']): boolean {
  if (left.understood < SURE || right.understood < SURE) return false;
  if (!isAnswered(left) || !isAnswered(right)) return false;
  const [one, other] = [chooseMeasure(left), chooseMeasure(right)];
  const asks = ASKS.test(right.text.trim());
  // A list or a person is asked for by a word of its own.
  if (!one || !other) return asks && (one !== null || other !== null);
  const named = left.names.length > 0 && right.names.length > 0;
  if (one.report !== other.report) return asks || named || !isOneQuestion(one, other);
  const compared = has(left, '@compare') || has(right, '@compare');
  return one.field !== other.field && (named || asks || !areToldTogether(one, other)) && !compared;
}

/** « le CA et le coût »: figures of one line, told side by side. */
function areToldTogether({ report, field }: Measure, other: Measure): boolean {
  const view = VIEWS[report];
  const [main, second] = [field ?? view?.mainField ?? '', other.field ?? view?.mainField ?? ''];
  return (
    view?.fields[main]?.beside?.includes(second) === true ||
    TOLD_TOGETHER.some((pair) => pair.includes(main) && pair.includes(second))
  );
}

/** Half understood, a part is no question of its own. */
const SURE = 0.5;

/** Reports that a period of the other part may be meant for: what was earned, worked or found in it. */
const PERIODIC: ReadonlySet<PeriodUse> = new Set(['earned', 'month', 'months']);

function isPeriodic(reading: Reading): boolean {
  const use = VIEWS[chooseMeasure(reading)?.report ?? 'margin']?.period;
  return use !== undefined && PERIODIC.has(use);
}

/** It says of nothing in particular, nor of everything. */
function isOpen(reading: Reading): boolean {
  return (
    reading.names.length === 0 &&
    reading.kinds.length === 0 &&
    !has(reading, '@scope:firm', '@scope:mine', '@who', '@list')
  );
}

/** What one part leaves unsaid and the other says. */
function complete(part: Reading, by: Reading): Reading {
  const about = VIEWS[chooseMeasure(part)?.report ?? 'margin']?.about ?? [];
  const names = by.names.filter(({ candidates }) => candidates.some(({ kind }) => about.includes(kind)));
  const same = chooseMeasure(part)?.report === chooseMeasure(by)?.report;
  const periods =
    part.periods.length === 0 && (same || (isPeriodic(part) && isPeriodic(by))) ? by.periods : part.periods;
  return { ...part, names: isOpen(part) && names.length > 0 ? names : part.names, periods };
}

/** It measures nothing by itself, or speaks of « sa marge », « avec eux ». */
function leans(reading: Reading): boolean {
  return chooseMeasure(reading) === null || has(reading, '@pronoun', '@pronoun_many') || THEM.test(reading.text);
}

const THEM = /(?<!\p{L})(?:lui|elle|eux|elles|him|her|them)(?!\p{L})/iu;

/** How a part that wishes is told from one that asks. */
export type WishReader = PartReader & {
  readonly isWish: (reading: Reading) => boolean;
  readonly isQuestion: (reading: Reading) => boolean;
  /** The wish is of one thing: « passe le RAF à 20 jours ». */
  readonly isOfOne: (reading: Reading) => boolean;
};

/** An order stands first in its part. */
const ORDER_WITHIN = 14;

/** « et facture ? » is the noun; « et facture-les » orders. */
const NO_VERB =
  /^(?:la |les |une |the |an? )?(?:factures?|facturation|invoices?|bills?|billing)(?! ?-? ?(?:le|la|les|tout|nos|ce|ces|it|them|all|the)(?!\p{L}))/iu;

function opensWithOrder({ places, text }: Reading): boolean {
  if (NO_VERB.test(text.trim()) || (/\?\s*$/.test(text) && !places.has('@polite'))) return false;
  return [...places].some(([mark, at]) => mark.startsWith('!') && at <= ORDER_WITHIN);
}

/** « …, et dis-moi combien… » */
const TELLS = /^(?:dis|dites|donne|donnez|tell|give|indique|montre|show)[- ]/iu;

/**
 * A question and a wish in one sentence, in their order: « combien de jours manque-t-il à Léa, et relance-la ».
 * @returns null: the text is not of these two.
 */
export function splitWish(whole: Part, asOf: string, reader: WishReader): readonly [Reading, Reading] | null {
  for (const [left, right] of listCuts(whole)) {
    const one = reader.read(left);
    const other = reader.read(right);
    if (one.understood < SURE) continue;
    if (reader.isQuestion(one) && !reader.isWish(one) && reader.isAnswered(one) && opensWithOrder(other)) {
      const led = other.names.length > 0 ? other : followUp(other, one, asOf);
      const wished = led.names.length === 0 && reader.isOfOne(led) ? { ...led, names: one.names } : led;
      if (reader.isWish(wished)) return [one, wished];
    }
    const asks = ASKS.test(right.text.trim()) || (TELLS.test(right.text.trim()) && reader.isQuestion(other));
    if (!reader.isWish(one) || !opensWithOrder(one) || !asks || reader.isWish(other)) continue;
    const asked = complete(leans(other) ? followUp(other, one, asOf) : other, one);
    if (reader.isAnswered(asked)) return [one, asked];
  }
  return null;
}

/** The questions that a text asks, each completed by the others; one alone when it asks but one. */
export function splitQuestion(whole: Part, asOf: string, reader: PartReader, parts = PARTS_AT_MOST): Reading[] {
  for (const [left, right] of parts > 1 ? listCuts(whole) : []) {
    const [one, other] = [reader.read(left), reader.read(right)];
    if (!areTwo(one, other, reader.isAnswered)) continue;
    const first = ASKS.test(right.text.trim()) ? one : complete(one, other);
    const [second, ...rest] = splitQuestion(right, asOf, reader, parts - 1);
    if (second === undefined) continue;
    const later = [second, ...rest].map((reading) =>
      complete(leans(reading) ? followUp(reading, first, asOf) : reading, first),
    );
    return [first, ...later];
  }
  return [reader.read(whole)];
}
