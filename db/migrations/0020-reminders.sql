-- What a workflow has already said, once each: a reminder, a letter proposed. `silent`: its day had passed when the
-- workflow first looked (an imported deal or invoice), so that it is known and nobody was told.
create table reminders (
  workflow_id text not null,
  key text not null,
  silent boolean not null,
  noted_at timestamptz not null default transaction_timestamp(),
  primary key (workflow_id, key)
);
insert into guard_exemptions (table_name) values ('reminders');

-- The head of the chain is looked for among the latest seals, each second.
create index seals_sealed_at on seals (sealed_at);
-- Carried rows are cleared away after some days.
create index outbox_sent on outbox (sent_at) where sent_at is not null;

select guard_tables();
select grant_tables();
