// The lines of an invoice over HTTP: for who corrects invoices.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shownInvoiceLines } from '../../api/contract/invoices.ts';
import { ROLES, type Role } from '../../domain/roles.ts';
import { readExample } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import { openTestApi, type TestApi } from './test-api.ts';

let api: TestApi;
const keys = new Map<Role, string>();

beforeAll(async () => {
  api = await openTestApi();
  await loadFirm(api.database.app, readExample());
  for (const role of ROLES) keys.set(role, (await api.addPerson(`${role}@esn-exemple.fr`, [role])).key);
});
afterAll(() => api.close());

const read = (role: Role, number: string) => api.call(keys.get(role) ?? '', `/invoices/${number}/lines`);

test.each(ROLES)('%s lit les lignes d’une facture, ou un refus, selon son rôle', async (role) => {
  const answer = await read(role, 'F2026-00012');
  if (role === 'adv' || role === 'daf' || role === 'direction') {
    expect(answer.status).toBe(200);
    expect(shownInvoiceLines.strict().parse(answer.body).number).toBe('F2026-00012');
  } else expect(answer).toMatchObject({ status: 403, body: { code: 'right_refused' } });
});

test('un numéro que rien ne porte est dit inconnu', async () => {
  expect(await read('adv', 'F1999-00001')).toMatchObject({ status: 404, body: { code: 'not_found' } });
});
