-- What a line of the bank paid, when it pays several invoices; what an account held; the bank's own reference of a
-- movement, so that the same one comes in once whatever its file.

alter table bank_lines add column transaction_id text check (transaction_id <> '');

-- bank_lines.invoice_id stays what it was, the first of the invoices that the line paid: null says that it is open.
create table bank_line_matches (
  bank_line_id bigint not null references bank_lines (id),
  invoice_id bigint not null references invoices (id),
  -- TTC; negative: a refund.
  gross_cents bigint not null check (gross_cents <> 0),
  primary key (bank_line_id, invoice_id)
);
create index bank_line_matches_invoice on bank_line_matches (invoice_id);
insert into bank_line_matches (bank_line_id, invoice_id, gross_cents)
  select id, invoice_id, amount_cents from bank_lines where invoice_id is not null;

-- At the end of a day, as the statement says; of two statements of one day, the last that came.
create table bank_balances (
  account text not null check (account <> ''),
  balanced_on date not null,
  balance_cents bigint not null,
  primary key (account, balanced_on)
);

select guard_tables();
select grant_tables();
