// The best plan and the supposition made into proposals, over HTTP.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readReport } from '../../db/reports/read-report.ts';
import { readExample } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import { openTestApi, readProblem, type TestApi } from './test-api.ts';

let api: TestApi;
const keys = new Map<string, string>();

beforeAll(async () => {
  api = await openTestApi({ readReport });
  await loadFirm(api.database.app, readExample());
  for (const role of ['direction', 'responsable', 'commercial', 'consultant'] as const)
    keys.set(role, (await api.addPerson(`${role}@esn-plan.fr`, [role])).key);
});
afterAll(() => api.close());

const call = (role: string, path: string, body?: unknown): Promise<Response> =>
  fetch(`${api.url}/api/staffing${path}`, {
    headers: { authorization: `Bearer ${keys.get(role)}` },
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  });

const plans = z.object({
  needs: z.number(),
  alternatives: z.array(z.object({ aim: z.string(), assignments: z.array(z.object({ consultant: z.string() })) })),
});

describe('le plan de tous les besoins', () => {
  test('se résout pour la direction ; un second, pendant ce temps, attend son tour', async () => {
    const [first, second] = await Promise.all([
      call('direction', '/solve?weeks=13&aim=margin&seconds=10'),
      call('direction', '/solve?weeks=13&aim=margin&seconds=10'),
    ]);
    expect(new Set([first.status, second.status])).toEqual(new Set([200, 429]));
    const solved = plans.parse(await (first.status === 200 ? first : second).json());
    expect(solved.needs).toBeGreaterThan(0);
    expect(solved.alternatives.map(({ aim }) => aim)).toEqual(['margin']);
    expect((await call('direction', '/solve?aim=stability')).status).toBe(200);
  });

  test('est le responsable pour ses gens, et refusé aux autres', async () => {
    expect((await call('responsable', '/solve?aim=balance')).status).toBe(200);
    for (const role of ['commercial', 'consultant'])
      expect(await readProblem(await call(role, '/solve'))).toMatchObject({ status: 403 });
  });

  test.each(['weeks=0', 'weeks=60', 'seconds=600', 'aim=chance', 'autre=1'])('%s est refusé', async (query) => {
    expect((await call('direction', `/solve?${query}`)).status).toBe(400);
  });
});

describe('une supposition', () => {
  const leaves = { leaves: 'C001', from: '2026-12-01', 'as-of': '2026-10-31' };

  test('devient des propositions', async () => {
    const answer = await call('direction', '/what-if/proposals', leaves);
    expect(answer.status).toBe(200);
    const { proposals } = z
      .object({ proposals: z.array(z.object({ state: z.string(), id: z.string().nullable() })) })
      .parse(await answer.json());
    expect(proposals.length).toBeGreaterThan(0);
    for (const { state, id } of proposals) {
      expect(state).toBe('proposed');
      const shown = await fetch(`${api.url}/api/proposals/${id}`, {
        headers: { authorization: `Bearer ${keys.get('direction')}` },
      });
      expect(await shown.json()).toMatchObject({ state: 'pending', channel: 'api' });
    }
  });

  test('est refusée à qui ne lit pas le rapport, et quand elle porte sur rien', async () => {
    expect(await readProblem(await call('responsable', '/what-if/proposals', leaves))).toMatchObject({ status: 403 });
    expect((await call('direction', '/what-if/proposals', { leaves: 'C999' })).status).toBeGreaterThanOrEqual(400);
    expect((await call('direction', '/what-if/proposals', { part: 'C001' })).status).toBe(400);
  });
});
