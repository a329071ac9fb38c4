-- What Vigie read in a document: passages that are searched and cited, and, once a person confirmed them, the missions
-- of a CV and the facts of a contract. A reading proves itself from the bytes: it is no fact of the firm, and needs no act.

drop trigger require_act on document_passages;
drop trigger require_act_truncate on document_passages;
drop table document_passages;

-- One reading a content, whatever the cards that name it. `fault`: why nothing could be read.
create table document_readings (
  sha256 text primary key references document_contents (sha256) on delete cascade,
  read_at timestamptz not null default transaction_timestamp(),
  fault text
);

create table document_passages (
  sha256 text not null references document_readings (sha256) on delete cascade,
  rank integer not null check (rank >= 1),
  page integer not null check (page >= 1),
  passage text not null,
  search tsvector generated always as (to_tsvector('french', passage)) stored,
  primary key (sha256, rank)
);
create index document_passages_search on document_passages using gin (search);
insert into guard_exemptions (table_name) values ('document_readings'), ('document_passages');

-- A mission told by a CV and confirmed by a person: what a skill rests on, and when it was last used.
create table consultant_experiences (
  consultant_id bigint not null references consultants (id),
  rank integer not null check (rank >= 1),
  starts_on date not null,
  ends_on date check (ends_on >= starts_on),
  title text not null,
  client_name text,
  skills jsonb not null default '[]',
  sha256 text references document_contents (sha256) on delete set null,
  page integer check (page >= 1),
  primary key (consultant_id, rank)
);

create table document_facts (
  sha256 text not null references document_contents (sha256) on delete cascade,
  name text not null,
  value text not null,
  page integer not null check (page >= 1),
  primary key (sha256, name)
);

create or replace function erase_documents() returns trigger language plpgsql as $$
begin
  delete from consultant_experiences where consultant_id = new.consultant_id;
  delete from documents where consultant_id = new.consultant_id;
  delete from document_contents c where not exists (select 1 from documents d where d.sha256 = c.sha256);
  return null;
end $$;

-- What the reader of reports and of the assistant never sees, one row a table: a migration that makes such a table adds it.
create table tables_not_for_reports (table_name text primary key);
insert into guard_exemptions (table_name) values ('tables_not_for_reports');
insert into tables_not_for_reports (table_name) values
  ('act_payloads'), ('executions'), ('outbox'), ('chats'), ('chat_turns'), ('notices'),
  ('documents'), ('document_contents'), ('document_readings'), ('document_passages'), ('document_facts'),
  ('proposals'), ('proposal_revisions'), ('proposal_items'), ('decisions'),
  ('slack_requests'), ('slack_chats'), ('slack_notices');

-- What each login role may do. Costs of persons are read only by who takes the role vigie_costs.
create or replace function grant_tables() returns void language plpgsql as $$
declare
  target record;
  append_only constant text[] := array['acts', 'act_payloads', 'seals', 'sealed_acts', 'decisions', 'invoice_line_items', 'guard_exemptions', 'tables_not_for_reports', 'schema_migrations'];
  with_costs constant text[] := array['cost_rates', 'assignment_costs', 'supplier_invoices'];
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
  revoke insert, update, delete on guard_exemptions, tables_not_for_reports, schema_migrations from vigie_app;
  grant delete on act_payloads, invoice_line_items to vigie_app;
end $$;

select guard_tables();
select grant_tables();
