// Look-ups on cash: how far each purchase order is used, and which clients pay late.
import { addDays, isWorkingDay } from './calendar.ts';
import type { Day } from './calendar.ts';
import { daysLate, owedOn } from './cash.ts';
import { compareCodes, countedTime, groupBy, invoicedHt, ordersOf, takenDays, valueOf } from './facts.ts';
import type { View } from './facts.ts';
import {
  add,
  compare,
  divide,
  euros,
  fraction,
  isAbove,
  larger,
  one,
  rate,
  ratio,
  round,
  smaller,
  subtract,
  sumOf,
  toNumber,
  zero,
} from './fraction.ts';
import type { Fraction } from './fraction.ts';
import type { Order } from './read-firm.ts';

/** What a project has used of its orders: the first begun is used first, the last takes the rest. */
function usedByOrder(view: View, project: string): Map<string, Fraction> {
  const isTaken = takenDays(view, project);
  const toInvoice = countedTime(view, project).filter((row) => row.isTimeBilled && !isTaken(row.date));
  let left = add(invoicedHt(view, project), valueOf(toInvoice));
  const begun = ordersOf(view.firm, project)
    .filter((order) => order.start === null || order.start <= view.asOf)
    .sort((a, b) => compareCodes(a.start ?? '', b.start ?? '') || compareCodes(a.number, b.number));
  const used = new Map<string, Fraction>();
  begun.forEach((order, rank) => {
    const taken = rank === begun.length - 1 ? left : smaller(left, order.amount);
    used.set(order.number, taken);
    left = subtract(left, taken);
  });
  return used;
}

/** The first of the last twenty working days up to the view's day. */
function twentyWorkingDaysBack(asOf: Day): Day {
  let day = addDays(asOf, 1);
  for (let found = 0; found < 20;) {
    day = addDays(day, -1);
    if (isWorkingDay(day)) found += 1;
  }
  return day;
}

/** Working days before the order is used up, at the pace of the last twenty. */
function daysLeft(view: View, order: Order, used: Fraction): number | null {
  if (order.project === null) return null;
  const from = twentyWorkingDaysBack(view.asOf);
  const recent = countedTime(view, order.project).filter((row) => row.isTimeBilled && row.date >= from);
  const pace = divide(valueOf(recent), fraction(20));
  const left = ratio(larger(zero, subtract(order.amount, used)), pace);
  return left === null ? null : toNumber(round(left, 1));
}

function stateOf(view: View, order: Order, share: Fraction | null): string {
  if (share !== null && isAbove(share, one)) return 'exceeded';
  if (share !== null && compare(share, fraction(8, 10)) >= 0) return 'nearly_used';
  const isExpiring = order.end !== null && order.end >= view.asOf && order.end <= addDays(view.asOf, 30);
  return isExpiring ? 'expiring' : 'open';
}

export function ordersReport(view: View) {
  const orders = [...view.firm.orders].sort((a, b) => compareCodes(a.number, b.number));
  return {
    orders: orders.map((order) => {
      const usage = order.project === null ? null : usedByOrder(view, order.project);
      const used = usage?.get(order.number) ?? zero;
      const share = ratio(used, order.amount);
      return {
        number: order.number,
        client: order.client,
        project: order.project,
        amount: euros(order.amount),
        used: euros(used),
        share: rate(share),
        days_left: daysLeft(view, order, used),
        end: order.end,
        state: stateOf(view, order, share),
      };
    }),
  };
}

export function lateReport(view: View) {
  const late = owedOn(view).filter((row) => daysLate(view, row.invoice) > 0);
  const clients = [...groupBy(late, (row) => row.client)].map(([code, rows]) => {
    const unpaid = [...groupBy(rows, (row) => row.invoice.number).values()].filter((invoice) =>
      isAbove(
        sumOf(invoice, (row) => row.amount),
        zero,
      ),
    );
    const delays = unpaid.flat().map((row) => daysLate(view, row.invoice));
    return { code, amount: sumOf(rows, (row) => row.amount), days: Math.max(0, ...delays) };
  });
  return {
    clients: clients
      // A client who overpaid is no late payer.
      .filter(({ amount }) => isAbove(amount, zero))
      .sort((a, b) => compareCodes(a.code, b.code))
      .map((client) => ({ ...client, amount: euros(client.amount) })),
  };
}
