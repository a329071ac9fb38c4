// Issuing an invoice, a deposit or a credit note: its number is taken last, under its counter's lock, so that
// numbers have no gap and dates never go back in a series; its lines name what they bill, and take or free it.
import { z } from 'zod';
import type { RowChange } from '../domain/commands/command.ts';
import { USUAL_SERIES } from '../domain/commands/firm/set-firm.ts';
import type { InvoiceCommandRow, InvoiceLineItem, InvoiceLineRow } from '../domain/commands/rows.ts';
import type { Transaction } from './connection.ts';
import { parties } from './printed-invoice.ts';

/** The rule says no at the last moment: another invoice of the series is dated later. */
export class InvoiceDateRefused extends Error {
  readonly code = 'invoice_date_before_last';
}

/** One series for invoices, deposits and credit notes: the firm's own letters, else the usual ones. */
async function readSeries(tx: Transaction): Promise<string> {
  const [row] = await tx<{ series: string | null }[]>`select settings ->> 'invoice_series' as series from firm`;
  return row?.series ?? USUAL_SERIES;
}

const counterRow = z.object({ last_number: z.number(), last_issued_on: z.string().nullable() });

/** The next number of the series and year: 'F2026-00021'. Imported numbers of the same shape are counted. */
async function takeNumber(tx: Transaction, invoice: InvoiceCommandRow): Promise<string> {
  const series = await readSeries(tx);
  const year = Number(invoice.issuedOn.slice(0, 4));
  const prefix = `${series}${year}-`;
  await tx`
    insert into invoice_counters (series, year, last_number, last_issued_on)
    select ${series}, ${year}, coalesce(max(substr(number, ${prefix.length + 1})::int), 0), max(issued_on)
    from invoices where number ~ ${`^${prefix}[0-9]{1,9}$`}
    on conflict do nothing`;
  const [row] =
    await tx`select last_number, last_issued_on from invoice_counters where series = ${series} and year = ${year} for update`;
  const counter = counterRow.parse(row);
  if (counter.last_issued_on !== null && counter.last_issued_on > invoice.issuedOn) {
    throw new InvoiceDateRefused(
      `La dernière facture de la série est datée du ${counter.last_issued_on} : la date ${invoice.issuedOn} est antérieure.`,
    );
  }
  const next = counter.last_number + 1;
  await tx`update invoice_counters set last_number = ${next}, last_issued_on = ${invoice.issuedOn} where series = ${series} and year = ${year}`;
  return `${prefix}${String(next).padStart(5, '0')}`;
}

async function insertInvoice(tx: Transaction, invoice: InvoiceCommandRow, number: string): Promise<number> {
  const [row] = await tx`
    insert into invoices (number, kind, origin, client_id, project_id, issued_on, due_on, period_start, period_end,
      net_cents, vat_percent, gross_cents, credited_invoice_id, order_number, frozen)
    values (${number}, ${invoice.kind}, 'issued', (select id from clients where code = ${invoice.client}),
      (select id from projects where code = ${invoice.project}), ${invoice.issuedOn}, ${invoice.dueOn}, ${invoice.periodStart},
      ${invoice.periodEnd}, ${invoice.netCents}, ${invoice.vatPercent}, ${invoice.grossCents},
      (select id from invoices where number = ${invoice.creditedInvoice}), ${invoice.orderNumber},
      -- Both parties as they are on that day: what is printed later says the same.
      (select ${parties(tx)} from clients c where c.code = ${invoice.client}))
    returning id`;
  return z.object({ id: z.number() }).parse(row).id;
}

/** The days of a line, all at once: a line without one of its days breaks the table's rule (each item names one thing). */
async function insertDays(tx: Transaction, lineId: number, items: readonly InvoiceLineItem[]): Promise<void> {
  const days = items.flatMap(({ time }, index) => (time ? [{ rank: index + 1, ...time }] : []));
  if (days.length === 0) return;
  await tx`
    insert into invoice_line_items (line_id, rank, time_row_id)
    select ${lineId}, v.rank, r.id
    from jsonb_to_recordset(${tx.json(days)}) as v(rank integer, consultant text, project text, "workedOn" date, occurrence integer)
      left join consultants c on c.code = v.consultant left join projects p on p.code = v.project
      left join time_rows r
        on r.consultant_id = c.id and r.project_id = p.id and r.worked_on = v."workedOn" and r.occurrence = v.occurrence`;
}

