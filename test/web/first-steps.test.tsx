// @vitest-environment jsdom
// The first page of who follows no project yet: it says why, and what to begin with.

import type { QueryClient } from '@tanstack/react-query';
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { reportOutputs } from '../../api/contract/report-outputs.ts';
import { DIRECTION, DRIFT, makeFakeApi, MARGIN, type FakeApi } from './fake-api.ts';
import { listCommands } from './known-commands.ts';
import { leaveScreen, makeQueries, openScreen, plain, stubBrowser } from './open-screen.tsx';
import { ok, previewed } from './proposals.ts';

describe('la première page de qui ne suit encore aucun projet', () => {
  let api: FakeApi;
  let queries: QueryClient;
  beforeEach(() => {
    api = makeFakeApi();
    queries = makeQueries();
    stubBrowser(api);
    api.answers.set('GET /api/reports/drift', ok(reportOutputs.drift.parse({ ...DRIFT, projects: [] })));
    api.answers.set('GET /api/reports/margin', ok(reportOutputs.margin.parse({ ...MARGIN, projects: [] })));
    api.answers.set('GET /api/look-ups/list_profiles', ok({ profiles: [] }));
    api.answers.set('GET /api/commands', listCommands('create_client', 'create_opportunity'));
    api.answers.set('GET /api/names', ok({ projects: {}, clients: {}, consultants: {}, opportunities: {} }));
    sitAs('commercial');
  });
  afterEach(() => leaveScreen(queries));

  function sitAs(role: string): void {
    const reports = ['drift', 'margin', 'pipeline'];
    api.answers.set('GET /api/me', ok({ ...DIRECTION, email: 'lea@esn.fr', roles: [role], reports }));
  }

  test('un commercial sans client en crée un, à son nom', async () => {
    const { person } = openScreen(queries, '/');
    await screen.findByRole('heading', { name: 'Vous n’avez pas encore de client' });
    expect(screen.queryByText('Aucun projet ne dérive')).toBeNull();
    expect(screen.queryByRole('button', { name: 'Créer une opportunité…' })).toBeNull();
    await person.click(await screen.findByRole('button', { name: 'Créer un client…' }));
    const form = await screen.findByRole('form', { name: 'Créer un client' });
    expect(within(form).getByLabelText('Commercial')).toHaveProperty('value', 'lea@esn.fr');
    await person.type(within(form).getByLabelText('Code'), 'CL050');
    await person.type(within(form).getByLabelText('Nom'), 'Port du Havre');
    api.answers.set(
      'POST /api/commands/create_client',
      previewed({ sentence: 'Créer le client CL050, Port du Havre.', rows: [], euros: [], indicators: [] }),
    );
    await person.click(within(form).getByRole('button', { name: 'Voir l’effet' }));
    await within(form).findByText('Créer le client CL050, Port du Havre.');
    await person.click(within(form).getByRole('button', { name: 'Appliquer' }));
    await screen.findByText(/^Fait : Créer le client CL050/);
    expect(api.asked.findLast(({ call }) => call === 'POST /api/commands/create_client')?.body).toEqual({
      code: 'CL050',
      name: 'Port du Havre',
      ownerEmail: 'lea@esn.fr',
    });
  });

  test('un commercial qui a des clients commence par une opportunité', async () => {
    api.answers.set(
      'GET /api/names',
      ok({ projects: {}, clients: { CL001: 'Hélios' }, consultants: {}, opportunities: {} }),
    );
    const { person } = openScreen(queries, '/');
    await screen.findByRole('heading', { name: 'Aucun de vos clients n’a de projet' });
    await person.click(await screen.findByRole('button', { name: 'Créer une opportunité…' }));
    const choices = within(await screen.findByLabelText('Client')).getAllByRole('option');
    expect(choices.map(plain)).toEqual(['–', 'Hélios (CL001)']);
  });

  test('un responsable sans projet lit qui le nomme, et ne se voit rien proposer', async () => {
    sitAs('responsable');
    api.answers.set('GET /api/commands', listCommands());
    openScreen(queries, '/');
    await screen.findByRole('heading', { name: 'Vous n’êtes responsable d’aucun projet' });
    await waitFor(() => expect(api.asked.some(({ call }) => call === 'GET /api/commands')).toBe(true));
    expect(screen.queryByRole('button', { name: /^Créer/ })).toBeNull();
  });

  test('des projets dont aucun ne dérive ne sont pas une absence de projets', async () => {
    api.answers.set('GET /api/reports/margin', ok(reportOutputs.margin.parse(MARGIN)));
    openScreen(queries, '/');
    await screen.findByRole('heading', { name: 'Aucun projet ne dérive' });
    expect(screen.queryByRole('heading', { name: 'Vous n’avez pas encore de client' })).toBeNull();
  });
});
