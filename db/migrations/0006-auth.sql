-- Who may come in. The schema auth holds what proves that a person is who they say (better-auth's four tables,
-- API keys, one-time links): written at each login, so outside the guard, and unknown to the reports' reader.
-- What a person may do once in (roles, and the consultant that they are) is ours, in public, and guarded.

create schema auth;
revoke all on schema auth from public;

create table auth.users (
  id text primary key,
  name text not null,
  -- One person, one address, whatever the case it was typed in.
  email text not null unique check (email = lower(email) and email <> ''),
  email_verified boolean not null default false,
  image text,
  created_at timestamptz not null default transaction_timestamp(),
  updated_at timestamptz not null default transaction_timestamp()
);

create table auth.sessions (
  id text primary key,
  token text not null unique,
  user_id text not null references auth.users (id) on delete cascade,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default transaction_timestamp(),
  updated_at timestamptz not null default transaction_timestamp()
);
create index sessions_user on auth.sessions (user_id);

-- A way in: a password (provider 'credential', hashed by better-auth) or an outside identity.
create table auth.accounts (
  id text primary key,
  account_id text not null,
  provider_id text not null,
  user_id text not null references auth.users (id) on delete cascade,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null default transaction_timestamp(),
  updated_at timestamptz not null default transaction_timestamp(),
  unique (provider_id, account_id)
);
create index accounts_user on auth.accounts (user_id);

create table auth.verifications (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default transaction_timestamp(),
  updated_at timestamptz not null default transaction_timestamp()
);
create index verifications_identifier on auth.verifications (identifier);

-- A key is shown once; only its digest is kept. 256 random bits need no slow hash.
create table auth.api_keys (
  id uuid primary key,
  user_id text not null references auth.users (id) on delete cascade,
  name text not null,
  key_sha256 text not null unique check (key_sha256 ~ '^[0-9a-f]{64}$'),
  created_at timestamptz not null default transaction_timestamp(),
  revoked_at timestamptz
);
create index api_keys_user on auth.api_keys (user_id);

-- Opens once, then is spent. first_admin makes the first user; invitation is for a person already added.
create table auth.one_time_links (
  token_sha256 text primary key check (token_sha256 ~ '^[0-9a-f]{64}$'),
  purpose text not null check (purpose in ('first_admin', 'invitation')),
  user_id text references auth.users (id) on delete cascade,
  created_at timestamptz not null default transaction_timestamp(),
  expires_at timestamptz not null,
  used_at timestamptz,
  check ((purpose = 'invitation') = (user_id is not null))
);

grant usage on schema auth to vigie_app;
grant select, insert, update, delete on all tables in schema auth to vigie_app;

create table user_roles (
  user_id text not null references auth.users (id),
  role text not null
    check (role in ('direction', 'daf', 'commercial', 'responsable', 'consultant', 'adv', 'admin')),
  granted_at timestamptz not null default transaction_timestamp(),
  primary key (user_id, role)
);

-- The consultant that a user is: their own CRA, leave and missions.
create table user_links (
  user_id text primary key references auth.users (id),
  consultant_id bigint not null unique references consultants (id)
);
