// The closing of a month's end: what the books accrue at its last day, what is proposed or refused, what the closing kept.
import { z } from 'zod';
import type { CivilDate } from '../../domain/civil-dates.ts';
import { firstDayOf, lastDayOf, type Month } from '../../domain/periods.ts';
import { lastWorkingDayOf, type ClosedMonth, type MonthEndFacts } from '../../domain/steps/month-end-facts.ts';
import { reportKey } from '../../domain/steps/month-end-reminders.ts';
import type { Transaction } from '../connection.ts';
import { readAccruals } from '../reports/accounts/accrual-facts.ts';
import { readSales } from '../reports/accounts/ledger-facts.ts';

type Accrued = MonthEndFacts['accruals'];

/** As the accounts tell them; of a closed month, as its closing kept them. Nothing is accrued before the month is over. */
export async function readAccruedLines(tx: Transaction, month: Month, today: CivilDate): Promise<Accrued> {
  const end = lastDayOf(month);
  if (today <= end) return { toInvoice: 0, deferred: 0, suppliers: 0, losses: 0, unsure: [] };
  const [accruals] = await readAccruals(tx, await readSales(tx, end), [end]);
  const projects = accruals?.projects ?? [];
  return {
    toInvoice: projects.filter(({ toInvoiceCents }) => toInvoiceCents !== 0).length,
    deferred: projects.filter(({ deferredCents }) => deferredCents !== 0).length,
    suppliers: accruals?.suppliers.length ?? 0,
    losses: projects.filter(({ lossCents }) => lossCents !== 0).length,
    unsure: await readRafMissing(tx, month),
  };
}

/** A fixed price earns by what is left to do: days worked in the month without a RAF declared in it make a guess of it. */
async function readRafMissing(tx: Transaction, month: Month): Promise<Accrued['unsure']> {
  const rows = await tx<{ code: string; who: string | null; email: string | null }[]>`
    select p.code, m.code as who, m.email from projects p left join consultants m on m.id = p.manager_id
    where p.contract_kind in ('forfait', 'hybride') and p.status <> 'clos'
      and exists (select 1 from time_rows t
        where t.project_id = p.id and t.worked_on between ${firstDayOf(month)} and ${lastDayOf(month)})
      and not exists (select 1 from raf_declarations r where r.project_id = p.id and r.declared_on >= ${firstDayOf(month)})
    order by p.code`;
  return rows.map(({ code, who, email }) => ({
    subject: code,
    who: who ?? 'la direction',
    email,
    reason: 'reste à faire du mois à déclarer',
    since: lastWorkingDayOf(month),
  }));
}

/** A closing that nobody carries any more: it is asked for again by hand. */
const ENDED: Readonly<Record<string, string>> = {
  refused: 'clôture refusée',
  withdrawn: 'clôture retirée',
  expired: 'clôture proposée, sans réponse',
  failed: 'clôture empêchée par la règle',
};

/** The proposal to close, waiting or ended; the last one. */
export async function readClosingProposal(tx: Transaction, month: Month): Promise<MonthEndFacts['closing']> {
  const [row] = await tx<{ state: string; since: string; who: string | null; on: string | null; why: string | null }[]>`
    select p.state, to_char(p.created_at at time zone 'Europe/Paris', 'YYYY-MM-DD') as since,
      coalesce(u.name, d.person) as who, to_char(d.at at time zone 'Europe/Paris', 'YYYY-MM-DD') as on, d.reason as why
    from proposals p join proposal_revisions r on r.proposal_id = p.id and r.revision = p.revision
      left join decisions d on d.proposal_id = p.id and d.revision = p.revision
      left join auth.users u on u.id = d.person
    where p.command = 'close_month' and r.input ->> 'month' = ${month}
    order by p.created_at desc limit 1`;
  if (row === undefined) return { proposedOn: null, refused: null };
  const ended = ENDED[row.state];
  const refused = {
    subject: month,
    who: row.who ?? 'la direction',
    email: null,
    reason: `${ended ?? ''}${row.why === null ? '' : ` : ${row.why}`}`,
    since: row.on ?? row.since,
  };
  return { proposedOn: row.state === 'pending' ? row.since : null, refused: ended === undefined ? null : refused };
}

const closedRow = z.object({
  closedOn: z.string().nullable(),
  figures: z
    .object({ revenue: z.number(), cost: z.number(), margin: z.number(), margin_rate: z.number().nullable() })
    .nullable(),
});
const closingAct = z.object({ actId: z.string(), sealHead: z.string().nullable(), told: z.boolean() });

/** @returns null: the month is open. */
export async function readClosed(tx: Transaction, month: Month): Promise<ClosedMonth | null> {
  const [row] = await tx`
    select to_char(closed_at at time zone 'Europe/Paris', 'YYYY-MM-DD') as "closedOn", closed_figures as figures
    from month_closings where month = ${firstDayOf(month)} and state = 'closed'`;
  if (row === undefined) return null;
  const [act] = await tx`
    select a.act_id as "actId", e.result #>> '{result,sealHead}' as "sealHead", exists (
      select 1 from reminders r where r.workflow_id = 'month-end:' || ${month} and r.key = ${reportKey('')} || a.act_id::text) as told
    from acts a join act_payloads p on p.act_id = a.act_id left join executions e on e.act_id = a.act_id
    where a.command = 'close_month' and p.payload #>> '{input,month}' = ${month}
    order by a.at desc limit 1`;
  const closed = closedRow.parse(row);
  // Closed by an import, or before acts told of it: nobody is told what they knew.
  return act === undefined
    ? { ...closed, actId: '', sealHead: null, told: true }
    : { ...closed, ...closingAct.parse(act) };
}
