// The quotes over HTTP: a salesperson reads their own deals', direction all, each at what its contract sells.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shownQuotes } from '../../api/contract/quotes.ts';
import { readExample } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import { openTestApi, type TestApi } from './test-api.ts';

let api: TestApi;
const keys = {} as Record<'direction' | 'commercial' | 'collegue' | 'adv', string>;

beforeAll(async () => {
  api = await openTestApi();
  await loadFirm(api.database.app, readExample());
  for (const [who, role] of [
    ['direction', 'direction'],
    ['commercial', 'commercial'],
    ['collegue', 'commercial'],
    ['adv', 'adv'],
  ] as const)
    keys[who] = (await api.addPerson(`${who}@esn-exemple.fr`, [role])).key;
});
afterAll(() => api.close());

const call = (who: keyof typeof keys, path: string, body?: unknown) => api.call(keys[who], path, body);
const show = async (who: keyof typeof keys) => shownQuotes.strict().parse((await call(who, '/quotes')).body);

test('un devis se lit à sa dernière version, par qui suit l’opportunité', async () => {
  const period = { startsOn: '2026-12-01', endsOn: '2027-02-26' };
  const lines = [{ profile: 'Développeur', days: 40, dailyRate: 520 }];
  const quote = { opportunity: 'O0008', contractKind: 'regie', ...period, lines };
  expect((await call('commercial', '/commands/create_quote', quote)).status).toBe(200);
  const revised = { code: 'D0001', contractKind: 'regie', ...period, lines: [{ ...lines[0], days: 42.5 }] };
  expect((await call('commercial', '/commands/revise_quote', revised)).status).toBe(200);
  const [shown, ...others] = (await show('commercial')).quotes;
  expect(others).toEqual([]);
  expect(shown).toMatchObject({
    code: 'D0001',
    opportunity: 'O0008',
    title: 'Renfort équipe achats',
    client: 'CL001',
    version: 2,
    status: 'brouillon',
    amount: 22_100,
    terms: { lines: [{ profile: 'Développeur', days: 42.5, dailyRate: 520, plannedDailyCost: null }], milestones: [] },
  });
  // What it says is what a revision takes.
  expect(
    await call('commercial', '/commands/revise_quote?preview=1', { code: 'D0001', ...shown?.terms }),
  ).toMatchObject({ status: 200 });
  expect((await show('direction')).quotes).toEqual([shown]);
  // O0008 is another salesperson's.
  expect((await show('collegue')).quotes).toEqual([]);
  expect((await show('collegue')).deals).toEqual([]);
});

test('qui ne suit pas le pipeline ne lit pas les devis', async () => {
  expect(await call('adv', '/quotes')).toMatchObject({ status: 403, body: { code: 'right_refused' } });
});
