// A page follows a conversation: it is told the turn that runs, what was said so far, then the rest. It may come back at
// any time; the turn does not wait for it.

import type { Logger } from 'pino';
import type { Socket } from 'socket.io';
import { z } from 'zod';
import type { TurnEvent } from '../../agents/turn.ts';
import { findChat } from '../../db/chats.ts';
import type { Sql } from '../../db/connection.ts';
import type { Authenticate } from '../auth/authenticate.ts';
import { CHAT_EVENT, FOLLOW_CHAT, LEAVE_CHAT } from '../contract/chats.ts';
import type { LiveTurns } from './live-turns.ts';

export type ChatEvent = { readonly chat: string; readonly event: TurnEvent };

/** One page shows one conversation; a few tabs of a list at most. */
const CHATS_A_PAGE = 10;

const asked = z.tuple([z.string().max(100)]).rest(z.unknown());

export type ChatFollowing = {
  readonly app: Sql;
  readonly authenticate: Authenticate;
  readonly turns: LiveTurns;
  readonly log: Logger;
};

/** Called for each page that connects. */
export function followChats(socket: Socket, { app, authenticate, turns, log }: ChatFollowing): void {
  const followed = new Map<string, () => void>();
  const leave = (chat: string): void => {
    followed.get(chat)?.();
    followed.delete(chat);
  };
  const follow = async (chat: string): Promise<'following' | 'absent'> => {
    const identity = await authenticate(socket.request.headers);
    const known = identity === null ? null : await findChat(app, identity.person.userId, chat);
    if (known === null || !socket.connected) return 'absent';
    leave(chat);
    if (followed.size >= CHATS_A_PAGE) return 'absent';
    followed.set(
      chat,
      turns.follow(chat, (event) => socket.emit(CHAT_EVENT, { chat, event } satisfies ChatEvent)),
    );
    return 'following';
  };
  socket.on(FOLLOW_CHAT, (...args: unknown[]) => {
    const parsed = asked.safeParse(args);
    const answer = args.at(-1);
    const tell = (state: 'following' | 'absent'): void => {
      if (typeof answer === 'function') answer(state);
    };
    if (!parsed.success) return tell('absent');
    follow(parsed.data[0]).then(tell, (error: unknown) => {
      log.warn({ err: error }, 'a page could not follow its chat');
      tell('absent');
    });
  });
  socket.on(LEAVE_CHAT, (...args: unknown[]) => {
    const parsed = asked.safeParse(args);
    if (parsed.success) leave(parsed.data[0]);
  });
  socket.on('disconnect', () => {
    for (const chat of followed.keys()) leave(chat);
  });
}
