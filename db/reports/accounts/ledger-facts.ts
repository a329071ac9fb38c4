// The dated facts that the books are made of, read in one snapshot: a query a kind of fact, whatever their number.
import { z } from 'zod';
import { accountSettings } from '../../../domain/accounts/chart.ts';
import { accrualDays, keepLedger, type Ledger, type LedgerFacts } from '../../../domain/accounts/ledger.ts';
import type { ProjectPurchase, SupplierBill, SupplierPayment } from '../../../domain/accounts/purchases.ts';
import type { Receipt } from '../../../domain/accounts/receipts.ts';
import type { Acceptance, SalesDocument } from '../../../domain/accounts/sales.ts';
import { readSeller, type FirmCard } from '../../../domain/legal-invoice/parties.ts';
import { VAT_DUE } from '../../../domain/commands/firm/set-firm.ts';
import type { Transaction } from '../../connection.ts';
import { readAccruals } from './accrual-facts.ts';

const firmRow = z.object({
  name: z.string().nullable(),
  siren: z.string().nullable(),
  settings: z.record(z.string(), z.unknown()),
});

export async function readFirmCard(tx: Transaction): Promise<FirmCard> {
  const [row] = await tx`select name, siren, settings from firm`;
  return row === undefined ? { name: null, siren: null, settings: {} } : firmRow.parse(row);
}

const documentRow = z.object({
  number: z.string(),
  kind: z.enum(['facture', 'avoir', 'acompte']),
  client: z.string(),
  client_name: z.string(),
  project: z.string().nullable(),
  issued_on: z.string(),
  net_cents: z.number(),
  gross_cents: z.number(),
  vat_percent: z.string(),
  vat: z.array(z.object({ percent: z.string(), baseCents: z.number(), vatCents: z.number() })).nullable(),
  rebilled_cents: z.number(),
  disbursed_cents: z.number(),
  acceptance_cents: z.number(),
  credited_number: z.string().nullable(),
  credited_kind: z.enum(['facture', 'acompte']).nullable(),
  vat_due: z.enum(VAT_DUE).nullable(),
});

/** An imported document without lines pays acceptances when it has no period (REPORTS.md, billing). */
async function readDocuments(tx: Transaction, through: string): Promise<SalesDocument[]> {
  const rows = await tx`
    with lines as (
      select l.invoice_id,
        sum(l.amount_cents) filter (where coalesce(case l.kind when 'rebate' then o.kind end, l.kind) = 'purchase') as rebilled,
        sum(l.amount_cents) filter (where coalesce(case l.kind when 'rebate' then o.kind end, l.kind) = 'disbursement') as disbursed,
        sum(l.amount_cents) filter (where coalesce(case l.kind when 'rebate' then o.kind end, l.kind) = 'milestone') as accepted
      from invoice_lines l left join invoice_lines o on o.id = l.credited_line_id group by 1
    )
    select i.number, i.kind, c.code as client, c.name as client_name, coalesce(p.code, q.code) as project, i.issued_on,
      i.net_cents, i.gross_cents, trim_scale(i.vat_percent)::text as vat_percent,
      (select json_agg(json_build_object('percent', trim_scale(s.percent)::text, 'baseCents', s.base_cents,
          'vatCents', s.vat_cents) order by s.percent desc, s.category)
        from invoice_vat s where s.invoice_id = i.id) as vat,
      coalesce(l.rebilled, 0)::bigint as rebilled_cents, coalesce(l.disbursed, 0)::bigint as disbursed_cents,
      case when l.invoice_id is not null and (o.id is null or o.origin = 'issued') then coalesce(l.accepted, 0)
        when coalesce(o.kind, i.kind) = 'facture' and coalesce(o.period_start, o.period_end, case when o.id is null then coalesce(i.period_start, i.period_end) end) is null
          then i.net_cents
        else 0 end::bigint as acceptance_cents,
      o.number as credited_number, o.kind as credited_kind,
      -- As the firm was on the day of issue; a credit note follows what it takes back, issued here or imported.
      case when paper.frozen is null then coalesce(f.settings ->> 'vat_due_imported', f.settings ->> 'vat_due')
        else paper.frozen -> 'firm' -> 'settings' ->> 'vat_due' end as vat_due
    from invoices i join clients c on c.id = i.client_id left join projects p on p.id = i.project_id
      left join invoices o on o.id = i.credited_invoice_id left join projects q on q.id = o.project_id
      cross join lateral (select case when o.id is null then i.frozen else o.frozen end as frozen) paper
      left join lines l on l.invoice_id = i.id left join firm f on true
    where i.origin <> 'draft' and i.issued_on <= ${through}
    order by i.issued_on, i.number collate "C"`;
  return z
    .array(documentRow)
    .parse([...rows])
    .map((row) => ({
      number: row.number,
      kind: row.kind,
      client: { code: row.client, name: row.client_name },
      project: row.project,
      issuedOn: row.issued_on,
      netCents: row.net_cents,
      grossCents: row.gross_cents,
      vatPercent: row.vat_percent,
      vat: row.vat,
      rebilledCents: row.rebilled_cents,
      disbursedCents: row.disbursed_cents,
      acceptanceCents: row.acceptance_cents,
      credited:
        row.credited_number === null || row.credited_kind === null
          ? null
          : { number: row.credited_number, kind: row.credited_kind },
      // Services are taxed as they are paid unless the firm opted for the debits (CGI, art. 269, 2-c).
      vatOnReceipts: row.vat_due !== 'debits',
    }));
}

