// Time rows carry what their day is worth and costs; sums of them are the one grain that every report reads.
// Whoever changes an assignment, a budget, a cost or a profile revalues the rows that it touches, here, in its own
// transaction: `revalueTime(tx, { consultantIds: [7], from: '2026-09-01' })`.
import type { CivilDate } from '../domain/civil-dates.ts';
import { firstDayOf, lastDayOf, monthOf } from '../domain/periods.ts';
import type { DayValuation } from '../domain/valuation.ts';
import type { Queryable, Transaction } from './connection.ts';
import { readDayValuer } from './day-values.ts';
import { matches, within, type TimeScope } from './time-scope.ts';

/** Whose rows are valued again at a time: some thousands of rows, so that memory stays flat on the largest firm. */
const CONSULTANTS_A_PIECE = 8;

/** Values the rows of a scope again, writes those that differ, and rebuilds their sums. Returns how many differed. */
export async function revalueTime(tx: Transaction, scope: TimeScope): Promise<number> {
  const valuer = await readDayValuer(tx, scope);
  const people = await tx<{ id: number }[]>`
    select distinct consultant_id as id from time_rows
    where ${matches(tx, scope)} ${within(tx, scope, 'worked_on')} order by 1`;
  let count = 0;
  for (let at = 0; at < people.length; at += CONSULTANTS_A_PIECE) {
    const consultantIds = people.slice(at, at + CONSULTANTS_A_PIECE).map((person) => person.id);
    const rows = await readRows(tx, { ...scope, consultantIds });
    const changed = rows.flatMap((row) => {
      const value = valuer(row.consultantId, row.projectId, row.workedOn);
      return isSameValue(row, value) ? [] : [{ id: row.id, ...value }];
    });
    if (changed.length > 0) await writeValues(tx, changed);
    count += changed.length;
  }
  await rebuildTimeSums(tx, scope);
  return count;
}

/** Sums again the rows of a scope, in key order (unordered writers of the same sums would block one another). */
export async function rebuildTimeSums(tx: Queryable, scope: TimeScope): Promise<void> {
  const whole = wholeMonths(scope);
  // Sent together: PostgreSQL carries statements out in the order they were sent in.
  const removed = tx`delete from time_sums where ${matches(tx, whole)} ${within(tx, whole, 'month')}`;
  const rows: Fragment = tx`time_rows where ${matches(tx, whole)} ${within(tx, whole, 'worked_on')}`;
  await Promise.all([removed, insertSums(tx, rows)]);
}

/**
 * Adds rows and what they are worth to the sums of their months, in one statement.
 * (Summed again from the rows, as elsewhere, a month would be read again for each of its days.)
 * @param insertion into time_rows, without its `returning`.
 */
export function addTime(tx: Queryable, insertion: Fragment): Fragment {
  return tx`
    with added as (${insertion} returning *)
    ${insertSums(tx, tx`added`)}
    on conflict (consultant_id, project_id, assignment_id, profile_id, daily_rate_cents, month, state) do update
    set quarter_days = time_sums.quarter_days + excluded.quarter_days,
      value_quarter_cents = time_sums.value_quarter_cents + excluded.value_quarter_cents,
      cost_quarter_cents = time_sums.cost_quarter_cents + excluded.cost_quarter_cents`;
}

function wholeMonths(scope: TimeScope): TimeScope {
  return {
    ...scope,
    ...(scope.from !== undefined && { from: firstDayOf(monthOf(scope.from)) }),
    ...(scope.to !== undefined && { to: lastDayOf(monthOf(scope.to)) }),
  };
}

type Fragment = ReturnType<typeof matches>;

function insertSums(tx: Queryable, rows: Fragment): Fragment {
  return tx`
    insert into time_sums (consultant_id, project_id, assignment_id, profile_id, daily_rate_cents, month, state,
      quarter_days, value_quarter_cents, cost_quarter_cents)
    select consultant_id, project_id, coalesce(assignment_id, 0), profile_id, daily_rate_cents,
      date_trunc('month', worked_on)::date, case when billed_line_id is null then state else 'facture' end,
      sum(quarter_days), sum(quarter_days * daily_rate_cents), sum(quarter_days * daily_cost_cents)
    from ${rows}
    group by 1, 2, 3, 4, 5, 6, 7
    order by 1, 2, 3, 4, 5, 6, 7`;
}

type StoredTime = { id: number; consultantId: number; projectId: number; workedOn: CivilDate } & DayValuation;

async function readRows(tx: Transaction, scope: TimeScope): Promise<readonly StoredTime[]> {
  return tx<StoredTime[]>`
    select id, consultant_id as "consultantId", project_id as "projectId", worked_on as "workedOn",
      assignment_id as "assignmentId", profile_id as "profileId", daily_rate_cents as "dailyRateCents",
      daily_cost_cents as "dailyCostCents"
    from time_rows where ${matches(tx, scope)} ${within(tx, scope, 'worked_on')}`;
}

function isSameValue(row: DayValuation, value: DayValuation): boolean {
  return (
    row.assignmentId === value.assignmentId &&
    row.profileId === value.profileId &&
    row.dailyRateCents === value.dailyRateCents &&
    row.dailyCostCents === value.dailyCostCents
  );
}

async function writeValues(tx: Transaction, rows: readonly ({ id: number } & DayValuation)[]): Promise<void> {
  await tx`
    update time_rows t
    set assignment_id = v.assignment_id, profile_id = v.profile_id, daily_rate_cents = v.rate, daily_cost_cents = v.cost
    from unnest(
      ${rows.map((row) => row.id)}::bigint[], ${rows.map((row) => row.assignmentId)}::bigint[],
      ${rows.map((row) => row.profileId)}::bigint[], ${rows.map((row) => row.dailyRateCents)}::bigint[],
      ${rows.map((row) => row.dailyCostCents)}::bigint[]
    ) as v (id, assignment_id, profile_id, rate, cost)
    where t.id = v.id`;
}
