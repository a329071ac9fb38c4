// @vitest-environment jsdom
// Any report as a table, the homes of those who follow no margin, the mailbox, the palette.

import type { QueryClient } from '@tanstack/react-query';
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { reportOutputs } from '../../api/contract/report-outputs.ts';
import { REPORT_NAMES } from '../../domain/report-names.ts';
import { wordsOfReport } from '../../web/src/navigation.ts';
import { readView } from '../../web/src/report-rows.ts';
import { DIRECTION, makeFakeApi, refused, type FakeApi } from './fake-api.ts';
import { leaveScreen, makeQueries, openScreen, plain, stubBrowser } from './open-screen.tsx';
import { makeProposal, listed, ok } from './proposals.ts';

const OCCUPIED = {
  working_days: 22,
  leave_days: 2,
  absence_days: 2,
  billable_days: 19,
  tace: 0.95,
  occupation: 0.8636,
};
const OCCUPANCY = reportOutputs.occupancy.parse({
  months: ['2026-09', '2026-10'].map((month) => ({
    month,
    consultants: [
      { code: 'C001', ...OCCUPIED },
      { code: 'C002', ...OCCUPIED, tace: null, billable_days: 0 },
    ],
    total: OCCUPIED,
  })),
});
const BILLING = reportOutputs.billing.parse({
  month: '2026-10',
  projects: [
    {
      code: 'P003',
      client: 'CL003',
      contract: 'forfait',
      lines: [
        {
          kind: 'milestone',
          consultant: null,
          label: 'Jalon J2',
          quantity: 1,
          unit_price: 20_916.67,
          amount: 20_916.67,
        },
      ],
      total: 20_916.67,
      arrears_days: 0,
      arrears_amount: 0,
      blocked: [{ reason: 'po_exceeded', excess: 7522.86 }],
    },
  ],
  total: 20_916.67,
});
const RECEIVABLES = reportOutputs.receivables.parse({ clients: [], total: 66_363.39, dso: 37.9 });
const LATE = reportOutputs.late.parse({ clients: [{ code: 'CL003', amount: 11_620, days: 36 }] });
const ANOMALIES = reportOutputs.anomalies.parse({
  month: '2026-10',
  findings: [
    {
      rule: 'missing',
      severity: 'error',
      consultant: 'C001',
      date: '2026-10-12',
      project: null,
      days: 1,
      message: 'Rien de saisi le 12/10/2026.',
    },
  ],
});

