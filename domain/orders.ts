// Purchase orders: how much of each is used, and how long it will last (REPORTS.md, "orders").
import { addDays, type CivilDate } from './civil-dates.ts';
import { isWorkingDay } from './calendar.ts';
import { compareCodes } from './codes.ts';
import {
  compare,
  divide,
  fraction,
  maximum,
  minimum,
  roundDecimal,
  subtract,
  type Fraction,
  ZERO,
} from './fraction.ts';
import { showEuros, showRate } from './money.ts';

export const ORDER_STATES = ['exceeded', 'nearly_used', 'expiring', 'open'] as const;
export type OrderState = (typeof ORDER_STATES)[number];

/** An order is announced as expiring a month before its end: the time a client takes to renew it. */
export const ORDER_EXPIRING_DAYS = 30;
/** Warned at four fifths (DOMAIN.md §2). */
const NEARLY_USED = fraction(8n, 10n);
/** The pace is that of the last working month. */
export const ORDER_PACE_WORKING_DAYS = 20;

export type OrderFacts = {
  readonly number: string;
  readonly client: string;
  readonly project: string | null;
  readonly amountCents: number;
  readonly startsOn: CivilDate | null;
  readonly endsOn: CivilDate | null;
};

/** What its project has used of its orders at the day, and the value worked a working day lately, in euros. */
export type ProjectUse = { readonly used: Fraction; readonly paceADay: Fraction };

function stateOf(order: OrderFacts, share: Fraction | null, asOf: CivilDate): OrderState {
  if (share && compare(share, fraction(1n)) > 0) return 'exceeded';
  if (share && compare(share, NEARLY_USED) >= 0) return 'nearly_used';
  const expiring = order.endsOn !== null && order.endsOn >= asOf && order.endsOn <= addDays(asOf, ORDER_EXPIRING_DAYS);
  return expiring ? 'expiring' : 'open';
}

/** Further than this no pace of a month says anything. */
const FORECAST_WORKING_DAYS = 500;

/** The working day on which the order is used up at that pace (DOMAIN.md §2); null: it is by now, or nothing tells. */
function exhaustionDay(daysLeft: Fraction | null, asOf: CivilDate): CivilDate | null {
  if (daysLeft === null || compare(daysLeft, ZERO) <= 0) return null;
  if (compare(daysLeft, fraction(FORECAST_WORKING_DAYS)) > 0) return null;
  let day = asOf;
  for (let left = daysLeft; compare(left, ZERO) > 0; left = subtract(left, fraction(1n))) {
    do day = addDays(day, 1);
    while (!isWorkingDay(day));
  }
  return day;
}

/** First begun, first used; what goes beyond all of them falls on the last one begun. */
export function reportOrders(orders: readonly OrderFacts[], uses: ReadonlyMap<string, ProjectUse>, asOf: CivilDate) {
  const left = new Map([...uses].map(([project, use]) => [project, use.used]));
  const begun = orders
    .filter((order) => order.startsOn === null || order.startsOn <= asOf)
    .sort((a, b) => compareCodes(a.startsOn ?? '', b.startsOn ?? '') || compareCodes(a.number, b.number));
  const used = new Map<string, Fraction>();
  for (const order of begun) {
    const pending = order.project === null ? ZERO : (left.get(order.project) ?? ZERO);
    const last = begun.findLast(({ project }) => project === order.project) === order;
    const own = last ? maximum(ZERO, pending) : minimum(maximum(ZERO, pending), fraction(order.amountCents, 100n));
    used.set(order.number, own);
    if (order.project !== null) left.set(order.project, subtract(pending, own));
  }
  return {
    orders: [...orders]
      .sort((a, b) => compareCodes(a.number, b.number))
      .map((order) => {
        const amount = fraction(order.amountCents, 100n);
        const own = used.get(order.number) ?? ZERO;
        const share = divide(own, amount);
        const pace = order.project === null ? ZERO : (uses.get(order.project)?.paceADay ?? ZERO);
        const daysLeft = divide(maximum(ZERO, subtract(amount, own)), pace);
        return {
          number: order.number,
          client: order.client,
          project: order.project,
          amount: showEuros(amount),
          used: showEuros(own),
          share: showRate(share),
          days_left: daysLeft && roundDecimal(daysLeft, 1),
          exhausted_on: exhaustionDay(daysLeft, asOf),
          end: order.endsOn,
          state: stateOf(order, share, asOf),
        };
      }),
  };
}
