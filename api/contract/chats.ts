// Conversations with the assistant: a question is a turn of a chat, and its answer the same document on every door.

import { oc } from '@orpc/contract';
import { z } from 'zod';

/** On the live channel (socket.io): what a page asks, with the chat's id; answered `following` or `absent`. */
export const FOLLOW_CHAT = 'chat:follow';
export const LEAVE_CHAT = 'chat:leave';
/**
 * What a page that follows is told: `{ chat, event }`. Events: `started` {turn}, `tool` {name, args}, `text` {text},
 * `done` {answer}, `failed` {sentence}. Who comes in the middle is told what was said so far, as one `text`.
 */
export const CHAT_EVENT = 'chat:event';

export const figure = z.object({
  name: z.string().describe("The field's name in the report, or count."),
  subject: z.string().describe('The code that it is about; total for the firm.'),
  value: z.union([z.number(), z.string()]),
  unit: z.enum(['EUR', 'days', 'ratio', 'date', 'count']),
  source: z.string().describe('The report, its options and the row.'),
});

export const answer = z.object({
  chat: z.string().describe('Give it back to follow up.'),
  answer: z.string(),
  figures: z.array(figure).readonly(),
  tools: z.array(z.object({ name: z.string(), args: z.unknown() })).readonly(),
  proposals: z.array(z.object({ id: z.string(), command: z.string(), effect: z.string() })).readonly(),
  outcome: z.enum(['answered', 'proposed', 'asked_back', 'abstained', 'refused']),
  choices: z.array(z.string()).readonly().describe('When asked back: what it could mean.'),
});

const chat = z.object({ id: z.string(), title: z.string().nullable(), createdAt: z.string() });

const turn = z.object({
  turn: z.number().int(),
  question: z.string(),
  state: z.enum(['running', 'done', 'stopped', 'failed']),
  asOf: z.string().nullable(),
  createdAt: z.string(),
  answer: answer.nullable().describe('null while it runs, or when it failed.'),
  failure: z.string().nullable().describe('Why it failed, in a sentence.'),
});

const id = z.string().max(100).describe('Id of the chat.');

export const chats = {
  create: oc
    .route({ method: 'POST', path: '/chats', summary: 'Open a conversation', tags: ['assistant'] })
    .output(z.object({ id: z.string() })),
  list: oc
    .route({ method: 'GET', path: '/chats', summary: 'Your conversations, newest first', tags: ['assistant'] })
    .output(z.object({ chats: z.array(chat) })),
  find: oc
    .route({ method: 'GET', path: '/chats/{id}', summary: 'One conversation, with its turns', tags: ['assistant'] })
    .input(z.strictObject({ id }))
    .output(chat.extend({ turns: z.array(turn) })),
  ask: oc
    .route({
      method: 'POST',
      path: '/chats/{id}/turns',
      summary: 'Ask',
      description: 'Answers when the turn is over; a page follows it meanwhile on the live channel.',
      tags: ['assistant'],
    })
    .input(
      z.strictObject({
        id,
        text: z.string().max(4_000),
        asOf: z.iso.date({ error: 'doit être un jour au format AAAA-MM-JJ' }).optional(),
      }),
    )
    .output(answer),
  stop: oc
    .route({ method: 'POST', path: '/chats/{id}/stop', summary: 'Stop the turn that runs', tags: ['assistant'] })
    .input(z.strictObject({ id }))
    .output(z.object({ stopped: z.boolean() })),
};
