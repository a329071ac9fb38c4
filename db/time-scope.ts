// Which time rows a question or a revaluation is about, as conditions of a statement.
import type { CivilDate } from '../domain/civil-dates.ts';
import type { Queryable } from './connection.ts';

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

type Fragment = ReturnType<Queryable>;

export function matches(sql: Queryable, scope: TimeScope): Fragment {
  return sql`true
    ${scope.consultantIds ? sql`and consultant_id = any(${[...scope.consultantIds]}::bigint[])` : sql``}
    ${scope.projectIds ? sql`and project_id = any(${[...scope.projectIds]}::bigint[])` : sql``}
    ${scope.consultants ? sql`and consultant_id in (select id from consultants where code = any(${[...scope.consultants]}::text[]))` : sql``}
    ${scope.projects ? sql`and project_id in (select id from projects where code = any(${[...scope.projects]}::text[]))` : sql``}`;
}

export function within(sql: Queryable, scope: TimeScope, column: 'worked_on' | 'month'): Fragment {
  return sql`
    ${scope.from === undefined ? sql`` : sql`and ${sql(column)} >= ${scope.from}::date`}
    ${scope.to === undefined ? sql`` : sql`and ${sql(column)} <= ${scope.to}::date`}`;
}
