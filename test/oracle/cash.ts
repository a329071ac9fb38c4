// Receivables and billing lag: what clients owe, and how long invoices take to leave.
import { addDays, daysBetween, monthOf } from './calendar.ts';
import type { Month } from './calendar.ts';
import { compareCodes, groupBy, invoiceOf, invoicesOn } from './facts.ts';
import type { View } from './facts.ts';
import { add, euros, fraction, isZero, multiply, negate, ratio, round, sumOf, toNumber, zero } from './fraction.ts';
import type { Fraction } from './fraction.ts';
import type { Invoice } from './read-firm.ts';

/** A sum owed (or paid back, when negative) on an invoice. */
type Owed = { invoice: Invoice; client: string; amount: Fraction };

/** The invoice that a credit note or a payment lowers: itself when it is not a credit note. */
function loweredInvoice(view: View, invoice: Invoice): Invoice {
  return invoice.origin === null ? invoice : invoiceOf(view.firm, invoice.origin);
}

export function owedOn(view: View): Owed[] {
  const invoices = invoicesOn(view).map((invoice) => ({
    invoice: loweredInvoice(view, invoice),
    client: invoice.client,
    amount: invoice.type === 'avoir' ? negate(invoice.ttc) : invoice.ttc,
  }));
  const payments = view.firm.payments
    .filter((payment) => payment.date <= view.asOf)
    .map((payment) => {
      const invoice = invoiceOf(view.firm, payment.invoice);
      return {
        invoice: loweredInvoice(view, invoice),
        client: invoice.client,
        amount: negate(payment.ttc),
      };
    });
  return [...invoices, ...payments];
}

export const daysLate = (view: View, invoice: Invoice): number => daysBetween(invoice.due, view.asOf);

type Bucket = 'not_due' | 'd1_30' | 'd31_60' | 'd61_90' | 'over_90';

function bucketOf(days: number): Bucket {
  if (days <= 0) return 'not_due';
  if (days <= 30) return 'd1_30';
  if (days <= 60) return 'd31_60';
  return days <= 90 ? 'd61_90' : 'over_90';
}

export function receivablesReport(view: View) {
  const owed = owedOn(view);
  const clients = [...groupBy(owed, (one) => one.client)]
    .sort(([a], [b]) => compareCodes(a, b))
    .map(([code, rows]) => {
      const inBucket = (bucket: Bucket): number =>
        euros(
          sumOf(
            rows.filter((row) => bucketOf(daysLate(view, row.invoice)) === bucket),
            (row) => row.amount,
          ),
        );
      return {
        balance: sumOf(rows, (row) => row.amount),
        columns: {
          code,
          balance: euros(sumOf(rows, (row) => row.amount)),
          not_due: inBucket('not_due'),
          d1_30: inBucket('d1_30'),
          d31_60: inBucket('d31_60'),
          d61_90: inBucket('d61_90'),
          over_90: inBucket('over_90'),
        },
      };
    })
    .filter(({ balance }) => !isZero(balance));
  const total = sumOf(owed, (one) => one.amount);
  const sales = sumOf(
    invoicesOn(view).filter((invoice) => invoice.date >= addDays(view.asOf, -89)),
    (invoice) => (invoice.type === 'avoir' ? negate(invoice.ttc) : invoice.ttc),
  );
  const dso = ratio(multiply(total, fraction(90)), sales);
  return {
    clients: clients.map(({ columns }) => columns),
    total: euros(total),
    dso: dso === null ? null : toNumber(round(dso, 1)),
  };
}

function median(sorted: readonly number[]): Fraction {
  const middle = sorted.length / 2;
  const high = sorted[Math.floor(middle)] ?? 0;
  const low = sorted[Math.ceil(middle) - 1] ?? 0;
  return fraction(low + high, 2);
}

export function billingLagReport(view: View) {
  const lags = invoicesOn(view).flatMap((invoice) =>
    invoice.type === 'facture' && invoice.periodStart !== null && invoice.periodEnd !== null
      ? [
          {
            month: monthOf(invoice.periodEnd),
            days: daysBetween(invoice.periodEnd, invoice.date),
            ht: invoice.ht,
          },
        ]
      : [],
  );
  const months: [Month, typeof lags][] = [...groupBy(lags, (lag) => lag.month)].sort(([a], [b]) => compareCodes(a, b));
  return {
    months: months.map(([month, rows]) => {
      const weight = sumOf(rows, (row) => row.ht);
      const weighted = rows.reduce((total, row) => add(total, multiply(row.ht, fraction(row.days))), zero);
      const mean = ratio(weighted, weight);
      const sorted = rows.map((row) => row.days).sort((a, b) => a - b);
      return {
        month,
        invoices: rows.length,
        weighted_days: mean === null ? null : toNumber(round(mean, 1)),
        median_days: toNumber(median(sorted)),
      };
    }),
  };
}
