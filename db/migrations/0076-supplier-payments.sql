-- What is paid of suppliers' invoices, by hand or by a line of the bank; when each is due, and when its VAT may be deducted.

alter table supplier_invoices
  -- Null: thirty days after it came (Code de commerce, art. L441-10, I).
  add column due_on date,
  -- The supplier opted for the débits, and the invoice says so: its VAT is deducted as it comes, else as it is paid
  -- (CGI, art. 271, I-2). Those that came before Vigie knew of payments were deducted as they came.
  add column vat_on_debits boolean not null default true;
alter table supplier_invoices alter column vat_on_debits set default false;

create table supplier_payments (
  id bigint generated always as identity primary key,
  consultant_id bigint not null,
  number text not null,
  paid_on date not null,
  -- The n-th payment of that invoice and day.
  occurrence integer not null check (occurrence >= 1),
  -- TTC; negative: the supplier paid back.
  gross_cents bigint not null check (gross_cents <> 0),
  reference text,
  unique (consultant_id, number, paid_on, occurrence),
  foreign key (consultant_id, number) references supplier_invoices (consultant_id, number)
);

-- What a line of the bank paid, when it pays suppliers' invoices; as bank_line_matches for clients'.
create table supplier_line_matches (
  bank_line_id bigint not null references bank_lines (id),
  consultant_id bigint not null,
  number text not null,
  gross_cents bigint not null check (gross_cents <> 0),
  primary key (bank_line_id, consultant_id, number),
  foreign key (consultant_id, number) references supplier_invoices (consultant_id, number)
);

-- Whose invoices the line paid. A line is open while it has neither an invoice of a client nor a supplier.
alter table bank_lines add column supplier_id bigint references consultants (id);
alter table bank_lines add check (invoice_id is null or supplier_id is null);
drop index bank_lines_open;
create index bank_lines_open on bank_lines (booked_on) where invoice_id is null and supplier_id is null;

-- What tells a person's cost, one row a table: a migration that makes such a table adds it. What a subcontractor is
-- paid tells it too.
create table tables_with_costs (table_name text primary key);
insert into guard_exemptions (table_name) values ('tables_with_costs');
insert into tables_with_costs (table_name) values
  ('cost_rates'), ('assignment_costs'), ('supplier_invoices'), ('supplier_payments'), ('supplier_line_matches');

create or replace function grant_tables() returns void language plpgsql as $$
declare
  target record;
  append_only constant text[] := array['acts', 'act_payloads', 'seals', 'sealed_acts', 'decisions', 'invoice_line_items', 'guard_exemptions', 'tables_not_for_reports', 'tables_with_costs', 'schema_migrations'];
  with_costs constant text[] := array(select table_name from tables_with_costs);
  not_for_reports constant text[] := array(select table_name from tables_not_for_reports);
begin
  revoke all on all tables in schema public from vigie_app, vigie_reader, vigie_costs;
  grant usage on schema public to vigie_app, vigie_reader, vigie_costs;
  for target in
    select c.oid, c.relname from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
  loop
    execute format('grant select, insert on %I to vigie_app', target.relname);
    if not target.relname = any (append_only) then
      execute format('grant update, delete on %I to vigie_app', target.relname);
    end if;
    if not target.relname = any (not_for_reports) then
      execute format('grant select on %I to vigie_costs', target.relname);
      if not target.relname = any (with_costs) then
        execute format(
          'grant select (%s) on %I to vigie_reader',
          (select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
           where a.attrelid = target.oid and a.attnum > 0 and not a.attisdropped
             and not (target.relname in ('time_rows', 'time_sums') and a.attname in ('daily_cost_cents', 'cost_quarter_cents'))),
          target.relname);
      end if;
    end if;
  end loop;
  -- An act's transaction number and time are stamped, never given; the application deletes no invoice.
  revoke insert on acts from vigie_app;
  grant insert (act_id, command, actor_kind, actor, on_behalf_of, channel, proposal_id, revision, decision_id,
    single_approver, input_sha, effect_sha, payload_digest) on acts to vigie_app;
  revoke insert, update, delete on guard_exemptions, tables_not_for_reports, tables_with_costs,
    schema_migrations from vigie_app;
  grant delete on act_payloads, invoice_line_items to vigie_app;
end $$;

select guard_tables();
select grant_tables();
