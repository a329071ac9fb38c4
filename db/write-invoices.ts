// Issuing an invoice, a deposit or a credit note: its number is taken last, under its counter's lock, so that
// numbers have no gap and dates never go back in a series; its lines name what they bill, and take or free it.
import { z } from 'zod';
import type { RowChange } from '../domain/commands/command.ts';
import { USUAL_SERIES } from '../domain/commands/firm/set-firm.ts';
import type { InvoiceCommandRow, InvoiceLineItem, InvoiceLineRow } from '../domain/commands/rows.ts';
import type { Transaction } from './connection.ts';
import { parties } from './printed-invoice.ts';
import { rebuildTimeSums } from './time-sums.ts';

/** The rule says no at the last moment: another invoice of the series is dated later. */
export class InvoiceDateRefused extends Error {
  readonly code = 'invoice_date_before_last';
}

/** One series for invoices, deposits and credit notes: the firm's own letters, else the usual ones. */
async function readSeries(tx: Transaction): Promise<string> {
  const [row] = await tx<{ series: string | null }[]>`select settings ->> 'invoice_series' as series from firm`;
  return row?.series ?? USUAL_SERIES;
}

/** Null: the series of that year has not begun, or another invoice of it is dated later. */
async function countOn(tx: Transaction, series: string, year: number, issuedOn: string): Promise<number | null> {
  const [row] = await tx<{ last_number: number }[]>`
    update invoice_counters set last_number = last_number + 1, last_issued_on = ${issuedOn}
    where series = ${series} and year = ${year} and (last_issued_on is null or last_issued_on <= ${issuedOn})
    returning last_number`;
  return row?.last_number ?? null;
}

/** A series begins after the imported numbers of the same shape. */
async function beginSeries(tx: Transaction, series: string, year: number, prefix: string): Promise<void> {
  await tx`
    insert into invoice_counters (series, year, last_number, last_issued_on)
    select ${series}, ${year}, coalesce(max(substr(number, ${prefix.length + 1})::int), 0), max(issued_on)
    from invoices where number ~ ${`^${prefix}[0-9]{1,9}$`}
    on conflict do nothing`;
}

async function refuseDate(tx: Transaction, series: string, year: number, issuedOn: string): Promise<never> {
  const [row] = await tx<{ last_issued_on: string | null }[]>`
    select last_issued_on from invoice_counters where series = ${series} and year = ${year}`;
  throw new InvoiceDateRefused(
    `La dernière facture de la série est datée du ${row?.last_issued_on ?? ''} : la date ${issuedOn} est antérieure.`,
  );
}

/** The next number of the series and year: 'F2026-00021'. */
async function takeNumber(tx: Transaction, { issuedOn }: InvoiceCommandRow): Promise<string> {
  const series = await readSeries(tx);
  const year = Number(issuedOn.slice(0, 4));
  const prefix = `${series}${year}-`;
  let number = await countOn(tx, series, year, issuedOn);
  if (number === null) {
    await beginSeries(tx, series, year, prefix);
    number = await countOn(tx, series, year, issuedOn);
  }
  if (number === null) return refuseDate(tx, series, year, issuedOn);
  return `${prefix}${String(number).padStart(5, '0')}`;
}

async function insertInvoice(tx: Transaction, invoice: InvoiceCommandRow, number: string): Promise<number> {
  const [row] = await tx`
    insert into invoices (number, kind, origin, client_id, project_id, issued_on, due_on, period_start, period_end,
      net_cents, vat_percent, gross_cents, credited_invoice_id, rectified_invoice_id, order_number, frozen)
    values (${number}, ${invoice.kind}, 'issued', (select id from clients where code = ${invoice.client}),
      (select id from projects where code = ${invoice.project}), ${invoice.issuedOn}, ${invoice.dueOn}, ${invoice.periodStart},
      ${invoice.periodEnd}, ${invoice.netCents}, ${invoice.vatPercent}, ${invoice.grossCents},
      (select id from invoices where number = ${invoice.creditedInvoice}),
      (select id from invoices where number = ${invoice.rectifies ?? null}), ${invoice.orderNumber},
      -- Both parties as they are on that day: what is printed later says the same.
      (select ${parties(tx)} from clients c where c.code = ${invoice.client}))
    returning id`;
  return z.object({ id: z.number() }).parse(row).id;
}

