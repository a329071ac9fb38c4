// @vitest-environment jsdom
// À décider, as a person meets it: what a card says, what each key and button sends, and what is shown when the facts
// have moved.

import type { QueryClient } from '@tanstack/react-query';
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeFakeApi, refused, type FakeApi } from './fake-api.ts';
import { leaveScreen, makeQueries, openScreen, plain, stubBrowser } from './open-screen.tsx';
import { BOOKING, decided, detailed, listed, makeProposal, ok, previewed } from './proposals.ts';

const FIRST = makeProposal();
const SECOND = makeProposal({
  id: 'a1a1a1a1-0000-4000-8000-000000000002',
  sha: 'sha-2',
  expiresOn: '2026-11-20',
  effect: { ...BOOKING, sentence: 'Affecter Yann Bonnet sur P003 du 10/11/2026, à 50 %.' },
});
const at = (proposal: { id: string }): string => `/api/proposals/${proposal.id}`;

describe('à décider', () => {
  let api: FakeApi;
  let queries: QueryClient;

  beforeEach(() => {
    api = makeFakeApi();
    queries = makeQueries();
    stubBrowser(api);
    show(FIRST, SECOND);
  });
  afterEach(() => leaveScreen(queries));

  function show(...proposals: ReturnType<typeof makeProposal>[]): void {
    api.answers.set('GET /api/proposals', listed(...proposals));
    for (const proposal of proposals) api.answers.set(`GET ${at(proposal)}`, detailed(proposal));
  }
  const sent = (proposal: { id: string }) =>
    api.asked.filter(({ call }) => call === `POST ${at(proposal)}/decision`).map(({ body }) => body);
  const card = (proposal = FIRST): Promise<HTMLElement> =>
    // With the project's name, once the names have come.
    screen.findByRole('article', {
      name: (said) => said.replace('Refonte du SI paie (P003)', 'P003') === proposal.effect.sentence,
    });

  test('une carte dit la phrase, les indicateurs avant et après, les lignes, le pourquoi et qui décide', async () => {
    openScreen(queries, '/a-decider');
    await card();
    // The names come after the card.
    await screen.findByText('Refonte du SI paie (P003)');
    const text = plain(await card());
    expect(text).toContain('Affecter un consultantÀ décider avant le 13 novembre 2026');
    expect(text).toContain(
      'Marge · Refonte du SI paie (P003)-640 € → 1 200 €Charge · Nadège Fontaine (C001)50,0 % → 100,0 %TJM640,00 € → 620,00 €',
    );
    expect(plain(await card())).toContain(
      'Affectation A0017 créationConsultantNadège Fontaine (C001)ProjetRefonte du SI paie (P003)' +
        'Début3 novembre 2026Part du temps50 %TJM620,00 €',
    );
    expect(text).toContain('PourquoiRefonte du SI paie (P003) dérive : il manque un développeur.');
    expect(text).toContain('Demandée par anne@esn.fr, avec l’assistant');
    expect(text).toContain('Décision : Direction, Responsable de projets');
    expect(plain(screen.getByRole('navigation', { name: 'Pages' }))).toContain('À décider2 en attente');
  });

  test('au clavier : j et k passent de l’une à l’autre, a approuve ce qui a été montré', async () => {
    const { person, address } = openScreen(queries, '/a-decider');
    await card();
    await person.keyboard('j');
    await card(SECOND);
    expect(address()).toBe(`/a-decider?p=${SECOND.id}`);
    await person.keyboard('k');
    await card(FIRST);
    const done = makeProposal({ state: 'executed' });
    api.answers.set(`POST ${at(FIRST)}/decision`, decided('approved', done));
    show(SECOND);
    api.answers.set(`GET ${at(FIRST)}`, detailed(done));
    await person.keyboard('a');
    expect(sent(FIRST)).toEqual([{ decision: 'approve', sha: 'sha-1' }]);
    await card(SECOND);
    expect(plain(await screen.findByText(/^Fait :/))).toContain('Affecter Léa Martin');
  });

  test('r refuse avec une raison, et les lettres de la raison ne décident de rien', async () => {
    const { person } = openScreen(queries, '/a-decider');
    await card();
    await person.keyboard('r');
    const reason = await screen.findByLabelText('Raison du refus');
    const send = within(screen.getByRole('form', { name: 'Refuser la proposition' })).getByRole('button', {
      name: 'Refuser',
    });
    expect(send).toHaveProperty('disabled', true);
    await person.type(reason, 'a refaire jeudi');
    api.answers.set(`POST ${at(FIRST)}/decision`, decided('refused', makeProposal({ state: 'refused' })));
    await person.click(send);
    await waitFor(() => expect(sent(FIRST)).toEqual([{ decision: 'refuse', sha: 'sha-1', reason: 'a refaire jeudi' }]));
  });

  test('d’un lot, on écarte une ligne avant d’approuver les autres', async () => {
    const line = (item: number) => ({
      item,
      state: 'pending' as const,
      input: {},
      effect: { ...BOOKING, sentence: `Émettre la facture de P00${item}.` },
      actId: null,
      outcome: null,
    });
    show(makeProposal({ items: [line(0), line(1), line(2)] }));
    const { person } = openScreen(queries, '/a-decider');
    const box = await within(await card()).findByRole('checkbox', {
      name: 'Émettre la facture de Portail client (P001).',
      hidden: true,
    });
    await person.click(box);
    api.answers.set(`POST ${at(FIRST)}/decision`, decided('approved', makeProposal({ state: 'executed' })));
    await person.click(await screen.findByRole('button', { name: 'Approuver 2 lignes, sans 1' }));
    await waitFor(() => expect(sent(FIRST)).toEqual([{ decision: 'approve', sha: 'sha-1', exclude: [1] }]));
  });

  test('quand les faits ont changé, rien n’est dit fait : le nouvel effet est montré, avec ce qui diffère', async () => {
    const now = {
      ...BOOKING,
      sentence: 'Affecter Léa Martin sur P003 du 10/11/2026, à 50 %.',
      indicators: [{ label: 'Marge', subject: 'P003', before: -640.05, after: 800, unit: 'EUR' as const }],
    };
    const revisions = [
      { revision: 1, askedBy: 'anne@esn.fr', sha: 'sha-1', createdAt: FIRST.createdAt, effect: BOOKING },
      { revision: 2, askedBy: 'anne@esn.fr', sha: 'sha-9', createdAt: FIRST.createdAt, effect: now },
    ];
    const decisions = [
      {
        revision: 1,
        by: 'direction@esn.fr',
        verdict: 'approved' as const,
        reason: null,
        at: FIRST.createdAt,
        singleApprover: false,
      },
    ];
    const stale = makeProposal({ revision: 2, sha: 'sha-9', effect: now, revisions, decisions });
    const { person } = openScreen(queries, `/a-decider/${FIRST.id}`);
    await card();
    api.answers.set(`POST ${at(FIRST)}/decision`, decided('approved', stale));
    show(stale, SECOND);
    await person.keyboard('a');
    const told = plain(await screen.findByRole('status', { name: /Les faits ont changé/ }));
    expect(told).toContain('rien n’a été appliqué');
    expect(told).toContain(
      'Effet : Affecter Léa Martin sur P003 du 03/11/2026, à 50 %. → Affecter Léa Martin sur P003 du 10/11',
    );
    expect(told).toContain('Marge · P003 : -640 € → 1 200 € → -640 € → 800 €');
    expect(screen.queryByText(/^Fait :/)).toBeNull();
    await person.click(screen.getByRole('button', { name: 'Approuver' }));
    expect(sent(FIRST)).toEqual([
      { decision: 'approve', sha: 'sha-1' },
      { decision: 'approve', sha: 'sha-9' },
    ]);
  });

  test('un autre choix est montré avec l’effet qu’il aurait, et le choisir modifie la proposition', async () => {
    const other = { consultant: 'C002', project: 'P003', startsOn: '2026-11-10', quota: 0.5, dailyRate: 620 };
    const proposal = makeProposal({ evidence: [{ kind: 'alternatives', inputs: [other] }] });
    show(proposal);
    api.answers.set('POST /api/commands/assign_consultant', previewed(SECOND.effect));
    const { person } = openScreen(queries, `/a-decider/${FIRST.id}`);
    const choose = await screen.findByRole('button', {
      name: 'Choisir : Affecter Yann Bonnet sur Refonte du SI paie (P003) du 10/11/2026, à 50 %.',
    });
    api.answers.set(
      `POST ${at(FIRST)}/decision`,
      decided('edited', makeProposal({ revision: 2, sha: 'sha-3', effect: SECOND.effect })),
    );
    await person.click(choose);
    expect(sent(FIRST)).toEqual([{ decision: 'edit', sha: 'sha-1', input: other }]);
  });

  test('ce sur quoi elle repose mène à ses lignes', async () => {
    show(
      makeProposal({
        evidence: [{ kind: 'figure', sentence: 'P003 perd 640 €.', source: 'report:drift?as-of=2026-10-31#P003' }],
      }),
    );
    openScreen(queries, `/a-decider/${FIRST.id}`);
    const link = await screen.findByRole('link', { name: 'voir les lignes' });
    expect(link.getAttribute('href')).toBe('/rapports/drift?as-of=2026-10-31#P003');
  });

  test('e modifie champ par champ, montre l’effet, et envoie la demande entière', async () => {
    api.answers.set('GET /api/commands', ok({ commands: [DESCRIBED] }));
    api.answers.set('POST /api/commands/assign_consultant', previewed(SECOND.effect));
    const { person } = openScreen(queries, '/a-decider');
    await card();
    await person.keyboard('e');
    const rate = await screen.findByLabelText('TJM');
    await person.clear(rate);
    await person.type(rate, '655,50');
    await person.click(screen.getByRole('button', { name: 'Voir l’effet' }));
    const effect = await screen.findByRole('region', { name: 'Effet de la modification' });
    expect(plain(effect)).toContain('Affecter Yann Bonnet');
    api.answers.set(`POST ${at(FIRST)}/decision`, decided('edited', makeProposal({ revision: 2, sha: 'sha-3' })));
    await person.click(screen.getByRole('button', { name: 'Proposer cette version' }));
    expect(sent(FIRST)).toEqual([
      {
        decision: 'edit',
        sha: 'sha-1',
        input: { consultant: 'C001', project: 'P003', startsOn: '2026-11-03', quota: 0.5, dailyRate: 655.5 },
      },
    ]);
  });

  test('qui ne peut pas décider ne voit aucun bouton pour le faire, et lit pourquoi', async () => {
    show(makeProposal({ tier: 2, mayDecide: false, approvers: ['direction'] }));
    openScreen(queries, `/a-decider/${FIRST.id}`);
    await screen.findByText('Une autre personne doit en décider.');
    expect(screen.queryByRole('button', { name: 'Approuver' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Modifier' })).toBeNull();
  });

  test('seul à pouvoir approuver ce que l’on a demandé, on le confirme explicitement', async () => {
    api.answers.set(
      `POST ${at(FIRST)}/decision`,
      refused(422, 'confirmation_missing', 'Vous êtes seul à pouvoir approuver ce que vous avez demandé.'),
    );
    const { person } = openScreen(queries, '/a-decider');
    await card();
    await person.click(screen.getByRole('button', { name: 'Approuver' }));
    await person.click(await screen.findByRole('button', { name: 'Je confirme et j’approuve' }));
    expect(sent(FIRST).at(-1)).toEqual({ decision: 'approve', sha: 'sha-1', confirm: true });
  });

  test('les semblables du premier niveau s’approuvent ensemble, chacune sur ce qu’elle montre', async () => {
    const { person } = openScreen(queries, '/a-decider');
    await person.click(await screen.findByRole('button', { name: 'Tout approuver…' }));
    api.answers.set(`POST ${at(FIRST)}/decision`, decided('approved', makeProposal({ state: 'executed' })));
    api.answers.set(`POST ${at(SECOND)}/decision`, refused(409, 'already_decided', 'Déjà refusée par paul@esn.fr.'));
    await person.click(await screen.findByRole('button', { name: 'Approuver les 2' }));
    expect(plain(await screen.findByText(/1 approuvée/))).toBe(
      '1 approuvée, 1 non décidée. Déjà refusée par paul@esn.fr.',
    );
    expect(sent(FIRST)).toEqual([{ decision: 'approve', sha: 'sha-1' }]);
    expect(sent(SECOND)).toEqual([{ decision: 'approve', sha: 'sha-2' }]);
  });

  test('ce qui est de second niveau, ou dont quelque chose est caché, ne s’approuve pas en lot', async () => {
    show(
      makeProposal({ tier: 2 }),
      makeProposal({ id: SECOND.id, tier: 2 }),
      makeProposal({ id: 'a1a1a1a1-0000-4000-8000-000000000003', effect: { ...BOOKING, withheld: ['CJM'] } }),
      makeProposal({ id: 'a1a1a1a1-0000-4000-8000-000000000004' }),
    );
    openScreen(queries, '/a-decider');
    await screen.findAllByText(/double validation/);
    expect(screen.queryByRole('button', { name: 'Tout approuver…' })).toBeNull();
  });

  test('ce qui est fait se défait par la commande contraire, dont l’effet est d’abord montré', async () => {
    const before = { code: 'A0001', startsOn: '2026-07-01', endsOn: '2026-12-31', quota: '1', dailyRateCents: null };
    const effect = {
      sentence: 'Terminer A0001 le 15/11/2026.',
      rows: [{ entity: 'assignment', before, after: { ...before, endsOn: '2026-11-15' } }],
    };
    const input = { code: 'A0001', endsOn: '2026-11-15' };
    show(
      makeProposal({
        command: 'end_assignment',
        state: 'executed',
        mayDecide: false,
        effect,
        items: [{ item: 0, state: 'executed', input, effect, actId: 'b2', outcome: { result: {} } }],
      }),
    );
    const back = { sentence: 'Déplacer A0001 : du 01/07/2026 au 31/12/2026.', rows: [] };
    api.answers.set('POST /api/commands/move_assignment', previewed(back));
    const { person } = openScreen(queries, `/a-decider/${FIRST.id}`);
    await person.click(await screen.findByRole('button', { name: 'Annuler ce changement…' }));
    expect(plain(await screen.findByRole('region', { name: 'Effet de l’annulation' }))).toContain(back.sentence);
    api.answers.set('POST /api/commands/move_assignment', ok({ actId: 'c3', effect: back, result: {} }));
    await person.click(screen.getByRole('button', { name: 'Confirmer l’annulation' }));
    await screen.findByText('Le changement est annulé.');
    expect(api.asked.findLast(({ call }) => call === 'POST /api/commands/move_assignment')).toMatchObject({
      query: '',
      body: { code: 'A0001', startsOn: '2026-07-01', endsOn: '2026-12-31', quota: 1, dailyRate: null },
    });
  });

  test('rien à décider : l’écran le dit, et « Mes demandes » montre celles que l’on a faites', async () => {
    api.answers.set('GET /api/proposals', listed(makeProposal({ mayDecide: false, askedBy: 'direction@esn.fr' })));
    const { person, address } = openScreen(queries, '/a-decider');
    await screen.findByRole('heading', { name: 'Rien à décider' });
    await person.click(screen.getByRole('radio', { name: 'Mes demandes' }));
    await card();
    expect(address()).toBe('/a-decider?etat=demandees');
  });

  test('une proposition inconnue, ou hors de portée, le dit', async () => {
    api.answers.set('GET /api/proposals/x', refused(404, 'not_found', 'Cette proposition n’existe pas.'));
    openScreen(queries, '/a-decider/x');
    expect(await screen.findByRole('heading', { name: 'Cette proposition n’existe pas' })).toBeDefined();
  });
});

const DESCRIBED = {
  name: 'assign_consultant',
  label: 'Affecter un consultant',
  tier: 1,
  approvers: [],
  rights: {},
  everyone_for_self: false,
  allowed: true,
  input: {
    type: 'object',
    properties: {
      consultant: { type: 'string' },
      project: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      startsOn: { type: 'string' },
      endsOn: { type: ['string', 'null'] },
      quota: { type: 'number' },
      dailyRate: { anyOf: [{ type: 'number' }, { type: 'null' }] },
    },
    required: ['consultant', 'startsOn'],
  },
};
