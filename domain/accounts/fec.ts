// The fichier des écritures comptables (LPF, art. L47 A, I and A47 A-1, VII): 18 columns, one line an entry's line.
import type { CivilDate } from '../civil-dates.ts';
import { accountOf, JOURNAL_LABELS, type AccountSettings } from './chart.ts';
import type { Ledger } from './ledger.ts';

export const FEC_COLUMNS: readonly string[] = (
  'JournalCode JournalLib EcritureNum EcritureDate CompteNum CompteLib CompAuxNum CompAuxLib PieceRef PieceDate ' +
  'EcritureLib Debit Credit EcritureLet DateLet ValidDate Montantdevise Idevise'
).split(' ');

/** '2026-10-31' → '20261031'. */
export function compactDate(date: CivilDate): string {
  return date.replaceAll('-', '');
}

/** 1287288 → '12872,88'. */
export function decimalComma(cents: number): string {
  return `${Math.floor(cents / 100)},${String(cents % 100).padStart(2, '0')}`;
}

/** A value never holds what parts values and lines. */
export function plainCell(text: string): string {
  return text.replaceAll(/[\s|\p{Cc}]+/gu, ' ').trim();
}

/** '732829320FEC20261231.txt': the SIREN and the last day of the financial year. */
export function fecFileName(siren: string, yearEnd: CivilDate): string {
  return `${siren}FEC${compactDate(yearEnd)}.txt`;
}

/** The rows under the header, in the ledger's order. An entry is validated on its day: issued papers never change. */
export function fecRows({ entries, letters }: Ledger, settings: AccountSettings): string[][] {
  return entries.flatMap((entry) =>
    entry.lines.map((line) => {
      const account = accountOf(settings, line.account);
      const letter = letters.get(line);
      return [
        entry.journal,
        JOURNAL_LABELS[entry.journal],
        String(entry.number),
        compactDate(entry.date),
        account.number,
        account.label,
        line.auxiliary?.code ?? '',
        // A name may be made of signs that do not count.
        plainCell(line.auxiliary?.name ?? '') || (line.auxiliary?.code ?? ''),
        entry.piece,
        compactDate(entry.pieceDate),
        entry.label,
        decimalComma(line.debitCents),
        decimalComma(line.creditCents),
        letter?.code ?? '',
        letter === undefined ? '' : compactDate(letter.date),
        compactDate(entry.date),
        '',
        '',
      ].map(plainCell);
    }),
  );
}

/** The whole file: tab between values, CRLF after each line. */
export function writeFec(ledger: Ledger, settings: AccountSettings): string {
  return [[...FEC_COLUMNS], ...fecRows(ledger, settings)].map((row) => `${row.join('\t')}\r\n`).join('');
}
