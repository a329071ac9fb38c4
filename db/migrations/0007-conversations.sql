-- What the firm is told and asks: notices, chats with the assistant, documents; where workflows wait.

create table delegations (
  id bigint generated always as identity primary key,
  from_user text not null,
  to_user text not null,
  commands text[] not null,
  starts_on date not null,
  ends_on date not null,
  ceiling_cents bigint check (ceiling_cents >= 0),
  check (ends_on >= starts_on),
  check (from_user <> to_user)
);

create table documents (
  id uuid primary key,
  title text not null,
  media_type text not null,
  sha256 text not null,
  content bytea not null,
  client_id bigint references clients (id),
  consultant_id bigint references consultants (id),
  project_id bigint references projects (id),
  uploaded_by text not null,
  uploaded_at timestamptz not null default transaction_timestamp()
);

create table document_passages (
  document_id uuid not null references documents (id),
  rank integer not null,
  page integer,
  passage text not null,
  search tsvector generated always as (to_tsvector('french', passage)) stored,
  primary key (document_id, rank)
);
create index document_passages_search on document_passages using gin (search);

-- Shown once to one person; the key keeps a repeated scan from saying it twice.
create table notices (
  id bigint generated always as identity primary key,
  user_id text not null,
  key text not null,
  text text not null,
  link text,
  created_at timestamptz not null default transaction_timestamp(),
  read_at timestamptz,
  unique (user_id, key)
);

create table chats (
  id uuid primary key,
  user_id text not null,
  title text,
  created_at timestamptz not null default transaction_timestamp()
);

create table chat_turns (
  chat_id uuid not null references chats (id),
  turn integer not null check (turn >= 1),
  question text not null,
  reply jsonb,
  state text not null default 'running' check (state in ('running', 'done', 'stopped', 'failed')),
  created_at timestamptz not null default transaction_timestamp(),
  primary key (chat_id, turn)
);

-- The last thing each workflow said it waits for: where a deal stands, when Temporal is away too.
create table workflow_waits (
  workflow_id text primary key,
  step text not null,
  blocked_on text,
  waits_since timestamptz not null,
  waits_until timestamptz,
  next text
);
