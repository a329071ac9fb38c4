// Two figures side by side are not yet an answer to « mieux ou moins bien ? », « en hausse ou en baisse ? »: how far
// apart they are is said, and which way, in words.

import type { ReadResult } from '../../turn.ts';
import type { Language } from '../../say-figure.ts';
import { inLanguage } from '../plan.ts';
import type { Query } from '../query.ts';
import { fieldWord } from './write-rows.ts';

/** One of the two things, or one of the two periods, with where its figures stand in its result. */
export type Side = {
  readonly label: string;
  readonly result: ReadResult;
  /** `P002.margin`; null: it has no such figure. */
  readonly placeOf: (field: string) => string | null;
  readonly valueOf: (field: string) => number | null;
};

/** The figure asked for, then those that are told beside it, where both sides have them. */
function fieldsOf({ field, view }: Query, one: Side, other: Side): string[] {
  return [field, ...(view.fields[field]?.beside ?? [])].filter(
    (name) => one.valueOf(name) !== null && other.valueOf(name) !== null,
  );
}

function gap(from: Side, to: Side, field: string): number {
  return Math.round((Number(from.valueOf(field)) - Number(to.valueOf(field))) * 10_000) / 10_000;
}

function writeGaps(query: Query, from: Side, to: Side, language: Language): string {
  return fieldsOf(query, from, to)
    .map((field) => {
      const word = fieldWord(field, query.view.fields[field], language);
      return `${word} [[${from.result.ref}:${from.placeOf(field)} - ${to.result.ref}:${to.placeOf(field)}]]`;
    })
    .join(', ');
}

/**
 * « P004 fait mieux que P002 : marge +2 990,52 € ». Empty: one of them has no such figure.
 * @param judges the question asks which is better, and not which is more.
 */
export function sayWhichIsBetter(query: Query, one: Side, other: Side, judges: boolean, language: Language): string {
  if (!fieldsOf(query, one, other).includes(query.field)) return '';
  const good = query.view.fields[query.field]?.good;
  const apart = gap(one, other, query.field);
  if (apart === 0)
    return inLanguage(language, 'Aucun écart entre les deux.', 'There is no difference between the two: none.');
  const better = good === 'high' || (good === 'low' && judges);
  const [first, second] = apart > 0 === (good !== 'low' || !better) ? [one, other] : [other, one];
  const does = better
    ? inLanguage(language, 'fait mieux que', 'does better than')
    : inLanguage(language, 'est au-dessus de', 'is above');
  return `${first.label} ${does} ${second.label} : ${writeGaps(query, first, second, language)}.`;
}

/** « En hausse (mieux) d’août à septembre : marge +2 990,52 € ». Empty: one of them has no such figure. */
export function sayWhichWay(query: Query, earlier: Side, later: Side, language: Language): string {
  if (!fieldsOf(query, earlier, later).includes(query.field)) return '';
  const moved = gap(later, earlier, query.field);
  const [from, to] = [earlier.label, later.label];
  const isDay = /^\d\d\//.test(from);
  const french = isDay ? `du ${from} au ${to}` : `de ${from} à ${to}`.replace(/^de (?=[aeiou])/u, 'd’');
  const span = inLanguage(language, french, `from ${from} to ${to}`);
  const good = query.view.fields[query.field]?.good;
  const better = good === undefined || moved === 0 ? null : moved > 0 === (good === 'high');
  const way =
    moved === 0
      ? inLanguage(language, 'Stable', 'Unchanged')
      : moved > 0
        ? inLanguage(language, 'En hausse', 'Up')
        : inLanguage(language, 'En baisse', 'Down');
  const judged =
    better === null
      ? ''
      : better
        ? inLanguage(language, ' (mieux)', ' (better)')
        : inLanguage(language, ' (moins bien)', ' (worse)');
  return `${way}${judged} ${span} : ${writeGaps(query, later, earlier, language)}.`;
}
