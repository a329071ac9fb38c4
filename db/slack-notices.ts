// Notices on their way to Slack. Each is marked before it is sent and after: a delivery that was cut in between is
// found as `sending`, and is looked for in the conversation before it is said again.

import { z } from 'zod';
import type { Queryable, Sql } from './connection.ts';

export type DueNotice = {
  readonly id: number;
  readonly userId: string;
  /** Null: no longer linked, or no longer in the firm. */
  readonly slackUser: string | null;
  readonly text: string;
  readonly link: string | null;
  readonly read: boolean;
  /** It was being sent, and nobody knows whether it arrived. */
  readonly uncertain: boolean;
  readonly sendingSince: string | null;
  readonly channel: string | null;
  readonly tries: number;
};

/** An older notice is no news: who is linked to Slack today does not hear the last months. */
const NEWS_DAYS = 7;
/** A process that died while sending holds its notices this long; longer than the longest call to Slack. */
const LEASE_SECONDS = 120;

/** Notes each unread notice of a linked person that Slack has not been told. */
export async function queueSlackNotices(sql: Queryable): Promise<void> {
  await sql`
    insert into slack_notices (notice_id)
    select n.id from notices n join slack_users u on u.user_id = n.user_id
    where n.read_at is null and n.created_at > clock_timestamp() - make_interval(days => ${NEWS_DAYS})
      and not exists (select 1 from slack_notices s where s.notice_id = n.id)
    on conflict do nothing`;
}

const dueNotice = z.object({
  id: z.number(),
  userId: z.string(),
  slackUser: z.string().nullable(),
  text: z.string(),
  link: z.string().nullable(),
  read: z.boolean(),
  uncertain: z.boolean(),
  sendingSince: z.string().nullable(),
  channel: z.string().nullable(),
  tries: z.number(),
});

/** Takes those whose time has come; no other process takes them while they are being sent. */
export async function takeSlackNotices(sql: Sql, limit: number): Promise<DueNotice[]> {
  return sql.begin(async (tx) => {
    const due = await tx<{ id: number; state: string; since: string | null }[]>`
      select notice_id as id, state, sending_since as since from slack_notices
      where state in ('waiting', 'sending') and next_try_at <= clock_timestamp()
      order by notice_id limit ${limit} for update skip locked`;
    if (due.length === 0) return [];
    const uncertain = new Map(due.filter(({ state }) => state === 'sending').map(({ id, since }) => [id, since]));
    const rows = await tx`
      update slack_notices s set state = 'sending',
        sending_since = case when s.state = 'sending' then s.sending_since else clock_timestamp() end,
        next_try_at = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
      from notices n left join slack_users u on u.user_id = n.user_id
        and not exists (select 1 from disabled_users d where d.user_id = n.user_id)
      where n.id = s.notice_id and s.notice_id = any(${due.map(({ id }) => id)}::bigint[])
      returning n.id, n.user_id as "userId", u.slack_user as "slackUser", n.text, n.link, n.read_at is not null as read,
        s.channel, s.tries, s.sending_since as "sendingSince"`;
    return rows
      .map((row) => dueNotice.parse({ ...row, uncertain: uncertain.has(row['id'] as number) }))
      .toSorted((a, b) => a.id - b.id);
  });
}

export async function keepSlackChannel(sql: Queryable, id: number, channel: string): Promise<void> {
  await sql`update slack_notices set channel = ${channel} where notice_id = ${id}`;
}

/** @param message Slack's own id of it, its time stamp. */
export async function markSlackNoticeSent(sql: Queryable, id: number, message: string): Promise<void> {
  await sql`update slack_notices set state = 'sent', message = ${message}, last_error = null where notice_id = ${id}`;
}

/** It is not to be said: read elsewhere, nobody to say it to, or Slack will never take it. */
export async function dropSlackNotice(sql: Queryable, id: number, reason: string): Promise<void> {
  await sql`update slack_notices set state = 'dropped', last_error = ${reason.slice(0, 1000)} where notice_id = ${id}`;
}

/** @param arrived 'no': Slack refused it. 'unknown': it may have arrived, and is looked for before the next try. */
export async function putOffSlackNotice(
  sql: Queryable,
  id: number,
  { error, seconds, arrived }: { error: string; seconds: number; arrived: 'no' | 'unknown' },
): Promise<void> {
  await sql`
    update slack_notices set state = ${arrived === 'no' ? 'waiting' : 'sending'}, tries = tries + 1,
      last_error = ${error.slice(0, 1000)}, next_try_at = clock_timestamp() + make_interval(secs => ${seconds})
    where notice_id = ${id}`;
}
