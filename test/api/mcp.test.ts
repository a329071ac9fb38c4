// The Model Context Protocol, by its official client: what a key's owner reads and proposes, and nothing else.

import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lookUps } from '../../api/contract/look-ups.ts';
import { readReport } from '../../db/reports/read-report.ts';
import { COMMANDS } from '../../domain/commands/registry.ts';
import { REPORT_NAMES } from '../../domain/report-names.ts';
import { ROLES } from '../../domain/roles.ts';
import { loadFirm } from '../db/load-firm.ts';
import { readFolder } from '../oracle/read-firm.ts';
import { openTestApi, readCookie, readProblem, type TestApi } from './test-api.ts';

let api: TestApi;
const keys: Record<string, string> = {};
const clients: Client[] = [];

beforeAll(async () => {
  api = await openTestApi({ readReport });
  await loadFirm(api.database.app, readFolder(join(import.meta.dirname, '../fixtures/example')));
  for (const [name, email, role] of [
    ['direction', 'anne@esn.fr', 'direction'],
    ['benoit', 'benoit@esn.fr', 'direction'],
    ['adv', 'adv@esn.fr', 'adv'],
    ['responsable', 'etienne.nguyen1@esn-exemple.fr', 'responsable'],
    ['consultant', 'yann.bonnet2@esn-exemple.fr', 'consultant'],
  ] as const)
    keys[name] = (await api.addPerson(email, [role])).key;
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await api.close();
});

async function connect(key: string | undefined): Promise<Client> {
  const client = new Client({ name: 'essai', version: '1' });
  const headers: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const transport = new StreamableHTTPClientTransport(new URL(`${api.url}/api/mcp`), { requestInit: { headers } });
  await client.connect(transport as Parameters<Client['connect']>[0]);
  clients.push(client);
  return client;
}

type Outcome = { isError?: boolean; structuredContent?: Record<string, unknown>; content: { text: string }[] };

async function call(who: string, name: string, args: Record<string, unknown> = {}): Promise<Outcome> {
  const client = await connect(keys[who]);
  return (await client.callTool({ name, arguments: args })) as unknown as Outcome;
}

type Row = { key: string; fields: { margin: number } };
function rowsOf({ structuredContent }: Outcome): Row[] {
  return (structuredContent?.['rows'] ?? []) as Row[];
}

async function listNames(who: string): Promise<string[]> {
  const { tools } = await (await connect(keys[who])).listTools();
  return tools.map(({ name }) => name);
}

async function rest(who: string, path: string): Promise<unknown> {
  const answer = await fetch(`${api.url}/api${path}`, { headers: { authorization: `Bearer ${keys[who]}` } });
  return answer.json();
}

describe('les outils', () => {
  test('lisent ou proposent : rien d’autre, et chacun le dit', async () => {
    const { tools } = await (await connect(keys['direction'])).listTools();
    expect(tools.length).toBeGreaterThan(60);
    for (const { name, annotations, description, inputSchema } of tools) {
      const proposes = name.startsWith('propose_');
      expect([name, annotations?.readOnlyHint, annotations?.destructiveHint ?? false]).toEqual([
        name,
        !proposes,
        false,
      ]);
      expect(description).toMatch(/ \/ |\. /);
      expect(inputSchema.type).toBe('object');
    }
  });

  test('sont toutes les lectures et toutes les commandes des registres', async () => {
    keys['tous'] = (await api.addPerson('tous@esn.fr', ROLES)).key;
    const names = await listNames('tous');
    expect(names).toEqual(expect.arrayContaining(COMMANDS.map(({ name }) => `propose_${name}`)));
    expect(names).toEqual(expect.arrayContaining(REPORT_NAMES.map((name) => `report_${name.replaceAll('-', '_')}`)));
    expect(names).toEqual(expect.arrayContaining(Object.keys(lookUps)));
  });

  test('sont ceux des rôles de la personne', async () => {
    const direction = await listNames('direction');
    expect(direction).toEqual(expect.arrayContaining(['report_margin', 'propose_issue_invoices', 'find_subjects']));
    const adv = await listNames('adv');
    expect(adv).toEqual(expect.arrayContaining(['report_billing', 'propose_issue_invoices']));
    for (const name of ['report_margin', 'report_drift', 'propose_win_opportunity', 'propose_set_cost'])
      expect(adv).not.toContain(name);
    const consultant = await listNames('consultant');
    expect(consultant).toEqual(expect.arrayContaining(['report_anomalies', 'propose_enter_time']));
    for (const name of ['report_margin', 'report_billing', 'propose_issue_invoices', 'propose_create_user'])
      expect(consultant).not.toContain(name);
  });
});

