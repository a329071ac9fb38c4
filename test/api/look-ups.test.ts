// What the assistant looks up, over HTTP: with the person's own rights, and shaped as the contract says.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lookUps } from '../../api/contract/look-ups.ts';
import { readExample } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import { openTestApi, readProblem, type TestApi } from './test-api.ts';

describe('les listes que l’assistant lit', () => {
  let api: TestApi;
  let key: string;
  beforeAll(async () => {
    api = await openTestApi();
    await loadFirm(api.database.app, readExample());
    key = (await api.addPerson('direction@esn.fr', ['direction'])).key;
  });
  afterAll(() => api.close());
  const read = (path: string, as = key): Promise<Response> =>
    fetch(`${api.url}/api/look-ups/${path}`, { headers: { authorization: `Bearer ${as}` } });

  test('une liste se lit comme le contrat le dit', async () => {
    const answer = await read('list_opportunities?as-of=2026-10-31');
    expect(answer.status).toBe(200);
    const { opportunities } = lookUps.list_opportunities.output.parse(await answer.json());
    expect(opportunities.map(({ code }) => code)).toContain('O0008');
  });

  test('une option inconnue, une liste inconnue sont refusées', async () => {
    expect(await readProblem(await read('list_projects?jour=hier'))).toMatchObject({
      status: 400,
      code: 'input_refused',
    });
    expect(await readProblem(await read('list_rien'))).toMatchObject({ status: 404, code: 'list_unknown' });
  });

  test('ce que le rôle ne lit pas est refusé, ou absent', async () => {
    const consultant = await api.addPerson('consultant@esn.fr', ['consultant']);
    const answer = await read('list_invoices', consultant.key);
    const told: unknown = await answer.json();
    const seen = answer.status === 200 ? lookUps.list_invoices.output.parse(told).invoices : [];
    expect(seen).toEqual([]);
    expect(await readProblem(await read('list_opportunities', consultant.key))).toMatchObject({ status: 403 });
  });
});
