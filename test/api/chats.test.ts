// The assistant over HTTP: conversations are one's own, a question is answered as from any other door, the model is tried
// by who sets Vigie up.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answer } from '../../api/contract/chats.ts';
import { readReport } from '../../db/reports/read-report.ts';
import { openAssistant } from '../../api/assistant/assistant.ts';
import { scriptModel } from '../agents/scripted-model.ts';
import { readExample } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import { openTestApi, readProblem, type TestApi } from './test-api.ts';

describe('les conversations, par HTTP', () => {
  let api: TestApi;
  const keys = new Map<string, string>();
  const call = (who: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`${api.url}/api${path}`, {
      headers: { authorization: `Bearer ${keys.get(who) ?? ''}` },
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    });
  const openChat = async (who: string): Promise<string> => {
    const opened = (await (await call(who, '/chats', {})).json()) as { id: string };
    return opened.id;
  };

  beforeAll(async () => {
    const assistant = openAssistant({
      builtIn: true,
      chooseModel: () =>
        scriptModel([
          { calls: [{ name: 'report_margin', args: { select: { subjects: ['P003'] } } }] },
          { text: 'À terminaison : [[1:P003.eac_rate]].' },
        ]),
    });
    api = await openTestApi({ readReport, assistant });
    await loadFirm(api.database.app, readExample());
    for (const role of ['direction', 'adv', 'admin'] as const)
      keys.set(role, (await api.addPerson(`${role}@esn.fr`, [role])).key);
  });
  afterAll(() => api.close());

  test('on ouvre une conversation, on demande, et la réponse a la forme de toutes les portes', async () => {
    const id = await openChat('direction');
    const replied = await call('direction', `/chats/${id}/turns`, {
      text: 'Marge de Refonte paie ?',
      asOf: '2026-10-31',
    });
    expect(replied.status).toBe(200);
    const document: unknown = await replied.json();
    expect(answer.parse(document)).toEqual(document);
    expect(document).toMatchObject({ chat: id, outcome: 'answered', figures: [{ name: 'eac_rate', value: -0.0153 }] });
    const shown: unknown = await (await call('direction', `/chats/${id}`)).json();
    expect(shown).toMatchObject({
      id,
      title: 'Marge de Refonte paie ?',
      turns: [{ turn: 1, state: 'done', asOf: '2026-10-31' }],
    });
    const { chats } = (await (await call('direction', '/chats')).json()) as { chats: { id: string }[] };
    expect(chats.map((chat) => chat.id)).toEqual([id]);
  });

  test('la conversation d’un autre est comme absente, à toutes ses adresses', async () => {
    const id = await openChat('direction');
    for (const [path, body] of [
      [`/chats/${id}`, undefined],
      [`/chats/${id}/turns`, { text: 'Bonjour' }],
      [`/chats/${id}/stop`, {}],
      ['/chats/rien', undefined],
    ] as const)
      expect([path, await readProblem(await call('adv', path, body))]).toMatchObject([
        path,
        { status: 404, code: 'not_found' },
      ]);
  });

  test.each([
    [{ text: '' }, 'question_empty'],
    [{ text: 'x'.repeat(4_001) }, 'input_refused'],
    [{ text: 'Bonjour', asOf: '31/10/2026' }, 'input_refused'],
    [{ texte: 'Bonjour' }, 'input_refused'],
  ])('une question mal faite est refusée : %j', async (body, code) => {
    const id = await openChat('direction');
    expect(await readProblem(await call('direction', `/chats/${id}/turns`, body))).toMatchObject({ status: 400, code });
  });

  test('ce que le rôle ne donne pas est refusé, et aucun chiffre n’en est dit', async () => {
    const id = await openChat('adv');
    const replied: unknown = await (await call('adv', `/chats/${id}/turns`, { text: 'Marge de P003 ?' })).json();
    expect(replied).toMatchObject({ outcome: 'refused', figures: [], answer: 'À terminaison : .' });
  });

  test('arrêter sans qu’une réponse coure ne fait rien', async () => {
    const id = await openChat('direction');
    expect(await (await call('direction', `/chats/${id}/stop`, {})).json()).toEqual({ stopped: false });
  });

  test.each([
    ['direction', 200],
    ['admin', 200],
    ['adv', 403],
  ])('le modèle s’essaie par %s : %i', async (who, status) => {
    const tried = await call(who, '/model');
    expect(tried.status).toBe(status);
    const document: unknown = await tried.json();
    if (status === 200) expect(document).toMatchObject({ built_in: true, answers: true, tool_calls: true });
    else expect(document).toMatchObject({ code: 'right_refused' });
  });
});
