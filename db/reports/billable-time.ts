// The days behind the lines of what is to be invoiced: validated, billed by their TJM, taken by nothing yet.
import { z } from 'zod';
import type { BillableTimeRow } from '../../domain/commands/firm-reader.ts';
import type { Transaction } from '../connection.ts';
import { importedCovers } from './uninvoiced-time.ts';

const billableRow = z.object({
  consultant: z.string(),
  project: z.string(),
  workedOn: z.string(),
  occurrence: z.number(),
  quarterDays: z.number(),
  dailyRateCents: z.number(),
});

/** Of these projects, worked by `through`, not taken at `asOf`, in (project, consultant, day) order. */
export async function readBillableTime(
  tx: Transaction,
  projects: readonly string[],
  { through, asOf }: { through: string; asOf: string },
): Promise<BillableTimeRow[]> {
  const rows = await tx`
    with covers as materialized (${importedCovers(tx, asOf)})
    select c.code as consultant, p.code as project, r.worked_on as "workedOn", r.occurrence,
      r.quarter_days as "quarterDays", r.daily_rate_cents as "dailyRateCents"
    from time_rows r join projects p on p.id = r.project_id join consultants c on c.id = r.consultant_id
      left join assignments a on a.id = r.assignment_id
    where p.code = any(${[...projects]}::text[]) and r.state = 'valide' and r.billed_line_id is null
      and r.worked_on <= ${through}
      and (p.contract_kind in ('regie', 'regie_plafonnee')
        or (p.contract_kind = 'hybride' and a.daily_rate_cents is not null))
      and not exists (
        select 1 from covers v
        where v.project_id = r.project_id and r.worked_on between v.period_start and v.period_end)
    order by p.code collate "C", c.code collate "C", r.worked_on, r.occurrence`;
  return z.array(billableRow).parse([...rows]);
}
