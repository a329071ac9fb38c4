// A text read with the lexicon: which phrases stand where, and what they may mean. The longest phrase wins; an article
// between two words of it is passed over; a misspelt word is read as the nearest word of the lexicon.

import { isOrdinary } from '../../ordinary-words.ts';
import { countSlips, forgivenSlips } from '../../spelling.ts';
import { stemOf, wordsOf, type Word } from '../../words.ts';
import { DOCUMENT_WORDS } from './document-words.ts';
import type { LexiconEntry } from './entry.ts';
import { FIRM_WORDS } from './firm-words.ts';
import { FORMS } from './forms.ts';
import { MARGIN_WORDS } from './margin-words.ts';
import { MONEY_WORDS } from './money-words.ts';
import { OUTSIDE } from './outside.ts';
import { STAFFING_WORDS } from './staffing-words.ts';
import { TIMESHEET_WORDS } from './timesheet-words.ts';
import { WISH_WORDS } from './wishes.ts';

export type Meaning = { readonly means: string; readonly weight: number };

/** A phrase of the lexicon in a text. */
export type Hit = {
  readonly meanings: readonly Meaning[];
  /** The words that it took. */
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
  /** A word of it was read as another one, a slip away. */
  readonly guessed: boolean;
};

export type ReadWords = {
  readonly words: readonly Word[];
  readonly hits: readonly Hit[];
  /** Words that are in no phrase and are no everyday words. */
  readonly unknown: readonly Word[];
};

type Node = { readonly next: Map<string, Node>; meanings: Meaning[] };

const ARTICLES: ReadonlySet<string> = new Set('le la les l un une des du de d the of an'.split(' '));

function makeNode(): Node {
  return { next: new Map(), meanings: [] };
}

/** `(a|b)` is a choice, `[a]` may be left out: the phrases that one writes so. */
function expand(phrase: string): string[] {
  const optional = /\[([^[\]]*)\]/.exec(phrase);
  if (optional)
    return ['', optional[1] ?? ''].flatMap((part) =>
      expand(phrase.slice(0, optional.index) + part + phrase.slice(optional.index + optional[0].length)),
    );
  const choice = /\(([^()]*)\)/.exec(phrase);
  if (choice)
    return (choice[1] ?? '')
      .split('|')
      .flatMap((part) => expand(phrase.slice(0, choice.index) + part + phrase.slice(choice.index + choice[0].length)));
  return [phrase];
}

/** The longer the phrase, the surer: a word more counts half a word. */
const WORD_WORTH = 0.5;

function readMeanings(means: string, words: number): Meaning[] {
  return means.split(',').map((one, at) => {
    const [name = '', share = '1'] = one.trim().split('*');
    return { means: name, weight: (1 + WORD_WORTH * (words - 1)) * Number(share) * (at === 0 ? 1 : 0.95) };
  });
}

const SHORTEST_ORDER = 7;

type Lexicon = {
  readonly root: Node;
  /** Stems that a slip may be read as, by their first letter. */
  readonly vocabulary: ReadonlyMap<string, readonly string[]>;
  readonly shortest: ReadonlyMap<string, number>;
  readonly known: ReadonlySet<string>;
};

function plantLexicon(): Lexicon {
  const root = makeNode();
  /** Stems that a slip may be read as, each with the shortest word that is: an order is not obeyed on a hunch. */
  const stems = new Map<string, number>();
  const all = new Set<string>();
  const entries: readonly LexiconEntry[] = [
    ...MARGIN_WORDS,
    ...FIRM_WORDS,
    ...TIMESHEET_WORDS,
    ...MONEY_WORDS,
    ...FORMS,
    ...WISH_WORDS,
    ...STAFFING_WORDS,
    ...DOCUMENT_WORDS,
    ...OUTSIDE,
  ];
  for (const [means, phrases] of entries) {
    for (const phrase of phrases.split(',').flatMap(expand)) {
      const words = splitPhrase(phrase);
      if (words.length === 0) continue;
      let node = root;
      for (const word of words) {
        all.add(word);
        if (!means.startsWith('~'))
          stems.set(word, Math.min(stems.get(word) ?? SHORTEST_ORDER, means.startsWith('!') ? SHORTEST_ORDER : 0));
        let next = node.next.get(word);
        if (!next) node.next.set(word, (next = makeNode()));
        node = next;
      }
      for (const meaning of readMeanings(means, words.length))
        if (!node.meanings.some((known) => known.means === meaning.means)) node.meanings.push(meaning);
    }
  }
  const vocabulary = new Map<string, string[]>();
  for (const stem of stems.keys())
    vocabulary.set(stem.slice(0, 1), [...(vocabulary.get(stem.slice(0, 1)) ?? []), stem]);
  return { root, vocabulary, shortest: stems, known: all };
}

/** A phrase of one article alone keeps it. */
function splitPhrase(phrase: string): string[] {
  const words = phrase
    .split(/[^\p{L}\p{N}%€&]+/u)
    .filter((word) => word !== '')
    .map(stemOf);
  const telling = words.filter((word) => !ARTICLES.has(word));
  return telling.length > 0 ? telling : words;
}

const { root, vocabulary, shortest, known } = plantLexicon();

