// The look-up of expenses: one's own, those of the projects that one runs, all of them for who decides on them.

import { z } from 'zod';
import { firstDayOf, lastDayOf, monthOf } from '../../domain/periods.ts';
import type { Role } from '../../domain/roles.ts';
import type { Reading } from './reading.ts';

const expenseRow = z.object({
  id: z.number(),
  consultant: z.string(),
  spent_on: z.string(),
  label: z.string(),
  project: z.string().nullable(),
  manager: z.string().nullable(),
  amount_cents: z.number(),
  vat_cents: z.number(),
  rebillable: z.boolean(),
  status: z.string(),
});

/** Who approves any expense of the firm (COMMANDS.md, approve_expense), and who sees everything. */
const SEES_ALL: ReadonlySet<Role> = new Set(['adv', 'daf', 'direction']);

export async function listExpenses({ tx, asOf, options, who }: Reading) {
  const month = options['month'] ?? monthOf(asOf);
  const { consultantCode } = who.asker;
  const all = who.grantOf('billing') === 'whole' || who.roles.some((role) => SEES_ALL.has(role));
  const runs = who.roles.includes('responsable');
  const rows = await tx`
    select e.id, c.code as consultant, e.spent_on, e.label, p.code as project, m.code as manager, e.amount_cents,
      e.vat_cents, e.rebillable, e.status
    from expenses e join consultants c on c.id = e.consultant_id left join projects p on p.id = e.project_id
      left join consultants m on m.id = p.manager_id
    where e.spent_on between ${firstDayOf(month)} and ${lastDayOf(month)} order by e.spent_on, e.id`;
  return {
    month,
    expenses: z
      .array(expenseRow)
      .parse([...rows])
      .filter(
        ({ consultant, manager }) =>
          all || (consultantCode !== null && (consultant === consultantCode || (runs && manager === consultantCode))),
      )
      .map(({ amount_cents, vat_cents, manager: _manager, ...row }) => ({
        ...row,
        amount: amount_cents / 100,
        vat: vat_cents / 100,
      })),
  };
}
