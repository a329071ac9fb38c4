// Who uses Vigie: let in, with roles that two people decide, let out at once; keys whose secret nobody stores.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExecutionOutcome } from '../../db/execution.ts';
import { addUser, createApiKey, drawKeySecret, findKeyOwner, findPerson } from '../../db/users.ts';
import { readFolder } from '../oracle/read-firm.ts';
import { approveAndExecute } from './approve.ts';
import { loadFirm } from './load-firm.ts';
import { addPerson } from './people.ts';
import { commandNamed, runCommand } from './run-command.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const TODAY = '2026-11-04';
let database: TestDatabase;
const users: Record<'admin' | 'direction' | 'yann', string> = { admin: '', direction: '', yann: '' };

beforeAll(async () => {
  database = await createTestDatabase();
  await loadFirm(database.app, readFolder(join(import.meta.dirname, '../fixtures/example')));
  users.admin = await addPerson(database.app, 'admin@esn-exemple.fr', ['admin']);
  users.direction = await addPerson(database.app, 'direction@esn-exemple.fr', ['direction']);
  users.yann = await addPerson(database.app, 'yann.bonnet2@esn-exemple.fr', []);
});
afterAll(() => database.drop());

function run(name: string, input: unknown, who: keyof typeof users = 'admin'): Promise<ExecutionOutcome> {
  return runCommand(database.app, { name, input, askerId: users[who], today: TODAY });
}

async function idOf(email: string): Promise<string> {
  const [row] = await database.app<{ id: string }[]>`select id from auth.users where email = ${email}`;
  return row?.id ?? '';
}

const approve = (name: string, input: unknown): Promise<void> =>
  approveAndExecute(
    database.app,
    { command: commandNamed(name), input, askerId: users.admin, today: TODAY },
    users.direction,
  );

describe('un utilisateur', () => {
  test('entre avec ses rôles, et le consultant de son adresse est reconnu', async () => {
    const asked = { email: 'Francois.Blanchard3@esn-exemple.fr', roles: ['commercial', 'responsable'] };
    expect(await run('create_user', asked)).toMatchObject({ state: 'done' });
    expect(await findPerson(database.app, await idOf('francois.blanchard3@esn-exemple.fr'))).toMatchObject({
      roles: ['commercial', 'responsable'],
      consultantCode: 'C003',
    });
    expect(await run('create_user', asked)).toMatchObject({ code: 'user_exists' });
    expect(await run('create_user', { ...asked, roles: ['roi'] })).toMatchObject({ code: 'input_invalid' });
    expect(await run('create_user', { ...asked, roles: ['adv', 'adv'] })).toMatchObject({ code: 'input_invalid' });
  });

  test.each(['direction', 'daf', 'admin'])('ne reçoit pas %s d’une seule personne', async (role) => {
    const asked = { email: `${role}2@esn-exemple.fr`, roles: ['adv', role] };
    expect(await run('create_user', asked)).toMatchObject({
      state: 'needs_approval',
      approvers: ['admin', 'direction'],
    });
    expect(await idOf(asked.email)).toBe('');
    await approve('create_user', asked);
    expect((await findPerson(database.app, await idOf(asked.email)))?.roles).toEqual(['adv', role].toSorted());
  });

  test('est affaire d’administrateur', async () => {
    const email = 'x@esn-exemple.fr';
    expect(await run('create_user', { email, roles: [] }, 'direction')).toMatchObject({ code: 'right_refused' });
    expect(await run('set_roles', { email, roles: [] }, 'direction')).toMatchObject({ code: 'right_refused' });
    expect(await run('disable_user', { email }, 'direction')).toMatchObject({ code: 'right_refused' });
    expect(await run('link_slack_user', { email, slackUser: null }, 'direction')).toMatchObject({
      code: 'right_refused',
    });
  });

  test('change de rôles par deux personnes', async () => {
    const asked = { email: 'francois.blanchard3@esn-exemple.fr', roles: ['responsable', 'adv'] };
    expect(await run('set_roles', asked)).toMatchObject({
      state: 'needs_approval',
      effect: { sentence: expect.stringContaining('Commercial, Responsable de projets → Responsable de projets, ADV') },
    });
    await approve('set_roles', asked);
    expect((await findPerson(database.app, await idOf(asked.email)))?.roles).toEqual(['adv', 'responsable']);
    expect(await run('set_roles', asked)).toMatchObject({ code: 'nothing_changes' });
    expect(await run('set_roles', { ...asked, email: 'personne@esn-exemple.fr' })).toMatchObject({ code: 'not_found' });
  });

  test('dont l’accès est retiré n’entre plus, et ses clés restent closes quand il revient', async () => {
    const email = 'daf2@esn-exemple.fr';
    const userId = await idOf(email);
    const key = await createApiKey(database.app, userId, 'essai');
    expect(await run('disable_user', { email })).toMatchObject({ state: 'done' });
    expect(await findPerson(database.app, userId)).toBeNull();
    expect(await findKeyOwner(database.app, key)).toBeNull();
    expect(await run('disable_user', { email })).toMatchObject({ code: 'already_disabled' });
    expect(await run('set_roles', { email, roles: [] })).toMatchObject({ code: 'not_found' });
    expect(await run('create_user', { email, roles: ['adv'] })).toMatchObject({ state: 'done' });
    expect(await findPerson(database.app, userId)).toMatchObject({ roles: ['adv'] });
    expect(await findKeyOwner(database.app, key)).toBeNull();
  });

  test('retiré peut être rendu par l’opérateur de la machine', async () => {
    const email = 'direction2@esn-exemple.fr';
    await run('disable_user', { email });
    await database.app.begin((tx) => addUser(tx, { email, roles: ['direction'] }, 'testeur'));
    expect(await findPerson(database.app, await idOf(email))).toMatchObject({ roles: ['adv', 'direction'] });
  });

  test('n’est pas le dernier administrateur quand il perd ce rôle ou l’accès', async () => {
    await run('disable_user', { email: 'admin2@esn-exemple.fr' });
    const alone = { email: 'admin@esn-exemple.fr' };
    expect(await run('disable_user', alone)).toMatchObject({ code: 'last_admin' });
    expect(await run('set_roles', { ...alone, roles: ['adv'] })).toMatchObject({ code: 'last_admin' });
  });
});

