// « mets Aurélie Moulin sur P027 », where nobody within reach is called so: nobody else is offered in her place.

import { abstain, inLanguage, type Asking, type End } from '../plan.ts';
import { skillsAsked } from './find-people.ts';
import { has, namesOf, type Reading } from '../reading.ts';
import type { Wish } from './wish.ts';

/** Between the order and the place stand one or two words that are no article and no number. */
const PUT =
  /^\W*(?:(?:stp|svp|please|peux-tu|can you)\W+)?(?:re)?(?:mets|mettez|mettre|met|place[rz]?|affecte[rz]?|staffe[rz]?|positionne[rz]?|assigne?[rz]?|put|book|staff|allocate|remplace[rz]?|replace)\s+(?!(?:un|une|des|le|la|les|l|de|qui|someone|somebody|anyone|a|an|the|on|sur|moi|nous|us|me|it|en|vite|vraiment|plutôt|plutot|d|two|deux|trois|three|mon|ma|mes|my)(?!\p{L}))(\p{L}[\p{L}-]*(?: \p{L}[\p{L}-]*)?)\s+(?:sur|on|to|à|dans|chez|par|with|by)(?!\p{L})/iu;

/** The words that stand where a person is named; null: a person, a profile or nobody in particular is. */
export function unknownPerson(reading: Reading): string | null {
  if (namesOf(reading, 'consultant', 'profile').length > 0 || reading.names.some(isPerson)) return null;
  if (has(reading, '@someone', '@who') || skillsAsked(reading).length > 0) return null;
  return PUT.exec(reading.text)?.[1] ?? null;
}

function isPerson({ candidates }: Reading['names'][number]): boolean {
  return candidates.some(({ kind }) => kind === 'consultant' || kind === 'profile');
}

/** « relance fabien », « le pipe de marc »: nobody known is called so, and nobody else is answered for. */
export function narrowsByUnknown({ unread, marks }: Reading, wish: Wish | null): boolean {
  return unread.length > 0 && !marks.has('@document') && !marks.has('@paper') && (wish === null || NAMING.has(wish));
}

/** Wishes that would be carried out for others, or for everyone, were a name of theirs dropped. */
const NAMING: ReadonlySet<Wish> = new Set(['remind', 'dun', 'chase', 'invoice', 'leave', 'validate', 'close']);

export function sayUnread({ language }: Asking): End {
  return abstain(
    'no_data',
    inLanguage(
      language,
      'Un nom ou un mot de la question m’est inconnu, ou vous n’y avez pas accès : je ne réponds pas comme s’il n’y était pas.',
      'A name or a word of the question is unknown to me, or you have no access to it: I do not answer as if it were not there.',
    ),
  );
}