/** All the lines at once. */
async function insertLines(tx: Transaction, invoiceId: number, invoice: InvoiceCommandRow): Promise<void> {
  const lines = invoice.lines.map(({ items: _items, deposits: _deposits, vat, ...line }) => ({ ...line, ...vat }));
  const written = await tx`
    insert into invoice_lines (invoice_id, rank, kind, project_id, consultant_id, label, quantity, unit_price_cents,
      amount_cents, credited_line_id, vat_category, vat_percent)
    select ${invoiceId}, v.rank, v.kind, p.id, c.id, v.label, v.quantity, v."unitPriceCents", v."amountCents", k.id,
      v.category, v.percent
    from jsonb_to_recordset(${tx.json(lines)}) as v(rank integer, kind text, project text, consultant text, label text,
        quantity numeric, "unitPriceCents" bigint, "amountCents" bigint, "creditedRank" integer, category text, percent numeric)
      left join projects p on p.code = v.project left join consultants c on c.code = v.consultant
      left join invoices o on o.number = ${invoice.creditedInvoice}
      left join invoice_lines k on k.invoice_id = o.id and k.rank = v."creditedRank"`;
  if (written.count !== lines.length)
    throw new Error(`${written.count} lines written where ${lines.length} were asked`);
}

/** An item in columns: the ranks of its line and in it, and what names the thing. */
function flatItem(line: number, rank: number, { time, milestone, purchase, serviceMonth, onCall }: InvoiceLineItem) {
  if (time) return { line, rank, kind: 'time', ...time };
  if (milestone) return { line, rank, kind: 'milestone', ...milestone };
  if (purchase) return { line, rank, kind: 'purchase', workedOn: purchase.boughtOn, ...purchase };
  if (onCall) return { line, rank, kind: 'onCall', ...onCall };
  return { line, rank, kind: 'serviceMonth', project: serviceMonth?.project, code: serviceMonth?.month };
}

/** What the lines name, all at once: an item that names nothing that is there breaks the table's rule. */
async function insertItems(tx: Transaction, invoiceId: number, lines: readonly InvoiceLineRow[]): Promise<void> {
  const items = lines.flatMap((line) => line.items.map((item, index) => flatItem(line.rank, index + 1, item)));
  if (items.length === 0) return;
  await tx`
    insert into invoice_line_items (line_id, rank, time_row_id, milestone_id, purchase_id, on_call_unit_id, project_id, month)
    select l.id, v.rank, r.id, m.id, b.id, u.id, case when v.kind = 'serviceMonth' then p.id end,
      case when v.kind = 'serviceMonth' then (v.code || '-01')::date end
    from jsonb_to_recordset(${tx.json(items)}) as v(line integer, rank integer, kind text, project text, consultant text,
        "workedOn" date, occurrence integer, code text, label text, rate text)
      join invoice_lines l on l.invoice_id = ${invoiceId} and l.rank = v.line
      left join projects p on p.code = v.project left join consultants c on c.code = v.consultant
      left join time_rows r on v.kind = 'time' and r.consultant_id = c.id and r.worked_on = v."workedOn"
        and r.project_id = p.id and r.occurrence = v.occurrence
      left join milestones m on v.kind = 'milestone' and m.project_id = p.id and m.code = v.code
      left join purchases b on v.kind = 'purchase' and b.project_id = p.id and b.bought_on = v."workedOn"
        and b.label = v.label and b.occurrence = v.occurrence
      left join on_call_units u on v.kind = 'onCall' and u.project_id = p.id and u.consultant_id = c.id
        and u.worked_on = v."workedOn" and u.rate = v.rate`;
}

