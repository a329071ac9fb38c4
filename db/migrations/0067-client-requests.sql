-- A client is asked to validate the CRAs of a project's month: a request, the content of each CRA as it was asked, and the
-- address where they answer. The address is drawn as the mail leaves; of its secret only the digest is kept.

create table client_requests (
  key text primary key,
  project_id bigint not null references projects (id),
  month date not null check (extract(day from month) = 1),
  -- Null: the address was handed over by whoever asked.
  sent_to text,
  -- The address of who asked: what the client answers is recorded in their name.
  asked_by text not null,
  asked_on date not null,
  expires_on date not null,
  -- [{consultant, contentSha, quarterDays}]
  sheets jsonb not null
);
create index client_requests_month on client_requests (month, project_id);

create table client_link_secrets (
  token_sha256 text primary key,
  request_key text not null references client_requests (key),
  drawn_at timestamptz not null default transaction_timestamp()
);
insert into guard_exemptions (table_name) values ('client_link_secrets');
insert into tables_not_for_reports (table_name) values ('client_link_secrets');

-- Each link was a request for one CRA.
insert into client_requests (key, project_id, month, sent_to, asked_by, asked_on, expires_on, sheets)
select 'lien:' || k.id, k.project_id, k.month, null, coalesce(u.email, k.made_by), k.expires_on - 30, k.expires_on,
  jsonb_build_array(jsonb_build_object('consultant', c.code, 'contentSha', k.content_sha, 'quarterDays', 0))
from client_links k join consultants c on c.id = k.consultant_id left join auth.users u on u.id = k.made_by;
insert into client_link_secrets (token_sha256, request_key) select token_sha256, 'lien:' || id from client_links;
drop table client_links;
delete from guard_exemptions where table_name = 'client_links';
delete from tables_not_for_reports where table_name = 'client_links';

-- The mail that asks.
alter table mails drop constraint mails_kind_check;
alter table mails add constraint mails_kind_check check (kind in ('invoice', 'dunning', 'validation', 'notice'));

select guard_tables();
select grant_tables();
