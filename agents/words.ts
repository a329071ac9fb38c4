// A text as words that can be compared: without case, accents, plural and feminine marks; each knows where it stood.

export type Word = {
  /** Folded: `Étienne` is `etienne`. */
  readonly text: string;
  /** What is compared: `prévues` and `prévu` are one. */
  readonly stem: string;
  readonly start: number;
  readonly end: number;
  /** Written with a capital, and whether it is all capitals. */
  readonly capital: boolean;
};

const LIGATURES: Readonly<Record<string, string>> = { œ: 'oe', æ: 'ae', ß: 'ss' };

export function foldText(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036F\u200B-\u200D\uFEFF]/g, '')
    .toLowerCase()
    .replaceAll(/[œæß]/g, (letter) => LIGATURES[letter] ?? letter)
    .replaceAll(/[’ʼ`´]/g, "'");
}

/** Without the marks of plural and feminine that French and English write: `facturées` → `facture`, `prévues` → `prevu`. */
export function stemOf(folded: string): string {
  if (folded.length <= 3 || /\d/.test(folded)) return folded;
  const singular = folded.replace(/(?<!s)s$|x$/, '');
  if (singular.length <= 4) return singular;
  return singular.replace(/(?<=e)e$|(?<=[iu])e$/, '');
}

export function wordsOf(text: string): Word[] {
  return [...text.matchAll(/[\p{L}\p{M}\p{N}\u200B-\u200D]+/gu)].map((match) => {
    const folded = foldText(match[0]);
    return {
      text: folded,
      stem: stemOf(folded),
      start: match.index,
      end: match.index + match[0].length,
      capital: /^\p{Lu}/u.test(match[0]),
    };
  });
}

/** The same text, folded letter for letter: a place in one is the place in the other. */
export function flatten(text: string): string {
  return [...text.normalize('NFC')].map(flatLetter).join('');
}

/** A letter outside the common planes is two code units long: as many spaces. */
function flatLetter(letter: string): string {
  if (letter === '’' || letter === 'ʼ') return "'";
  const bare = letter
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036F]/g, '')
    .toLowerCase();
  if (bare.length === letter.length && !/\s/.test(bare)) return bare;
  return ' '.repeat(letter.length);
}