const acceptanceRow = z.object({ project: z.string(), acceptedOn: z.string(), amountCents: z.number() });

async function readAcceptances(tx: Transaction, through: string): Promise<Acceptance[]> {
  const rows = await tx`
    select p.code as project, m.accepted_on as "acceptedOn", m.amount_cents as "amountCents"
    from milestones m join projects p on p.id = m.project_id where m.accepted_on <= ${through}`;
  return z.array(acceptanceRow).parse([...rows]);
}

const receiptRow = z.object({
  invoice: z.string(),
  paidOn: z.string(),
  occurrence: z.number(),
  grossCents: z.number(),
  reference: z.string().nullable(),
  isWriteOff: z.boolean(),
});

/** What was noted on a credit note concerns what it takes back. */
async function readReceipts(tx: Transaction, through: string): Promise<Receipt[]> {
  const rows = await tx`
    select coalesce(o.number, i.number) as invoice, p.paid_on as "paidOn", p.occurrence, p.gross_cents as "grossCents",
      p.reference, (w.invoice_id is not null) as "isWriteOff"
    from payments p join invoices i on i.id = p.invoice_id left join invoices o on o.id = i.credited_invoice_id
      left join write_offs w on w.invoice_id = p.invoice_id and w.written_off_on = p.paid_on and w.occurrence = p.occurrence
    where p.paid_on <= ${through} order by p.paid_on, p.id`;
  return z.array(receiptRow).parse([...rows]);
}

const billRow = z.object({
  code: z.string(),
  name: z.string(),
  number: z.string(),
  project: z.string().nullable(),
  receivedOn: z.string(),
  netCents: z.number(),
  vatCents: z.number(),
  vatOnDebits: z.boolean(),
});

/** One that comes after the day was perhaps paid by it. */
async function readBills(tx: Transaction, through: string): Promise<SupplierBill[]> {
  const rows = await tx`
    select c.code, c.first_name || ' ' || c.last_name as name, s.number, p.code as project, s.received_on as "receivedOn",
      s.net_cents as "netCents", s.vat_cents as "vatCents", s.vat_on_debits as "vatOnDebits"
    from supplier_invoices s join consultants c on c.id = s.consultant_id left join projects p on p.id = s.project_id
    where s.received_on <= ${through} or exists (
      select 1 from supplier_payments y
      where y.consultant_id = s.consultant_id and y.number = s.number and y.paid_on <= ${through})
    order by s.received_on, c.code collate "C", s.number collate "C"`;
  return z
    .array(billRow)
    .parse([...rows])
    .map(({ code, name, ...bill }) => ({ ...bill, supplier: { code, name } }));
}

