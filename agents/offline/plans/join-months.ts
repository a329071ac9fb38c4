// « août, septembre, octobre »: three months or more, one after the other, are one span, told month by month.

import { addMonths, monthOf } from '../../../domain/periods.ts';
import { chooseMeasure } from '../choose-measure.ts';
import type { Period } from '../period-spans.ts';
import type { Reading } from '../reading.ts';

/** Two months are compared. */
const MONTHS_AT_LEAST = 3;

function follow(periods: readonly Period[]): boolean {
  return periods.every(({ kind, from }, at) => {
    const before = periods[at - 1]?.from;
    return kind === 'month' && (at === 0 || (before != null && monthOf(from ?? '') === addMonths(monthOf(before), 1)));
  });
}

/** The same reading, of the span of its months; itself when it names no such months. */
export function joinMonths(reading: Reading): Reading {
  const { periods } = reading;
  const [first, last] = [periods[0], periods.at(-1)];
  if (periods.length < MONTHS_AT_LEAST || !first || !last || !follow(periods)) return reading;
  const whole: Period = { ...first, kind: 'span', to: last.to, end: last.end };
  const monthly = chooseMeasure(reading)?.report === 'margin';
  return { ...reading, periods: [whole], by: reading.by ?? (monthly ? 'month' : null) };
}
