// What the reports of accounting read: reconciliation of revenue, VAT return, variables of payroll.
import { z } from 'zod';
import { financialYear, keepLedger } from '../../../domain/accounts/ledger.ts';
import { reportAccounts } from '../../../domain/accounts/reconciliation.ts';
import { reportVat } from '../../../domain/accounts/vat-return.ts';
import { earlier } from '../../../domain/civil-dates.ts';
import { readSeller } from '../../../domain/legal-invoice/parties.ts';
import { reportPayroll } from '../../../domain/payroll.ts';
import { firstDayOf, lastDayOf } from '../../../domain/periods.ts';
import type { Transaction } from '../../connection.ts';
import { readPeople } from '../people-facts.ts';
import { isKept, readAccruals, readEarnedAt } from './accrual-facts.ts';
import { yearOfDay } from './books.ts';
import { readDatedFacts, readSales } from './ledger-facts.ts';

type MonthArgs = { readonly month: string; readonly asOf: string };

/** At the month's end, or at the day when the month is not over by then. */
export async function readAccountsReport(tx: Transaction, { month, asOf }: MonthArgs) {
  const day = earlier(lastDayOf(month), asOf);
  const { documents, acceptances, isFranchise } = await readSales(tx, day);
  const [isClosed, earned, accruals] = await Promise.all([
    isKept(tx, day),
    readEarnedAt(tx, day, isFranchise),
    readAccruals(tx, { documents, acceptances, isFranchise }, [day]),
  ]);
  const [ofDay = { day, projects: [], suppliers: [] }] = accruals;
  return reportAccounts({ day, isClosed, documents, acceptances, accruals: ofDay, earned });
}

/** Accruals bear VAT of their own accounts (44587, 44586): the return needs none of them. */
export async function readVatReport(tx: Transaction, { month, asOf }: MonthArgs) {
  const through = earlier(lastDayOf(month), asOf);
  const facts = await readDatedFacts(tx, through);
  const { start } = financialYear(yearOfDay(through, facts.settings), facts.settings);
  const { paysVatOnDebits } = readSeller(facts.sales.firm);
  return reportVat(keepLedger(facts, start, through), facts.documents, month, !paysVatOnDebits);
}

const expenseRow = z.object({
  consultant: z.string(),
  spentOn: z.string(),
  label: z.string(),
  project: z.string().nullable(),
  netCents: z.number(),
  vatCents: z.number(),
});

const onCallRow = z.object({
  consultant: z.string(),
  workedOn: z.string(),
  project: z.string(),
  label: z.string(),
  units: z.number(),
});

/** Under the label that the project's rates give them on the day. */
async function readOnCall(tx: Transaction, start: string, end: string) {
  const rows = await tx`
    select c.code as consultant, u.worked_on as "workedOn", p.code as project, coalesce(r.label, u.rate) as label,
      u.units::float as units
    from on_call_units u join consultants c on c.id = u.consultant_id join projects p on p.id = u.project_id
      left join lateral (
        select label from on_call_rates r where r.project_id = u.project_id and r.code = u.rate and r.starts_on <= u.worked_on
        order by r.starts_on desc limit 1
      ) r on true
    where u.worked_on between ${start} and ${end} and u.units > 0
    order by u.worked_on, p.code collate "C", u.rate collate "C"`;
  return z.array(onCallRow).parse([...rows]);
}

export async function readPayrollReport(tx: Transaction, { month, asOf }: MonthArgs) {
  const [start, end] = [firstDayOf(month), earlier(lastDayOf(month), asOf)];
  const [people, names, onCall, expenses, closings] = await Promise.all([
    readPeople(tx, start, lastDayOf(month)),
    tx<{ code: string; name: string }[]>`select code, first_name || ' ' || last_name as name from consultants`,
    readOnCall(tx, start, end),
    tx`select c.code as consultant, e.spent_on as "spentOn", e.label, p.code as project, e.amount_cents as "netCents",
        e.vat_cents as "vatCents"
      from expenses e join consultants c on c.id = e.consultant_id left join projects p on p.id = e.project_id
      where e.status = 'validee' and coalesce(e.payable_on, e.spent_on) between ${start} and ${end}
      order by e.spent_on, e.id`,
    tx`select 1 from month_closings where month = ${start} and state = 'closed'`,
  ]);
  return reportPayroll(
    people,
    new Map(names.map(({ code, name }) => [code, name])),
    { expenses: z.array(expenseRow).parse([...expenses]), onCall },
    { month, closed: closings.length > 0 },
  );
}
