// Whose CRA of a month is expected: who entered a day of it, or had a firm assignment in it on a client's project.
import { z } from 'zod';
import { firstDayOf, lastDayOf, type Month } from '../domain/periods.ts';
import type { Transaction } from './connection.ts';

const expectedRow = z.object({ consultant: z.string(), sent: z.boolean() });
export type ExpectedTimesheet = z.infer<typeof expectedRow>;

/** `sent`: at least a part of it was submitted. */
export async function readExpectedTimesheets(tx: Transaction, month: Month): Promise<ExpectedTimesheet[]> {
  const [start, end] = [firstDayOf(month), lastDayOf(month)];
  const rows = await tx`
        select c.code as consultant,
          exists (select 1 from time_rows r where r.consultant_id = c.id and r.worked_on between ${start} and ${end} and r.state <> 'brouillon') as sent
        from consultants c
        where c.productive and c.entered_on <= ${end} and (c.left_on is null or c.left_on >= ${start})
          and (exists (select 1 from time_rows r where r.consultant_id = c.id and r.worked_on between ${start} and ${end})
            or exists (select 1 from assignments a join projects p on p.id = a.project_id
              where a.consultant_id = c.id and a.status = 'ferme' and p.contract_kind <> 'interne'
                and a.starts_on <= ${end} and (a.ends_on is null or a.ends_on >= ${start})))
        order by c.code`;
  return z.array(expectedRow).parse([...rows]);
}
