// The page listens once somebody is signed in, fetches again what it shows when something changed, and stops with them.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { Server } from 'socket.io';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { refetchOnChange } from '../../web/src/live.ts';

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
