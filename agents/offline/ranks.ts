// « le 2e », « la dernière », « option 1 »: the rank of a row in a list, and no day of a month or quarter.

import type { Reading } from './reading.ts';
import type { ShownThing } from './shown.ts';

const ORDINALS: readonly (readonly [RegExp, number])[] = [
  [/^(?:premi[eè]re?|1(?:er|re|ère|ere)?|first)$/u, 1],
  [/^(?:deuxi[eè]me|seconde?|2(?:e|nde?|[eè]me)?|second)$/u, 2],
  [/^(?:troisi[eè]me|3(?:e|[eè]me)?|third)$/u, 3],
  [/^(?:quatri[eè]me|4(?:e|[eè]me)?|fourth)$/u, 4],
  [/^(?:cinqui[eè]me|5(?:e|[eè]me)?|fifth)$/u, 5],
  [/^(?:derni[eè]re?|last)$/u, -1],
];

const RANK =
  /(?<!\p{L})(?:(?:le|la|du|au|the|num[ée]ro|n°|number|option|choix)\s*)(?<word>premi[eè]re?|deuxi[eè]me|seconde?|troisi[eè]me|quatri[eè]me|cinqui[eè]me|derni[eè]re?|first|second|third|fourth|fifth|last|[1-5](?:er|re|[eè]re|nde?|[eè]me|e)?)(?![\p{L}\p{N}%])(?: one)?(?! (?:trimestre|semestre|mois|semaine|jour|jalon|sprint|quarter|month|week|day|janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[ée]cembre)s?(?!\p{L}))/iu;

export type Rank = { readonly at: number; readonly start: number; readonly text: string };

/** « le 2e », « la dernière », « option 1 »: no day of a month, no quarter. */
export function readRank({ text, periods }: Pick<Reading, 'text' | 'periods'>): Rank | null {
  const match = RANK.exec(text);
  const word = match?.groups?.['word']?.toLowerCase() ?? '';
  if (!match || periods.some(({ start, end }) => match.index < end && match.index + match[0].length > start))
    return null;
  const at = ORDINALS.find(([pattern]) => pattern.test(word))?.[1];
  return at === undefined ? null : { at, start: match.index, text: match[0] };
}

export function rankedThing(things: readonly ShownThing[], { at }: Rank): ShownThing | undefined {
  return things.at(at > 0 ? at - 1 : at);
}
