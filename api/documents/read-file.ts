// The text of a file that somebody sent: a PDF, a Word document or plain text, told by its content and never by its
// name. What a reader of the page would not see (white, tiny or hidden text, characters without width) is left out: a
// CV is read as a person reads it.
import { unzipSync, zipSync, strFromU8, strToU8 } from 'fflate';
import { fileTypeFromBuffer } from 'file-type';
import mammoth from 'mammoth';
import { getDocumentProxy } from 'unpdf';
import { visibleLines, type PdfPage } from './pdf-text.ts';

export type ReadPage = {
  /** From 1; a file without pages is one. */
  readonly page: number;
  readonly text: string;
};

/** Why nothing could be read: cut or locked; neither PDF, Word nor text; longer than an affair's document; a scan or a blank. */
export type ReadingFault = 'unreadable' | 'unknown_type' | 'too_large' | 'without_text';

export type FileReading = { readonly pages: readonly ReadPage[] } | { readonly fault: ReadingFault };

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
/** A contract of some hundred pages is a tenth of it; beyond, a file is no document of an affair. */
const PAGES_AT_MOST = 500;
/** What a Word file of 20 MB may unfold to: its text is a small part, the rest is pictures, which are not unfolded. */
const DOCX_TEXT_BYTES = 30_000_000;
/** A million characters is four hundred dense pages: enough to search, and bounded. */
const CHARACTERS_AT_MOST = 1_000_000;

/** Reads what the file says, page by page. */
export async function readFile(content: Uint8Array): Promise<FileReading> {
  const type = await fileTypeFromBuffer(content);
  const pages = await readPages(content, type?.mime ?? null);
  if (!Array.isArray(pages)) return pages;
  const cleaned = pages.map(({ page, text }) => ({ page, text: cleanText(text) })).filter(({ text }) => text !== '');
  if (cleaned.length === 0) return { fault: 'without_text' };
  const size = cleaned.reduce((sum, { text }) => sum + text.length, 0);
  return size > CHARACTERS_AT_MOST ? { fault: 'too_large' } : { pages: cleaned };
}

async function readPages(content: Uint8Array, mime: string | null): Promise<ReadPage[] | { fault: ReadingFault }> {
  if (mime === 'application/pdf') return readPdf(content);
  if (mime === DOCX) return readDocx(content);
  if (mime !== null) return { fault: 'unknown_type' };
  const text = decodeText(content);
  return text === null ? { fault: 'unknown_type' } : [{ page: 1, text }];
}

/** UTF-8, else the Western European letters of an old export; bytes of control are no text. */
function decodeText(content: Uint8Array): string | null {
  if (content.some((byte) => byte < 9 || (byte > 13 && byte < 32))) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return new TextDecoder('windows-1252').decode(content);
  }
}

async function readPdf(content: Uint8Array): Promise<ReadPage[] | { fault: ReadingFault }> {
  let document;
  try {
    // Its own copy: the reader takes the bytes away from who gave them.
    document = await getDocumentProxy(content.slice(), { verbosity: 0 });
  } catch {
    // Cut, locked by a password, or no PDF but by its first bytes: said as unreadable, whatever the reader's words.
    return { fault: 'unreadable' };
  }
  try {
    if (document.numPages > PAGES_AT_MOST) return { fault: 'too_large' };
    const pages: ReadPage[] = [];
    for (let page = 1; page <= document.numPages; page += 1) {
      const lines = await visibleLines((await document.getPage(page)) as unknown as PdfPage);
      pages.push({ page, text: lines.join('\n') });
    }
    return pages;
  } finally {
    await document.cleanup();
  }
}

/** Text that Word does not show: hidden, white or nearly, under 3 points (sizes are in half points). */
const HIDDEN =
  /<w:(?:vanish|specVanish|webHidden)\b(?![^>]*w:val="(?:false|0|off)")|<w:color\b[^>]*w:val="(?:[fF][\da-fA-F]){3}"|<w:color\b[^>]*w:themeColor="background1"|<w:sz\b[^>]*w:val="[1-5]"/u;

/** Names of the styles that hide what bears them. */
function listHidingStyles(styles: string): string[] {
  return [...styles.matchAll(/<w:style\b[^>]*w:styleId="([^"]+)".*?<\/w:style>/gsu)]
    .filter(([style]) => HIDDEN.test(style))
    .map(([, name = '']) => name);
}

/** The body without its hidden runs, nor what a hiding style is given to. */
function keepShown(body: string, styles: string): string {
  const hiding = new Set(listHidingStyles(styles));
  const bears = (text: string, kind: 'r' | 'p'): boolean =>
    [...text.matchAll(new RegExp(`<w:${kind}Style\\b[^>]*w:val="([^"]+)"`, 'gu'))].some(([, name = '']) =>
      hiding.has(name),
    );
  return body
    .replace(/<w:p[ >].*?<\/w:p>/gsu, (paragraph) => (bears(paragraph, 'p') ? '<w:p/>' : paragraph))
    .replace(/<w:r[ >].*?<\/w:r>/gsu, (run) => (HIDDEN.test(run) || bears(run, 'r') ? '' : run));
}

async function readDocx(content: Uint8Array): Promise<ReadPage[] | { fault: ReadingFault }> {
  let size = 0;
  let parts: Record<string, Uint8Array>;
  try {
    // Pictures and fonts stay folded.
    parts = unzipSync(content, {
      filter: ({ name, originalSize }) => {
        if (!/\.(?:xml|rels)$/u.test(name)) return false;
        size += originalSize;
        return size <= DOCX_TEXT_BYTES;
      },
    });
  } catch {
    // A folder that does not unfold is no Word file: said as unreadable.
    return { fault: 'unreadable' };
  }
  if (size > DOCX_TEXT_BYTES) return { fault: 'too_large' };
  const body = parts['word/document.xml'];
  if (body === undefined) return { fault: 'unreadable' };
  const shown = keepShown(strFromU8(body), strFromU8(parts['word/styles.xml'] ?? new Uint8Array()));
  const buffer = Buffer.from(zipSync({ ...parts, 'word/document.xml': strToU8(shown) }, { level: 0 }));
  const { value } = await mammoth.extractRawText({ buffer });
  return [{ page: 1, text: value }];
}

/** One form for each letter, without characters that have no width (they hide words between letters), bounded blanks. */
function cleanText(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Co}\p{Cn}]/gu, '')
    .replace(/[^\S\n]+/gu, ' ')
    .replace(/ ?\n ?/gu, '\n')
    .replace(/\n{3,}/gu, '\n\n')
    .trim();
}
