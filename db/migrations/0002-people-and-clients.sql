-- The firm, its clients, its people and what a day of each costs.
-- Text columns keep what was typed; *_folded columns hold it without accents or case, for search.

create table firm (
  id smallint primary key default 1 check (id = 1),
  name text,
  siren text check (siren ~ '^[0-9]{9}$'),
  settings jsonb not null default '{}',
  -- Set by loading the demo firm: only such a database may be reset or cleared.
  demo boolean not null default false
);

create table profiles (
  id bigint generated always as identity primary key,
  name text not null unique check (name <> ''),
  target_daily_rate_cents bigint check (target_daily_rate_cents >= 0),
  planned_daily_cost_cents bigint check (planned_daily_cost_cents >= 0)
);

create table clients (
  id bigint generated always as identity primary key,
  code text not null unique check (code <> ''),
  name text not null,
  name_folded text not null,
  siren text check (siren ~ '^[0-9]{9}$'),
  vat_number text,
  address text,
  postal_code text,
  city text,
  country text check (country ~ '^[A-Z]{2}$'),
  payment_days integer check (payment_days >= 0),
  end_of_month boolean not null default false,
  billing_email text,
  order_required boolean not null default false,
  owner_email text
);

create table contacts (
  id bigint generated always as identity primary key,
  client_id bigint not null references clients (id),
  name text not null,
  email text,
  phone text,
  position text
);

create table consultants (
  id bigint generated always as identity primary key,
  code text not null unique check (code <> ''),
  first_name text not null,
  last_name text not null,
  name_folded text not null,
  email text,
  profile_id bigint not null references profiles (id),
  employment text not null check (employment in ('salarie', 'independant')),
  entered_on date not null,
  left_on date,
  -- Share of full time: 1 = full time.
  quota numeric not null default 1 check (quota between 0 and 1),
  agency text,
  -- A part-timer's fixed days off, 1 Monday … 7 Sunday; null = not given.
  days_off smallint[] check (days_off <@ array[1, 2, 3, 4, 5, 6, 7]::smallint[]),
  -- false: never sold, left out of occupancy, capacity and missing time.
  productive boolean not null default true,
  manager_id bigint references consultants (id) deferrable initially deferred,
  check (left_on is null or left_on >= entered_on)
);

create table consultant_skills (
  consultant_id bigint not null references consultants (id),
  rank integer not null,
  skill text not null,
  level smallint not null check (level between 1 and 5),
  primary key (consultant_id, rank)
);

-- The daily cost (CJM) from a day on; the next row ends it, so two can never overlap.
create table cost_rates (
  consultant_id bigint not null references consultants (id),
  starts_on date not null,
  daily_cost_cents bigint not null check (daily_cost_cents >= 0),
  recorded_at timestamptz not null default transaction_timestamp(),
  primary key (consultant_id, starts_on)
);

create table absences (
  id bigint generated always as identity primary key,
  consultant_id bigint not null references consultants (id),
  kind text not null
    check (kind in ('cp', 'rtt', 'maladie', 'sans_solde', 'maternite', 'parental', 'formation', 'autre')),
  starts_on date not null,
  ends_on date not null,
  starts_afternoon boolean not null default false,
  ends_morning boolean not null default false,
  status text not null check (status in ('demandee', 'validee', 'refusee')),
  -- The n-th row of its key: the same absence typed twice is kept and shown.
  occurrence integer not null default 1 check (occurrence >= 1),
  unique (consultant_id, kind, starts_on, occurrence),
  check (ends_on >= starts_on)
);
create index absences_period on absences (starts_on, ends_on);
