// What is printed of an issued invoice, deposit or credit note: the parties as they were on its day, and its lines.
import { z } from 'zod';
import { VAT_CATEGORIES } from '../domain/legal-invoice/vat-by-rate.ts';
import type { Queryable } from './connection.ts';

const party = z.object({
  name: z.string().nullable(),
  siren: z.string().nullable(),
  vatNumber: z.string().nullable(),
  address: z.string().nullable(),
  postalCode: z.string().nullable(),
  city: z.string().nullable(),
  country: z.string().nullable(),
  // Invoices frozen before it was kept have none.
  billingEmail: z.string().nullable().default(null),
});

/** As it is kept with an issued invoice. */
export const frozen = z.object({
  client: party,
  firm: z
    .object({ name: z.string().nullable(), siren: z.string().nullable(), settings: z.record(z.string(), z.unknown()) })
    .nullable(),
});

/** The client c and the firm, as they are now: frozen with each invoice as it is issued. */
export function parties(sql: Queryable) {
  return sql`jsonb_build_object(
    'client', jsonb_build_object('name', c.name, 'siren', c.siren, 'vatNumber', c.vat_number, 'address', c.address,
      'postalCode', c.postal_code, 'city', c.city, 'country', c.country, 'billingEmail', c.billing_email),
    'firm', (select jsonb_build_object('name', f.name, 'siren', f.siren, 'settings', f.settings) from firm f))`;
}

const lineVat = z.object({ category: z.enum(VAT_CATEGORIES), percent: z.string() });

const printed = z.object({
  number: z.string(),
  kind: z.enum(['facture', 'avoir', 'acompte']),
  issuedOn: z.string(),
  dueOn: z.string(),
  periodStart: z.string().nullable(),
  periodEnd: z.string().nullable(),
  acceptedOn: z.string().nullable(),
  netCents: z.number(),
  vatPercent: z.string(),
  grossCents: z.number(),
  orderNumber: z.string().nullable(),
  project: z.string().nullable(),
  title: z.string().nullable(),
  /** The invoice that a credit note corrects, or that a rectifying invoice replaces. */
  creditedNumber: z.string().nullable(),
  creditedOn: z.string().nullable(),
  frozen,
  lines: z.array(
    z.object({
      kind: z.string(),
      label: z.string(),
      quantity: z.string(),
      unitPriceCents: z.number(),
      amountCents: z.number(),
      deposits: z.array(
        z.object({ number: z.string(), issuedOn: z.string(), netCents: z.number(), grossCents: z.number() }),
      ),
      vat: lineVat.nullable(),
    }),
  ),
  vat: z.array(lineVat.extend({ baseCents: z.number(), vatCents: z.number() })).nullable(),
});
export type PrintedInvoice = z.infer<typeof printed>;

/**
 * Issued here, in number order; one number, or all of them. Imported ones have no lines: their own paper stands.
 * @param number null: all.
 */
export async function readPrintedInvoices(sql: Queryable, number: string | null): Promise<PrintedInvoice[]> {
  const rows = await sql`
    select i.number, i.kind, i.issued_on as "issuedOn", i.due_on as "dueOn", i.period_start as "periodStart",
      i.period_end as "periodEnd",
      (select max(m.accepted_on) from invoice_lines l join invoice_line_items t on t.line_id = l.id
        join milestones m on m.id = t.milestone_id where l.invoice_id = i.id and i.kind = 'facture') as "acceptedOn",
      i.net_cents as "netCents", trim_scale(i.vat_percent)::text as "vatPercent",
      i.gross_cents as "grossCents", i.order_number as "orderNumber", p.code as project, p.title,
      o.number as "creditedNumber", o.issued_on as "creditedOn",
      -- Issued here and brought in from an export, or issued by a firm that had not presented itself (isPresented): today's.
      case
        when i.frozen is null then ${parties(sql)}
        when not coalesce(i.frozen #> '{firm,settings}' ?| array['address', 'postal_code', 'city', 'vat_number', 'legal_form', 'registered_at'], false)
          then jsonb_set(i.frozen, '{firm}', ${parties(sql)} -> 'firm')
        else i.frozen
      end as frozen,
      (select json_agg(json_build_object('kind', l.kind, 'label', l.label, 'quantity', trim_scale(l.quantity)::text,
          'unitPriceCents', l.unit_price_cents, 'amountCents', l.amount_cents,
          'deposits', coalesce((
            select json_agg(json_build_object('number', o.number, 'issuedOn', o.issued_on, 'netCents', d.net_cents,
              'grossCents', d.gross_cents) order by o.issued_on, o.number collate "C")
            from invoice_line_deposits d join invoices o on o.id = d.deposit_id where d.line_id = l.id), '[]'),
          'vat', case when l.vat_category is not null
            then json_build_object('category', l.vat_category, 'percent', trim_scale(l.vat_percent)::text) end) order by l.rank)
        from invoice_lines l where l.invoice_id = i.id) as lines,
      (select json_agg(json_build_object('category', s.category, 'percent', trim_scale(s.percent)::text,
          'baseCents', s.base_cents, 'vatCents', s.vat_cents) order by s.percent desc, s.category)
        from invoice_vat s where s.invoice_id = i.id) as vat
    from invoices i join clients c on c.id = i.client_id left join projects p on p.id = i.project_id left join invoices o on o.id = coalesce(i.credited_invoice_id, i.rectified_invoice_id)
    where i.origin = 'issued' and (${number}::text is null or i.number = ${number})
      and exists (select 1 from invoice_lines l where l.invoice_id = i.id)
      -- The cancellation of a rectified invoice is no paper: the one that replaces it says so.
      and not exists (select 1 from invoices r where i.kind = 'avoir' and r.rectified_invoice_id = i.credited_invoice_id)
    order by i.number collate "C"`;
  return z.array(printed).parse([...rows]);
}
