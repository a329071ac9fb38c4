// The two fonts of the firm's papers, parsed once for the life of the process: parsing them is most of the cost of a PDF.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fontkit from '@pdf-lib/fontkit';
import type { PDFDocument, PDFFont } from 'pdf-lib';

const FILES = {
  plain: fileURLToPath(import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')),
  bold: fileURLToPath(import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf')),
} as const;

type Fontkit = Parameters<PDFDocument['registerFontkit']>[0];
type Font = ReturnType<Fontkit['create']>;
type Glyph = ReturnType<Font['glyphForCodePoint']>;

/** What the font lacks is drawn as a question mark: a glyph « .notdef » has no place in a PDF/A. */
const UNKNOWN = '?'.codePointAt(0) ?? 0;

/**
 * The font with the plainest layout: a character, a glyph. Ligatures and kerning cost twenty times the rest, and text
 * copied from a paper should be the text that was written.
 */
function withPlainLayout(font: Font): Font {
  const glyphs = new Map<number, Glyph>();
  const glyphOf = (codePoint: number): Glyph => {
    const known = glyphs.get(codePoint);
    if (known) return known;
    const glyph = font.glyphForCodePoint(font.hasGlyphForCodePoint(codePoint) ? codePoint : UNKNOWN);
    glyphs.set(codePoint, glyph);
    return glyph;
  };
  const layout = (text: string) => ({ glyphs: Array.from(text, (one) => glyphOf(one.codePointAt(0) ?? UNKNOWN)) });
  return Object.assign(font, { layout });
}

type Parsed = { readonly bytes: Uint8Array; readonly font: Font };
let parsed: Promise<{ readonly plain: Parsed; readonly bold: Parsed }> | null = null;

async function parseFonts() {
  const parse = (bytes: Uint8Array): Parsed => ({ bytes, font: withPlainLayout(fontkit.create(bytes)) });
  const [plain, bold] = await Promise.all([readFile(FILES.plain), readFile(FILES.bold)]);
  return { plain: parse(plain), bold: parse(bold) };
}

/** Both fonts in a document, which will hold the glyphs that it uses. */
export async function embedFonts(pdf: PDFDocument): Promise<{ plain: PDFFont; bold: PDFFont }> {
  const { plain, bold } = await (parsed ??= parseFonts());
  pdf.registerFontkit({ create: (bytes: Uint8Array) => (bytes === bold.bytes ? bold.font : plain.font) });
  // One after the other: the order of the objects is part of the bytes.
  return {
    plain: await pdf.embedFont(plain.bytes, { subset: true }),
    bold: await pdf.embedFont(bold.bytes, { subset: true }),
  };
}
