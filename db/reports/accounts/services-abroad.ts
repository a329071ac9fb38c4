// What was invoiced in a month to businesses of the Union, with the VAT number that they had on the day.
import { z } from 'zod';
import type { ServiceAbroad } from '../../../domain/accounts/services-declaration.ts';
import { vatOf } from '../../../domain/invoice-terms.ts';
import { firstDayOf, lastDayOf } from '../../../domain/periods.ts';
import type { Transaction } from '../../connection.ts';

const row = z.object({
  number: z.string(),
  kind: z.string(),
  client: z.string(),
  country: z.string().nullable(),
  vat_number: z.string().nullable(),
  net_cents: z.number(),
});

export async function readServicesAbroad(tx: Transaction, month: string): Promise<ServiceAbroad[]> {
  const rows = await tx`
    select i.number, i.kind, c.name as client,
      -- Sums advanced in the client's name are no service.
      (i.net_cents - coalesce((
        select sum(l.amount_cents) from invoice_lines l left join invoice_lines o on o.id = l.credited_line_id
        where l.invoice_id = i.id and 'disbursement' in (l.kind, o.kind)), 0))::bigint as net_cents,
      coalesce(i.frozen -> 'client' ->> 'country', c.country) as country,
      coalesce(i.frozen -> 'client' ->> 'vatNumber', c.vat_number) as vat_number
    from invoices i join clients c on c.id = i.client_id
    where i.origin <> 'draft' and i.issued_on between ${firstDayOf(month)} and ${lastDayOf(month)}
      and i.vat_percent = 0 and i.net_cents > 0
    order by i.number collate "C"`;
  return z
    .array(row)
    .parse([...rows])
    .flatMap(({ number, kind, client, country, vat_number: vatNumber, net_cents: netCents }) =>
      vatNumber !== null && vatOf({ country, vatNumber }).regime === 'autoliquidation'
        ? [{ number, client, vatNumber, netCents: kind === 'avoir' ? -netCents : netCents }]
        : [],
    );
}
