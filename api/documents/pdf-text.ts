// The lines of a PDF page that a person sees. A CV may carry words for machines alone (drawn without ink, white on white,
// under a box, too small to read); they are left out, and so is what stands off the page, which PDF.js does not give.
import { listRuns, squeeze, type DrawnPage, type Run } from './pdf-runs.ts';

/** A piece of text with its size, or a mark without text. */
type TextItem = { readonly str?: string; readonly height?: number; readonly hasEOL?: boolean };

/** What is used of a page of PDF.js. */
export type PdfPage = DrawnPage & {
  getTextContent(): Promise<{ readonly items: readonly TextItem[] }>;
};

/** Under three points nobody reads a word on paper. */
const SMALLEST_POINTS = 3;

/** Pieces of text come in the order of their runs, several runs in a piece or several pieces in a run. */
function openAlignment(runs: readonly Run[]) {
  let at = 0;
  let offset = 0;
  /** How far into the text each run goes, from the run at `from`; null: the text is not made of them. */
  const follow = (text: string, from: number, skipped: number): { seen: boolean; length: number }[] | null => {
    const parts: { seen: boolean; length: number }[] = [];
    let left = text;
    let within = skipped;
    for (let index = from; left !== ''; index += 1) {
      const run = runs[index];
      if (run === undefined) return null;
      const rest = run.text.slice(within);
      if (!rest.startsWith(left) && !left.startsWith(rest)) return null;
      const length = Math.min(rest.length, left.length);
      parts.push({ seen: run.seen, length });
      left = left.slice(length);
      within += length;
      [at, offset] = within === run.text.length ? [index + 1, 0] : [index, within];
      if (within === run.text.length) within = 0;
    }
    return parts;
  };
  return (text: string): { seen: boolean; length: number }[] => {
    const first = follow(text, at, offset);
    if (first !== null) return first;
    const kept = [at, offset] as const;
    // Runs off the page stand in no piece.
    for (let from = kept[0]; from < runs.length; from += 1) {
      const parts = follow(text, from, 0);
      if (parts !== null) return parts;
    }
    [at, offset] = kept;
    // Letters in another order (from right to left): unseen when it is what an unseen run says.
    return [{ seen: !runs.some((run) => !run.seen && run.text === text), length: text.length }];
  };
}

/** The text without the letters of unseen runs; blanks go with the letter before them. */
function keepSeen(text: string, parts: readonly { readonly seen: boolean; readonly length: number }[]): string {
  if (parts.every(({ seen }) => seen)) return text;
  const flags = parts.flatMap(({ seen, length }) => Array<boolean>(length).fill(seen));
  let count = 0;
  return [...text.normalize('NFKC')]
    .filter((letter) => {
      if (/\s/u.test(letter)) return flags[Math.max(0, count - 1)] === true;
      count += letter.length;
      return flags[count - 1] === true;
    })
    .join('');
}

/** The page's lines in the order in which they were written, without what is not seen. */
export async function visibleLines(page: PdfPage): Promise<string[]> {
  const [{ items }, runs] = await Promise.all([page.getTextContent(), listRuns(page)]);
  const align = openAlignment(runs);
  const lines: string[] = [];
  let line = '';
  for (const { str = '', height = 0, hasEOL = false } of items) {
    const key = squeeze(str);
    const shown = key === '' ? str : keepSeen(str, align(key));
    if (key === '' || height >= SMALLEST_POINTS) line += shown;
    if (!hasEOL) continue;
    lines.push(line);
    line = '';
  }
  return [...lines, line];
}
