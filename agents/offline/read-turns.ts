// The question of a turn, read after those that it leans on: each of them again, with what its answer showed, until the
// last one says all that it leaves unsaid.

import { detectLanguage } from '../language.ts';
import type { FoundSubjects } from '../turn.ts';
import { foldText } from '../words.ts';
import { chooseMeasure } from './choose-measure.ts';
import { followUp } from './follow-ups.ts';
import { takeMeant } from './meant-row.ts';
import { readRank } from './ranks.ts';
import type { Asking, Outcome, Plan } from './plan.ts';
import { blankQuotes } from './quotes.ts';
import type { EarlierTurn, PromptRead } from './read-prompt.ts';
import { clearNames, has, type Reading } from './reading.ts';
import { recallRun, recallSeveral } from './recall.ts';
import type { Shown } from './shown.ts';
import { AMONG, TAKEN } from './taken-marks.ts';
import { understand } from './understand.ts';

/** A follow-up leans on few turns before it. */
const TURNS_READ = 4;

const NOBODY: FoundSubjects = { mentions: [] };

function findIn(outcome: Outcome | undefined): FoundSubjects {
  return outcome !== undefined && 'mentions' in outcome ? outcome : NOBODY;
}

/** The questions of a few hundred chats: each is read again at every step of its turn, and by the turns that follow. */
const READINGS_KEPT = 1_000;
const readings = new Map<string, Reading>();

/** The same, read once: a reading depends on nothing else. */
export function understandOnce(text: string, found: FoundSubjects, asOf: string): Reading {
  const key = `${asOf} ${JSON.stringify(found.mentions)} ${text}`;
  const known = readings.get(key);
  if (known) return known;
  const reading = understand(text, found, asOf);
  readings.set(key, reading);
  const oldest = readings.keys().next().value;
  if (readings.size > READINGS_KEPT && oldest !== undefined) readings.delete(oldest);
  return reading;
}

type Spoken = {
  readonly text: string;
  readonly found: FoundSubjects | null;
  readonly turn: EarlierTurn | null;
  /** It takes one of the choices that were offered. */
  readonly answers: boolean;
};

function speak(question: string, before: EarlierTurn | undefined, turn: EarlierTurn | null, { asOf }: Asking): Spoken {
  const text = resolveChoice(blankQuotes(question), before, asOf);
  const answers = before?.choices.some((choice) => foldText(choice) === foldText(text.trim())) === true;
  return { text, found: turn?.found ?? null, turn, answers };
}

