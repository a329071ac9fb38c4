// The names behind the codes, over HTTP: opportunities are named to who follows them.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readExample } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import { openTestApi, type TestApi } from './test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
  await loadFirm(api.database.app, readExample());
});
afterAll(() => api.close());

test.each([
  ['direction@esn-exemple.fr', 'direction', true],
  ['daf@esn-exemple.fr', 'daf', true],
  // Its own salesperson.
  ['commercial@esn-exemple.fr', 'commercial', true],
  ['collegue@esn-exemple.fr', 'commercial', false],
  ['adv@esn-exemple.fr', 'adv', false],
  ['responsable@esn-exemple.fr', 'responsable', false],
  ['admin@esn-exemple.fr', 'admin', false],
] as const)('%s (%s) lit le nom d’une opportunité, ou rien', async (email, role, named) => {
  const { key } = await api.addPerson(email, [role]);
  const { opportunities } = (await api.call(key, '/names')).body as { opportunities: Record<string, string> };
  expect(opportunities['O0008']).toBe(named ? 'Renfort équipe achats' : undefined);
});