describe('une lecture', () => {
  test('donne les chiffres du rapport, avec leur source', async () => {
    const read = await call('direction', 'report_margin', { 'as-of': '2026-10-31' });
    const { structuredContent, content } = read;
    const report = (await rest('direction', '/reports/margin?as-of=2026-10-31')) as {
      projects: { code: string; margin: number }[];
      total: { margin: number };
    };
    expect(structuredContent).toMatchObject({
      state: 'ok',
      asOf: '2026-10-31',
      source: 'report:margin?as-of=2026-10-31',
      count: report.projects.length,
      total: { margin: report.total.margin },
    });
    expect(rowsOf(read).map(({ key, fields }) => [key, fields.margin])).toEqual(
      report.projects.map(({ code, margin }) => [code, margin]),
    );
    expect(JSON.parse(content[0]?.text ?? '')).toEqual(structuredContent);
  });

  test('est aux droits de la personne, aux coûts standard pour un responsable', async () => {
    const read = await call('responsable', 'report_margin', { 'as-of': '2026-10-31' });
    const own = (await rest('responsable', '/reports/margin?as-of=2026-10-31')) as { projects: { code: string }[] };
    const all = (await rest('direction', '/reports/margin?as-of=2026-10-31')) as { projects: unknown[] };
    const rows = rowsOf(read);
    expect(rows.map(({ key }) => key)).toEqual(own.projects.map(({ code }) => code));
    expect(rows.length).toBeLessThan(all.projects.length);
  });

  test('choisit ses lignes', async () => {
    const select = { sort: { field: 'margin', order: 'asc' }, limit: 2 };
    const chosen = await call('direction', 'report_margin', { 'as-of': '2026-10-31', select });
    const margins = rowsOf(chosen).map(({ fields }) => fields.margin);
    expect(margins).toHaveLength(2);
    expect(margins[0]).toBeLessThanOrEqual(margins[1] ?? 0);
  });

  test.each([
    ['adv', 'report_margin', {}, 'report_refused'],
    ['consultant', 'report_billing', { month: '2026-10' }, 'report_refused'],
    ['responsable', 'report_margin', { costs: 'real' }, 'real_costs_refused'],
    ['responsable', 'report_margin', { by: 'consultant' }, 'report_refused'],
  ])('%s, %s %j : refusée par le droit, fût-elle appelée sans être dans la liste', async (who, name, args, code) => {
    const outcome = await call(who, name, args);
    expect(outcome.isError).toBe(true);
    expect(outcome.structuredContent).toMatchObject({ state: 'refused', code, rights: true });
    expect(outcome.content[0]?.text).toContain(code);
  });

  test.each([
    ['report_margin', { by: 'couleur' }],
    ['report_margin', { 'as-of': 'demain' }],
    ['report_margin', { inconnue: 1 }],
    ['report_margin', { select: { where: [{ field: 'margin', op: 'drop table', value: 1 }] } }],
    ['find_subjects', {}],
    ['propose_win_opportunity', { opportunity: 12 }],
    ['propose_create_client', { code: 'CL9', name: 'X', couleur: 'bleu' }],
  ])('%s %j : des arguments faux sont refusés en une phrase', async (name, args) => {
    const outcome = await call('direction', name, args);
    expect(outcome.isError).toBe(true);
    expect(outcome.structuredContent).toMatchObject({ state: 'refused', rights: false });
  });

  test('un outil qui n’existe pas est une erreur du protocole', async () => {
    for (const name of ['drop_tables', 'ask_back', 'abstain', 'toString', '__proto__'])
      await expect(call('direction', name)).rejects.toThrow('Il n’y a pas d’outil');
  });
});

