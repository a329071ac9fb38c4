// Secrets shown once: the key that a person names for their program, the link of somebody who was just let in.

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApi, readCookie, readProblem, type TestApi } from './test-api.ts';

describe('venir dans Vigie', () => {
  let api: TestApi;
  let cookie: string;

  async function enter(link: string): Promise<string> {
    return readCookie(await fetch(link, { redirect: 'manual' }));
  }

  beforeAll(async () => {
    api = await openTestApi();
    const { userId } = await api.addPerson('admin@esn.fr', ['admin']);
    cookie = await enter(await api.invite(userId));
  });
  afterAll(() => api.close());

  function post(path: string, body: unknown, headers: Record<string, string> = { cookie }): Promise<Response> {
    return fetch(`${api.url}/api${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  test('une clé créée par la commande montre son secret une fois, à qui l’a créée et est connecté', async () => {
    const created = await post('/commands/create_api_key', { name: 'tableau de bord' });
    expect(await created.json()).toMatchObject({ result: { name: 'tableau de bord' } });
    const drawn = await post('/me/keys/tableau%20de%20bord/secret', {});
    const { key } = (await drawn.json()) as { key: string };
    const me = await fetch(`${api.url}/api/me`, { headers: { authorization: `Bearer ${key}` } });
    expect(await me.json()).toMatchObject({ email: 'admin@esn.fr' });
    expect(await readProblem(await post('/me/keys/tableau%20de%20bord/secret', {}))).toMatchObject({
      status: 404,
      code: 'key_unknown',
    });
    const byKey = await post('/me/keys/autre/secret', {}, { authorization: `Bearer ${key}` });
    expect(await readProblem(byKey)).toMatchObject({ status: 403, code: 'session_needed' });
    expect(api.logged.join('\n')).not.toContain(key);
  });

  test('qui vient d’être ajouté entre par un lien, puis choisit son mot de passe et n’est plus invité', async () => {
    await post('/commands/create_user', { email: 'rose@esn.fr', roles: ['consultant'] });
    const invited = await post('/users/rose@esn.fr/invitation', {});
    const { link } = (await invited.json()) as { link: string };
    const rose = await enter(link);
    const me = await fetch(`${api.url}/api/me`, { headers: { cookie: rose } });
    expect(await me.json()).toMatchObject({ email: 'rose@esn.fr', has_password: false });
    const refused = await post('/users/rose@esn.fr/invitation', {}, { cookie: rose });
    expect(await readProblem(refused)).toMatchObject({ status: 403, code: 'right_refused' });
    await fetch(`${api.url}/api/me/password`, {
      method: 'PUT',
      headers: { cookie: rose },
      body: JSON.stringify({ password: randomUUID() }),
    });
    expect(await readProblem(await post('/users/rose@esn.fr/invitation', {}))).toMatchObject({
      status: 404,
      code: 'user_unknown',
    });
  });

  test('un administrateur n’entre pas à la place d’une direction qui n’est pas encore venue', async () => {
    await api.addPerson('jamais-venue@esn.fr', ['direction']);
    const refused = await post('/users/jamais-venue@esn.fr/invitation', {});
    expect(await readProblem(refused)).toMatchObject({ status: 403, code: 'right_refused' });
    const { userId } = await api.addPerson('direction@esn.fr', ['direction']);
    const director = await enter(await api.invite(userId));
    expect((await post('/users/jamais-venue@esn.fr/invitation', {}, { cookie: director })).status).toBe(200);
  });

  test('qui n’a plus accès ne répond plus de sa session', async () => {
    const { userId } = await api.addPerson('parti@esn.fr', ['adv']);
    const parti = await enter(await api.invite(userId));
    await post('/commands/disable_user', { email: 'parti@esn.fr' });
    const me = await fetch(`${api.url}/api/me`, { headers: { cookie: parti } });
    expect(me.status).toBe(401);
  });
});
