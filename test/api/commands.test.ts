// Changes through the HTTP door: done at once, shown, or made a proposal that a second person decides.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../domain/commands/registry.ts';
import { loadFirm } from '../db/load-firm.ts';
import { readFolder } from '../oracle/read-firm.ts';
import { openTestApi, readProblem, type TestApi } from './test-api.ts';

type Answer = { status: number; body: Record<string, never> & { [key: string]: unknown } };

let api: TestApi;
const keys: Record<string, string> = {};

beforeAll(async () => {
  api = await openTestApi();
  await loadFirm(api.database.app, readFolder(join(import.meta.dirname, '../fixtures/example')));
  for (const [name, email, role] of [
    ['anne', 'anne@esn.fr', 'direction'],
    ['benoit', 'benoit@esn.fr', 'direction'],
    ['adv', 'adv@esn.fr', 'adv'],
    ['yann', 'yann.bonnet2@esn-exemple.fr', 'consultant'],
  ] as const)
    keys[name] = (await api.addPerson(email, [role])).key;
});
afterAll(() => api.close());

async function call(
  who: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await fetch(`${api.url}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${keys[who]}`, ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Answer['body'] };
}

const post = (who: string, path: string, body: unknown, headers?: Record<string, string>) =>
  call(who, 'POST', path, body, headers);

let year = 2026;
/** A TJM under the quote's: a second person of direction decides. */
function underQuote() {
  year += 1;
  return {
    consultant: 'C002',
    project: 'P001',
    profile: 'Développeur senior',
    startsOn: `${year}-02-01`,
    endsOn: `${year}-02-28`,
    dailyRate: 400,
  };
}

async function file(): Promise<{ id: string; sha: string }> {
  const { status, body } = await post('anne', '/commands/assign_consultant', underQuote());
  expect(status).toBe(202);
  return body['proposal'] as unknown as { id: string; sha: string };
}

describe('une commande par l’API', () => {
  test('se fait, et dit ce qui a changé', async () => {
    const { status, body } = await post('anne', '/commands/create_client', { code: 'CL500', name: 'Alpha' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      actId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      effect: { sentence: 'Créer le client CL500, Alpha.', rows: [{ entity: 'client', before: null }] },
      result: { code: 'CL500' },
    });
    const [act] = await api.database.app`select channel from acts where act_id = ${String(body['actId'])}`;
    expect(act).toEqual({ channel: 'api' });
  });

  test('se montre sans rien écrire', async () => {
    const { status, body } = await post('anne', '/commands/create_client?preview=1', { code: 'CL501', name: 'Beta' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ preview: true, tier: 1, effect: { rows: [{ entity: 'client' }] } });
    expect(await api.database.app`select 1 from clients where code = 'CL501'`).toHaveLength(0);
  });

  test('sous la même clé donne la première réponse, et refuse une autre demande', async () => {
    const key = { 'idempotency-key': 'saisie-42' };
    const first = await post('anne', '/commands/create_client', { code: 'CL502', name: 'Gamma' }, key);
    expect(first.status).toBe(200);
    expect(await post('anne', '/commands/create_client', { code: 'CL502', name: 'Gamma' }, key)).toEqual(first);
    const other = await post('anne', '/commands/create_client', { code: 'CL503', name: 'Delta' }, key);
    expect(other).toMatchObject({ status: 409, body: { code: 'idempotency_conflict' } });
    // Another person's key is another key.
    expect((await post('benoit', '/commands/create_client', { code: 'CL503', name: 'Delta' }, key)).status).toBe(200);
  });

  test('sous une clé qui a déposé une proposition, retrouve cette proposition', async () => {
    const key = { 'idempotency-key': 'affectation-7' };
    const input = underQuote();
    const first = await post('anne', '/commands/assign_consultant', input, key);
    expect(first.status).toBe(202);
    expect(await post('anne', '/commands/assign_consultant', input, key)).toEqual(first);
    expect(await post('anne', '/commands/create_client', { code: 'CL504', name: 'X' }, key)).toMatchObject({
      status: 409,
      body: { code: 'idempotency_conflict' },
    });
  });

  test.each([
    ['anne', '/commands/nothing', {}, 404, 'command_unknown'],
    ['anne', '/commands/create_client?preview=2', { code: 'CL9', name: 'X' }, 400, 'input_refused'],
    ['anne', '/commands/create_client', { code: 'CL9', name: 'X', couleur: 'bleu' }, 400, 'input_invalid'],
    ['anne', '/commands/create_client', [], 400, 'input_invalid'],
    ['anne', '/commands/create_client', { code: 'CL500', name: 'Encore' }, 409, 'client_exists'],
    ['anne', '/commands/create_client', { code: 'CL9', name: 'X', paymentDays: 90 }, 422, 'term_too_long'],
    ['yann', '/commands/create_client', { code: 'CL9', name: 'X' }, 403, 'right_refused'],
    [
      'yann',
      '/commands/enter_time',
      { entries: [{ consultant: 'C001', date: '2026-11-02', project: 'P001', days: 1 }] },
      404,
      'not_found',
    ],
  ])('%s, %s : %s est refusé', async (who, path, body, status, code) => {
    expect(await post(who, path, body)).toMatchObject({ status, body: { code, detail: expect.any(String) } });
  });

  test('une clé inconnue est nommée', async () => {
    const { body } = await post('anne', '/commands/create_client', { code: 'CL9', name: 'X', couleur: 'bleu' });
    expect(body['errors']).toEqual([{ field: 'couleur', detail: 'est inconnu' }]);
  });

  test('sans se présenter, rien', async () => {
    const answer = await fetch(`${api.url}/api/commands/create_client`, { method: 'POST', body: '{}' });
    expect(await readProblem(answer)).toMatchObject({ status: 401 });
  });

  test('le catalogue et l’OpenAPI nomment chaque commande', async () => {
    const { body } = await call('yann', 'GET', '/commands');
    const listed = body['commands'] as unknown as { name: string; allowed: boolean; input: { type: string } }[];
    expect(listed.map(({ name }) => name)).toEqual(COMMANDS.map(({ name }) => name));
    expect(listed.find(({ name }) => name === 'enter_time')).toMatchObject({
      allowed: true,
      input: { type: 'object', properties: { entries: { type: 'array' } } },
    });
    expect(listed.find(({ name }) => name === 'create_client')?.allowed).toBe(false);
    const document = (await call('yann', 'GET', '/openapi.json')).body as { paths?: Record<string, unknown> };
    for (const { name } of COMMANDS) expect(Object.keys(document.paths ?? {})).toContain(`/commands/${name}`);
  });
});

