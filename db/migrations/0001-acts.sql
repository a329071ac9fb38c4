-- Who decided what. Every change of the firm's facts happens in one transaction together with its act;
-- the guard (guard.require_act, last migration of this series) refuses any write without one.
-- See docs/decisions and EXECUTION rules: an act's id is fixed before its first attempt and is the idempotency key.

-- The claim: first statement of an executing transaction. A second attempt finds the stored result.
create table executions (
  act_id uuid primary key,
  input_sha text not null,
  outcome text check (outcome in ('done', 'refused')),
  result jsonb,
  started_at timestamptz not null default transaction_timestamp()
);

create table proposals (
  id uuid primary key,
  command text not null,
  state text not null default 'pending'
    check (state in ('pending', 'approved', 'executed', 'failed', 'refused', 'expired', 'withdrawn', 'superseded')),
  tier smallint not null check (tier in (1, 2)),
  revision integer not null default 1 check (revision >= 1),
  asked_by text,
  asker_kind text not null check (asker_kind in ('person', 'operator', 'agent', 'automation')),
  channel text not null,
  reason text,
  created_at timestamptz not null default transaction_timestamp(),
  expires_at timestamptz not null
);

-- An edit, or a changed effect, is a new revision; who edits becomes an asker of that revision.
create table proposal_revisions (
  proposal_id uuid not null references proposals (id),
  revision integer not null check (revision >= 1),
  asked_by text,
  sha text not null,
  input jsonb not null,
  effect jsonb not null,
  read_versions jsonb not null default '{}',
  evidence jsonb not null default '[]',
  created_at timestamptz not null default transaction_timestamp(),
  primary key (proposal_id, revision)
);

-- A batch is one proposal of several items, each with its own fingerprint, act and transaction.
create table proposal_items (
  proposal_id uuid not null,
  revision integer not null,
  item integer not null check (item >= 0),
  sha text not null,
  input jsonb not null,
  effect jsonb not null,
  state text not null default 'pending' check (state in ('pending', 'excluded', 'stale', 'executed', 'failed')),
  act_id uuid,
  outcome jsonb,
  primary key (proposal_id, revision, item),
  foreign key (proposal_id, revision) references proposal_revisions (proposal_id, revision)
);

-- The first decision on a revision wins; the others read from this row who took it and when.
create table decisions (
  id uuid primary key,
  proposal_id uuid not null,
  revision integer not null,
  person text not null,
  verdict text not null check (verdict in ('approved', 'refused', 'edited', 'withdrawn')),
  sha text not null,
  reason text,
  at timestamptz not null default transaction_timestamp(),
  unique (proposal_id, revision),
  foreign key (proposal_id, revision) references proposal_revisions (proposal_id, revision)
);

create table acts (
  act_id uuid primary key,
  xid xid8 not null unique,
  at timestamptz not null,
  command text not null,
  actor_kind text not null check (actor_kind in ('person', 'operator', 'agent', 'automation')),
  actor text not null,
  on_behalf_of text,
  channel text not null check (channel in ('web', 'api', 'cli', 'chat', 'slack', 'mcp', 'workflow', 'import', 'demo')),
  proposal_id uuid,
  revision integer,
  decision_id uuid references decisions (id),
  single_approver boolean not null default false,
  input_sha text not null,
  effect_sha text not null,
  payload_digest text not null
);
create index acts_at on acts (at);

-- The transaction's own number and time are stamped here and never granted as columns,
-- so that an act cannot be borrowed from another transaction.
create function stamp_act() returns trigger language plpgsql as $$
begin
  new.xid := pg_current_xact_id();
  new.at := transaction_timestamp();
  return new;
end $$;
create trigger stamp before insert on acts for each row execute function stamp_act();
alter table acts enable always trigger stamp;

-- An agent or an automation acts only through a person's recorded approval.
create function require_approval() returns trigger language plpgsql as $$
begin
  if new.actor_kind in ('agent', 'automation') and not exists (
    select 1 from decisions d
    where d.id = new.decision_id and d.verdict = 'approved' and d.proposal_id = new.proposal_id and d.revision = new.revision
  ) then
    raise exception 'an act by % needs the approval of a person', new.actor_kind using errcode = 'VG002';
  end if;
  return new;
end $$;
create trigger approval before insert on acts for each row execute function require_approval();
alter table acts enable always trigger approval;

-- Personal and cost payloads, salted, apart from the sealed act: erasing a person removes the row and the salt.
create table act_payloads (
  act_id uuid primary key references acts (act_id),
  salt text not null,
  payload jsonb not null
);

-- One chain: each seal covers its acts and the seal before; unique (prev_seal) so that it cannot fork.
create table seals (
  seal text primary key,
  prev_seal text not null unique,
  sealed_at timestamptz not null default transaction_timestamp(),
  act_count integer not null check (act_count > 0)
);
create table sealed_acts (
  act_id uuid primary key references acts (act_id),
  seal text not null references seals (seal) deferrable initially deferred,
  position integer not null,
  unique (seal, position)
);

create table outbox (
  id bigint generated always as identity primary key,
  act_id uuid,
  topic text not null,
  payload jsonb not null,
  created_at timestamptz not null default transaction_timestamp(),
  next_try_at timestamptz not null default transaction_timestamp(),
  tries integer not null default 0,
  last_error text,
  parked_at timestamptz,
  sent_at timestamptz
);
create index outbox_waiting on outbox (next_try_at) where sent_at is null and parked_at is null;
