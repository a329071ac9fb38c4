// Facts of margin and drift, read in one snapshot and handed to the rules.
import { z } from 'zod';
import { addDays } from '../../domain/civil-dates.ts';
import { isTimeBilled } from '../../domain/contract/kinds.ts';
import { RAF_FRESH_DAYS, reportDrift, type DriftFacts } from '../../domain/drift.ts';
import { subtract, type Fraction } from '../../domain/fraction.ts';
import { reportMargin, reportMarginByClient, reportMarginByConsultant } from '../../domain/margin.ts';
import { eurosFromCents, eurosFromQuarterCents } from '../../domain/money.ts';
import { WHOLE_FIRM, type ReportScope } from '../../domain/report-scope.ts';
import type { Transaction } from '../connection.ts';
import type { CostBasis } from './counted-time.ts';
import { readProjects, readProjectsAt, type ProjectFactRows } from './project-facts.ts';
import { readInvoicedNet, readOrders, readUninvoicedTime, type OrderRow } from './uninvoiced-time.ts';

export type MarginArgs = {
  readonly asOf: string;
  readonly from: string | null;
  readonly by: 'project' | 'client' | 'consultant';
  readonly costs: CostBasis;
};

async function readConsultantCodes(tx: Transaction): Promise<Map<number, string>> {
  const rows = z
    .array(z.object({ id: z.number(), code: z.string() }))
    .parse([...(await tx`select id, code from consultants`)]);
  return new Map(rows.map((row) => [row.id, row.code]));
}

/** The projects that the reader sees. */
export function within(rows: ProjectFactRows, scope: ReportScope): ProjectFactRows {
  return { ...rows, projects: rows.projects.filter(({ code }) => scope.project(code)) };
}

export async function readMarginReport(tx: Transaction, args: MarginArgs, scope: ReportScope = WHOLE_FIRM) {
  const codes = args.by === 'consultant' ? await readConsultantCodes(tx) : null;
  const rows = await readProjects(tx);
  const [projects, before] = await Promise.all([
    readProjectsAt(tx, within(rows, scope), args.asOf, args.costs, codes),
    args.from === null ? null : readProjectsAt(tx, within(rows, scope), addDays(args.from, -1), args.costs, codes),
  ]);
  switch (args.by) {
    case 'client':
      return reportMarginByClient(projects, before);
    case 'consultant':
      return reportMarginByConsultant(projects, before);
    case 'project':
      return reportMargin(projects, before);
  }
}

const recentRow = z.object({ project_id: z.number(), quarter_days: z.number() });

async function readRecentTime(tx: Transaction, asOf: string): Promise<Map<number, number>> {
  const rows = await tx`
    select project_id, sum(quarter_days)::bigint as quarter_days from time_rows
    where worked_on > ${addDays(asOf, -RAF_FRESH_DAYS)} and worked_on <= ${asOf} and state <> 'brouillon' group by 1`;
  return new Map(
    z
      .array(recentRow)
      .parse([...rows])
      .map((row) => [row.project_id, row.quarter_days]),
  );
}

/** Orders of each project begun by the day, in cents; absent: none begun. */
export function ordersBegunBy(orders: readonly OrderRow[], day: string): Map<number, number> {
  const begun = new Map<number, number>();
  for (const order of orders) {
    if (order.project_id === null || (order.starts_on !== null && order.starts_on > day)) continue;
    begun.set(order.project_id, (begun.get(order.project_id) ?? 0) + order.amount_cents);
  }
  return begun;
}

/** Orders begun − invoiced HT − counted time not invoiced, of the time-billed projects that have an order. */
async function readOrderBalances(
  tx: Transaction,
  asOf: string,
  timeBilled: ReadonlySet<number>,
): Promise<Map<number, Fraction>> {
  const orders = await readOrders(tx);
  const ids = [
    ...new Set(
      orders.flatMap((order) =>
        order.project_id !== null && timeBilled.has(order.project_id) ? [order.project_id] : [],
      ),
    ),
  ];
  if (ids.length === 0) return new Map();
  const [invoiced, uninvoiced] = await Promise.all([
    readInvoicedNet(tx, asOf),
    readUninvoicedTime(tx, { asOf, through: asOf, projectIds: ids }),
  ]);
  const valueByProject = new Map<number, number>();
  for (const group of uninvoiced) {
    valueByProject.set(group.project_id, (valueByProject.get(group.project_id) ?? 0) + group.value_quarter_cents);
  }
  const begun = ordersBegunBy(orders, asOf);
  return new Map(
    ids.map((id) => {
      const left = eurosFromCents((begun.get(id) ?? 0) - (invoiced.get(id) ?? 0));
      return [id, subtract(left, eurosFromQuarterCents(valueByProject.get(id) ?? 0))];
    }),
  );
}

export async function readDriftFacts(
  tx: Transaction,
  asOf: string,
  costs: CostBasis,
  scope: ReportScope,
): Promise<DriftFacts[]> {
  const rows = within(await readProjects(tx), scope);
  const running = rows.projects.filter((project) => project.status === 'en_cours');
  const timeBilled = new Set(running.flatMap((project) => (isTimeBilled(project.contract_kind) ? [project.id] : [])));
  const [projects, recent, balances] = await Promise.all([
    readProjectsAt(tx, rows, asOf, costs, null),
    readRecentTime(tx, asOf),
    readOrderBalances(tx, asOf, timeBilled),
  ]);
  return projects.map((project) => ({
    ...project,
    manager: project.row.manager,
    status: project.row.status,
    recentQuarterDays: recent.get(project.id) ?? 0,
    orderBalance: balances.get(project.id) ?? null,
  }));
}

export async function readDriftReport(tx: Transaction, args: { asOf: string; costs: CostBasis }, scope: ReportScope) {
  return reportDrift(await readDriftFacts(tx, args.asOf, args.costs, scope));
}
