// A director imports the firm's files through the HTTP door: what is added is written at once, what changes waits for a
// second person, and what is wrong is told cell by cell.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readExample } from '../db/firm-files.ts';
import { runVigie } from '../db/run-vigie.ts';
import { openTestApi, type TestApi } from './test-api.ts';

type Answer = {
  status: number;
  body: {
    code?: string;
    detail?: string;
    errors?: { field: string; detail: string }[];
    tier?: number;
    effect?: { sentence: string; rows: { after: Record<string, unknown> }[]; indicators: Record<string, unknown>[] };
    proposal?: { id: string; sha: string; revision: number; state: string };
  };
};

let api: TestApi;
let home: string;
const keys = {} as Record<'anne' | 'benoit' | 'adv', string>;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'vigie-import-as-'));
  chmodSync(home, 0o711);
  api = await openTestApi();
  keys.anne = (await api.addPerson('anne@esn.fr', ['direction'])).key;
  keys.benoit = (await api.addPerson('benoit@esn.fr', ['direction'])).key;
  keys.adv = (await api.addPerson('adv@esn.fr', ['adv'])).key;
});
afterAll(async () => {
  await api.close();
  rmSync(home, { recursive: true, force: true });
});

function zip(files: ReadonlyMap<string, string>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(zipSync(Object.fromEntries([...files].map(([name, text]) => [`esn/${name}`, strToU8(text)]))));
}

async function send(
  files: ReadonlyMap<string, string> | Uint8Array<ArrayBuffer>,
  options: { key?: string; preview?: boolean } = {},
): Promise<Answer> {
  const answer = await fetch(`${api.url}/api/imports${options.preview === true ? '?preview=1' : ''}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${options.key ?? keys.anne}`, 'content-type': 'application/zip' },
    body: files instanceof Uint8Array ? files : zip(files),
  });
  return { status: answer.status, body: (await answer.json()) as Answer['body'] };
}

