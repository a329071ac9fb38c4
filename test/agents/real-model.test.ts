// A model behind OpenAI's chat protocol, on loopback: it answers, calls tools, is slow, cut, refused or talks nonsense.

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openModel } from '../../agents/model.ts';
import { tryModel } from '../../agents/try-model.ts';
import type { TurnEvent } from '../../agents/turn.ts';
import { examineModel } from '../../api/assistant/examine-model.ts';
import { readTurns } from '../../db/chats.ts';
import { assistantOf, openAssistantFirm, type AssistantFirm, type Seat } from './assistant-firm.ts';
import { openLoopbackModel, type ChatRequest, type LoopbackModel, type Reply } from './loopback-model.ts';

describe('un modèle de la firme, par le protocole d’OpenAI', () => {
  let firm: AssistantFirm;
  const opened: LoopbackModel[] = [];

  beforeAll(async () => {
    firm = await openAssistantFirm();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((model) => model.close()));
  });
  afterAll(() => firm.database.drop());

  const open = async (script: readonly Reply[] | ((request: ChatRequest) => Reply)): Promise<LoopbackModel> => {
    const model = await openLoopbackModel(script);
    opened.push(model);
    return model;
  };

  const ask = async (
    script: readonly Reply[] | ((request: ChatRequest) => Reply),
    text: string,
    options: {
      seat?: Seat;
      budget?: { steps?: number; tokens?: number; seconds?: number };
      onEvent?: (event: TurnEvent) => void;
      signal?: AbortSignal;
    } = {},
  ) => {
    const loopback = await open(script);
    const model = openModel({ baseUrl: loopback.baseUrl, apiKey: 'cle', model: 'boucle' });
    const assistant = assistantOf(() => model, { builtIn: false, ...(options.budget && { budget: options.budget }) });
    const answering = firm.ask(assistant, options.seat ?? 'direction', text, {
      ...(options.onEvent && { onEvent: options.onEvent }),
      ...(options.signal && { signal: options.signal }),
    });
    return { answer: answering, loopback };
  };

  const read = { call: [{ name: 'report_margin', args: '{"select":{"subjects":["P001"]}}' }] };

  test('il appelle un outil, puis écrit au fil de l’eau avec les chiffres de l’outil', async () => {
    const events: TurnEvent[] = [];
    const { answer, loopback } = await ask(
      [read, { say: 'La marge de [[1:P001]] vaut [[1:P001.margin_rate]]. Voilà.' }],
      'Marge de P001 ?',
      {
        onEvent: (event) => events.push(event),
      },
    );
    expect((await answer).answer).toMatch(/^La marge de Support CRM \(P001\) vaut 41,1\s%\. Voilà\.$/);
    expect(events.map(({ type }) => type)).toEqual(['started', 'tool', 'text', 'text', 'done']);
    expect(loopback.asked[0]?.messages[0]).toMatchObject({ role: 'system' });
  });

  test('il ne voit que les outils que la question concerne, et en trouve d’autres', async () => {
    const { answer, loopback } = await ask(
      [
        { call: [{ name: 'find_tools', args: '{"text":"bons de commande"}' }] },
        { call: [{ name: 'report_orders', args: '{}' }] },
        { say: '[[2:count]] commandes.' },
      ],
      'Quelle est la marge du projet P001 ?',
    );
    expect(await answer).toMatchObject({ outcome: 'answered', figures: [{ name: 'count' }] });
    const shown = loopback.asked.map(({ tools = [] }) => tools.map((tool) => tool.function.name));
    expect(shown[0]).toContain('report_margin');
    expect(shown[0]).not.toContain('report_orders');
    expect(shown[0]?.length).toBeLessThan(20);
    expect(shown[1]).toContain('report_orders');
  });

  test('il ne voit pas les outils que le rôle ne donne pas', async () => {
    const { answer, loopback } = await ask(
      [{ say: 'Je ne sais pas.' }],
      'Propose une facture et dis la marge et le coût',
      { seat: 'consultant' },
    );
    await answer;
    const shown = loopback.asked[0]?.tools?.map((tool) => tool.function.name) ?? [];
    expect(shown).not.toContain('report_margin');
    expect(shown).not.toContain('propose_issue_invoices');
  });

  test.each<[string, readonly Reply[], RegExp]>([
    ['coupé au milieu', [{ sayThenCut: 'La marge est de bien des choses' }], /injoignable|interrompu/],
    ['fini sans le dire', [{ sayThenEnd: 'La marge est de bien des choses' }], /interrompu/],
    ['saturé', [{ status: 429 }], /saturé/],
    ['en panne', [{ status: 500 }], /en panne \(code 500\)/],
    ['sans clé', [{ status: 401 }], /AI_API_KEY/],
    ['inconnu', [{ status: 404 }], /AI_MODEL/],
    ['qui ne sait pas les outils', [{ status: 400 }], /appeler des outils/],
    ['qui répond autre chose', [{ raw: 'data: {"pas du json\n\n' }], /autre chose/],
    ['qui répond une page', [{ status: 200, body: '<html>bonjour</html>' }], /autre chose|interrompu/],
  ])('%s, la panne est dite en une phrase et le tour est gardé', async (_case, script, sentence) => {
    const events: TurnEvent[] = [];
    const { answer } = await ask(script, 'Marge de P001 ?', { onEvent: (event) => events.push(event) });
    await expect(answer).rejects.toMatchObject({
      status: 503,
      code: 'model_failed',
      message: expect.stringMatching(sentence) as string,
    });
    expect(events.at(-1)).toMatchObject({ type: 'failed' });
    const [chat] = await firm.database.app<{ id: string }[]>`select id from chats order by created_at desc limit 1`;
    expect(await readTurns(firm.database.app, chat?.id ?? '', 1)).toMatchObject([{ state: 'failed' }]);
  });

  test('une fois saturé puis prêt, il répond', async () => {
    const { answer } = await ask([{ status: 429 }, { say: 'Bonjour.' }], 'Bonjour');
    expect(await answer).toMatchObject({ answer: 'Bonjour.' });
  });

  test('des arguments illisibles lui sont dits, et il se reprend', async () => {
    const { answer } = await ask(
      [
        { call: [{ name: 'report_margin', args: '{"by":"lune"}' }] },
        { call: [{ name: 'report_margin', args: '{pas du json' }] },
        { call: [{ name: 'outil_inconnu', args: '{}' }] },
        read,
        { say: 'Marge : [[2:P001.margin_rate]].' },
      ],
      'Marge de P001 ?',
    );
    expect(await answer).toMatchObject({ outcome: 'answered', figures: [{ name: 'margin_rate', subject: 'P001' }] });
  });

  test('trop lent, il est coupé et on le dit', async () => {
    const { answer } = await ask([{ silentMs: 5_000 }], 'Marge de P001 ?', { budget: { seconds: 1 } });
    expect(await answer).toMatchObject({ answer: expect.stringContaining('à temps') as string });
  });

  test('qui boucle sur les outils est arrêté par le nombre d’étapes', async () => {
    const { answer, loopback } = await ask(() => read, 'Marge de P001 ?', { budget: { steps: 4 } });
    expect(await answer).toMatchObject({ answer: expect.stringContaining('étapes') as string });
    expect(loopback.asked).toHaveLength(4);
  });

  test('arrêté par la personne, ce qui était dit reste', async () => {
    const stop = new AbortController();
    const { answer } = await ask(
      [{ say: 'Voici. Une suite de mots qui ne finit pas de venir', pauseMs: 50 }],
      'Bonjour',
      {
        signal: stop.signal,
        onEvent: (event) => event.type === 'text' && stop.abort(),
      },
    );
    expect(await answer).toMatchObject({ answer: 'Voici.' });
    const [chat] = await firm.database.app<{ id: string }[]>`select id from chats order by created_at desc limit 1`;
    expect(await readTurns(firm.database.app, chat?.id ?? '', 1)).toMatchObject([{ state: 'stopped' }]);
  });

  test('ni lien, ni image, ni adresse de lui n’arrive à l’écran', async () => {
    const { answer } = await ask(
      [
        {
          say: 'Voir ![x](http://mal.example/a.png?d=1) [ici](//mal.example) <img src="http://mal.example"> www.mal.example http://mal.example/x. Fin.',
        },
      ],
      'Bonjour',
    );
    expect((await answer).answer).not.toMatch(/mal\.example|<img|\]\(/);
  });

  test('essayé, on dit s’il appelle des outils et s’il écrit au fil de l’eau', async () => {
    const able = await open(({ stream }) =>
      stream === true ? { say: 'un deux trois' } : { call: [{ name: 'read_clock', args: '{}' }] },
    );
    const weak = await open(() => ({ say: 'bonjour' }));
    const away = await open(() => ({ status: 401 }));
    const trial = (loopback: LoopbackModel) =>
      tryModel(openModel({ baseUrl: loopback.baseUrl, apiKey: null, model: 'm' }));
    expect(await trial(able)).toEqual({ answers: true, toolCalls: true, streaming: true, failure: null });
    expect(await trial(weak)).toEqual({ answers: true, toolCalls: false, streaming: false, failure: null });
    expect(await trial(away)).toMatchObject({
      answers: false,
      failure: expect.stringContaining('AI_API_KEY') as string,
    });
  });
});

