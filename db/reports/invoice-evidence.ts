// What each invoice is made of, and what proves it: of those issued, by the things that their lines name; of those to come,
// by what would be billed.
import { z } from 'zod';
import { billProject } from '../../domain/billing.ts';
import type { EvidenceNeeds, Proof } from '../../domain/evidence.ts';
import { firstDayOf, lastDayOf, type Month } from '../../domain/periods.ts';
import type { Transaction } from '../connection.ts';
import { readBilled } from './billing-facts.ts';
import { needsOfDraft, readProofs } from './evidence.ts';

export type ProvenInvoice = {
  /** Null: to come. */
  readonly invoice: string | null;
  readonly project: string | null;
  readonly client: string;
  readonly proofs: readonly Proof[];
};

const issuedRow = z.object({
  invoice: z.string(),
  project: z.string().nullable(),
  client: z.string(),
  order: z.string().nullable(),
  sheets: z.array(z.object({ project: z.string(), consultant: z.string(), month: z.string() })),
  milestones: z.array(z.object({ project: z.string(), code: z.string() })),
  serviceMonths: z.array(z.object({ project: z.string(), month: z.string() })),
});

/** What a line names may be of several projects, as imported ones are. */
function needsOfInvoice(row: z.infer<typeof issuedRow>): EvidenceNeeds[] {
  const named = [...row.sheets, ...row.milestones, ...row.serviceMonths].map(({ project }) => project);
  const projects = [...new Set([...(row.project === null ? [] : [row.project]), ...named])];
  return projects.map((project, rank) => {
    const own = <T extends { project: string }>(things: readonly T[]) =>
      things.filter((one) => one.project === project);
    return {
      project,
      sheets: own(row.sheets),
      milestones: own(row.milestones).map(({ code }) => code),
      serviceMonths: own(row.serviceMonths).map(({ month }) => month),
      order: rank === 0 ? row.order : null,
    };
  });
}

/** Issued here: one, or those of a month (by its issue or by its period), in number order. */
async function readIssued(tx: Transaction, asked: { number: string } | { month: Month }) {
  const match =
    'number' in asked
      ? tx`i.number = ${asked.number}`
      : tx`(i.issued_on between ${firstDayOf(asked.month)} and ${lastDayOf(asked.month)}
          or i.period_end between ${firstDayOf(asked.month)} and ${lastDayOf(asked.month)})`;
  const rows = await tx`
    select i.number as invoice, p.code as project, c.code as client, i.order_number as order,
      coalesce((select json_agg(distinct jsonb_build_object('project', q.code, 'consultant', k.code, 'month', to_char(r.worked_on, 'YYYY-MM')))
        from invoice_lines l join invoice_line_items t on t.line_id = l.id join time_rows r on r.id = t.time_row_id
          join consultants k on k.id = r.consultant_id join projects q on q.id = r.project_id
        where l.invoice_id = i.id), '[]') as sheets,
      coalesce((select json_agg(distinct jsonb_build_object('project', q.code, 'code', m.code))
        from invoice_lines l join invoice_line_items t on t.line_id = l.id join milestones m on m.id = t.milestone_id
          join projects q on q.id = m.project_id
        where l.invoice_id = i.id), '[]') as milestones,
      coalesce((select json_agg(distinct jsonb_build_object('project', q.code, 'month', to_char(t.month, 'YYYY-MM')))
        from invoice_lines l join invoice_line_items t on t.line_id = l.id join projects q on q.id = t.project_id
        where l.invoice_id = i.id and t.month is not null), '[]') as "serviceMonths"
    from invoices i join clients c on c.id = i.client_id left join projects p on p.id = i.project_id
    where i.origin <> 'draft' and i.kind = 'facture' and ${match}
    order by i.number collate "C"`;
  return z.array(issuedRow).parse([...rows]);
}

async function proveIssued(tx: Transaction, asked: { number: string } | { month: Month }, asOf: string) {
  const rows = await readIssued(tx, asked);
  const needs = rows.map(needsOfInvoice);
  const proofs = await readProofs(tx, needs.flat(), asOf);
  let rank = 0;
  return rows.map(({ invoice, project, client }, at): ProvenInvoice => {
    const own = needs[at]?.length ?? 0;
    rank += own;
    return { invoice, project, client, proofs: proofs.slice(rank - own, rank).flat() };
  });
}

/** Null: no such invoice. Deposits and credit notes are proven by what they name: an order, the invoice that they correct. */
export async function readInvoiceEvidence(
  tx: Transaction,
  number: string,
  asOf: string,
): Promise<ProvenInvoice | null> {
  const [found] = await proveIssued(tx, { number }, asOf);
  return found ?? null;
}

/** Those issued of a month, and those that it would bill now. */
export async function readMonthEvidence(tx: Transaction, month: Month, asOf: string): Promise<ProvenInvoice[]> {
  const [issued, { facts, worked }] = await Promise.all([
    proveIssued(tx, { month }, asOf),
    readBilled(tx, { month, asOf }),
  ]);
  const drafts = facts.flatMap((one) =>
    one.client === null || billProject(one, month).length === 0 ? [] : [{ ...one, client: one.client }],
  );
  const needs = drafts.map((one) => needsOfDraft(one, worked.get(one.code) ?? [], month));
  const proofs = await readProofs(tx, needs, asOf);
  const toCome = drafts.map(({ code, client }, rank): ProvenInvoice => {
    return { invoice: null, project: code, client, proofs: proofs[rank] ?? [] };
  });
  return [...issued, ...toCome.filter((one) => one.proofs.length > 0)];
}
