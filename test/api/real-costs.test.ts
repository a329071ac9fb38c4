// The policy that gives a role the real costs (real_costs_for): what it changes, cell by cell, at every door, and nothing
// of what it does not say.
import { mkdtempSync, chmodSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeRights } from '../../api/assistant/asker.ts';
import { makeReportTools } from '../../api/assistant/report-tools.ts';
import { readReport } from '../../db/reports/read-report.ts';
import { createApiKey, findPerson } from '../../db/users.ts';
import { findCommand } from '../../domain/commands/registry.ts';
import { REPORT_NAMES } from '../../domain/report-names.ts';
import { grantReport } from '../../domain/report-rights.ts';
import { ROLES, type Role } from '../../domain/roles.ts';
import { costRolesOf, withholdCosts } from '../../domain/withheld-costs.ts';
import { approveAndExecute } from '../db/approve.ts';
import { EXAMPLE_FOLDER } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import { commandNamed } from '../db/run-command.ts';
import { runVigie } from '../db/run-vigie.ts';
import { readFolder } from '../oracle/read-firm.ts';
import { openTestApi, type TestApi } from './test-api.ts';

describe('les coûts réels donnés à un rôle', () => {
  const give = (roles: readonly Role[], realCostRoles: readonly Role[], report: (typeof REPORT_NAMES)[number]) =>
    grantReport({ roles, realCostRoles, isConsultant: true }, report, undefined);

  test.each(ROLES.flatMap((role) => (['commercial', 'responsable'] as const).map((given) => [role, given] as const)))(
    '%s, quand la règle nomme %s : chaque rapport, le même périmètre, et les coûts réels pour ce rôle seul',
    (role, given) => {
      for (const report of REPORT_NAMES) {
        const without = give([role], [], report);
        const policy = give([role], role === given ? [given] : [], report);
        expect([report, policy?.rights.map(({ reach }) => reach)]).toEqual([
          report,
          without?.rights.map(({ reach }) => reach),
        ]);
        expect([report, policy && [...policy.withoutColumns]]).toEqual([
          report,
          without && [...without.withoutColumns],
        ]);
        const ownLineOnly = without?.rights.every(({ reach }) => reach === 'own_line') === true;
        const expected = without === null ? null : role === given && !ownLineOnly ? 'real' : without.costs;
        expect([report, policy?.costs ?? null]).toEqual([report, expected]);
      }
    },
  );

  test('qui a deux rôles dont un seul les a lit au coût standard ce que l’autre lui montre aussi', () => {
    expect(give(['commercial', 'responsable'], ['responsable'], 'margin')?.costs).toBe('standard');
    expect(give(['commercial', 'responsable'], ['commercial', 'responsable'], 'margin')?.costs).toBe('real');
    expect(give(['direction', 'commercial'], [], 'margin')?.costs).toBe('real');
  });

  test('la marge par consultant reste à la direction et au DAF', () => {
    const who = { roles: ['responsable'], realCostRoles: ['responsable'], isConsultant: true } as const;
    expect(grantReport(who, 'margin', 'consultant')).toBeNull();
  });

  test('se lisent dans l’effet d’un changement', () => {
    const effect = {
      sentence: 'Budget.',
      rows: [],
      indicators: [
        { label: 'Marge (coûts réels)', subject: 'P001', before: 1, after: 2, unit: 'EUR' as const },
        { label: 'CJM', subject: 'C001', before: 1, after: 2, unit: 'EUR' as const },
      ],
    };
    const seen = (roles: readonly Role[], realCostRoles: readonly Role[]) =>
      withholdCosts(effect, costRolesOf({ roles, realCostRoles })).indicators?.map(({ label }) => label);
    expect(seen(['responsable'], ['responsable'])).toEqual(['Marge (coûts réels)', 'CJM']);
    expect(seen(['responsable'], [])).toEqual([]);
    expect(seen(['consultant'], [])).toEqual([]);
  });
});

