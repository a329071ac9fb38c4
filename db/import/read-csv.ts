// Records of one CSV file, in bounded memory, with every broken one named: a quote that is never closed costs its
// own line, not the rest of the file. (csv-parse stops at the first such quote, or keeps the rest in memory.)
// Lines are physical lines of the file, the first is 1; a record is known by the line where it starts.

/** A cell has at most so many characters (IMPORT.md). */
export const LONGEST_CELL = 10_000;
/** No line of a hundred full cells is longer: what is beyond is dropped as it is read. */
const LONGEST_LINE = 1_000_000;

export type CsvRecord = { readonly line: number; readonly cells: readonly string[] };
/** A record whose quotes do not follow RFC 4180, with the cells that were read before. */
export type CsvProblem = CsvRecord & { readonly problem: string; readonly expected: string };

type Line = { readonly number: number; readonly text: string; readonly end: string };

/** Physical lines with their ends; one longer than LONGEST_LINE is cut. */
async function* readLines(chunks: AsyncIterable<string>): AsyncGenerator<Line> {
  let number = 1;
  let kept = '';
  for await (const chunk of chunks) {
    let start = 0;
    for (let stop = chunk.indexOf('\n'); stop >= 0; stop = chunk.indexOf('\n', start)) {
      const text = keepUpTo(kept, chunk.slice(start, stop));
      const crlf = text.endsWith('\r');
      yield { number, text: crlf ? text.slice(0, -1) : text, end: crlf ? '\r\n' : '\n' };
      number += 1;
      kept = '';
      start = stop + 1;
    }
    kept = keepUpTo(kept, chunk.slice(start));
  }
  if (kept !== '') yield { number, text: kept, end: '' };
}

function keepUpTo(kept: string, more: string): string {
  return kept.length >= LONGEST_LINE ? kept : kept + more.slice(0, LONGEST_LINE - kept.length);
}

/** A record under way: its cells so far, and the quoted one that is still open. */
type Scan = { readonly cells: string[]; open: string | null };

type QuoteFault = { readonly problem: string; readonly expected: string };
const TEXT_AFTER_QUOTE: QuoteFault = {
  problem: 'texte après un guillemet fermant',
  expected: 'un séparateur ou la fin de la ligne',
};
const QUOTE_INSIDE: QuoteFault = {
  problem: 'guillemet au milieu d’une cellule',
  expected: 'la cellule entière entre guillemets, les siens doublés',
};

/** Reads one physical line into the scan, up to its end or to a quote out of place. */
function scanLine(scan: Scan, text: string, separator: string): QuoteFault | null {
  // The text is read one separator to the next; the first cell has none before it.
  let at = scan.open === null ? openCell(scan, text, 0) : 0;
  for (;;) {
    if (scan.open === null) {
      const stop = text.indexOf(separator, at);
      const cell = text.slice(at, stop < 0 ? text.length : stop);
      if (cell.includes('"')) return QUOTE_INSIDE;
      scan.cells.push(cell);
      if (stop < 0) return null;
      at = openCell(scan, text, stop + 1);
      continue;
    }
    const quote = text.indexOf('"', at);
    scan.open += text.slice(at, quote < 0 ? text.length : quote);
    if (quote < 0) return null;
    at = quote + 2;
    if (text[quote + 1] === '"') {
      scan.open += '"';
      continue;
    }
    scan.cells.push(scan.open);
    scan.open = null;
    if (quote + 1 === text.length) return null;
    if (text[quote + 1] !== separator) return TEXT_AFTER_QUOTE;
    at = openCell(scan, text, at);
  }
}

/** Where the text of a cell begins: after its quote, if it has one. */
function openCell(scan: Scan, text: string, at: number): number {
  if (text[at] !== '"') return at;
  scan.open = '';
  return at + 1;
}

/** Lines given back by a broken record come first, then those of the file. */
type Source = { readonly lines: AsyncIterator<Line>; readonly again: Line[] };

async function nextLine(source: Source): Promise<Line | null> {
  const held = source.again.shift();
  if (held) return held;
  const read = await source.lines.next();
  return read.done === true ? null : read.value;
}

/** Reads the record that starts on this line; of a broken one the following lines are read again. */
async function readRecord(source: Source, first: Line, separator: string): Promise<CsvRecord | CsvProblem> {
  const scan: Scan = { cells: [], open: null };
  const following: Line[] = [];
  let line: Line = first;
  for (;;) {
    const fault = scanLine(scan, line.text, separator);
    if (fault) {
      source.again.unshift(...following);
      return { line: first.number, cells: scan.cells, ...(following.length > 0 ? unclosed(false) : fault) };
    }
    if (scan.open === null) return { line: first.number, cells: scan.cells };
    scan.open += line.end;
    const tooLong = scan.open.length > LONGEST_CELL;
    const more = tooLong ? null : await nextLine(source);
    if (!more) {
      source.again.unshift(...following);
      return { line: first.number, cells: scan.cells, ...unclosed(tooLong) };
    }
    following.push(more);
    line = more;
  }
}

function unclosed(tooLong: boolean): QuoteFault {
  return {
    problem: tooLong
      ? `cellule de plus de ${LONGEST_CELL} caractères, ou guillemet ouvert et jamais refermé`
      : 'guillemet ouvert et jamais refermé',
    expected: `un guillemet fermant dans les ${LONGEST_CELL} caractères de la cellule`,
  };
}

/** The records of a file and its problems, in the order of the file; blank lines are skipped. */
export async function* readCsv(
  chunks: AsyncIterable<string>,
  chooseSeparator: (headerLine: string) => string,
): AsyncGenerator<CsvRecord | CsvProblem> {
  const source: Source = { lines: readLines(chunks), again: [] };
  let separator: string | null = null;
  for (let line = await nextLine(source); line; line = await nextLine(source)) {
    if (line.text.trim() === '') continue;
    separator ??= chooseSeparator(line.text);
    yield await readRecord(source, line, separator);
  }
}

/** The cells of one line by itself, quotes taken off: to try separators on a header. */
export function splitLine(text: string, separator: string): string[] {
  const scan: Scan = { cells: [], open: null };
  scanLine(scan, text, separator);
  return scan.open === null ? scan.cells : [...scan.cells, scan.open];
}