/** The nearest word of the lexicon to one that nobody knows; itself when none is near. */
function spell(word: Word): string {
  if (known.has(word.stem) || isOrdinary(word.stem) || isOrdinary(word.text) || /\d/.test(word.text)) return word.stem;
  let limit = forgivenSlips(word.text);
  let nearest: string | null = null;
  for (const stem of limit === 0 ? [] : (vocabulary.get(word.stem.slice(0, 1)) ?? [])) {
    if (stem.length < 4 || word.text.length < (shortest.get(stem) ?? 0)) continue;
    const slips = countSlips(word.stem, stem, limit);
    if (slips > limit || (slips === limit && nearest !== null)) continue;
    nearest = stem;
    limit = slips;
  }
  return nearest ?? word.stem;
}

function isWritten(text: string, { start, end }: Word, pattern: RegExp): boolean {
  return pattern.test(text.slice(start, end).normalize('NFC'));
}

/** % and € are words of a phrase, though not of a text. */
function readTokens(text: string): Word[] {
  // « dû » is no article, « ça » is no chiffre d'affaires.
  const words = wordsOf(text).map((word) =>
    isWritten(text, word, /^dû[es]?$/i)
      ? { ...word, text: 'dut', stem: 'dut' }
      : isWritten(text, word, /^ça$/i)
        ? { ...word, text: 'cela', stem: 'cela' }
        : word,
  );
  for (const match of text.matchAll(/[%€]/g)) {
    const mark = match[0];
    words.push({ text: mark, stem: mark, start: match.index, end: match.index + 1, capital: false });
  }
  return words.toSorted((a, b) => a.start - b.start);
}

type Place = { readonly start: number; readonly end: number };

/** @param taken places of names, dates and quotes, which no phrase goes through. */
export function readWords(text: string, taken: readonly Place[]): ReadWords {
  const words = readTokens(text);
  const isTaken = words.map((word) => taken.some(({ start, end }) => word.start < end && word.end > start));
  const stems = words.map((word, at) => (isTaken[at] === true ? '' : spell(word)));
  // No order is read in a misspelt word alone, unless it opens the sentence.
  const hits: Hit[] = [];
  const covered = new Set<number>();
  for (let at = 0; at < words.length; at += 1) {
    const found = isTaken[at] === true ? null : longestPhrase(stems, words, text, at);
    if (!found) continue;
    const ordered = hits.some((hit) => hit.meanings.some(({ means }) => means.startsWith('!')));
    const guessed = !ordered && found.to === at + 1 && at > 0 && stems[at] !== words[at]?.stem;
    const meanings = guessed ? found.meanings.filter(({ means }) => !means.startsWith('!')) : found.meanings;
    hits.push({
      to: found.to,
      meanings,
      from: at,
      start: words[at]?.start ?? 0,
      end: words[found.to - 1]?.end ?? 0,
      guessed: words.slice(at, found.to).some(({ stem }, shift) => stems[at + shift] !== stem),
    });
    for (let one = at; one < found.to; one += 1) covered.add(one);
    at = found.to - 1;
  }
  const unknown = words.filter(
    (word, at) =>
      !covered.has(at) &&
      isTaken[at] !== true &&
      !isOrdinary(word.stem) &&
      !isOrdinary(word.text) &&
      word.text.length > 2,
  );
  return { words, hits, unknown };
}

/** Past this many words, two words of a phrase are no longer one. */
const WIDEST_GAP = 2;

/** A misspelt word is first the one that the phrase goes on with: « chiffre d'affaies ». */
function nearNext({ next }: Node, word: Word | undefined): Node | undefined {
  // A word that is known as it is written is itself.
  if (word === undefined || known.has(word.stem) || isOrdinary(word.stem) || isOrdinary(word.text)) return undefined;
  const limit = forgivenSlips(word.text);
  const slipsTo = (stem: string): number =>
    Math.min(countSlips(word.stem, stem, limit), countSlips(word.text.replace(/s$/, ''), stem, limit));
  const near = [...next.keys()].filter((stem) => stem.length >= 4 && slipsTo(stem) <= limit);
  return near.length === 1 ? next.get(near[0] ?? '') : undefined;
}

function longestPhrase(
  stems: readonly string[],
  words: readonly Word[],
  text: string,
  from: number,
): { to: number; meanings: readonly Meaning[] } | null {
  let best: { to: number; meanings: readonly Meaning[] } | null = null;
  let node: Node | undefined = root;
  let gap = 0;
  for (let at = from; at < stems.length && node; at += 1) {
    const stem = stems[at] ?? '';
    if (stem === '' || (at > from && /[.;:!?]/.test(text.slice(words[at - 1]?.end ?? 0, words[at]?.start ?? 0)))) break;
    const next: Node | undefined = node.next.get(stem) ?? (at > from ? nearNext(node, words[at]) : undefined);
    if (next) {
      node = next;
      gap = 0;
      if (node.meanings.length > 0) best = { to: at + 1, meanings: node.meanings };
    } else if (at > from && gap < WIDEST_GAP && ARTICLES.has(words[at]?.text ?? '')) gap += 1;
    else break;
  }
  return best;
}
