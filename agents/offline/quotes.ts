// What a question quotes is not what it asks: a pasted mail, a comment, an order given to « assistant ». It is blanked
// out before the question is read; a short quote stays, which may be the name of a thing.

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

/** Sentences that speak to a machine rather than of the firm, when others ask something. */
const SENTENCE = /[^.!?\n]+(?:[.!?]+|\n|$)/g;

/** Letters that nobody sees (tags, zero width): what they hide is no question. */
const HIDDEN = /[\u{E0000}-\u{E007F}\u200B-\u200F\u2060-\u2064\uFEFF\u00AD]+/gu;

export function blankQuotes(text: string): string {
  let left = text.replace(HIDDEN, (hidden) => (hidden.length > LONGEST_HIDDEN ? QUOTED : ' ').repeat(hidden.length));
  for (const pattern of QUOTES)
    left = left.replace(pattern, (quote) => {
      const words = quote.match(/[\p{L}\p{N}]+/gu) ?? [];
      const short = words.length <= LONGEST_NAME_WORDS && quote.length <= LONGEST_NAME && !ORDERS.test(quote);
      return short ? quote : QUOTED.repeat(quote.length);
    });
  const sentences = [...left.matchAll(SENTENCE)].filter(([sentence]) => /\p{L}/u.test(sentence));
  if (sentences.length < 2 || sentences.every(isAside)) return left.replaceAll(QUOTED, ' ');
  for (const { 0: sentence, index } of sentences)
    if (isAside({ 0: sentence }) && !/\?\s*$/.test(sentence))
      left = left.slice(0, index) + ' '.repeat(sentence.length) + left.slice(index + sentence.length);
  return left.replaceAll(QUOTED, ' ');
}

/** It brings a quote, or speaks to a machine. */
function isAside({ 0: sentence }: { readonly 0: string }): boolean {
  return sentence.includes(QUOTED) || ORDERS.test(sentence);
}
