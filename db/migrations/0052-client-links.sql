-- A client validates a CRA by a link: one person, month and project, one content, one use, thirty days. The secret is kept
-- as its digest. It leads to an act (record_client_validation, whose id is the link's own) and is no fact of the firm.

create table client_links (
  id uuid primary key,
  token_sha256 text not null unique,
  consultant_id bigint not null references consultants (id),
  month date not null check (extract(day from month) = 1),
  project_id bigint not null references projects (id),
  content_sha text not null,
  -- Who sent it: the validation is recorded in their name, on what the client answered.
  made_by text not null,
  expires_on date not null,
  used_at timestamptz
);
insert into guard_exemptions (table_name) values ('client_links');
insert into tables_not_for_reports (table_name) values ('client_links');

select guard_tables();
select grant_tables();
