// « Compare les deux », « lequel des trois… », « le total des deux », « l'écart ? », « ça monte ? »: what was spoken of in
// the last turns, one after the other, taken up together.

import { addMonths, firstDayOf, lastDayOf, monthOf } from '../../domain/periods.ts';
import { foldText } from '../words.ts';
import { WORD_NUMBERS } from './numbers.ts';
import { clearNames, has, type Named, type Reading } from './reading.ts';
import type { Period } from './period-spans.ts';
import { NOT_NARROWED, OF_ONE_TURN, SUMMED } from './taken-marks.ts';
import { VIEWS } from './views.ts';

const SEVERAL =
  /(?:^|[^a-z])(?:(?:les|des|ces|entre les|tous les|toutes les|the|those|of the|all) (?<n>deux|trois|quatre|two|three|four|2|3|4)(?! (?:mois|months|jours|days|semaines|weeks|ans|years|annees|trimestres|quarters|dernier|derniere|premier|premiere|prochain|projet|client|consultant|plus|moins|pire|meilleur|last|next|first|worst|best|most|least|projects|clients|people))|(?<both>both))(?:[^a-z]|$)/;

/** « lequel », and not « lequel de nos clients ». */
const WHICH = /^\W*(?:et\s+|alors\s+|and\s+)?(?:lequel|laquelle|which (?:one|of them))(?!\s*(?:de|des|du|of)\s)/iu;

/** How many things of the turns before the words take together; null: none. */
function countTold({ text }: Reading): number | null {
  const groups = SEVERAL.exec(foldText(text).replaceAll(/\s+/g, ' '))?.groups;
  if (groups === undefined) return null;
  if (groups['both'] !== undefined) return 2;
  const word = groups['n'] ?? '';
  return WORD_NUMBERS[word] ?? Number(word);
}

/** The last ones that differ, in the order in which they were spoken of. */
function lastDistinct<T>(all: readonly T[], keyOf: (one: T) => string, count: number): T[] {
  const kept = new Map<string, T>();
  for (const one of all.toReversed()) {
    const key = keyOf(one);
    if (!kept.has(key) && kept.size < count) kept.set(key, one);
  }
  return [...kept.values()].toReversed();
}

function nameKey({ candidates }: Named): string {
  return candidates[0] ? `${candidates[0].kind} ${candidates[0].code}` : '';
}

/** The months, one after the other, of periods that were spoken of one by one. */
function spanOver(periods: readonly Period[]): Period | null {
  const [first] = periods.toSorted((a, b) => (a.from ?? '').localeCompare(b.from ?? ''));
  const last = periods.toSorted((a, b) => (a.to ?? '').localeCompare(b.to ?? '')).at(-1);
  return first && last ? { ...first, kind: 'span', to: last.to } : null;
}

/**
 * @param before the readings of the turns before, the oldest first, each completed by those before it.
 * @returns the reading about the things, or the periods, of the last turns; itself when its words take up nothing.
 */
export function recallSeveral(reading: Reading, before: readonly Reading[]): Reading {
  const last = before.at(-1);
  // « lequel a le plus de jours ? », of all that were spoken of one by one.
  const which = WHICH.test(reading.text) ? Math.max(2, readRun(before)?.names.length ?? 0) : null;
  const count = clearNames(reading).length > 1 ? null : (countTold(reading) ?? which);
  if (count === null || !last) return reading;
  const names = lastDistinct(
    before.flatMap((turn) => turn.names),
    nameKey,
    count,
  );
  const kinds = new Set(names.map(({ candidates }) => candidates[0]?.kind));
  // « lequel des deux est le mieux ? » measures nothing new.
  const own = reading.measures.filter(({ report }) => report !== 'changes');
  const measures = own.length > 0 ? own : last.measures;
  const numbers = { ...reading.numbers, plain: [], top: null };
  const kept = { ...reading, measures, numbers, horizon: reading.horizon ?? last.horizon, isFollowUp: true };
  if (names.length === count && kinds.size === 1) {
    const periods = reading.periods.length > 0 ? monthsApart(reading, measures) : last.periods;
    return { ...kept, names, periods, kinds: [], by: null };
  }
  const told = before.flatMap(({ periods }) => periods.slice(-1));
  const periods = lastDistinct(told, keyOfPeriod, count);
  // Of three months, two side by side do not tell which is the worst.
  if (which !== null && countTold(reading) === null && lastDistinct(told, keyOfPeriod, MOST_RECALLED).length > count)
    return { ...kept, marks: new Map([...reading.marks, [NOT_NARROWED, 1]]) };
  if (periods.length !== count) return reading;
  const whole = has(reading, '@mean') ? spanOver(periods) : null;
  // « which one is better? », of two months: no row is ranked.
  const marks = new Map([...reading.marks].filter(([mark]) => which === null || !/^@(?:list|order|who)/.test(mark)));
  return { ...kept, marks, names: last.names, periods: whole ? [whole] : periods };
}

