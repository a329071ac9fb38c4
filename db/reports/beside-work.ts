// What is billed beside a contract's own work, at a day: rebillable purchases and on-call units, and whether a live line
// of an invoice has taken them.
import { z } from 'zod';
import { askedCents, type BesideWork } from '../../domain/billing.ts';
import { firstDayOf, lastDayOf } from '../../domain/periods.ts';
import type { Transaction } from '../connection.ts';
import { pricedOnCall } from './on-call-units.ts';
import { groupBy } from './project-facts.ts';
import { importedCovers } from './uninvoiced-time.ts';

/** True for the thing (column = value, alias as given) that a live line of an issued invoice names at the day. */
export function namedByLine(
  tx: Transaction,
  asOf: string,
  match: ReturnType<Transaction>,
  sameThing: ReturnType<Transaction>,
) {
  return tx`${lineNaming(tx, asOf, match, sameThing)} is not null`;
}

/** What is left of a line (an SQL expression) at the day: what it asked, less all that credit notes took back of it. */
function leftOfLine(tx: Transaction, asOf: string, line: ReturnType<Transaction>) {
  return tx`(
    select l.amount_cents - coalesce((
      select sum(cl.amount_cents) from invoice_lines cl join invoices ci on ci.id = cl.invoice_id
      where cl.credited_line_id = l.id and ci.origin = 'issued' and ci.issued_on <= ${asOf}), 0)::bigint
    from invoice_lines l where l.id = ${line})`;
}

/** The live line that names it; null: none does. */
function lineNaming(tx: Transaction, asOf: string, match: ReturnType<Transaction>, sameThing: ReturnType<Transaction>) {
  return tx`(
    select max(l.id) from invoice_line_items t join invoice_lines l on l.id = t.line_id join invoices i on i.id = l.invoice_id
    where ${match} and i.origin = 'issued' and i.kind <> 'avoir' and i.issued_on <= ${asOf}
      and not exists (
        select 1 from invoice_lines cl join invoices ci on ci.id = cl.invoice_id join invoice_line_items ct on ct.line_id = cl.id
        where cl.credited_line_id = l.id and ci.origin = 'issued' and ci.issued_on <= ${asOf} and ${sameThing}))`;
}

const purchaseRow = z.object({
  project_id: z.number(),
  label: z.string(),
  bought_on: z.string(),
  occurrence: z.number(),
  amount_cents: z.number(),
  rebilling_percent: z.string(),
  rebilled_cents: z.number().nullable(),
  disbursement: z.boolean(),
  vat_percent: z.string().nullable(),
  entered_here: z.boolean(),
  in_month: z.boolean(),
  before_month: z.boolean(),
  /** The live invoice line that names it, and what is left of that line; null: none does. */
  line_id: z.number().nullable(),
  line_left_cents: z.number().nullable(),
  /** In the period of an imported invoice, which has no lines. */
  covered: z.boolean(),
});
type PurchaseRow = z.infer<typeof purchaseRow>;

async function readRebillablePurchases(tx: Transaction, month: string, asOf: string, ids: readonly number[]) {
  const rows = await tx`
    with covers as materialized (${importedCovers(tx, asOf)}),
    covered as materialized (
      select q.id from purchases q join covers v on v.project_id = q.project_id and q.bought_on between v.period_start and v.period_end
      where q.rebillable and q.bought_on <= ${asOf})
    select p.project_id, p.label, p.bought_on, p.occurrence, p.amount_cents, p.rebilling_percent::text,
      p.rebilled_cents, p.disbursement, trim_scale(p.vat_percent)::text as vat_percent, p.entered_here,
      p.bought_on >= ${firstDayOf(month)} and p.bought_on <= ${lastDayOf(month)} as in_month,
      p.bought_on < ${firstDayOf(month)} as before_month, p.id in (select id from covered) as covered,
      p.line_id, ${leftOfLine(tx, asOf, tx`p.line_id`)} as line_left_cents
    from (
      select q.*, ${lineNaming(tx, asOf, tx`t.purchase_id = q.id`, tx`ct.purchase_id = q.id`)} as line_id from purchases q
      where q.rebillable and q.bought_on <= ${asOf} and q.project_id = any(${[...ids]}::bigint[])) p
    order by p.project_id, p.bought_on, p.label, p.occurrence`;
  return groupBy(z.array(purchaseRow).parse([...rows]), (row) => row.project_id);
}

