// The sheets of a paper of the firm: A4, a pen that goes down, text that wraps, a new page when one is full.
import { PDFDocument, rgb, type PDFFont, type PDFPage } from 'pdf-lib';
import { embedFonts } from './fonts.ts';

/** A4, in points; margins of 1.8 cm; the foot of each page is kept for who the firm is. */
export const PAGE = { width: 595.28, height: 841.89, margin: 51, foot: 62 } as const;
export const RIGHT = PAGE.width - PAGE.margin;
const TEXT_SIZE = 9;
const LEADING = 1.4;

const INK = rgb(0.13, 0.16, 0.2);
export const QUIET = rgb(0.38, 0.42, 0.47);
export const ACCENT = rgb(0.09, 0.24, 0.42);
const BAND = rgb(0.93, 0.945, 0.96);
const RULE = rgb(0.78, 0.81, 0.85);

export type Sheet = {
  readonly pdf: PDFDocument;
  readonly plain: PDFFont;
  readonly bold: PDFFont;
  page: PDFPage;
  y: number;
  /** Drawn on top of each page that follows the first. */
  onNewPage: (sheet: Sheet) => void;
};

export type Style = { bold?: boolean; size?: number; right?: boolean; color?: ReturnType<typeof rgb> };

export async function openSheet(): Promise<Sheet> {
  const pdf = await PDFDocument.create();
  const fonts = await embedFonts(pdf);
  const page = pdf.addPage([PAGE.width, PAGE.height]);
  return { pdf, ...fonts, page, y: PAGE.height - PAGE.margin, onNewPage: () => {} };
}

// Amounts hold narrow no-break spaces; readers that copy the text prefer plain ones.
const tidy = (text: string): string => text.replaceAll(/[\u00A0\u202F\t\r\n]/g, ' ');

/** Text on the pen's line, from x or, `right`, up to x. */
export function write(sheet: Sheet, text: string, x: number, style: Style = {}): void {
  const font = style.bold ? sheet.bold : sheet.plain;
  const size = style.size ?? TEXT_SIZE;
  const shown = tidy(text);
  const left = style.right ? x - font.widthOfTextAtSize(shown, size) : x;
  sheet.page.drawText(shown, { x: left, y: sheet.y, size, font, color: style.color ?? INK });
}

/** Moves the pen down, to a new page when less than `keep` points would be left under it. */
export function goDown(sheet: Sheet, points: number, keep = 0): void {
  sheet.y -= points;
  if (sheet.y - keep >= PAGE.margin + PAGE.foot) return;
  sheet.page = sheet.pdf.addPage([PAGE.width, PAGE.height]);
  sheet.y = PAGE.height - PAGE.margin;
  sheet.onNewPage(sheet);
}

/** Words on as many lines as the width asks; a word longer than a line is cut. */
function wrap(font: PDFFont, text: string, width: number, size = TEXT_SIZE): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of tidy(text).split(' ')) {
    for (let rest = word; ;) {
      const longer = line === '' ? rest : `${line} ${rest}`;
      if (font.widthOfTextAtSize(longer, size) <= width) {
        line = longer;
        break;
      }
      if (line !== '') {
        lines.push(line);
        line = '';
        continue;
      }
      // As much as fits on average, then less until it does.
      let length = Math.max(1, Math.ceil((rest.length * width) / font.widthOfTextAtSize(rest, size)));
      while (length > 1 && font.widthOfTextAtSize(rest.slice(0, length), size) > width) length -= 1;
      lines.push(rest.slice(0, length));
      rest = rest.slice(length);
    }
  }
  return [...lines, line];
}

export function writeWrapped(sheet: Sheet, text: string, x: number, width: number, style: Style = {}): void {
  const size = style.size ?? TEXT_SIZE;
  for (const line of wrap(style.bold ? sheet.bold : sheet.plain, text, width, size)) {
    write(sheet, line, x, style);
    goDown(sheet, size * LEADING);
  }
}

/** A thin line across, above the pen. */
export function drawRule(sheet: Sheet, from: number, to: number, above = 0): void {
  const y = sheet.y + above;
  sheet.page.drawLine({ start: { x: from, y }, end: { x: to, y }, thickness: 0.6, color: RULE });
}

/** A pale band behind the pen's line. */
export function drawBand(sheet: Sheet, from: number, to: number, height: number): void {
  sheet.page.drawRectangle({ x: from, y: sheet.y - 5, width: to - from, height, color: BAND });
}
