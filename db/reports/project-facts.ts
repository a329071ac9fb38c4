// What the contract engine needs to know of every project at a day (domain/contract/facts.ts), read summed.
import { z } from 'zod';
import type { ContractAmounts } from '../../domain/contract/kinds.ts';
import { CONTRACT_KINDS } from '../../domain/contract/kinds.ts';
import type { BudgetLine, Milestone, Purchases, RemainingWork } from '../../domain/contract/facts.ts';
import { NO_PURCHASES } from '../../domain/contract/facts.ts';
import { add, fraction, multiply, parseDecimal } from '../../domain/fraction.ts';
import type { MarginFacts } from '../../domain/margin.ts';
import type { Transaction } from '../connection.ts';
import { pricedOnCall } from './on-call-units.ts';
import { readCountedTime, readDeclaredRaf, type CostBasis, type DeclaredRaf, type TimeGroup } from './counted-time.ts';

const projectRow = z.object({
  id: z.number(),
  code: z.string(),
  client: z.string().nullable(),
  manager: z.string().nullable(),
  status: z.enum(['prevu', 'en_cours', 'clos']),
  contract_kind: z.enum(CONTRACT_KINDS),
  starts_on: z.string().nullable(),
  ends_on: z.string().nullable(),
  fixed_price_cents: z.number().nullable(),
  ceiling_cents: z.number().nullable(),
  monthly_fee_cents: z.number().nullable(),
  included_units: z.string().nullable(),
  unit_price_cents: z.number().nullable(),
  carry_over_months: z.number().nullable(),
  planned_purchases_cents: z.number().nullable(),
});
export type ProjectRow = z.infer<typeof projectRow>;

const budgetRow = z.object({
  project_id: z.number(),
  profile_id: z.number(),
  quarter_days: z.number(),
  daily_rate_cents: z.number().nullable(),
  planned_daily_cost_cents: z.number().nullable(),
});
type BudgetRow = z.infer<typeof budgetRow>;

const profileRow = z.object({ id: z.number(), name: z.string(), planned_daily_cost_cents: z.number().nullable() });
export type ProfileRow = z.infer<typeof profileRow>;

const milestoneRow = z.object({
  project_id: z.number(),
  code: z.string(),
  planned_on: z.string().nullable(),
  amount_cents: z.number(),
  accepted_on: z.string().nullable(),
});

const unitRow = z.object({ project_id: z.number(), month: z.string(), units: z.string() });

const purchaseRow = z.object({
  project_id: z.number(),
  rebillable: z.boolean(),
  rebilling_percent: z.string(),
  amount_cents: z.number(),
  rebilled_cents: z.string(),
});

export type ProjectFactRows = {
  readonly projects: readonly ProjectRow[];
  readonly profiles: ReadonlyMap<number, ProfileRow>;
  readonly budgets: ReadonlyMap<number, readonly BudgetRow[]>;
  readonly milestones: ReadonlyMap<number, readonly z.infer<typeof milestoneRow>[]>;
  readonly units: ReadonlyMap<number, ReadonlyMap<string, string>>;
};

export function groupBy<Row, Key>(rows: readonly Row[], key: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}

/** @param codes null: every project. */
export async function readProjectRows(tx: Transaction, codes: readonly string[] | null): Promise<ProjectRow[]> {
  const rows = await tx`
    select p.id, p.code, c.code as client, m.code as manager, p.status, p.contract_kind, p.starts_on, p.ends_on,
      p.fixed_price_cents, p.ceiling_cents, p.monthly_fee_cents, p.included_units, p.unit_price_cents,
      p.carry_over_months, p.planned_purchases_cents
    from projects p left join clients c on c.id = p.client_id left join consultants m on m.id = p.manager_id
    ${codes === null ? tx`` : tx`where p.code = any(${[...codes]}::text[])`}`;
  return z.array(projectRow).parse([...rows]);
}

