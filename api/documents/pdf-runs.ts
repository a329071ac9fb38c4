// The pieces of text that a PDF page draws, in the order in which it draws them, and whether a person sees each: drawn
// without ink, in the colour of what is under it, through a transparent pen or under a box, it is for machines alone.
// Limits: a shape that is not one rectangle, and a picture, show whatever text stands on them.
import { getResolvedPDFJS } from 'unpdf';

/** What is used of a page of PDF.js. */
export type DrawnPage = {
  readonly view: readonly number[];
  getOperatorList(): Promise<{ readonly fnArray: readonly number[]; readonly argsArray: readonly unknown[] }>;
};

/** @property text without blanks. */
export type Run = { readonly text: string; readonly seen: boolean };

type Matrix = readonly [number, number, number, number, number, number];
type Box = { readonly left: number; readonly bottom: number; readonly right: number; readonly top: number };
/** `many`: a picture, a gradient, a shape: any colour may stand out of it. */
type Ground = { readonly box: Box; readonly color: string };
type Pen = { matrix: Matrix; color: string; alpha: number; mode: number; size: number; leading: number };
type Drawn = { text: string; seen: boolean; x: number; y: number; inkless: boolean };

const UNMOVED: Matrix = [1, 0, 0, 1, 0, 0];
const PAPER = '#ffffff';
const MANY = 'many';
const NONE = 'none';
/** PDF 32000-1, table 106: neither filled nor drawn. */
const INVISIBLE_MODES = new Set([3, 7]);
/** Of 255, on the clearest difference of the three colours: below, letters cannot be told from what is under them. */
const TOLD_APART = 24;
/** A pen more transparent than this leaves no readable letter. */
const FAINTEST = 0.1;
/** A scan is a picture of its page, and holds its words without ink; a logo is not. */
const SCAN_SHARE = 0.5;

function multiply(m: Matrix, n: Matrix): Matrix {
  const [a, b, c, d, e, f] = m;
  const [g, h, i, j, k, l] = n;
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}

function place([a, b, c, d, e, f]: Matrix, x: number, y: number): { x: number; y: number } {
  return { x: a * x + c * y + e, y: b * x + d * y + f };
}

function boxOf(matrix: Matrix, [left, bottom, right, top]: readonly number[]): Box {
  const corners = [left, right].flatMap((x) => [bottom, top].map((y) => place(matrix, x ?? 0, y ?? 0)));
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
  return { left: Math.min(...xs), bottom: Math.min(...ys), right: Math.max(...xs), top: Math.max(...ys) };
}

function holds({ left, bottom, right, top }: Box, { x, y }: { x: number; y: number }): boolean {
  return x >= left && x <= right && y >= bottom && y <= top;
}

function isAlike(one: string, other: string): boolean {
  if (one === MANY || other === MANY) return false;
  const channel = (color: string, at: number): number => Number.parseInt(color.slice(1 + 2 * at, 3 + 2 * at), 16);
  return [0, 1, 2].every((at) => Math.abs(channel(one, at) - channel(other, at)) < TOLD_APART);
}

function numbersOf(value: unknown): number[] {
  return ArrayBuffer.isView(value) || Array.isArray(value) ? Array.from(value as ArrayLike<number>, Number) : [];
}

function matrixOf(value: unknown): Matrix {
  const [a, b, c, d, e, f] = numbersOf(value);
  return f === undefined ? UNMOVED : [a ?? 1, b ?? 0, c ?? 0, d ?? 1, e ?? 0, f];
}

/** One rectangle along the page's sides: a path of four corners, each at two ends of its bounds. */
function isRectangle(path: unknown, [left, bottom, right, top]: readonly number[]): boolean {
  const data = numbersOf(Array.isArray(path) ? path[0] : path);
  if (data.length < 12 || data.length > 16) return false;
  const corners = data.filter((_, at) => at % 3 !== 0);
  return corners.every((value, at) =>
    at % 2 === 0 ? value === left || value === right : value === bottom || value === top,
  );
}

type Glyph = { readonly unicode?: string };

function sayGlyphs(shown: unknown): string {
  if (!Array.isArray(shown)) return '';
  const text = shown.map((glyph: Glyph | number) => (typeof glyph === 'number' ? '' : (glyph.unicode ?? ''))).join('');
  return squeeze(text);
}

/** One form for each letter, without blanks: how runs and lines are compared. */
export function squeeze(text: string): string {
  return text.normalize('NFKC').replace(/\s+/gu, '');
}

