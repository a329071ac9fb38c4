// What is left of deposits once final invoices took them into account: a credit note that frees the milestone of a
// final invoice gives its deposit back too.
import { z } from 'zod';
import type { OpenDeposit } from '../../domain/commands/firm-reader.ts';
import type { Transaction } from '../connection.ts';

const row = z.object({
  project: z.string(),
  number: z.string(),
  issuedOn: z.string(),
  netCents: z.number(),
  grossCents: z.number(),
  issuedHere: z.boolean(),
});

export async function readOpenDeposits(tx: Transaction, asOf: string): Promise<OpenDeposit[]> {
  const rows = await tx`
    select * from (
      select p.code as project, i.number, i.issued_on as "issuedOn",
        (i.net_cents - coalesce(credited.net, 0) - coalesce(used.net, 0))::bigint as "netCents",
        (i.gross_cents - coalesce(credited.gross, 0) - coalesce(used.gross, 0))::bigint as "grossCents", i.origin = 'issued' as "issuedHere"
      from invoices i join projects p on p.id = i.project_id
        left join lateral (
          select sum(a.net_cents) as net, sum(a.gross_cents) as gross from invoices a
          where a.credited_invoice_id = i.id and a.kind = 'avoir' and a.origin <> 'draft' and a.issued_on <= ${asOf}
        ) credited on true
        left join lateral (
          select sum(d.net_cents) as net, sum(d.gross_cents) as gross
          from invoice_line_deposits d join invoice_lines l on l.id = d.line_id join invoices f on f.id = l.invoice_id
          where d.deposit_id = i.id and f.issued_on <= ${asOf}
            and not exists (
              select 1 from invoice_lines cl join invoices ci on ci.id = cl.invoice_id
                join invoice_line_items ct on ct.line_id = cl.id
              where cl.credited_line_id = l.id and ci.origin = 'issued' and ci.issued_on <= ${asOf}
                and ct.milestone_id is not null)
        ) used on true
      where i.kind = 'acompte' and i.origin <> 'draft' and i.issued_on <= ${asOf}
    ) left_over
    where "netCents" > 0
    order by project collate "C", "issuedOn", number collate "C"`;
  return z.array(row).parse([...rows]);
}
