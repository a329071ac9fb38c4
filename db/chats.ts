// Conversations with the assistant: a chat is one person's, its turns are numbered, and one runs at a time.

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Queryable, Sql } from './connection.ts';
import { enqueue } from './outbox.ts';

export const CHAT_TURN_STATES = ['running', 'done', 'stopped', 'failed'] as const;
export type ChatTurnState = (typeof CHAT_TURN_STATES)[number];

export type Chat = { readonly id: string; readonly title: string | null; readonly createdAt: string };

const chatRow = z.object({ id: z.string(), title: z.string().nullable(), createdAt: z.string() });

const turnRow = z.object({
  turn: z.number(),
  question: z.string(),
  /** The answer as every door gives it, or the sentence of a failure; null: it runs. */
  reply: z.unknown(),
  state: z.enum(CHAT_TURN_STATES),
  asOf: z.string().nullable(),
  messages: z.array(z.unknown()),
  rights: z.string(),
  createdAt: z.string(),
});
export type ChatTurn = z.infer<typeof turnRow>;

/** A title is the start of the first question. */
const TITLE_LENGTH = 80;

/** @param userId whose chat it is. */
export async function createChat(sql: Queryable, userId: string): Promise<string> {
  const id = randomUUID();
  await sql`insert into chats (id, user_id) values (${id}, ${userId})`;
  return id;
}

/** Null: there is none of that id, or it is somebody else's. */
export async function findChat(sql: Queryable, userId: string, id: string): Promise<Chat | null> {
  if (!z.uuid().safeParse(id).success) return null;
  const [row] = await sql`
    select id, title, created_at as "createdAt" from chats where id = ${id} and user_id = ${userId}`;
  return row === undefined ? null : chatRow.parse(row);
}

/** Newest first, without those where nothing was asked. */
export async function listChats(sql: Queryable, userId: string, limit: number): Promise<Chat[]> {
  const rows = await sql`
    select id, title, created_at as "createdAt" from chats
    where user_id = ${userId} and title is not null order by created_at desc, id limit ${limit}`;
  return z.array(chatRow).parse([...rows]);
}

/** A turn lasts a minute at most (agents/agent.ts): one that still runs after this lost its process. */
const LOST_AFTER_SECONDS = 150;

/** In order. @param last only the last ones. */
export async function readTurns(sql: Queryable, chatId: string, last: number): Promise<ChatTurn[]> {
  const rows = await sql`
    select * from (
      select turn, question, reply, as_of as "asOf",
        case when state = 'running' and created_at < transaction_timestamp() - make_interval(secs => ${LOST_AFTER_SECONDS})
          then 'failed' else state end as state, messages, rights, created_at as "createdAt"
      from chat_turns where chat_id = ${chatId} order by turn desc limit ${last}) t
    order by turn`;
  return z.array(turnRow).parse([...rows]);
}

/**
 * Opens the next turn of a chat.
 * @returns its number; null: another one runs.
 */
export async function startTurn(
  sql: Sql,
  chatId: string,
  turn: { question: string; asOf: string; channel: string; rights: string },
): Promise<number | null> {
  // One statement: of two at once, the second meets the first's number and opens nothing.
  const [row] = await sql`
    with lost as (
      update chat_turns set state = 'failed', ended_at = transaction_timestamp()
      where chat_id = ${chatId} and state = 'running'
        and created_at < transaction_timestamp() - make_interval(secs => ${LOST_AFTER_SECONDS})
    ), titled as (
      update chats set title = ${turn.question.slice(0, TITLE_LENGTH)} where id = ${chatId} and title is null
    )
    insert into chat_turns (chat_id, turn, question, as_of, channel, rights)
    select ${chatId}::uuid, coalesce(max(t.turn), 0) + 1, ${turn.question}, ${turn.asOf}::date, ${turn.channel}, ${turn.rights}
    from chat_turns t where t.chat_id = ${chatId}
    having not coalesce(bool_or(t.state = 'running'
      and t.created_at >= transaction_timestamp() - make_interval(secs => ${LOST_AFTER_SECONDS})), false)
    on conflict do nothing returning turn`;
  return row === undefined ? null : z.object({ turn: z.number() }).parse(row).turn;
}

export async function endTurn(
  sql: Sql,
  chatId: string,
  turn: number,
  end: { state: Exclude<ChatTurnState, 'running'>; reply: unknown; messages: readonly unknown[] },
): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`
      update chat_turns set state = ${end.state}, reply = ${tx.json(end.reply as never)},
        messages = ${tx.json(end.messages as never)}, ended_at = transaction_timestamp()
      where chat_id = ${chatId} and turn = ${turn}`;
    // Pages that another process serves fetch the answer when they hear of it.
    await enqueue(tx, [{ topic: 'changed', payload: { kind: 'chat', id: chatId } }]);
  });
}