function openCanvas([left = 0, bottom = 0, right = 0, top = 0]: readonly number[]) {
  const drawn: Drawn[] = [];
  const grounds: Ground[] = [];
  const scans: Box[] = [];
  const page = (right - left) * (top - bottom);
  const groundAt = (at: { x: number; y: number }): string =>
    grounds.findLast(({ box }) => holds(box, at))?.color ?? PAPER;
  return {
    fill: (pen: Pen, path: unknown, bounds: readonly number[]): void => {
      if (pen.alpha < FAINTEST || pen.color === NONE) return;
      const box = boxOf(pen.matrix, bounds);
      const whole = pen.alpha === 1 && pen.color !== MANY && isRectangle(path, bounds);
      grounds.push({ box, color: whole ? pen.color : MANY });
      // A box over what was drawn covers it.
      if (whole) for (const run of drawn) run.seen &&= !holds(box, run);
    },
    paint: (pen: Pen): void => {
      const box = boxOf(pen.matrix, [0, 0, 1, 1]);
      grounds.push({ box, color: MANY });
      if ((box.right - box.left) * (box.top - box.bottom) >= SCAN_SHARE * page) scans.push(box);
    },
    shade: (): void => void grounds.push({ box: { left, bottom, right, top }, color: MANY }),
    write: (pen: Pen, line: Matrix, text: string): void => {
      if (text === '') return;
      // Inside the first letter: its corner may stand on the edge of a box.
      const at = place(multiply(pen.matrix, line), pen.size * 0.2, pen.size * 0.25);
      const inkless = INVISIBLE_MODES.has(pen.mode);
      const seen = !inkless && pen.alpha >= FAINTEST && pen.color !== NONE && !isAlike(pen.color, groundAt(at));
      drawn.push({ text, seen, inkless, ...at });
    },
    list: (): Run[] =>
      drawn.map(({ text, seen, inkless, x, y }) => ({
        text,
        seen: seen || (inkless && scans.some((box) => holds(box, { x, y }))),
      })),
  };
}

const BLACK_PEN: Pen = { matrix: UNMOVED, color: '#000000', alpha: 1, mode: 0, size: 0, leading: 0 };

function readState(pen: Pen, entries: unknown): void {
  if (!Array.isArray(entries)) return;
  for (const [name, value] of entries as [string, unknown][]) if (name === 'ca') pen.alpha = Number(value);
}

/** The runs of a page. */
export async function listRuns(page: DrawnPage): Promise<Run[]> {
  const { OPS } = await getResolvedPDFJS();
  const { fnArray, argsArray } = await page.getOperatorList();
  const fills = new Set<unknown>([OPS.fill, OPS.eoFill, OPS.fillStroke, OPS.eoFillStroke, OPS.closeFillStroke]);
  const canvas = openCanvas(page.view);
  const saved: Pen[] = [];
  let pen = { ...BLACK_PEN };
  let line: Matrix = UNMOVED;
  const save = (): void => void saved.push({ ...pen });
  const restore = (): void => void (pen = saved.pop() ?? pen);
  const move = (x: number, y: number): void => void (line = multiply(line, [1, 0, 0, 1, x, y]));
  const acts: Readonly<Record<number, (args: readonly unknown[]) => void>> = {
    [OPS.save]: save,
    [OPS.restore]: restore,
    [OPS.transform]: (args) => void (pen.matrix = multiply(pen.matrix, matrixOf(args))),
    [OPS.paintFormXObjectBegin]: ([matrix]) => {
      save();
      pen.matrix = multiply(pen.matrix, matrixOf(matrix));
    },
    [OPS.paintFormXObjectEnd]: restore,
    [OPS.setGState]: ([entries]) => readState(pen, entries),
    [OPS.setFillRGBColor]: ([color]) => void (pen.color = String(color)),
    [OPS.setFillColorN]: () => void (pen.color = MANY),
    [OPS.setFillTransparent]: () => void (pen.color = NONE),
    [OPS.setTextRenderingMode]: ([mode]) => void (pen.mode = Number(mode)),
    [OPS.setFont]: ([, size]) => void (pen.size = Math.abs(Number(size))),
    [OPS.setLeading]: ([leading]) => void (pen.leading = Number(leading)),
    [OPS.beginText]: () => void (line = UNMOVED),
    [OPS.setTextMatrix]: ([matrix]) => void (line = matrixOf(matrix)),
    [OPS.moveText]: ([x, y]) => move(Number(x), Number(y)),
    [OPS.setLeadingMoveText]: ([x, y]) => {
      pen.leading = -Number(y);
      move(Number(x), Number(y));
    },
    [OPS.nextLine]: () => move(0, -pen.leading),
    [OPS.showText]: ([shown]) => canvas.write(pen, line, sayGlyphs(shown)),
    [OPS.shadingFill]: canvas.shade,
    [OPS.paintImageXObject]: () => canvas.paint(pen),
    [OPS.paintInlineImageXObject]: () => canvas.paint(pen),
    [OPS.paintImageMaskXObject]: () => canvas.paint(pen),
    [OPS.constructPath]: ([fn, path, bounds]) => {
      if (fills.has(fn)) canvas.fill(pen, path, numbersOf(bounds));
    },
  };
  fnArray.forEach((fn, at) => acts[fn]?.((argsArray[at] ?? []) as readonly unknown[]));
  return canvas.list();
}
