// A page follows its conversation: what is said comes as it is said; a page that comes back is told what it missed; the
// turn does not wait for pages.

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openModel } from '../../agents/model.ts';
import type { TurnEvent } from '../../agents/turn.ts';
import type { ChatEvent } from '../../api/assistant/follow-chats.ts';
import { makeAuthenticate } from '../../api/auth/authenticate.ts';
import { openSignIn } from '../../api/auth/sign-in.ts';
import { CHAT_EVENT, FOLLOW_CHAT } from '../../api/contract/chats.ts';
import { LIVE_PATH, openLive, type Live } from '../../api/live.ts';
import { showChat, stopTurn } from '../../api/assistant/chats.ts';
import { createChat } from '../../db/chats.ts';
import { createApiKey } from '../../db/users.ts';
import { assistantOf, openAssistantFirm, type AssistantFirm, type Seat } from './assistant-firm.ts';
import { openLoopbackModel, type LoopbackModel } from './loopback-model.ts';

const WORDS = 'Une phrase. Une autre. Une troisième. Une quatrième. Une cinquième. La dernière.';

describe('une conversation suivie par ses pages', () => {
  let firm: AssistantFirm;
  let model: LoopbackModel;
  let live: Live;
  let url: string;
  let closeSignIn: () => Promise<void>;
  const server = createServer();
  const sockets: Socket[] = [];
  const keys = new Map<Seat, string>();
  let assistant: ReturnType<typeof assistantOf>;

  beforeAll(async () => {
    firm = await openAssistantFirm();
    model = await openLoopbackModel([{ say: WORDS, pauseMs: 20 }]);
    const endpoint = openModel({ baseUrl: model.baseUrl, apiKey: null, model: 'boucle' });
    assistant = assistantOf(() => endpoint);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { database } = firm;
    const log = pino({ level: 'silent' });
    const secret = randomBytes(32).toString('base64url');
    const signIn = openSignIn({ appUrl: database.appUrl, publicUrl: url, secret, log });
    closeSignIn = signIn.close;
    const authenticate = makeAuthenticate(database.app, signIn);
    live = await openLive({ server, app: database.app, authenticate, publicUrl: url, turns: assistant.turns, log });
    for (const seat of ['direction', 'adv'] as const)
      keys.set(seat, await createApiKey(database.app, firm.personOf(seat).userId, 'essai'));
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.disconnect();
  });
  afterAll(async () => {
    await live.close();
    server.close();
    await closeSignIn();
    await model.close();
    await firm.database.drop();
  });

  const openPage = async (seat: Seat, chat: string) => {
    const socket = io(url, {
      path: LIVE_PATH,
      transports: ['websocket'],
      extraHeaders: { authorization: `Bearer ${keys.get(seat) ?? ''}` },
      reconnection: false,
    });
    sockets.push(socket);
    const events: TurnEvent[] = [];
    const done = new Promise<void>((resolve) => {
      socket.on(CHAT_EVENT, ({ event }: ChatEvent) => {
        events.push(event);
        if (event.type === 'done') resolve();
      });
    });
    const state: unknown = await socket.timeout(5_000).emitWithAck(FOLLOW_CHAT, chat);
    const textOf = (): string => events.map((event) => (event.type === 'text' ? event.text : '')).join('');
    return { socket, events, done, state, textOf };
  };

  const newChat = (): Promise<string> => createChat(firm.database.app, firm.personOf('direction').userId);

  test('ce qui se dit arrive à la page, dans l’ordre', async () => {
    const chat = await newChat();
    const page = await openPage('direction', chat);
    expect(page.state).toBe('following');
    const answer = await firm.ask(assistant, 'direction', 'Bonjour', { chat });
    await page.done;
    expect(page.events.map(({ type }) => type)).toEqual(['started', ...Array<string>(6).fill('text'), 'done']);
    expect(page.textOf()).toBe(answer.answer);
  });

  test('une page qui revient est mise au courant, puis entend la suite ; rien deux fois, rien de perdu', async () => {
    const chat = await newChat();
    const first = await openPage('direction', chat);
    const answering = firm.ask(assistant, 'direction', 'Bonjour', { chat });
    await new Promise<void>((resolve) => {
      first.socket.on(CHAT_EVENT, ({ event }: ChatEvent) => {
        if (event.type === 'text') resolve();
      });
    });
    first.socket.disconnect();
    const second = await openPage('direction', chat);
    await second.done;
    expect(second.events[0]).toEqual({ type: 'started', turn: 1 });
    expect(second.textOf()).toBe(WORDS);
    expect((await answering).answer).toBe(WORDS);
  });

  test('le tour va à son terme quand plus personne n’écoute', async () => {
    const chat = await newChat();
    const page = await openPage('direction', chat);
    const answering = firm.ask(assistant, 'direction', 'Bonjour', { chat });
    page.socket.disconnect();
    await answering;
    const shown = await showChat(firm.process(assistant), firm.personOf('direction'), chat);
    expect(shown.turns).toMatchObject([{ state: 'done', answer: { answer: WORDS } }]);
  });

  test('la conversation d’un autre ne s’écoute ni ne s’arrête', async () => {
    const chat = await newChat();
    const page = await openPage('adv', chat);
    expect(page.state).toBe('absent');
    await firm.ask(assistant, 'direction', 'Bonjour', { chat });
    expect(page.events).toEqual([]);
    await expect(stopTurn(firm.process(assistant), firm.personOf('adv'), chat)).rejects.toMatchObject({ status: 404 });
  });

  test('le bouton d’arrêt finit le tour, et garde ce qui était dit', async () => {
    const chat = await newChat();
    const answering = firm.ask(assistant, 'direction', 'Bonjour', {
      chat,
      onEvent: (event) =>
        event.type === 'text' && void stopTurn(firm.process(assistant), firm.personOf('direction'), chat),
    });
    const { answer } = await answering;
    expect(WORDS.startsWith(answer)).toBe(true);
    expect(answer.length).toBeLessThan(WORDS.length);
    const shown = await showChat(firm.process(assistant), firm.personOf('direction'), chat);
    expect(shown.turns).toMatchObject([{ state: 'stopped' }]);
    expect(await stopTurn(firm.process(assistant), firm.personOf('direction'), chat)).toEqual({ stopped: false });
  });

  test('une seule réponse à la fois dans une conversation', async () => {
    const chat = await newChat();
    const both = await Promise.allSettled([
      firm.ask(assistant, 'direction', 'Bonjour', { chat }),
      firm.ask(assistant, 'direction', 'Bonjour', { chat }),
    ]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { status: 409, code: 'turn_running' },
    });
  });
});
