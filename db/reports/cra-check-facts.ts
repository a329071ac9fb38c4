// What the checks of a month's CRAs compare its rows with: bookings, orders, invoices, signatures, tasks, papers.
import { z } from 'zod';
import { TIME_STATES } from '../../domain/anomalies.ts';
import { addDays, earlier } from '../../domain/civil-dates.ts';
import { checkCras } from '../../domain/cra-checks/check-month.ts';
import {
  NOTHING_TOLD,
  type CheckedBooking,
  type CheckedProject,
  type CheckedRow,
  type CraCheckFacts,
  type DaysContractYear,
  type OwnTask,
  type Task,
  type WorkedMonth,
} from '../../domain/cra-checks/facts.ts';
import { CRA_CHECK_CODES } from '../../domain/cra-checks/rules.ts';
import { addMonths, firstDayOf, lastDayOf, monthOf } from '../../domain/periods.ts';
import type { ReportScope } from '../../domain/report-scope.ts';
import type { Transaction } from '../connection.ts';
import { readAnomalyFacts } from './anomaly-facts.ts';
import type { CostBasis } from './counted-time.ts';
import { readBilledMonths } from './found-money-facts.ts';
import { readBookings, readPeople } from './people-facts.ts';
import { groupBy, isClosedAt, readProjects, type ProjectFactRows } from './project-facts.ts';
import { readSignatures } from './client-signatures.ts';
import { importedCovers, readOrders } from './uninvoiced-time.ts';

type Asked = { readonly month: string; readonly asOf: string; readonly today: string; readonly costs: CostBasis };

const checkedRow = z.object({
  consultant: z.string(),
  project: z.string(),
  profile: z.string(),
  date: z.string(),
  occurrence: z.number(),
  quarterDays: z.number(),
  state: z.enum(TIME_STATES),
  dailyRateCents: z.number(),
  rated: z.boolean(),
  billedRateCents: z.number().nullable(),
  invoices: z.array(z.string()),
});

/** An imported invoice takes the days of its project's period; those that are billed as days alone are told. */
async function readCheckedRows(tx: Transaction, { month, asOf }: Asked): Promise<CheckedRow[]> {
  const rows = await tx`
    with covers as materialized (${importedCovers(tx, asOf)})
    select c.code as consultant, p.code as project, f.name as profile, r.worked_on as date, r.occurrence,
      r.quarter_days as "quarterDays", r.state, r.daily_rate_cents as "dailyRateCents",
      coalesce(a.daily_rate_cents is not null, false) as rated,
      case when l.kind = 'time' then l.unit_price_cents end as "billedRateCents",
      array(
        select i.number where i.number is not null
        union all
        select v.number from covers v
        where v.project_id = r.project_id and r.worked_on between v.period_start and v.period_end and r.state = 'valide'
          and (p.contract_kind in ('regie', 'regie_plafonnee') or (p.contract_kind = 'hybride' and a.daily_rate_cents is not null))
        order by 1) as invoices
    from time_rows r join consultants c on c.id = r.consultant_id join projects p on p.id = r.project_id
      join profiles f on f.id = r.profile_id left join assignments a on a.id = r.assignment_id
      left join invoice_lines l on l.id = r.billed_line_id
      left join invoices i on i.id = l.invoice_id and i.issued_on <= ${asOf}
    where r.worked_on between ${firstDayOf(month)} and ${earlier(lastDayOf(month), asOf)}
    order by c.code collate "C", r.worked_on, p.code collate "C", r.occurrence`;
  return z.array(checkedRow).parse([...rows]);
}

const projectExtra = z.object({
  id: z.number(),
  isBench: z.boolean(),
  orderRequired: z.boolean(),
  orderOverridden: z.boolean(),
});