const onCallRow = z.object({
  project_id: z.number(),
  consultant: z.string(),
  worked_on: z.string(),
  rate: z.string(),
  label: z.string(),
  units: z.string(),
  price_cents: z.number(),
  in_month: z.boolean(),
  before_month: z.boolean(),
  /** The live invoice line that names it, and what is left of that line; null: none does. */
  line_id: z.number().nullable(),
  line_left_cents: z.number().nullable(),
});
type OnCallRow = z.infer<typeof onCallRow>;

async function readOnCallWork(tx: Transaction, month: string, asOf: string, ids: readonly number[]) {
  const rows = await tx`
    select u.project_id, c.code as consultant, u.worked_on, u.rate, u.label, trim_scale(u.units)::text as units,
      u.price_cents, u.worked_on >= ${firstDayOf(month)} and u.worked_on <= ${lastDayOf(month)} as in_month,
      u.worked_on < ${firstDayOf(month)} as before_month,
      u.line_id, ${leftOfLine(tx, asOf, tx`u.line_id`)} as line_left_cents
    from (
      select q.*, ${lineNaming(tx, asOf, tx`t.on_call_unit_id = q.id`, tx`ct.on_call_unit_id = q.id`)} as line_id
      from (${pricedOnCall(tx)}) q
      where q.worked_on <= ${asOf} and q.project_id = any(${[...ids]}::bigint[])) u
      join consultants c on c.id = u.consultant_id
    order by u.project_id, u.worked_on, c.code collate "C", u.rate collate "C"`;
  return groupBy(z.array(onCallRow).parse([...rows]), (row) => row.project_id);
}

export type BesideRows = { readonly purchases: readonly PurchaseRow[]; readonly onCall: readonly OnCallRow[] };

/** Rebillable purchases and on-call units of these projects, done by `asOf`. */
export async function readBesideWork(
  tx: Transaction,
  month: string,
  asOf: string,
  ids: readonly number[],
): Promise<Map<number, BesideRows>> {
  const [purchases, onCall] = await Promise.all([
    readRebillablePurchases(tx, month, asOf, ids),
    readOnCallWork(tx, month, asOf, ids),
  ]);
  const projects = new Set([...purchases.keys(), ...onCall.keys()]);
  return new Map([...projects].map((id) => [id, { purchases: purchases.get(id) ?? [], onCall: onCall.get(id) ?? [] }]));
}

/** What is to be asked for beside the work, of the month or of before it; what an import brought of before may have been billed. */
export function besideWork({ purchases, onCall }: BesideRows, when: 'month' | 'before'): BesideWork {
  const isOfThen = (row: PurchaseRow | OnCallRow) => (when === 'month' ? row.in_month : row.before_month);
  return {
    purchases: purchases
      .filter((row) => isOfThen(row) && row.line_id === null && !row.covered && (when === 'month' || row.entered_here))
      .map((row) => ({
        label: row.label,
        boughtOn: row.bought_on,
        occurrence: row.occurrence,
        amountCents: row.amount_cents,
        rebillingPercent: row.rebilling_percent,
        rebilledCents: row.rebilled_cents,
        disbursement: row.disbursement,
        vatPercent: row.vat_percent,
      })),
    onCall: onCall
      .filter((row) => isOfThen(row) && row.line_id === null)
      .map((row) => ({
        consultant: row.consultant,
        workedOn: row.worked_on,
        rate: row.rate,
        label: row.label,
        units: row.units,
        unitPriceCents: row.price_cents,
      })),
  };
}

/**
 * What invoices still ask for beside the work: what is left of each live line that bills it, at the price that the line
 * bears. Euros off such a line are off the line alone: they free nothing of a ceiling, which is for days.
 */
export function takenBesideCents({ purchases, onCall }: BesideRows): number {
  const lefts = new Map(
    [...purchases, ...onCall].flatMap(({ line_id: line, line_left_cents: cents }) =>
      line === null || cents === null ? [] : [[line, cents] as const],
    ),
  );
  const covered = purchases
    .filter(({ line_id: line, covered: isCovered }) => line === null && isCovered)
    .map((row) =>
      askedCents({
        amountCents: row.amount_cents,
        rebillingPercent: row.rebilling_percent,
        rebilledCents: row.rebilled_cents,
      }),
    );
  return [...lefts.values(), ...covered].reduce((total, cents) => total + cents, 0);
}
