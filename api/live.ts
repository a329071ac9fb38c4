// Open pages hear what changed while they are looked at: which kind of thing, and its id, nothing else. They fetch it
// again by their own right. (A page that follows its own chat hears what is being answered too.) What is heard comes from the database (the relay, api/relay.ts, tells every API process),
// so that a change made by any process reaches every page.

import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Logger } from 'pino';
import { Server } from 'socket.io';
import { z } from 'zod';
import type { Sql } from '../db/connection.ts';
import { CHANGED_CHANNEL, type Changed } from '../db/outbox.ts';
import { followChats } from './assistant/follow-chats.ts';
import type { LiveTurns } from './assistant/live-turns.ts';
import type { Authenticate } from './auth/authenticate.ts';
import { isOwnOrigin } from './routes/identity.ts';

export const LIVE_PATH = '/api/live';
const EVENT = 'changed';

/** A session that ended, or a person who left, hears nothing more after this. */
const CHECK_AGAIN_MS = 60_000;
/** A page says which chat it follows, no more: what is longer is no page of ours. */
const LONGEST_MESSAGE = 1_000;

const told = z.array(z.object({ kind: z.string(), id: z.string() }));

export type Live = { close(): Promise<void> };

export type LiveParts = {
  server: HttpServer;
  /** Listens; a pool that outlives the live channel. */
  app: Sql;
  authenticate: Authenticate;
  publicUrl: string;
  /** The assistant's turns that run in this process. */
  turns: LiveTurns;
  log: Logger;
};

/** Who holds a session or a key, on a page of this very site (a program with a key names no origin). */
async function mayListen(parts: LiveParts, request: IncomingMessage): Promise<boolean> {
  const { origin, host, authorization } = request.headers;
  if (origin === undefined ? authorization === undefined : !isOwnOrigin(origin, host, parts.publicUrl)) return false;
  return (await parts.authenticate(request.headers)) !== null;
}

export async function openLive(parts: LiveParts): Promise<Live> {
  const { server, app, authenticate, turns, log } = parts;
  const io = new Server(server, {
    path: LIVE_PATH,
    serveClient: false,
    // Browsers name the origin of every WebSocket, and one connection needs no sticky proxy.
    transports: ['websocket'],
    maxHttpBufferSize: LONGEST_MESSAGE,
    allowRequest: (request, answer) => {
      mayListen(parts, request).then(
        (allowed) => answer(allowed ? null : 'refused', allowed),
        (error: unknown) => {
          log.warn({ err: error }, 'a page could not be recognised');
          answer('unavailable', false);
        },
      );
    },
  });
  io.on('connection', (socket) => followChats(socket, { app, authenticate, turns, log }));
  const listening = await app.listen(CHANGED_CHANNEL, (payload) => {
    for (const change of told.parse(JSON.parse(payload))) io.emit(EVENT, change satisfies Changed);
  });
  const checking = setInterval(() => {
    for (const socket of io.sockets.sockets.values()) {
      authenticate(socket.request.headers).then(
        (identity) => identity ?? socket.disconnect(true),
        (error: unknown) => log.warn({ err: error }, 'a page could not be recognised again'),
      );
    }
  }, CHECK_AGAIN_MS);
  checking.unref();
  return {
    close: async () => {
      // Answers under way are kept as they are.
      turns.stopAll();
      clearInterval(checking);
      await listening.unlisten();
      io.disconnectSockets(true);
      // The HTTP server is its owner's to close.
      io.engine.close();
    },
  };
}