describe('une proposition par l’API', () => {
  test('se liste, s’approuve par une seconde personne, et s’exécute aussitôt', async () => {
    const { id, sha } = await file();
    const { body } = await call('benoit', 'GET', '/proposals?state=pending');
    const listed = (body['proposals'] as unknown as { id: string }[]).find((proposal) => proposal.id === id);
    expect(listed).toMatchObject({ id, sha, askedBy: 'anne@esn.fr', mayDecide: true, tier: 2 });
    expect(await post('anne', `/proposals/${id}/decision`, { decision: 'approve', sha })).toMatchObject({
      status: 403,
      body: { code: 'asker_cannot_decide' },
    });
    const decided = await post('benoit', `/proposals/${id}/decision`, { decision: 'approve', sha });
    expect(decided).toMatchObject({ status: 200, body: { verdict: 'approved', proposal: { state: 'executed' } } });
    expect(await post('benoit', `/proposals/${id}/decision`, { decision: 'approve', sha })).toMatchObject({
      status: 409,
      body: { code: 'already_decided', detail: expect.stringContaining('benoit@esn.fr') },
    });
    expect(await call('anne', 'GET', `/proposals/${id}`)).toMatchObject({
      status: 200,
      body: { state: 'executed', counts: { executed: 1 }, decisions: [{ by: 'benoit@esn.fr', verdict: 'approved' }] },
    });
  });

  test('est cachée à qui n’en décide pas et ne l’a pas demandée', async () => {
    const { id, sha } = await file();
    for (const who of ['adv', 'yann']) {
      expect((await call(who, 'GET', '/proposals')).body).toEqual({ proposals: [] });
      expect(await call(who, 'GET', `/proposals/${id}`)).toMatchObject({ status: 404, body: { code: 'not_found' } });
      expect(await post(who, `/proposals/${id}/decision`, { decision: 'approve', sha })).toMatchObject({ status: 404 });
    }
  });

  test('se refuse avec une raison, se modifie, se retire', async () => {
    const refused = await file();
    const path = ({ id }: { id: string }) => `/proposals/${id}/decision`;
    expect(await post('benoit', path(refused), { decision: 'refuse', sha: refused.sha })).toMatchObject({
      status: 422,
      body: { code: 'reason_missing' },
    });
    expect(
      await post('benoit', path(refused), { decision: 'refuse', sha: refused.sha, reason: 'trop bas' }),
    ).toMatchObject({ status: 200, body: { proposal: { state: 'refused' } } });
    const edited = await file();
    expect(
      await post('benoit', path(edited), {
        decision: 'edit',
        sha: edited.sha,
        input: { ...underQuote(), dailyRate: 500 },
      }),
    ).toMatchObject({ status: 200, body: { verdict: 'edited', proposal: { state: 'pending', revision: 2 } } });
    const withdrawn = await file();
    expect(await post('benoit', path(withdrawn), { decision: 'withdraw', sha: withdrawn.sha })).toMatchObject({
      status: 403,
    });
    expect(await post('anne', path(withdrawn), { decision: 'withdraw', sha: withdrawn.sha })).toMatchObject({
      body: { proposal: { state: 'withdrawn' } },
    });
  });

  test.each([
    ['/proposals?state=maybe', 400],
    ['/proposals?page=2', 400],
    ['/proposals/not-a-uuid', 404],
    ['/proposals/00000000-0000-4000-8000-000000000000', 404],
  ])('%s est refusé', async (path, status) => {
    expect((await call('anne', 'GET', path)).status).toBe(status);
  });

  test('une décision ne prend que ce qui est prévu', async () => {
    const { id, sha } = await file();
    for (const body of [{ decision: 'approve' }, { decision: 'oui', sha }, { decision: 'approve', sha, force: true }])
      expect(await post('benoit', `/proposals/${id}/decision`, body)).toMatchObject({
        status: 400,
        body: { code: 'input_refused' },
      });
  });
});

test('un relevé de plus d’un mégaoctet passe par la porte, et par celle-là seulement', async () => {
  const content = `date;libelle;montant\n30/10/2026;${'X'.repeat(1_200_000)};10,00\n`;
  expect(await post('adv', '/commands/import_bank_file?preview=1', { content })).toMatchObject({
    status: 200,
    body: { effect: { sentence: expect.stringContaining('Importer 1 ligne de relevé') } },
  });
  expect(await post('adv', '/commands/record_payment', { invoice: content, amount: 1 })).toMatchObject({
    status: 413,
  });
});
