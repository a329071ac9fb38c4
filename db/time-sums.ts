// Time rows carry what their day is worth and costs; sums of them are the one grain that every report reads.
// Whoever changes an assignment, a budget, a cost or a profile revalues the rows that it touches, here, in its own
// transaction: `revalueTime(tx, { consultantIds: [7], from: '2026-09-01' })`.
import type { CivilDate } from '../domain/civil-dates.ts';
import { firstDayOf, lastDayOf, monthOf } from '../domain/periods.ts';
import { valueDay } from '../domain/valuation.ts';
import type { CostRate, DayValuation, FirmAssignment, ValuationTerms } from '../domain/valuation.ts';
import type { Queryable, Transaction } from './connection.ts';

/** The time rows that all these conditions name; none given: all of them. */
export type TimeScope = {
  readonly consultantIds?: readonly number[];
  readonly projectIds?: readonly number[];
  /** The same, by their codes. */
  readonly consultants?: readonly string[];
  readonly projects?: readonly string[];
  /** The rows worked on this day and later, up to that day. */
  readonly from?: CivilDate;
  readonly to?: CivilDate;
};

/** What a day of this consultant on this project is worth and costs. */
export type DayValuer = (consultantId: number, projectId: number, date: CivilDate) => DayValuation;

/** Whose rows are valued again at a time: some thousands of rows, so that memory stays flat on the largest firm. */
const CONSULTANTS_A_PIECE = 8;

/** Reads the rates, costs, assignments and budgets of a scope, and values its days by the domain's rule. */
export async function readDayValuer(sql: Queryable, scope: TimeScope): Promise<DayValuer> {
  const { profiles, costs, assignments, budgets } = sortFacts(await readValuationFacts(sql, scope));
  const terms = new Map<string, ValuationTerms>();
  return (consultantId, projectId, date) => {
    const key = `${consultantId} ${projectId}`;
    let found = terms.get(key);
    if (!found) {
      const profileId = profiles.get(consultantId);
      if (profileId === undefined) throw new Error(`consultant ${consultantId} is outside the scope that was read`);
      found = {
        profileId,
        costRates: costs.get(consultantId) ?? [],
        assignments: assignments.get(key) ?? [],
        budgetRates: budgets.get(projectId) ?? new Map(),
      };
      terms.set(key, found);
    }
    return valueDay(found, date);
  };
}

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
export async function rebuildTimeSums(tx: Transaction, scope: TimeScope): Promise<void> {
  const whole = wholeMonths(scope);
  // Sent together: PostgreSQL carries statements out in the order they were sent in.
  const removed = tx`delete from time_sums where ${matches(tx, whole)} ${within(tx, whole, 'month')}`;
  await Promise.all([removed, insertSums(tx, whole)]);
}

/** The same after rows were only added: every sum that was there still is, and a sum of the scope is made or grows. */
export async function raiseTimeSums(tx: Transaction, scope: TimeScope): Promise<void> {
  await tx`
    ${insertSums(tx, wholeMonths(scope))}
    on conflict (consultant_id, project_id, assignment_id, profile_id, daily_rate_cents, month, state) do update
    set quarter_days = excluded.quarter_days, value_quarter_cents = excluded.value_quarter_cents,
      cost_quarter_cents = excluded.cost_quarter_cents`;
}

function wholeMonths(scope: TimeScope): TimeScope {
  return {
    ...scope,
    ...(scope.from !== undefined && { from: firstDayOf(monthOf(scope.from)) }),
    ...(scope.to !== undefined && { to: lastDayOf(monthOf(scope.to)) }),
  };
}