/** Units of work accepted, by project and month. */
export async function readUnits(tx: Transaction): Promise<Map<number, Map<string, string>>> {
  const rows = await tx`select project_id, to_char(month, 'YYYY-MM') as month, units::text from project_units`;
  const byProject = new Map<number, Map<string, string>>();
  for (const row of z.array(unitRow).parse([...rows])) {
    const months = byProject.get(row.project_id) ?? new Map<string, string>();
    byProject.set(row.project_id, months.set(row.month, row.units));
  }
  return byProject;
}

/** What does not depend on the day: terms, budgets, milestones, units. Read once, used for both ends of a period. */
export async function readProjects(tx: Transaction): Promise<ProjectFactRows> {
  const [projects, profiles, budgets, milestones, units] = await Promise.all([
    readProjectRows(tx, null),
    tx`select id, name, planned_daily_cost_cents from profiles`,
    tx`select project_id, profile_id, quarter_days, daily_rate_cents, planned_daily_cost_cents from project_budgets`,
    tx`select project_id, code, planned_on, amount_cents, accepted_on from milestones order by code collate "C"`,
    readUnits(tx),
  ]);
  return {
    projects,
    profiles: new Map(
      z
        .array(profileRow)
        .parse([...profiles])
        .map((profile) => [profile.id, profile]),
    ),
    budgets: groupBy(z.array(budgetRow).parse([...budgets]), (row) => row.project_id),
    milestones: groupBy(z.array(milestoneRow).parse([...milestones]), (row) => row.project_id),
    units,
  };
}

/**
 * What was bought, and what of it and of on-call units is rebilled beside the work. Débours are the client's own cost:
 * neither bought nor sold.
 */
async function readPurchases(tx: Transaction, asOf: string): Promise<Map<number, Purchases>> {
  const rows = await tx`
    select project_id, rebillable, case when rebilled_cents is null then rebilling_percent else 0 end::text as rebilling_percent,
      sum(amount_cents)::bigint as amount_cents, coalesce(sum(rebilled_cents), 0)::text as rebilled_cents
    from purchases where bought_on <= ${asOf} and not disbursement group by 1, 2, 3
    union all
    select u.project_id, true, '0', 0, sum(u.units * u.price_cents)::text
    from (${pricedOnCall(tx)}) u where u.worked_on <= ${asOf} group by 1`;
  const purchases = new Map<number, Purchases>();
  for (const row of z.array(purchaseRow).parse([...rows])) {
    const sofar = purchases.get(row.project_id) ?? NO_PURCHASES;
    const share = multiply(fraction(row.amount_cents, 10_000n), parseDecimal(row.rebilling_percent));
    const rebilled = add(share, multiply(fraction(1n, 100n), parseDecimal(row.rebilled_cents)));
    purchases.set(row.project_id, {
      totalCents: sofar.totalCents + row.amount_cents,
      notRebillableCents: sofar.notRebillableCents + (row.rebillable ? 0 : row.amount_cents),
      rebilled: row.rebillable ? add(sofar.rebilled, rebilled) : sofar.rebilled,
    });
  }
  return purchases;
}

/** Closed at the day: `clos`, and its end has come (or it has none). */
export function isClosedAt(project: { status: string; ends_on: string | null }, asOf: string): boolean {
  return project.status === 'clos' && (project.ends_on === null || project.ends_on <= asOf);
}

export function amountsOf(project: ProjectRow): ContractAmounts {
  return {
    kind: project.contract_kind,
    startsOn: project.starts_on,
    endsOn: project.ends_on,
    fixedPriceCents: project.fixed_price_cents,
    ceilingCents: project.ceiling_cents,
    monthlyFeeCents: project.monthly_fee_cents,
    includedUnits: project.included_units,
    unitPriceCents: project.unit_price_cents,
    carryOverMonths: project.carry_over_months,
    plannedPurchasesCents: project.planned_purchases_cents,
  };
}

/** CJM prévu of a profile on a project: the budget row's, else the profile's, else 0. */
export function plannedCostOf(rows: ProjectFactRows, projectId: number, profileId: number): number {
  const budget = rows.budgets.get(projectId)?.find((line) => line.profile_id === profileId);
  return budget?.planned_daily_cost_cents ?? rows.profiles.get(profileId)?.planned_daily_cost_cents ?? 0;
}

