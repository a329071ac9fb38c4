// Billing up to the client's order and holding the rest, « hors BC » (DOMAIN.md, §2): whole days, never a part of one,
// the oldest first. What is held is billed by nothing: it stays among the arrears until the order is extended, or its
// block lifted by who may.
import { billProject, ceilingLeftCents, type BillingFacts, type ProjectOrder } from '../../billing.ts';
import { compareCodes } from '../../codes.ts';
import { eurosFromQuarterCents, roundToCents } from '../../money.ts';
import { lastDayOf, type Month } from '../../periods.ts';
import type { BillableTimeRow } from '../firm-reader.ts';

/** block: nothing leaves beyond the order; hold: what it covers leaves, the rest is held. */
export const BEYOND_ORDER = ['block', 'hold'] as const;
export type BeyondOrder = (typeof BEYOND_ORDER)[number];

export type CoveredDays = { readonly kept: readonly BillableTimeRow[]; readonly held: readonly BillableTimeRow[] };

function isCovered({ startsOn, endsOn }: ProjectOrder, day: string): boolean {
  return (startsOn === null || startsOn <= day) && (endsOn === null || endsOn >= day);
}

function inOrder(a: BillableTimeRow, b: BillableTimeRow): number {
  return (
    compareCodes(a.workedOn, b.workedOn) || compareCodes(a.consultant, b.consultant) || a.occurrence - b.occurrence
  );
}

/** What the lines of some days come to: a line a person and rate, each rounded as it is made. */
function sumLines() {
  const quarters = new Map<string, number>();
  let totalCents = 0;
  const centsOf = (quarterDays: number, rateCents: number) =>
    roundToCents(eurosFromQuarterCents(quarterDays * rateCents));
  return {
    totalWith: ({ consultant, dailyRateCents, quarterDays }: BillableTimeRow): number => {
      const known = quarters.get(`${consultant} ${dailyRateCents}`) ?? 0;
      return totalCents - centsOf(known, dailyRateCents) + centsOf(known + quarterDays, dailyRateCents);
    },
    add(row: BillableTimeRow): void {
      totalCents = this.totalWith(row);
      const key = `${row.consultant} ${row.dailyRateCents}`;
      quarters.set(key, (quarters.get(key) ?? 0) + row.quarterDays);
    },
  };
}

/**
 * The days that the project's orders cover. Lines other than days leave whole or not at all: they come first, and when
 * they alone pass the orders, nothing is held and the orders block.
 * @param facts with what is billed beside the days, and no day.
 */
export function holdBeyondOrder(facts: BillingFacts, days: readonly BillableTimeRow[], month: Month): CoveredDays {
  const { orders, orderBlockLifted } = facts;
  if (orders.length === 0 || orderBlockLifted) return { kept: days, held: [] };
  const begun = orders.filter(({ startsOn }) => startsOn === null || startsOn <= lastDayOf(month));
  const begunCents = begun.reduce((total, { amountCents }) => total + amountCents, 0);
  const otherCents = billProject(facts, month).reduce((total, { amountCents }) => total + amountCents, 0);
  const leftCents = begunCents - facts.invoicedNetCents - otherCents;
  if (leftCents < 0) return { kept: days, held: [] };
  // Beyond a ceiling the days are worth nothing more: an order that covers the ceiling covers them all.
  const ceilingCents = ceilingLeftCents(facts);
  const isCapped = ceilingCents !== null && ceilingCents <= leftCents;
  const kept = new Set<BillableTimeRow>();
  const lines = sumLines();
  for (const row of [...days].sort(inOrder)) {
    if (!begun.some((order) => isCovered(order, row.workedOn))) continue;
    if (!isCapped && lines.totalWith(row) > leftCents) continue;
    lines.add(row);
    kept.add(row);
  }
  return { kept: days.filter((row) => kept.has(row)), held: days.filter((row) => !kept.has(row)) };
}
