-- What staffing asks beside skills and days: what a person would like to do next and how many days a week away from the
-- client's, and where a deal is done, whether one must come from there, and how many days may be away.

create table staffing_wishes (
  consultant_id bigint primary key references consultants (id),
  wishes jsonb not null default '[]',
  remote_days smallint check (remote_days between 0 and 5)
);

create table workplaces (
  opportunity_id bigint primary key references opportunities (id),
  place text check (place <> ''),
  place_required boolean not null default false,
  remote_days smallint check (remote_days between 0 and 5),
  check (place is not null or not place_required)
);

-- Who asked to be forgotten wishes nothing any more.
create function erase_wishes() returns trigger language plpgsql as $$
begin
  delete from staffing_wishes where consultant_id = new.consultant_id;
  return null;
end $$;
create trigger erase_wishes after insert on erasures for each row execute function erase_wishes();

select guard_tables();
select grant_tables();
