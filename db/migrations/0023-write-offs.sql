-- What is given up settles the invoice like a payment, so that what clients owe is read in one place; this row says
-- that no money came for it.
alter table write_offs
  add column occurrence integer not null default 1 check (occurrence >= 1),
  add foreign key (invoice_id, written_off_on, occurrence) references payments (invoice_id, paid_on, occurrence);
