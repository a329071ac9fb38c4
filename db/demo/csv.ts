// How the demo firm's facts are written in the import format: ';', UTF-8, quotes only where needed.

type Cell = string | number | boolean | null;

function writeCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'boolean') return cell ? 'oui' : 'non';
  const text = String(cell);
  return /[";\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A CSV text with its header; each row has the header's cells, in its order. */
export function writeCsv(header: string, rows: Iterable<readonly Cell[]>): string {
  const lines = [header];
  for (const row of rows) lines.push(row.map(writeCell).join(';'));
  return `${lines.join('\n')}\n`;
}

/** Cents → '650' or '650.50'; none stays none. */
export function euros(cents: number | null): Cell {
  return cents === null ? null : writeEuros(cents);
}

function writeEuros(cents: number): string {
  const rest = cents % 100;
  return rest === 0 ? String(cents / 100) : `${Math.trunc(cents / 100)}.${String(Math.abs(rest)).padStart(2, '0')}`;
}

/** Quarter days → '18.5'. */
export function writeDays(quarterDays: number): string {
  return String(quarterDays / 4);
}

/** Code point order, as the reports sort. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