async function insertItem(tx: Transaction, lineId: number, rank: number, item: InvoiceLineItem): Promise<void> {
  const { milestone, purchase, serviceMonth } = item;
  await tx`
    insert into invoice_line_items (line_id, rank, milestone_id, purchase_id, project_id, month)
    values (${lineId}, ${rank},
      ${milestone ? tx`(select m.id from milestones m join projects p on p.id = m.project_id where p.code = ${milestone.project} and m.code = ${milestone.code})` : tx`null`},
      ${
        purchase
          ? tx`(select b.id from purchases b join projects p on p.id = b.project_id
              where p.code = ${purchase.project} and b.bought_on = ${purchase.boughtOn} and b.label = ${purchase.label} and b.occurrence = ${purchase.occurrence})`
          : tx`null`
      },
      ${serviceMonth ? tx`(select id from projects where code = ${serviceMonth.project})` : tx`null`},
      ${serviceMonth ? `${serviceMonth.month}-01` : null})`;
}

async function insertLine(
  tx: Transaction,
  invoiceId: number,
  line: InvoiceLineRow,
  creditedInvoice: string | null,
): Promise<number> {
  const [row] = await tx`
    insert into invoice_lines (invoice_id, rank, kind, project_id, consultant_id, label, quantity, unit_price_cents, amount_cents, credited_line_id)
    values (${invoiceId}, ${line.rank}, ${line.kind}, (select id from projects where code = ${line.project}),
      (select id from consultants where code = ${line.consultant}), ${line.label}, ${line.quantity}, ${line.unitPriceCents}, ${line.amountCents},
      (select l.id from invoice_lines l join invoices i on i.id = l.invoice_id where i.number = ${creditedInvoice} and l.rank = ${line.creditedRank}))
    returning id`;
  const { id } = z.object({ id: z.number() }).parse(row);
  await insertDays(tx, id, line.items);
  for (const [index, item] of line.items.entries()) if (!item.time) await insertItem(tx, id, index + 1, item);
  for (const { deposit, netCents, grossCents } of line.deposits ?? []) {
    await tx`
      insert into invoice_line_deposits (line_id, deposit_id, net_cents, gross_cents)
      values (${id}, (select id from invoices where number = ${deposit}), ${netCents}, ${grossCents})`;
  }
  return id;
}

/** An invoice's line takes what it names; a credit note's frees it. Nothing is taken twice: a second taker is a broken invariant. */
async function settleItems(tx: Transaction, lineId: number, line: InvoiceLineRow, frees: boolean): Promise<void> {
  const times = line.items.filter((item) => item.time !== undefined).length;
  const purchases = line.items.filter((item) => item.purchase !== undefined).length;
  const takenTimes = await tx`
    update time_rows r set billed_line_id = ${frees ? null : lineId}
    from invoice_line_items t where t.line_id = ${lineId} and r.id = t.time_row_id and (r.billed_line_id is not null) = ${frees}`;
  const takenPurchases = await tx`
    update purchases b set billed_line_id = ${frees ? null : lineId}
    from invoice_line_items t where t.line_id = ${lineId} and b.id = t.purchase_id and (b.billed_line_id is not null) = ${frees}`;
  if (takenTimes.count !== times || takenPurchases.count !== purchases) {
    throw new Error(
      `line ${line.rank} names ${times + purchases} things, ${takenTimes.count + takenPurchases.count} could be ${frees ? 'freed' : 'taken'}`,
    );
  }
}

/** Marks the sums of the projects whose rows were taken or freed. */
async function rebuildProjectSums(tx: Transaction, invoiceIds: readonly number[]): Promise<readonly number[]> {
  const rows = await tx<{ project_id: number }[]>`
    select distinct r.project_id from invoice_lines l join invoice_line_items t on t.line_id = l.id join time_rows r on r.id = t.time_row_id
    where l.invoice_id = any(${[...invoiceIds]}::bigint[])`;
  return rows.map((row) => row.project_id);
}

/** Issues the plan's documents in order. Returns their numbers, and the projects whose sums are to be rebuilt. */
export async function issueInvoices(
  tx: Transaction,
  changes: readonly RowChange<'invoice'>[],
): Promise<{ numbers: string[]; projectIds: readonly number[] }> {
  const numbers: string[] = [];
  const ids: number[] = [];
  for (const { before, after } of changes) {
    if (before !== null || after === null) throw new Error('an issued invoice is never changed');
    const number = await takeNumber(tx, after);
    const id = await insertInvoice(tx, after, number);
    for (const line of after.lines) {
      const lineId = await insertLine(tx, id, line, after.creditedInvoice);
      if (line.items.length > 0) await settleItems(tx, lineId, line, after.kind === 'avoir');
    }
    numbers.push(number);
    ids.push(id);
  }
  return { numbers, projectIds: await rebuildProjectSums(tx, ids) };
}
