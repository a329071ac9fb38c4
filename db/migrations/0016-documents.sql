-- What a document says, apart from its card: stored by its digest, once, before the act that names it. The card is a
-- fact of the firm, written under an act; the content is bytes that prove themselves.

create table document_contents (
  sha256 text primary key,
  content bytea not null,
  check (sha256 = encode(pg_catalog.sha256(content), 'hex'))
);
insert into guard_exemptions (table_name) values ('document_contents');

alter table documents
  drop column content,
  alter column id set default gen_random_uuid(),
  add foreign key (sha256) references document_contents (sha256);

-- A person's own documents go with them; a content that no card names any more goes too.
create function erase_documents() returns trigger language plpgsql as $$
begin
  delete from document_passages where document_id in (select id from documents where consultant_id = new.consultant_id);
  delete from documents where consultant_id = new.consultant_id;
  delete from document_contents c where not exists (select 1 from documents d where d.sha256 = c.sha256);
  return null;
end $$;
create trigger erase_documents after insert on erasures for each row execute function erase_documents();

-- What each login role may do. Costs of persons are read only by who takes the role vigie_costs.
create or replace function grant_tables() returns void language plpgsql as $$
declare
  target record;
  append_only constant text[] := array['acts', 'act_payloads', 'seals', 'sealed_acts', 'decisions', 'invoice_line_items', 'guard_exemptions', 'schema_migrations'];
  with_costs constant text[] := array['cost_rates', 'assignment_costs', 'supplier_invoices'];
  not_for_reports constant text[] := array['act_payloads', 'executions', 'outbox', 'documents', 'document_contents', 'chats', 'chat_turns', 'notices', 'proposals', 'proposal_revisions', 'proposal_items', 'decisions'];
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
  revoke insert, update, delete on guard_exemptions, schema_migrations from vigie_app;
  grant delete on act_payloads, invoice_line_items to vigie_app;
end $$;

select guard_tables();
select grant_tables();
