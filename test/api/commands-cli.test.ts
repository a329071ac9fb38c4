// `vigie do`, `proposals` and `decide`: the same changes from the command line, in the name of a person of the firm.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXAMPLE_FOLDER } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import { runVigie, type VigieRun } from '../db/run-vigie.ts';
import { readFolder } from '../oracle/read-firm.ts';
import { openTestApi, type TestApi } from './test-api.ts';

let folder: string;
let api: TestApi;
let key: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vigie-cli-'));
  chmodSync(folder, 0o711);
  api = await openTestApi();
  await loadFirm(api.database.app, readFolder(EXAMPLE_FOLDER));
  ({ key } = await api.addPerson('anne@esn.fr', ['direction']));
  await api.addPerson('benoit@esn.fr', ['direction']);
});
afterAll(async () => {
  await api.close();
  rmSync(folder, { recursive: true, force: true });
});

function vigie(...args: string[]): Promise<VigieRun> {
  return runVigie(args, {
    VIGIE_HOME: join(folder, 'home'),
    DATABASE_URL: api.database.url,
    DATABASE_APP_URL: api.database.appUrl,
    DATABASE_READER_URL: api.database.readerUrl,
  });
}

const remote = (...args: string[]): Promise<VigieRun> =>
  runVigie(args, { VIGIE_HOME: join(folder, 'elsewhere'), VIGIE_URL: api.url, VIGIE_TOKEN: key });

const under = (startsOn: string) =>
  JSON.stringify({
    consultant: 'C002',
    project: 'P001',
    profile: 'Développeur senior',
    startsOn,
    endsOn: startsOn,
    dailyRate: 400,
  });

describe('vigie do', () => {
  test('montre, puis fait, au nom d’une personne et par l’opérateur de la machine', async () => {
    const client = '{"code":"CL600","name":"Epsilon"}';
    const shown = await vigie('do', 'create_client', '--json', client, '--preview', '--as', 'anne@esn.fr');
    expect([shown.code, JSON.parse(shown.stdout)]).toMatchObject([0, { preview: true, tier: 1 }]);
    expect(await api.database.app`select 1 from clients where code = 'CL600'`).toHaveLength(0);
    const done = await vigie('do', 'create_client', '--json', client, '--as', 'Anne@esn.fr');
    expect(done.code).toBe(0);
    const { actId, result } = JSON.parse(done.stdout) as { actId: string; result: unknown };
    expect(result).toEqual({ code: 'CL600' });
    expect(done.stderr).toContain('Créer le client CL600, Epsilon.');
    const [act] = await api.database.app`
      select a.channel, u.email, a.on_behalf_of from acts a join auth.users u on u.id = a.actor where act_id = ${actId}`;
    expect(act).toEqual({ channel: 'cli', email: 'anne@esn.fr', on_behalf_of: userInfo().username });
  });

  test('refusée, sort 1 avec un code et une phrase', async () => {
    const refused = await vigie('do', 'create_client', '--json', '{"code":"CL601"}', '--as', 'anne@esn.fr');
    expect([refused.code, JSON.parse(refused.stdout)]).toMatchObject([
      1,
      { code: 'input_invalid', errors: [{ field: 'name' }] },
    ]);
    const nobody = await vigie('do', 'create_client', '--json', '{}', '--as', 'personne@esn.fr');
    expect([nobody.code, nobody.stdout]).toEqual([1, '']);
  });

  test.each([
    [['do']],
    [['do', 'create_client', '--as', 'anne@esn.fr']],
    [['do', 'nothing', '--json', '{}', '--as', 'anne@esn.fr']],
    [['do', 'create_client', '--json', '{', '--as', 'anne@esn.fr']],
    [['do', 'create_client', '--json', '{"code":"CL602","name":"X"}']],
    [['decide', 'x', '--sha', 'y', '--as', 'anne@esn.fr']],
    [['decide', 'x', '--approve', '--withdraw', '--sha', 'y', '--as', 'anne@esn.fr']],
    [['decide', 'x', '--approve', '--as', 'anne@esn.fr']],
    [['proposals', '--state', 'maybe']],
  ])('mal appelée (%j), sort 2', async (args) => {
    const { code, stderr } = await vigie(...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining('Usage : vigie')]);
  });
});

