// What Vigie keeps of Slack: who is who, what was heard already, which chat a conversation goes on in.

import type { Queryable } from './connection.ts';
import { findPerson, type Person } from './users.ts';

/** The person linked to a Slack member (command link_slack_user); null: nobody, or no longer. */
export async function findSlackPerson(sql: Queryable, slackUser: string): Promise<Person | null> {
  const [row] = await sql<{ user_id: string }[]>`select user_id from slack_users where slack_user = ${slackUser}`;
  return row === undefined ? null : findPerson(sql, row.user_id);
}

/**
 * Takes what Slack delivered, under its own id.
 * @returns false: it was taken before, by this process or another.
 */
export async function takeSlackRequest(sql: Queryable, key: string): Promise<boolean> {
  const rows = await sql`insert into slack_requests (key) values (${key}) on conflict do nothing returning 1`;
  return rows.length > 0;
}

/** Slack repeats an event for an hour at most, and a signature is refused after five minutes. */
const REQUESTS_KEPT_HOURS = 48;

export async function clearSlackRequests(sql: Queryable): Promise<void> {
  await sql`
    delete from slack_requests where received_at < clock_timestamp() - make_interval(hours => ${REQUESTS_KEPT_HOURS})`;
}

/** After this much quiet a question begins a chat of its own: « et pour Renault ? » no longer follows anything. */
const CHAT_QUIET_HOURS = 2;

/** The chat that a conversation goes on in, if it is still the person's; null: it begins. */
export async function findSlackChat(
  sql: Queryable,
  { slackUser, userId, conversation }: { slackUser: string; userId: string; conversation: string },
): Promise<string | null> {
  const [row] = await sql<{ chat_id: string }[]>`
    select s.chat_id from slack_chats s join chats c on c.id = s.chat_id and c.user_id = ${userId}
    where s.slack_user = ${slackUser} and s.conversation = ${conversation}
      and s.used_at > clock_timestamp() - make_interval(hours => ${CHAT_QUIET_HOURS})`;
  return row?.chat_id ?? null;
}

export async function keepSlackChat(
  sql: Queryable,
  slackUser: string,
  conversation: string,
  chatId: string,
): Promise<void> {
  await sql`
    insert into slack_chats (slack_user, conversation, chat_id) values (${slackUser}, ${conversation}, ${chatId})
    on conflict (slack_user, conversation) do update set chat_id = excluded.chat_id, used_at = excluded.used_at`;
}
