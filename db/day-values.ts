// What a day of a consultant on a project is worth and costs, from the firm's rates, costs, assignments and budgets.
import type { CivilDate } from '../domain/civil-dates.ts';
import { valueDay } from '../domain/valuation.ts';
import type { CostRate, DayValuation, FirmAssignment, ValuationTerms } from '../domain/valuation.ts';
import type { Queryable } from './connection.ts';
import { matches, type TimeScope } from './time-scope.ts';

/** What a day of this consultant on this project is worth and costs. */
export type DayValuer = (consultantId: number, projectId: number, date: CivilDate) => DayValuation;

/** What values days, as the database has it; lists in any order. */
export type ValuationFacts = {
  readonly profiles: readonly { readonly consultantId: number; readonly profileId: number }[];
  readonly costs: readonly (CostRate & { readonly consultantId: number })[];
  readonly assignments: readonly (FirmAssignment & { readonly consultantId: number; readonly projectId: number })[];
  readonly budgets: readonly {
    readonly projectId: number;
    readonly profileId: number;
    readonly dailyRateCents: number | null;
  }[];
};

/** Values the days of these facts by the domain's rule. */
export function makeDayValuer(facts: ValuationFacts): DayValuer {
  const profiles = new Map(facts.profiles.map(({ consultantId, profileId }) => [consultantId, profileId]));
  const costs = Map.groupBy(facts.costs, ({ consultantId }) => consultantId);
  const assignments = Map.groupBy(facts.assignments, ({ consultantId, projectId }) => `${consultantId} ${projectId}`);
  const budgets = Map.groupBy(facts.budgets, ({ projectId }) => projectId);
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
        budgetRates: new Map(budgets.get(projectId)?.map((budget) => [budget.profileId, budget.dailyRateCents])),
      };
      terms.set(key, found);
    }
    return valueDay(found, date);
  };
}

/** Reads what values the days of a scope; one statement. */
export async function readDayValuer(sql: Queryable, scope: TimeScope): Promise<DayValuer> {
  const { projectIds: _ids, projects: _codes, ...people } = scope;
  const { consultantIds: _people, consultants: _names, ...projects } = scope;
  const [facts] = await sql<{ [list in keyof ValuationFacts]: ValuationFacts[list] | null }[]>`
    select
      (select json_agg(f) from (
        select id as "consultantId", profile_id as "profileId" from consultants
        where true ${scope.consultantIds ? sql`and id = any(${[...scope.consultantIds]}::bigint[])` : sql``}
          ${scope.consultants ? sql`and code = any(${[...scope.consultants]}::text[])` : sql``}) f) as profiles,
      (select json_agg(f) from (
        select consultant_id as "consultantId", starts_on as "startsOn", daily_cost_cents as "dailyCostCents"
        from cost_rates where ${matches(sql, people)}) f) as costs,
      (select json_agg(f) from (
        select a.consultant_id as "consultantId", a.project_id as "projectId", a.id, a.code, a.profile_id as "profileId",
          a.starts_on as "startsOn", a.ends_on as "endsOn", a.daily_rate_cents as "dailyRateCents",
          k.daily_cost_cents as "dailyCostCents"
        from assignments a left join assignment_costs k on k.assignment_id = a.id
        where a.status = 'ferme' and ${matches(sql, scope)}) f) as assignments,
      (select json_agg(f) from (
        select project_id as "projectId", profile_id as "profileId", daily_rate_cents as "dailyRateCents"
        from project_budgets where ${matches(sql, projects)}) f) as budgets`;
  return makeDayValuer({
    profiles: facts?.profiles ?? [],
    costs: facts?.costs ?? [],
    assignments: facts?.assignments ?? [],
    budgets: facts?.budgets ?? [],
  });
}
