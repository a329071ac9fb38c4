// Who comes in, how, and for how long: links that open once, passwords, sessions, keys.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApi, readCookie, readProblem, type TestApi } from './test-api.ts';

const PASSWORD = 'le phare de la Vieille';

describe('entrer dans Vigie', () => {
  let api: TestApi;
  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${api.url}${path}`, { headers, redirect: 'manual' });
  const send = (method: string, path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${api.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  beforeAll(async () => {
    api = await openTestApi();
  });
  afterAll(() => api.close());

  test('le lien d’administration ouvre une fois, pour la direction, et un mot de passe le remplace', async () => {
    const first = await api.createAdminLink();
    const link = await api.createAdminLink();
    expect(link).not.toBeNull();
    expect((await fetch(first ?? '', { redirect: 'manual' })).headers.get('location')).toBe('/connexion?lien=refuse');

    const opened = await fetch(link ?? '', { redirect: 'manual' });
    expect(opened.status).toBe(303);
    expect(opened.headers.get('location')).toBe('/');
    expect(opened.headers.getSetCookie().join()).toMatch(/HttpOnly.*SameSite=Lax/i);
    const cookie = readCookie(opened);
    const me = await (await get('/api/me', { cookie })).json();
    expect(me).toMatchObject({ roles: ['admin', 'direction'], has_password: false, today: '2026-10-31' });

    const again = await fetch(link ?? '', { redirect: 'manual' });
    expect(again.headers.get('location')).toBe('/connexion?lien=refuse');
    expect(again.headers.getSetCookie()).toEqual([]);

    expect((await send('PUT', '/api/me/password', { password: 'court' }, { cookie })).status).toBe(422);
    expect((await send('PUT', '/api/me/password', { password: PASSWORD }, { cookie })).status).toBe(204);
    expect(await api.createAdminLink()).toBeNull();
    const signedIn = await send('POST', '/api/session', { email: 'ADMIN@vigie.local', password: PASSWORD });
    expect(signedIn.status).toBe(200);
    expect(await (await get('/api/me', { cookie: readCookie(signedIn) })).json()).toMatchObject({ has_password: true });
  });

  test('un lien ouvert au même instant par deux navigateurs n’en laisse entrer qu’un', async () => {
    const { userId } = await api.addPerson('deux@esn.fr', ['daf']);
    const link = await api.invite(userId);
    const answers = await Promise.all(Array.from({ length: 5 }, () => fetch(link, { redirect: 'manual' })));
    expect(answers.filter((answer) => answer.headers.get('location') === '/')).toHaveLength(1);
  });

  test('un lien trop ancien n’ouvre plus, et un aperçu ne le dépense pas', async () => {
    const { userId } = await api.addPerson('apercu@esn.fr', ['adv']);
    const link = await api.invite(userId);
    expect((await fetch(link, { headers: { 'sec-purpose': 'prefetch;prerender' } })).status).toBe(503);
    await api.database.app`update auth.one_time_links set expires_at = created_at where user_id = ${userId}`;
    expect((await fetch(link, { redirect: 'manual' })).headers.get('location')).toBe('/connexion?lien=refuse');
    expect(api.logged.join('\n')).not.toContain(link.split('/').at(-1));
  });

  test('une invitation rouverte remplace le mot de passe et ferme les sessions ouvertes', async () => {
    const { userId } = await api.addPerson('oubli@esn.fr', ['daf']);
    const cookie = readCookie(await fetch(await api.invite(userId), { redirect: 'manual' }));
    await send('PUT', '/api/me/password', { password: PASSWORD }, { cookie });
    await fetch(await api.invite(userId), { redirect: 'manual' });
    expect((await get('/api/me', { cookie })).status).toBe(401);
    const old = await send('POST', '/api/session', { email: 'oubli@esn.fr', password: PASSWORD });
    expect(await readProblem(old)).toMatchObject({ status: 401, code: 'sign_in_refused' });
  });

  test('changer de mot de passe demande le mot de passe actuel', async () => {
    const { userId } = await api.addPerson('change@esn.fr', ['daf']);
    const cookie = readCookie(await fetch(await api.invite(userId), { redirect: 'manual' }));
    await send('PUT', '/api/me/password', { password: PASSWORD }, { cookie });
    const next = { password: 'les pierres noires' };
    expect(await readProblem(await send('PUT', '/api/me/password', next, { cookie }))).toMatchObject({
      status: 403,
      code: 'current_password_wrong',
    });
    const changed = await send('PUT', '/api/me/password', { ...next, current: PASSWORD }, { cookie });
    expect(changed.status).toBe(204);
    expect((await send('POST', '/api/session', { email: 'change@esn.fr', ...next })).status).toBe(200);
  });

  test('se déconnecter ferme la session aussitôt', async () => {
    const { userId } = await api.addPerson('part@esn.fr', ['daf']);
    const cookie = readCookie(await fetch(await api.invite(userId), { redirect: 'manual' }));
    expect((await get('/api/me', { cookie })).status).toBe(200);
    expect((await fetch(`${api.url}/api/session`, { method: 'DELETE', headers: { cookie } })).status).toBe(204);
    expect((await get('/api/me', { cookie })).status).toBe(401);
  });

  test('une clé d’API ouvre les données, ni la session ni le mot de passe ; révoquée, elle ne sert plus', async () => {
    const { userId, key } = await api.addPerson('machine@esn.fr', ['direction']);
    const authorization = `Bearer ${key}`;
    expect(await (await get('/api/me', { authorization })).json()).toMatchObject({ email: 'machine@esn.fr' });
    const refused = await send('PUT', '/api/me/password', { password: PASSWORD }, { authorization });
    expect(await readProblem(refused)).toMatchObject({ status: 403, code: 'session_needed' });
    const stored = await api.database.app`select key_sha256 from auth.api_keys where user_id = ${userId}`;
    expect(JSON.stringify(stored)).not.toContain(key);
    await api.database.app`update auth.api_keys set revoked_at = now() where user_id = ${userId}`;
    await expect.poll(async () => (await get('/api/me', { authorization })).status, { timeout: 10_000 }).toBe(401);
  });

  test('personne ne s’inscrit seul, et un essai de trop est arrêté', async () => {
    expect(
      (await send('POST', '/api/auth/sign-up/email', { email: 'x@y.fr', password: PASSWORD, name: 'x' })).status,
    ).toBe(401);
    const codes: string[] = [];
    for (let attempt = 0; attempt < 12; attempt += 1) {
      const answer = await send('POST', '/api/session', { email: 'deux@esn.fr', password: `essai ${attempt}` });
      codes.push((await readProblem(answer)).code);
    }
    expect(new Set(codes.slice(0, 10))).toEqual(new Set(['sign_in_refused']));
    expect(codes.slice(10)).toEqual(['too_many_attempts', 'too_many_attempts']);
  });

  test('qui essaie des liens au hasard est arrêté', async () => {
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 35; attempt += 1) {
      statuses.push((await fetch(`${api.url}/lien/hasard${attempt}`, { redirect: 'manual' })).status);
    }
    expect(statuses[0]).toBe(303);
    expect(statuses.at(-1)).toBe(429);
  });
});
