// What the forecast of cash looks at, for the whole firm at once.
import { z } from 'zod';
import type {
  AwaitedBill,
  AwaitedInvoice,
  CashFacts,
  PaymentTerms,
  SubcontractedMonth,
} from '../../../domain/cash-forecast.ts';
import { FORECAST_DAYS } from '../../../domain/cash-forecast.ts';
import { addDays } from '../../../domain/civil-dates.ts';
import { fraction, multiply } from '../../../domain/fraction.ts';
import { vatOf } from '../../../domain/invoice-terms.ts';
import { readSeller } from '../../../domain/legal-invoice/parties.ts';
import { eurosFromCents, eurosFromQuarterCents, roundToCents, shareOfCents } from '../../../domain/money.ts';
import { billDueOn, type OpenBill } from '../../../domain/payables.ts';
import {
  addMonths,
  firstDayOf,
  lastCompleteMonth,
  lastDayOf,
  monthOf,
  monthsBetween,
} from '../../../domain/periods.ts';
import { dayWeight, presentDaysOf, type Person } from '../../../domain/presence.ts';
import type { Transaction } from '../../connection.ts';
import { readVatReport } from '../accounts/accounting-reports.ts';
import { readFirmCard } from '../accounts/ledger-facts.ts';
import type { CostBasis } from '../counted-time.ts';
import { leftByInvoice } from '../left-of-invoices.ts';
import { readDailyCosts } from '../look-ups.ts';
import { readPeople } from '../people-facts.ts';
import { readPlannedDays, readWorkToInvoice, type PlannedDays } from './work-to-invoice.ts';

const awaitedRow = z.object({
  number: z.string(),
  client: z.string(),
  dueOn: z.string(),
  leftCents: z.number(),
  vatPercent: z.string(),
  promisedOn: z.string().nullable(),
  disputed: z.boolean(),
});

async function readAwaitedInvoices(tx: Transaction, asOf: string): Promise<AwaitedInvoice[]> {
  const rows = await tx`
    select i.number, c.code as client, i.due_on as "dueOn", l.cents as "leftCents", i.vat_percent::text as "vatPercent",
      (select p.promised_on from payment_promises p where p.invoice_id = i.id and p.recorded_on <= ${asOf}
        order by p.recorded_on desc limit 1) as "promisedOn",
      exists (select 1 from invoice_disputes d where d.invoice_id = i.id and d.opened_on <= ${asOf}
        and (d.closed_on is null or d.closed_on > ${asOf})) as disputed
    from (${leftByInvoice(tx, asOf)}) l join invoices i on i.id = l.invoice_id join clients c on c.id = i.client_id
    where l.cents > 0`;
  return z.array(awaitedRow).parse([...rows]);
}

/** What clients did in the last year tells what they do; older habits are others' habits. */
const LEARNED_DAYS = 365;

const paymentRow = z.object({ client: z.string(), dueOn: z.string(), paidOn: z.string() });

/** What was given up is among the payments, and no client paid it. */
async function readPastPayments(tx: Transaction, asOf: string) {
  const rows = await tx`
    select c.code as client, i.due_on as "dueOn", p.paid_on as "paidOn"
    from payments p join invoices i on i.id = p.invoice_id join clients c on c.id = i.client_id
    where p.gross_cents > 0 and p.paid_on > ${addDays(asOf, -LEARNED_DAYS)} and p.paid_on <= ${asOf}
      and not exists (select 1 from write_offs w
        where w.invoice_id = p.invoice_id and w.written_off_on = p.paid_on and w.occurrence = p.occurrence)`;
  return z.array(paymentRow).parse([...rows]);
}

const termsRow = z.object({
  code: z.string(),
  country: z.string().nullable(),
  postalCode: z.string().nullable(),
  vatNumber: z.string().nullable(),
  paymentDays: z.number().nullable(),
  endOfMonth: z.boolean(),
});

