// A file sent over HTTP: kept once by its digest, filed under an act, refused to who may not file it.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readExample } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import { openTestApi, readProblem, type TestApi } from './test-api.ts';

describe('un document', () => {
  let api: TestApi;
  const keys: Record<string, string> = {};

  beforeAll(async () => {
    api = await openTestApi();
    await loadFirm(api.database.app, readExample());
    for (const role of ['direction', 'commercial', 'consultant'] as const)
      keys[role] = (await api.addPerson(`${role}.d@esn.fr`, [role])).key;
  });
  afterAll(() => api.close());

  function send(who: string, query: string, content: string, type = 'text/plain'): Promise<Response> {
    const headers = { authorization: `Bearer ${keys[who]}`, 'content-type': type };
    return fetch(`${api.url}/api/documents?${query}`, { method: 'POST', headers, body: content });
  }

  async function stored() {
    const [row] = await api.database.app`select count(*)::int as contents from document_contents`;
    return row?.['contents'];
  }

  test('est gardé une fois, sous un acte, et rattaché à ce qu’il concerne', async () => {
    const sent = await send('commercial', 'title=Contrat&client=CL001', 'Entre les soussignés');
    expect(await sent.json()).toMatchObject({ effect: { sentence: 'Déposer « Contrat » (CL001).' } });
    const again = await send('direction', 'title=Contrat+bis&project=P001', 'Entre les soussignés');
    expect(again.status).toBe(200);
    expect(await stored()).toBe(1);
    const cards = await api.database.app`
      select d.title, c.code as client, p.code as project, convert_from(k.content, 'UTF8') as content
      from documents d join document_contents k using (sha256) left join clients c on c.id = d.client_id
      left join projects p on p.id = d.project_id order by d.title`;
    expect([...cards]).toEqual([
      { title: 'Contrat', client: 'CL001', project: null, content: 'Entre les soussignés' },
      { title: 'Contrat bis', client: null, project: 'P001', content: 'Entre les soussignés' },
    ]);
    const [act] = await api.database.app`
      select p.payload::text like '%soussign%' as tells from acts a join act_payloads p using (act_id)
      where a.command = 'upload_document' limit 1`;
    expect(act).toEqual({ tells: false });
  });

  test('refusé ne laisse rien à qui n’en a pas le droit', async () => {
    expect(await readProblem(await send('consultant', 'title=CV', 'Mon CV'))).toMatchObject({
      status: 403,
      code: 'right_refused',
    });
    expect(await stored()).toBe(1);
  });

  test('a un titre, un type connu, un contenu, et n’est pas déposé deux fois au même endroit', async () => {
    const twice = await send('direction', 'title=Autre&client=CL001', 'Entre les soussignés');
    expect(await readProblem(twice)).toMatchObject({ status: 409, code: 'document_exists' });
    expect((await send('direction', 'client=CL001', 'x')).status).toBe(400);
    expect((await send('direction', 'title=Page', '<script>', 'text/html')).status).toBe(400);
    expect(await readProblem(await send('direction', 'title=Vide', ''))).toMatchObject({ code: 'content_missing' });
    expect((await send('direction', 'title=X&client=CL999', 'x')).status).toBe(404);
    const unsent = await fetch(`${api.url}/api/commands/upload_document`, {
      method: 'POST',
      headers: { authorization: `Bearer ${keys['direction']}` },
      body: JSON.stringify({ title: 'X', mediaType: 'text/plain', sha256: '0'.repeat(64) }),
    });
    expect(await readProblem(unsent)).toMatchObject({ code: 'content_missing' });
  });

  test('n’est pas lu par le lecteur des rapports', async () => {
    await expect(api.database.reader`select 1 from document_contents`).rejects.toMatchObject({ code: '42501' });
  });
});
