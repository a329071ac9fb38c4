// A page that is open shows what is true now: when something changed, what is on screen is fetched again.

import type { QueryClient } from '@tanstack/react-query';
import { io, type Socket } from 'socket.io-client';

/** Several changes of one gesture are fetched once; half a second later a page is up to date. */
const GATHER_MS = 100;
/** The longest wait between two tries: a restart is noticed soon, a server that starts is not hammered. */
const LONGEST_WAIT_MS = 10_000;

/** Who one is does not change with the firm. */
function showsTheFirm(queryKey: readonly unknown[]): boolean {
  return queryKey[0] !== 'me';
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
  socket.on('changed', refetch);
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
