// A month's entries as the accounting software of the firm or of its accountant reads them: a line a line, columns in
// the order of each one's import screen, which lets a person name them.
import type { CivilDate } from '../civil-dates.ts';
import { accountOf, JOURNAL_LABELS, type AccountSettings } from './chart.ts';
import type { EntryLine } from './entry.ts';
import { decimalComma, plainCell } from './fec.ts';
import type { Ledger, NumberedEntry } from './ledger.ts';

export const JOURNAL_FORMATS = ['pennylane', 'sage', 'cegid'] as const;
export type JournalFormat = (typeof JOURNAL_FORMATS)[number];

type Cells = { readonly entry: NumberedEntry; readonly line: EntryLine; readonly letter: string };
type Column = { readonly name: string; readonly of: (cells: Cells, settings: AccountSettings) => string };

/** '2026-10-31' → '31/10/2026'. */
function frenchDate(date: CivilDate): string {
  return `${date.slice(8, 10)}/${date.slice(5, 7)}/${date.slice(0, 4)}`;
}

/** Empty where the other side has the amount. */
function amount(cents: number): string {
  return cents === 0 ? '' : decimalComma(cents);
}

const journal: Column = { name: 'Journal', of: ({ entry }) => entry.journal };
const date: Column = { name: 'Date', of: ({ entry }) => frenchDate(entry.date) };
const piece: Column = { name: 'Pièce', of: ({ entry }) => entry.piece };
const label: Column = { name: 'Libellé', of: ({ entry }) => entry.label };
const debit: Column = { name: 'Débit', of: ({ line }) => amount(line.debitCents) };
const credit: Column = { name: 'Crédit', of: ({ line }) => amount(line.creditCents) };
const general: Column = { name: 'Compte', of: ({ line }, settings) => accountOf(settings, line.account).number };
const auxiliary: Column = { name: 'Compte auxiliaire', of: ({ line }) => line.auxiliary?.code ?? '' };
const auxiliaryLabel: Column = { name: 'Libellé du tiers', of: ({ line }) => line.auxiliary?.name ?? '' };
/** One account a third party: the collective number, then its code. */
const joined: Column = {
  name: 'Numéro de compte',
  of: ({ line }, settings) => `${accountOf(settings, line.account).number}${line.auxiliary?.code ?? ''}`,
};
const joinedLabel: Column = {
  name: 'Libellé du compte',
  of: ({ line }, settings) => line.auxiliary?.name ?? accountOf(settings, line.account).label,
};
const letter: Column = { name: 'Lettrage', of: ({ letter: code }) => code };
const journalLabel: Column = { name: 'Libellé du journal', of: ({ entry }) => JOURNAL_LABELS[entry.journal] };

const COLUMNS: Readonly<Record<JournalFormat, readonly Column[]>> = {
  pennylane: [date, journal, joined, joinedLabel, piece, label, debit, credit],
  sage: [journal, date, general, auxiliary, piece, label, debit, credit, letter],
  cegid: [journal, journalLabel, date, general, auxiliary, auxiliaryLabel, piece, label, debit, credit, letter],
};

/** Header, then rows. The opening of a year is the accountant's own: it is left out. */
export function journalRows(
  { entries, letters }: Ledger,
  settings: AccountSettings,
  format: JournalFormat,
  range: { readonly from: CivilDate; readonly to: CivilDate },
): string[][] {
  const columns = COLUMNS[format];
  const rows = entries
    .filter((entry) => entry.journal !== 'AN' && entry.date >= range.from && entry.date <= range.to)
    .flatMap((entry) =>
      entry.lines.map((line) =>
        columns.map(({ of }) => plainCell(of({ entry, line, letter: letters.get(line)?.code ?? '' }, settings))),
      ),
    );
  return [columns.map(({ name }) => name), ...rows];
}
