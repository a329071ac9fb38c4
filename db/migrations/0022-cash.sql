-- What left the house for a client, and what the bank says came in.

-- Who an invoice was sent to, and when. Sent again to the same address the same day: once.
create table invoice_sendings (
  invoice_id bigint not null references invoices (id),
  sent_on date not null,
  sent_to text not null check (sent_to <> ''),
  primary key (invoice_id, sent_on, sent_to)
);

-- Lines of the bank's statements, kept as they came; the same file twice adds nothing.
create table bank_lines (
  id bigint generated always as identity primary key,
  booked_on date not null,
  label text not null,
  amount_cents bigint not null check (amount_cents <> 0),
  reference text,
  -- The n-th line of a statement with this day, label, amount and reference.
  occurrence integer not null check (occurrence >= 1),
  -- What it paid; null: not matched yet.
  invoice_id bigint references invoices (id),
  unique nulls not distinct (booked_on, label, amount_cents, reference, occurrence)
);
create index bank_lines_open on bank_lines (booked_on) where invoice_id is null;

select guard_tables();
select grant_tables();
