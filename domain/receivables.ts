// What clients owe, by age, and how long they take: balance âgée, DSO comptable, late payers, billing lag
// (REPORTS.md; DOMAIN.md §1.5).
import { daysBetween, type CivilDate } from './civil-dates.ts';
import { compareCodes } from './codes.ts';
import { divide, fraction, multiply, roundDecimal, type Fraction } from './fraction.ts';
import { eurosFromCents, showEuros } from './money.ts';
import type { Month } from './periods.ts';

export const AGE_BUCKETS = ['not_due', 'd1_30', 'd31_60', 'd61_90', 'over_90'] as const;
export type AgeBucket = (typeof AGE_BUCKETS)[number];

/** An invoice or deposit with what is left of it, TTC (negative: overpaid). */
export type OpenInvoice = { readonly client: string; readonly dueOn: CivilDate; readonly leftCents: number };

export function bucketOf(dueOn: CivilDate, asOf: CivilDate): AgeBucket {
  const late = daysBetween(dueOn, asOf);
  if (late <= 0) return 'not_due';
  if (late <= 30) return 'd1_30';
  if (late <= 60) return 'd31_60';
  return late <= 90 ? 'd61_90' : 'over_90';
}

/** DSO comptable = owed / invoiced TTC over the last 90 days × 90; null without sales. */
export function daysSalesOutstanding(owedCents: number, invoiced90DaysCents: number): Fraction | null {
  const ratio = divide(eurosFromCents(owedCents), eurosFromCents(invoiced90DaysCents));
  return ratio && multiply(ratio, fraction(90n));
}

/** DSO par épuisement (count-back): whole months of sales are used up, newest first, then a part of one. */
export function countBackDays(
  owedCents: number,
  months: readonly { readonly salesCents: number; readonly days: number }[],
): Fraction | null {
  let left = owedCents;
  let days = 0;
  for (const month of months) {
    if (left <= month.salesCents) {
      const part = divide(fraction(left), fraction(month.salesCents));
      return part ? { n: part.n * BigInt(month.days) + BigInt(days) * part.d, d: part.d } : fraction(days);
    }
    left -= month.salesCents;
    days += month.days;
  }
  return null;
}

/** The balance of each client (or supplier) by age; those whose balance is nothing are left out. */
export function ageBalances(invoices: readonly OpenInvoice[], asOf: CivilDate) {
  const clients = new Map<string, Record<AgeBucket, number>>();
  for (const { client, dueOn, leftCents } of invoices) {
    const buckets = clients.get(client) ?? { not_due: 0, d1_30: 0, d31_60: 0, d61_90: 0, over_90: 0 };
    clients.set(client, buckets);
    buckets[bucketOf(dueOn, asOf)] += leftCents;
  }
  const show = (cents: number) => showEuros(eurosFromCents(cents));
  return [...clients]
    .map(([code, buckets]) => ({
      code,
      buckets,
      balanceCents: AGE_BUCKETS.reduce((total, bucket) => total + buckets[bucket], 0),
    }))
    .filter(({ balanceCents }) => balanceCents !== 0)
    .sort((a, b) => compareCodes(a.code, b.code))
    .map(({ code, buckets, balanceCents }) => ({
      code,
      balance: show(balanceCents),
      not_due: show(buckets.not_due),
      d1_30: show(buckets.d1_30),
      d31_60: show(buckets.d31_60),
      d61_90: show(buckets.d61_90),
      over_90: show(buckets.over_90),
    }));
}

export function reportReceivables(invoices: readonly OpenInvoice[], asOf: CivilDate, invoiced90DaysCents: number) {
  const totalCents = invoices.reduce((total, { leftCents }) => total + leftCents, 0);
  const dso = daysSalesOutstanding(totalCents, invoiced90DaysCents);
  return {
    clients: ageBalances(invoices, asOf),
    total: showEuros(eurosFromCents(totalCents)),
    dso: dso && roundDecimal(dso, 1),
  };
}

/** Clients with something past due, and their oldest delay in days. */
export function reportLate(invoices: readonly OpenInvoice[], asOf: CivilDate) {
  const clients = new Map<string, { leftCents: number; days: number }>();
  for (const { client, dueOn, leftCents } of invoices) {
    const days = daysBetween(dueOn, asOf);
    if (days <= 0) continue;
    const sofar = clients.get(client) ?? { leftCents: 0, days: 0 };
    clients.set(client, {
      leftCents: sofar.leftCents + leftCents,
      days: leftCents > 0 ? Math.max(sofar.days, days) : sofar.days,
    });
  }
  return {
    clients: [...clients]
      .filter(([, { leftCents }]) => leftCents > 0)
      .sort(([a], [b]) => compareCodes(a, b))
      .map(([code, { leftCents, days }]) => ({ code, amount: showEuros(eurosFromCents(leftCents)), days })),
  };
}

export type InvoicedPeriod = { readonly periodEnd: CivilDate; readonly issuedOn: CivilDate; readonly netCents: number };

function medianOf(sorted: readonly number[]): number {
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/** Days from the end of the period to its invoice, by month of the period's end. */
export function reportBillingLag(invoices: readonly InvoicedPeriod[]) {
  const months = new Map<Month, InvoicedPeriod[]>();
  for (const invoice of invoices) {
    const month = invoice.periodEnd.slice(0, 7);
    const group = months.get(month);
    if (group) group.push(invoice);
    else months.set(month, [invoice]);
  }
  return {
    months: [...months]
      .sort(([a], [b]) => compareCodes(a, b))
      .map(([month, group]) => {
        const lags = group.map((invoice) => daysBetween(invoice.periodEnd, invoice.issuedOn));
        const weightCents = group.reduce((total, invoice) => total + invoice.netCents, 0);
        const weighted = group.reduce(
          (total, invoice, i) => total + BigInt(invoice.netCents) * BigInt(lags[i] ?? 0),
          0n,
        );
        const mean = divide(fraction(weighted), fraction(weightCents));
        return {
          month,
          invoices: group.length,
          weighted_days: mean && roundDecimal(mean, 1),
          median_days: medianOf(lags.sort((a, b) => a - b)),
        };
      }),
  };
}