describe('les rapports', () => {
  let api: FakeApi;
  let queries: QueryClient;

  beforeEach(() => {
    api = makeFakeApi();
    queries = makeQueries();
    stubBrowser(api);
    api.answers.set('GET /api/reports/occupancy', ok(OCCUPANCY));
    api.answers.set('GET /api/reports/billing', ok(BILLING));
    api.answers.set('GET /api/reports/receivables', ok(RECEIVABLES));
    api.answers.set('GET /api/reports/late', ok(LATE));
    api.answers.set('GET /api/reports/anomalies', ok(ANOMALIES));
  });
  afterEach(() => leaveScreen(queries));
  const open = (address: string) => openScreen(queries, address);
  const am = (who: { roles?: string[]; reports?: string[]; consultant?: string }): void =>
    void api.answers.set('GET /api/me', ok({ ...DIRECTION, ...who }));
  const rows = async (): Promise<string[]> =>
    within(await screen.findByRole('table'))
      .getAllByRole('row')
      .map(plain);

  test('les personnes d’un mois sont des lignes, chaque mois avec son total, et la ligne cherchée est montrée', async () => {
    open('/rapports/occupancy?from=2026-09&to=2026-10#2026-10/C001');
    await screen.findByText('octobre 2026', { selector: 'tr[aria-current] td > div' });
    expect((await rows()).slice(0, 4)).toEqual([
      'MoisCodeOuvrésCongésAbsencesProduitsTACEOccupation',
      'septembre 2026Nadège FontaineC00122 j2 j2 j19 j95,0 %86,4 %',
      'septembre 2026C00222 j2 j2 j0 j–86,4 %',
      'septembre 202622 j2 j2 j19 j95,0 %86,4 %',
    ]);
    expect(document.querySelectorAll('tr[aria-current]')).toHaveLength(1);
    expect(api.asked.find(({ call }) => call === 'GET /api/reports/occupancy')?.query).toBe('?from=2026-09&to=2026-10');
  });

  test('les lignes et les blocages se lisent dans leur projet, en mots', async () => {
    open('/rapports/billing');
    const [, line] = await rows();
    expect(line).toContain('Jalon J2 · 1 · 20 916,67 € · 20 916,67 €');
    expect(line).toContain('bon de commande dépassé · 7 522,86 €');
    const name = await screen.findByRole('link', { name: 'Refonte du SI paie' });
    expect(name.getAttribute('href')).toBe('/projets/P003');
    expect(plain(screen.getByText('20 916,67 €', { selector: 'dd' }))).toBe('20 916,67 €');
  });

  test('le tri et les options sont dans l’adresse', async () => {
    const { person, address } = open('/rapports/occupancy');
    await person.click(await screen.findByRole('button', { name: 'TACE' }));
    await waitFor(() => expect(address()).toBe('/rapports/occupancy?tri=-tace'));
    const months = (await rows()).slice(1, 3);
    expect(months.every((row) => row.includes('95,0 %'))).toBe(true);
    expect(screen.getByRole('columnheader', { name: /TACE/ }).getAttribute('aria-sort')).toBe('descending');
  });

  test('un rapport refusé dit pourquoi ; un rapport qui n’existe pas le dit', async () => {
    api.answers.set('GET /api/reports/occupancy', refused(403, 'report_refused', 'Votre rôle ne donne pas accès.'));
    open('/rapports/occupancy');
    expect(await screen.findByText('Votre rôle ne donne pas accès.')).toBeDefined();
    leaveScreen(queries);
    stubBrowser(api);
    open('/rapports/inconnu');
    expect(await screen.findByRole('heading', { name: 'Ce rapport n’existe pas' })).toBeDefined();
  });

  test('chaque rapport a un nom et une phrase en français', () => {
    const words = REPORT_NAMES.map(wordsOfReport);
    expect(words.filter(({ title, about }) => title.length > 60 || about === '')).toEqual([]);
    expect(new Set(words.map(({ title }) => title)).size).toBe(REPORT_NAMES.length);
  });

  test('avant, après et l’écart sont des lignes ; un total sans colonne commune est à part', () => {
    const view = readView({
      supposed: ['C001 part.'],
      before: { revenue: 10, margin: 4 },
      after: { revenue: 8, margin: 3 },
      boxes: [{ box: '08', vat: 2 }],
      total: { net: 5 },
    });
    expect(view.tables.map(({ name, rows: lines }) => [name, lines.map(({ key }) => key)])).toEqual([
      ['total', ['before', 'after']],
      ['boxes', ['1']],
    ]);
    expect(view.figures).toEqual([
      ['net', 5],
      ['supposed', ['C001 part.']],
    ]);
  });

  test('l’ADV arrive sur ce qui l’attend et les chiffres de son travail', async () => {
    am({ roles: ['adv'], reports: ['anomalies', 'billing', 'receivables', 'late'] });
    api.answers.set('GET /api/proposals', listed(makeProposal()));
    open('/');
    await screen.findByRole('heading', { level: 1, name: 'Accueil' });
    const tile = async (name: string): Promise<string> => {
      const found = await screen.findByRole('region', { name });
      await waitFor(() => expect(found.querySelector('[aria-busy]')).toBeNull());
      return plain(found);
    };
    expect(await tile('À décider')).toContain('1 propositionAffecter Léa Martin');
    expect(await tile('À facturer')).toContain('20 917 €octobre 2026 · 1 projet, dont 1 bloqué');
    expect(await tile('Créances')).toContain('66 363 €DSO de 37,9 jours');
    expect(await tile('En retard de paiement')).toContain('1 client11 620 € échus');
    expect(await tile('CRA du mois')).toContain('1 anomalie1 CRA incomplet');
    expect(screen.queryByRole('link', { name: 'Tous les projets' })).toBeNull();
  });

  test('un consultant lit son CRA et son activité', async () => {
    am({ roles: ['consultant'], consultant: 'C001', reports: ['occupancy', 'anomalies'] });
    open('/');
    const own = await screen.findByRole('region', { name: 'Votre CRA' });
    await within(own).findByText('Rien de saisi le 12/10/2026.');
    const activity = await screen.findByRole('region', { name: 'Votre activité' });
    await waitFor(() => expect(plain(activity)).toContain('86,4 %d’occupation en octobre 2026'));
  });

  test('les avis : la cloche les compte, la page les montre et les marque lus', async () => {
    const notice = { id: 7, createdAt: '2026-10-30T08:00:00.000Z', read: false };
    api.answers.set(
      'GET /api/notices',
      ok({
        notices: [
          { ...notice, text: 'Votre CRA d’octobre manque.', link: '/rapports/anomalies' },
          { ...notice, id: 5, text: 'Ailleurs', link: 'https://ailleurs.fr', read: true },
        ],
        unread: 1,
      }),
    );
    api.answers.set('POST /api/notices/read', { status: 204, body: null });
    const { person } = open('/');
    const [bell] = await screen.findAllByRole('link', { name: 'Avis, 1 non lu' });
    await person.click(bell as HTMLElement);
    const link = await screen.findByRole('link', { name: 'Votre CRA d’octobre manque.' });
    expect(link.getAttribute('href')).toBe('/rapports/anomalies');
    expect(screen.queryByRole('link', { name: 'Ailleurs' })).toBeNull();
    await waitFor(
      () => expect(api.asked.find(({ call }) => call === 'POST /api/notices/read')?.body).toEqual({ upTo: 7 }),
      { timeout: 4000 },
    );
  });

  test('⌘K trouve sans accents un client, un projet, un rapport ; les flèches choisissent', async () => {
    am({ reports: ['drift', 'margin', 'receivables'] });
    const { person, address } = open('/');
    await screen.findByRole('heading', { level: 1, name: 'Projets qui dérivent' });
    await person.keyboard('{Control>}k{/Control}');
    const box = await screen.findByRole('combobox', { name: 'Aller à' });
    await person.type(box, 'helios');
    expect(plain(await screen.findByRole('option', { selected: true }))).toBe('Hélios (CL002)Client');
    await person.clear(box);
    await person.type(box, 'p00');
    await person.keyboard('{ArrowDown}{Enter}');
    await waitFor(() => expect(address()).toBe('/projets/P003'));
  });

  test('« ? » dit les touches, et une page inconnue reste dans l’application', async () => {
    const { person } = open('/nulle-part');
    await screen.findByRole('heading', { level: 1, name: 'Cette page n’existe pas' });
    expect(screen.getByRole('navigation', { name: 'Pages' })).toBeDefined();
    await person.keyboard('?');
    expect(plain(await screen.findByRole('dialog', { name: 'Au clavier' }))).toContain('approuver');
  });
});
