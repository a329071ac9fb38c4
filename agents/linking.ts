// Which things of the firm a text names: by code, by name, by a part of a name, with slips, without accents.
// « la marge d'Atlas », « P014 », « Léa », « refonte referentiel ». Pure: the names that a person may see are given.

import type { Catalogue, CatalogueEntry } from './catalogue.ts';
import { isOrdinary } from './ordinary-words.ts';
import { countSlips, forgivenSlips } from './spelling.ts';
import type { FoundSubjects } from './turn.ts';
import { foldText, wordsOf, type Word } from './words.ts';

type Mention = FoundSubjects['mentions'][number];
type Candidate = Mention['candidates'][number];

/** One of the ways to call a thing, as the words that tell it. */
type Name = { readonly entry: CatalogueEntry; readonly stems: readonly string[]; readonly letters: number };

type NameIndex = {
  readonly names: readonly Name[];
  readonly byStem: ReadonlyMap<string, readonly number[]>;
  /** Stems by their first letter: a slip on the first letter is not forgiven. */
  readonly byLetter: ReadonlyMap<string, readonly string[]>;
  readonly byCode: ReadonlyMap<string, readonly CatalogueEntry[]>;
  readonly byLooseCode: ReadonlyMap<string, readonly CatalogueEntry[]>;
};

/** Words that a name may hold and that tell nothing. */
const LINK_WORDS: ReadonlySet<string> = new Set(
  'de du des d la le les l et of the and en a au aux m mme mr mrs monsieur madame'.split(' '),
);

/** More would be a list, not a choice. */
const MOST_CANDIDATES = 12;

const indexes = new WeakMap<Catalogue, NameIndex>();

export function linkSubjects(text: string, catalogue: Catalogue): FoundSubjects {
  let index = indexes.get(catalogue);
  if (!index) indexes.set(catalogue, (index = indexNames(catalogue)));
  const codes = findCodes(text, index);
  const words = wordsOf(text).filter((word) => !codes.some(({ start, end }) => word.start < end && word.end > start));
  const mentions = [...codes, ...findNames(text, words, index)].toSorted((a, b) => a.start - b.start);
  return { mentions };
}

function indexNames(catalogue: Catalogue): NameIndex {
  const names: Name[] = [];
  const byStem = new Map<string, number[]>();
  const byCode = new Map<string, CatalogueEntry[]>();
  const byLooseCode = new Map<string, CatalogueEntry[]>();
  for (const entry of catalogue) {
    push(byCode, compactCode(entry.code), entry);
    push(byLooseCode, looseCode(entry.code), entry);
    for (const called of new Set([entry.label, ...(entry.aliases ?? []), ...wordyCode(entry.code)])) {
      const stems = [...new Set(tellingWords(wordsOf(called)).map(({ stem }) => stem))];
      if (stems.length === 0) continue;
      for (const stem of stems) push(byStem, stem, names.length);
      names.push({ entry, stems, letters: stems.join('').length });
    }
  }
  const byLetter = new Map<string, string[]>();
  for (const stem of byStem.keys()) push(byLetter, stem.slice(0, 1), stem);
  return { names, byStem, byLetter, byCode, byLooseCode };
}