function insertSums(tx: Transaction, scope: TimeScope): Fragment {
  return tx`
    insert into time_sums (consultant_id, project_id, assignment_id, profile_id, daily_rate_cents, month, state,
      quarter_days, value_quarter_cents, cost_quarter_cents)
    select consultant_id, project_id, coalesce(assignment_id, 0), profile_id, daily_rate_cents,
      date_trunc('month', worked_on)::date, case when billed_line_id is null then state else 'facture' end,
      sum(quarter_days), sum(quarter_days * daily_rate_cents), sum(quarter_days * daily_cost_cents)
    from time_rows where ${matches(tx, scope)} ${within(tx, scope, 'worked_on')}
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

type Fragment = ReturnType<Queryable>;

function matches(sql: Queryable, scope: TimeScope): Fragment {
  return sql`true
    ${scope.consultantIds ? sql`and consultant_id = any(${[...scope.consultantIds]}::bigint[])` : sql``}
    ${scope.projectIds ? sql`and project_id = any(${[...scope.projectIds]}::bigint[])` : sql``}
    ${scope.consultants ? sql`and consultant_id in (select id from consultants where code = any(${[...scope.consultants]}::text[]))` : sql``}
    ${scope.projects ? sql`and project_id in (select id from projects where code = any(${[...scope.projects]}::text[]))` : sql``}`;
}

function ofConsultants({ projectIds: _ids, projects: _codes, ...scope }: TimeScope): TimeScope {
  return scope;
}

function ofProjects({ consultantIds: _ids, consultants: _codes, ...scope }: TimeScope): TimeScope {
  return scope;
}

function within(sql: Queryable, scope: TimeScope, column: 'worked_on' | 'month'): Fragment {
  return sql`
    ${scope.from === undefined ? sql`` : sql`and ${sql(column)} >= ${scope.from}::date`}
    ${scope.to === undefined ? sql`` : sql`and ${sql(column)} <= ${scope.to}::date`}`;
}

/** A fact that values days, with the columns of its kind; the others are null. */
type ValuationFact = {
  readonly kind: 'profile' | 'cost' | 'assignment' | 'budget';
  readonly consultantId: number;
  readonly projectId: number;
  readonly id: number;
  readonly code: string;
  readonly profileId: number;
  readonly startsOn: CivilDate;
  readonly endsOn: CivilDate | null;
  readonly dailyRateCents: number | null;
  readonly dailyCostCents: number;
};

/** All of them in one question: a day entered alone asks for little else. */
function readValuationFacts(sql: Queryable, scope: TimeScope): Promise<readonly ValuationFact[]> {
  const people = ofConsultants(scope);
  return sql<ValuationFact[]>`
    select 'profile' as kind, id as "consultantId", null::bigint as "projectId", null::bigint as id, null::text as code,
      profile_id as "profileId", null::date as "startsOn", null::date as "endsOn", null::bigint as "dailyRateCents",
      null::bigint as "dailyCostCents"
    from consultants
    where true ${scope.consultantIds ? sql`and id = any(${[...scope.consultantIds]}::bigint[])` : sql``}
      ${scope.consultants ? sql`and code = any(${[...scope.consultants]}::text[])` : sql``}
    union all
    select 'cost', consultant_id, null, null, null, null, starts_on, null, null, daily_cost_cents from cost_rates
    where ${matches(sql, people)}
    union all
    select 'assignment', a.consultant_id, a.project_id, a.id, a.code, a.profile_id, a.starts_on, a.ends_on,
      a.daily_rate_cents, k.daily_cost_cents
    from assignments a left join assignment_costs k on k.assignment_id = a.id
    where a.status = 'ferme' and ${matches(sql, scope)}
    union all
    select 'budget', null, project_id, null, null, profile_id, null, null, daily_rate_cents, null from project_budgets
    where ${matches(sql, ofProjects(scope))}`;
}

function sortFacts(facts: readonly ValuationFact[]) {
  const of = (kind: ValuationFact['kind']): ValuationFact[] => facts.filter((fact) => fact.kind === kind);
  const budgets = new Map<number, Map<number, number | null>>();
  for (const { projectId, profileId, dailyRateCents } of of('budget')) {
    const rates = budgets.get(projectId) ?? new Map<number, number | null>();
    budgets.set(projectId, rates.set(profileId, dailyRateCents));
  }
  return {
    profiles: new Map(of('profile').map(({ consultantId, profileId }) => [consultantId, profileId])),
    costs: Map.groupBy(of('cost'), ({ consultantId }): number => consultantId) as Map<number, CostRate[]>,
    assignments: Map.groupBy(of('assignment'), ({ consultantId, projectId }) => `${consultantId} ${projectId}`) as Map<
      string,
      FirmAssignment[]
    >,
    budgets,
  };
}
