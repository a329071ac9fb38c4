// From what the model writes to what the person reads, while it is being written: references become figures, numbers
// from nowhere are withheld, addresses are taken out. Words are shown by whole sentences: a reference, a number or a
// link that is cut in the middle could not be judged.

import { cleanText } from './clean-text.ts';
import { groundText, readGrounding, type Grounding, type Told } from './grounding.ts';
import { REFERENCE, renderReference } from './references.ts';
import type { Language } from './say-figure.ts';
import type { Figure, ReadResult } from './turn.ts';

export type AnswerWriter = {
  /** A piece of the model's text. */
  push(delta: string): void;
  /** Shows what is left. */
  end(): void;
  /** What was shown so far. */
  read(): { readonly answer: string; readonly figures: readonly Figure[]; readonly withheld: number };
};

export type AnswerSettings = {
  /** The read results of the turn, by the number of their call; it grows. */
  readonly results: ReadonlyMap<number, ReadResult>;
  /** What proposals and refusals of the turn said; it grows. */
  readonly told: () => readonly Told[];
  /** The person's own words: their numbers may be said again. */
  readonly said: readonly string[];
  readonly language: Language;
  readonly onText: (text: string) => void;
};

/** A private character: what follows does not begin a line. */
const MID_LINE = '\uE004';

/** Nobody reads more in one answer; a model that goes on is cut. */
const LONGEST_ANSWER = 8_000;
/** Where a sentence ends: the rest is kept until it is whole. */
const SENTENCE_END = /[.!?…:;]\s|\n/g;

function findLastEnd(text: string): number {
  let end = 0;
  for (const match of text.matchAll(SENTENCE_END)) {
    const at = match.index + match[0].length;
    const before = text.slice(0, at);
    // Never inside a reference, a link or a tag.
    const open =
      before.lastIndexOf('[[') > before.lastIndexOf(']]') || /\[[^\]\n]*$|\]\([^)\n]*$|<[^>\n]*$/.test(before);
    if (!open) end = at;
  }
  return end;
}

export function openAnswerWriter({ results, told, said, language, onText }: AnswerSettings): AnswerWriter {
  const figures = new Map<string, Figure>();
  let waiting = '';
  let answer = '';
  let withheld = 0;
  let ground = { of: -1, grounding: readGrounding([], [], said) };

  /** Read again when a tool has answered since. */
  const groundNow = (): Grounding => {
    const sentences = told();
    const of = results.size + sentences.length;
    if (ground.of !== of) ground = { of, grounding: readGrounding([...results.values()], sentences, said) };
    return ground.grounding;
  };

  const keep = (figure: Figure): void => void figures.set(`${figure.source} ${figure.name} ${figure.value}`, figure);

  const show = (piece: string): void => {
    const marks: string[] = [];
    const marked = piece.replace(REFERENCE, (whole, ref: string, place: string) => {
      const rendered = renderReference(results, Number(ref), place.trim(), language);
      if (rendered === null) {
        withheld += 1;
        return whole.replace(/./gu, '');
      }
      for (const figure of rendered.figures) keep(figure);
      marks.push(rendered.text);
      return `\uE002${String.fromCharCode(0xe100 + marks.length - 1)}\uE003`;
    });
    // The rank of a list stands at the start of a line, not of a piece.
    const lead = /(?:^|\n)[ \t]*$/.test(answer) ? '' : MID_LINE;
    const grounded = groundText(lead + marked, groundNow());
    for (const figure of grounded.figures) keep(figure);
    withheld += grounded.withheld;
    const text = cleanText(
      grounded.text
        .replace(lead, '')
        .replace(/\uE002([\uE100-\uF8FF])\uE003/g, (_mark, index: string) => marks[index.charCodeAt(0) - 0xe100] ?? ''),
    );
    const room = LONGEST_ANSWER - answer.length;
    if (room <= 0 || text === '') return;
    answer += text.slice(0, room);
    onText(text.slice(0, room));
  };

  return {
    push: (delta) => {
      // Private-use characters are ours: a model has no use for them.
      waiting += delta.replace(/[\0\uE000-\uF8FF]/g, '');
      const end = waiting.length > LONGEST_ANSWER ? waiting.length : findLastEnd(waiting);
      if (end === 0) return;
      show(waiting.slice(0, end));
      waiting = waiting.slice(end);
    },
    end: () => {
      if (waiting !== '') show(waiting);
      waiting = '';
    },
    read: () => ({ answer: answer.trim(), figures: [...figures.values()], withheld }),
  };
}