type Margin = { costs?: string; projects: { code: string; cost: number }[]; code?: string };

let api: TestApi;
let home: string;
const users = {} as Record<'anne' | 'benoit' | 'daf' | 'responsable' | 'commercial', string>;
const EMAILS = { responsable: 'etienne.nguyen1@esn-exemple.fr', commercial: 'commercial@esn-exemple.fr' } as const;
const PATH = 'margin?as-of=2026-10-31';

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'vigie-real-costs-'));
  chmodSync(home, 0o711);
  api = await openTestApi({ readReport });
  await loadFirm(api.database.app, readFolder(EXAMPLE_FOLDER));
  users.anne = (await api.addPerson('anne@esn.fr', ['direction'])).userId;
  users.benoit = (await api.addPerson('benoit@esn.fr', ['direction'])).userId;
  users.daf = (await api.addPerson('daf@esn.fr', ['daf'])).userId;
  users.responsable = (await api.addPerson(EMAILS.responsable, ['responsable'])).userId;
  users.commercial = (await api.addPerson(EMAILS.commercial, ['commercial'])).userId;
});
afterAll(async () => {
  await api.close();
  rmSync(home, { recursive: true, force: true });
});

async function setRealCosts(realCostsFor: readonly Role[] | null): Promise<void> {
  const command = commandNamed('set_policy');
  const wish = { command, askerId: users.anne, today: '2026-10-31', input: { realCostsFor } };
  await approveAndExecute(api.database.app, wish, users.benoit);
}

let drawn = 0;
/** A key of their own each time: who a key is of is remembered for some seconds. */
async function keyOf(who: keyof typeof users): Promise<string> {
  drawn += 1;
  return createApiKey(api.database.app, users[who], `clé ${drawn}`);
}

async function overHttp(who: keyof typeof users, path: string): Promise<Margin> {
  const answer = await fetch(`${api.url}/api/reports/${path}`, {
    headers: { authorization: `Bearer ${await keyOf(who)}` },
  });
  return (await answer.json()) as Margin;
}

async function onCommandLine(who: keyof typeof EMAILS): Promise<Margin> {
  const { stdout } = await runVigie(['report', 'margin', '--as-of', '2026-10-31', '--json', '--as', EMAILS[who]], {
    VIGIE_HOME: home,
    DATABASE_URL: api.database.url,
    DATABASE_APP_URL: api.database.appUrl,
    DATABASE_READER_URL: api.database.readerUrl,
  });
  return JSON.parse(stdout) as Margin;
}

/** The assistant's own reading, which a turn of the page, of the command line and of Slack asks. */
async function throughAssistant(who: keyof typeof users): Promise<Margin> {
  const person = await findPerson(api.database.app, users[who]);
  if (!person) throw new Error(`${who} is nobody`);
  const reader = {
    appSql: api.database.app,
    readerSql: api.database.reader,
    readReport,
    today: () => '2026-10-31',
  };
  const tool = makeReportTools(reader, person, '2026-10-31').find(({ name }) => name === 'report_margin');
  const read = await tool?.read({});
  if (read?.state !== 'ok') throw new Error(JSON.stringify(read));
  return read.document as unknown as Margin;
}

async function throughMcp(who: keyof typeof users): Promise<{ key: string; fields: { cost: number } }[]> {
  const client = new Client({ name: 'essai', version: '1' });
  const transport = new StreamableHTTPClientTransport(new URL(`${api.url}/api/mcp`), {
    requestInit: { headers: { authorization: `Bearer ${await keyOf(who)}` } },
  });
  await client.connect(transport as Parameters<Client['connect']>[0]);
  const answer = await client.callTool({ name: 'report_margin', arguments: { 'as-of': '2026-10-31' } });
  await client.close();
  return (answer.structuredContent as { rows: { key: string; fields: { cost: number } }[] }).rows;
}

const costsOf = ({ projects }: Margin) => new Map(projects.map(({ code, cost }) => [code, cost]));

