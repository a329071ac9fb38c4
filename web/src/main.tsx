// The application starts here: styles, queries, addresses.

import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './vigie.css';
import './desk.css';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ProblemError } from './api-client.ts';
import { followChats, refetchOnChange } from './live.ts';
import { makeRouter } from './router.tsx';
import { theme } from './theme.ts';

/** A refusal is an answer: only what may pass (a restart, a network) is tried again, twice. */
function shouldRetry(failures: number, error: Error): boolean {
  const passing = error instanceof ProblemError && (error.status === 0 || error.status === 503);
  return passing && failures < 2;
}

const queries = new QueryClient({
  defaultOptions: { queries: { staleTime: 15_000, retry: shouldRetry } },
  queryCache: new QueryCache({
    // A session that ends while a page is open: back to the door. (`me` itself is asked by the router, which goes there.)
    onError: (error, query) => {
      if (error instanceof ProblemError && error.status === 401 && query.queryKey[0] !== 'me') {
        queries.removeQueries({ queryKey: ['me'] });
        void router.invalidate();
      }
    },
  }),
});
const socket = refetchOnChange(queries, window.location.origin);
const router = makeRouter(queries, followChats(socket));

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
// The dialogues' lock on scrolling writes a style of its own, and looks for the nonce under this name.
Object.assign(globalThis, { __webpack_nonce__: nonce });
const container = document.getElementById('root');
if (container === null) throw new Error('index.html has no #root');

createRoot(container).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      colorSchemeManager={localStorageColorSchemeManager()}
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
