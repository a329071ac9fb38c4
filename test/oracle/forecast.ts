// The cash to come, recomputed from every row of the firm's files: how late each client pays, when each invoice should be
// paid, the salaries of whole months, and the days of sales that what is owed uses up.
import {
  addDays,
  addMonths,
  daysBetween,
  daysFrom,
  earlier,
  firstDay,
  lastDay,
  monthOf,
  monthsFrom,
  workingDays,
} from './calendar.ts';
import { owedOn } from './cash.ts';
import {
  compareCodes,
  dayWeight,
  groupBy,
  invoiceOf,
  invoicesOn,
  isPresent,
  isWorkingDayOf,
  personCjm,
} from './facts.ts';
import type { View } from './facts.ts';
import {
  add,
  compare,
  divide,
  euros,
  fraction,
  isAbove,
  isZero,
  multiply,
  negate,
  round,
  subtract,
  sumOf,
  toNumber,
  zero,
} from './fraction.ts';
import type { Fraction } from './fraction.ts';

const HORIZON = 90;

/** Half up, of whole days. */
function median(days: readonly number[]): number {
  const sorted = [...days].sort((a, b) => a - b);
  const half = sorted.length / 2;
  if (!Number.isInteger(half)) return sorted[Math.floor(half)] ?? 0;
  // No « -0 ».
  return Math.ceil(((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2) + 0;
}

function lateness(view: View) {
  const since = addDays(view.asOf, -365);
  const paid = view.firm.payments
    .filter(({ date, ttc }) => date > since && date <= view.asOf && isAbove(ttc, zero))
    .map(({ date, invoice }) => {
      const { client, due } = invoiceOf(view.firm, invoice);
      return { client, days: daysBetween(due, date) };
    });
  const clients = [...groupBy(paid, ({ client }) => client)]
    .map(([client, own]) => ({ client, days: median(own.map(({ days }) => days)), count: own.length }))
    .sort((a, b) => compareCodes(a.client, b.client));
  return { clients, usual: paid.length === 0 ? 0 : median(paid.map(({ days }) => days)) };
}

function awaited(view: View) {
  const { clients, usual } = lateness(view);
  const last = addDays(view.asOf, HORIZON);
  return [...groupBy(owedOn(view), ({ invoice }) => invoice.number)]
    .map(([number, rows]) => ({ number, left: sumOf(rows, ({ amount }) => amount) }))
    .filter(({ left }) => isAbove(left, zero))
    .map(({ number, left }) => {
      const { client, due } = invoiceOf(view.firm, number);
      const habit = clients.find((one) => one.client === client)?.days ?? usual;
      const expected = addDays(due, habit);
      return { subject: number, on: expected <= view.asOf ? addDays(view.asOf, 7) : expected, amount: euros(left) };
    })
    .filter(({ on }) => on <= last)
    .sort((a, b) => compareCodes(a.subject, b.subject));
}

function salaries(view: View) {
  const last = addDays(view.asOf, HORIZON);
  return monthsFrom(monthOf(view.asOf), monthOf(last))
    .map((month) => {
      const days = daysFrom(firstDay(month), lastDay(month));
      const paid = view.firm.consultants
        .filter(({ isEmployee }) => isEmployee)
        .map((person) => {
          const worked = days.filter((day) => isPresent(person, day) && isWorkingDayOf(person, day)).length;
          const cost = personCjm(view.firm, person.code, view.asOf);
          return round(multiply(multiply(fraction(worked), dayWeight(person)), cost), 2);
        });
      return {
        subject: month,
        on: workingDays(firstDay(month), lastDay(month)).at(-1) ?? '',
        amount: -euros(sumOf(paid, (one) => one)),
      };
    })
    .filter(({ on, amount }) => on > view.asOf && on <= last && amount !== 0);
}

/** Whole months of sales, newest first, then a part of one; null beyond two years. */
function countBack(view: View): number | null {
  let left = sumOf(owedOn(view), ({ amount }) => amount);
  let days: Fraction = zero;
  for (let back = 0; back < 24; back += 1) {
    const month = addMonths(monthOf(view.asOf), -back);
    const sold = sumOf(
      invoicesOn(view).filter(({ date }) => monthOf(date) === month),
      ({ type, ttc }) => (type === 'avoir' ? negate(ttc) : ttc),
    );
    const length = fraction(daysFrom(firstDay(month), earlier(lastDay(month), view.asOf)).length);
    if (compare(left, sold) <= 0)
      return toNumber(round(isZero(sold) ? days : add(days, multiply(divide(left, sold), length)), 1));
    left = subtract(left, sold);
    days = add(days, length);
  }
  return null;
}

/** What of the report `cash` the files alone tell; no promise, no dispute, no statement of the bank. */
export function forecastFromFiles(view: View) {
  const { clients, usual } = lateness(view);
  return {
    delays: clients,
    usual_delay: usual,
    open_invoice: awaited(view),
    salaries: salaries(view),
    dso_countback: countBack(view),
  };
}
