// The books of a period, for who writes them to a file: one snapshot, with the role that reads costs.
import { earlier } from '../../../domain/civil-dates.ts';
import { accountSettings, type AccountSettings } from '../../../domain/accounts/chart.ts';
import { financialYear, type Ledger } from '../../../domain/accounts/ledger.ts';
import { sayDate } from '../../../domain/french.ts';
import type { FirmCard } from '../../../domain/legal-invoice/parties.ts';
import type { Sql, Transaction } from '../../connection.ts';
import { PlainError } from '../../plain-error.ts';
import { readFirmCard, readLedger } from './ledger-facts.ts';

export type Books = {
  readonly firm: FirmCard;
  readonly settings: AccountSettings;
  readonly year: { readonly start: string; readonly end: string };
  /** The last day that they tell of: the year's last, or today. */
  readonly through: string;
  readonly ledger: Ledger;
};

/** One read-only snapshot of the whole firm, costs included. */
export async function readSnapshot<T>(app: Sql, read: (tx: Transaction) => Promise<T>): Promise<T> {
  return (await app.begin('isolation level repeatable read read only', read)) as T;
}

/** The financial year that a day lies in is named by the calendar year in which it ends. */
export function yearOfDay(day: string, settings: AccountSettings): number {
  const year = Number(day.slice(0, 4));
  return day <= financialYear(year, settings).end ? year : year + 1;
}

/**
 * The books of a financial year, up to a day.
 * @throws PlainError `year_to_come` when the year begins after it.
 */
export async function readBooks(tx: Transaction, year: number, upTo: string): Promise<Books> {
  const firm = await readFirmCard(tx);
  const settings = accountSettings(firm.settings);
  const period = financialYear(year, settings);
  if (upTo < period.start)
    throw new PlainError('year_to_come', `L'exercice qui finit le ${sayDate(period.end)} n'a pas commencé.`);
  const through = earlier(period.end, upTo);
  return { firm, settings, year: period, through, ledger: await readLedger(tx, period.start, through) };
}
