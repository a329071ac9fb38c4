-- The door to Slack: what came in is handled once, conversations go on, and each notice is said once.
-- Bookkeeping without any text of the firm: ids of Slack beside ours.

-- Slack repeats what it thinks was not heard, and somebody may repeat what they heard: the second time is nothing.
create table slack_requests (
  key text primary key,
  received_at timestamptz not null default transaction_timestamp()
);
create index slack_requests_received on slack_requests (received_at);

-- Which chat a person's conversation goes on in.
create table slack_chats (
  slack_user text not null,
  conversation text not null,
  chat_id uuid not null references chats (id) on delete cascade,
  used_at timestamptz not null default transaction_timestamp(),
  primary key (slack_user, conversation)
);

-- A notice on its way to a person: marked before it is sent, so that a second process, or a second life, asks Slack
-- whether it arrived before saying it again.
create table slack_notices (
  notice_id bigint primary key references notices (id) on delete cascade,
  state text not null default 'waiting' check (state in ('waiting', 'sending', 'sent', 'dropped')),
  tries integer not null default 0,
  next_try_at timestamptz not null default transaction_timestamp(),
  sending_since timestamptz,
  channel text,
  message text,
  last_error text
);
create index slack_notices_due on slack_notices (next_try_at) where state in ('waiting', 'sending');

insert into guard_exemptions (table_name) values ('slack_requests'), ('slack_chats'), ('slack_notices');

select guard_tables();
select grant_tables();
