-- What the firm keeps of its independents, and of who uses Vigie.

-- The vigilance file of a subcontractor (Code du travail, art. L8222-1 and D8222-5): a paper of each kind, until a day.
create table vigilance_papers (
  consultant_id bigint not null references consultants (id),
  kind text not null check (kind in ('urssaf', 'kbis', 'salaries_etrangers')),
  issued_on date not null,
  valid_until date not null,
  -- The attestation's security code, the number of the extract.
  reference text,
  primary key (consultant_id, kind, issued_on),
  check (valid_until >= issued_on)
);

-- Who may no longer come in: their acts and their decisions keep their name.
create table disabled_users (
  user_id text primary key references auth.users (id),
  disabled_on date not null
);

-- Who a person is on Slack.
create table slack_users (
  user_id text primary key references auth.users (id),
  slack_user text not null unique
);

-- A user or a key made by a command has no id before it is written.
alter table auth.users alter column id set default gen_random_uuid()::text;
alter table auth.api_keys alter column id set default gen_random_uuid();
-- A key is named by a command, and its secret drawn afterwards, for its owner alone: until then it opens nothing.
alter table auth.api_keys alter column key_sha256 drop not null;

select guard_tables();
select grant_tables();
