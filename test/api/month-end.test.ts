// The end of a month over HTTP: followed by who drives it, with its margin for who reads margins; absent for the others.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shownMonthEnd, type ShownMonthEnd } from '../../api/contract/month-end.ts';
import { loadFirm } from '../db/load-firm.ts';
import { readFolder } from '../oracle/read-firm.ts';
import { openTestApi, type TestApi } from './test-api.ts';

const MONTH = '2026-09';
let api: TestApi;
const keys = {} as Record<'direction' | 'daf' | 'adv' | 'commercial', string>;

beforeAll(async () => {
  api = await openTestApi();
  await loadFirm(api.database.app, readFolder(join(import.meta.dirname, '../fixtures/example')));
  for (const role of ['direction', 'daf', 'adv', 'commercial'] as const)
    keys[role] = (await api.addPerson(`${role}@esn-exemple.fr`, [role])).key;
});
afterAll(() => api.close());

const call = (who: keyof typeof keys, path: string, body?: unknown) => api.call(keys[who], path, body);
async function show(who: keyof typeof keys): Promise<ShownMonthEnd> {
  const { body } = await call(who, `/month-end/${MONTH}`);
  return shownMonthEnd.parse(body);
}

test('ouvert, dit chaque étape, ce qui la tient et qui', async () => {
  const { stages, report } = await show('adv');
  expect(report).toBeNull();
  expect(stages.map(({ stage }) => stage)).toEqual([
    'entry',
    'validation',
    'client_validation',
    'anomalies',
    'preparation',
    'invoices',
    'sending',
    'accruals',
    'closing',
    'report',
  ]);
  expect(stages.flatMap(({ holdings }) => holdings).every(({ who, reason }) => who !== '' && reason !== '')).toBe(true);
});

test('clos, dit ce qu’il a donné ; la marge à qui lit les marges', async () => {
  const asked = await call('adv', '/commands/close_month', { month: MONTH });
  expect(asked.status).toBe(202);
  const { id, sha } = asked.body['proposal'] as { id: string; sha: string };
  expect((await call('daf', `/proposals/${id}/decision`, { decision: 'approve', sha })).status).toBe(200);
  const { report } = await show('daf');
  expect(report).toMatchObject({ margin: expect.any(Number), revenue: expect.any(Number) });
  expect(report?.sealHead).toMatch(/^[0-9a-f]{64}$/u);
  expect((await show('adv')).report).toEqual({ ...report, cost: null, margin: null });
});

test('n’est pas montré à qui ne le suit pas, ni un mois où personne n’a travaillé', async () => {
  expect((await call('commercial', `/month-end/${MONTH}`)).status).toBe(403);
  expect((await call('direction', '/month-end/2019-01')).status).toBe(404);
  expect((await call('direction', '/month-end/2019-13')).status).toBe(400);
});
