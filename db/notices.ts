// A person's mailbox: what the firm tells them, each thing once. Read ones stay, below.

import { z } from 'zod';
import type { Queryable } from './connection.ts';

/** A page of the mailbox; what is older has been read, or will not be. */
const LISTED_AT_MOST = 100;

const noticeRow = z.object({
  id: z.number(),
  text: z.string(),
  /** An address of the application, from its root; null: nothing to open. */
  link: z.string().nullable(),
  createdAt: z.string(),
  read: z.boolean(),
});
export type Notice = z.infer<typeof noticeRow>;

/** Newest first. */
export async function listNotices(sql: Queryable, userId: string): Promise<Notice[]> {
  const rows = await sql`
    select id, text, link, created_at as "createdAt", read_at is not null as read
    from notices where user_id = ${userId} order by created_at desc, id desc limit ${LISTED_AT_MOST}`;
  return z.array(noticeRow).parse([...rows]);
}

export async function countUnreadNotices(sql: Queryable, userId: string): Promise<number> {
  const [row] = await sql<{ unread: number }[]>`
    select count(*)::int as unread from notices where user_id = ${userId} and read_at is null`;
  return row?.unread ?? 0;
}

/** Up to and with this one: what came while the mailbox was open has not been read. */
export async function markNoticesRead(sql: Queryable, userId: string, upTo: number): Promise<void> {
  await sql`
    update notices set read_at = transaction_timestamp()
    where user_id = ${userId} and id <= ${upTo} and read_at is null`;
}
