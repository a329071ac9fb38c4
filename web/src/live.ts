// A page that is open shows what is true now: when something changed, what is on screen is fetched again.

import type { QueryClient } from '@tanstack/react-query';
import { io } from 'socket.io-client';

/** Several changes of one gesture are fetched once; half a second later a page is up to date. */
const GATHER_MS = 100;

/** Where what a query shows may come from; a figure of a report may come from anything. */
function shows(queryKey: readonly unknown[]): boolean {
  return queryKey[0] !== 'me';
}

/** Listens as long as the application lives; the server refuses who is not signed in, and is asked again later. */
export function refetchOnChange(queries: QueryClient): void {
  // The longest wait between two tries: a restart is noticed soon, a closed door is not hammered.
  const socket = io({ path: '/api/live', transports: ['websocket'], reconnectionDelayMax: 10_000 });
  let gathering: ReturnType<typeof setTimeout> | null = null;
  const refetch = (): void => {
    gathering ??= setTimeout(() => {
      gathering = null;
      void queries.invalidateQueries({ predicate: ({ queryKey }) => shows(queryKey) });
    }, GATHER_MS);
  };
  socket.on('changed', refetch);
  // What changed while nobody listened was not heard.
  socket.io.on('reconnect', refetch);
}
