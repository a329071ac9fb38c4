// The operator lets people in: an act each time, the direction told, the consultant linked, nothing written otherwise.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../config.ts';
import type { CommandContext } from '../../api/cli/command-context.ts';
import { run } from '../../api/cli/user.ts';
import type { Instance } from '../../db/instance.ts';
import { readExample } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import { openTestApi, type TestApi } from './test-api.ts';

describe('vigie user add', () => {
  let api: TestApi;
  let said: string[];

  beforeAll(async () => {
    api = await openTestApi();
    await loadFirm(api.database.app, readExample());
  });
  afterAll(() => api.close());

  async function vigieUser(...args: string[]): Promise<number> {
    said = [];
    const context: CommandContext = {
      config: { ...readConfig({}), publicUrl: api.url },
      today: '2026-10-31',
      print: (text) => void said.push(text),
      tell: () => {},
      openInstance: async () => ({ app: api.database.app }) as Instance,
    };
    return run(args, context);
  }

  test('avec --json, un jeton d’API qui marche, une seule fois', async () => {
    expect(await vigieUser('add', 'Claire.Moreau@esn.fr', '--role', 'direction,daf', '--json')).toBe(0);
    const told = JSON.parse(said.join('')) as { email: string; roles: string[]; token: string };
    expect(told).toEqual({ email: 'claire.moreau@esn.fr', roles: ['daf', 'direction'], token: told.token });
    const me = await fetch(`${api.url}/api/me`, { headers: { authorization: `Bearer ${told.token}` } });
    expect(await me.json()).toMatchObject({ email: 'claire.moreau@esn.fr', roles: ['daf', 'direction'] });
  });

  test('sans --json, un lien à usage unique, et le consultant de cette adresse est reconnu', async () => {
    const [consultant] = await api.database.app<{ code: string; email: string }[]>`
      select code, email from consultants where email is not null order by code limit 1`;
    expect(await vigieUser('add', (consultant?.email ?? '').toUpperCase(), '--role', 'consultant')).toBe(0);
    expect(said.join('\n')).toContain(`C’est le consultant ${consultant?.code}.`);
    const link = /http:\S+/.exec(said.join('\n'))?.[0] ?? '';
    const opened = await fetch(link, { redirect: 'manual' });
    expect(opened.headers.get('location')).toBe('/');
  });

  test('chaque ajout est un acte de l’opérateur, et la direction en place est prévenue', async () => {
    await vigieUser('add', 'nouvelle@esn.fr', '--role', 'adv');
    await vigieUser('add', 'nouvelle@esn.fr', '--role', 'direction');
    const acts = await api.database.app`
      select a.actor_kind, a.channel, p.payload -> 'input' as input from acts a join act_payloads p using (act_id)
      where a.command = 'create_user' and p.payload -> 'input' ->> 'email' = 'nouvelle@esn.fr' order by a.at`;
    expect([...acts]).toEqual([
      { actor_kind: 'operator', channel: 'cli', input: { email: 'nouvelle@esn.fr', roles: ['adv'] } },
      { actor_kind: 'operator', channel: 'cli', input: { email: 'nouvelle@esn.fr', roles: ['direction'] } },
    ]);
    const notices = await api.database.app<{ email: string; text: string }[]>`
      select u.email, n.text from notices n join auth.users u on u.id = n.user_id
      where n.text like 'nouvelle@esn.fr%' order by n.id`;
    expect(notices.map(({ email }) => email)).toEqual(['claire.moreau@esn.fr', 'claire.moreau@esn.fr']);
    expect(notices[1]?.text).toContain('(ADV, Direction)');
  });

  test.each([
    [['add', 'x@esn.fr'], /au moins un rôle/],
    [['add', 'x@esn.fr', '--role', 'patron'], /« patron » n’est pas un rôle/],
    [['add', 'x', '--role', 'adv'], /n’est pas une adresse/],
    [['remove', 'x@esn.fr', '--role', 'adv'], /qui ajouter/],
    [['add', 'x@esn.fr', 'y@esn.fr', '--role', 'adv'], /qui ajouter/],
  ])('%j est un mauvais appel', async (args, sentence) => {
    await expect(vigieUser(...args)).rejects.toMatchObject({ code: 'usage', message: expect.stringMatching(sentence) });
    const strays = await api.database.app`select 1 from auth.users where email in ('x@esn.fr', 'x', 'y@esn.fr')`;
    expect(strays).toHaveLength(0);
  });

  test('un rôle ou un lien écrit sans acte est refusé par la base', async () => {
    const [user] = await api.database.app<{ id: string }[]>`select id from auth.users limit 1`;
    const write = api.database.app`insert into user_roles (user_id, role) values (${user?.id ?? ''}, 'admin')`;
    await expect(write).rejects.toMatchObject({ code: 'VG001' });
    await expect(api.database.app`delete from user_links`).rejects.toMatchObject({ code: 'VG001' });
  });

  test('le lecteur des rapports ne voit ni sessions, ni clés, ni mots de passe', async () => {
    for (const table of ['users', 'sessions', 'accounts', 'verifications', 'api_keys', 'one_time_links']) {
      await expect(api.database.reader.unsafe(`select * from auth.${table}`)).rejects.toMatchObject({ code: '42501' });
    }
  });
});