const billPaymentRow = z.object({
  code: z.string(),
  number: z.string(),
  paidOn: z.string(),
  occurrence: z.number(),
  grossCents: z.number(),
  reference: z.string().nullable(),
});

async function readBillPayments(tx: Transaction, through: string): Promise<SupplierPayment[]> {
  const rows = await tx`
    select c.code, y.number, y.paid_on as "paidOn", y.occurrence, y.gross_cents as "grossCents", y.reference
    from supplier_payments y join consultants c on c.id = y.consultant_id
    where y.paid_on <= ${through} order by y.paid_on, y.id`;
  return z
    .array(billPaymentRow)
    .parse([...rows])
    .map(({ code, ...payment }) => ({ ...payment, supplier: { code } }));
}

const purchaseRow = z.object({
  id: z.number(),
  project: z.string(),
  boughtOn: z.string(),
  label: z.string(),
  netCents: z.number(),
  disbursement: z.boolean(),
});

/** Without what an approved expense made: it is paid, and posted, with the payslip. */
async function readProjectPurchases(tx: Transaction, through: string): Promise<ProjectPurchase[]> {
  const rows = await tx`
    select b.id, p.code as project, b.bought_on as "boughtOn", b.label, b.amount_cents as "netCents", b.disbursement
    from purchases b join projects p on p.id = b.project_id
    where b.bought_on <= ${through} and not exists (
      select 1 from expenses e join consultants c on c.id = e.consultant_id
      where e.project_id = b.project_id and e.status = 'validee' and b.amount_cents in (e.amount_cents, e.amount_cents + e.vat_cents)
        and b.label = 'Frais de ' || c.first_name || ' ' || c.last_name || ' : ' || e.label)
    order by b.bought_on, b.id`;
  return z.array(purchaseRow).parse([...rows]);
}

export type SalesFacts = {
  readonly firm: FirmCard;
  /** The firm bears no VAT. */
  readonly isFranchise: boolean;
  readonly documents: readonly SalesDocument[];
  readonly acceptances: readonly Acceptance[];
};

export async function readSales(tx: Transaction, through: string): Promise<SalesFacts> {
  const [firm, documents, acceptances] = await Promise.all([
    readFirmCard(tx),
    readDocuments(tx, through),
    readAcceptances(tx, through),
  ]);
  return { firm, isFranchise: readSeller(firm).isFranchise, documents, acceptances };
}

/** The books without the accruals of the months: what was invoiced, paid and bought. */
export async function readDatedFacts(tx: Transaction, through: string): Promise<LedgerFacts & { sales: SalesFacts }> {
  const [sales, receipts, bills, billPayments, purchases] = await Promise.all([
    readSales(tx, through),
    readReceipts(tx, through),
    readBills(tx, through),
    readBillPayments(tx, through),
    readProjectPurchases(tx, through),
  ]);
  const { firm, documents, acceptances } = sales;
  const settings = accountSettings(firm.settings);
  return { settings, documents, acceptances, receipts, bills, billPayments, purchases, accruals: [], sales };
}

/**
 * Everything that the books of a period need. Reads costs: the transaction holds the role that may.
 * @param start the first day of a financial year.
 */
async function readLedgerFacts(tx: Transaction, start: string, through: string): Promise<LedgerFacts> {
  const { sales, ...dated } = await readDatedFacts(tx, through);
  return { ...dated, accruals: await readAccruals(tx, sales, accrualDays(start, through)) };
}

export async function readLedger(tx: Transaction, start: string, through: string): Promise<Ledger> {
  return keepLedger(await readLedgerFacts(tx, start, through), start, through);
}
