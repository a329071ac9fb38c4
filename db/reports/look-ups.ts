// Facts of the look-ups: pipeline, rates, missions, bench, available, orders, landing, changes.
import { z } from 'zod';
import { reportAvailable, reportBench, reportMissions, BENCH_DAYS } from '../../domain/availability.ts';
import { bookedDays, groupBookings } from '../../domain/capacity.ts';
import { isWorkingDay } from '../../domain/calendar.ts';
import { reportChanges } from '../../domain/changes.ts';
import { addDays, earlier } from '../../domain/civil-dates.ts';
import { isTimeBilledPart } from '../../domain/contract/kinds.ts';
import { reportDrift } from '../../domain/drift.ts';
import { add, divide, fraction, type Fraction, ZERO } from '../../domain/fraction.ts';
import { reportLanding, type PlannedWork } from '../../domain/landing.ts';
import { eurosFromCents, eurosFromQuarterCents } from '../../domain/money.ts';
import { ORDER_PACE_WORKING_DAYS, reportOrders, type ProjectUse } from '../../domain/orders.ts';
import { OPPORTUNITY_STAGES, reportPipeline } from '../../domain/pipeline.ts';
import { reportRates, type RateTime, type SoldRate } from '../../domain/rates.ts';
import { WHOLE_FIRM, withholdColumns, type ReportScope } from '../../domain/report-scope.ts';
import type { Transaction } from '../connection.ts';
import { cutMonth, type CostBasis } from './counted-time.ts';
import { readDriftFacts, within } from './margin-reports.ts';
import { readBookings, readPeople } from './people-facts.ts';
import { plannedCostOf, readProjects, readProjectsAt } from './project-facts.ts';
import { readInvoicedNet, readOrders, readUninvoicedTime } from './uninvoiced-time.ts';

const opportunityRow = z.object({
  code: z.string(),
  stage: z.enum(OPPORTUNITY_STAGES),
  amount_cents: z.number().nullable(),
  probability_percent: z.string().nullable(),
  expected_close_on: z.string().nullable(),
});

export async function readPipelineReport(tx: Transaction, { asOf }: { asOf: string }, scope: ReportScope) {
  const rows =
    await tx`select code, stage, amount_cents, probability_percent::text, expected_close_on from opportunities`;
  const opportunities = z
    .array(opportunityRow)
    .parse([...rows])
    .filter(({ code }) => scope.opportunity(code));
  return reportPipeline(
    opportunities.map((row) => ({
      code: row.code,
      stage: row.stage,
      amountCents: row.amount_cents,
      probabilityPercent: row.probability_percent,
      expectedCloseOn: row.expected_close_on,
    })),
    asOf,
  );
}

export type RatesBy = 'project' | 'consultant' | 'month';

const rateRow = z.object({
  project_id: z.number(),
  profile_id: z.number(),
  consultant: z.string(),
  month: z.string(),
  rated: z.boolean(),
  quarter_days: z.number(),
  value_quarter_cents: z.number(),
  cost_quarter_cents: z.number(),
});

async function readRateTime(tx: Transaction, asOf: string, costs: CostBasis) {
  const cut = cutMonth(asOf);
  const [sumCost, rowCost] =
    costs === 'real' ? [tx`cost_quarter_cents`, tx`quarter_days * daily_cost_cents`] : [tx`0`, tx`0`];
  const rows = await tx`
    with counted as (
      select project_id, profile_id, consultant_id, assignment_id, month, quarter_days, value_quarter_cents, ${sumCost} as cost
      from time_sums where month < ${cut} and state <> 'brouillon'
      union all
      select project_id, profile_id, consultant_id, coalesce(assignment_id, 0), date_trunc('month', worked_on)::date,
        quarter_days, quarter_days * daily_rate_cents, ${rowCost}
      from time_rows where worked_on >= ${cut} and worked_on <= ${asOf} and state <> 'brouillon'
    )
    select t.project_id, t.profile_id, c.code as consultant, to_char(t.month, 'YYYY-MM') as month,
      a.daily_rate_cents is not null as rated, sum(t.quarter_days)::bigint as quarter_days,
      sum(t.value_quarter_cents)::bigint as value_quarter_cents, sum(t.cost)::bigint as cost_quarter_cents
    from counted t join consultants c on c.id = t.consultant_id left join assignments a on a.id = t.assignment_id
    group by 1, 2, 3, 4, 5`;
  return z.array(rateRow).parse([...rows]);
}