describe('une clé d’API', () => {
  test('se crée pour soi, et son secret n’est tiré qu’une fois et gardé nulle part', async () => {
    const created = await run('create_api_key', { name: 'export paie' }, 'yann');
    expect(created).toMatchObject({ state: 'done', result: { name: 'export paie' } });
    const [before] = await database.app`select key_sha256 from auth.api_keys where name = 'export paie'`;
    expect(before).toEqual({ key_sha256: null });
    const key = await drawKeySecret(database.app, users.yann, 'export paie');
    expect(await findKeyOwner(database.app, key ?? '')).toBe(users.yann);
    expect(await drawKeySecret(database.app, users.yann, 'export paie')).toBeNull();
    const [kept] = await database.app`
      select (select count(*)::int from executions where result::text like ${`%${key}%`})
        + (select count(*)::int from act_payloads where payload::text like ${`%${key}%`}) as places`;
    expect(kept).toEqual({ places: 0 });
    expect(await run('create_api_key', { name: 'export paie' }, 'yann')).toMatchObject({ code: 'key_exists' });
    expect(await drawKeySecret(database.app, users.admin, 'export paie')).toBeNull();
  });

  test('a un nom qui tient dans une adresse', async () => {
    expect(await run('create_api_key', { name: 'a/b' }, 'yann')).toMatchObject({ code: 'input_invalid' });
  });
});

describe('un compte Slack', () => {
  test('est d’une seule personne', async () => {
    const yann = { email: 'yann.bonnet2@esn-exemple.fr', slackUser: 'U012AB3CD' };
    expect(await run('link_slack_user', yann)).toMatchObject({ state: 'done' });
    expect(await run('link_slack_user', yann)).toMatchObject({ code: 'nothing_changes' });
    expect(await run('link_slack_user', { ...yann, email: 'admin@esn-exemple.fr' })).toMatchObject({
      code: 'slack_user_exists',
    });
    expect(await run('link_slack_user', { ...yann, slackUser: 'yann' })).toMatchObject({ code: 'input_invalid' });
    expect(await run('link_slack_user', { ...yann, email: 'personne@esn-exemple.fr' })).toMatchObject({
      code: 'not_found',
    });
    expect(await run('link_slack_user', { ...yann, slackUser: null })).toMatchObject({ state: 'done' });
    expect([...(await database.app`select 1 from slack_users`)]).toEqual([]);
  });
});
