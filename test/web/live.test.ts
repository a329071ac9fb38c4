// The page listens once somebody is signed in, fetches again what it shows when something changed, and stops with them.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { Server, type Socket } from 'socket.io';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { CHAT_EVENT, FOLLOW_CHAT, LEAVE_CHAT } from '../../api/contract/chats.ts';
import { followChats, refetchOnChange } from '../../web/src/live.ts';

const server = createServer();
const io = new Server(server, { path: '/api/live', transports: ['websocket'] });
let origin: string;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => io.close());

test('une page signée refait ses lectures quand quelque chose a changé, une fois par geste', async () => {
  const queries = new QueryClient();
  const read = vi.fn<() => Promise<string>>(async () => 'drift');
  const stop = new QueryObserver(queries, { queryKey: ['report', 'drift'], queryFn: read }).subscribe(() => {});
  const socket = refetchOnChange(queries, origin);
  await vi.waitFor(() => expect(read).toHaveBeenCalledTimes(1));
  expect(socket.active).toBe(false);
  queries.setQueryData(['me'], { email: 'anne@esn.fr' });
  await vi.waitFor(() => expect(io.sockets.sockets.size).toBe(1));
  for (const id of ['P001', 'P002', 'P003']) io.emit('changed', { kind: 'project', id });
  await vi.waitFor(() => expect(read).toHaveBeenCalledTimes(2));
  queries.removeQueries({ queryKey: ['me'] });
  await vi.waitFor(() => expect(io.sockets.sockets.size).toBe(0));
  expect(read).toHaveBeenCalledTimes(2);
  stop();
});

test('une conversation suivie l’est encore après une coupure, et ce qui y a été dit est redit', async () => {
  const queries = new QueryClient();
  queries.setQueryData(['me'], { email: 'anne@esn.fr' });
  const pages: Socket[] = [];
  const asked: string[] = [];
  io.on('connection', (page) => {
    pages.push(page);
    page.on(FOLLOW_CHAT, (chat: string) => asked.push(`suit ${chat}`));
    page.on(LEAVE_CHAT, (chat: string) => asked.push(`quitte ${chat}`));
  });
  const socket = refetchOnChange(queries, origin);
  const heard: unknown[] = [];
  const leave = followChats(socket)('c1', (event) => heard.push(event));
  await vi.waitFor(() => expect(asked).toEqual(['suit c1']));
  pages[0]?.emit(CHAT_EVENT, { chat: 'c1', event: { type: 'text', text: 'Six ' } });
  pages[0]?.emit(CHAT_EVENT, { chat: 'c2', event: { type: 'text', text: 'autre' } });
  await vi.waitFor(() => expect(heard).toEqual([{ type: 'text', text: 'Six ' }]));
  // The transport is cut, not the session: the page comes back by itself.
  pages[0]?.conn.close();
  await vi.waitFor(() => expect(asked).toEqual(['suit c1', 'suit c1']), { timeout: 5000 });
  pages[1]?.emit(CHAT_EVENT, { chat: 'c1', event: { type: 'started', turn: 1 } });
  await vi.waitFor(() => expect(heard).toHaveLength(2));
  leave();
  await vi.waitFor(() => expect(asked.at(-1)).toBe('quitte c1'));
  queries.removeQueries({ queryKey: ['me'] });
  await vi.waitFor(() => expect(io.sockets.sockets.size).toBe(0));
});

test('la réponse d’une conversation ne fait relire qu’elle', async () => {
  const queries = new QueryClient();
  queries.setQueryData(['me'], { email: 'anne@esn.fr' });
  const read = vi.fn<() => Promise<string>>(async () => 'drift');
  const said = vi.fn<() => Promise<string>>(async () => 'tours');
  const stops = [
    new QueryObserver(queries, { queryKey: ['report', 'drift'], queryFn: read }).subscribe(() => {}),
    new QueryObserver(queries, { queryKey: ['chat', 'c1'], queryFn: said }).subscribe(() => {}),
  ];
  refetchOnChange(queries, origin);
  await vi.waitFor(() => expect(io.sockets.sockets.size).toBe(1));
  io.emit('changed', { kind: 'chat', id: 'c1' });
  await vi.waitFor(() => expect(said).toHaveBeenCalledTimes(2));
  expect(read).toHaveBeenCalledTimes(1);
  for (const stop of stops) stop();
  queries.removeQueries({ queryKey: ['me'] });
  await vi.waitFor(() => expect(io.sockets.sockets.size).toBe(0));
});
