// Counted time (submitted or validated, up to a day), already summed: whole months from time_sums, the month
// that the day cuts from its rows.
import { z } from 'zod';
import { addDays } from '../../domain/civil-dates.ts';
import { firstDayOf, monthOf } from '../../domain/periods.ts';
import type { Transaction } from '../connection.ts';

/** real: the person's own cost; standard: the planned cost of the profile (REPORTS.md, "Standard costs"). */
export type CostBasis = 'real' | 'standard';

/** Months before this first day are read from the sums; from it on, rows. */
export function cutMonth(asOf: string): string {
  return firstDayOf(monthOf(addDays(asOf, 1)));
}

const timeGroup = z.object({
  project_id: z.number(),
  profile_id: z.number(),
  rated: z.boolean(),
  consultant_id: z.number().nullable(),
  quarter_days: z.number(),
  value_quarter_cents: z.number(),
  cost_quarter_cents: z.number(),
});
export type TimeGroup = z.infer<typeof timeGroup>;

/** Groups of (project, profile, rated[, consultant]); cost 0 on the standard basis: it is priced by profile later. */
export async function readCountedTime(
  tx: Transaction,
  asOf: string,
  costs: CostBasis,
  byConsultant: boolean,
): Promise<TimeGroup[]> {
  const cut = cutMonth(asOf);
  const consultant = byConsultant ? tx`consultant_id` : tx`null::bigint`;
  const sumCost = costs === 'real' ? tx`cost_quarter_cents` : tx`0`;
  const rowCost = costs === 'real' ? tx`quarter_days * daily_cost_cents` : tx`0`;
  // Summed by assignment first: a tenth of the rows then look up whether theirs has a TJM.
  const rows = await tx`
    with counted as (
      select project_id, profile_id, assignment_id, ${consultant} as consultant_id, sum(quarter_days) as quarter_days,
        sum(value_quarter_cents) as value_quarter_cents, sum(${sumCost}) as cost_quarter_cents
      from time_sums where month < ${cut} and state <> 'brouillon' group by 1, 2, 3, 4
      union all
      select project_id, profile_id, coalesce(assignment_id, 0), ${consultant}, sum(quarter_days),
        sum(quarter_days * daily_rate_cents), sum(${rowCost})
      from time_rows where worked_on >= ${cut} and worked_on <= ${asOf} and state <> 'brouillon' group by 1, 2, 3, 4
    )
    select c.project_id, c.profile_id, (a.daily_rate_cents is not null) as rated, c.consultant_id,
      sum(c.quarter_days)::bigint as quarter_days, sum(c.value_quarter_cents)::bigint as value_quarter_cents,
      sum(c.cost_quarter_cents)::bigint as cost_quarter_cents
    from counted c left join assignments a on a.id = c.assignment_id
    group by 1, 2, 3, 4`;
  return z.array(timeGroup).parse([...rows]);
}

const rafRow = z.object({
  project_id: z.number(),
  profile_id: z.number(),
  declared_on: z.string(),
  quarter_days: z.number(),
  counted_since: z.number(),
});
export type DeclaredRaf = z.infer<typeof rafRow>;

/** The last RAF of each (project, profile) on or before the day, with the time counted since; none of closed projects. */
export async function readDeclaredRaf(tx: Transaction, asOf: string): Promise<DeclaredRaf[]> {
  const cut = cutMonth(asOf);
  // Of each RAF, what was counted since: the rest of its month and the month that the day cuts, from their rows; the
  // months between, from the sums. One look into an index each: a join would sort every time row of the firm where
  // the table's statistics are not there yet.
  const rows = await tx`
    with last_raf as (
      select distinct on (d.project_id, d.profile_id) d.project_id, d.profile_id, d.declared_on, d.quarter_days,
        (date_trunc('month', d.declared_on) + interval '1 month')::date as next_month
      from raf_declarations d join projects p on p.id = d.project_id
      where d.declared_on <= ${asOf} and not (p.status = 'clos' and coalesce(p.ends_on, '-infinity') <= ${asOf})
      order by d.project_id, d.profile_id, d.declared_on desc
    )
    select l.project_id, l.profile_id, l.declared_on, l.quarter_days, (
      coalesce((
        select sum(r.quarter_days) from time_rows r
        where r.project_id = l.project_id and r.profile_id = l.profile_id and r.state <> 'brouillon'
          and r.worked_on > l.declared_on and r.worked_on < l.next_month and r.worked_on <= ${asOf}), 0)
      + coalesce((
        select sum(s.quarter_days) from time_sums s
        where s.project_id = l.project_id and s.profile_id = l.profile_id and s.state <> 'brouillon'
          and s.month >= l.next_month and s.month < ${cut}), 0)
      + coalesce((
        select sum(r.quarter_days) from time_rows r
        where r.project_id = l.project_id and r.profile_id = l.profile_id and r.state <> 'brouillon'
          and r.worked_on >= greatest(l.next_month, ${cut}) and r.worked_on <= ${asOf}), 0))::bigint as counted_since
    from last_raf l`;
  return z.array(rafRow).parse([...rows]);
}