function profileName(rows: ProjectFactRows, profileId: number): string {
  const profile = rows.profiles.get(profileId);
  if (!profile) throw new Error(`profile ${profileId} is not in the snapshot`);
  return profile.name;
}

function budgetLines(rows: ProjectFactRows, projectId: number): BudgetLine[] {
  return (rows.budgets.get(projectId) ?? []).map((line) => ({
    profile: profileName(rows, line.profile_id),
    quarterDays: line.quarter_days,
    dailyRateCents: line.daily_rate_cents,
    plannedDailyCostCents: plannedCostOf(rows, projectId, line.profile_id),
  }));
}

/** Days left per profile of the budget or of a RAF: the last RAF less what was counted since, else budget less counted. */
function remainingWork(
  rows: ProjectFactRows,
  projectId: number,
  time: readonly TimeGroup[],
  raf: readonly DeclaredRaf[],
): RemainingWork[] {
  const budget = rows.budgets.get(projectId) ?? [];
  const profileIds = new Set([...budget.map((line) => line.profile_id), ...raf.map((line) => line.profile_id)]);
  return [...profileIds].map((profileId) => {
    const sold = budget.find((line) => line.profile_id === profileId);
    const declared = raf.find((line) => line.profile_id === profileId);
    let counted = 0;
    for (const group of time) if (group.profile_id === profileId) counted += group.quarter_days;
    const left = declared ? declared.quarter_days - declared.counted_since : (sold?.quarter_days ?? 0) - counted;
    return {
      profile: profileName(rows, profileId),
      quarterDays: Math.max(0, left),
      dailyRateCents: sold?.daily_rate_cents ?? null,
      plannedDailyCostCents: plannedCostOf(rows, projectId, profileId),
    };
  });
}

export type ProjectAtDay = MarginFacts & {
  readonly id: number;
  readonly row: ProjectRow;
  readonly lastRafOn: string | null;
};

/** Facts of every project at the day. `consultantCodes`: group the time by consultant too. */
export async function readProjectsAt(
  tx: Transaction,
  rows: ProjectFactRows,
  asOf: string,
  costs: CostBasis,
  consultantCodes: ReadonlyMap<number, string> | null,
): Promise<ProjectAtDay[]> {
  const [time, raf, purchases] = await Promise.all([
    readCountedTime(tx, asOf, costs, consultantCodes !== null),
    readDeclaredRaf(tx, asOf),
    readPurchases(tx, asOf),
  ]);
  const timeByProject = groupBy(time, (group) => group.project_id);
  const rafByProject = groupBy(raf, (line) => line.project_id);
  return rows.projects.map((project) => {
    const groups = timeByProject.get(project.id) ?? [];
    const declared = rafByProject.get(project.id) ?? [];
    const closed = isClosedAt(project, asOf);
    const milestones: Milestone[] = (rows.milestones.get(project.id) ?? []).map((row) => ({
      code: row.code,
      plannedOn: row.planned_on,
      amountCents: row.amount_cents,
      acceptedOn: row.accepted_on,
    }));
    return {
      id: project.id,
      row: project,
      code: project.code,
      client: project.client,
      lastRafOn: declared.reduce<string | null>(
        (last, line) => (last === null || line.declared_on > last ? line.declared_on : last),
        null,
      ),
      project: {
        amounts: amountsOf(project),
        asOf,
        closed,
        budget: budgetLines(rows, project.id),
        time: groups.map((group) => ({
          profile: profileName(rows, group.profile_id),
          rated: group.rated,
          quarterDays: group.quarter_days,
          valueQuarterCents: group.value_quarter_cents,
          costQuarterCents:
            costs === 'real'
              ? group.cost_quarter_cents
              : group.quarter_days * plannedCostOf(rows, project.id, group.profile_id),
          ...(group.consultant_id !== null && { consultant: consultantCodes?.get(group.consultant_id) ?? '' }),
        })),
        remaining: closed ? [] : remainingWork(rows, project.id, groups, declared),
        purchases: purchases.get(project.id) ?? NO_PURCHASES,
        milestones,
        units: rows.units.get(project.id) ?? new Map<string, string>(),
      },
    };
  });
}
