-- What happens to an issued invoice until it is paid: promises, disputes, letters sent, what is given up. The invoice
-- itself never changes.

create table payment_promises (
  invoice_id bigint not null references invoices (id),
  recorded_on date not null,
  promised_on date not null,
  note text,
  -- Recorded twice the same day: the later one stands.
  primary key (invoice_id, recorded_on)
);

create table invoice_disputes (
  id bigint generated always as identity primary key,
  invoice_id bigint not null references invoices (id),
  opened_on date not null,
  reason text not null,
  closed_on date,
  outcome text,
  check (closed_on is null or closed_on >= opened_on)
);
-- One open dispute an invoice.
create unique index invoice_disputes_open on invoice_disputes (invoice_id) where closed_on is null;

create table dunning_letters (
  invoice_id bigint not null references invoices (id),
  level smallint not null check (level between 1 and 3),
  sent_on date not null,
  primary key (invoice_id, level)
);

create table write_offs (
  invoice_id bigint primary key references invoices (id),
  written_off_on date not null,
  -- TTC, what was left to pay.
  gross_cents bigint not null check (gross_cents > 0),
  reason text not null
);

select guard_tables();
select grant_tables();
