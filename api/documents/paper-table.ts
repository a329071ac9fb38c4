// The lines of a paper: what each is for, then its figures under their heads, on as many pages as they take.
import {
  ACCENT,
  drawBand,
  drawRule,
  goDown,
  PAGE,
  QUIET,
  RIGHT,
  write,
  writeWrapped,
  type Sheet,
  type Style,
} from './sheet.ts';

export type Column = {
  readonly head: string;
  /** Where its figures end. */
  readonly end: number;
  readonly isQuiet?: boolean;
};
/** Null: nothing stands in that column. */
export type Row = { readonly label: string; readonly cells: readonly (string | null)[] };
export type Table = { readonly columns: readonly Column[]; readonly labelWidth: number };

/** Where what a line is for begins. */
export const LABEL_X = PAGE.margin + 6;
/** Where the last column ends. */
export const AMOUNT_END = RIGHT - 6;

export const headStyle: Style = { bold: true, size: 8, color: ACCENT };

function writeHeads(sheet: Sheet, { columns }: Table): void {
  drawBand(sheet, PAGE.margin, RIGHT, 17);
  write(sheet, 'Désignation', LABEL_X, headStyle);
  for (const { head, end } of columns) write(sheet, head, end, { ...headStyle, right: true });
  goDown(sheet, 20);
}

export function writeTable(sheet: Sheet, table: Table, rows: readonly Row[]): void {
  const { columns, labelWidth } = table;
  writeHeads(sheet, table);
  sheet.onNewPage = () => writeHeads(sheet, table);
  for (const { label, cells } of rows) {
    for (const [index, { end, isQuiet }] of columns.entries()) {
      const text = cells[index] ?? null;
      if (text !== null) write(sheet, text, end, { right: true, ...(isQuiet === true && { color: QUIET }) });
    }
    writeWrapped(sheet, label, LABEL_X, labelWidth);
    drawRule(sheet, PAGE.margin, RIGHT, 7);
    goDown(sheet, 5);
  }
  sheet.onNewPage = () => {};
}

export type Total = { readonly label: string; readonly amount: string; readonly isNet: boolean };

/** What the lines come to, in the last column. */
export function writeTotals(sheet: Sheet, labelEnd: number, totals: readonly Total[]): void {
  for (const { label, amount, isNet } of totals) {
    if (isNet) drawBand(sheet, 300, RIGHT, 17);
    const style: Style = { bold: isNet, right: true, ...(isNet && { color: ACCENT }) };
    write(sheet, label, labelEnd, style);
    write(sheet, amount, AMOUNT_END, style);
    goDown(sheet, 16);
  }
  goDown(sheet, 8);
}
