// The OpenAPI document says all that is served: a route that is mounted and not described fails here.

import type { Express } from 'express';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApi, type TestApi } from './test-api.ts';

type Layer = {
  readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
  readonly handle?: { readonly stack?: readonly Layer[] };
};
type Served = { readonly method: string; readonly path: string };

function listRoutes(stack: readonly Layer[]): Served[] {
  return stack.flatMap(({ route, handle }) => [
    ...(route === undefined
      ? []
      : Object.keys(route.methods)
          // What is refused whatever its method is no route.
          .filter((method) => method !== '_all')
          .map((method) => ({ method, path: route.path }))),
    ...listRoutes(handle?.stack ?? []),
  ]);
}

/** Outside /api: pages, not the API's. */
const PAGES = ['get /healthz', 'get /readyz', 'get /lien/:token', 'get /:token', 'post /:token'];

function listServed(app: Express): Served[] {
  return listRoutes(app.router.stack as unknown as Layer[]).filter(
    ({ method, path }) => !PAGES.includes(`${method} ${path}`),
  );
}

describe('le document OpenAPI', () => {
  let api: TestApi;
  let paths: Record<string, Record<string, { summary?: string; responses?: object }>>;
  beforeAll(async () => {
    api = await openTestApi();
    const { key } = await api.addPerson('direction@esn.fr', ['direction']);
    const answer = await fetch(`${api.url}/api/openapi.json`, { headers: { authorization: `Bearer ${key}` } });
    ({ paths } = (await answer.json()) as { paths: typeof paths });
  });
  afterAll(() => api.close());

  test('décrit chaque route servie, hors procédures du contrat', () => {
    const served = listServed(api.app);
    expect(served.map(({ method, path }) => `${method} ${path}`)).toContain('post /imports');
    const described = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    );
    const undescribed = served.filter(({ method, path }) => {
      // One line of the document a command, a report, a look-up: /commands/:name.
      const shape = path.replaceAll(/:(\w+)/gu, (_, name: string) => (name === 'name' ? '[a-z_-]+' : `\\{${name}\\}`));
      return !described.some((one) => new RegExp(`^${method} ${shape}$`, 'u').test(one));
    });
    expect(undescribed).toEqual([]);
  });

  test('décrit chaque opération d’un nom et de ses réponses', () => {
    for (const [path, operations] of Object.entries(paths))
      for (const [method, operation] of Object.entries(operations)) {
        expect([method, path, operation.summary]).toEqual([method, path, expect.stringMatching(/\S/u)]);
        expect(Object.keys(operation.responses ?? {})).toContain('default');
      }
  });
});
