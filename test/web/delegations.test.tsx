// @vitest-environment jsdom
// Delegations, as who goes on leave meets them: to whom, which decisions, until when; changed, taken back; and for whom
// one decides.

import type { QueryClient } from '@tanstack/react-query';
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { shownDelegations } from '../../api/contract/delegations.ts';
import { DIRECTION, makeFakeApi, type FakeApi } from './fake-api.ts';
import { listCommands } from './known-commands.ts';
import { leaveScreen, makeQueries, openScreen, plain, stubBrowser } from './open-screen.tsx';
import { ok, previewed } from './proposals.ts';

const LENT = {
  from: DIRECTION.email,
  to: 'daf@esn.fr',
  commands: ['write_off'],
  startsOn: '2026-10-26',
  endsOn: '2026-11-13',
  ceiling: 10_000,
};
const effect = (sentence: string) => previewed({ sentence, rows: [], euros: [], indicators: [] });

describe('les délégations', () => {
  let api: FakeApi;
  let queries: QueryClient;
  beforeEach(() => {
    api = makeFakeApi();
    queries = makeQueries();
    stubBrowser(api);
    show([], []);
    api.answers.set('GET /api/commands', listCommands('set_delegation', 'write_off', 'close_month', 'erase_person'));
    api.answers.set('POST /api/commands/set_delegation', effect('C’est noté.'));
  });
  afterEach(() => leaveScreen(queries));

  function show(given: object[], received: object[]): void {
    const people = ['adv@esn.fr', 'daf@esn.fr'];
    api.answers.set('GET /api/delegations', ok(shownDelegations.parse({ given, received, people })));
  }
  const sent = () =>
    api.asked
      .filter(({ call }) => call === 'POST /api/commands/set_delegation')
      .map(({ query, body }) => [query, body] as const);

  test('avant une absence, on confie ses décisions à quelqu’un, jusqu’à un jour', async () => {
    const { person } = openScreen(queries, '/delegations');
    await screen.findByRole('heading', { name: 'Personne ne décide à votre place' });
    await person.click(screen.getByRole('button', { name: 'Confier mes décisions…' }));
    // Only what direction is the second person of.
    const decisions = screen.getByRole('group', { name: 'Décisions confiées' });
    expect(within(decisions).getAllByRole('checkbox')).toHaveLength(2);
    await person.click(within(decisions).getByRole('checkbox', { name: 'Clore un mois' }));
    await person.type(screen.getByLabelText('Plafond, en euros'), '10 000');
    await person.selectOptions(screen.getByLabelText('À qui'), 'daf@esn.fr');
    const form = await screen.findByRole('form', { name: 'Déléguer ses approbations' });
    await person.click(within(form).getByRole('button', { name: 'Voir l’effet' }));
    await person.click(await within(form).findByRole('button', { name: 'Appliquer' }));
    const input = {
      to: 'daf@esn.fr',
      startsOn: '2026-10-31',
      endsOn: '2026-11-14',
      ceiling: 10_000,
      commands: ['write_off'],
    };
    await waitFor(() =>
      expect(sent()).toEqual([
        ['?preview=1', input],
        ['', input],
      ]),
    );
    await screen.findByText(/^Fait : C’est noté\./);
  });

  test('on voit qui décide à sa place, et on reprend ses décisions', async () => {
    show([LENT], []);
    const { person } = openScreen(queries, '/delegations');
    const [lent] = within(await screen.findByRole('list', { name: 'Qui décide à votre place' })).getAllByRole(
      'listitem',
    );
    if (lent === undefined) throw new Error('what was lent is not shown');
    expect(plain(lent)).toContain(
      'daf@esn.frEn ce moment, jusqu’au 13 novembre 2026, jusqu’à 10 000,00 €Passer une facture en perte',
    );
    await person.click(within(lent).getByRole('button', { name: /^Reprendre mes décisions/ }));
    await person.click(await within(lent).findByRole('button', { name: 'Voir l’effet' }));
    await within(lent).findByText('C’est noté.');
    const { to, startsOn, endsOn } = LENT;
    expect(sent()).toEqual([['?preview=1', { to, startsOn, endsOn, commands: [] }]]);
  });

  test('qui prolonge une délégation garde la personne et le premier jour', async () => {
    show([LENT], []);
    const { person } = openScreen(queries, '/delegations');
    await person.click(await screen.findByRole('button', { name: /^Modifier/ }));
    const until = screen.getByLabelText('Au');
    await person.clear(until);
    await person.type(until, '2026-11-20');
    await person.click(await screen.findByRole('button', { name: 'Voir l’effet' }));
    const { from: _from, ...terms } = LENT;
    await waitFor(() => expect(sent()).toEqual([['?preview=1', { ...terms, endsOn: '2026-11-20' }]]));
  });

  test('qui décide pour un autre le lit là où il décide', async () => {
    show([], [{ ...LENT, from: 'anne@esn.fr', to: DIRECTION.email }]);
    openScreen(queries, '/a-decider');
    const note = await screen.findByRole('note');
    expect(plain(note)).toBe('Vous décidez à la place de anne@esn.fr jusqu’au 13 novembre 2026. Voir les délégations');
  });

  test('qui n’est le second d’aucun changement n’a rien à confier, ni de lien pour le faire', async () => {
    api.answers.set('GET /api/me', ok({ ...DIRECTION, roles: ['consultant'], consultant: 'C001', reports: [] }));
    openScreen(queries, '/delegations');
    await screen.findByText(/il n’y a rien à confier/);
    expect(screen.queryByRole('button', { name: 'Confier mes décisions…' })).toBeNull();
    expect(screen.queryByRole('link', { name: 'Délégations' })).toBeNull();
  });
});
