// A page that is open shows what is true now: when something changed, what is on screen is fetched again.

import type { QueryClient } from '@tanstack/react-query';
import { io, type Socket } from 'socket.io-client';
import { CHAT_EVENT, FOLLOW_CHAT, LEAVE_CHAT } from '../../api/contract/chats.ts';
import type { FollowChat, TurnEvent } from './chat-live.ts';

/** Several changes of one gesture are fetched once; half a second later a page is up to date. */
const GATHER_MS = 100;
/** The longest wait between two tries: a restart is noticed soon, a server that starts is not hammered. */
const LONGEST_WAIT_MS = 10_000;

/** Who one is, what Vigie can do and what was said do not change with the firm; a plan is solved when it is asked for. */
const STEADY: ReadonlySet<unknown> = new Set(['me', 'commands', 'chats', 'chat', 'running', 'model', 'plans']);

function showsTheFirm(queryKey: readonly unknown[]): boolean {
  return !STEADY.has(queryKey[0]);
}

/**
 * Listens from the moment somebody is signed in until they leave.
 * @param origin the server's address: the page's own.
 */
export function refetchOnChange(queries: QueryClient, origin: string): Socket {
  const socket = io(origin, {
    path: '/api/live',
    transports: ['websocket'],
    autoConnect: false,
    reconnectionDelayMax: LONGEST_WAIT_MS,
  });
  let gathering: ReturnType<typeof setTimeout> | null = null;
  const refetch = (): void => {
    gathering ??= setTimeout(() => {
      gathering = null;
      void queries.invalidateQueries({ predicate: ({ queryKey }) => showsTheFirm(queryKey) });
    }, GATHER_MS);
  };
  socket.on('changed', ({ kind, id }: { kind: string; id: string }) => {
    // An answer concerns its own conversation alone.
    if (kind === 'chat') void queries.invalidateQueries({ queryKey: ['chat', id] });
    else refetch();
  });
  // What changed while nobody listened was not heard.
  socket.io.on('reconnect', refetch);
  const follow = (): void => {
    const signedIn = queries.getQueryData(['me']) !== undefined;
    if (signedIn && !socket.active) socket.connect();
    if (!signedIn && socket.active) socket.disconnect();
  };
  queries.getQueryCache().subscribe(follow);
  follow();
  return socket;
}

/** The turns of the assistant, by the same channel: a chat is followed by name, and again after each reconnection. */
export function followChats(socket: Socket): FollowChat {
  return (chatId, listener) => {
    const hear = (told: { chat: string; event: TurnEvent }): void => {
      if (told.chat === chatId) listener(told.event);
    };
    const follow = (): void => void socket.emit(FOLLOW_CHAT, chatId);
    socket.on(CHAT_EVENT, hear);
    socket.on('connect', follow);
    if (socket.connected) follow();
    return () => {
      socket.off(CHAT_EVENT, hear);
      socket.off('connect', follow);
      if (socket.connected) socket.emit(LEAVE_CHAT, chatId);
    };
  };
}
