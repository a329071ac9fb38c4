// @vitest-environment jsdom
// The end of a month and the documents, as people see them.

import type { QueryClient } from '@tanstack/react-query';
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { shownMonthEnd } from '../../api/contract/month-end.ts';
import { DIRECTION, makeFakeApi, refused, type FakeApi } from './fake-api.ts';
import { leaveScreen, makeQueries, openScreen, plain, stubBrowser } from './open-screen.tsx';
import { listCommands } from './known-commands.ts';
import { makeProposal, ok, previewed } from './proposals.ts';

const OCTOBER = shownMonthEnd.parse({
  month: '2026-10',
  step: 'entry',
  label: 'Saisie des CRA',
  blockedOn: 'C008',
  since: '2026-10-30',
  next: 'Saisie des CRA : 7 sur 8.',
  stages: [
    {
      stage: 'entry',
      label: 'Saisie des CRA',
      state: 'running',
      done: 7,
      total: 8,
      note: '1 n’a rien saisi',
      holdings: [{ subject: 'C008', who: 'C008', reason: 'CRA non envoyé', since: '2026-10-30' }],
    },
    {
      stage: 'invoices',
      label: 'Factures à émettre',
      state: 'waiting',
      done: 0,
      total: 2,
      note: null,
      holdings: [{ subject: 'P004', who: 'la direction', reason: 'bon de commande manquant', since: null }],
    },
  ],
  report: null,
});

