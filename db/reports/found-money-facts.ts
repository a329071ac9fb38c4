// What « l'argent trouvé » looks at, for the whole firm at once.
import { z } from 'zod';
import { addDays } from '../../domain/civil-dates.ts';
import { reportFoundMoney, type LossDay, type PastDueInvoice } from '../../domain/found-money.ts';
import { lastCompleteMonth, lastDayOf } from '../../domain/periods.ts';
import type { BilledMonth } from '../../domain/subcontractor-match.ts';
import type { Transaction } from '../connection.ts';
import { readBillableTime } from './billable-time.ts';
import { readBillingFacts } from './billing-facts.ts';
import { leftByInvoice } from './left-of-invoices.ts';

/** A year: older losses are known, and nothing is done about them any more. */
const LOSS_DAYS = 365;

const lossRow = z.object({
  consultant: z.string(),
  project: z.string(),
  workedOn: z.string(),
  occurrence: z.number(),
  quarterDays: z.number(),
  dailyRateCents: z.number(),
  dailyCostCents: z.number(),
});

async function readLosses(tx: Transaction, asOf: string): Promise<LossDay[]> {
  const rows = await tx`
    select c.code as consultant, p.code as project, r.worked_on as "workedOn", r.occurrence, r.quarter_days as "quarterDays",
      r.daily_rate_cents as "dailyRateCents", r.daily_cost_cents as "dailyCostCents"
    from time_rows r join consultants c on c.id = r.consultant_id join projects p on p.id = r.project_id
      left join assignments a on a.id = r.assignment_id
    where r.worked_on > ${addDays(asOf, -LOSS_DAYS)} and r.worked_on <= ${asOf} and r.state <> 'brouillon'
      and r.daily_rate_cents > 0 and r.daily_rate_cents < r.daily_cost_cents
      and (p.contract_kind in ('regie', 'regie_plafonnee')
        or (p.contract_kind = 'hybride' and a.daily_rate_cents is not null))
    order by r.worked_on, c.code collate "C", p.code collate "C", r.occurrence`;
  return z.array(lossRow).parse([...rows]);
}

const pastDueRow = z.object({
  number: z.string(),
  client: z.string(),
  project: z.string().nullable(),
  dueOn: z.string(),
  leftCents: z.number(),
});

async function readPastDue(tx: Transaction, asOf: string): Promise<PastDueInvoice[]> {
  const rows = await tx`
    select i.number, c.code as client, p.code as project, i.due_on as "dueOn", l.cents as "leftCents"
    from (${leftByInvoice(tx, asOf)}) l join invoices i on i.id = l.invoice_id join clients c on c.id = i.client_id
      left join projects p on p.id = i.project_id
    where l.cents > 0 and i.due_on < ${asOf}
    order by i.due_on, i.number collate "C"`;
  return z.array(pastDueRow).parse([...rows]);
}

const billedMonthRow = z.object({
  consultant: z.string(),
  month: z.string(),
  numbers: z.array(z.string()),
  quarterDays: z.number(),
  netCents: z.number(),
  worked: z.array(
    z.object({
      project: z.string(),
      quarterDays: z.number(),
      costQuarterCents: z.number(),
      clientQuarterDays: z.number().nullable(),
      hasClient: z.boolean(),
    }),
  ),
});

/** Months that subcontractors invoiced within the year, with their days, their price and what the client signed for. */
export async function readBilledMonths(tx: Transaction, asOf: string): Promise<BilledMonth[]> {
  const rows = await tx`
    with billed as (
      select consultant_id, month, array_agg(number order by number collate "C") as numbers,
        sum(quarter_days)::bigint as quarter_days, sum(net_cents)::bigint as net_cents
      from supplier_invoices where received_on <= ${asOf} and month > ${addDays(asOf, -LOSS_DAYS)} group by 1, 2
    ), worked as (
      select b.consultant_id, b.month, r.project_id, sum(r.quarter_days)::bigint as quarter_days,
        sum(r.quarter_days * r.daily_cost_cents)::bigint as cost
      from billed b join time_rows r on r.consultant_id = b.consultant_id and r.worked_on >= b.month
        and r.worked_on < b.month + interval '1 month' and r.state <> 'brouillon'
      group by 1, 2, 3
    )
    select c.code as consultant, to_char(b.month, 'YYYY-MM') as month, b.numbers, b.quarter_days as "quarterDays",
      b.net_cents as "netCents", coalesce((
        select json_agg(json_build_object('project', p.code, 'quarterDays', w.quarter_days, 'costQuarterCents', w.cost,
          'clientQuarterDays', (t.client_validation ->> 'quarterDays')::int, 'hasClient', p.client_id is not null) order by p.code collate "C")
        from worked w join projects p on p.id = w.project_id
          left join timesheets t on t.consultant_id = w.consultant_id and t.month = w.month and t.project_id = w.project_id
        where w.consultant_id = b.consultant_id and w.month = b.month), '[]'::json) as worked
    from billed b join consultants c on c.id = b.consultant_id order by b.month, c.code collate "C"`;
  return z.array(billedMonthRow).parse([...rows]);
}

export async function readFoundMoneyReport(tx: Transaction, { asOf }: { asOf: string }) {
  const month = lastCompleteMonth(asOf);
  const billing = (await readBillingFacts(tx, { month, asOf })).filter(
    ({ amounts, client }) => amounts.kind !== 'interne' && client !== null,
  );
  const codes = billing
    .filter(({ time, arrears }) => time.length > 0 || arrears.quarterDays > 0)
    .map(({ code }) => code);
  const [days, losses, pastDue, billedMonths, orders] = await Promise.all([
    readBillableTime(tx, codes, { through: lastDayOf(month), asOf }),
    readLosses(tx, asOf),
    readPastDue(tx, asOf),
    readBilledMonths(tx, asOf),
    tx<{ number: string; project: string }[]>`
      select o.number, p.code as project from purchase_orders o join projects p on p.id = o.project_id
      where o.starts_on is null or o.starts_on <= ${lastDayOf(month)} order by o.number collate "C"`,
  ]);
  const daysOf = Map.groupBy(days, ({ project }) => project);
  const ordersOf = Map.groupBy(orders, ({ project }) => project);
  return reportFoundMoney({
    asOf,
    month,
    losses,
    pastDue,
    billedMonths,
    projects: billing.map((facts) => ({
      facts,
      days: daysOf.get(facts.code) ?? [],
      orders: (ordersOf.get(facts.code) ?? []).map(({ number }) => number),
    })),
  });
}
