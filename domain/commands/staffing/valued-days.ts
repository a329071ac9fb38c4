// Days already entered that a booking values: their months are locked with it, and those of a closed month keep the
// value that its figures were made of. Reopening the month (reopen_month) is somebody's decision.
import type { CivilDate } from '../../civil-dates.ts';
import { sayMonth } from '../../french.ts';
import { monthOf } from '../../periods.ts';
import { coveringAssignment } from '../../valuation.ts';
import { refuse, type LockKey, type Refusal } from '../command.ts';
import type { FirmReader } from '../firm-reader.ts';
import { closedMonthsAfter, lockRevaluation, LAST_DAY } from '../people/revaluation.ts';
import type { AssignmentRow, TimeRow } from '../rows.ts';

/** Whose days on which project, from which day on. */
export type ValuedDays = {
  readonly consultants: readonly string[];
  readonly project: string;
  readonly from: CivilDate;
};

/** The people, and the months of their days: none is entered and no month closed meanwhile. */
export function lockValuedDays(read: FirmReader, { consultants, from }: ValuedDays): Promise<LockKey[]> {
  return lockRevaluation(read, consultants, from);
}

/** The days of closed months among them. */
export async function loadClosedDays(
  read: FirmReader,
  { consultants, project, from }: ValuedDays,
): Promise<readonly TimeRow[]> {
  const closed = new Set(await closedMonthsAfter(read, from));
  if (closed.size === 0) return [];
  const times = await Promise.all(consultants.map((consultant) => read.timeBetween(consultant, from, LAST_DAY)));
  return times.flat().filter((row) => row.project === project && closed.has(monthOf(row.workedOn)));
}

/** What a firm booking gives a day, as far as the booking goes. */
function termsOn(bookings: readonly AssignmentRow[], { consultant, project, workedOn }: TimeRow): string {
  const covering = coveringAssignment(
    bookings.filter((one) => one.consultant === consultant && one.project === project && one.status === 'ferme'),
    workedOn,
  );
  return covering === null ? '' : [covering.code, covering.profile, covering.dailyRateCents].join(' ');
}

/** @param before all the bookings of these people, and after. Null: no closed day is worth something else. */
export function refuseClosedDays(
  days: readonly TimeRow[],
  before: readonly AssignmentRow[],
  after: readonly AssignmentRow[],
): Refusal | null {
  const moved = days.find((day) => termsOn(before, day) !== termsOn(after, day));
  if (!moved) return null;
  const month = monthOf(moved.workedOn);
  return refuse(
    'month_closed',
    `${sayMonth(month)} est clos : cette affectation y changerait la valeur de jours saisis sur ${moved.project}.`,
  );
}
