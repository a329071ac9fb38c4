-- Invoices, credit notes and deposits, with lines that name what they bill; payments.
-- A draft has no number; an issued document is never changed (trigger), only credited.

create table invoices (
  id bigint generated always as identity primary key,
  number text unique check (number <> ''),
  kind text not null check (kind in ('facture', 'avoir', 'acompte')),
  -- imported: kept from the old tools, without lines; issued: numbered here, with lines; draft: no number yet.
  origin text not null check (origin in ('imported', 'issued', 'draft')),
  client_id bigint not null references clients (id),
  project_id bigint references projects (id),
  issued_on date,
  due_on date,
  period_start date,
  period_end date,
  net_cents bigint not null check (net_cents >= 0),
  vat_percent numeric not null check (vat_percent >= 0),
  gross_cents bigint not null check (gross_cents >= 0),
  credited_invoice_id bigint references invoices (id) deferrable initially deferred,
  order_number text,
  frozen jsonb,
  check ((origin = 'draft') = (number is null)),
  check (origin = 'draft' or (issued_on is not null and due_on is not null)),
  check (kind <> 'avoir' or credited_invoice_id is not null),
  check (period_end is null or period_start is null or period_end >= period_start)
);
create index invoices_client on invoices (client_id, issued_on);
create index invoices_project on invoices (project_id, issued_on);
create index invoices_credited on invoices (credited_invoice_id) where credited_invoice_id is not null;

create function refuse_change_of_issued() returns trigger language plpgsql as $$
begin
  if old.origin <> 'draft' then
    raise exception 'invoice % is issued: it is corrected by a credit note only', old.number using errcode = 'VG003';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger immutable before update or delete on invoices for each row execute function refuse_change_of_issued();
alter table invoices enable always trigger immutable;

create table invoice_lines (
  id bigint generated always as identity primary key,
  invoice_id bigint not null references invoices (id),
  rank integer not null check (rank >= 1),
  kind text not null check (kind in ('time', 'ceiling', 'milestone', 'fee', 'overage', 'purchase', 'deposit', 'rebate')),
  project_id bigint references projects (id),
  consultant_id bigint references consultants (id),
  label text not null,
  quantity numeric not null,
  unit_price_cents bigint not null,
  amount_cents bigint not null,
  -- On a credit note: the line that it takes back.
  credited_line_id bigint references invoice_lines (id),
  unique (invoice_id, rank)
);

-- What a line bills, or what a line of a credit note takes back: whole things, never a part of one.
create table invoice_line_items (
  line_id bigint not null references invoice_lines (id),
  rank integer not null check (rank >= 1),
  time_row_id bigint,
  milestone_id bigint references milestones (id),
  purchase_id bigint references purchases (id),
  project_id bigint references projects (id),
  month date check (extract(day from month) = 1),
  primary key (line_id, rank),
  check (num_nonnulls(time_row_id, milestone_id, purchase_id, month) = 1)
);
create index invoice_line_items_time on invoice_line_items (time_row_id) where time_row_id is not null;
create index invoice_line_items_milestone on invoice_line_items (milestone_id) where milestone_id is not null;
create index invoice_line_items_purchase on invoice_line_items (purchase_id) where purchase_id is not null;
create index invoice_line_items_month on invoice_line_items (project_id, month) where month is not null;

create function refuse_change_of_issued_line() returns trigger language plpgsql as $$
begin
  if exists (select 1 from invoices i where i.id = old.invoice_id and i.origin <> 'draft') then
    raise exception 'a line of an issued invoice is never changed' using errcode = 'VG003';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger immutable before update or delete on invoice_lines
  for each row execute function refuse_change_of_issued_line();
alter table invoice_lines enable always trigger immutable;

-- One counter a series and year, locked by the issuing transaction: numbers without gaps.
create table invoice_counters (
  series text not null,
  year integer not null,
  last_number integer not null default 0 check (last_number >= 0),
  last_issued_on date,
  primary key (series, year)
);

create table payments (
  id bigint generated always as identity primary key,
  invoice_id bigint not null references invoices (id),
  paid_on date not null,
  occurrence integer not null default 1 check (occurrence >= 1),
  -- Negative: a refund.
  gross_cents bigint not null,
  reference text,
  unique (invoice_id, paid_on, occurrence)
);

create table month_closings (
  month date primary key check (extract(day from month) = 1),
  state text not null check (state in ('open', 'closed')),
  closed_figures jsonb,
  closed_at timestamptz
);
