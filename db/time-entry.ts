// What a CRA is filled on, in one question: who and what days are entered for, the rows already there, the closed
// months, and what those days are worth. A firm fills its CRAs day by day: nothing is asked more often.
import type { TimeEntryFacts, TimeEntryScope } from '../domain/commands/firm-reader.ts';
import type { CostRate, FirmAssignment } from '../domain/valuation.ts';
import type { Transaction } from './connection.ts';
import { makeDayValuer, readDayValuer, type DayValuer, type ValuationFacts } from './day-values.ts';

/** What writing time needs to know of its consultants and projects: their ids by their codes, and what a day is worth. */
export type TimeTerms = {
  readonly consultantIds: ReadonlyMap<string, number>;
  readonly projectIds: ReadonlyMap<string, number>;
  readonly valueOf: DayValuer;
};

/** Lists are JSON; null: empty. */
type Consultant = {
  readonly id: number;
  readonly code: string;
  readonly profileId: number;
  readonly rows: readonly Omit<TimeEntryFacts['rows'][number], 'consultant'>[] | null;
  readonly costs: readonly CostRate[] | null;
  readonly assignments: readonly (FirmAssignment & { readonly projectId: number })[] | null;
};
type Project = {
  readonly id: number;
  readonly code: string;
  readonly status: 'prevu' | 'en_cours' | 'clos';
  readonly budgets: readonly { readonly profileId: number; readonly dailyRateCents: number | null }[] | null;
};
type Answer = {
  readonly consultants: readonly Consultant[] | null;
  readonly projects: readonly Project[] | null;
  readonly closedMonths: readonly string[] | null;
};

/**
 * The facts that an entry is judged on, and the terms that its rows are then written by. Each consultant brings their
 * own, found by their id: as joins, PostgreSQL would read and hash whole tables for a single day.
 * (Asked by sub-selects, the same plan serves all codes and days: PostgreSQL plans once a connection and not once a call.)
 */
export async function readTimeEntry(
  tx: Transaction,
  { consultants, projects, months, from, to }: TimeEntryScope,
): Promise<{ facts: TimeEntryFacts; terms: TimeTerms }> {
  const [answer] = await tx<Answer[]>`
    select
      (select json_agg(f) from (
        select c.id, c.code, c.profile_id as "profileId",
          (select json_agg(t) from (
            select (select p.code from projects p where p.id = r.project_id) as project, r.worked_on as "workedOn",
              r.occurrence, r.quarter_days as "quarterDays", r.state, r.comment, r.billed_line_id is not null as billed
            from time_rows r where r.consultant_id = c.id and r.worked_on between (select ${from}::date) and (select ${to}::date)) t) as rows,
          (select json_agg(k) from (
            select starts_on as "startsOn", daily_cost_cents as "dailyCostCents"
            from cost_rates where consultant_id = c.id) k) as costs,
          (select json_agg(s) from (
            select a.project_id as "projectId", a.id, a.code, a.profile_id as "profileId", a.starts_on as "startsOn",
              a.ends_on as "endsOn", a.daily_rate_cents as "dailyRateCents",
              (select k.daily_cost_cents from assignment_costs k where k.assignment_id = a.id) as "dailyCostCents"
            from assignments a where a.consultant_id = c.id and a.status = 'ferme'
              and a.starts_on <= ${to} and (a.ends_on is null or a.ends_on >= ${from})) s) as assignments
        from consultants c where c.code = any((select ${[...consultants]}::text[])::text[])) f) as consultants,
      (select json_agg(f) from (
        select p.id, p.code, p.status,
          (select json_agg(b) from (
            select profile_id as "profileId", daily_rate_cents as "dailyRateCents"
            from project_budgets where project_id = p.id) b) as budgets
        from projects p where p.code = any((select ${[...projects]}::text[])::text[])) f) as projects,
      (select json_agg(to_char(month, 'YYYY-MM')) from month_closings
        where state = 'closed' and month = any(${months.map((month) => `${month}-01`)}::date[])) as "closedMonths"`;
  if (answer === undefined) throw new Error('a question without an answer');
  const people = answer.consultants ?? [];
  const work = answer.projects ?? [];
  return {
    facts: {
      consultants: people.map(({ code }) => code),
      projects: work.map(({ code, status }) => ({ code, status })),
      rows: people.flatMap(({ code, rows }) => (rows ?? []).map((row) => ({ consultant: code, ...row }))),
      closedMonths: answer.closedMonths ?? [],
    },
    terms: { ...indexIds(people, work), valueOf: makeDayValuer(listTerms(people, work)) },
  };
}

function listTerms(people: readonly Consultant[], work: readonly Project[]): ValuationFacts {
  const owned = <T extends object>(consultantId: number, list: readonly T[] | null) =>
    (list ?? []).map((item) => ({ consultantId, ...item }));
  return {
    profiles: people.map(({ id, profileId }) => ({ consultantId: id, profileId })),
    costs: people.flatMap(({ id, costs }) => owned(id, costs)),
    assignments: people.flatMap(({ id, assignments }) => owned(id, assignments)),
    budgets: work.flatMap(({ id, budgets }) => (budgets ?? []).map((budget) => ({ projectId: id, ...budget }))),
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