describe('ce que « vigie doctor » dit du modèle', () => {
  test.each<[string, readonly Reply[] | ((request: ChatRequest) => Reply) | null, string, RegExp]>([
    ['aucun réglage', null, 'ok', /modèle intégré/],
    ['refusé', [{ status: 401 }], 'problem', /AI_API_KEY/],
    ['sans outils', [{ say: 'bonjour à tous' }], 'problem', /n’appelle pas d’outils/],
    [
      'capable',
      ({ stream }) => (stream === true ? { say: 'un deux' } : { call: [{ name: 'read_clock', args: '{}' }] }),
      'ok',
      /appelle des outils et écrit/,
    ],
  ])('%s', async (_case, script, level, sentence) => {
    const loopback = script === null ? null : await openLoopbackModel(script);
    const found = await examineModel({
      aiBaseUrl: loopback?.baseUrl ?? null,
      aiApiKey: null,
      aiModel: loopback === null ? null : 'boucle',
    });
    expect(found).toEqual({ level, sentence: expect.stringMatching(sentence) as string });
    await loopback?.close();
  });

  test('un réglage sans l’autre se voit', async () => {
    const found = await examineModel({ aiBaseUrl: 'http://127.0.0.1:9/v1', aiApiKey: null, aiModel: null });
    expect(found).toMatchObject({ level: 'remark', sentence: expect.stringContaining('AI_MODEL') as string });
  });
});
