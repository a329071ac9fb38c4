-- A person asks to be forgotten (RGPD, art. 17). What the law has the firm keep stays, under their code: days worked,
-- bookings, invoices (Code de commerce, art. L123-22: ten years). Their name, address and skills go, and every
-- payload, stored answer and closed proposal that names them; the seals keep digests alone, and stay whole.

create table erasures (
  id bigint generated always as identity primary key,
  consultant_id bigint unique references consultants (id),
  contact_id bigint unique references contacts (id),
  erased_on date not null,
  check (num_nonnulls(consultant_id, contact_id) = 1)
);

/* Whether a JSON value names somebody: one of these texts stands in it. */
create function names_one_of(value jsonb, texts text[]) returns boolean language sql immutable as $$
  select exists (select 1 from unnest(texts) t where strpos(value::text, t) > 0)
$$;

/* Forgets what acts, answers, closed proposals and notices say of somebody; the erasing act itself names a code alone. */
create function forget_texts(texts text[]) returns void language plpgsql as $$
declare
  told constant jsonb := '{"sentence": "effacé", "rows": []}';
begin
  delete from act_payloads p where names_one_of(p.payload, texts)
    and p.act_id not in (select act_id from acts where xid = pg_current_xact_id());
  update executions set result = result
      || case when result ? 'effect' then jsonb_build_object('effect', told) else '{}' end
      || case when result ? 'sentence' then '{"sentence": "effacé"}' else '{}'::jsonb end
    where names_one_of(result, texts);
  update proposal_revisions r set input = '{}', effect = told, evidence = '[]'
    from proposals p where p.id = r.proposal_id and p.state not in ('pending', 'approved')
      and (names_one_of(r.input, texts) or names_one_of(r.effect, texts) or names_one_of(r.evidence, texts));
  update proposal_items i set input = '{}', effect = told, outcome = null
    from proposals p where p.id = i.proposal_id and p.state not in ('pending', 'approved')
      and (names_one_of(i.input, texts) or names_one_of(i.effect, texts) or names_one_of(i.outcome, texts));
  delete from notices n where names_one_of(to_jsonb(n.text), texts);
end $$;

create function erase_consultant(erased bigint) returns void language plpgsql as $$
declare
  person consultants%rowtype;
  account text;
begin
  select * into person from consultants where id = erased;
  select user_id into account from user_links where consultant_id = erased;
  perform forget_texts(array_remove(array[
    to_jsonb(person.code)::text, to_jsonb(person.email)::text,
    trim(both '"' from to_jsonb(person.first_name || ' ' || person.last_name)::text),
    (select to_jsonb(u.email)::text from auth.users u where u.id = account)], null));
  update clients set owner_email = null where lower(owner_email) = lower(person.email);
  update opportunities set owner_email = null where lower(owner_email) = lower(person.email);
  update client_actions set author = 'effacé' where lower(author) = lower(person.email);
  update timesheets set decided_by = 'effacé' where lower(decided_by) = lower(person.email);
  update accepted_anomalies set accepted_by = 'effacé' where lower(accepted_by) = lower(person.email);
  update order_overrides set requested_by = 'effacé' where lower(requested_by) = lower(person.email);
  delete from consultant_skills where consultant_id = erased;
  update consultants set first_name = 'effacé', last_name = code, name_folded = lower('efface ' || code), email = null
    where id = erased;
  if account is null then return; end if;
  insert into disabled_users (user_id, disabled_on)
    select account, erased_on from erasures where consultant_id = erased on conflict do nothing;
  delete from auth.accounts where user_id = account;
  delete from slack_users where user_id = account;
  delete from chat_turns where chat_id in (select id from chats where user_id = account);
  delete from chats where user_id = account;
  delete from notices where user_id = account;
  update auth.users set name = 'effacé', email = 'efface-' || id || '@efface.invalid', image = null where id = account;
end $$;

create function erase_contact(erased bigint) returns void language plpgsql as $$
declare
  person contacts%rowtype;
begin
  select * into person from contacts where id = erased;
  -- A name of one word alone may be a word of many sentences: it is looked for as a value.
  perform forget_texts(array_remove(array[
    case when person.name like '% %' then trim(both '"' from to_jsonb(person.name)::text) else to_jsonb(person.name)::text end,
    to_jsonb(person.email)::text], null));
  update contacts set name = 'effacé', email = null, phone = null, position = null where id = erased;
end $$;

create function erase_person() returns trigger language plpgsql as $$
begin
  if new.consultant_id is not null then perform erase_consultant(new.consultant_id); end if;
  if new.contact_id is not null then perform erase_contact(new.contact_id); end if;
  return null;
end $$;
create trigger erase_person after insert on erasures for each row execute function erase_person();

select guard_tables();
select grant_tables();
