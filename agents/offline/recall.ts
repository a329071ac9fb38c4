// « Compare les deux », « lequel des trois… »: what was spoken of in the last turns, taken up together.

import { foldText } from '../words.ts';
import { WORD_NUMBERS } from './numbers.ts';
import { clearNames, has, type Named, type Reading } from './reading.ts';
import type { Period } from './period-spans.ts';

const SEVERAL =
  /(?:^|[^a-z])(?:(?:les|des|ces|entre les|tous les|toutes les|the|those|of the|all) (?<n>deux|trois|quatre|two|three|four|2|3|4)(?! (?:mois|months|jours|days|semaines|weeks|ans|years|annees|trimestres|quarters|dernier|derniere|premier|premiere|prochain|projet|client|consultant|plus|moins|pire|meilleur|last|next|first|worst|best|most|least|projects|clients|people))|(?<both>both))(?:[^a-z]|$)/;

/** « lequel », and not « lequel de nos clients ». */
const WHICH = /^\W*(?:et\s+|alors\s+|and\s+)?(?:lequel|laquelle|which (?:one|of them))(?!\s*(?:de|des|du|of)\s)/iu;

/** How many things of the turns before the words take together; null: none. */
function countTold({ text }: Reading): number | null {
  // « lequel a le plus de jours ? », of nothing else that is named.
  if (WHICH.test(text)) return 2;
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
  const count = clearNames(reading).length > 1 ? null : countTold(reading);
  const last = before.at(-1);
  if (count === null || !last) return reading;
  const names = lastDistinct(
    before.flatMap((turn) => turn.names),
    nameKey,
    count,
  );
  const kinds = new Set(names.map(({ candidates }) => candidates[0]?.kind));
  const measures = reading.measures.length > 0 ? reading.measures : last.measures;
  const numbers = { ...reading.numbers, plain: [], top: null };
  const kept = { ...reading, measures, numbers, horizon: reading.horizon ?? last.horizon, isFollowUp: true };
  if (names.length === count && kinds.size === 1) {
    const periods = reading.periods.length > 0 ? reading.periods : last.periods;
    return { ...kept, names, periods, kinds: [], by: null };
  }
  const told = before.flatMap(({ periods }) => periods.slice(-1));
  const periods = lastDistinct(told, ({ from, to }) => `${from} ${to}`, count);
  if (periods.length !== count) return reading;
  const whole = has(reading, '@mean') ? spanOver(periods) : null;
  return { ...kept, names: last.names, periods: whole ? [whole] : periods };
}