function push<V>(lists: Map<string, V[]>, key: string, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** Link words are left out, unless there is nothing else. */
function tellingWords(words: readonly Word[]): readonly Word[] {
  const telling = words.filter(({ text }) => !LINK_WORDS.has(text));
  return telling.length > 0 ? telling : words;
}

function compactCode(code: string): string {
  return foldText(code).replaceAll(/[^a-z0-9]/g, '');
}

/** `P014`, `p-14` and `P14` alike. */
function looseCode(code: string): string {
  return compactCode(code).replaceAll(/(?<=[a-z])0+(?=\d)/g, '');
}

/** A code that is a word (`ATLAS`) is also read as a name. */
function wordyCode(code: string): string[] {
  return /\d/.test(code) && !/\s/.test(code) ? [] : [code];
}

function findCodes(text: string, index: NameIndex): Mention[] {
  return [...text.matchAll(/[\p{L}\p{N}]+(?:[-_/.][\p{L}\p{N}]+)*/gu)].flatMap((match) => {
    // A year or a count is no code, even where codes are numbers.
    if (!/\d/.test(match[0]) || (!/\p{L}/u.test(match[0]) && match[0].length < 5)) return [];
    const exact = index.byCode.get(compactCode(match[0]));
    const entries = exact ?? index.byLooseCode.get(looseCode(match[0])) ?? [];
    if (entries.length === 0) return [];
    const candidates = entries.slice(0, MOST_CANDIDATES).map((entry) => candidateOf(entry, exact ? 1 : 0.95));
    return [{ text: match[0], start: match.index, end: match.index + match[0].length, candidates }];
  });
}

function candidateOf({ kind, code, label }: CatalogueEntry, score: number): Candidate {
  return { kind, code, label, score };
}

/** Names that go on from one word to the next, and with how many slips. */
type Run = { readonly words: readonly Word[]; readonly slips: number; readonly names: ReadonlySet<number> };

function findNames(text: string, words: readonly Word[], index: NameIndex): Mention[] {
  const found: Mention[] = [];
  for (let at = 0; at < words.length;) {
    const run = longestRun(text, words, at, index);
    const candidates = run ? scoreCandidates(run, index) : [];
    if (run && candidates.length > 0 && isTold(text, run, candidates)) {
      const start = run.words[0]?.start ?? 0;
      const end = run.words.at(-1)?.end ?? start;
      found.push({ text: text.slice(start, end), start, end, candidates });
      at = words.findIndex((word) => word.start >= end);
      if (at < 0) break;
    } else at += 1;
  }
  return found;
}

function longestRun(text: string, words: readonly Word[], from: number, index: NameIndex): Run | null {
  const first = words[from];
  if (!first || LINK_WORDS.has(first.text) || /^\d+$/.test(first.text)) return null;
  let run = startRun(first, index);
  if (!run) return null;
  for (let at = from + 1; at < words.length; at += 1) {
    const word = words[at];
    const gap = text.slice(words[at - 1]?.end ?? 0, word?.start ?? 0);
    if (!word || /[,;:!?«»"()\n]/.test(gap)) break;
    if (LINK_WORDS.has(word.text)) continue;
    const longer = extendRun(run, word, index);
    if (!longer) break;
    run = longer;
  }
  return run;
}

/** An everyday word in small letters opens only the names that begin with it: « la facturation de Portail SIG ». */
function mayOpen(word: Word, name: Name | undefined): boolean {
  const everyday = !word.capital && (isOrdinary(word.stem) || isOrdinary(word.text));
  return !everyday || name?.stems[0] === word.stem;
}

function startRun(word: Word, index: NameIndex): Run | null {
  const exact = index.byStem.get(word.stem)?.filter((at) => mayOpen(word, index.names[at]));
  if (exact && exact.length > 0) return { words: [word], slips: 0, names: new Set(exact) };
  if (isOrdinary(word.stem) || isOrdinary(word.text)) return null;
  const near = nearNames(word, index);
  return near.length === 0 ? null : { words: [word], slips: 1, names: new Set(near) };
}

function extendRun(run: Run, word: Word, index: NameIndex): Run | null {
  const exact = (index.byStem.get(word.stem) ?? []).filter((name) => run.names.has(name));
  if (exact.length > 0) return { words: [...run.words, word], slips: run.slips, names: new Set(exact) };
  if (isOrdinary(word.stem) && word.stem.length < 6) return null;
  const near = nearNames(word, index).filter((name) => run.names.has(name));
  return near.length === 0 ? null : { words: [...run.words, word], slips: run.slips + 1, names: new Set(near) };
}

const SHORTEST_MISSPELT = 4;

/** Names with a word that is this one but for a slip or two; the nearest only. */
function nearNames(word: Word, index: NameIndex): readonly number[] {
  const limit = /\d/.test(word.text) ? 0 : forgivenSlips(word.stem.length < 4 ? word.text : word.stem);
  let least = limit;
  let nearest: string[] = [];
  for (const stem of limit === 0 ? [] : (index.byLetter.get(word.stem.slice(0, 1)) ?? [])) {
    // « sais » is no « SI ».
    if (stem.length < SHORTEST_MISSPELT) continue;
    const slips = countSlips(word.stem, stem, least);
    if (slips < least) nearest = [stem];
    else if (slips === least) nearest.push(stem);
    least = Math.min(least, slips);
  }
  if (nearest.length === 0) return shortenedProfiles(word, index);
  return nearest.flatMap((stem) => index.byStem.get(stem) ?? []);
}

/** « dev senior », « archi »: profiles alone are shortened so. */
function shortenedProfiles(word: Word, index: NameIndex): readonly number[] {
  if (word.text.length < 3 || isOrdinary(word.stem)) return [];
  return (index.byLetter.get(word.stem.slice(0, 1)) ?? [])
    .filter((stem) => stem.length >= word.stem.length + 3 && stem.startsWith(word.stem))
    .flatMap((stem) => index.byStem.get(stem) ?? [])
    .filter((name) => index.names[name]?.entry.kind === 'profile');
}

/** What a slip costs, and a name told in part: a whole name with a slip stays above half a name. */
const SLIP_COST = 0.06;
const PART_SCORE = 0.55;
const PART_SPAN = 0.3;

function scoreCandidates(run: Run, index: NameIndex): Candidate[] {
  const best = new Map<string, Candidate>();
  const stems = new Set(run.words.map(({ stem }) => stem));
  for (const at of run.names) {
    const name = index.names[at];
    if (!name) continue;
    const whole = name.stems.length <= stems.size;
    const letters = [...stems].join('').length;
    const part = PART_SCORE + PART_SPAN * Math.min(1, letters / name.letters);
    const score = Math.max(0.1, (whole ? 1 : part) - SLIP_COST * run.slips);
    const key = `${name.entry.kind} ${name.entry.code}`;
    if ((best.get(key)?.score ?? 0) < score) best.set(key, candidateOf(name.entry, Math.round(score * 100) / 100));
  }
  return [...best.values()]
    .toSorted((a, b) => b.score - a.score || (a.code < b.code ? -1 : 1))
    .slice(0, MOST_CANDIDATES);
}

const SURE_SLIP = 0.7;

/** An everyday word alone names something only where it is written as a name. */
function isTold(text: string, run: Run, candidates: readonly Candidate[]): boolean {
  const [word, ...others] = run.words;
  if (!word) return false;
  const everyday = run.words.every(({ stem, text: written }) => isOrdinary(stem) || isOrdinary(written));
  if (others.length > 0) return !everyday || (candidates[0]?.score ?? 0) >= 1;
  const short = word.text.length < 3;
  // A slip, in a small letter, for one word of a long title: another word of the language.
  const [best] = candidates;
  if (run.slips > 0 && !word.capital && best?.kind !== 'consultant' && (best?.score ?? 0) < SURE_SLIP) return false;
  if (!everyday && !short) return true;
  const before = text.slice(0, word.start);
  if (/\b(?:m|mr|mme|mrs|ms|monsieur|madame)\.?\s*$/i.test(before)) return true;
  const opensSentence = /(?:^|[.!?:«"]\s*)$/.test(before);
  return word.capital && !opensSentence;
}