async function readTerms(tx: Transaction): Promise<Map<string, PaymentTerms>> {
  const [firm, rows] = await Promise.all([
    readFirmCard(tx),
    tx`select code, country, postal_code as "postalCode", vat_number as "vatNumber", payment_days as "paymentDays",
      end_of_month as "endOfMonth" from clients`,
  ]);
  const { isFranchise } = readSeller(firm);
  const clients = z.array(termsRow).parse([...rows]);
  return new Map(
    clients.map((client) => [
      client.code,
      {
        paymentDays: client.paymentDays,
        endOfMonth: client.endOfMonth,
        vatPercent: vatOf(client, isFranchise).percent,
      },
    ]),
  );
}

/** The invoices of half a year: how the firm bills now. */
const LAG_DAYS = 182;

async function readLag(tx: Transaction, asOf: string): Promise<number | null> {
  const [row] = await tx`
    select (percentile_cont(0.5) within group (order by issued_on - period_end))::float as days from invoices
    where kind = 'facture' and origin <> 'draft' and period_end is not null
      and issued_on > ${addDays(asOf, -LAG_DAYS)} and issued_on <= ${asOf}`;
  return z.object({ days: z.number().nullable() }).parse(row).days;
}

const openingRow = z.object({ cents: z.number().nullable(), on: z.string().nullable() });

/** The last balance of each account; the day is that of the one told longest ago. */
async function readOpening(tx: Transaction, asOf: string): Promise<CashFacts['opening']> {
  const [row] = await tx`
    select sum(balance_cents)::bigint as cents, min(balanced_on) as on from (
      select distinct on (account) balance_cents, balanced_on from bank_balances where balanced_on <= ${asOf}
      order by account, balanced_on desc) last`;
  const { cents, on } = openingRow.parse(row);
  return cents === null || on === null ? null : { balanceCents: cents, on };
}

function payEveryone(people: readonly Person[], costs: ReadonlyMap<string, number>, months: readonly string[]) {
  const employed = people.filter(({ employment }) => employment === 'salarie');
  return months.map((month) => {
    const paid = employed.map((person) => {
      const days = presentDaysOf(person, firstDayOf(month), lastDayOf(month)).length;
      return multiply(multiply(fraction(days), dayWeight(person)), eurosFromCents(costs.get(person.code) ?? 0));
    });
    const cents = paid.map(roundToCents);
    return {
      month,
      costCents: cents.reduce((total, one) => total + one, 0),
      people: cents.filter((one) => one > 0).length,
    };
  });
}

const workedRow = z.object({ consultant: z.string(), month: z.string(), quarterDays: z.number() });

/** Older months without an invoice: their price would be paid before the day. */
const SUBCONTRACTED_MONTHS = 2;

/** Months worked or planned of which no invoice has come. */
async function readSubcontracted(
  tx: Transaction,
  asOf: string,
  costs: ReadonlyMap<string, number>,
  planned: readonly PlannedDays[],
): Promise<SubcontractedMonth[]> {
  const since = firstDayOf(addMonths(monthOf(asOf), -SUBCONTRACTED_MONTHS));
  const [billedRows, workedRows] = await Promise.all([
    tx<{ key: string }[]>`
      select distinct c.code || ' ' || to_char(s.month, 'YYYY-MM') as key
      from supplier_invoices s join consultants c on c.id = s.consultant_id
      where s.received_on <= ${asOf} and s.month >= ${since}`,
    tx`select c.code as consultant, to_char(r.worked_on, 'YYYY-MM') as month, sum(r.quarter_days)::bigint as "quarterDays"
      from time_rows r join consultants c on c.id = r.consultant_id
      where c.employment = 'independant' and r.state <> 'brouillon' and r.worked_on between ${since} and ${asOf}
      group by 1, 2`,
  ]);
  const billed = new Set(billedRows.map(({ key }) => key));
  const expected = new Map<string, SubcontractedMonth>();
  const expect = (consultant: string, month: string, netCents: number) => {
    const key = `${consultant} ${month}`;
    if (billed.has(key)) return;
    expected.set(key, { consultant, month, netCents: (expected.get(key)?.netCents ?? 0) + netCents });
  };
  for (const { consultant, month, quarterDays } of z.array(workedRow).parse([...workedRows]))
    expect(consultant, month, roundToCents(eurosFromQuarterCents(quarterDays * (costs.get(consultant) ?? 0))));
  for (const { person, month, days } of planned)
    if (person.employment === 'independant')
      expect(person.code, month, roundToCents(multiply(days, eurosFromCents(costs.get(person.code) ?? 0))));
  return [...expected.values()];
}

