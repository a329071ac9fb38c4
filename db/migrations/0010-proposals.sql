-- What a proposal needs beside its table: what is asked (the same wish waits once), who may decide, up to which day.

-- A civil day of the firm, given by who files the proposal: the last on which it may be decided and carried out.
alter table proposals drop column expires_at;
alter table proposals
  add column expires_on date not null,
  -- Digest of command and inputs of the current revision.
  add column input_sha text not null,
  add column approvers text[] not null,
  -- The system's user beside who asked, on the command line.
  add column operator text,
  -- What the current revision moves, for the ceiling of a delegation; null: it tells no amount.
  add column amount_cents bigint;
create unique index proposals_waiting on proposals (command, input_sha) where state in ('pending', 'approved');
create index proposals_state on proposals (state, created_at);

-- Who asks for a revision, and as what: an agent's proposal edited by a person is that person's.
alter table proposal_revisions add column asker_kind text not null
  check (asker_kind in ('person', 'operator', 'agent', 'automation'));

-- A director alone who confirms what they asked (firm.settings.single_approver), and in whose place a delegate decides.
alter table decisions
  add column single_approver boolean not null default false,
  add column delegated_from text;

select guard_tables();
select grant_tables();
