// A line of a firm's file: cells parted by semicolons.

/** RFC 4180: a cell with a separator, a quote or an end of line is quoted, its quotes doubled. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(quoteCell).join(';')}\n`;
}

function quoteCell(text: string): string {
  return /[";\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
