// @vitest-environment jsdom
// Leave and expenses: asked for beside one's CRA, decided beside the team's.

import type { QueryClient } from '@tanstack/react-query';
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { craLookUps } from '../../api/contract/cra-look-ups.ts';
import { lookUps } from '../../api/contract/look-ups.ts';
import { DIRECTION, makeFakeApi, type FakeApi } from './fake-api.ts';
import { listCommands } from './known-commands.ts';
import { leaveScreen, makeQueries, openScreen, plain, stubBrowser } from './open-screen.tsx';
import { ok, previewed } from './proposals.ts';

const MONTH = '2026-10';
const leave = { kind: 'cp', starts_afternoon: false, ends_morning: false, status: 'demandee' } as const;
const ABSENCES = [
  { ...leave, id: 1, consultant: 'C002', starts_on: '2026-10-12', ends_on: '2026-10-12', status: 'validee' },
  { ...leave, id: 2, consultant: 'C002', starts_on: '2026-12-21', ends_on: '2026-12-24', ends_morning: true },
  { ...leave, id: 3, consultant: 'C003', kind: 'rtt', starts_on: '2026-11-02', ends_on: '2026-11-02' },
];
const EMPTY_MONTH = craLookUps.list_cra_days.output.parse({
  month: MONTH,
  consultant: 'C002',
  name: 'Léa Martin',
  closed: false,
  may_enter: true,
  prefill: false,
  days: [],
  entries: [],
  suggestions: [],
  projects: [],
  findings: [],
  total: {
    expected_days: 22,
    absent_days: 0,
    entered_days: 0,
    suggested_days: 0,
    missing_days: 0,
    draft_days: 0,
    submitted_days: 0,
    validated_days: 0,
  },
});
const expense = { spent_on: '2026-10-15', amount: 100, vat: 20, rebillable: false, status: 'demandee' } as const;
const EXPENSES = [{ ...expense, id: 7, consultant: 'C003', label: 'Train Lyon', project: 'P001' }];

describe('les demandes', () => {
  let api: FakeApi;
  let queries: QueryClient;
  beforeEach(() => {
    api = makeFakeApi();
    queries = makeQueries();
    stubBrowser(api);
    api.answers.set('GET /api/look-ups/list_cra_days', ok(EMPTY_MONTH));
    api.answers.set('GET /api/look-ups/list_absences', ok(lookUps.list_absences.output.parse({ absences: ABSENCES })));
    api.answers.set(
      'GET /api/look-ups/list_expenses',
      ok(craLookUps.list_expenses.output.parse({ month: MONTH, expenses: EXPENSES })),
    );
  });
  afterEach(() => leaveScreen(queries));

  const sentTo = (command: string) =>
    api.asked.filter(({ call }) => call === `POST /api/commands/${command}`).map(({ query, body }) => [query, body]);

  test('un consultant voit ses absences, en demande une, annule celle qui n’a pas commencé', async () => {
    api.answers.set('GET /api/me', ok({ ...DIRECTION, roles: ['consultant'], consultant: 'C002', reports: [] }));
    api.answers.set('GET /api/commands', listCommands('request_absence', 'cancel_absence'));
    const { person } = openScreen(queries, '/cra');
    const section = await screen.findByRole('region', { name: 'Absences' });
    await within(section).findByText(/^Congés payés le/);
    expect(within(section).getAllByRole('listitem').map(plain)).toEqual([
      'Congés payés le 12 octobre 2026Accordée',
      expect.stringMatching(/^Congés payés du 21 décembre 2026 au 24 décembre 2026 à midiÀ décider/),
    ]);
    expect(within(section).getAllByRole('button', { name: /^Annuler/ })).toHaveLength(1);

    await person.click(within(section).getByRole('button', { name: /^Demander une absence/ }));
    await person.selectOptions(await screen.findByLabelText('Nature'), 'sans solde');
    await person.type(screen.getByLabelText('Début'), '2026-11-16');
    await person.type(screen.getByLabelText('Fin'), '2026-11-17');
    api.answers.set(
      'POST /api/commands/request_absence',
      previewed({ sentence: 'C002 demande deux jours.', rows: [], euros: [], indicators: [] }),
    );
    await person.click(screen.getByRole('button', { name: 'Voir l’effet' }));
    await person.click(await screen.findByRole('button', { name: 'Appliquer' }));
    const input = { consultant: 'C002', kind: 'sans_solde', startsOn: '2026-11-16', endsOn: '2026-11-17' };
    await waitFor(() => expect(sentTo('request_absence').at(-1)).toEqual(['', input]));
  });

  test('qui suit une équipe décide de ce qu’elle demande, un refus de frais dit pourquoi', async () => {
    api.answers.set('GET /api/me', ok({ ...DIRECTION, roles: ['direction', 'adv'], consultant: 'C002' }));
    api.answers.set('GET /api/commands', listCommands('decide_absence', 'approve_expense'));
    api.answers.set('GET /api/look-ups/list_consultants', ok({ consultants: [] }));
    const sheet = { state: 'soumis', expected_days: 22, entered_days: 22, missing_days: 0, anomalies: 0 } as const;
    api.answers.set(
      'GET /api/look-ups/list_cra_progress',
      ok(
        craLookUps.list_cra_progress.output.parse({
          month: MONTH,
          closed: false,
          consultants: [{ ...sheet, code: 'C003', name: 'Omar Diop', timesheets: [] }],
        }),
      ),
    );
    const { person } = openScreen(queries, '/cra/equipe');
    const section = await screen.findByRole('region', { name: 'Demandes à décider' });
    await within(section).findByText(/Train Lyon/);
    // One's own leave is somebody else's to decide on.
    expect(within(section).getAllByRole('listitem').map(plain)).toEqual([
      expect.stringMatching(/^C003 · Frais du 15 octobre 2026 : Train Lyon, 120,00 € TTC · Portail client/),
      expect.stringMatching(/^C003 · RTT le 2 novembre 2026/),
    ]);
    api.answers.set('POST /api/commands/decide_absence', ok({}));
    api.answers.set('POST /api/commands/approve_expense', ok({}));
    await person.click(within(section).getByRole('button', { name: /^Accorder C003, RTT/ }));
    await waitFor(() => expect(sentTo('decide_absence')).toEqual([['', { id: 3, decision: 'validee' }]]));
    await person.click(within(section).getByRole('button', { name: /^Refuser C003, Frais/ }));
    await person.type(await screen.findByLabelText('Pourquoi'), 'Hors mission');
    await person.click(screen.getByRole('button', { name: 'Refuser' }));
    await waitFor(() =>
      expect(sentTo('approve_expense')).toEqual([['', { id: 7, decision: 'refusee', reason: 'Hors mission' }]]),
    );
  });
});
