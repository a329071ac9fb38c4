// What the plan is made of: people with what they are booked on over the weeks, the missions that end, the bench, and the
// open needs that the reader may see.
import { addDays, earlier, later, type CivilDate } from '../../domain/civil-dates.ts';
import type { ReportScope } from '../../domain/report-scope.ts';
import { shareOf } from '../../domain/staffing/free-time.ts';
import { weeksFrom, type PlanBooking } from '../../domain/staffing/plan-view.ts';
import { reportPlan } from '../../domain/staffing/report-plan.ts';
import type { Transaction } from '../connection.ts';
import type { CostBasis } from './counted-time.ts';
import { readBenchReport, readMissionsReport } from './look-ups.ts';
import { readBookings, readPeople, type BookingFact } from './people-facts.ts';
import { groupBy } from './project-facts.ts';
import { readStaffingFacts, readStaffingWeights } from './staffing-facts.ts';

function workedBooking(row: BookingFact): PlanBooking {
  const { startsOn, endsOn, projectStartsOn, projectEndsOn } = row;
  const ends = [endsOn, projectEndsOn].filter((end) => end !== null);
  return {
    code: row.code,
    target: row.target,
    status: row.status,
    share: shareOf(row.quota),
    startsOn: projectStartsOn === null ? startsOn : later(startsOn, projectStartsOn),
    endsOn: ends.length === 0 ? null : ends.reduce(earlier),
  };
}

export async function readPlanReport(
  tx: Transaction,
  { asOf, from, weeks: count, costs }: { asOf: CivilDate; from: CivilDate; weeks: number; costs: CostBasis },
  scope: ReportScope,
): Promise<object> {
  const weeks = weeksFrom(from, count);
  const [first, last] = [weeks[0] ?? from, addDays(weeks.at(-1) ?? from, 6)];
  const [staffing, weights, people, bookings, missions, bench] = await Promise.all([
    readStaffingFacts(tx, { asOf, costs }, scope),
    readStaffingWeights(tx),
    readPeople(tx, first, last),
    readBookings(tx, first, last),
    readMissionsReport(tx, { asOf }, scope),
    readBenchReport(tx, { asOf, costs }, scope),
  ]);
  const nameOf = new Map(staffing.people.map(({ code, name }) => [code, name]));
  const bookingsOf = groupBy(
    bookings.map((row) => ({ row, booking: workedBooking(row) })),
    ({ row }) => row.consultant,
  );
  const planned = people.flatMap((person) => {
    const name = nameOf.get(person.code);
    if (name === undefined) return [];
    return { ...person, name, bookings: (bookingsOf.get(person.code) ?? []).map(({ booking }) => booking) };
  });
  return reportPlan(
    { people: planned, weeks, missions: missions.consultants, bench: bench.consultants, staffing },
    weights,
  );
}
