// @vitest-environment jsdom
// The files of the books, taken away from a page.

import type { QueryClient } from '@tanstack/react-query';
import { screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BOOK_FILE_NOTES } from '../../api/contract/book-files.ts';
import { DIRECTION, makeFakeApi, refused, type FakeApi } from './fake-api.ts';
import { leaveScreen, makeQueries, openScreen, stubBrowser, stubSaving } from './open-screen.tsx';
import { ok } from './proposals.ts';

describe('les exports comptables', () => {
  let api: FakeApi;
  let queries: QueryClient;
  let saved: ReturnType<typeof stubSaving>;
  beforeEach(() => {
    api = makeFakeApi();
    queries = makeQueries();
    stubBrowser(api);
    saved = stubSaving();
    api.answers.set('GET /api/me', ok({ ...DIRECTION, roles: ['daf'], reports: ['accounts', 'payroll', 'vat'] }));
  });
  afterEach(() => {
    vi.restoreAllMocks();
    leaveScreen(queries);
  });

  test('le FEC d’un exercice s’emporte sous son nom, et ce qu’il faut en savoir se lit', async () => {
    const notes = encodeURIComponent(JSON.stringify(['12 écritures du 01/01/2025 au 31/12/2025']));
    api.answers.set('GET /api/exports/fec', {
      status: 200,
      body: 'JournalCode',
      headers: { 'content-disposition': 'attachment; filename=123456789FEC20251231.txt', [BOOK_FILE_NOTES]: notes },
    });
    const { person } = openScreen(queries, '/exports');
    const fec = within(await screen.findByRole('region', { name: 'FEC' }));
    await person.selectOptions(fec.getByLabelText('Exercice qui finit en'), '2025');
    await person.click(fec.getByRole('button', { name: /^Télécharger/ }));
    const told = await fec.findByRole('status');
    expect(told.textContent).toBe('123456789FEC20251231.txt : 12 écritures du 01/01/2025 au 31/12/2025');
    expect(api.asked.at(-1)).toMatchObject({ call: 'GET /api/exports/fec', query: '?year=2025&encoding=iso-8859-15' });
    expect(saved.map(({ name }) => name)).toEqual(['123456789FEC20251231.txt']);
    expect(await saved[0]?.content.text()).toContain('JournalCode');
  });

  test('ce qui ne peut pas s’exporter le dit, et rien n’est enregistré', async () => {
    api.answers.set('GET /api/exports/journals', refused(422, 'month_to_come', 'janvier 2027 n’a pas commencé.'));
    const { person } = openScreen(queries, '/exports');
    const journals = within(await screen.findByRole('region', { name: 'Journaux du mois' }));
    await person.selectOptions(journals.getByLabelText('Logiciel'), 'cegid');
    await person.click(journals.getByRole('button', { name: /^Télécharger/ }));
    expect((await journals.findByRole('alert')).textContent).toBe('janvier 2027 n’a pas commencé.');
    expect(api.asked.at(-1)?.query).toBe('?month=2026-10&format=cegid');
    expect(saved).toEqual([]);
  });

  test('qui n’y a pas accès le lit, et le menu ne l’y mène pas', async () => {
    api.answers.set('GET /api/me', ok({ ...DIRECTION, roles: ['adv'], reports: ['billing'] }));
    openScreen(queries, '/exports');
    expect(await screen.findByRole('heading', { name: 'Aucun export' })).toBeDefined();
    expect(screen.queryByRole('link', { name: 'Exports comptables' })).toBeNull();
  });
});
