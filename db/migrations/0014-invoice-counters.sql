-- A series of numbers that has begun goes on by one: without a gap, and without a number given twice
-- (CGI, ann. II, art. 242 nonies A, I-7°).
create function refuse_jump_of_counter() returns trigger language plpgsql as $$
begin
  if old.last_issued_on is not null and new.last_number <> old.last_number + 1 then
    raise exception 'the series % % has begun: its next number is %', old.series, old.year, old.last_number + 1
      using errcode = 'VG003';
  end if;
  return new;
end $$;
create trigger counted_by_one before update on invoice_counters for each row execute function refuse_jump_of_counter();
alter table invoice_counters enable always trigger counted_by_one;

select guard_tables();
select grant_tables();
