-- From the first call to the running project: opportunities and their needs, quotes, projects with their
-- contract terms, budgets per profile, staffing, milestones, units, orders, RAF.

create table opportunities (
  id bigint generated always as identity primary key,
  code text not null unique check (code <> ''),
  client_id bigint not null references clients (id),
  title text,
  title_folded text not null default '',
  stage text not null check (stage in ('piste', 'qualifiee', 'proposition', 'negociation', 'gagnee', 'perdue')),
  probability_percent numeric check (probability_percent between 0 and 100),
  created_on date,
  expected_close_on date,
  contract_kind text
    check (contract_kind in ('regie', 'regie_plafonnee', 'forfait', 'hybride', 'forfait_agile', 'tma', 'interne')),
  amount_cents bigint check (amount_cents >= 0),
  planned_start_on date,
  planned_end_on date,
  owner_email text,
  lost_reason text,
  check (planned_end_on is null or planned_start_on is null or planned_end_on >= planned_start_on)
);
create index opportunities_client on opportunities (client_id);

create table opportunity_needs (
  opportunity_id bigint not null references opportunities (id),
  rank integer not null,
  profile_id bigint not null references profiles (id),
  quarter_days bigint not null check (quarter_days >= 0),
  primary key (opportunity_id, rank)
);

-- What was said and promised to a client: the next action of a deal.
create table client_actions (
  id bigint generated always as identity primary key,
  client_id bigint not null references clients (id),
  opportunity_id bigint references opportunities (id),
  kind text not null check (kind in ('note', 'appel', 'rendez_vous', 'mail', 'relance')),
  planned_on date,
  done_on date,
  label text not null,
  author text
);

create table quotes (
  id bigint generated always as identity primary key,
  code text not null unique,
  opportunity_id bigint not null references opportunities (id),
  signed_version integer,
  signed_on date,
  signature_evidence text
);

create table quote_versions (
  quote_id bigint not null references quotes (id),
  version integer not null check (version >= 1),
  status text not null check (status in ('brouillon', 'envoye', 'signe', 'remplace')),
  contract_kind text not null
    check (contract_kind in ('regie', 'regie_plafonnee', 'forfait', 'hybride', 'forfait_agile', 'tma')),
  starts_on date not null,
  ends_on date not null,
  fixed_price_cents bigint check (fixed_price_cents >= 0),
  ceiling_cents bigint check (ceiling_cents >= 0),
  monthly_fee_cents bigint check (monthly_fee_cents >= 0),
  included_units numeric check (included_units >= 0),
  unit_price_cents bigint check (unit_price_cents >= 0),
  carry_over_months integer check (carry_over_months >= 0),
  planned_purchases_cents bigint not null default 0 check (planned_purchases_cents >= 0),
  milestones jsonb not null default '[]',
  sent_on date,
  primary key (quote_id, version),
  check (ends_on >= starts_on)
);

create table quote_lines (
  quote_id bigint not null,
  version integer not null,
  profile_id bigint not null references profiles (id),
  quarter_days bigint not null check (quarter_days >= 0),
  daily_rate_cents bigint check (daily_rate_cents >= 0),
  planned_daily_cost_cents bigint check (planned_daily_cost_cents >= 0),
  primary key (quote_id, version, profile_id),
  foreign key (quote_id, version) references quote_versions (quote_id, version)
);

create table projects (
  id bigint generated always as identity primary key,
  code text not null unique check (code <> ''),
  client_id bigint references clients (id),
  opportunity_id bigint references opportunities (id),
  title text,
  title_folded text not null default '',
  contract_kind text not null
    check (contract_kind in ('regie', 'regie_plafonnee', 'forfait', 'hybride', 'forfait_agile', 'tma', 'interne')),
  status text not null check (status in ('prevu', 'en_cours', 'clos')),
  starts_on date,
  ends_on date,
  fixed_price_cents bigint check (fixed_price_cents >= 0),
  ceiling_cents bigint check (ceiling_cents >= 0),
  monthly_fee_cents bigint check (monthly_fee_cents >= 0),
  included_units numeric check (included_units >= 0),
  unit_price_cents bigint check (unit_price_cents >= 0),
  carry_over_months integer check (carry_over_months >= 0),
  planned_purchases_cents bigint check (planned_purchases_cents >= 0),
  manager_id bigint references consultants (id),
  check (contract_kind = 'interne' or client_id is not null),
  check (contract_kind <> 'tma' or (starts_on is not null and ends_on is not null)),
  check (ends_on is null or starts_on is null or ends_on >= starts_on)
);
create index projects_client on projects (client_id);

