-- What leaves the house by mail: a row beside the act that wants it, carried afterwards. Its key is the mail's identity, so
-- that it leaves once; a client's mail whose sending was cut is for a person to check, never sent again by itself.

create table mails (
  key text primary key,
  kind text not null check (kind in ('invoice', 'dunning', 'notice')),
  sent_to text not null check (sent_to <> ''),
  subject text not null,
  body text not null,
  -- The invoice that is attached.
  invoice_number text,
  state text not null default 'pending' check (state in ('pending', 'sending', 'sent', 'to_check', 'failed')),
  tries integer not null default 0,
  created_at timestamptz not null default transaction_timestamp(),
  next_try_at timestamptz not null default transaction_timestamp(),
  sending_since timestamptz,
  sent_at timestamptz,
  last_error text
);
create index mails_due on mails (next_try_at) where state in ('pending', 'sending');
insert into guard_exemptions (table_name) values ('mails');
insert into tables_not_for_reports (table_name) values ('mails');

select guard_tables();
select grant_tables();
