-- Whose access ends: their open sessions and their keys end with it, and stay ended if they are let in again.
create function end_access() returns trigger language plpgsql as $$
begin
  delete from auth.sessions where user_id = new.user_id;
  delete from auth.one_time_links where user_id = new.user_id;
  update auth.api_keys set revoked_at = transaction_timestamp() where user_id = new.user_id and revoked_at is null;
  return new;
end $$;
create trigger end_access after insert on disabled_users for each row execute function end_access();

select guard_tables();
select grant_tables();
