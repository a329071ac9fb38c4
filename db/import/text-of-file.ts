// From the bytes of a file to its text: UTF-8, with or without a BOM, or Windows-1252 as spreadsheets save it.
import { createHash } from 'node:crypto';

/** A file of the firm: read as often as asked, a piece at a time. */
export type SourceFile = {
  /** `clients.csv` */
  readonly name: string;
  readonly open: () => AsyncIterable<Uint8Array>;
};

export type Inspection =
  | { readonly encoding: 'utf-8' | 'windows-1252'; readonly sha256: string; readonly bytes: number }
  | { readonly problem: string; readonly expected: string; readonly sha256: string };

const EXPECTED = 'un fichier enregistré en UTF-8 ou Windows-1252';
/** Bytes that Windows-1252 leaves without a character. */
const UNDEFINED_IN_1252: ReadonlySet<number> = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

/** Every other byte of Latin text in UTF-16 is NUL; a file of cells has none. */
function looksLikeUtf16(start: Uint8Array): boolean {
  if ((start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff)) return true;
  let zeros = 0;
  for (const byte of start) if (byte === 0) zeros += 1;
  return start.length >= 4 && zeros * 4 > start.length;
}

/** Reads the file once: its fingerprint, and the encoding that all its bytes fit. */
export async function inspectFile(file: SourceFile): Promise<Inspection> {
  const hash = createHash('sha256');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let bytes = 0;
  let isUtf8 = true;
  let hasBom = false;
  let isUtf16 = false;
  let fits1252 = true;
  for await (const chunk of file.open()) {
    hash.update(chunk);
    if (bytes === 0) {
      isUtf16 = looksLikeUtf16(chunk.subarray(0, 4096));
      hasBom = chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf;
    }
    bytes += chunk.length;
    if (isUtf8) isUtf8 = decodes(decoder, chunk);
    fits1252 &&= !chunk.some((byte) => UNDEFINED_IN_1252.has(byte));
  }
  isUtf8 &&= decodes(decoder, null);
  const sha256 = hash.digest('hex');
  if (isUtf16) return { problem: 'fichier en UTF-16', expected: EXPECTED, sha256 };
  if (isUtf8) return { encoding: 'utf-8', sha256, bytes };
  if (hasBom || !fits1252)
    return { problem: 'fichier qui ne se lit ni en UTF-8 ni en Windows-1252', expected: EXPECTED, sha256 };
  return { encoding: 'windows-1252', sha256, bytes };
}

function decodes(decoder: InstanceType<typeof TextDecoder>, chunk: Uint8Array | null): boolean {
  try {
    if (chunk) decoder.decode(chunk, { stream: true });
    else decoder.decode();
    return true;
  } catch (error) {
    // The decoder's only way to say that bytes are not UTF-8.
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** The text of a file, a piece at a time; a BOM is left out. */
export async function* readText(file: SourceFile, encoding: 'utf-8' | 'windows-1252'): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of file.open()) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}
