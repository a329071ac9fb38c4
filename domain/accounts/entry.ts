// An accounting entry: balanced as it is made, and citing the row of the firm that it comes from (piste d'audit
// fiable, CGI art. 289, VII).
import type { CivilDate } from '../civil-dates.ts';
import type { AccountUse, Journal } from './chart.ts';

/** A third party: the auxiliary account of a client or a supplier. */
export type Auxiliary = { readonly code: string; readonly name: string };

export type EntryLine = {
  readonly account: AccountUse;
  readonly auxiliary: Auxiliary | null;
  readonly debitCents: number;
  readonly creditCents: number;
  /** Whose revenue or accrual it is. */
  readonly project: string | null;
  /** What it settles or opens: the number of the invoice, for letters. */
  readonly openItem: string | null;
  /** On lines of VAT: the rate, and the amount HT that it is of. */
  readonly vat: { readonly percent: string; readonly baseCents: number } | null;
};

/** The row that an entry comes from: its table, in the firm's words, and its key. */
export type EntrySource = {
  readonly entity:
    | 'invoice'
    | 'payment'
    | 'writeOff'
    | 'supplierInvoice'
    | 'supplierPayment'
    | 'purchase'
    | 'accrual'
    | 'openingBalance';
  readonly key: string;
};

export type Entry = {
  readonly journal: Journal;
  readonly date: CivilDate;
  readonly piece: string;
  readonly pieceDate: CivilDate;
  readonly label: string;
  readonly source: EntrySource;
  readonly lines: readonly EntryLine[];
};

type LineDetails = Partial<Pick<EntryLine, 'auxiliary' | 'project' | 'openItem' | 'vat'>>;

/** A debit; of a negative amount, a credit: an amount in the books is never negative. */
export function debit(account: AccountUse, cents: number, details: LineDetails = {}): EntryLine {
  return {
    account,
    debitCents: Math.max(0, cents),
    creditCents: Math.max(0, -cents),
    auxiliary: null,
    project: null,
    openItem: null,
    vat: null,
    ...details,
  };
}

export function credit(account: AccountUse, cents: number, details: LineDetails = {}): EntryLine {
  return debit(account, -cents, details);
}

/** Debit less credit. */
export function balanceOf(line: Pick<EntryLine, 'debitCents' | 'creditCents'>): number {
  return line.debitCents - line.creditCents;
}

/**
 * The entry without its empty lines; none when nothing is left.
 * @throws when debits and credits differ: a broken rule, never a case.
 */
export function writeEntry(entry: Entry): Entry[] {
  const lines = entry.lines.filter((line) => balanceOf(line) !== 0);
  const gapCents = lines.reduce((total, line) => total + balanceOf(line), 0);
  if (gapCents !== 0)
    throw new Error(`the entry of ${entry.piece} (${entry.journal}) is off balance by ${gapCents} cents`);
  return lines.length === 0 ? [] : [{ ...entry, lines }];
}
