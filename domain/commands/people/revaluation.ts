// Time that a change of cost or of profile values again: locked, and its closed months told.
import { firstDayOf, monthOf, type Month } from '../../periods.ts';
import type { CivilDate } from '../../civil-dates.ts';
import type { LockKey } from '../command.ts';
import type { FirmReader } from '../firm-reader.ts';

// What a file may hold ends here (isCivilDate).
export const LAST_DAY = '2199-12-31';

/** The people, and the months of their time from the day on: no day is entered and no month closed meanwhile. */
export async function lockRevaluation(
  read: FirmReader,
  consultants: readonly string[],
  from: CivilDate,
): Promise<LockKey[]> {
  const months = new Set<Month>();
  for (const consultant of consultants)
    for (const { workedOn } of await read.timeBetween(consultant, from, LAST_DAY)) months.add(monthOf(workedOn));
  return [
    ...consultants.map((key) => ({ kind: 'consultant' as const, key })),
    ...[...months].map((key) => ({ kind: 'month' as const, key, shared: true })),
  ];
}

/** The closed months that end on the day or later. */
export async function closedMonthsAfter(read: FirmReader, from: CivilDate): Promise<Month[]> {
  const closed = await read.find('monthClosing', { state: 'closed' });
  return closed.filter(({ month }) => month >= firstDayOf(monthOf(from))).map(({ month }) => monthOf(month));
}
