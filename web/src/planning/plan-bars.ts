// Where each booking is drawn in the weeks of a person: one bar for the weeks that follow each other, in the first lane
// that is free.

import type { PlannedPerson, PlanWeek } from '../staffing-queries.ts';

type Booking = PlanWeek['bookings'][number];

export type Bar = Pick<Booking, 'assignment' | 'target' | 'status' | 'share'> & {
  /** Rank of its first and of its last week. */
  readonly first: number;
  readonly last: number;
};

/** A lane, left to right: bars, and the weeks between them. */
export type Lane = readonly ({ readonly gap: number } | Bar)[];

function listBars(weeks: PlannedPerson['weeks']): Bar[] {
  const bars: Bar[] = [];
  const open = new Map<string, Bar>();
  for (const [at, { bookings }] of weeks.entries()) {
    for (const { assignment, target, status, share } of bookings) {
      const known = open.get(assignment);
      const bar = { assignment, target, status, share, first: at, last: at };
      if (known?.last === at - 1) bars[bars.indexOf(known)] = { ...known, last: at };
      else bars.push(bar);
      const kept = bars.findLast((one) => one.assignment === assignment);
      if (kept !== undefined) open.set(assignment, kept);
    }
  }
  return bars;
}

/** @param weeks in order, without a hole. */
export function layLanes(weeks: PlannedPerson['weeks']): Lane[] {
  const lanes: Bar[][] = [];
  for (const bar of listBars(weeks).toSorted((a, b) => a.first - b.first || b.last - a.last)) {
    const lane = lanes.find((bars) => (bars.at(-1)?.last ?? -1) < bar.first);
    if (lane === undefined) lanes.push([bar]);
    else lane.push(bar);
  }
  return lanes.map((bars) => fillGaps(bars, weeks.length));
}

function fillGaps(bars: readonly Bar[], weeks: number): Lane {
  const cells: ({ gap: number } | Bar)[] = [];
  let next = 0;
  for (const bar of bars) {
    if (bar.first > next) cells.push({ gap: bar.first - next });
    cells.push(bar);
    next = bar.last + 1;
  }
  if (next < weeks) cells.push({ gap: weeks - next });
  return cells;
}

/** The ranks of the weeks that some day of a span falls in; null: none of those shown. @param mondays in order. */
export function weeksOf(mondays: readonly string[], from: string, to: string): { first: number; last: number } | null {
  const after = mondays.findIndex((monday) => monday > to);
  const last = (after === -1 ? mondays.length : after) - 1;
  const first = Math.max(
    0,
    mondays.findLastIndex((monday) => monday <= from),
  );
  return last < first || last < 0 ? null : { first, last };
}