/** The days of the bench are booked on an internal project that is called so. */
async function readCheckedProjects(
  tx: Transaction,
  { month, asOf }: Asked,
  { projects }: ProjectFactRows,
): Promise<Map<string, CheckedProject>> {
  const [extras, orders] = await Promise.all([
    tx`
      select p.id, p.contract_kind = 'interne' and p.title_folded ~ '^(inter-?contrat|bench)' as "isBench",
        coalesce(c.order_required, false) as "orderRequired",
        exists (select 1 from order_overrides o where o.project_id = p.id and o.month = ${firstDayOf(month)}) as "orderOverridden"
      from projects p left join clients c on c.id = p.client_id`,
    readOrders(tx),
  ]);
  const extraOf = new Map(
    z
      .array(projectExtra)
      .parse([...extras])
      .map((row) => [row.id, row]),
  );
  const ordersOf = groupBy(orders, (order) => order.project_id);
  return new Map(
    projects.map((project) => {
      const extra = extraOf.get(project.id);
      if (!extra) throw new Error(`project ${project.code} is not in the snapshot`);
      return [
        project.code,
        {
          kind: project.contract_kind,
          open: project.status !== 'clos' && !isClosedAt(project, asOf),
          startsOn: project.starts_on,
          endsOn: project.ends_on,
          isBench: extra.isBench,
          orderRequired: extra.orderRequired,
          orderOverridden: extra.orderOverridden,
          orders: (ordersOf.get(project.id) ?? [])
            .map((order) => ({
              number: order.number,
              amountCents: order.amount_cents,
              startsOn: order.starts_on,
              endsOn: order.ends_on,
            }))
            .toSorted((a, b) => ((a.startsOn ?? '') < (b.startsOn ?? '') ? -1 : 1)),
        },
      ];
    }),
  );
}

async function readCheckedBookings(tx: Transaction, from: string, to: string): Promise<CheckedBooking[]> {
  const bookings = await readBookings(tx, from, to);
  return bookings
    .filter(({ status, contractKind }) => status === 'ferme' && contractKind !== null)
    .map(({ code, consultant, target, startsOn, endsOn, quota }) => ({
      code,
      consultant,
      project: target,
      startsOn,
      endsOn,
      quota,
    }));
}

const taskRow = z.object({
  project: z.string(),
  profile: z.string(),
  budgetQuarterDays: z.number(),
  countedBefore: z.number(),
  countedBetween: z.number(),
  declarations: z.array(z.object({ declaredOn: z.string(), quarterDays: z.number() })),
});

/** The tasks of fixed prices that the month worked on. Days of a hybride at their own TJM are no part of one. */
async function readTasks(tx: Transaction, { month, asOf }: Asked): Promise<Task[]> {
  const rows = await tx`
    with worked as (
      select distinct r.project_id, r.profile_id from time_rows r join projects p on p.id = r.project_id
      where r.worked_on between ${firstDayOf(month)} and ${earlier(lastDayOf(month), asOf)} and r.state <> 'brouillon'
        and p.contract_kind in ('forfait', 'forfait_agile', 'hybride')
    )
    select p.code as project, f.name as profile, coalesce(b.quarter_days, 0)::bigint as "budgetQuarterDays",
      coalesce((
        select sum(s.quarter_days) from time_sums s left join assignments a on a.id = s.assignment_id
        where s.project_id = w.project_id and s.profile_id = w.profile_id and s.month < ${firstDayOf(month)}
          and s.state <> 'brouillon' and (p.contract_kind <> 'hybride' or a.daily_rate_cents is null)), 0)::bigint as "countedBefore",
      coalesce((
        select sum(r.quarter_days) from time_rows r left join assignments a on a.id = r.assignment_id
        where r.project_id = w.project_id and r.profile_id = w.profile_id and r.state <> 'brouillon'
          and (p.contract_kind <> 'hybride' or a.daily_rate_cents is null)
          and r.worked_on > d.days[2] and r.worked_on <= d.days[1]), 0)::bigint as "countedBetween",
      d.declarations
    from worked w join projects p on p.id = w.project_id join profiles f on f.id = w.profile_id
      left join project_budgets b on b.project_id = w.project_id and b.profile_id = w.profile_id
      cross join lateral (
        select array_agg(x.declared_on order by x.declared_on desc) as days,
          coalesce(json_agg(json_build_object('declaredOn', x.declared_on, 'quarterDays', x.quarter_days)
            order by x.declared_on), '[]'::json) as declarations
        from raf_declarations x
        where x.project_id = w.project_id and x.profile_id = w.profile_id and x.declared_on <= ${asOf}) d
    order by p.code collate "C", f.name collate "C"`;
  return z.array(taskRow).parse([...rows]);
}

