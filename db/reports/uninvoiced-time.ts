// Counted time that no invoice has taken yet (REPORTS.md, "Invoiced"): an invoice issued here takes the rows
// that its lines name, until a credit note names them; an imported one, without lines, takes its project's
// time inside its period, unless credit notes reach its HT.
import { z } from 'zod';
import type { Transaction } from '../connection.ts';
import { cutMonth } from './counted-time.ts';

const uninvoicedGroup = z.object({
  project_id: z.number(),
  consultant: z.string(),
  rated: z.boolean(),
  daily_rate_cents: z.number(),
  state: z.enum(['soumis', 'valide']),
  month: z.string(),
  quarter_days: z.number(),
  value_quarter_cents: z.number(),
});
export type UninvoicedTime = z.infer<typeof uninvoicedGroup>;

/** Periods taken by imported invoices at the day, as a sub-select of (project_id, period_start, period_end, number). */
export function importedCovers(tx: Transaction, asOf: string) {
  return tx`
    select i.project_id, i.period_start, i.period_end, i.number from invoices i
    where i.origin = 'imported' and i.kind = 'facture' and i.issued_on <= ${asOf} and i.project_id is not null
      and i.period_start is not null and i.period_end is not null
      and i.net_cents > coalesce((
        select sum(a.net_cents) from invoices a
        where a.credited_invoice_id = i.id and a.kind = 'avoir' and a.issued_on <= ${asOf}
        having sum(a.net_cents) > 0), -1)`;
}

/**
 * The time rows worked from `start` to `end` that a line of an issued invoice names at the day and no credit note has
 * freed: as one set, since asked row by row it costs seconds while PostgreSQL has not counted fresh invoices yet.
 */
export function takenBetween(tx: Transaction, start: string, end: string, asOf: string) {
  return tx`
    select t.time_row_id as id
    from invoice_line_items t join invoice_lines l on l.id = t.line_id join invoices i on i.id = l.invoice_id
    where t.time_row_id in (select w.id from time_rows w where w.worked_on between ${start} and ${end})
      and i.origin = 'issued' and i.kind <> 'avoir' and i.issued_on <= ${asOf}
      and (l.id, t.time_row_id) not in (
        select cl.credited_line_id, ct.time_row_id
        from invoice_lines cl join invoices ci on ci.id = cl.invoice_id join invoice_line_items ct on ct.line_id = cl.id
        where cl.credited_line_id is not null and ct.time_row_id is not null
          and ci.origin = 'issued' and ci.issued_on <= ${asOf})`;
}

/** True for a time row (alias r) that a line of an issued invoice names at the day and no credit note has freed. */
function takenByLine(tx: Transaction, asOf: string) {
  return tx`exists (
    select 1 from invoice_line_items t join invoice_lines l on l.id = t.line_id join invoices i on i.id = l.invoice_id
    where t.time_row_id = r.id and i.origin = 'issued' and i.kind <> 'avoir' and i.issued_on <= ${asOf}
      and not exists (
        select 1 from invoice_lines cl join invoices ci on ci.id = cl.invoice_id
          join invoice_line_items ct on ct.line_id = cl.id and ct.time_row_id = r.id
        where cl.credited_line_id = l.id and ci.origin = 'issued' and ci.issued_on <= ${asOf}))`;
}

/**
 * Groups of counted time worked on or before `through` that nothing has taken at `asOf`.
 * Whole months come from the sums; months that a period or a later invoice cuts come from their rows.
 */
