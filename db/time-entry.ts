// What a CRA is filled on, in one question: who and what days are entered for, the rows already there, the closed
// months, and what those days are worth. A firm fills its CRAs day by day: nothing is asked more often.
import type { TimeEntryFacts, TimeEntryScope } from '../domain/commands/firm-reader.ts';
import type { TimeRow } from '../domain/commands/rows.ts';
import type { Transaction } from './connection.ts';
import { makeDayValuer, readDayValuer, type DayValuer, type ValuationFacts } from './day-values.ts';

/** What writing time needs to know of its consultants and projects: their ids by their codes, and what a day is worth. */
export type TimeTerms = {
  readonly consultantIds: ReadonlyMap<string, number>;
  readonly projectIds: ReadonlyMap<string, number>;
  readonly valueOf: DayValuer;
};

type Consultant = { readonly id: number; readonly code: string; readonly profileId: number };
type Project = { readonly id: number; readonly code: string; readonly status: 'prevu' | 'en_cours' | 'clos' };

/** Each list as JSON; null: empty. */
type Answer = {
  readonly consultants: readonly Consultant[] | null;
  readonly projects: readonly Project[] | null;
  readonly rows: readonly (TimeRow & { billed: boolean })[] | null;
  readonly closedMonths: readonly string[] | null;
} & { readonly [list in Exclude<keyof ValuationFacts, 'profiles'>]: ValuationFacts[list] | null };

/** The facts that an entry is judged on, and the terms that its rows are then written by. */
export async function readTimeEntry(
  tx: Transaction,
  { consultants, projects, months, from, to }: TimeEntryScope,
): Promise<{ facts: TimeEntryFacts; terms: TimeTerms }> {
  const [answer] = await tx<Answer[]>`
    with c as materialized (
        select id, code, profile_id as "profileId" from consultants where code = any(${[...consultants]}::text[])),
      p as materialized (select id, code, status from projects where code = any(${[...projects]}::text[]))
    select
      (select json_agg(c) from c) as consultants,
      (select json_agg(p) from p) as projects,
      (select json_agg(t) from (
        select c.code as consultant, p.code as project, r.worked_on as "workedOn", r.occurrence,
          r.quarter_days as "quarterDays", r.state, r.comment, r.billed_line_id is not null as billed
        from c join time_rows r on r.consultant_id = c.id join projects p on p.id = r.project_id
        where r.worked_on between ${from} and ${to}) t) as rows,
      (select json_agg(to_char(month, 'YYYY-MM')) from month_closings
        where state = 'closed' and month = any(${months.map((month) => `${month}-01`)}::date[])) as "closedMonths",
      (select json_agg(f) from (
        select k.consultant_id as "consultantId", k.starts_on as "startsOn", k.daily_cost_cents as "dailyCostCents"
        from c join cost_rates k on k.consultant_id = c.id) f) as costs,
      (select json_agg(f) from (
        select a.consultant_id as "consultantId", a.project_id as "projectId", a.id, a.code, a.profile_id as "profileId",
          a.starts_on as "startsOn", a.ends_on as "endsOn", a.daily_rate_cents as "dailyRateCents",
          k.daily_cost_cents as "dailyCostCents"
        from c join assignments a on a.consultant_id = c.id join p on p.id = a.project_id
          left join assignment_costs k on k.assignment_id = a.id
        where a.status = 'ferme') f) as assignments,
      (select json_agg(f) from (
        select b.project_id as "projectId", b.profile_id as "profileId", b.daily_rate_cents as "dailyRateCents"
        from p join project_budgets b on b.project_id = p.id) f) as budgets`;
  if (answer === undefined) throw new Error('a question without an answer');
  const people = answer.consultants ?? [];
  const work = answer.projects ?? [];
  const valueOf = makeDayValuer({
    profiles: people.map(({ id, profileId }) => ({ consultantId: id, profileId })),
    costs: answer.costs ?? [],
    assignments: answer.assignments ?? [],
    budgets: answer.budgets ?? [],
  });
  return {
    facts: {
      consultants: people.map(({ code }) => code),
      projects: work.map(({ code, status }) => ({ code, status })),
      rows: answer.rows ?? [],
      closedMonths: answer.closedMonths ?? [],
    },
    terms: { ...indexIds(people, work), valueOf },
  };
}

/** The terms of rows that were planned on other facts. @param options.valued rows are added, and so valued. */
export async function readTimeTerms(
  tx: Transaction,
  consultants: readonly string[],
  projects: readonly string[],
  options: { valued: boolean },
): Promise<TimeTerms> {
  const asked = { consultants, projects };
  const [people, work, valueOf] = await Promise.all([
    tx<{ id: number; code: string }[]>`select id, code from consultants where code = any(${[...consultants]}::text[])`,
    tx<{ id: number; code: string }[]>`select id, code from projects where code = any(${[...projects]}::text[])`,
    options.valued
      ? readDayValuer(tx, asked)
      : makeDayValuer({ profiles: [], costs: [], assignments: [], budgets: [] }),
  ]);
  return { ...indexIds(people, work), valueOf };
}

type Coded = readonly { readonly id: number; readonly code: string }[];

function indexIds(consultants: Coded, projects: Coded): Pick<TimeTerms, 'consultantIds' | 'projectIds'> {
  const byCode = (rows: Coded) => new Map(rows.map(({ code, id }) => [code, id]));
  return { consultantIds: byCode(consultants), projectIds: byCode(projects) };
}
