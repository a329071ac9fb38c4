// @vitest-environment jsdom
// The pipeline, where a salesperson begins and follows a deal.

import type { QueryClient } from '@tanstack/react-query';
import { screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lookUps } from '../../api/contract/look-ups.ts';
import { DIRECTION, makeFakeApi, type FakeApi } from './fake-api.ts';
import { listCommands } from './known-commands.ts';
import { leaveScreen, makeQueries, openScreen, plain, stubBrowser } from './open-screen.tsx';
import { ok, previewed } from './proposals.ts';

const deal = {
  client: 'CL002',
  probability: 0.5,
  created_on: '2026-09-01',
  planned_start: null,
  planned_end: null,
  owner: null,
  open: true,
  overdue: false,
  needs: [{ profile: 'Développeur', days: 40 }],
};
const DEALS = lookUps.list_opportunities.output.parse({
  opportunities: [
    { ...deal, code: 'O0003', stage: 'piste', amount: null, weighted: null, expected_close: null },
    { ...deal, code: 'O0014', stage: 'proposition', amount: 20_800, weighted: 10_400, expected_close: '2026-12-15' },
    {
      ...deal,
      code: 'O0015',
      stage: 'proposition',
      amount: 5000,
      weighted: 2500,
      expected_close: '2026-10-01',
      overdue: true,
    },
    { ...deal, code: 'O0001', stage: 'gagnee', amount: 9000, weighted: 9000, expected_close: null, open: false },
  ],
});

describe('le pipeline', () => {
  let api: FakeApi;
  let queries: QueryClient;
  beforeEach(() => {
    api = makeFakeApi();
    queries = makeQueries();
    stubBrowser(api);
    const reports = ['drift', 'margin', 'pipeline'];
    api.answers.set('GET /api/me', ok({ ...DIRECTION, email: 'vente@esn.fr', roles: ['commercial'], reports }));
    api.answers.set('GET /api/look-ups/list_opportunities', ok(DEALS));
    api.answers.set('GET /api/look-ups/list_profiles', ok({ profiles: [] }));
    api.answers.set('GET /api/commands', listCommands('create_opportunity', 'create_client'));
  });
  afterEach(() => leaveScreen(queries));

  test('se lit par étape, la plus proche de la signature d’abord, et dit ce qui a passé sa date', async () => {
    openScreen(queries, '/pipeline');
    await screen.findByRole('link', { name: 'Portail partenaires' });
    expect(plain(document.querySelector('main') as Element)).toContain(
      '3 opportunités ouvertes · 25 800 € · 12 900 € pondérés · 1 passée de date',
    );
    const stages = screen.getAllByRole('heading', { level: 2 }).map(plain);
    expect(stages).toEqual(['Proposition 2 · 25 800 €', 'Piste 1 · 0 €']);
    const [late, next, lead, ...others] = screen.getAllByRole('listitem').filter((one) => one.closest('main') !== null);
    expect(others).toEqual([]);
    expect(plain(late as Element)).toContain('Clôture prévue le 1 oct. 2026 : passée');
    expect(plain(next as Element)).toContain('Portail partenairesHélios · O0014 · Développeur 40 j20 800 €');
    expect(plain(lead as Element)).toContain('montant à chiffrer');
  });

  test('une opportunité neuve s’y crée, au nom de qui vend', async () => {
    const { person } = openScreen(queries, '/pipeline');
    await person.click(await screen.findByRole('button', { name: 'Créer une opportunité…' }));
    await person.selectOptions(await screen.findByLabelText('Client'), 'CL002');
    await person.type(screen.getByLabelText('Intitulé'), 'Renfort');
    const sentence = 'Créer l’opportunité Renfort.';
    api.answers.set('POST /api/commands/create_opportunity', previewed({ sentence, rows: [] }));
    await person.click(screen.getByRole('button', { name: 'Voir l’effet' }));
    await screen.findByText(sentence);
    const asked = api.asked.find(({ call }) => call === 'POST /api/commands/create_opportunity');
    expect(asked?.body).toMatchObject({ client: 'CL002', title: 'Renfort', ownerEmail: 'vente@esn.fr' });
  });

  test('le menu y mène', async () => {
    openScreen(queries, '/pipeline');
    expect((await screen.findByRole('link', { name: 'Pipeline' })).getAttribute('href')).toBe('/pipeline');
  });
});