describe('une proposition', () => {
  const wish = { code: 'CL900', name: 'Alpha', reason: 'nouveau client' };

  test('ne change rien : elle attend une personne, au nom de qui la clé est', async () => {
    const { structuredContent, isError } = await call('direction', 'propose_create_client', wish);
    expect(isError).not.toBe(true);
    expect(structuredContent).toMatchObject({ state: 'proposed', filed: true, command: 'create_client' });
    const id = String(structuredContent?.['id']);
    const [proposal] = await api.database.app`
      select state, channel, asker_kind, reason, (select email from auth.users u where u.id = asked_by) as by
      from proposals where id = ${id}`;
    expect(proposal).toEqual({
      state: 'pending',
      channel: 'mcp',
      asker_kind: 'agent',
      reason: 'nouveau client',
      by: 'anne@esn.fr',
    });
    expect(await api.database.app`select 1 from clients where code = 'CL900'`).toHaveLength(0);
  });

  test('demandée encore, est montrée, et non déposée deux fois', async () => {
    const [first, second] = await Promise.all([
      call('direction', 'propose_create_client', wish),
      call('direction', 'propose_create_client', wish),
    ]);
    expect(second.structuredContent?.['id']).toBe(first.structuredContent?.['id']);
    expect(await api.database.app`select 1 from proposals where command = 'create_client'`).toHaveLength(1);
  });

  test('se décide par la route de la page, puis se fait une fois', async () => {
    const { structuredContent } = await call('direction', 'propose_create_client', { code: 'CL901', name: 'Beta' });
    const id = String(structuredContent?.['id']);
    const { sha } = (await rest('benoit', `/proposals/${id}`)) as { sha: string };
    const answer = await fetch(`${api.url}/api/proposals/${id}/decision`, {
      method: 'POST',
      headers: { authorization: `Bearer ${keys['benoit']}` },
      body: JSON.stringify({ decision: 'approve', sha }),
    });
    expect(await answer.json()).toMatchObject({ verdict: 'approved', proposal: { state: 'executed' } });
    const acts = await api.database.app`select actor_kind, channel from acts where proposal_id = ${id}`;
    expect(acts).toMatchObject([{ actor_kind: 'agent', channel: 'mcp' }]);
  });

  test.each([
    ['consultant', 'propose_create_client', { code: 'CL902', name: 'Gamma' }],
    ['adv', 'propose_set_cost', { consultant: 'C001', from: '2026-11-01', dailyCost: 1 }],
  ])('%s ne propose pas %s', async (who, name, args) => {
    const outcome = await call(who, name, args);
    expect(outcome.structuredContent).toMatchObject({ state: 'refused', rights: true });
    expect(await api.database.app`select 1 from clients where code = 'CL902'`).toHaveLength(0);
  });
});

describe('la porte', () => {
  test('sans clé, avec une fausse ou une clé révoquée, rien', async () => {
    const revoked = (await api.addPerson('parti@esn.fr', ['direction'])).key;
    await api.database.app`
      update auth.api_keys set revoked_at = transaction_timestamp()
      where user_id = (select id from auth.users where email = 'parti@esn.fr')`;
    for (const key of [undefined, 'vigie_fausse', revoked])
      await expect(connect(key)).rejects.toThrow(/401|Unauthorized/);
  });

  test('la session d’une page n’est pas une clé', async () => {
    const { userId } = await api.addPerson('page@esn.fr', ['direction']);
    const cookie = readCookie(await fetch(await api.invite(userId), { redirect: 'manual' }));
    const answer = await fetch(`${api.url}/api/mcp`, {
      method: 'POST',
      headers: { cookie, accept: 'application/json, text/event-stream', 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    });
    expect(await readProblem(answer)).toMatchObject({ status: 403, code: 'key_needed' });
  });

  test('n’a rien à écouter ni à finir : GET et DELETE sont refusés', async () => {
    for (const method of ['GET', 'DELETE']) {
      const answer = await fetch(`${api.url}/api/mcp`, {
        method,
        headers: { authorization: `Bearer ${keys['direction']}` },
      });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    }
  });

  test('un message illisible est refusé sans détail de l’intérieur', async () => {
    for (const body of ['[]', '{}', '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":7}}']) {
      const answer = await fetch(`${api.url}/api/mcp`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${keys['direction']}`,
          accept: 'application/json, text/event-stream',
          'content-type': 'application/json',
        },
        body,
      });
      const text = await answer.text();
      expect(text).toMatch(/"error"|^$/);
      expect(text).not.toMatch(/node_modules|at .*\.ts/);
    }
  });
});
