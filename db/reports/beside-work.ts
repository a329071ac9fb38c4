// What is billed beside a contract's own work, at a day: rebillable purchases and on-call units, and whether a live line
// of an invoice has taken them.
import { z } from 'zod';
import { askedCents, type BesideWork } from '../../domain/billing.ts';
import { multiply, parseDecimal, sum } from '../../domain/fraction.ts';
import { eurosFromCents, roundToCents } from '../../domain/money.ts';
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
  taken: z.boolean(),
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
      p.bought_on < ${firstDayOf(month)} as before_month,
      p.id in (select id from covered) or ${namedByLine(tx, asOf, tx`t.purchase_id = p.id`, tx`ct.purchase_id = p.id`)} as taken
    from purchases p
    where p.rebillable and p.bought_on <= ${asOf} and p.project_id = any(${[...ids]}::bigint[])
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
  /** The live invoice line that names it. */
  line_id: z.number().nullable(),
});
type OnCallRow = z.infer<typeof onCallRow>;

async function readOnCallWork(tx: Transaction, month: string, asOf: string, ids: readonly number[]) {
  const rows = await tx`
    select u.project_id, c.code as consultant, u.worked_on, u.rate, u.label, trim_scale(u.units)::text as units,
      u.price_cents, u.worked_on >= ${firstDayOf(month)} and u.worked_on <= ${lastDayOf(month)} as in_month,
      u.worked_on < ${firstDayOf(month)} as before_month,
      ${lineNaming(tx, asOf, tx`t.on_call_unit_id = u.id`, tx`ct.on_call_unit_id = u.id`)} as line_id
    from (${pricedOnCall(tx)}) u join consultants c on c.id = u.consultant_id
    where u.worked_on <= ${asOf} and u.project_id = any(${[...ids]}::bigint[])
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
      .filter((row) => isOfThen(row) && !row.taken && (when === 'month' || row.entered_here))
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

/** What live lines have already asked for beside the work. */
export function takenBesideCents({ purchases, onCall }: BesideRows): number {
  const rebilled = purchases
    .filter(({ taken }) => taken)
    .map((row) =>
      askedCents({
        amountCents: row.amount_cents,
        rebillingPercent: row.rebilling_percent,
        rebilledCents: row.rebilled_cents,
      }),
    );
  // A line adds its units before it rounds: what it asked is rounded once.
  const lines = Map.groupBy(
    onCall.filter(({ line_id }) => line_id !== null),
    ({ line_id }) => line_id,
  );
  const units = [...lines.values()].map((rows) =>
    roundToCents(sum(rows.map((row) => multiply(parseDecimal(row.units), eurosFromCents(row.price_cents))))),
  );
  return [...rebilled, ...units].reduce((total, cents) => total + cents, 0);
}