/** « ok, le deuxième », « 2 », « plutôt l'option 1 »: nothing is said beside the rank. */
const ONLY_RANK =
  /^\W*(?:(?:ok|oui|alors|plut[oô]t|disons|va pour|prends?|l['’]option|yes|take|rather)\W+)*(?:stp|svp|please|merci|plut[oô]t)?\W*$/iu;

/** « le deuxième », « 2 »: the second of the choices that were offered. */
function resolveChoice(text: string, before: EarlierTurn | undefined, asOf: string): string {
  const choices = before?.choices ?? [];
  if (choices.length === 0) return text;
  const number = /(?<![\p{L}\p{N}/])(?<at>\d)(?![\p{L}\p{N}/])/u.exec(text);
  const rank = readRank(understandOnce(text, NOBODY, asOf)) ?? (number && { at: Number(number[0]), text: number[0] });
  if (!rank || !ONLY_RANK.test(text.replace(rank.text, ' '))) return text;
  return (rank.at === 0 ? undefined : choices.at(rank.at > 0 ? rank.at - 1 : rank.at)) ?? text;
}

/** What its words mean after the turns before it, and after what the last answer showed. */
function readAfter(told: Reading, past: readonly Reading[], shown: readonly Shown[], asOf: string): Reading {
  const before = past.at(-1) ?? null;
  const meant = takeMeant(told, before, shown);
  return recallRun(meant, past, asOf) ?? recallSeveral(followUp(meant, before, asOf), past);
}

/** « il reste combien de jours ? » measures what its words do not name: those that follow ask the same of another. */
function withMeasure(reading: Reading): Reading {
  const days = has(reading, '@remaining') ? 'margin' : has(reading, '@as_days') ? 'occupancy' : null;
  const guessed = reading.measures.length > 0 || days === null ? null : chooseMeasure(reading);
  return guessed?.report !== days || guessed === null ? reading : { ...reading, measures: [guessed] };
}

function abstained({ calls }: EarlierTurn): boolean {
  return calls.some(({ tool }) => tool === 'abstain');
}

/** What the last answers before this turn showed, the last first. */
function shownBefore(earlier: readonly EarlierTurn[], turn: EarlierTurn | null): Shown[] {
  const until = turn === null ? earlier : earlier.slice(0, earlier.indexOf(turn));
  return until
    .slice(-TURNS_READ)
    .map(({ shown }) => shown)
    .toReversed();
}

/** What the answer showed is what it was of, whatever the words were taken for. */
function asShown(reading: Reading, { shown }: EarlierTurn): Reading {
  const [named, ...others] = clearNames(reading);
  const [only, ...more] = shown.things.filter(({ kind }) => kind === named?.kind);
  const picked = has(reading, AMONG) || (has(reading, TAKEN) && others.length === 0);
  if (!picked || !only || more.length > 0 || (others.length === 0 && only.code === named?.code)) return reading;
  return { ...reading, names: [{ text: reading.text, start: 0, candidates: [{ ...only, score: 1 }] }] };
}

/** Grounds that no word of the trade brings back: a poem on the margin is a poem. */
const NEVER = ['~weather', '~fun', '~legal', '~writing', '~code'];

export function isOutside(reading: Reading): boolean {
  if (has(reading, ...NEVER)) return true;
  const outside = [...reading.marks].filter(
    ([mark]) => mark.startsWith('~') && mark !== '~salary' && mark !== '~not_held',
  );
  const trade = Math.max(0, ...reading.measures.map(({ weight }) => weight));
  return outside.length > 0 && outside.reduce((sum, [, weight]) => sum + weight, 0) >= trade;
}

/** What was not understood changes nothing of what is being talked about, but for what it named. */
function asBefore(reading: Reading, before: Reading): Reading {
  if (isOutside(reading)) return reading;
  return reading.names.length > 0 ? { ...before, names: reading.names } : before;
}

export type TurnsRead = {
  readonly reading: Reading;
  /** The turn before, completed by those before it. */
  readonly before: Reading | null;
  readonly last: { readonly text: string; readonly found: FoundSubjects; readonly answers: boolean };
};

export function* readTurns({ question, earlier }: PromptRead, asking: Asking): Plan<TurnsRead | null> {
  const first = Math.max(0, earlier.length - TURNS_READ);
  const spoken = earlier.slice(first).map((turn, at) => speak(turn.question, earlier[first + at - 1], turn, asking));
  spoken.push(speak(question, earlier.at(-1), null, asking));
  const unread = spoken.filter(({ found }) => found === null);
  const outcomes = yield unread.map(({ text }) => ({ tool: 'find_subjects', args: { text } }));
  const looked = new Map(unread.map((one, at) => [one, findIn(outcomes[at])]));
  const foundIn = (one: Spoken): FoundSubjects => one.found ?? looked.get(one) ?? NOBODY;
  let reading: Reading | null = null;
  const past: Reading[] = [];
  for (const one of spoken) {
    const before: Reading | null = reading && withMeasure(reading);
    if (before) past.push(before);
    const read = understandOnce(one.text, foundIn(one), asking.asOf);
    const told = { ...read, language: detectLanguage(one.turn?.question ?? question) };
    reading = one.answers
      ? followUp(told, before, asking.asOf, true)
      : readAfter(told, past, shownBefore(earlier, one.turn), asking.asOf);
    if (one.turn) reading = asShown(reading, one.turn);
    if (one.turn && abstained(one.turn) && before) reading = asBefore(reading, before);
  }
  const last = spoken.at(-1);
  if (reading === null || last === undefined) return null;
  const { text, answers } = last;
  return { reading, before: past.at(-1) ?? null, last: { text, answers, found: foundIn(last) } };
}
