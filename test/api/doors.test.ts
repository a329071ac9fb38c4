// What stands before every answer: nobody unknown gets in, every error has one form, the pages load nothing from
// elsewhere.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { REPORT_NAMES } from '../../domain/report-names.ts';
import { openTestApi, readCookie, readProblem, type TestApi } from './test-api.ts';

describe('les portes de l’API', () => {
  let api: TestApi;
  let key: string;
  const call = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${api.url}${path}`, { redirect: 'manual', ...init });
  const withKey = (path: string, init: RequestInit = {}): Promise<Response> =>
    call(path, {
      ...init,
      headers: { ...(init.headers as Record<string, string> | undefined), authorization: `Bearer ${key}` },
    });

  beforeAll(async () => {
    api = await openTestApi();
    ({ key } = await api.addPerson('direction@esn.fr', ['direction']));
  });
  afterAll(() => api.close());

  test('seule /healthz répond à un inconnu', async () => {
    expect((await call('/healthz')).status).toBe(200);
    const document = (await (await withKey('/api/openapi.json')).json()) as { paths: Record<string, object> };
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => [method.toUpperCase(), `/api${path}`] as const),
    );
    expect(described.length).toBeGreaterThan(REPORT_NAMES.length);
    // To sign in, and a calendar's address, which is its own proof.
    const open = new Set(['POST /api/session', 'GET /api/ical/{file}']);
    const closed = described.filter(([method, path]) => !open.has(`${method} ${path}`));
    for (const [method, path] of [
      ...closed,
      ['GET', '/api/openapi.json'],
      ['GET', '/api/inconnue'],
      ['GET', '/readyz'],
    ]) {
      const answer = await call(path ?? '', { method: method ?? 'GET' });
      expect([path, await readProblem(answer)]).toEqual([
        path,
        { status: 401, code: 'not_signed_in', detail: 'Connectez-vous, ou présentez une clé d’API.' },
      ]);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    }
    for (const authorization of ['Bearer vigie_fausse', 'Bearer', 'Basic YTpi', 'Bearer é']) {
      expect((await call('/api/me', { headers: { authorization: encodeURI(authorization) } })).status).toBe(401);
    }
  });

  test('/readyz dit que la base de données répond', async () => {
    expect(await (await withKey('/readyz')).json()).toEqual({ status: 'ready' });
  });

  test('le document OpenAPI 3.1 décrit chaque rapport, ses options et ses erreurs', async () => {
    const document = (await (await withKey('/api/openapi.json')).json()) as {
      openapi: string;
      paths: Record<string, { get: { parameters?: { name: string }[]; responses: Record<string, object> } }>;
    };
    expect(document.openapi).toMatch(/^3\.1/);
    for (const name of REPORT_NAMES) {
      const { parameters, responses } = document.paths[`/reports/${name}`]?.get ?? { responses: {} };
      expect(parameters?.map((parameter) => parameter.name)).toContain('as-of');
      expect(Object.keys(responses)).toEqual(['200', 'default']);
    }
  });

  test.each([
    ['/api/inconnue', {}, 404, 'route_unknown'],
    ['/api/reports/inconnu', {}, 404, 'report_unknown'],
    ['/inconnue', {}, 404, 'route_unknown'],
    ['/api/reports/%E0', {}, 400, 'address_unreadable'],
    ['/api/me/password', { method: 'PUT', body: '{' }, 400, 'body_unreadable'],
    ['/api/me/password', { method: 'PUT', body: `"${'x'.repeat(1_100_000)}"` }, 413, 'body_too_large'],
    ['/api/session', { method: 'POST', body: '{"email":1,"password":"x","de":"trop"}' }, 400, 'input_refused'],
  ])('%s refuse %j d’un code %i %s et d’une phrase', async (path, init, status, code) => {
    const answer = await withKey(path, init);
    const problem = await readProblem(answer);
    expect(problem).toMatchObject({ status, code });
    expect(problem.detail).toMatch(/^[A-ZÀ-Ý].*[.:]?$/);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  test('une demande qui change vient de la page ou d’un programme, pas d’un autre site', async () => {
    const { userId } = await api.addPerson('page@esn.fr', ['adv']);
    const cookie = readCookie(await call((await api.invite(userId)).slice(api.url.length)));
    const change = (origin: string): Promise<Response> =>
      call('/api/me/password', {
        method: 'PUT',
        headers: { cookie, origin, 'content-type': 'text/plain' },
        body: '{"password":"court"}',
      });
    expect(await readProblem(await change('https://ailleurs.fr'))).toMatchObject({
      status: 403,
      code: 'origin_refused',
    });
    expect(await readProblem(await change('null'))).toMatchObject({ status: 403, code: 'origin_refused' });
    expect(await readProblem(await change(api.url))).toMatchObject({ status: 422, code: 'password_length' });
  });

  test('rien ne se charge d’ailleurs, rien n’encadre les pages, rien ne reste en cache', async () => {
    const answer = await withKey('/api/me');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/https?:|unsafe|\*/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-powered-by')).toBeNull();
  });

  test('le journal ne garde ni les lectures, ni les mots de passe, ni les clés', async () => {
    await call('/api/session', {
      method: 'POST',
      body: JSON.stringify({ email: 'direction@esn.fr', password: 'un secret bien gardé' }),
    });
    const kept = api.logged.filter((line) => (JSON.parse(line) as { level: number }).level >= 30).join('\n');
    expect(kept).toContain('/api/session');
    expect(kept).not.toContain('un secret bien gardé');
    expect(kept).not.toContain(key);
    expect(kept).not.toContain('"method":"GET","path":"/api/me","status":200');
  });
});
