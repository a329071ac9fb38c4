-- An issued invoice is whole when it is written: no line joins it afterwards, and what its lines name stays named.
-- (Its rows are never updated, so xmin is the transaction that issued it.)

create function refuse_new_line_of_issued() returns trigger language plpgsql as $$
begin
  if exists (
    select 1 from invoices i
    where i.id = new.invoice_id and i.origin = 'issued' and i.xmin <> pg_current_xact_id()::xid
  ) then
    raise exception 'an issued invoice takes no further line' using errcode = 'VG003';
  end if;
  return new;
end $$;
create trigger whole before insert on invoice_lines for each row execute function refuse_new_line_of_issued();
alter table invoice_lines enable always trigger whole;

create function refuse_change_of_issued_item() returns trigger language plpgsql as $$
declare
  line bigint := case tg_op when 'INSERT' then new.line_id else old.line_id end;
begin
  if exists (
    select 1 from invoice_lines l join invoices i on i.id = l.invoice_id
    where l.id = line and i.origin = 'issued' and (tg_op <> 'INSERT' or i.xmin <> pg_current_xact_id()::xid)
  ) then
    raise exception 'what a line of an issued invoice names is never changed' using errcode = 'VG003';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger whole before insert or update or delete on invoice_line_items
  for each row execute function refuse_change_of_issued_item();
alter table invoice_line_items enable always trigger whole;

select guard_tables();
select grant_tables();
