// A screen of the application, opened at an address in a browser without layout, on an API of the test's own.

import { MantineProvider } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, RouterProvider } from '@tanstack/react-router';
import { cleanup, configure, render } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { vi } from 'vitest';
import type { FollowChat } from '../../web/src/chat-live.ts';
import { makeRouter } from '../../web/src/router.tsx';
import { theme } from '../../web/src/theme.ts';
import type { FakeApi } from './fake-api.ts';

// A page that is loaded when it is opened takes its time on a machine that does other things.
configure({ asyncUtilTimeout: 25_000 });

/** What a screen says, its narrow and unbreakable spaces as plain ones. */
export function plain(element: Element): string {
  return (element.textContent ?? '').replace(/\s/g, ' ');
}

/** jsdom has no layout: a media query is answered by the width that the test gives. */
export function setWidth(width: number): void {
  vi.stubGlobal('matchMedia', (query: string) => {
    const least = /min-width: (\d+)em/.exec(query)?.[1];
    const matches = least !== undefined && width >= Number(least) * 16;
    return {
      matches,
      media: query,
      addEventListener: () => {},
      removeEventListener: () => {},
      addListener: () => {},
      removeListener: () => {},
    };
  });
}

/** What jsdom lacks of a browser, and the API in place of the network. `vi.unstubAllGlobals` takes it back. */
export function stubBrowser(api: FakeApi): void {
  vi.stubGlobal('fetch', api.fetch);
  vi.stubGlobal('scrollTo', () => {});
  // Nothing ever changes size.
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  );
  // A text area that grows looks again when the fonts have come.
  Object.defineProperty(document, 'fonts', { configurable: true, value: new EventTarget() });
  setWidth(1280);
}

/** What a screen leaves behind, taken away before the next. */
export function leaveScreen(queries: QueryClient): void {
  cleanup();
  notifications.clean();
  queries.clear();
  vi.unstubAllGlobals();
}

export function makeQueries(): QueryClient {
  return new QueryClient({ defaultOptions: { queries: { retry: false } } });
}

export function openScreen(queries: QueryClient, address: string, follow: FollowChat = () => () => {}) {
  const router = makeRouter(queries, follow);
  router.update({ ...router.options, history: createMemoryHistory({ initialEntries: [address] }) });
  render(
    <MantineProvider theme={theme} env="test">
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { person: userEvent.setup(), address: () => router.state.location.href };
}

/** What screens give the browser to keep, in order. `vi.restoreAllMocks` takes the stub back. */
export function stubSaving(): { name: string; content: Blob }[] {
  const saved: { name: string; content: Blob }[] = [];
  let content = new Blob();
  // jsdom has neither.
  Object.assign(URL, { createObjectURL: (blob: Blob) => ((content = blob), 'blob:1'), revokeObjectURL: () => {} });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function save(this: HTMLAnchorElement) {
    saved.push({ name: this.download, content });
  });
  return saved;
}