export async function readRatesReport(
  tx: Transaction,
  { asOf, by, costs }: { asOf: string; by: RatesBy; costs: CostBasis },
  scope: ReportScope,
) {
  const [rows, groups] = await Promise.all([readProjects(tx), readRateTime(tx, asOf, costs)]);
  const projects = new Map(rows.projects.map((project) => [project.id, project]));
  const merged = new Map<string, RateTime>();
  for (const group of groups) {
    const project = projects.get(group.project_id);
    if (!project) throw new Error(`project ${group.project_id} is not in the snapshot`);
    const key = by === 'project' ? project.code : by === 'consultant' ? group.consultant : group.month;
    const timeBilled = isTimeBilledPart(project.contract_kind, group.rated);
    const sofar = merged.get(`${key} ${timeBilled}`);
    const cost =
      costs === 'real'
        ? group.cost_quarter_cents
        : group.quarter_days * plannedCostOf(rows, group.project_id, group.profile_id);
    merged.set(`${key} ${timeBilled}`, {
      key,
      timeBilled,
      quarterDays: (sofar?.quarterDays ?? 0) + group.quarter_days,
      valueQuarterCents: (sofar?.valueQuarterCents ?? 0) + group.value_quarter_cents,
      costQuarterCents: (sofar?.costQuarterCents ?? 0) + cost,
    });
  }
  const sold: SoldRate[] = [];
  for (const project of by === 'project' ? rows.projects : []) {
    const budget = rows.budgets.get(project.id) ?? [];
    const rated = budget.filter((line) => line.daily_rate_cents !== null);
    sold.push({
      key: project.code,
      quarterDays: budget.reduce((total, line) => total + line.quarter_days, 0),
      ratedQuarterDays: rated.reduce((total, line) => total + line.quarter_days, 0),
      valueQuarterCents: rated.reduce((total, line) => total + line.quarter_days * (line.daily_rate_cents ?? 0), 0),
    });
  }
  const report = reportRates([...merged.values()], sold);
  return { ...report, ...withholdColumns(report.rows, scope) };
}

export async function readMissionsReport(tx: Transaction, { asOf }: { asOf: string }, scope: ReportScope) {
  const [everyone, bookings] = await Promise.all([readPeople(tx, asOf, asOf), readBookings(tx, '0001-01-01', null)]);
  const people = everyone.filter(({ code }) => scope.person(code));
  const missions = bookings.map((booking) => ({
    ...booking,
    onClientProject: booking.contractKind !== null && booking.contractKind !== 'interne',
  }));
  return reportMissions(people, missions, asOf);
}

const costRow = z.object({ consultant: z.string(), cents: z.number() });

export async function readDailyCosts(tx: Transaction, asOf: string, costs: CostBasis): Promise<Map<string, number>> {
  const rows =
    costs === 'real'
      ? await tx`
          select distinct on (c.code) c.code as consultant, r.daily_cost_cents as cents
          from consultants c join cost_rates r on r.consultant_id = c.id where r.starts_on <= ${asOf}
          order by c.code, r.starts_on desc`
      : await tx`
          select c.code as consultant, coalesce(p.planned_daily_cost_cents, 0)::bigint as cents
          from consultants c join profiles p on p.id = c.profile_id`;
  return new Map(
    z
      .array(costRow)
      .parse([...rows])
      .map((row) => [row.consultant, row.cents]),
  );
}

export async function readBenchReport(
  tx: Transaction,
  { asOf, costs }: { asOf: string; costs: CostBasis },
  scope: ReportScope,
) {
  const until = addDays(asOf, BENCH_DAYS);
  const [people, bookings, dailyCosts] = await Promise.all([
    readPeople(tx, asOf, until),
    readBookings(tx, '0001-01-01', null),
    readDailyCosts(tx, asOf, costs),
  ]);
  const own = people.filter(({ code }) => scope.person(code));
  return reportBench(own, bookings, asOf, dailyCosts);
}

export async function readAvailableReport(
  tx: Transaction,
  { from, to, profile }: { from: string; to: string; profile: string | null },
  scope: ReportScope,
) {
  const [people, bookings] = await Promise.all([readPeople(tx, from, to), readBookings(tx, from, to)]);
  const own = people.filter(({ code }) => scope.person(code));
  return reportAvailable(own, bookings, { from, to }, profile);
}

/** The start of the last working days of a pace, the day included. */
function paceStart(asOf: string): string {
  let day = asOf;
  for (let counted = 0; ; day = addDays(day, -1)) {
    if (isWorkingDay(day)) counted += 1;
    if (counted === ORDER_PACE_WORKING_DAYS) return day;
  }
}

const paceRow = z.object({ project_id: z.number(), rated: z.boolean(), value_quarter_cents: z.number() });

