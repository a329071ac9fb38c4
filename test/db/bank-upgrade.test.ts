// A database from before bank files: what its lines had paid is still said, in both places.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEarlierDatabase, type EarlierDatabase } from './earlier-database.ts';
import { writeFacts } from './people.ts';

let database: EarlierDatabase;
beforeAll(async () => {
  database = await openEarlierDatabase();
});
afterAll(async () => {
  await database.drop();
});

test('une ligne rapprochée avant garde sa facture, et son rapprochement en reçoit le montant', async () => {
  const { owner } = database;
  await database.migrateTo((name) => name < '0045');
  await writeFacts(owner, async (tx) => {
    await tx`insert into clients (code, name, name_folded) values ('CL1', 'Helios', 'helios')`;
    await tx`insert into invoices (number, kind, origin, client_id, issued_on, due_on, net_cents, vat_percent, gross_cents)
      select 'F1', 'facture', 'imported', id, '2026-09-01', '2026-10-01', 1000, 20, 1200 from clients`;
    await tx`insert into bank_lines (booked_on, label, amount_cents, occurrence, invoice_id)
      select date '2026-10-02', 'VIR F1', 1200, 1, id from invoices union all select date '2026-10-03', 'CAFE', -300, 1, null`;
  });
  await database.migrateTo((name) => name >= '0045');
  expect([
    ...(await owner`
      select l.label, l.transaction_id, i.number, m.gross_cents from bank_lines l
        left join bank_line_matches m on m.bank_line_id = l.id and m.invoice_id = l.invoice_id
        left join invoices i on i.id = m.invoice_id order by l.booked_on`),
  ]).toEqual([
    { label: 'VIR F1', transaction_id: null, number: 'F1', gross_cents: 1200 },
    { label: 'CAFE', transaction_id: null, number: null, gross_cents: null },
  ]);
});
