-- Each day is closed once it is over: what was issued, paid and sealed so far, and since the closing before. Closings make
-- a chain of their own, and name the head of the seals: a last act taken away shows by their counts.
create table day_closings (
  day date primary key,
  -- The perpetual totals: documents issued here (credit notes deducted), payments, sealed acts.
  documents bigint not null check (documents >= 0),
  gross_cents bigint not null,
  payments bigint not null check (payments >= 0),
  paid_cents bigint not null,
  acts bigint not null check (acts >= 0),
  -- The same since the closing before.
  day_documents bigint not null,
  day_gross_cents bigint not null,
  day_payments bigint not null,
  day_paid_cents bigint not null,
  day_acts bigint not null,
  seal_head text not null,
  prev_hash text not null unique,
  hash text not null unique,
  closed_at timestamptz not null default transaction_timestamp()
);
-- It follows from the acts, like the seals.
insert into guard_exemptions (table_name) values ('day_closings');

create function refuse_change_of_closing() returns trigger language plpgsql as $$
begin
  raise exception 'a closing is never changed' using errcode = 'VG003';
end $$;
create trigger immutable before update or delete on day_closings
  for each row execute function refuse_change_of_closing();
alter table day_closings enable always trigger immutable;

select guard_tables();
select grant_tables();