export async function readOrdersReport(tx: Transaction, { asOf }: { asOf: string }, scope: ReportScope = WHOLE_FIRM) {
  const [rows, orders] = await Promise.all([readProjects(tx), readOrders(tx)]);
  const projects = new Map(rows.projects.map((project) => [project.id, project]));
  const ids = [...new Set(orders.flatMap(({ project_id }) => (project_id === null ? [] : [project_id])))];
  const [invoiced, uninvoiced, paceRows] = await Promise.all([
    readInvoicedNet(tx, asOf),
    readUninvoicedTime(tx, { asOf, through: asOf, projectIds: ids }),
    tx`select r.project_id, (a.daily_rate_cents is not null) as rated, sum(r.quarter_days * r.daily_rate_cents)::bigint as value_quarter_cents
      from time_rows r left join assignments a on a.id = r.assignment_id
      where r.worked_on between ${paceStart(asOf)} and ${asOf} and r.state <> 'brouillon' group by 1, 2`,
  ]);
  const pace = z.array(paceRow).parse([...paceRows]);
  const uses = new Map<string, ProjectUse>();
  for (const id of ids) {
    const project = projects.get(id);
    if (project === undefined) throw new Error(`an order names project ${id}, which is not there`);
    // A price agreed for the whole is used by its invoices, whatever the days spent.
    const valueOf = (groups: readonly z.infer<typeof paceRow>[]) =>
      eurosFromQuarterCents(
        groups
          .filter((group) => group.project_id === id && isTimeBilledPart(project.contract_kind, group.rated))
          .reduce((total, group) => total + group.value_quarter_cents, 0),
      );
    uses.set(project.code, {
      used: add(eurosFromCents(invoiced.get(id) ?? 0), valueOf(uninvoiced)),
      paceADay: divide(valueOf(pace), fraction(ORDER_PACE_WORKING_DAYS)) ?? ZERO,
    });
  }
  const facts = orders.map((order) => ({
    number: order.number,
    client: order.client,
    project: order.project_id === null ? null : (projects.get(order.project_id)?.code ?? null),
    amountCents: order.amount_cents,
    startsOn: order.starts_on,
    endsOn: order.ends_on,
  }));
  // Orders of one project share what was used: only then are those out of reach left out.
  const report = reportOrders(facts, uses, asOf);
  return { ...report, orders: report.orders.filter(scope.order) };
}

export async function readChangesReport(
  tx: Transaction,
  { asOf, since, costs }: { asOf: string; since: string; costs: CostBasis },
  scope: ReportScope,
) {
  const [before, after] = await Promise.all([
    readDriftFacts(tx, since, costs, scope),
    readDriftFacts(tx, asOf, costs, scope),
  ]);
  return reportChanges(reportDrift(before), reportDrift(after));
}

const targetRow = z.object({ revenue_cents: z.number().nullable(), margin_cents: z.number().nullable() });

export async function readLandingReport(
  tx: Transaction,
  { asOf, start, end, costs }: { asOf: string; start: string; end: string; costs: CostBasis },
  scope: ReportScope,
) {
  const from = addDays(asOf, 1);
  const rows = within(await readProjects(tx), scope);
  const [now, before, people, bookings, dailyCosts, targets] = await Promise.all([
    readProjectsAt(tx, rows, earlier(asOf, end), costs, null),
    readProjectsAt(tx, rows, earlier(asOf, addDays(start, -1)), costs, null),
    readPeople(tx, from, end),
    readBookings(tx, from, end),
    readDailyCosts(tx, asOf, costs),
    tx`select sum(revenue_cents)::bigint as revenue_cents, sum(margin_cents)::bigint as margin_cents
      from monthly_targets where month between ${start} and ${end}`,
  ]);
  const planned = new Map<string, PlannedWork[]>();
  const plannedBefore = new Map<string, PlannedWork[]>();
  const firm = groupBookings(bookings.filter((booking) => booking.status === 'ferme'));
  const bookingByCode = new Map(bookings.map((booking) => [booking.code, booking]));
  const projectByCode = new Map(now.map((project) => [project.code, project]));
  for (const person of from <= end ? people : []) {
    for (const group of firm.get(person.code) ?? []) {
      const target = group[0]?.target ?? '';
      const facts = projectByCode.get(target);
      for (const booking of group) {
        const fact = bookingByCode.get(booking.code);
        const sold = facts?.project.budget.find((line) => line.profile === booking.profile)?.dailyRateCents ?? 0;
        const planUntil = (work: Map<string, PlannedWork[]>, to: string): void => {
          const days = bookedDays(person, group, from, to).reduce<Fraction>(
            (total, load) => (load.booking === booking ? add(total, load.days) : total),
            ZERO,
          );
          const one: PlannedWork = {
            days,
            rated: fact?.rated ?? false,
            dailyRateCents: fact?.dailyRateCents ?? sold,
            dailyCostCents: dailyCosts.get(person.code) ?? 0,
          };
          const list = work.get(target);
          if (list) list.push(one);
          else work.set(target, [one]);
        };
        planUntil(planned, end);
        if (from < start) planUntil(plannedBefore, addDays(start, -1));
      }
    }
  }
  const earlierByCode = new Map(before.map((project) => [project.code, project]));
  const [target] = z.array(targetRow).parse([...targets]);
  // The targets are the firm's: beside a part of it they would say nothing.
  const ofFirm = scope.firm ? target : null;
  const report = reportLanding(
    now.map((project) => ({
      now: project,
      before: earlierByCode.get(project.code) ?? project,
      planned: planned.get(project.code) ?? [],
      plannedBefore: plannedBefore.get(project.code) ?? [],
    })),
    { start, end },
    { revenueCents: ofFirm?.revenue_cents ?? null, marginCents: ofFirm?.margin_cents ?? null },
  );
  return scope.firm ? report : { ...report, withheld: ['target_revenue', 'target_margin'] };
}
