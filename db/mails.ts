// Mails on their way: written beside the act that wants them, taken by a sender, marked before and after. A client's
// mail whose sending was cut is left for a person to check; a notice is sent again.
import { z } from 'zod';
import type { ClientMail } from '../domain/client-mails.ts';
import type { Queryable, Sql, Transaction } from './connection.ts';

export const MAIL_STATES = ['pending', 'sending', 'sent', 'to_check', 'failed'] as const;

const mailRow = z.object({
  key: z.string(),
  kind: z.enum(['invoice', 'dunning', 'validation', 'notice']),
  to: z.string(),
  subject: z.string(),
  body: z.string(),
  invoice: z.string().nullable(),
  state: z.enum(MAIL_STATES),
  tries: z.number().int(),
  createdAt: z.string(),
  sentAt: z.string().nullable(),
  lastError: z.string().nullable(),
});
export type Mail = z.infer<typeof mailRow>;

const columns = (sql: Queryable) => sql`
  key, kind, sent_to as to, subject, body, invoice_number as invoice, state, tries, created_at as "createdAt",
  sent_at as "sentAt", last_error as "lastError"`;

/** In the change's own transaction. */
export async function postMails(tx: Transaction, mails: readonly ClientMail[]): Promise<void> {
  for (const mail of mails)
    await tx`
      insert into mails (key, kind, sent_to, subject, body, invoice_number)
      values (${mail.key}, ${mail.kind}, ${mail.to}, ${mail.subject}, ${mail.body}, ${mail.invoice})
      on conflict do nothing`;
}

/** A notice waits this long for its reader to come by before it is mailed. */
const NOTICE_PATIENCE = '15 minutes';
/** Older ones were there before mail was set up. */
const NOTICE_AGE = '2 days';

/** Unread notices of people who have no Slack become mails. @param publicUrl what links begin with. */
export async function queueNoticeMails(app: Sql, publicUrl: string): Promise<void> {
  await app`
    insert into mails (key, kind, sent_to, subject, body)
    select 'notice:' || n.id, 'notice', u.email, 'Vigie : ' || left(n.text, 80),
      n.text || case when n.link is null then '' else E'\n\n' || ${publicUrl}::text || n.link end
    from notices n join auth.users u on u.id = n.user_id
    where n.read_at is null
      and n.created_at between transaction_timestamp() - ${NOTICE_AGE}::interval and transaction_timestamp() - ${NOTICE_PATIENCE}::interval
      and not exists (select 1 from slack_users s where s.user_id = n.user_id)
      and not exists (select 1 from disabled_users d where d.user_id = n.user_id)
    on conflict do nothing`;
}

/** Whoever took a mail and says nothing for this long is dead: longer than a sender waits for its server. */
const LEASE = '5 minutes';

/**
 * Sendings that a death cut: a client's is for a person to check (it may have arrived), a notice is sent again.
 * @returns the keys to check.
 */
export async function releaseCut(app: Sql): Promise<string[]> {
  const rows = await app<{ key: string; state: string }[]>`
    update mails set state = case when kind = 'notice' then 'pending' else 'to_check' end, sending_since = null
    where state = 'sending' and sending_since < clock_timestamp() - ${LEASE}::interval
    returning key, state`;
  return rows.flatMap(({ key, state }) => (state === 'to_check' ? [key] : []));
}

/** Takes due mails, marked as being sent; two senders never take the same. */
export async function takeMails(app: Sql, limit: number): Promise<Mail[]> {
  const rows = await app`
    update mails set state = 'sending', sending_since = clock_timestamp(), tries = tries + 1
    where key in (
      select key from mails where state = 'pending' and next_try_at <= clock_timestamp()
      order by created_at, key limit ${limit} for update skip locked)
    returning ${columns(app)}`;
  return z.array(mailRow).parse([...rows]);
}

export async function markMailSent(app: Sql, key: string): Promise<void> {
  await app`update mails set state = 'sent', sent_at = clock_timestamp(), last_error = null where key = ${key}`;
}

/** A person looks whether it arrived. */
export async function leaveToCheck(app: Sql, key: string, error: string): Promise<void> {
  await app`update mails set state = 'to_check', last_error = ${error.slice(0, 1000)} where key = ${key}`;
}

/** @param pauseSeconds null: it will not pass by itself. */
export async function putOffMail(app: Sql, key: string, error: string, pauseSeconds: number | null): Promise<void> {
  await app`
    update mails set state = ${pauseSeconds === null ? 'failed' : 'pending'}, last_error = ${error.slice(0, 1000)},
      next_try_at = clock_timestamp() + make_interval(secs => ${pauseSeconds ?? 0})
    where key = ${key}`;
}

/** The latest first: without a mail server, this is where mails are read. */
export async function listMails(sql: Queryable, limit: number): Promise<Mail[]> {
  const rows =
    await sql`select ${columns(sql)} from mails where kind <> 'notice' order by created_at desc, key limit ${limit}`;
  return z.array(mailRow).parse([...rows]);
}

export async function countUnsentMails(sql: Queryable): Promise<{ pending: number; toCheck: number }> {
  const [row] = await sql<{ pending: number; toCheck: number }[]>`
    select count(*) filter (where state in ('pending', 'sending'))::int as pending,
      count(*) filter (where state in ('to_check', 'failed'))::int as "toCheck" from mails where kind <> 'notice'`;
  return row ?? { pending: 0, toCheck: 0 };
}