describe('la règle real_costs_for', () => {
  test('décidée par deux directeurs, vaut à toutes les portes pour ce rôle, et cesse quand elle est retirée', async () => {
    const real = costsOf(await overHttp('daf', PATH));
    const before = await overHttp('responsable', PATH);
    const standard = costsOf(before);
    expect(before.costs).toBe('standard');
    const own = [...standard.keys()];
    const realOfOwn = own.map((code) => real.get(code));
    expect(own.map((code) => standard.get(code))).not.toEqual(realOfOwn);
    expect(await overHttp('responsable', `${PATH}&costs=real`)).toMatchObject({ code: 'real_costs_refused' });
    const rightsBefore = await findPerson(api.database.app, users.responsable);

    await setRealCosts(['responsable']);
    for (const read of [
      await overHttp('responsable', PATH),
      await overHttp('responsable', `${PATH}&costs=real`),
      await onCommandLine('responsable'),
      await throughAssistant('responsable'),
    ]) {
      expect(read.costs).toBeUndefined();
      expect([...costsOf(read)]).toEqual(own.map((code) => [code, real.get(code)]));
    }
    expect((await throughMcp('responsable')).map(({ key, fields }) => [key, fields.cost])).toEqual(
      own.map((code) => [code, real.get(code)]),
    );
    // What was told under other rights is told no more.
    const rightsAfter = await findPerson(api.database.app, users.responsable);
    expect(rightsBefore && rightsAfter && describeRights(rightsAfter)).not.toBe(
      rightsBefore && describeRights(rightsBefore),
    );
    // Asked for, standard costs still are; the others' reports are as they were.
    expect(costsOf(await overHttp('responsable', `${PATH}&costs=standard`))).toEqual(standard);
    expect((await overHttp('commercial', PATH)).costs).toBe('standard');
    expect((await onCommandLine('commercial')).costs).toBe('standard');

    await setRealCosts(null);
    expect(costsOf(await overHttp('responsable', PATH))).toEqual(standard);
    expect(await overHttp('responsable', `${PATH}&costs=real`)).toMatchObject({ code: 'real_costs_refused' });
  });

  test('change les figures sur lesquelles un responsable décide', async () => {
    const ask = async (): Promise<string[]> => {
      const answer = await fetch(`${api.url}/api/commands/declare_raf?preview=1`, {
        method: 'POST',
        headers: { authorization: `Bearer ${await keyOf('responsable')}` },
        body: JSON.stringify(RAF),
      });
      const { effect } = (await answer.json()) as { effect: { indicators: { label: string }[] } };
      return effect.indicators.map(({ label }) => label).filter((label) => label.startsWith('Marge à'));
    };
    const [line] = await api.database.app<{ project: string; profile: string }[]>`
      select p.code as project, f.name as profile from projects p join consultants m on m.id = p.manager_id
      join project_budgets b on b.project_id = p.id join profiles f on f.id = b.profile_id
      where m.email = ${EMAILS.responsable} and p.contract_kind = 'forfait' and p.status = 'en_cours' order by 1, 2 limit 1`;
    if (!line) throw new Error('the example has a fixed-price project of theirs');
    const RAF = { project: line.project, lines: [{ profile: line.profile, days: 3 }] };
    expect(await ask()).toEqual(['Marge à terminaison (coûts standards)']);
    await setRealCosts(['responsable']);
    expect(await ask()).toEqual(['Marge à terminaison (coûts réels)']);
  });

  test('ne se donne qu’à qui lit au coût standard', async () => {
    const command = findCommand('set_policy');
    expect(command?.input.safeParse({ realCostsFor: ['adv'] }).success).toBe(false);
    expect(command?.input.safeParse({ realCostsFor: ['commercial', 'commercial'] }).success).toBe(false);
    expect(command?.input.safeParse({ realCostsFor: ['responsable', 'commercial'] }).success).toBe(true);
  });
});
