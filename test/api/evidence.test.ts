// What proves an invoice, over HTTP: for who sends invoices, in one archive; looked up with each one's own rights.

import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lookUps } from '../../api/contract/look-ups.ts';
import { readExample } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import { openTestApi, readProblem, type TestApi } from './test-api.ts';

const NUMBER = 'F2026-00012';

describe('les preuves d’une facture', () => {
  let api: TestApi;
  const keys = new Map<string, string>();
  beforeAll(async () => {
    api = await openTestApi();
    await loadFirm(api.database.app, readExample());
    for (const role of ['adv', 'consultant'] as const)
      keys.set(role, (await api.addPerson(`${role}@esn.fr`, [role])).key);
  });
  afterAll(() => api.close());
  const read = (path: string, as: string): Promise<Response> =>
    fetch(`${api.url}/api/${path}`, { headers: { authorization: `Bearer ${keys.get(as) ?? ''}` } });

  test('s’emportent en un zip, par qui envoie les factures', async () => {
    const answer = await read(`invoices/${NUMBER}/evidence`, 'adv');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/zip']);
    expect(answer.headers.get('content-disposition')).toContain(`preuves-${NUMBER}.zip`);
    const files = unzipSync(new Uint8Array(await answer.arrayBuffer()));
    // Imported: its own paper stands elsewhere, and it names no day.
    expect(Object.keys(files)).toEqual(['index.txt']);
    expect(await readProblem(await read('invoices/F1999-00001/evidence', 'adv'))).toMatchObject({ status: 404 });
    expect(await readProblem(await read(`invoices/${NUMBER}/evidence`, 'consultant'))).toMatchObject({ status: 403 });
  });

  test('et ce que disent les clients des CRA se lisent en listes', async () => {
    const evidence = await (await read('look-ups/list_evidence?month=2026-10', 'adv')).json();
    const { proofs } = lookUps.list_evidence.output.parse(evidence);
    expect(proofs.some(({ kind, state }) => kind === 'client_validation' && state === 'missing')).toBe(true);
    const said = await (await read('look-ups/list_client_validations?month=2026-10', 'adv')).json();
    const { validations } = lookUps.list_client_validations.output.parse(said);
    expect(validations.length).toBeGreaterThan(0);
    expect(new Set(validations.map(({ state }) => state))).toEqual(new Set(['to_ask']));
    for (const list of ['list_evidence', 'list_client_validations'])
      expect(await readProblem(await read(`look-ups/${list}`, 'consultant'))).toMatchObject({ status: 403 });
  });
});
