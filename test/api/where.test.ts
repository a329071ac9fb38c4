// Where a deal stands, over HTTP: told to who follows it, absent for the others.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadFirm } from '../db/load-firm.ts';
import { readFolder } from '../oracle/read-firm.ts';
import { openTestApi, type TestApi } from './test-api.ts';

let api: TestApi;
const keys: Record<string, string> = {};

beforeAll(async () => {
  api = await openTestApi();
  await loadFirm(api.database.app, readFolder(join(import.meta.dirname, '../fixtures/example')));
  for (const [email, role] of [
    ['direction@esn-exemple.fr', 'direction'],
    ['commercial@esn-exemple.fr', 'commercial'],
    ['autre@esn-exemple.fr', 'commercial'],
    ['etienne.nguyen1@esn-exemple.fr', 'responsable'],
    ['adv@esn-exemple.fr', 'adv'],
  ] as const)
    keys[email] = (await api.addPerson(email, [role])).key;
});
afterAll(() => api.close());

async function ask(email: string, code: string): Promise<{ status: number; kind?: unknown }> {
  const answer = await fetch(`${api.url}/api/where/${code}`, { headers: { authorization: `Bearer ${keys[email]}` } });
  const { kind } = (await answer.json()) as { kind?: unknown };
  return { status: answer.status, kind };
}

test.each([
  ['O0008', 'opportunity'],
  ['P003', 'project'],
  ['F2026-00012', 'invoice'],
])('%s est suivi par la direction', async (code, kind) => {
  expect(await ask('direction@esn-exemple.fr', code)).toEqual({ status: 200, kind });
});

test('le commercial suit ses affaires, un autre commercial non', async () => {
  expect((await ask('commercial@esn-exemple.fr', 'O0008')).status).toBe(200);
  expect((await ask('autre@esn-exemple.fr', 'O0008')).status).toBe(404);
});

test('le responsable suit ses projets, l’ADV toutes les factures', async () => {
  expect((await ask('etienne.nguyen1@esn-exemple.fr', 'P003')).status).toBe(200);
  expect((await ask('etienne.nguyen1@esn-exemple.fr', 'P001')).status).toBe(404);
  expect((await ask('adv@esn-exemple.fr', 'F2026-00012')).status).toBe(200);
});

test('un code inconnu n’existe pas', async () => {
  expect((await ask('direction@esn-exemple.fr', 'RIEN')).status).toBe(404);
});