async function insertDeposits(tx: Transaction, invoiceId: number, lines: readonly InvoiceLineRow[]): Promise<void> {
  const deposits = lines.flatMap((line) => (line.deposits ?? []).map((one) => ({ line: line.rank, ...one })));
  if (deposits.length === 0) return;
  const written = await tx`
    insert into invoice_line_deposits (line_id, deposit_id, net_cents, gross_cents)
    select l.id, i.id, v."netCents", v."grossCents"
    from jsonb_to_recordset(${tx.json(deposits)}) as v(line integer, deposit text, "netCents" bigint, "grossCents" bigint)
      join invoice_lines l on l.invoice_id = ${invoiceId} and l.rank = v.line join invoices i on i.number = v.deposit`;
  if (written.count !== deposits.length) throw new Error('a deposit to deduct is not there');
}

async function insertShares(tx: Transaction, invoiceId: number, shares: InvoiceCommandRow['vat']): Promise<void> {
  if (shares === undefined) return;
  await tx`
    insert into invoice_vat (invoice_id, category, percent, base_cents, vat_cents)
    select ${invoiceId}, v.category, v.percent, v."baseCents", v."vatCents"
    from jsonb_to_recordset(${tx.json(shares)}) as v(category text, percent numeric, "baseCents" bigint, "vatCents" bigint)`;
}

/** Tables of things that a line takes, and the column that names them. Milestones and months are taken by being named. */
const TAKEN = {
  time: { table: 'time_rows', column: 'time_row_id' },
  purchase: { table: 'purchases', column: 'purchase_id' },
  onCall: { table: 'on_call_units', column: 'on_call_unit_id' },
} as const;

/** An invoice's lines take what they name; a credit note's free it. Nothing is taken twice: a second taker is a broken invariant. */
async function settleItems(tx: Transaction, invoiceId: number, invoice: InvoiceCommandRow): Promise<void> {
  const frees = invoice.kind === 'avoir';
  const items = invoice.lines.flatMap((line) => line.items);
  for (const thing of ['time', 'purchase', 'onCall'] as const) {
    const named = items.filter((item) => item[thing] !== undefined).length;
    if (named === 0) continue;
    const { table, column } = TAKEN[thing];
    const settled = await tx`
      update ${tx(table)} r set billed_line_id = ${frees ? tx`null` : tx`t.line_id`}
      from invoice_line_items t join invoice_lines l on l.id = t.line_id
      where l.invoice_id = ${invoiceId} and r.id = t.${tx(column)} and (r.billed_line_id is not null) = ${frees}`;
    if (settled.count !== named)
      throw new Error(`${named} things of ${table} are named, ${settled.count} could be ${frees ? 'freed' : 'taken'}`);
  }
}

/** The sums of the days that an invoice takes, or frees: theirs alone. */
async function rebuildSums(tx: Transaction, invoiceId: number, lines: readonly InvoiceLineRow[]): Promise<void> {
  const days = lines.flatMap(({ items }) => items.flatMap(({ time }) => time?.workedOn ?? [])).toSorted();
  const [from, to] = [days[0], days.at(-1)];
  if (from === undefined || to === undefined) return;
  const rows = await tx<{ project_id: number; consultant_id: number }[]>`
    select distinct r.project_id, r.consultant_id
    from invoice_lines l join invoice_line_items t on t.line_id = l.id join time_rows r on r.id = t.time_row_id
    where l.invoice_id = ${invoiceId}`;
  const [projectIds, consultantIds] = [rows.map((row) => row.project_id), rows.map((row) => row.consultant_id)];
  await rebuildTimeSums(tx, {
    projectIds: [...new Set(projectIds)],
    consultantIds: [...new Set(consultantIds)],
    from,
    to,
  });
}

/** Issues the plan's documents in order. Returns their numbers. */
export async function issueInvoices(tx: Transaction, changes: readonly RowChange<'invoice'>[]): Promise<string[]> {
  const numbers: string[] = [];
  for (const { before, after } of changes) {
    if (before !== null || after === null) throw new Error('an issued invoice is never changed');
    // The cancellation of a rectified invoice has a name of its own, out of the series.
    const number = after.number ?? (await takeNumber(tx, after));
    const id = await insertInvoice(tx, after, number);
    await insertLines(tx, id, after);
    await insertItems(tx, id, after.lines);
    await insertDeposits(tx, id, after.lines);
    await insertShares(tx, id, after.vat);
    await settleItems(tx, id, after);
    await rebuildSums(tx, id, after.lines);
    if (after.number === null) numbers.push(number);
  }
  return numbers;
}
