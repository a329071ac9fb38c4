// What a person is shown holds no address that the model, or a name in the data, chose: no image to fetch, no link to
// follow, no HTML. Figures are linked by the program, from `figures`.

// Zero-width, direction marks and tags: words that a person cannot see. Variation selectors stand apart: they combine.
const INVISIBLE =
  /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\u{E0000}-\u{E007F}]|\p{Variation_Selector}/gu;
const WITHOUT_ADDRESS = '‹adresse retirée›';

function cleanOnce(text: string): string {
  return (
    text
      // Images and links keep their words.
      .replace(/!?\[([^\]\n]*)\]\s*\([^)\n]*\)?/g, '$1')
      .replace(/!?\[([^\]\n]*)\]\s?\[[^\]\n]*\]/g, '$1')
      .replace(/^\s*\[[^\]\n]+\]:.*$/gm, '')
      .replace(/<[^<>\n]*>?/g, (tag) => (/^<[\s\d=]/.test(tag) ? tag : ''))
      .replace(/(?:[a-z][a-z0-9+.-]*:)?\/\/+[^\s)\]]+/gi, WITHOUT_ADDRESS)
      .replace(/(?:javascript|vbscript):[^\s)\]]*/gi, WITHOUT_ADDRESS)
      .replace(/(?<![\p{L}\d])(?:data|file|mailto|tel|blob):[^\s)\]]+/giu, WITHOUT_ADDRESS)
      .replace(/www\.[^\s)\]]+/gi, WITHOUT_ADDRESS)
      .replace(/\b(?:[a-z0-9-]+\.)+[a-z]{2,}\/[^\s)\]]*/gi, WITHOUT_ADDRESS)
  );
}

/** What is taken out may bring together what stood on its two sides: again, until nothing changes. */
const ROUNDS = 10;

/** Markdown and HTML that would fetch or open something, and every bare address. */
export function cleanText(text: string): string {
  let left = text.replace(INVISIBLE, '');
  for (let round = 0; round < ROUNDS; round += 1) {
    const cleaned = cleanOnce(left);
    if (cleaned === left) return left;
    left = cleaned;
  }
  // Nothing that needs so many rounds was written for a reader.
  return left.replace(/[<>[\]()/:]/g, ' ');
}

/** A title that goes on longer than this is no name: its beginning and its code are enough to know it. */
const LONGEST_NAME = 60;

/** What a thing of the firm may be called before people and models; null: its name hides something, its code is told. */
export function tellName(label: string): string | null {
  // A name with invisible letters, markup or an address was written for a program, not for a reader.
  if (cleanText(label) !== label) return null;
  const letters = Array.from(label);
  return letters.length <= LONGEST_NAME ? label : `${letters.slice(0, LONGEST_NAME).join('').trimEnd()}…`;
}