describe('les écrans de la fin de mois et des documents', () => {
  let api: FakeApi;
  let queries: QueryClient;
  beforeEach(() => {
    api = makeFakeApi();
    queries = makeQueries();
    stubBrowser(api);
  });
  afterEach(() => leaveScreen(queries));

  test('chaque étape dit où elle en est, qui la retient et depuis quand, en mots', async () => {
    api.answers.set('GET /api/month-end/2026-10', ok(OCTOBER));
    openScreen(queries, '/fin-de-mois/2026-10');
    await screen.findByRole('heading', { level: 1, name: 'Fin de mois, octobre 2026' });
    await screen.findByText('Saisie des CRA : attend C008 depuis le 30 octobre 2026');
    const [entry, invoices] = screen.getAllByRole('listitem').filter((item) => item.dataset['state'] !== undefined);
    if (!entry || !invoices) throw new Error('the stages are not shown');
    expect(plain(entry)).toContain('En cours · 7 sur 8');
    expect(plain(entry)).toContain('1 n’a rien saisi');
    expect(plain(within(invoices).getByRole('table'))).toContain('bon de commande manquant');
  });

  test('une étape que rien ne retient est à jour, une qui vient après le dit, et chacune dit qui la fait avancer', async () => {
    const quiet = { done: 0, total: 0, note: null, holdings: [] };
    const stages = shownMonthEnd.shape.stages.parse([
      ...OCTOBER.stages,
      { ...quiet, stage: 'validation', label: 'Validation des CRA', state: 'waiting', done: 71, total: 71 },
      { ...quiet, stage: 'sending', label: 'Envoi des factures', state: 'waiting' },
      { ...quiet, stage: 'closing', label: 'Clôture', state: 'waiting', total: 1 },
    ]);
    api.answers.set('GET /api/month-end/2026-10', ok({ ...OCTOBER, stages }));
    openScreen(queries, '/fin-de-mois/2026-10');
    const validation = (await screen.findByRole('heading', { name: 'Validation des CRA' })).closest('li');
    expect(plain(validation as Element)).toContain('À jour · 71 sur 71');
    expect(plain(validation as Element)).toContain('Le responsable de chaque projet valide');
    const tell = (name: string): string => plain(screen.getByRole('heading', { name }).closest('li') as Element);
    expect(tell('Factures à émettre')).toContain('À faire · 0 sur 2');
    expect(tell('Envoi des factures')).toContain('Rien pour l’instant');
    expect(tell('Clôture')).toContain('Ensuite, après « Saisie des CRA »');
  });

  test('ce qui fait avancer une étape s’y demande, pour qui le peut ; ce qui attend déjà une décision y mène', async () => {
    const closing = {
      stage: 'closing',
      label: 'Clôture',
      state: 'waiting',
      done: 0,
      total: 1,
      note: null,
      holdings: [],
    };
    const stages = shownMonthEnd.shape.stages.parse([...OCTOBER.stages, closing]);
    api.answers.set('GET /api/month-end/2026-10', ok({ ...OCTOBER, stages }));
    api.answers.set('GET /api/commands', listCommands('remind_timesheets', 'close_month', 'reopen_month'));
    api.answers.set('GET /api/proposals', ok({ proposals: [makeProposal({ command: 'close_month' })] }));
    api.answers.set(
      'POST /api/commands/close_month',
      previewed({ sentence: 'Clore octobre 2026 : production 1 000,00 €.', rows: [], euros: [], indicators: [] }),
    );
    const { person } = openScreen(queries, '/fin-de-mois/2026-10');
    const inStage = (name: string) => within(screen.getByRole('heading', { name }).closest('li') as HTMLElement);
    await screen.findByRole('button', { name: /^Relancer les retardataires/ });
    // Who may not issue is not offered to; the month is not closed: it is not to reopen.
    expect(screen.queryByRole('button', { name: /^Émettre|^Rouvrir/ })).toBeNull();
    expect(inStage('Clôture').getByRole('link').getAttribute('href')).toBe('/a-decider');
    await person.click(inStage('Clôture').getByRole('button', { name: /^Clore le mois…/ }));
    await person.click(await inStage('Clôture').findByRole('button', { name: 'Voir l’effet' }));
    await screen.findByText(/^Clore octobre 2026 : production/);
    expect(api.asked.find(({ call }) => call === 'POST /api/commands/close_month')?.body).toEqual({ month: '2026-10' });
  });

  test('de quarante choses qui retiennent une étape, les premières se lisent, les autres s’ouvrent', async () => {
    const [entry] = OCTOBER.stages;
    if (entry === undefined) throw new Error('the month has stages');
    const holdings = Array.from({ length: 11 }, (_, at) => ({
      subject: `C0${at + 10}`,
      who: `C0${at + 10}`,
      reason: 'CRA non envoyé',
      since: null,
    }));
    api.answers.set('GET /api/month-end/2026-10', ok({ ...OCTOBER, stages: [{ ...entry, holdings }] }));
    const { person } = openScreen(queries, '/fin-de-mois/2026-10');
    expect(within(await screen.findByRole('table')).getAllByRole('row')).toHaveLength(9);
    await person.click(screen.getByRole('button', { name: 'Voir les 3 autres' }));
    expect(within(screen.getByRole('table')).getAllByRole('row')).toHaveLength(12);
  });

  test('clos, le mois dit ce qu’il a donné et ce qu’il laisse', async () => {
    const report = {
      closedOn: '2026-11-13',
      invoices: 3,
      invoicedNet: 12_345.6,
      revenue: 20_000,
      cost: null,
      margin: null,
      left: [{ subject: 'P004', who: 'C009', reason: 'bon de commande manquant', since: null }],
      sealHead: 'a'.repeat(64),
    };
    api.answers.set('GET /api/month-end/2026-10', ok({ ...OCTOBER, step: 'done', report }));
    openScreen(queries, '/fin-de-mois/2026-10');
    const told = plain(await screen.findByRole('region', { name: 'Compte rendu' }));
    expect(told).toContain('3 factures : 12 345,60 € HT · Production : 20 000,00 €');
    expect(told).not.toContain('Marge');
    expect(told).toContain('bon de commande manquant');
  });

  test('sans mois dans l’adresse, c’est le dernier qui est fini ou finit', async () => {
    api.answers.set('GET /api/month-end/2026-10', ok(OCTOBER));
    openScreen(queries, '/fin-de-mois');
    expect(await screen.findByText(/^Saisie des CRA : attend C008/u)).toBeDefined();
  });

  test('un mois où personne n’a travaillé n’est pas une panne', async () => {
    api.answers.set('GET /api/month-end/2026-10', refused(404, 'not_found', 'Personne n’a travaillé en 2026-10.'));
    openScreen(queries, '/fin-de-mois/2026-10');
    expect(await screen.findByRole('heading', { name: 'Rien à clore en octobre 2026' })).toBeDefined();
    expect(screen.queryByRole('button', { name: 'Réessayer' })).toBeNull();
  });

  test('qui ne la suit pas le lit dans une phrase', async () => {
    api.answers.set('GET /api/month-end/2026-10', refused(403, 'right_refused', 'Votre rôle ne permet pas.'));
    openScreen(queries, '/fin-de-mois/2026-10');
    expect(await screen.findByText('Votre rôle ne permet pas.')).toBeDefined();
  });

  test('un document se cherche par ses mots, et le passage dit sa page', async () => {
    api.answers.set('GET /api/documents', ok({ documents: [] }));
    const about = { sha256: 'a'.repeat(64), title: 'Contrat Ouest', client: 'CL001', consultant: null, project: null };
    api.answers.set(
      'GET /api/documents/search',
      ok({
        by: 'words',
        passages: [{ ...about, rank: 1, page: 3, passage: 'Pénalités de retard : douze pour cent.' }],
      }),
    );
    const { person, address } = openScreen(queries, '/documents');
    await person.type(await screen.findByLabelText('Chercher dans les documents'), 'pénalités{Enter}');
    await waitFor(() => expect(address()).toBe('/documents?q=p%C3%A9nalit%C3%A9s'));
    const passage = await screen.findByText('Pénalités de retard : douze pour cent.');
    expect(plain(passage.closest('li') ?? passage)).toContain('Contrat Ouest, page 3 · CL001');
  });

  test('qui ne dépose pas de document n’a pas de boîte où le déposer', async () => {
    api.answers.set('GET /api/me', ok({ ...DIRECTION, roles: ['consultant'], reports: [] }));
    api.answers.set('GET /api/documents', ok({ documents: [] }));
    openScreen(queries, '/documents');
    await screen.findByRole('heading', { name: 'Aucun document' });
    expect(screen.queryByRole('button', { name: 'Déposer' })).toBeNull();
  });
});
