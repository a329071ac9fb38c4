// The books of a financial year: what the year opens on, then its entries, in the order of their days, numbered
// without a gap. Everything is made from the firm's facts: nothing is typed twice.
import { addDays, type CivilDate } from '../civil-dates.ts';
import { compareCodes } from '../codes.ts';
import { addMonths, firstDayOf, lastDayOf, monthsBetween, type Month } from '../periods.ts';
import { lossesOf, postAccruals, postLosses, type MonthAccruals } from './accruals.ts';
import { isOfResult, JOURNALS, type AccountSettings } from './chart.ts';
import { balanceOf, debit, credit, writeEntry, type Entry, type EntryLine } from './entry.ts';
import { letterEntries, type Letter } from './lettering.ts';
import {
  postPurchase,
  postSupplierBill,
  postSupplierPayments,
  type ProjectPurchase,
  type SupplierBill,
  type SupplierPayment,
} from './purchases.ts';
import { postReceipts, type Receipt } from './receipts.ts';
import { imputeDeposits, postSale, type Acceptance, type SalesDocument } from './sales.ts';

export type LedgerFacts = {
  readonly settings: AccountSettings;
  readonly documents: readonly SalesDocument[];
  readonly acceptances: readonly Acceptance[];
  readonly receipts: readonly Receipt[];
  readonly bills: readonly SupplierBill[];
  readonly billPayments: readonly SupplierPayment[];
  readonly purchases: readonly ProjectPurchase[];
  /** Of the month before the period, and of each month of it that has ended, in order. */
  readonly accruals: readonly MonthAccruals[];
};

export type NumberedEntry = Entry & { readonly number: number };

export type Ledger = {
  readonly entries: readonly NumberedEntry[];
  readonly letters: ReadonlyMap<EntryLine, Letter>;
};

/** First and last day of the financial year that ends in that calendar year. */
export function financialYear(year: number, settings: AccountSettings): { start: CivilDate; end: CivilDate } {
  const last: Month = `${year}-${String(settings.yearEndMonth).padStart(2, '0')}`;
  return { start: firstDayOf(addMonths(last, -11)), end: lastDayOf(last) };
}

/** The days on which the period needs accruals: the day before it starts, and the ends of its months by then. */
export function accrualDays(start: CivilDate, through: CivilDate): CivilDate[] {
  const before = addDays(start, -1);
  const ends = monthsBetween(start.slice(0, 7), through.slice(0, 7)).map(lastDayOf);
  return [before, ...ends.filter((day) => day <= through)];
}

/** Entries of every dated fact, of all time: the year's, and those that it opens on. */
function postFacts(facts: LedgerFacts): Entry[] {
  const taken = imputeDeposits(facts.documents, facts.acceptances);
  return [
    ...facts.documents.flatMap((document) => postSale(document, taken.get(document.number) ?? 0)),
    ...postReceipts(facts.documents, facts.receipts),
    ...facts.bills.flatMap(postSupplierBill),
    ...postSupplierPayments(facts.bills, facts.billPayments),
    ...facts.purchases.flatMap(postPurchase),
  ];
}

/** The accruals of the period: the first ones are those that it opens on, taken back on its first day. */
function postPeriodAccruals(
  accruals: readonly MonthAccruals[],
  start: CivilDate,
): { before: Entry[]; within: Entry[] } {
  const before: Entry[] = [];
  const within: Entry[] = [];
  let losses: ReadonlyMap<string, number> = new Map();
  for (const month of accruals) {
    const { end, reversal } = postAccruals(month);
    const side = month.day < start ? before : within;
    side.push(...end, ...postLosses(month, losses));
    within.push(...reversal);
    losses = lossesOf(month);
  }
  return { before, within };
}

/** Accounts that are followed item by item from one year to the next. */
function openKey(line: EntryLine): string {
  return line.auxiliary === null ? line.account : `${line.account} ${line.auxiliary.code} ${line.openItem ?? ''}`;
}

/**
 * What the year opens on (journal AN): balances of classes 1 to 5; what classes 6 and 7 came to before is result, to be
 * appropriated (PCG, art. 941-12).
 */
function openYear(earlier: readonly Entry[], settings: AccountSettings, start: CivilDate): Entry[] {
  const open = new Map<string, { readonly line: EntryLine; balanceCents: number }>();
  let resultCents = 0;
  for (const { lines } of earlier) {
    for (const line of lines) {
      if (isOfResult(settings, line.account)) {
        resultCents -= balanceOf(line);
        continue;
      }
      const key = openKey(line);
      const item = open.get(key) ?? { line, balanceCents: 0 };
      open.set(key, item);
      item.balanceCents += balanceOf(line);
    }
  }
  const piece = `AN-${start}`;
  return writeEntry({
    journal: 'AN',
    date: start,
    piece,
    pieceDate: start,
    label: 'À-nouveaux',
    source: { entity: 'openingBalance', key: piece },
    lines: [
      ...[...open]
        .sort(([a], [b]) => compareCodes(a, b))
        .map(([, { line, balanceCents }]) =>
          debit(line.account, balanceCents, { auxiliary: line.auxiliary, openItem: line.openItem }),
        ),
      resultCents >= 0 ? credit('profit', resultCents) : debit('loss', -resultCents),
    ],
  });
}

function inOrder(a: Entry, b: Entry): number {
  return (
    compareCodes(a.date, b.date) ||
    JOURNALS.indexOf(a.journal) - JOURNALS.indexOf(b.journal) ||
    compareCodes(a.piece, b.piece) ||
    compareCodes(a.source.key, b.source.key)
  );
}

/** The books from `start` (the first day of a financial year) through a day. Accruals must be those of `accrualDays`. */
export function keepLedger(facts: LedgerFacts, start: CivilDate, through: CivilDate): Ledger {
  const posted = postFacts(facts);
  const accrued = postPeriodAccruals(facts.accruals, start);
  const earlier = [...posted.filter(({ date }) => date < start), ...accrued.before];
  const within = [...posted, ...accrued.within].filter(({ date }) => date >= start && date <= through);
  const opening = openYear(earlier, facts.settings, start);
  const entries = [...opening, ...within.sort(inOrder)].map((entry, index) => ({ ...entry, number: index + 1 }));
  return { entries, letters: letterEntries(entries) };
}
