// The lines of a PDF page that a person sees. A CV may carry words for machines alone: drawn without ink, in white on
// white paper, or too small to read; they are left out.
import { getResolvedPDFJS } from 'unpdf';

/** A piece of text with its size and place, or a mark without text. */
type TextItem = { readonly str?: string; readonly height?: number; readonly hasEOL?: boolean };

/** What is used of a page of PDF.js. */
export type PdfPage = {
  getTextContent(): Promise<{ readonly items: readonly TextItem[] }>;
  getOperatorList(): Promise<{ readonly fnArray: readonly number[]; readonly argsArray: readonly unknown[] }>;
};

/** Under three points nobody reads a word on paper. */
const SMALLEST_POINTS = 3;
/** PDF 32000-1, table 106: neither filled nor drawn. */
const INVISIBLE_MODES = new Set([3, 7]);
const WHITE = '#ffffff';

type Glyph = { readonly unicode?: string };

function sayGlyphs(shown: unknown): string {
  if (!Array.isArray(shown)) return '';
  return shown.map((glyph: Glyph | number) => (typeof glyph === 'number' ? '' : (glyph.unicode ?? ''))).join('');
}

function squeeze(text: string): string {
  return text.replace(/\s+/gu, '');
}

/**
 * What the page draws without ink or in white, while nothing was painted on it: a CV's coloured column holds white
 * words that are read, and a scan holds the words of its picture without ink.
 */
async function findHiddenTexts(page: PdfPage): Promise<ReadonlyMap<string, number>> {
  const { OPS } = await getResolvedPDFJS();
  const { fnArray, argsArray } = await page.getOperatorList();
  const paints = new Set<number>([OPS.fill, OPS.eoFill, OPS.fillStroke, OPS.eoFillStroke, OPS.shadingFill]);
  const hidden = new Map<string, number>();
  const states: { color: string; mode: number }[] = [];
  let state = { color: '#000000', mode: 0 };
  let painted = false;
  fnArray.forEach((fn, at) => {
    const args = (argsArray[at] ?? []) as readonly unknown[];
    if (fn === OPS.save) states.push({ ...state });
    else if (fn === OPS.restore) state = states.pop() ?? state;
    else if (fn === OPS.setTextRenderingMode) state.mode = Number(args[0]);
    else if (fn === OPS.setFillRGBColor) state.color = String(args[0]);
    else if (fn === OPS.paintImageXObject || fn === OPS.paintInlineImageXObject) painted = true;
    else if (paints.has(fn) || fn === OPS.constructPath)
      painted ||= paints.has(fn) ? state.color !== WHITE : paintsDark(args, paints, state.color);
    else if (fn === OPS.showText) {
      const unseen = !painted && (INVISIBLE_MODES.has(state.mode) || state.color === WHITE);
      const text = squeeze(sayGlyphs(args[0]));
      if (unseen && text !== '') hidden.set(text, (hidden.get(text) ?? 0) + 1);
    }
  });
  return hidden;
}

/** PDF.js joins a path and what is done with it: the first argument is the painting. */
function paintsDark(args: readonly unknown[], paints: ReadonlySet<number>, color: string): boolean {
  return typeof args[0] === 'number' && paints.has(args[0]) && color !== WHITE;
}

/** The page's lines in the order in which they were written, without what is not seen. */
export async function visibleLines(page: PdfPage): Promise<string[]> {
  const [{ items }, hidden] = await Promise.all([page.getTextContent(), findHiddenTexts(page)]);
  const left = new Map(hidden);
  const lines: string[] = [];
  let line = '';
  for (const { str = '', height = 0, hasEOL = false } of items) {
    const key = squeeze(str);
    const count = left.get(key) ?? 0;
    if (count > 0) left.set(key, count - 1);
    else if (key === '' || height >= SMALLEST_POINTS) line += str;
    if (!hasEOL) continue;
    lines.push(line);
    line = '';
  }
  return [...lines, line];
}
