// The best plan and the supposition made into proposals, over HTTP.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { staffing } from '../../api/contract/staffing-outputs.ts';
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

const filed = z.object({
  proposals: z.array(
    z.object({ state: z.string(), id: z.string().nullable(), code: z.string().nullable(), sentence: z.string() }),
  ),
});

describe('un choix de staffing', () => {
  const ask = async (role: string, body: unknown): Promise<Response> =>
    fetch(`${api.url}/api/proposals`, {
      method: 'POST',
      headers: { authorization: `Bearer ${keys.get(role)}` },
      body: JSON.stringify(body),
    });
  const readNeed = async (opportunity: string) => {
    const answer = await fetch(`${api.url}/api/reports/staffing?opportunity=${opportunity}`, {
      headers: { authorization: `Bearer ${keys.get('direction')}` },
    });
    const [need] = staffing.parse(await answer.json()).needs;
    if (!need) throw new Error(`${opportunity} has no need`);
    return need;
  };

  test('chaque candidat est prêt à être proposé, et attend sa décision même si le demandeur aurait pu décider', async () => {
    const need = await readNeed('O0008');
    const [first, second] = need.candidates;
    expect(first?.ready?.input).toMatchObject({ consultant: first?.code, opportunity: 'O0008' });
    const change = { command: first?.ready?.command, input: first?.ready?.input };
    const body = { reason: 'Besoin O0008', changes: [{ ...change, alternatives: [second?.ready?.input] }] };
    const { proposals } = filed.parse(await (await ask('direction', body)).json());
    expect(proposals).toMatchObject([{ state: 'proposed' }]);
    const shown = await fetch(`${api.url}/api/proposals/${proposals[0]?.id}`, {
      headers: { authorization: `Bearer ${keys.get('direction')}` },
    });
    expect(await shown.json()).toMatchObject({
      state: 'pending',
      command: 'assign_consultant',
      reason: 'Besoin O0008',
      evidence: [{ kind: 'alternative', input: { consultant: second?.code } }],
    });
    // Asked for twice, it waits once.
    expect(filed.parse(await (await ask('direction', body)).json()).proposals[0]?.id).toBe(proposals[0]?.id);
  });

  test('chaque affectation du plan est prête, et part en propositions', async () => {
    const answer = await call('direction', '/solve?aim=balance');
    const [plan] = z.object({ alternatives: z.array(z.unknown()) }).parse(await answer.json()).alternatives;
    const { assignments } = z
      .object({
        assignments: z.array(
          z.object({
            consultant: z.string(),
            starts_on: z.string(),
            ready: z.object({ command: z.string(), input: z.record(z.string(), z.unknown()) }),
          }),
        ),
      })
      .parse(plan);
    expect(assignments.length).toBeGreaterThan(0);
    for (const { consultant, ready } of assignments) expect(ready.input).toMatchObject({ consultant });
    const changes = assignments.map(({ ready }) => ready);
    const { proposals } = filed.parse(await (await ask('direction', { changes })).json());
    expect(proposals.map(({ state }) => state)).toEqual(changes.map(() => 'proposed'));
  });

  test('ce que la règle refuse est dit à côté du reste, et qui ne peut pas le faire ne peut pas le demander', async () => {
    const { candidates } = await readNeed('O0008');
    const ready = candidates[0]?.ready;
    const unknown = { command: 'assign_consultant', input: { ...ready?.input, consultant: 'C999' } };
    const { proposals } = filed.parse(await (await ask('direction', { changes: [unknown, ready] })).json());
    expect(proposals).toMatchObject([
      { state: 'refused', id: null, code: 'not_found', sentence: 'Consultant inconnu : C999.' },
      { state: 'proposed' },
    ]);
    const told = filed.parse(await (await ask('consultant', { changes: [ready] })).json()).proposals;
    expect(told).toMatchObject([{ state: 'refused', code: 'right_refused' }]);
  });

  test.each([
    [{ changes: [] }, 400],
    [{ changes: [{ command: 'inventer', input: {} }] }, 404],
    [{ changes: [{ command: 'assign_consultant', input: {}, effet: 1 }] }, 400],
  ])('%j est refusé', async (body, status) => {
    expect((await ask('direction', body)).status).toBe(status);
  });
});
