// Rows of a month and what their rules compare them with.
import { z } from 'zod';
import { addDays, earlier } from '../../domain/civil-dates.ts';
import {
  findAnomalies,
  TIME_STATES,
  type AnomalyFacts,
  type AnomalyProject,
  type MonthRow,
} from '../../domain/anomalies.ts';
import { isTimeBilled } from '../../domain/contract/kinds.ts';
import { firstDayOf, lastDayOf } from '../../domain/periods.ts';
import type { ReportScope } from '../../domain/report-scope.ts';
import type { Transaction } from '../connection.ts';
import type { CostBasis } from './counted-time.ts';
import { readBookings, readPeople } from './people-facts.ts';
import { groupBy, isClosedAt, plannedCostOf, readProjects, type ProjectFactRows } from './project-facts.ts';
import { importedCovers, readInvoicedNet, readOrders, readUninvoicedTime, takenBetween } from './uninvoiced-time.ts';

const monthRow = z.object({
  consultant: z.string(),
  project_id: z.number(),
  project: z.string(),
  profile_id: z.number(),
  worked_on: z.string(),
  quarter_days: z.number(),
  state: z.enum(TIME_STATES),
  daily_rate_cents: z.number(),
  daily_cost_cents: z.number(),
  assigned: z.boolean(),
  taken: z.boolean(),
});

async function readMonthRows(
  tx: Transaction,
  month: string,
  asOf: string,
  costs: CostBasis,
  rows: ProjectFactRows,
): Promise<MonthRow[]> {
  const cost = costs === 'real' ? tx`r.daily_cost_cents` : tx`0::bigint`;
  const found = await tx`
    with covers as materialized (${importedCovers(tx, asOf)}),
    covered as materialized (
      select q.id from time_rows q join covers v on v.project_id = q.project_id and q.worked_on between v.period_start and v.period_end
      where q.worked_on between ${firstDayOf(month)} and ${earlier(lastDayOf(month), asOf)}),
    taken as materialized (${takenBetween(tx, firstDayOf(month), earlier(lastDayOf(month), asOf), asOf)})
    select c.code as consultant, r.project_id, p.code as project, r.profile_id, r.worked_on, r.quarter_days, r.state,
      r.daily_rate_cents, ${cost} as daily_cost_cents, r.assignment_id is not null as assigned,
      r.id in (select id from covered) or r.id in (select id from taken) as taken
    from time_rows r join consultants c on c.id = r.consultant_id join projects p on p.id = r.project_id
    where r.worked_on between ${firstDayOf(month)} and ${earlier(lastDayOf(month), asOf)}`;
  return z
    .array(monthRow)
    .parse([...found])
    .map((row) => ({
      consultant: row.consultant,
      project: row.project,
      date: row.worked_on,
      quarterDays: row.quarter_days,
      state: row.state,
      dailyRateCents: row.daily_rate_cents,
      dailyCostCents: costs === 'real' ? row.daily_cost_cents : plannedCostOf(rows, row.project_id, row.profile_id),
      assigned: row.assigned,
      taken: row.taken,
    }));
}

async function readAnomalyProjects(
  tx: Transaction,
  rows: ProjectFactRows,
  month: string,
  asOf: string,
): Promise<Map<string, AnomalyProject>> {
  const orders = groupBy(await readOrders(tx), (order) => order.project_id);
  const ordered = rows.projects
    .filter((project) => isTimeBilled(project.contract_kind) && orders.has(project.id))
    .map(({ id }) => id);
  const dayBefore = addDays(firstDayOf(month), -1);
  const [invoiced, uninvoiced] = await Promise.all([
    readInvoicedNet(tx, asOf),
    readUninvoicedTime(tx, { asOf, through: earlier(dayBefore, asOf), projectIds: ordered }),
  ]);
  const before = new Map<number, number>();
  for (const group of uninvoiced)
    before.set(group.project_id, (before.get(group.project_id) ?? 0) + group.value_quarter_cents);
  return new Map(
    rows.projects.map((project) => [
      project.code,
      {
        kind: project.contract_kind,
        status: project.status,
        startsOn: project.starts_on,
        endsOn: project.ends_on,
        closed: isClosedAt(project, asOf),
        orders: (orders.get(project.id) ?? []).map((order) => ({
          startsOn: order.starts_on,
          amountCents: order.amount_cents,
        })),
        invoicedNetCents: invoiced.get(project.id) ?? 0,
        uninvoicedBeforeQuarterCents: before.get(project.id) ?? 0,
      },
    ]),
  );
}

export async function readAnomalyFacts(
  tx: Transaction,
  args: { month: string; asOf: string; costs: CostBasis },
  projectRows?: ProjectFactRows,
): Promise<AnomalyFacts> {
  const rows = projectRows ?? (await readProjects(tx));
  const [start, end] = [firstDayOf(args.month), lastDayOf(args.month)];
  const [monthRows, projects, people, bookings] = await Promise.all([
    readMonthRows(tx, args.month, args.asOf, args.costs, rows),
    readAnomalyProjects(tx, rows, args.month, args.asOf),
    readPeople(tx, start, end),
    readBookings(tx, start, end),
  ]);
  return {
    month: args.month,
    asOf: args.asOf,
    people,
    projects,
    rows: monthRows,
    assignments: bookings
      .filter((booking) => booking.status === 'ferme')
      .map(({ consultant, target, startsOn, endsOn }) => ({ consultant, project: target, startsOn, endsOn })),
  };
}

export async function readAnomaliesReport(
  tx: Transaction,
  args: { month: string; asOf: string; costs: CostBasis },
  scope: ReportScope,
) {
  return { month: args.month, findings: findAnomalies(await readAnomalyFacts(tx, args)).filter(scope.finding) };
}
