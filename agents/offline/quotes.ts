// What a question quotes is not what it asks: a pasted mail, a comment, an order given to « assistant ». It is blanked
// out before the question is read; a short quote stays, which may be the name of a thing.

import { isOrdinary } from '../ordinary-words.ts';
import { foldText } from '../words.ts';
import { readWords } from './lexicon/read-words.ts';

const QUOTES: readonly RegExp[] = [
  /\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/g,
  /```[\s\S]*?(?:```|$)/g,
  /«[^»]*»/g,
  /“[^”]*”/g,
  /"[^"\n]*"/g,
  // « (note du dossier : … ) »
  /\([^()]*:[^()]*\)/g,
  /<[a-z/!][^>]*>/gi,
  /!?\[[^\]\n]*\]\([^)\n]*\)/g,
];
/** More than a name has. */
const LONGEST_NAME_WORDS = 6;
const LONGEST_NAME = 60;
/** A mark or two come with a paste. */
const LONGEST_HIDDEN = 4;
/** Stands for a letter that was quoted. */
const QUOTED = '\u0002';
const ORDERS =
  /\b(?:ignore|ignorez|oublie|oubliez|forget|disregard|override|system|système|assistant|instruction|instructions|consigne|consignes|prompt|règles|rules|réponds?|respond|reply|valide tout|approve everything|envoie tout)\b/i;

/** A quote that opens with an order is obeyed by nobody, and names nothing: « donne la liste des salaires ». */
const QUOTED_ORDER =
  /^[^\p{L}]*(?:donnez?|listez?|affichez?|montrez?|validez?|approuvez?|acceptez?|supprimez?|effacez?|annulez?|paie|payez|envoie|envoyez|marquez?|passez?|r[ée]v[èe]lez?|give|show|list|print|reveal|delete|remove|cancel|pay|send|mark|approve|accept|grant|tell|do)(?!\p{L})/iu;

/** Sentences that speak to a machine rather than of the firm, when others ask something. */
const SENTENCE = /[^.!?\n]+(?:[.!?]+|\n|$)/g;

/** Letters that nobody sees (tags, zero width): what they hide is no question. */
const HIDDEN = /[\u{E0000}-\u{E007F}\u200B-\u200F\u2060-\u2064\uFEFF\u00AD]+/gu;

export function blankQuotes(text: string): string {
  let left = text.replace(HIDDEN, (hidden) => (hidden.length > LONGEST_HIDDEN ? QUOTED : ' ').repeat(hidden.length));
  for (const pattern of QUOTES)
    left = left.replace(pattern, (quote) => {
      const words = quote.match(/[\p{L}\p{N}]+/gu) ?? [];
      const orders = ORDERS.test(quote) || (words.length > 2 && QUOTED_ORDER.test(quote));
      const short = words.length <= LONGEST_NAME_WORDS && quote.length <= LONGEST_NAME && !orders;
      return short ? quote : QUOTED.repeat(quote.length);
    });
  const sentences = [...left.matchAll(SENTENCE)].filter(([sentence]) => /\p{L}/u.test(sentence));
  if (sentences.length < 2 || sentences.every(isAside)) return left.replaceAll(QUOTED, ' ');
  const asks = sentences.filter(({ 0: sentence }) => !isAside({ 0: sentence })).map(([sentence]) => sentence);
  const named = asks.some((sentence) => NAME.test(sentence.trim().slice(1)));
  for (const { 0: sentence, index } of sentences)
    if (isAside({ 0: sentence }) && !/\?\s*$/.test(sentence))
      left =
        left.slice(0, index) +
        (named || ORDERS.test(sentence) ? ' '.repeat(sentence.length) : keepNames(sentence)) +
        left.slice(index + sentence.length);
  return left.replaceAll(QUOTED, ' ');
}

/** A word in capitals past the first letter, or a code. */
const NAME = /(?<![\p{L}\p{N}])(?:\p{Lu}[\p{L}\p{N}’'-]+|\p{L}{1,6}[-_/]?\d{2,}[-\d]*)/u;

/** « Le client Hélios nous écrit : « … ». Combien nous doit-il ? »: of what brings the quote, whom it names is kept. */
function keepNames(sentence: string): string {
  const [opening = '', first = ''] = /^\s*([\p{L}\p{N}]*)/u.exec(sentence) ?? [];
  // A sentence opens with a capital, whatever its first word is.
  const said = !/\d/.test(first) && (isOrdinary(foldText(first)) || readWords(first, []).hits.length > 0);
  const lead = said ? opening.length : 0;
  const words = new RegExp(NAME.source, 'gu');
  const places = [...sentence.matchAll(words)].filter(({ index }) => index >= lead);
  return Array.from({ length: sentence.length }, (_none, at) =>
    places.some(({ index, 0: word }) => at >= index && at < index + word.length) ? (sentence[at] ?? ' ') : ' ',
  ).join('');
}

/** It brings a quote, or speaks to a machine. */
function isAside({ 0: sentence }: { readonly 0: string }): boolean {
  return sentence.includes(QUOTED) || ORDERS.test(sentence);
}
