-- The approval is looked for where one is needed: a person's own acts, of which a firm writes one a day of CRA, do not
-- pass through the function (0030) only to be let through.
drop trigger approval on acts;
create trigger approval before insert on acts for each row
  when (new.actor_kind in ('agent', 'automation') or new.proposal_id is not null)
  execute function require_approval();
alter table acts enable always trigger approval;
