-- CRAs: one row a consultant, day and project, valued when it is written; and their sums, the one grain
-- every report reads (consultant × project × assignment × profile × TJM × month × state).

create table time_rows (
  id bigint generated always as identity primary key,
  consultant_id bigint not null references consultants (id),
  project_id bigint not null references projects (id),
  worked_on date not null,
  occurrence integer not null default 1 check (occurrence >= 1),
  quarter_days smallint not null check (quarter_days between 1 and 4),
  state text not null check (state in ('brouillon', 'soumis', 'valide')),
  comment text,
  -- The valuation of (consultant, project, day): domain/valuation.ts. Rewritten by the commands that revalue.
  assignment_id bigint references assignments (id),
  profile_id bigint not null references profiles (id),
  daily_rate_cents bigint not null,
  daily_cost_cents bigint not null,
  -- The live invoice line that bills this row: one at most, freed by the credit note that names the row.
  billed_line_id bigint references invoice_lines (id),
  unique (consultant_id, worked_on, project_id, occurrence),
  check (billed_line_id is null or state = 'valide')
);
create index time_rows_project on time_rows (project_id, worked_on);
create index time_rows_day on time_rows (worked_on);
create index time_rows_billed on time_rows (billed_line_id) where billed_line_id is not null;

alter table invoice_line_items add foreign key (time_row_id) references time_rows (id);
alter table purchases add foreign key (billed_line_id) references invoice_lines (id);

create table time_sums (
  consultant_id bigint not null,
  project_id bigint not null,
  -- 0: no assignment covers the day.
  assignment_id bigint not null,
  profile_id bigint not null,
  daily_rate_cents bigint not null,
  month date not null,
  -- facture: validated and named by a live invoice line.
  state text not null check (state in ('brouillon', 'soumis', 'valide', 'facture')),
  quarter_days bigint not null,
  -- Quarter-cents, unrounded.
  value_quarter_cents bigint not null,
  cost_quarter_cents bigint not null,
  primary key (consultant_id, project_id, assignment_id, profile_id, daily_rate_cents, month, state)
);
create index time_sums_project on time_sums (project_id, month);

create table timesheets (
  consultant_id bigint not null references consultants (id),
  month date not null check (extract(day from month) = 1),
  project_id bigint not null references projects (id),
  state text not null check (state in ('brouillon', 'soumis', 'valide', 'rejete')),
  submitted_at timestamptz,
  decided_at timestamptz,
  decided_by text,
  reason text,
  content_sha text,
  client_validation jsonb,
  primary key (consultant_id, month, project_id)
);

create table accepted_anomalies (
  rule text not null,
  consultant_id bigint not null references consultants (id),
  month date not null check (extract(day from month) = 1),
  worked_on date,
  project_id bigint references projects (id),
  reason text not null,
  accepted_by text not null,
  unique nulls not distinct (rule, consultant_id, month, worked_on, project_id)
);

create table monthly_targets (
  month date primary key check (extract(day from month) = 1),
  revenue_cents bigint check (revenue_cents >= 0),
  margin_cents bigint check (margin_cents >= 0)
);
