-- The database's own word on approvals, beside the application's: an act by an agent or an automation, and any act that
-- says it carries out a proposal, needs a person's approval of that very revision; at tier 2 by somebody who holds one
-- of the proposal's roles (given by the registry when it was filed), or to whom such a person lent theirs. At tier 1 the
-- right may rest on whose the row is: db/execute-command.ts looks at it.
create or replace function require_approval() returns trigger language plpgsql as $$
begin
  if new.actor_kind not in ('agent', 'automation') and new.proposal_id is null then
    return new;
  end if;
  if not exists (
    select 1 from decisions d join proposals p on p.id = d.proposal_id
    where d.id = new.decision_id and d.verdict = 'approved' and d.proposal_id = new.proposal_id and d.revision = new.revision
      and not exists (select 1 from disabled_users u where u.user_id = d.person)
      and (p.tier = 1 or exists (
        select 1 from user_roles r
        where r.user_id = coalesce(d.delegated_from, d.person) and r.role = any (p.approvers)))
  ) then
    raise exception 'an act by % needs the approval of a person who has the right', new.actor_kind using errcode = 'VG002';
  end if;
  return new;
end $$;

select guard_tables();
select grant_tables();