/** What was paid beyond an invoice is no payment to come. */
function awaitBills(bills: readonly OpenBill[]): AwaitedBill[] {
  return bills
    .filter(({ leftCents }) => leftCents > 0)
    .map((bill) => {
      const { supplier, number, netCents, vatCents, vatOnDebits, leftCents } = bill;
      const deducted = vatOnDebits ? 0 : shareOfCents(vatCents, leftCents, netCents + vatCents);
      return { supplier, number, dueOn: billDueOn(bill), leftCents, vatCents: deducted };
    });
}

const purchaseRow = z.object({
  project: z.string(),
  label: z.string(),
  boughtOn: z.string(),
  netCents: z.number(),
});

/** Bought within the last three months: what is older is paid. */
const PURCHASE_DAYS = 92;

async function readPurchases(tx: Transaction, asOf: string) {
  const rows = await tx`
    select p.code as project, b.label, b.bought_on as "boughtOn", b.amount_cents as "netCents"
    from purchases b join projects p on p.id = b.project_id
    where b.bought_on > ${addDays(asOf, -PURCHASE_DAYS)} and b.bought_on <= ${asOf}
      and not exists (select 1 from expenses e where e.purchase_id = b.id)
    order by b.bought_on, p.code collate "C", b.label collate "C", b.occurrence`;
  return z.array(purchaseRow).parse([...rows]);
}

/** @param openBills suppliers' invoices that are not settled at the day. */
export async function readCashFacts(
  tx: Transaction,
  asOf: string,
  costBasis: CostBasis,
  openBills: readonly OpenBill[],
): Promise<CashFacts> {
  const until = addDays(asOf, FORECAST_DAYS);
  const months = monthsBetween(addMonths(lastCompleteMonth(asOf), 1), monthOf(until));
  const vatMonths = [addMonths(monthOf(asOf), -1), monthOf(asOf)];
  const people = await readPeople(tx, asOf, lastDayOf(monthOf(until)));
  const planned = await readPlannedDays(tx, asOf, people, months);
  const [opening, invoices, payments, terms, lagDays, work, costs, purchases, vat] = await Promise.all([
    readOpening(tx, asOf),
    readAwaitedInvoices(tx, asOf),
    readPastPayments(tx, asOf),
    readTerms(tx),
    readLag(tx, asOf),
    readWorkToInvoice(tx, asOf, planned, months),
    readDailyCosts(tx, asOf, costBasis),
    readPurchases(tx, asOf),
    Promise.all(vatMonths.map((month) => readVatReport(tx, { month, asOf }))),
  ]);
  return {
    asOf,
    opening,
    invoices,
    payments,
    terms,
    lagDays,
    work,
    // The month of the day too: on its last days, its salaries may be still to pay.
    salaries: payEveryone(people, costs, monthsBetween(monthOf(asOf), monthOf(until))),
    subcontracted: await readSubcontracted(tx, asOf, costs, planned),
    bills: awaitBills(openBills),
    purchases,
    vat: {
      onReceipts: vat.at(-1)?.due_on === 'encaissements',
      months: vat.map(({ month, total }) => ({ month, netCents: Math.round(total.net * 100) })),
    },
  };
}
