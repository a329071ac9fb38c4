// An open page is told what changed, whoever changed it; nobody else is told anything.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openLiveTurns } from '../../api/assistant/live-turns.ts';
import { makeAuthenticate } from '../../api/auth/authenticate.ts';
import { openSignIn } from '../../api/auth/sign-in.ts';
import { LIVE_PATH, openLive, type Live } from '../../api/live.ts';
import type { Passes } from '../../api/passes.ts';
import { startRelay } from '../../api/relay.ts';
import { addUser, createApiKey } from '../../db/users.ts';
import { askCommand } from '../../db/proposals/ask.ts';
import { commandNamed } from '../db/run-command.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';

const log = pino({ level: 'silent' });
let database: TestDatabase;
let live: Live;
let relay: Passes;
let url: string;
let userId: string;
let key: string;
const server = createServer();
const sockets: Socket[] = [];
let closeSignIn: () => Promise<void>;

beforeAll(async () => {
  database = await createTestDatabase();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const secret = randomBytes(32).toString('base64url');
  const signIn = openSignIn({ appUrl: database.appUrl, publicUrl: url, secret, log });
  closeSignIn = signIn.close;
  ({ userId, key } = await database.app.begin(async (tx) => {
    const added = await addUser(tx, { email: 'anne@esn.fr', roles: ['direction'] }, 'testeur');
    return { userId: added.userId, key: await createApiKey(tx, added.userId, 'essai') };
  }));
  live = await openLive({
    server,
    app: database.app,
    authenticate: makeAuthenticate(database.app, signIn),
    publicUrl: url,
    turns: openLiveTurns(),
    log,
  });
  relay = startRelay({ app: database.app, temporal: null, today: () => '2026-10-31', log });
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect();
});
afterAll(async () => {
  await live.close();
  await relay.stop();
  server.close();
  await closeSignIn();
  await database.drop();
});

/** Resolves with the socket, or with the refusal. */
function open(headers: Record<string, string>): Promise<Socket | Error> {
  const socket = io(url, { path: LIVE_PATH, transports: ['websocket'], reconnection: false, extraHeaders: headers });
  sockets.push(socket);
  return new Promise((resolve) => {
    socket.on('connect', () => resolve(socket));
    socket.on('connect_error', resolve);
  });
}

describe('une page ouverte', () => {
  test('apprend ce qui a changé : la sorte et l’identifiant, rien d’autre', async () => {
    const socket = await open({ authorization: `Bearer ${key}`, origin: url });
    if (socket instanceof Error) throw socket;
    const heard = new Promise((resolve) => socket.on('changed', resolve));
    const command = commandNamed('create_client');
    const outcome = await askCommand(database.app, {
      command,
      input: { code: 'CL700', name: 'Visible de loin' },
      askerId: userId,
      channel: 'api',
      today: '2026-10-31',
    });
    expect(outcome.state).toBe('done');
    expect(await heard).toEqual({ kind: 'client', id: 'CL700' });
  });

  test.each([
    ['sans se présenter', () => ({ origin: url })],
    ['avec une clé inconnue', () => ({ authorization: 'Bearer vigie_unknown', origin: url })],
    ['depuis un autre site', () => ({ authorization: `Bearer ${key}`, origin: 'https://ailleurs.example' })],
    ['sans origine ni clé', () => ({})],
  ])('%s, n’apprend rien', async (_case, headers) => {
    expect(await open(headers())).toBeInstanceOf(Error);
  });

  test('un programme qui a une clé n’a pas d’origine', async () => {
    expect(await open({ authorization: `Bearer ${key}` })).not.toBeInstanceOf(Error);
  });
});
