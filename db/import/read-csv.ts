// Records of one CSV file, in bounded memory, with every broken one named: a quote that is never closed costs its
// own line, not the rest of the file. (csv-parse stops at the first such quote, or keeps the rest in memory.)
// Lines are physical lines of the file, the first is 1; a record is known by the line where it starts.

/** A cell has at most so many characters (IMPORT.md). */
export const LONGEST_CELL = 10_000;
/** No line of a hundred full cells is longer: what is beyond is dropped as it is read. */
const LONGEST_LINE = 1_000_000;

export type CsvRecord = { readonly line: number; readonly cells: readonly string[] };
/** A record whose quotes do not follow RFC 4180. */
export type CsvProblem = { readonly line: number; readonly problem: string; readonly expected: string };

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

/** Reads one physical line into the scan. Returns false when text follows a closing quote. */
function scanLine(scan: Scan, text: string, separator: string): boolean {
  let at = 0;
  if (scan.open === null && text[0] === '"') {
    scan.open = '';
    at = 1;
  }
  for (;;) {
    if (scan.open !== null) {
      const quote = text.indexOf('"', at);
      if (quote < 0) {
        scan.open += text.slice(at);
        return true;
      }
      scan.open += text.slice(at, quote);
      if (text[quote + 1] === '"') {
        scan.open += '"';
        at = quote + 2;
        continue;
      }
      scan.cells.push(scan.open);
      scan.open = null;
      at = quote + 1;
      if (at === text.length) return true;
      if (text[at] !== separator) return false;
    } else {
      const stop = text.indexOf(separator, at);
      scan.cells.push(text.slice(at, stop < 0 ? text.length : stop));
      if (stop < 0) return true;
      at = stop;
    }
    // At a separator: the next cell begins, quoted or not.
    at += 1;
    if (text[at] === '"') {
      scan.open = '';
      at += 1;
    }
  }
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
    if (!scanLine(scan, line.text, separator)) {
      source.again.unshift(...following);
      return following.length > 0
        ? unclosed(first.number, false)
        : {
            line: first.number,
            problem: 'texte après un guillemet fermant',
            expected: 'un séparateur ou la fin de la ligne',
          };
    }
    if (scan.open === null) return { line: first.number, cells: scan.cells };
    scan.open += line.end;
    const tooLong = scan.open.length > LONGEST_CELL;
    const more = tooLong ? null : await nextLine(source);
    if (!more) {
      source.again.unshift(...following);
      return unclosed(first.number, tooLong);
    }
    following.push(more);
    line = more;
  }
}

function unclosed(line: number, tooLong: boolean): CsvProblem {
  return {
    line,
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
