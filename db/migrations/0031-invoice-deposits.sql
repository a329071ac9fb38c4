-- What a final invoice takes into account of deposits already invoiced, line by line: the line asks only for the rest,
-- its paper says the whole price and what was asked for before. Frozen with the invoice.
create table invoice_line_deposits (
  line_id bigint not null references invoice_lines (id),
  deposit_id bigint not null references invoices (id),
  net_cents bigint not null check (net_cents > 0),
  gross_cents bigint not null check (gross_cents >= net_cents),
  primary key (line_id, deposit_id)
);
create index invoice_line_deposits_deposit on invoice_line_deposits (deposit_id);
create trigger whole before insert or update or delete on invoice_line_deposits
  for each row execute function refuse_change_of_issued_item();
alter table invoice_line_deposits enable always trigger whole;

select guard_tables();
select grant_tables();