const expenseRow = z.object({
  id: z.number(),
  consultant: z.string(),
  project: z.string().nullable(),
  spentOn: z.string(),
  label: z.string(),
  pending: z.boolean(),
});

async function readCheckedExpenses(tx: Transaction, { month, asOf }: Asked) {
  const rows = await tx`
    select e.id, c.code as consultant, p.code as project, e.spent_on as "spentOn", e.label, e.status = 'demandee' as pending
    from expenses e join consultants c on c.id = e.consultant_id left join projects p on p.id = e.project_id
    where e.status <> 'refusee' and e.spent_on between ${firstDayOf(month)} and ${earlier(lastDayOf(month), asOf)}
    order by e.id`;
  return z.array(expenseRow).parse([...rows]);
}

const ownTaskRow = z.object({
  consultant: z.string(),
  project: z.string(),
  profile: z.string(),
  budgetQuarterDays: z.number(),
  countedQuarterDays: z.number(),
  lastOn: z.string(),
  open: z.boolean(),
});

async function readOwnTasks(tx: Transaction, asOf: string): Promise<OwnTask[]> {
  const rows = await tx`
    select min(c.code) as consultant, p.code as project, f.name as profile, b.quarter_days as "budgetQuarterDays",
      sum(r.quarter_days)::bigint as "countedQuarterDays", max(r.worked_on) as "lastOn", p.status <> 'clos' as open
    from project_budgets b join projects p on p.id = b.project_id join profiles f on f.id = b.profile_id
      join time_rows r on r.project_id = b.project_id and r.profile_id = b.profile_id
      join consultants c on c.id = r.consultant_id
    where p.contract_kind in ('forfait', 'forfait_agile') and b.quarter_days > 0 and r.state <> 'brouillon'
      and r.worked_on <= ${asOf}
    group by p.id, f.id, b.quarter_days having count(distinct r.consultant_id) = 1
    order by p.code collate "C", f.name collate "C"`;
  return z.array(ownTaskRow).parse([...rows]);
}

const workedMonthRow = z.object({
  consultant: z.string(),
  month: z.string(),
  billable: z.number(),
  total: z.number(),
});

async function readWorkedMonths(tx: Transaction, month: string): Promise<WorkedMonth[]> {
  const rows = await tx`
    select c.code as consultant, to_char(s.month, 'YYYY-MM') as month,
      coalesce(sum(s.quarter_days) filter (where p.contract_kind <> 'interne'), 0)::bigint as billable,
      sum(s.quarter_days)::bigint as total
    from time_sums s join consultants c on c.id = s.consultant_id join projects p on p.id = s.project_id
    where s.state <> 'brouillon' and s.month between ${firstDayOf(addMonths(month, -6))} and ${firstDayOf(month)}
    group by 1, 2 order by 1, 2`;
  return z.array(workedMonthRow).parse([...rows]);
}

const workedRow = z.object({ consultant: z.string(), quarterDays: z.number() });