async function call(path: string, key: string, body: unknown): Promise<Answer> {
  const answer = await fetch(`${api.url}/api/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as Answer['body'] };
}

async function count(table: string): Promise<number> {
  const [row] = await api.database.app<{ n: number }[]>`select count(*)::int as n from ${api.database.app(table)}`;
  return row?.n ?? -1;
}

async function cityOf(client: string): Promise<unknown> {
  const [row] = await api.database.app`select city from clients where code = ${client}`;
  return row?.['city'];
}

/** The example, whose first client is in another town. */
function moved(city: string): Map<string, string> {
  const [header = '', first = '', ...others] = (readExample().get('clients.csv') ?? '').split('\n');
  const place = header.split(';').indexOf('ville');
  const cells = first.split(';');
  cells[place] = city;
  return new Map([['clients.csv', [header, cells.join(';'), ...others].join('\n')]]);
}

describe('les fichiers de l’entreprise, importés par une personne', () => {
  test('sont refusés d’un autre rôle, sans que rien soit gardé', async () => {
    expect(await send(readExample(), { key: keys.adv })).toMatchObject({
      status: 403,
      body: { code: 'right_refused' },
    });
    expect(await count('document_contents')).toBe(0);
  });

  test('qui ne sont pas un zip, ou un zip sans fichier, sont refusés', async () => {
    expect(await send(new Uint8Array([1, 2, 3]))).toMatchObject({ status: 400, body: { code: 'archive_unreadable' } });
    expect(await send(new Map([['notes.txt', 'bonjour']]))).toMatchObject({ status: 422, body: { code: 'no_files' } });
  });

  test('disent chaque erreur avec son fichier, sa ligne et sa colonne ; rien n’est écrit', async () => {
    const files = readExample();
    const [header = '', ...rows] = (files.get('temps.csv') ?? '').split('\n');
    const cells = (rows[2] ?? '').split(';');
    cells[header.split(';').indexOf('jours')] = '0.3';
    files.set('temps.csv', [header, ...rows.with(2, cells.join(';'))].join('\n'));
    files.set('clients.csv', `${files.get('clients.csv') ?? ''}CL900;\n`);
    const { status, body } = await send(files);
    expect([status, body.code]).toEqual([422, 'import_refused']);
    const line = (files.get('clients.csv') ?? '').trimEnd().split('\n').length;
    expect(body.errors?.map(({ field }) => field)).toEqual([`clients.csv:${line}:ligne`, 'temps.csv:4:jours']);
    expect(body.errors?.[1]?.detail).toContain('multiple de 0,25');
    expect(body.detail).toContain('2 erreurs');
    expect(await count('clients')).toBe(0);
  });

  test('sont comptés avant d’être écrits, puis écrits aussitôt quand ils ne font qu’ajouter', async () => {
    const shown = await send(readExample(), { preview: true });
    expect(shown).toMatchObject({ status: 200, body: { tier: 1 } });
    const rows = shown.body.effect?.rows.map(({ after }) => after) ?? [];
    const clients = (readExample().get('clients.csv') ?? '').trimEnd().split('\n').length - 1;
    expect(rows).toContainEqual(
      expect.objectContaining({ file: 'clients.csv', createdRows: clients, updatedRows: 0, unchangedRows: 0 }),
    );
    expect(await count('clients')).toBe(0);
    expect(await send(readExample())).toMatchObject({ status: 200 });
    expect(await count('clients')).toBe(clients);
    expect(await count('time_sums')).toBeGreaterThan(0);
    const [act] = await api.database.app`select command, actor_kind, channel from acts order by at desc limit 1`;
    expect(act).toEqual({ command: 'import_firm', actor_kind: 'person', channel: 'api' });
  });

  test('renvoyés tels quels, n’écrivent rien', async () => {
    const acts = await count('acts');
    expect(await send(readExample())).toMatchObject({ status: 422, body: { code: 'nothing_changes' } });
    expect(await count('acts')).toBe(acts);
  });

  test('qui changent une ligne attendent une seconde personne, qui lit l’avant et l’après', async () => {
    const was = await cityOf('CL001');
    const asked = await send(moved('Quimper'));
    expect(asked.status).toBe(202);
    const { id, sha } = asked.body.proposal ?? { id: '', sha: '' };
    const alone = await call(`proposals/${id}/decision`, keys.anne, { decision: 'approve', sha });
    expect(alone.status).toBe(403);
    expect(await cityOf('CL001')).toBe(was);
    const preview = await send(moved('Quimper'), { preview: true });
    expect(preview.body.effect?.indicators).toContainEqual(
      expect.objectContaining({ subject: 'clients.csv:2', label: 'ville', before: was, after: 'Quimper' }),
    );
    expect((await call(`proposals/${id}/decision`, keys.benoit, { decision: 'approve', sha })).status).toBe(200);
    expect(await cityOf('CL001')).toBe('Quimper');
  });

  test('approuvés après que la ligne a changé, n’écrivent rien et montrent le nouvel effet', async () => {
    const asked = await send(moved('Brest'));
    const { id, sha } = asked.body.proposal ?? { id: '', sha: '' };
    expect((await call('commands/update_client', keys.anne, { code: 'CL001', city: 'Vannes' })).status).toBe(200);
    await call(`proposals/${id}/decision`, keys.benoit, { decision: 'approve', sha });
    expect(await cityOf('CL001')).toBe('Vannes');
    const answer = await fetch(`${api.url}/api/proposals/${id}`, {
      headers: { authorization: `Bearer ${keys.benoit}` },
    });
    expect(await answer.json()).toMatchObject({ state: 'pending', revision: 2 });
  });

  test('dont les textes ne sont pas arrivés sont demandés', async () => {
    const files = [{ name: 'clients.csv', sha256: 'd'.repeat(64) }];
    expect(await call('commands/import_firm', keys.anne, { files })).toMatchObject({
      status: 422,
      body: { code: 'content_missing' },
    });
  });

  test('en ligne de commande, au nom d’une personne, suivent la même règle', async () => {
    const folder = join(home, 'esn');
    mkdirSync(folder);
    writeFileSync(join(folder, 'clients.csv'), moved('Lorient').get('clients.csv') ?? '');
    const { code, stdout } = await runVigie(['import', folder, '--as', 'anne@esn.fr', '--json'], {
      VIGIE_HOME: home,
      DATABASE_URL: api.database.url,
      DATABASE_APP_URL: api.database.appUrl,
      DATABASE_READER_URL: api.database.readerUrl,
    });
    expect([code, JSON.parse(stdout)]).toEqual([0, { proposal: expect.objectContaining({ state: 'pending' }) }]);
    expect(await cityOf('CL001')).toBe('Vannes');
  });
});