export async function readUninvoicedTime(
  tx: Transaction,
  { asOf, through, projectIds }: { asOf: string; through: string; projectIds: readonly number[] },
): Promise<UninvoicedTime[]> {
  const cut = cutMonth(through);
  const ids = [...projectIds];
  const rows = await tx`
    with covers as materialized (${importedCovers(tx, asOf)} and i.project_id = any(${ids}::bigint[])),
    later as (
      select distinct r.project_id, date_trunc('month', r.worked_on)::date as month
      from invoices i join invoice_lines l on l.invoice_id = i.id join invoice_line_items t on t.line_id = l.id
        join time_rows r on r.id = t.time_row_id
      where i.origin = 'issued' and i.issued_on > ${asOf}
    ),
    months as (
      select s.project_id, s.consultant_id, s.assignment_id, s.daily_rate_cents, s.state, s.month, s.quarter_days,
        s.value_quarter_cents, (s.month + interval '1 month - 1 day')::date as last_day
      from time_sums s where s.project_id = any(${ids}::bigint[]) and s.month < ${cut} and s.state <> 'brouillon'
    ),
    cut_months as materialized (
      select distinct m.project_id, m.month from months m join covers c
        on c.project_id = m.project_id and c.period_start <= m.last_day and c.period_end >= m.month
        and not (c.period_start <= m.month and c.period_end >= m.last_day)
      union select project_id, month from later where month < ${cut}
    ),
    uninvoiced as (
      select m.project_id, m.consultant_id, m.assignment_id, m.daily_rate_cents, m.state, m.month, m.quarter_days, m.value_quarter_cents
      from months m
      where m.state <> 'facture'
        and not exists (select 1 from covers c where c.project_id = m.project_id and c.period_start <= m.month and c.period_end >= m.last_day)
        and not exists (select 1 from cut_months x where x.project_id = m.project_id and x.month = m.month)
      union all
      select r.project_id, r.consultant_id, coalesce(r.assignment_id, 0), r.daily_rate_cents, r.state,
        date_trunc('month', r.worked_on)::date, r.quarter_days, r.quarter_days * r.daily_rate_cents
      from time_rows r
      where r.project_id = any(${ids}::bigint[]) and r.state <> 'brouillon' and r.worked_on <= ${through}
        and (r.worked_on >= ${cut} or (r.project_id, date_trunc('month', r.worked_on)::date) in (select project_id, month from cut_months))
        and not exists (select 1 from covers c where c.project_id = r.project_id and r.worked_on between c.period_start and c.period_end)
        and not ${takenByLine(tx, asOf)}
    )
    select u.project_id, c.code as consultant, (a.daily_rate_cents is not null) as rated, u.daily_rate_cents, u.state,
      to_char(u.month, 'YYYY-MM') as month, sum(u.quarter_days)::bigint as quarter_days,
      sum(u.value_quarter_cents)::bigint as value_quarter_cents
    from uninvoiced u join consultants c on c.id = u.consultant_id left join assignments a on a.id = u.assignment_id
    group by 1, 2, 3, 4, 5, 6`;
  return z.array(uninvoicedGroup).parse([...rows]);
}

const invoicedRow = z.object({ project_id: z.number(), net_cents: z.number() });

/** Invoiced HT of each project at the day: invoices + deposits − credit notes (one without a project is its origin's). */
export async function readInvoicedNet(tx: Transaction, asOf: string): Promise<Map<number, number>> {
  const rows = await tx`
    select coalesce(i.project_id, o.project_id) as project_id,
      sum(case i.kind when 'avoir' then -i.net_cents else i.net_cents end)::bigint as net_cents
    from invoices i left join invoices o on o.id = i.credited_invoice_id
    where coalesce(i.project_id, o.project_id) is not null and i.origin <> 'draft' and i.issued_on <= ${asOf} group by 1`;
  return new Map(
    z
      .array(invoicedRow)
      .parse([...rows])
      .map((row) => [row.project_id, row.net_cents]),
  );
}

const orderRow = z.object({
  id: z.number(),
  number: z.string(),
  client: z.string(),
  project_id: z.number().nullable(),
  amount_cents: z.number(),
  starts_on: z.string().nullable(),
  ends_on: z.string().nullable(),
});
export type OrderRow = z.infer<typeof orderRow>;

export async function readOrders(tx: Transaction): Promise<OrderRow[]> {
  const rows = await tx`
    select o.id, o.number, c.code as client, o.project_id, o.amount_cents, o.starts_on, o.ends_on
    from purchase_orders o join clients c on c.id = o.client_id
    order by o.number collate "C"`;
  return z.array(orderRow).parse([...rows]);
}