async function readDaysContract(tx: Transaction, asOf: string): Promise<DaysContractYear> {
  const year = asOf.slice(0, 4);
  const [people, bookings, worked] = await Promise.all([
    readPeople(tx, `${year}-01-01`, `${year}-12-31`),
    readCheckedBookings(tx, addDays(asOf, 1), `${year}-12-31`),
    tx`
      select c.code as consultant, sum(t.quarter_days)::bigint as "quarterDays" from (
        select consultant_id, quarter_days from time_sums
        where state <> 'brouillon' and month >= ${`${year}-01-01`} and month < ${firstDayOf(monthOf(asOf))}
        union all
        select consultant_id, quarter_days from time_rows
        where state <> 'brouillon' and worked_on between ${firstDayOf(monthOf(asOf))} and ${asOf}) t
      join consultants c on c.id = t.consultant_id group by 1`,
  ]);
  const workedQuarters = z.array(workedRow).parse([...worked]);
  return {
    people,
    bookings,
    workedQuarters: new Map(workedQuarters.map(({ consultant, quarterDays }) => [consultant, quarterDays])),
  };
}

const policyRow = z.object({ watchPeople: z.boolean(), daysContracts: z.boolean() });

async function readPolicies(tx: Transaction): Promise<z.infer<typeof policyRow>> {
  const [row] = await tx`
    select coalesce((settings ->> 'watch_people_rules')::boolean, false) as "watchPeople",
      coalesce((settings ->> 'days_contracts')::boolean, false) as "daysContracts"
    from firm`;
  return row === undefined ? { watchPeople: false, daysContracts: false } : policyRow.parse(row);
}

const acceptedRow = z.object({
  code: z.enum(CRA_CHECK_CODES),
  consultant: z.string(),
  date: z.string().nullable(),
  project: z.string().nullable(),
  reason: z.string(),
});

async function readAccepted(tx: Transaction, month: string) {
  const rows = await tx`
    select a.rule as code, c.code as consultant, a.worked_on as date, p.code as project, a.reason
    from accepted_anomalies a join consultants c on c.id = a.consultant_id left join projects p on p.id = a.project_id
    where a.month = ${firstDayOf(month)}`;
  return z.array(acceptedRow).parse([...rows]);
}

/** What subcontractors invoice is a cost of persons: it is compared only for who reads those. */
async function readCraCheckFacts(tx: Transaction, asked: Asked): Promise<CraCheckFacts> {
  const { month, asOf } = asked;
  const projectRows = await readProjects(tx);
  const policies = await readPolicies(tx);
  const [start, end] = [firstDayOf(month), lastDayOf(month)];
  const [anomalies, rows, projects, bookings, signatures, billedMonths, tasks, expenses, accepted] = await Promise.all([
    readAnomalyFacts(tx, asked, projectRows),
    readCheckedRows(tx, asked),
    readCheckedProjects(tx, asked, projectRows),
    readCheckedBookings(tx, start, end),
    readSignatures(tx, asked),
    asked.costs === 'real' ? readBilledMonths(tx, asOf) : [],
    readTasks(tx, asked),
    readCheckedExpenses(tx, asked),
    readAccepted(tx, month),
  ]);
  return {
    month,
    asOf,
    today: asked.today,
    watchPeople: policies.watchPeople,
    anomalies,
    rows,
    projects,
    bookings,
    signatures,
    billedMonths: billedMonths.filter((billed) => billed.month === month),
    tasks,
    expenses,
    ownTasks: policies.watchPeople ? await readOwnTasks(tx, asOf) : [],
    workedMonths: policies.watchPeople ? await readWorkedMonths(tx, month) : [],
    daysContract: policies.daysContracts ? await readDaysContract(tx, asOf) : null,
    told: NOTHING_TOLD,
    accepted,
  };
}

export async function readCraChecksReport(tx: Transaction, asked: Asked, scope: ReportScope) {
  const facts = await readCraCheckFacts(tx, asked);
  return {
    month: asked.month,
    watches_people: facts.watchPeople,
    findings: checkCras(facts)
      .filter(({ code, consultant, project }) => scope.finding({ rule: code, consultant, project }))
      // In a report `code` is a row's own: here it is the check's.
      .map(({ rule, code, ...finding }) => ({ rule, check: code, ...finding })),
  };
}
