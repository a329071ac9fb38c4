-- What a turn leaves for those that follow it: the day that it was asked as of, what the model said and was told, and
-- the rights under which that was read (a person whose roles changed is not told again what they may no longer see).

alter table chat_turns
  add column as_of date,
  add column channel text not null default 'web',
  add column messages jsonb not null default '[]',
  add column rights text not null default '',
  add column ended_at timestamptz;

create index chats_person on chats (user_id, created_at desc);
