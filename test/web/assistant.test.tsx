// @vitest-environment jsdom
// The conversation with the assistant: asked, streamed, stopped, come back to; its figures, choices and proposals.

import type { QueryClient } from '@tanstack/react-query';
import { act, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { answer as answerShape } from '../../api/contract/chats.ts';
import type { Answer, ChatTurn } from '../../web/src/api-client.ts';
import { addressOfSource } from '../../web/src/evidence.ts';
import { cutAtFigures } from '../../web/src/figure-links.ts';
import type { FollowChat, TurnEvent } from '../../web/src/chat-live.ts';
import { makeFakeApi, refused, type FakeApi } from './fake-api.ts';
import { leaveScreen, makeQueries, openScreen, plain, stubBrowser } from './open-screen.tsx';
import { decided, detailed, listed, makeProposal, ok } from './proposals.ts';

const CHAT = 'c0c0c0c0-0000-4000-8000-000000000001';
const PATH = `/api/chats/${CHAT}`;

const figure = (subject: string, name: string, value: number, unit: 'EUR' | 'ratio' | 'count') => ({
  name,
  subject,
  value,
  unit,
  source: `report:drift?as-of=2026-10-31#${subject}`,
});

function makeAnswer(change: Partial<Answer>): Answer {
  return answerShape.parse({
    chat: CHAT,
    answer: '',
    figures: [],
    tools: [],
    proposals: [],
    outcome: 'answered',
    choices: [],
    ...change,
  });
}

const DRIFT = makeAnswer({
  answer: 'Un projet dérive : **Refonte du SI paie (P003)**, 17 713,09 € d’impact, marge finale -1,53 %.',
  figures: [figure('P003', 'impact', 17_713.09, 'EUR'), figure('P003', 'eac_rate', -0.0153, 'ratio')],
});

function makeTurn(turn: number, question: string, change: Partial<ChatTurn>): ChatTurn {
  return {
    turn,
    question,
    state: 'done',
    asOf: '2026-10-31',
    createdAt: '2026-10-31T08:00:00.000Z',
    answer: null,
    failure: null,
    ...change,
  };
}

describe('l’assistant', () => {
  let api: FakeApi;
  let queries: QueryClient;
  let listeners: Map<string, (event: TurnEvent) => void>;
  const follow: FollowChat = (chat, listener) => {
    listeners.set(chat, listener);
    return () => listeners.delete(chat);
  };
  const tell = (event: TurnEvent): void => act(() => listeners.get(CHAT)?.(event));

  beforeEach(() => {
    api = makeFakeApi();
    queries = makeQueries();
    listeners = new Map();
    stubBrowser(api);
    api.answers.set('GET /api/chats', ok({ chats: [] }));
    api.answers.set('POST /api/chats', ok({ id: CHAT }));
    holds();
  });
  afterEach(() => leaveScreen(queries));

  /** The turns that the server keeps. */
  function holds(...turns: ChatTurn[]): void {
    const chat = { id: CHAT, title: turns[0]?.question ?? null, createdAt: '2026-10-31T08:00:00.000Z' };
    api.answers.set(`GET ${PATH}`, ok({ ...chat, turns }));
    if (turns.length > 0) api.answers.set('GET /api/chats', ok({ chats: [chat] }));
  }
  const open = (address = `/assistant/${CHAT}`) => openScreen(queries, address, follow);
  const asked = () => api.asked.filter(({ call }) => call === `POST ${PATH}/turns`).map(({ body }) => body);

  test('une suggestion ouvre une conversation ; ce qui se dit se lit pendant que cela vient, puis les chiffres mènent à leurs lignes', async () => {
    let answerNow = (): void => {};
    api.answers.set(`POST ${PATH}/turns`, new Promise((resolve) => (answerNow = () => resolve(ok(DRIFT)))));
    const { person, address } = open('/assistant');
    await person.click(await screen.findByRole('button', { name: 'Quels projets dérivent ?' }));
    await waitFor(() => expect(address()).toBe(`/assistant/${CHAT}`));
    expect(asked()).toEqual([{ text: 'Quels projets dérivent ?' }]);
    expect(plain(await screen.findByText('Réflexion…'))).toBeDefined();
    tell({ type: 'started', turn: 1 });
    tell({ type: 'tool', name: 'report_drift', args: {} });
    await screen.findByText('Lecture : Dérive…');
    tell({ type: 'text', text: 'Un projet dérive : ' });
    await screen.findByText('Un projet dérive :');
    holds(makeTurn(1, 'Quels projets dérivent ?', { answer: DRIFT }));
    answerNow();
    const link = await screen.findByRole('link', { name: /17.713,09.€/ });
    expect(link.getAttribute('href')).toBe('/rapports/drift?as-of=2026-10-31#P003');
    expect(screen.getByRole('link', { name: /-1,53.%/ })).toBeDefined();
    expect(listeners.size).toBe(0);
    expect(screen.getByRole('button', { name: 'Demander' })).toBeDefined();
  });

  test('une page rechargée pendant la réponse la reprend, sans la redemander', async () => {
    holds(makeTurn(1, 'Quels projets dérivent ?', { state: 'running' }));
    open();
    await screen.findByText('Quels projets dérivent ?');
    tell({ type: 'started', turn: 1 });
    tell({ type: 'text', text: 'Un projet ' });
    // The connection is lost and comes back: what was said is said again, not twice.
    tell({ type: 'started', turn: 1 });
    tell({ type: 'text', text: 'Un projet dérive.' });
    expect(plain(await screen.findByText('Un projet dérive.'))).toBe('Un projet dérive.');
    holds(makeTurn(1, 'Quels projets dérivent ?', { answer: DRIFT }));
    tell({ type: 'done', answer: DRIFT });
    await screen.findByRole('link', { name: /17.713,09.€/ });
    expect(asked()).toEqual([]);
  });

  test('« Arrêter » arrête, et ce qui était dit reste', async () => {
    holds(makeTurn(1, 'Raconte', { state: 'running' }));
    api.answers.set(`POST ${PATH}/stop`, ok({ stopped: true }));
    const { person } = open();
    await person.click(await screen.findByRole('button', { name: 'Arrêter' }));
    expect(api.asked.some(({ call }) => call === `POST ${PATH}/stop`)).toBe(true);
    holds(makeTurn(1, 'Raconte', { state: 'stopped', answer: makeAnswer({ answer: 'Il était' }) }));
    tell({ type: 'done', answer: makeAnswer({ answer: 'Il était' }) });
    await screen.findByText('Réponse arrêtée.');
    // Shown, and read out once.
    expect(screen.getAllByText('Il était')).toHaveLength(2);
  });

  test('quand l’assistant hésite, ses choix sont des boutons ; ceux d’avant ne le sont plus', async () => {
    const hesitates = makeAnswer({
      answer: 'Lequel ?',
      outcome: 'asked_back',
      choices: ['Refonte du SI paie (P003)', 'Refonte réseau (P008)'],
    });
    holds(makeTurn(1, 'La marge de la refonte ?', { answer: hesitates }));
    api.answers.set(`POST ${PATH}/turns`, ok(DRIFT));
    const { person } = open();
    const choice = await screen.findByRole('button', { name: 'Refonte réseau (P008)' });
    holds(
      makeTurn(1, 'La marge de la refonte ?', { answer: hesitates }),
      makeTurn(2, 'Refonte réseau (P008)', { answer: DRIFT }),
    );
    await person.click(choice);
    expect(asked()).toEqual([{ text: 'Refonte réseau (P008)' }]);
    await screen.findByRole('link', { name: /17.713,09.€/ });
    expect(screen.getByRole('button', { name: 'Refonte réseau (P008)' })).toHaveProperty('disabled', true);
  });

  test('une proposition est dans la conversation la carte même où l’on décide, telle qu’elle est maintenant', async () => {
    const proposal = makeProposal();
    api.answers.set('GET /api/proposals', listed(proposal));
    api.answers.set(`GET /api/proposals/${proposal.id}`, detailed(proposal));
    holds(
      makeTurn(1, 'Propose quelqu’un pour P003', {
        answer: makeAnswer({
          answer: 'Je propose Léa.',
          outcome: 'proposed',
          proposals: [{ id: proposal.id, command: proposal.command, effect: 'Ce que le modèle en disait' }],
        }),
      }),
    );
    const { person } = open();
    const card = await screen.findByRole('article', {
      name: 'Affecter Léa Martin sur Refonte du SI paie (P003) du 03/11/2026, à 50 %.',
    });
    expect(plain(card)).not.toContain('Ce que le modèle en disait');
    const done = makeProposal({ state: 'executed' });
    api.answers.set(`POST /api/proposals/${proposal.id}/decision`, decided('approved', done));
    api.answers.set(`GET /api/proposals/${proposal.id}`, detailed(done));
    await person.click(within(card).getByRole('button', { name: 'Approuver' }));
    expect(await within(card).findByText('Exécutée')).toBeDefined();
  });

  test('un ensemble de chiffres se lit aussi en tableau', async () => {
    const figures = ['P001', 'P003', 'P008'].flatMap((code, at) => [
      figure(code, 'impact', 1000 * (at + 1), 'EUR'),
      figure(code, 'eac_rate', at / 10, 'ratio'),
    ]);
    holds(makeTurn(1, 'Lesquels ?', { answer: makeAnswer({ answer: 'Trois projets.', figures }) }));
    open();
    const table = await screen.findByRole('table', { name: 'Les chiffres de la réponse' });
    await within(table).findByText('Portail client (P001)');
    expect(within(table).getAllByRole('row').map(plain)).toEqual([
      'SujetImpactTaux à term.',
      'Portail client (P001)1 000,00 €0,0 %',
      'Refonte du SI paie (P003)2 000,00 €10,0 %',
      'Renfort réseau (P008)3 000,00 €20,0 %',
    ]);
  });

  test('ce qui est dit ne fait ouvrir ni image, ni adresse d’ailleurs, ni HTML', async () => {
    const hostile =
      '![x](https://ailleurs.fr/p.png) [cliquez](https://ailleurs.fr) [//](//ailleurs.fr) <b onclick="x">gras</b> [ici](/a-decider)';
    holds(makeTurn(1, 'Bonjour', { answer: makeAnswer({ answer: hostile }) }));
    open();
    await screen.findByRole('link', { name: 'ici' });
    const page = screen.getByRole('main');
    expect(page.querySelectorAll('img, b, [onclick]')).toHaveLength(0);
    expect([...page.querySelectorAll('a')].filter(({ href }) => href.includes('ailleurs'))).toEqual([]);
  });

  test.each([
    ['report:margin?as-of=2026-10-31#P003', '/rapports/margin?as-of=2026-10-31#P003'],
    ['report:occupancy?month=2026-10#2026-10/C001', '/rapports/occupancy?month=2026-10#2026-10%2FC001'],
    ['list_invoices?as-of=2026-10-31#F2026-00012', '/listes/list_invoices?as-of=2026-10-31#F2026-00012'],
    ['proposal:a1a1a1a1-0000-4000-8000-000000000001', '/a-decider/a1a1a1a1-0000-4000-8000-000000000001'],
    ['report:inconnu?x=1#P003', null],
    ['https://ailleurs.fr/rapports', null],
  ])('la source %s mène à %s', (source, address) => {
    expect(addressOfSource(source)).toBe(address);
  });

  test.each([
    ['Marge : 12 340,50 € (41,1 %).', ['12 340,50 €', '41,1 %']],
    ['Margin: €12,340.50 (41.1%).', ['€12,340.50', '41.1%']],
    ['P014 au 31/10/2026, 31 octobre 2026 : rien de chiffré, en 2026.', []],
    ['Arrondie : 12 341 €.', ['12 341 €']],
  ])('« %s » : ses chiffres sont des liens, ni ses codes ni ses dates', (text, linked) => {
    const figures = [figure('P014', 'margin', 12_340.5, 'EUR'), figure('P014', 'margin_rate', 0.411, 'ratio')];
    const pieces = cutAtFigures(text.replaceAll(' 340', '\u202f340'), figures);
    expect(pieces.map((piece) => piece.text).join('')).toBe(text.replaceAll(' 340', '\u202f340'));
    const found = pieces.filter((piece) => piece.figure !== null).map((piece) => piece.text.replace(/\s/g, ' '));
    expect(found).toEqual(linked);
  });

  test('un modèle qui ne répond pas se dit, et la question se repose d’un bouton', async () => {
    holds(makeTurn(1, 'Qui est libre ?', { state: 'failed', failure: 'Le modèle ne répond pas.' }));
    api.answers.set(`POST ${PATH}/turns`, refused(503, 'model_away', 'Le modèle ne répond pas.'));
    const { person } = open();
    await person.click(await screen.findByRole('button', { name: 'Redemander' }));
    await waitFor(() => expect(asked()).toEqual([{ text: 'Qui est libre ?' }]));
    expect(await screen.findAllByText('Le modèle ne répond pas.')).toHaveLength(1);
  });

  test('⌘K porte une question jusqu’à l’assistant, qui attend qu’on l’envoie', async () => {
    const { person, address } = open('/');
    await screen.findByRole('heading', { name: 'Projets qui dérivent' });
    await person.keyboard('{Control>}k{/Control}');
    await person.type(await screen.findByRole('combobox', { name: 'Aller à' }), 'qui est libre en juin');
    await person.keyboard('{Enter}');
    await waitFor(() => expect(address()).toBe('/assistant?question=qui+est+libre+en+juin'));
    const box = await screen.findByLabelText('Votre question');
    expect(box).toHaveProperty('value', 'qui est libre en juin');
    expect(asked()).toEqual([]);
  });
});
