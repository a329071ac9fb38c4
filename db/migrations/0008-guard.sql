-- The write guard and the grants. Every table of the schema but the ones named here refuses a write unless
-- an act of this very transaction stands beside it (its number and its time: a restored dump repeats numbers).
-- It guards against our own bugs; against the database's owner stand the seals.

create function require_act() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from acts where xid = pg_current_xact_id() and at = transaction_timestamp()) then
    raise exception 'no act carries this write of %.%', tg_table_schema, tg_table_name using errcode = 'VG001';
  end if;
  return null;
end $$;

-- Tables written without an act of their own: the acts themselves, what leads to them and what follows from
-- them, conversations, and the bookkeeping of the database.
create table guard_exemptions (table_name text primary key);
insert into guard_exemptions (table_name) values
  ('guard_exemptions'), ('schema_migrations'),
  ('acts'), ('act_payloads'), ('seals'), ('sealed_acts'), ('executions'), ('outbox'),
  ('proposals'), ('proposal_revisions'), ('proposal_items'), ('decisions'),
  ('workflow_waits'), ('notices'), ('chats'), ('chat_turns');

-- Called at the end of every migration that adds a table.
create function guard_tables() returns void language plpgsql as $$
declare
  target record;
begin
  for target in
    select c.relname from pg_class c
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
      and not exists (select 1 from guard_exemptions e where e.table_name = c.relname)
      and not exists (select 1 from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'require_act')
  loop
    execute format(
      'create trigger require_act before insert or update or delete on %I for each statement execute function require_act()',
      target.relname);
    execute format(
      'create trigger require_act_truncate before truncate on %I for each statement execute function require_act()',
      target.relname);
    execute format('alter table %I enable always trigger require_act', target.relname);
    execute format('alter table %I enable always trigger require_act_truncate', target.relname);
  end loop;
end $$;

-- What each login role may do. Costs of persons are read only by who takes the role vigie_costs.
create function grant_tables() returns void language plpgsql as $$
declare
  target record;
  append_only constant text[] := array['acts', 'act_payloads', 'seals', 'sealed_acts', 'decisions', 'invoice_line_items', 'guard_exemptions', 'schema_migrations'];
  with_costs constant text[] := array['cost_rates', 'assignment_costs', 'supplier_invoices'];
  not_for_reports constant text[] := array['act_payloads', 'executions', 'outbox', 'documents', 'chats', 'chat_turns', 'notices', 'proposals', 'proposal_revisions', 'proposal_items', 'decisions'];
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