describe('vigie report --as', () => {
  test('lit avec les droits de la personne, et sans --as avec ceux de l’opérateur', async () => {
    const [manager] = await api.database.app<{ email: string }[]>`select email from consultants where code = 'C007'`;
    const email = manager?.email ?? '';
    await api.addPerson(email, ['responsable']);
    const read = async (...args: string[]) => {
      const { code, stdout } = await vigie('report', 'margin', '--json', ...args);
      return { code, report: JSON.parse(stdout) as { code?: string; costs?: string; projects?: { code: string }[] } };
    };
    const own = await read('--as', email);
    expect([own.code, own.report.costs, own.report.projects?.map((row) => row.code)]).toEqual([
      0,
      'standard',
      ['P001', 'P002'],
    ]);
    const all = await read();
    expect([all.code, all.report.costs, all.report.projects?.length]).toEqual([0, undefined, 9]);
    expect(await read('--as', email, '--by', 'consultant')).toMatchObject({
      code: 1,
      report: { code: 'report_refused' },
    });
  });
});

describe('vigie proposals et decide', () => {
  test('déposent, listent, refusent l’auteur, approuvent par une autre', async () => {
    const filed = await vigie('do', 'assign_consultant', '--json', under('2027-03-01'), '--as', 'anne@esn.fr');
    expect(filed.code).toBe(0);
    const { id, sha } = (JSON.parse(filed.stdout) as { proposal: { id: string; sha: string } }).proposal;
    const listed = await vigie('proposals', '--state', 'pending');
    expect([listed.code, listed.stdout]).toEqual([0, expect.stringContaining(`sha ${sha}`)]);
    const own = await vigie('decide', id, '--approve', '--sha', sha, '--as', 'anne@esn.fr', '--json');
    expect([own.code, JSON.parse(own.stdout)]).toMatchObject([1, { code: 'asker_cannot_decide' }]);
    const decided = await vigie('decide', id, '--approve', '--sha', sha, '--as', 'benoit@esn.fr', '--json');
    expect([decided.code, JSON.parse(decided.stdout)]).toMatchObject([
      0,
      { verdict: 'approved', proposal: { state: 'executed' } },
    ]);
    const [act] = await api.database.app`select channel, on_behalf_of from acts where proposal_id = ${id}`;
    expect(act).toEqual({ channel: 'cli', on_behalf_of: userInfo().username });
    const shown = await vigie('proposals', id, '--json', '--as', 'benoit@esn.fr');
    expect(JSON.parse(shown.stdout)).toMatchObject({ id, state: 'executed', decisions: [{ by: 'benoit@esn.fr' }] });
  });

  test('ailleurs, par la clé et sans --as', async () => {
    const client = '{"code":"CL610","name":"Zeta"}';
    const named = await remote('do', 'create_client', '--json', client, '--as', 'anne@esn.fr');
    expect([named.code, named.stderr]).toEqual([1, expect.stringContaining('--as est refusé')]);
    const done = await remote('do', 'create_client', '--json', client);
    expect([done.code, JSON.parse(done.stdout)]).toMatchObject([0, { result: { code: 'CL610' } }]);
    const again = await remote('do', 'create_client', '--json', client);
    expect([again.code, JSON.parse(again.stdout)]).toMatchObject([1, { code: 'client_exists' }]);
    const filed = await remote('do', 'assign_consultant', '--json', under('2027-04-01'));
    const { id, sha } = (JSON.parse(filed.stdout) as { proposal: { id: string; sha: string } }).proposal;
    expect((await remote('proposals', '--state', 'pending')).stdout).toContain(id);
    const own = await remote('decide', id, '--approve', '--sha', sha);
    expect([own.code, own.stderr]).toEqual([1, expect.stringContaining('asker_cannot_decide')]);
    expect((await remote('decide', id, '--withdraw', '--sha', sha)).code).toBe(0);
  });
});