const TOGETHER =
  /(?<!\p{L})(?:ensemble|r[ée]unie?s|cumul[ée]e?s?|cumul|confondue?s?|au total|en tout|total|somme|together|combined|sum)(?!\p{L})/iu;

const HOW_FAR =
  /^\W*(?:et |alors |donc |and )?(?:quel(?:le)? (?:est )?)?(?:l['’]|le |la |the )?(?:écart|ecart|diff[ée]rence|delta|[ée]volution|tendance|gap|trend)(?: entre (?:les deux|eux|elles))?\W*$/iu;
const WHICH_WAY =
  /^\W*(?:et |alors |donc |and )?(?:est[- ]ce que )?(?:(?:[çc]a|c['’]est|il|elle|it(?:['’]s)?|is it) )?(?:en (?:hausse|baisse)|a (?:baiss|mont|augment|progress|grimp|recul|diminu)[ée]|monte|descend|baisse|augmente|progresse|grimpe|recule|s['’]am[ée]liore|se d[ée]grade|va mieux|mieux|moins bien|pire|better|worse|up|down|rising|falling|going (?:up|down))(?:[- ]t[- ](?:il|elle))?(?: ou .{3,20})?(?: or .{2,12})?\W*$/u;

/** « laquelle baisse depuis septembre ? », of what is earned month by month: that month, and the last one. */
function monthsApart({ periods, marks }: Reading, [measure]: Reading['measures']): Reading['periods'] {
  const [since] = periods;
  const moves = marks.has('@fell') || marks.has('@rise');
  const earned = VIEWS[measure?.report ?? 'margin']?.period === 'earned';
  if (!moves || !earned || since?.kind !== 'since' || since.from === null || since.to === null) return periods;
  const day = since.to;
  const last = day === lastDayOf(monthOf(day)) ? monthOf(day) : addMonths(monthOf(day), -1);
  const first = monthOf(since.from);
  if (last <= first) return periods;
  return [first, last].map((month) => ({ ...since, kind: 'month', from: firstDayOf(month), to: lastDayOf(month) }));
}

/** More words say something of their own. */
const LONGEST_RECALL = 8;

type Run = { readonly last: Reading; readonly names: readonly Named[]; readonly periods: readonly (Period | null)[] };

/** The turns that told one figure, of one thing or of one period after another. */
function readRun(before: readonly Reading[]): Run | null {
  const last = before.at(-1);
  const [was] = last?.measures ?? [];
  if (!last || was === undefined) return null;
  const at = before.findLastIndex(
    ({ measures }) => measures[0]?.report !== was.report || measures[0].field !== was.field,
  );
  const run = before.slice(at + 1);
  const alone = run.flatMap(({ names }) => (names.length === 1 ? names : []));
  const kind = last.names[0]?.candidates[0]?.kind;
  const same = alone.filter(({ candidates }) => candidates.length === 1 && candidates[0]?.kind === kind);
  const key = (turn: Reading): string => turn.names.map(nameKey).join();
  const ofSame = run.filter((turn) => key(turn) === key(last));
  return {
    last,
    names: lastDistinct(same, nameKey, MOST_RECALLED),
    periods: ofSame.map(({ periods }) => periods.at(-1) ?? null),
  };
}

const MOST_RECALLED = 12;

function again(reading: Reading, last: Reading, told: Partial<Reading>, mark: string): Reading {
  const marks = [...last.marks].filter(
    ([one]) => !OF_ONE_TURN.has(one) && !/^@(?:order|count|howmany|why|list|singular|again)/.test(one),
  );
  return {
    ...last,
    text: reading.text,
    language: reading.language,
    wordCount: reading.wordCount,
    places: reading.places,
    ...told,
    marks: new Map([...marks, [mark, 1]]),
    isFollowUp: true,
  };
}

/**
 * @param reading as its own words say it.
 * @returns null: it does not take up the last turns together.
 */
export function recallRun(reading: Reading, before: readonly Reading[], asOf: string): Reading | null {
  const run = readRun(before);
  const told = reading.names.length + reading.kinds.length + reading.periods.length > 0 || reading.by !== null;
  if (run === null || told || reading.wordCount > LONGEST_RECALL) return null;
  const far = HOW_FAR.test(reading.text);
  if (far || WHICH_WAY.test(reading.text)) return compareRun(reading, run, far, asOf);
  if (reading.measures.length > 0 || !TOGETHER.test(reading.text)) return null;
  const count = countTold(reading);
  const listed = count === null && run.last.names.length >= 2;
  const names = listed ? run.last.names : count === null ? run.names : run.names.slice(-count);
  if (names.length < 2 || (count !== null && names.length !== count)) return sumPeriods(reading, run, count);
  return again(reading, run.last, { names, kinds: [], by: null }, SUMMED);
}

/** « les deux mois ensemble »: months that follow each other are one period; others are not added up. */
function sumPeriods(reading: Reading, { last, periods }: Run, count: number | null): Reading | null {
  const told = lastDistinct(
    periods.filter((one) => one !== null),
    keyOfPeriod,
    count ?? MOST_RECALLED,
  );
  const span = told.length === (count ?? told.length) ? spanOver(told) : null;
  if (span === null || told.length < 2) return null;
  const months = new Set(
    told.flatMap(({ from, to }) => (from === null || to === null ? [] : [monthOf(from), monthOf(to)])),
  );
  const whole = span.from !== null && span.to !== null && monthsBetween(span.from, span.to) === months.size;
  const [was] = last.measures;
  const earned = VIEWS[was?.report ?? 'margin']?.period === 'earned' || was?.field?.endsWith('_days') === true;
  const one = whole && earned && told.every(({ kind }) => kind === 'month');
  return one ? again(reading, last, { periods: [span] }, '@again') : again(reading, last, {}, SUMMED);
}

function monthsBetween(from: string, to: string): number {
  let count = 1;
  for (let month = monthOf(from); month < monthOf(to); month = addMonths(month, 1)) count += 1;
  return count;
}

function keyOfPeriod({ from, to }: Period): string {
  return `${from} ${to}`;
}

/** The two periods told last, or the two things; of one period alone, the one before it. */
function compareRun(reading: Reading, { last, names, periods }: Run, far: boolean, asOf: string): Reading | null {
  const use = VIEWS[last.measures[0]?.report ?? 'margin']?.period;
  const today: Period = { kind: 'day', from: null, to: asOf, start: 0, end: 0 };
  const told = periods.flatMap((one) => one ?? (use === 'as-of' ? today : []));
  const two = lastDistinct(told, keyOfPeriod, 2).toSorted((a, b) => dayOf(a).localeCompare(dayOf(b)));
  if (two.length === 2) return again(reading, last, { periods: two }, '@compare');
  if (names.length >= 2) return again(reading, last, { names: names.slice(-2), kinds: [], by: null }, '@compare');
  const [one] = two;
  if (one?.kind === 'month') return again(reading, last, {}, '@compare');
  // How far it is, from what? What it does, since a month ago.
  if (far || use !== 'as-of' || one === undefined) return null;
  const month = addMonths(monthOf(asOf), -1);
  const day = `${month}${asOf.slice(7)}`;
  return again(
    reading,
    last,
    { periods: [{ ...today, to: day > lastDayOf(month) ? lastDayOf(month) : day }, today] },
    '@compare',
  );
}

function dayOf({ from, to }: Period): string {
  return from ?? to ?? '';
}
