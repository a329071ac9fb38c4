// The bank over HTTP: for who matches it, each line with what the next match would note, then with what it paid.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shownBank } from '../../api/contract/bank.ts';
import { readExample } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import { openTestApi, type TestApi } from './test-api.ts';

let api: TestApi;
const keys = {} as Record<'adv' | 'commercial', string>;

beforeAll(async () => {
  api = await openTestApi();
  await loadFirm(api.database.app, readExample());
  for (const role of ['adv', 'commercial'] as const)
    keys[role] = (await api.addPerson(`${role}@esn-exemple.fr`, [role])).key;
});
afterAll(() => api.close());

const call = (path: string, body?: unknown, who: keyof typeof keys = 'adv') => api.call(keys[who], path, body);
const show = async () => shownBank.strict().parse((await call('/bank')).body);

test('une ligne se lit avec la facture qu’elle paierait, puis avec celle qu’elle a payée', async () => {
  const content = [
    'Date;Libellé;Montant;Référence',
    '20/10/2026;VIR GROUPE HELIOS FACT F2026-00008;2510,00;VIR-001',
    '24/10/2026;PRLV LOYER;-3200,00;',
    '22/10/2026;VIR GROUPE HELIOS;1000,00;VIR-003',
  ].join('\n');
  expect((await call('/commands/import_bank_file', { content })).status).toBe(200);
  const { open, owed, matched } = await show();
  expect(open.map(({ label, state, client, parts }) => ({ label, state, client, parts }))).toEqual([
    { label: 'PRLV LOYER', state: null, client: null, parts: [] },
    { label: 'VIR GROUPE HELIOS', state: 'to_choose', client: 'CL003', parts: [] },
    {
      label: 'VIR GROUPE HELIOS FACT F2026-00008',
      state: 'cited',
      client: 'CL003',
      parts: [{ supplier: null, invoice: 'F2026-00008', amount: 2510 }],
    },
  ]);
  expect(owed).toContainEqual({
    supplier: null,
    client: 'CL003',
    invoice: 'F2026-00008',
    dueOn: '2026-09-25',
    left: 2510,
  });
  expect(matched).toEqual([]);

  expect((await call('/commands/match_bank_lines', {})).status).toBe(200);
  const after = await show();
  expect(after.open.map(({ label }) => label)).toEqual(['PRLV LOYER', 'VIR GROUPE HELIOS']);
  expect(after.matched).toMatchObject([
    { amount: 2510, parts: [{ supplier: null, invoice: 'F2026-00008', amount: 2510 }] },
  ]);
  expect(after.owed.map(({ invoice }) => invoice)).not.toContain('F2026-00008');
});

test('qui ne tient pas la banque ne la lit pas', async () => {
  expect(await call('/bank', undefined, 'commercial')).toMatchObject({
    status: 403,
    body: { code: 'right_refused' },
  });
});
