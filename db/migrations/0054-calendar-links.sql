-- The address at which a person's calendar reads their missions and leave. It opens that and nothing else; one a person,
-- kept as a digest like keys are (0006): drawn again, the one before stops working; revoked, there is none.
create table auth.calendar_links (
  user_id text primary key references auth.users (id) on delete cascade,
  token_sha256 text not null unique check (token_sha256 ~ '^[0-9a-f]{64}$'),
  created_at timestamptz not null default transaction_timestamp()
);

grant select, insert, update, delete on auth.calendar_links to vigie_app;
