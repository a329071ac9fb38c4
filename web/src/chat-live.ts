// The turn that is being answered: what was said so far, kept while one looks at another page, told again whole to a
// page that comes back.

import type { QueryClient } from '@tanstack/react-query';
import { queryOptions } from '@tanstack/react-query';
import { chatQuery, chatsQuery, client, ProblemError, type Answer } from './api-client.ts';

/** What the live channel tells of a turn. `started` begins again: what was said is told once more after it. */
export type TurnEvent =
  | { readonly type: 'started'; readonly turn: number }
  | { readonly type: 'tool'; readonly name: string; readonly args: unknown }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'done'; readonly answer: Answer }
  | { readonly type: 'failed'; readonly sentence: string };

/** Follows the turns of a chat; a connection that comes back is told again what it missed. @returns stops. */
export type FollowChat = (chatId: string, listener: (event: TurnEvent) => void) => () => void;

export type RunningTurn = {
  readonly question: string;
  readonly text: string;
  /** The tools called so far, by name. */
  readonly tools: readonly string[];
};

export function addEvent(running: RunningTurn, event: TurnEvent): RunningTurn {
  switch (event.type) {
    case 'started':
      return { ...running, text: '', tools: [] };
    case 'tool':
      return { ...running, tools: [...running.tools, event.name] };
    case 'text':
      return { ...running, text: running.text + event.text };
    case 'done':
      return { ...running, text: event.answer.answer };
    case 'failed':
      return running;
    default:
      return event satisfies never;
  }
}

/** The turn that runs in a chat, or what was asked and failed; read by its page, written by `ask` and `follow`. */
export function runningQuery(chatId: string) {
  return queryOptions<RunningTurn | null>({
    queryKey: ['running', chatId],
    queryFn: () => null,
    enabled: false,
    initialData: null,
    gcTime: Infinity,
  });
}

function begin(question: string): RunningTurn {
  return { question, text: '', tools: [] };
}

/** Another turn of this chat runs: its answer will come by the live channel. */
const IS_RUNNING = 409;

/**
 * Asks, and keeps what is said meanwhile, whatever page is looked at.
 * @throws {ProblemError} the question was not taken, or its answer failed: the chat says so too.
 */
export async function ask(queries: QueryClient, follow: FollowChat, chatId: string, question: string): Promise<void> {
  const { queryKey } = runningQuery(chatId);
  queries.setQueryData(queryKey, begin(question));
  const stop = follow(chatId, (event) =>
    queries.setQueryData(queryKey, (before: RunningTurn | null | undefined) => before && addEvent(before, event)),
  );
  try {
    await client.chats.ask({ id: chatId, text: question });
  } catch (error) {
    if (!(error instanceof ProblemError && error.status === 0)) throw error;
    // The connection was lost, not the turn: the chat is read again until it is over.
  } finally {
    stop();
    await Promise.all([
      queries.invalidateQueries({ queryKey: chatQuery(chatId).queryKey }),
      queries.invalidateQueries({ queryKey: chatsQuery.queryKey }),
    ]);
    queries.setQueryData(queryKey, null);
  }
}

/** A page that opens on a turn begun elsewhere, or before it was reloaded. @returns stops. */
export function followRunning(queries: QueryClient, follow: FollowChat, chatId: string, question: string): () => void {
  const { queryKey } = runningQuery(chatId);
  queries.setQueryData(queryKey, begin(question));
  const stop = follow(chatId, (event) => {
    queries.setQueryData(queryKey, (before: RunningTurn | null | undefined) => before && addEvent(before, event));
    if (event.type === 'done' || event.type === 'failed')
      void queries.invalidateQueries({ queryKey: chatQuery(chatId).queryKey });
  });
  return () => {
    stop();
    queries.setQueryData(queryKey, null);
  };
}

export function isAnotherTurn(error: unknown): boolean {
  return error instanceof ProblemError && error.status === IS_RUNNING;
}
