-- What is billed beside the work, and several rates of VAT on one invoice.

-- On-call units (astreintes, interventions out of hours): their own table of rates, a project, and the units done.
-- They are never days.
create table on_call_rates (
  project_id bigint not null references projects (id),
  code text not null check (code <> ''),
  starts_on date not null,
  label text not null check (label <> ''),
  unit_price_cents bigint not null check (unit_price_cents >= 0),
  -- 1.5 at night, 2 on a Sunday: the unit's price is the rate times this, to the cent.
  coefficient numeric not null default 1 check (coefficient > 0),
  primary key (project_id, code, starts_on)
);
create table on_call_units (
  id bigint generated always as identity primary key,
  project_id bigint not null references projects (id),
  consultant_id bigint not null references consultants (id),
  worked_on date not null,
  rate text not null check (rate <> ''),
  units numeric not null check (units >= 0),
  billed_line_id bigint references invoice_lines (id),
  unique (project_id, consultant_id, worked_on, rate)
);
create index on_call_units_day on on_call_units (worked_on);

-- How a project's contract lets expenses be rebilled; none: at their cost.
create table expense_policies (
  project_id bigint primary key references projects (id),
  kind text not null check (kind in ('reel', 'forfait', 'plafond')),
  amount_cents bigint check (amount_cents >= 0),
  check ((kind = 'reel') = (amount_cents is null))
);
alter table expenses
  add column disbursement boolean not null default false,
  add column vat_recovered boolean not null default true;

alter table purchases
  -- Paid in the client's name, asked back as it is, outside VAT (CGI, art. 267, II-2°).
  add column disbursement boolean not null default false,
  -- The amount rebilled, where it is no share of the cost; null: amount × rebilling_percent.
  add column rebilled_cents bigint check (rebilled_cents >= 0),
  -- The rate of VAT at which it is rebilled; null: that of the client's services.
  add column vat_percent numeric check (vat_percent >= 0),
  -- Entered here, not brought by an import: if it comes after its month's invoice, the next one takes it.
  add column entered_here boolean not null default false;

-- A line whose VAT is not its invoice's.
alter table invoice_lines
  add column vat_category text check (vat_category in ('S', 'E', 'AE', 'O')),
  add column vat_percent numeric check (vat_percent >= 0),
  add check (num_nonnulls(vat_category, vat_percent) in (0, 2)),
  drop constraint invoice_lines_kind_check,
  add constraint invoice_lines_kind_check check (
    kind in ('time', 'ceiling', 'milestone', 'fee', 'overage', 'on_call', 'purchase', 'disbursement', 'deposit', 'rebate'));

alter table invoice_line_items
  add column on_call_unit_id bigint references on_call_units (id),
  drop constraint invoice_line_items_check,
  add constraint invoice_line_items_check check (
    num_nonnulls(time_row_id, milestone_id, purchase_id, month, on_call_unit_id) = 1);
create index invoice_line_items_on_call on invoice_line_items (on_call_unit_id) where on_call_unit_id is not null;

-- What an invoice of which a line has a VAT of its own asks for, by rate. The others have one rate: their own columns.
create table invoice_vat (
  invoice_id bigint not null references invoices (id),
  category text not null check (category in ('S', 'E', 'AE', 'O')),
  percent numeric not null check (percent >= 0),
  base_cents bigint not null,
  vat_cents bigint not null,
  primary key (invoice_id, category, percent)
);
create function refuse_change_of_issued_vat() returns trigger language plpgsql as $$
declare
  invoice bigint := case tg_op when 'INSERT' then new.invoice_id else old.invoice_id end;
begin
  if exists (
    select 1 from invoices i
    where i.id = invoice and i.origin = 'issued' and (tg_op <> 'INSERT' or i.xmin <> pg_current_xact_id()::xid)
  ) then
    raise exception 'the VAT of an issued invoice is never changed' using errcode = 'VG003';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger whole before insert or update or delete on invoice_vat
  for each row execute function refuse_change_of_issued_vat();
alter table invoice_vat enable always trigger whole;

select guard_tables();
select grant_tables();