create table project_budgets (
  project_id bigint not null references projects (id),
  profile_id bigint not null references profiles (id),
  quarter_days bigint not null check (quarter_days >= 0),
  daily_rate_cents bigint check (daily_rate_cents >= 0),
  planned_daily_cost_cents bigint check (planned_daily_cost_cents >= 0),
  primary key (project_id, profile_id)
);

create table assignments (
  id bigint generated always as identity primary key,
  code text not null unique check (code <> ''),
  -- On a project; a tentative one may still be on an opportunity.
  project_id bigint references projects (id),
  opportunity_id bigint references opportunities (id),
  consultant_id bigint not null references consultants (id),
  profile_id bigint references profiles (id),
  starts_on date not null,
  ends_on date,
  -- Share of a working day, 0 to 1.
  quota numeric not null default 1 check (quota between 0 and 1),
  daily_rate_cents bigint check (daily_rate_cents >= 0),
  status text not null check (status in ('ferme', 'previsionnelle')),
  check (ends_on is null or ends_on >= starts_on),
  check ((project_id is null) <> (opportunity_id is null)),
  check (opportunity_id is null or status = 'previsionnelle')
);
create index assignments_consultant on assignments (consultant_id, project_id);
create index assignments_project on assignments (project_id);

-- The price agreed for one mission (an independent's above all): it stands for the CJM on it.
create table assignment_costs (
  assignment_id bigint primary key references assignments (id),
  daily_cost_cents bigint not null check (daily_cost_cents >= 0)
);

create table staffing_requests (
  id bigint generated always as identity primary key,
  project_id bigint references projects (id),
  opportunity_id bigint references opportunities (id),
  profile_id bigint not null references profiles (id),
  starts_on date not null,
  ends_on date,
  quota numeric not null default 1 check (quota > 0 and quota <= 1),
  note text,
  state text not null default 'ouverte' check (state in ('ouverte', 'pourvue', 'abandonnee')),
  check ((project_id is null) <> (opportunity_id is null))
);

-- Milestones, sprints and acceptances alike.
create table milestones (
  id bigint generated always as identity primary key,
  project_id bigint not null references projects (id),
  code text not null check (code <> ''),
  label text,
  planned_on date,
  amount_cents bigint not null check (amount_cents >= 0),
  accepted_on date,
  unique (project_id, code)
);

-- TMA units of work delivered and accepted in a month.
create table project_units (
  project_id bigint not null references projects (id),
  month date not null check (extract(day from month) = 1),
  units numeric not null check (units >= 0),
  primary key (project_id, month)
);

-- Days left to do, as declared by the person in charge at the end of that day.
create table raf_declarations (
  project_id bigint not null references projects (id),
  profile_id bigint not null references profiles (id),
  declared_on date not null,
  quarter_days bigint not null check (quarter_days >= 0),
  primary key (project_id, profile_id, declared_on)
);

create table purchase_orders (
  id bigint generated always as identity primary key,
  number text not null unique check (number <> ''),
  client_id bigint not null references clients (id),
  project_id bigint references projects (id),
  amount_cents bigint not null check (amount_cents >= 0),
  starts_on date,
  ends_on date,
  check (ends_on is null or starts_on is null or ends_on >= starts_on)
);
create index purchase_orders_project on purchase_orders (project_id);

create table purchases (
  id bigint generated always as identity primary key,
  project_id bigint not null references projects (id),
  bought_on date not null,
  label text not null,
  occurrence integer not null default 1 check (occurrence >= 1),
  amount_cents bigint not null check (amount_cents >= 0),
  rebillable boolean not null default false,
  -- Rebilled share of the amount, percent; empty in a file = 100.
  rebilling_percent numeric not null default 100 check (rebilling_percent >= 0),
  -- The live invoice line that bills it; a credit note frees it.
  billed_line_id bigint,
  unique (project_id, bought_on, label, occurrence)
);

create table expenses (
  id bigint generated always as identity primary key,
  consultant_id bigint not null references consultants (id),
  project_id bigint references projects (id),
  spent_on date not null,
  label text not null,
  amount_cents bigint not null check (amount_cents >= 0),
  vat_cents bigint not null default 0 check (vat_cents >= 0),
  rebillable boolean not null default false,
  status text not null default 'demandee' check (status in ('demandee', 'validee', 'refusee')),
  purchase_id bigint references purchases (id)
);

create table supplier_invoices (
  id bigint generated always as identity primary key,
  consultant_id bigint not null references consultants (id),
  number text not null,
  project_id bigint references projects (id),
  month date not null check (extract(day from month) = 1),
  quarter_days bigint not null check (quarter_days >= 0),
  net_cents bigint not null check (net_cents >= 0),
  vat_cents bigint not null default 0 check (vat_cents >= 0),
  received_on date not null,
  unique (consultant_id, number)
);
