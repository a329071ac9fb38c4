// Invoices as commands know them: with their lines, what these name, and their VAT by rate. Asked as a set: the number of
// queries does not grow with invoices.
import type { InvoiceCommandRow, InvoiceLineItem, InvoiceLineRow } from '../domain/commands/rows.ts';
import type { Transaction } from './connection.ts';

type StoredInvoice = Omit<InvoiceCommandRow, 'lines' | 'vat'> & { readonly id: number };
type StoredLine = Omit<InvoiceLineRow, 'items' | 'vat'> & {
  readonly id: number;
  readonly invoiceId: number;
  readonly category: string | null;
  readonly percent: string | null;
};
type StoredItem = { readonly lineId: number; readonly item: InvoiceLineItem };
type StoredShare = NonNullable<InvoiceCommandRow['vat']>[number] & { readonly invoiceId: number };

async function readStored(tx: Transaction, where: Partial<InvoiceCommandRow>): Promise<StoredInvoice[]> {
  return [
    ...(await tx<StoredInvoice[]>`
      select i.id, i.number, i.kind, c.code as client, p.code as project, i.issued_on as "issuedOn", i.due_on as "dueOn",
        i.period_start as "periodStart", i.period_end as "periodEnd", i.net_cents as "netCents",
        trim_scale(i.vat_percent)::text as "vatPercent", i.gross_cents as "grossCents", o.number as "creditedInvoice",
        i.order_number as "orderNumber"
      from invoices i join clients c on c.id = i.client_id left join projects p on p.id = i.project_id
        left join invoices o on o.id = i.credited_invoice_id left join invoices r on r.id = i.rectified_invoice_id
      where i.origin <> 'draft' and (${where.number ?? null}::text is null or i.number = ${where.number ?? null})
        and (${where.client ?? null}::text is null or c.code = ${where.client ?? null})
        and (${where.project ?? null}::text is null or p.code = ${where.project ?? null})
        and (${where.creditedInvoice ?? null}::text is null or o.number = ${where.creditedInvoice ?? null})
        and (${where.rectifies ?? null}::text is null or r.number = ${where.rectifies ?? null})
      order by i.number`),
  ];
}

async function readLines(tx: Transaction, ids: readonly number[]): Promise<StoredLine[]> {
  return [
    ...(await tx<StoredLine[]>`
      select l.id, l.invoice_id as "invoiceId", l.rank, l.kind, p.code as project, c.code as consultant, l.label,
        l.quantity::text, l.unit_price_cents as "unitPriceCents", l.amount_cents as "amountCents",
        k.rank as "creditedRank", l.vat_category as category, trim_scale(l.vat_percent)::text as percent
      from invoice_lines l left join projects p on p.id = l.project_id left join consultants c on c.id = l.consultant_id
        left join invoice_lines k on k.id = l.credited_line_id
      where l.invoice_id = any(${[...ids]}::bigint[]) order by l.invoice_id, l.rank`),
  ];
}

/** Each item names one thing, in the words of rows.ts. */
async function readItems(tx: Transaction, ids: readonly number[]): Promise<StoredItem[]> {
  return [
    ...(await tx<StoredItem[]>`
      select t.line_id as "lineId", case
          when r.id is not null then json_build_object('time', json_build_object(
            'consultant', c.code, 'project', p.code, 'workedOn', r.worked_on, 'occurrence', r.occurrence))
          when m.id is not null then json_build_object('milestone', json_build_object('project', p.code, 'code', m.code))
          when b.id is not null then json_build_object('purchase', json_build_object(
            'project', p.code, 'boughtOn', b.bought_on, 'label', b.label, 'occurrence', b.occurrence))
          when u.id is not null then json_build_object('onCall', json_build_object(
            'project', p.code, 'consultant', c.code, 'workedOn', u.worked_on, 'rate', u.rate))
          else json_build_object('serviceMonth', json_build_object(
            'project', p.code, 'month', to_char(t.month, 'YYYY-MM')))
        end as item
      from invoice_line_items t join invoice_lines l on l.id = t.line_id
        left join time_rows r on r.id = t.time_row_id left join milestones m on m.id = t.milestone_id
        left join purchases b on b.id = t.purchase_id left join on_call_units u on u.id = t.on_call_unit_id
        left join consultants c on c.id = coalesce(r.consultant_id, u.consultant_id)
        left join projects p on p.id = coalesce(r.project_id, m.project_id, b.project_id, u.project_id, t.project_id)
      where l.invoice_id = any(${[...ids]}::bigint[]) order by t.line_id, t.rank`),
  ];
}

async function readShares(tx: Transaction, ids: readonly number[]): Promise<StoredShare[]> {
  return [
    ...(await tx<StoredShare[]>`
      select invoice_id as "invoiceId", category, trim_scale(percent)::text as percent, base_cents as "baseCents",
        vat_cents as "vatCents"
      from invoice_vat where invoice_id = any(${[...ids]}::bigint[]) order by invoice_id, percent desc, category`),
  ];
}

/** Issued and imported invoices that these fields name, by number. */
export async function findInvoices(tx: Transaction, where: Partial<InvoiceCommandRow>): Promise<InvoiceCommandRow[]> {
  const stored = await readStored(tx, where);
  if (stored.length === 0) return [];
  const ids = stored.map(({ id }) => id);
  const [lines, items, shares] = await Promise.all([readLines(tx, ids), readItems(tx, ids), readShares(tx, ids)]);
  const itemsOfLine = Map.groupBy(items, ({ lineId }) => lineId);
  const linesOfInvoice = Map.groupBy(lines, ({ invoiceId }) => invoiceId);
  const sharesOfInvoice = Map.groupBy(shares, ({ invoiceId }) => invoiceId);
  return stored.map(({ id, ...invoice }) => {
    const vat = sharesOfInvoice.get(id)?.map(({ invoiceId: _invoice, ...share }) => share);
    return {
      ...invoice,
      lines: (linesOfInvoice.get(id) ?? []).map((line) => lineOf(line, itemsOfLine.get(line.id) ?? [])),
      ...(vat ? { vat } : {}),
    };
  });
}

function lineOf(
  { id: _id, invoiceId: _invoice, category, percent, ...line }: StoredLine,
  items: readonly StoredItem[],
): InvoiceLineRow {
  const vat = { category, percent } as NonNullable<InvoiceLineRow['vat']>;
  return { ...line, items: items.map(({ item }) => item), ...(category === null ? {} : { vat }) };
}
