// Names where a sentence says codes: « Relancer C025 » is read « Relancer Yann Bonnet (C025) ».

import type { Names } from './api-client.ts';

/** A word that may be a code: « P003 », « CL-12 ». */
const WORD = /[\p{L}\p{N}]+(?:[-_/.][\p{L}\p{N}]+)*/gu;

/** A firm may use plain words and plain numbers as codes, which sentences hold for themselves: these are left alone. */
const isCode = (word: string): boolean => /\p{L}/u.test(word) && /\p{N}/u.test(word);

/** The one name behind a code; none where it names two things, or has no other name. */
function findName(code: string, { projects, clients, consultants, opportunities }: Names): string | null {
  const found = [projects, clients, consultants, opportunities].flatMap((known) => known[code] ?? []);
  const [name] = found;
  return found.length === 1 && name !== undefined && name !== code ? name : null;
}

/** The first time that it is said, a code stands behind its name; a name that the sentence says is not said again. */
export function nameCodesOf(sentence: string, names: Names): string {
  const said = new Set<string>();
  return sentence.replaceAll(WORD, (word, at: number) => {
    if (!isCode(word) || said.has(word)) return word;
    said.add(word);
    const name = findName(word, names);
    if (name === null || sentence.includes(name)) return word;
    const isInside = sentence[at - 1] === '(' && sentence[at + word.length] === ')';
    return isInside ? `${name}, ${word}` : `${name} (${word})`;
  });
}
