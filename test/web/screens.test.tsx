// @vitest-environment jsdom
// The screens, as a person meets them: what is shown, where it leads, and what is said when there is nothing to show.

import type { QueryClient } from '@tanstack/react-query';
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lookUps } from '../../api/contract/look-ups.ts';
import { DIRECTION, makeFakeApi, MARGIN, NOT_SIGNED_IN, refused, type FakeApi } from './fake-api.ts';
import { listCommands } from './known-commands.ts';
import { leaveScreen, makeQueries, openScreen, plain, setWidth, stubBrowser } from './open-screen.tsx';

describe('les écrans', () => {
  let api: FakeApi;
  let queries: QueryClient;

  beforeEach(() => {
    api = makeFakeApi();
    queries = makeQueries();
    stubBrowser(api);
  });
  afterEach(() => leaveScreen(queries));

  const open = (address: string) => openScreen(queries, address);

  test('la première page montre les projets qui dérivent, leur impact et leurs raisons', async () => {
    open('/');
    const table = await screen.findByRole('table', { name: /Projets qui dérivent/ });
    await screen.findByText('Refonte du SI paie');
    const [, red, amber, ...others] = within(table).getAllByRole('row');
    expect(others).toHaveLength(0);
    expect(plain(red as Element)).toBe(
      'RougeRefonte du SI paieP003 · Mutuelle AtlantiqueResponsable : Nadège Fontaine' +
        'Perte à terminaison de 638 €.Jours dépassés : 98 j à terminaison pour 70 j vendus.' +
        '17 713 €26,7 % → -1,5 %28,2 pts perdus',
    );
    expect(plain(amber as Element)).toContain(
      'OrangePortail clientP001 · Banque RhodanienneResponsable : –Bons de commande dépassés',
    );
    expect(red?.textContent).toMatch(/17\u202F713\u00A0€/);
    const counts = screen.getByText('Rouges').closest('dl') as Element;
    expect(plain(counts)).toBe('Rouges1Orange1Non jugeables1Marge de tous les projets à date53 697 € · 23,3 %');
  });

  test('un projet que l’on ne peut pas juger est à part, et ne compte pas parmi ceux qui dérivent', async () => {
    open('/');
    const apart = await screen.findByRole('region', { name: 'On ne peut pas juger 1 projet' });
    expect(plain(apart)).toContain('Renfort réseau');
    expect(plain(apart)).toContain('Aucun budget saisi : la marge vendue est inconnue.');
    expect(plain(screen.getByRole('table'))).not.toContain('Renfort réseau');
  });

  test('sur un téléphone, les mêmes projets sont des cartes', async () => {
    setWidth(360);
    open('/');
    const cards = await screen.findAllByRole('article');
    expect(screen.queryByRole('table')).toBeNull();
    expect(plain(cards[0] as Element)).toContain('Impact17 713 €Marge26,7 % → -1,5 %Dérive28,2 pts');
  });

  test('la gravité et le jour choisis sont dans l’adresse, et la relisent', async () => {
    const { person, address } = open('/?au=2026-09-30');
    await person.click(await screen.findByRole('radio', { name: /Orange/ }));
    await waitFor(() => expect(screen.queryByText('P003', { exact: false })).toBeNull());
    expect(address()).toBe('/?au=2026-09-30&gravite=orange');
    expect(api.asked.filter(({ call }) => call === 'GET /api/reports/drift').map(({ query }) => query)).toEqual([
      '?as-of=2026-09-30',
    ]);
    cleanup();
    open('/?gravite=rouge');
    expect(within(await screen.findByRole('table')).getAllByRole('row')).toHaveLength(2);
  });

  test('une ligne ouvre son projet : vendu, à date, à terminaison, et ses signaux', async () => {
    const { person, address } = open('/');
    await person.click(await screen.findByRole('link', { name: 'Refonte du SI paie' }));
    expect(address()).toBe('/projets/P003');
    expect(await screen.findByRole('heading', { level: 1, name: 'Refonte du SI paie' })).toBeDefined();
    const figures = within(await screen.findByRole('table'))
      .getAllByRole('row')
      .map(plain);
    expect(figures.slice(1)).toEqual([
      'Jours–80,25 j98 j',
      'Reste à faire–17,75 j–',
      'Chiffre d’affaires41 833 €34 000 €41 833 €',
      'Coût30 684 €36 501 €42 473 €',
      'Marge11 149 €-2 501 €-640 €',
      'Taux de marge26,7 %-7,4 %-1,5 %',
    ]);
    expect(plain(screen.getByRole('region', { name: 'Signaux de dérive' }))).toContain(
      '17 713 € d’impact sur la marge',
    );
  });

  test('un code qui n’est à aucun projet le dit', async () => {
    open('/projets/P999');
    expect(plain(await screen.findByText(/Aucun projet ne porte le code/))).toContain('« P999 »');
  });

  test('sans dérive, l’écran le dit au lieu d’un tableau vide', async () => {
    api.answers.set('GET /api/reports/drift', { status: 200, body: { projects: [] } });
    open('/');
    expect(await screen.findByRole('heading', { name: 'Aucun projet ne dérive' })).toBeDefined();
    expect(screen.queryByRole('table')).toBeNull();
  });

  test('pendant l’attente, la place de la liste est tenue', async () => {
    api.answers.set('GET /api/reports/drift', 'never');
    open('/');
    expect((await screen.findByLabelText('Chargement')).getAttribute('aria-busy')).toBe('true');
  });

  test('qui n’a pas le droit lit pourquoi, sans bouton pour insister', async () => {
    api.answers.set(
      'GET /api/reports/drift',
      refused(403, 'report_refused', 'Votre rôle ne donne pas accès à ce rapport.'),
    );
    open('/');
    expect(await screen.findByRole('heading', { name: 'Vous n’avez pas accès à cet écran' })).toBeDefined();
    expect(screen.getByText('Votre rôle ne donne pas accès à ce rapport.')).toBeDefined();
    expect(screen.queryByRole('button', { name: 'Réessayer' })).toBeNull();
  });

  test('sans accès aux marges, un projet dit ce qu’il est et ce qu’on peut en faire', async () => {
    api.answers.set('GET /api/me', { status: 200, body: { ...DIRECTION, roles: ['adv'], reports: ['billing'] } });
    const projects = [
      {
        code: 'P003',
        client: 'CL003',
        contract: 'forfait',
        status: 'en_cours',
        manager: 'C001',
        starts_on: '2026-03-02',
        ends_on: null,
      },
    ];
    const standing = { workflow: 'deal', blockedOn: null, since: null, next: null, nextOn: null, done: false };
    const where = { ...standing, code: 'P003', kind: 'project', step: 'delivery', label: 'En cours' };
    api.answers.set('GET /api/where/P003', { status: 200, body: where });
    api.answers.set('GET /api/look-ups/list_projects', {
      status: 200,
      body: lookUps.list_projects.output.parse({ projects }),
    });
    api.answers.set('GET /api/look-ups/list_budgets', { status: 200, body: { budgets: [] } });
    api.answers.set('GET /api/look-ups/list_milestones', { status: 200, body: { milestones: [] } });
    api.answers.set('GET /api/commands', listCommands('record_purchase_order', 'issue_deposit'));
    const { person } = open('/projets/P003');
    await screen.findByRole('heading', { level: 1, name: 'Refonte du SI paie' });
    expect(plain(await screen.findByRole('region', { name: 'De quoi il s’agit' }))).toContain('Mutuelle Atlantique');
    await person.click(await screen.findByRole('button', { name: /^Demander un acompte…/ }));
    expect(await screen.findByLabelText('Libellé')).toHaveProperty('value', 'Acompte');
    expect(api.asked.some(({ call }) => /margin|drift/.test(call))).toBe(false);
  });

  test('une panne se dit, et « Réessayer » relit', async () => {
    api.answers.set('GET /api/reports/drift', 'away');
    const { person } = open('/');
    expect(plain(await screen.findByRole('alert'))).toContain('Vigie ne répond pas. Vérifiez votre connexion.');
    api.answers.set('GET /api/reports/drift', { status: 200, body: { projects: [] } });
    await person.click(screen.getByRole('button', { name: 'Réessayer' }));
    expect(await screen.findByRole('heading', { name: 'Aucun projet ne dérive' })).toBeDefined();
  });

  test('un inconnu se connecte, et revient là où il allait', async () => {
    api.answers.set('GET /api/me', NOT_SIGNED_IN);
    api.answers.set('POST /api/session', refused(401, 'sign_in_refused', 'Adresse ou mot de passe inconnu.'));
    const { person, address } = open('/projets/P003?au=2026-09-30');
    await person.type(await screen.findByLabelText('Adresse de courriel'), 'direction@esn.fr');
    await person.type(screen.getByLabelText('Mot de passe'), 'faux');
    await person.click(screen.getByRole('button', { name: 'Se connecter' }));
    expect(plain(await screen.findByRole('alert'))).toBe('Adresse ou mot de passe inconnu.');
    api.answers.set('POST /api/session', { status: 200, body: { email: 'direction@esn.fr' } });
    api.answers.set('GET /api/me', { status: 200, body: DIRECTION });
    await person.click(screen.getByRole('button', { name: 'Se connecter' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Refonte du SI paie' })).toBeDefined();
    expect(address()).toBe('/projets/P003?au=2026-09-30');
    expect(api.asked.findLast(({ call }) => call === 'POST /api/session')?.body).toEqual({
      email: 'direction@esn.fr',
      password: 'faux',
    });
  });

  test.each(['https://ailleurs.fr', '//ailleurs.fr', '/\\ailleurs.fr'])(
    'la connexion ne renvoie pas vers %s',
    async (vers) => {
      const { person, address } = open(`/connexion?vers=${encodeURIComponent(vers)}`);
      api.answers.set('POST /api/session', { status: 200, body: { email: 'direction@esn.fr' } });
      await person.type(await screen.findByLabelText('Adresse de courriel'), 'direction@esn.fr');
      await person.type(screen.getByLabelText('Mot de passe'), 'le phare de la Vieille');
      await person.click(screen.getByRole('button', { name: 'Se connecter' }));
      await screen.findByRole('heading', { level: 1, name: 'Projets qui dérivent' });
      expect(address()).toBe('/');
    },
  );

  test('un lien déjà servi le dit à la porte', async () => {
    open('/connexion?lien=refuse');
    expect(plain(await screen.findByRole('status'))).toContain('Ce lien a déjà servi ou n’est plus valable.');
  });

  test('qui est entré par un lien est invité à choisir un mot de passe, sans l’ancien', async () => {
    api.answers.set('GET /api/me', { status: 200, body: { ...DIRECTION, has_password: false } });
    api.answers.set('PUT /api/me/password', { status: 204, body: null });
    const { person } = open('/');
    await person.click(await screen.findByRole('link', { name: 'Choisissez un mot de passe' }));
    await person.type(await screen.findByLabelText('Nouveau mot de passe'), 'le phare de la Vieille');
    expect(screen.queryByLabelText('Mot de passe actuel')).toBeNull();
    api.answers.set('GET /api/me', { status: 200, body: DIRECTION });
    await person.click(screen.getByRole('button', { name: 'Enregistrer' }));
    await screen.findByRole('heading', { level: 1, name: 'Projets qui dérivent' });
    expect(screen.queryByRole('status')).toBeNull();
    expect(api.asked.find(({ call }) => call === 'PUT /api/me/password')?.body).toEqual({
      password: 'le phare de la Vieille',
    });
  });

  test('se déconnecter ramène à la porte, et rien de lu ne reste', async () => {
    api.answers.set('DELETE /api/session', { status: 204, body: null });
    const { person, address } = open('/');
    await screen.findByText('Refonte du SI paie');
    api.answers.set('GET /api/me', NOT_SIGNED_IN);
    await person.click(screen.getByRole('button', { name: 'Se déconnecter' }));
    await screen.findByRole('heading', { name: 'Connexion' });
    expect(address()).toBe('/connexion');
    expect(queries.getQueryData(['report', 'drift', undefined])).toBeUndefined();
  });

  test('tous les projets sont listés, avec la marge totale du rapport', async () => {
    open('/projets');
    await screen.findByText('Refonte du SI paie');
    expect(within(screen.getByRole('table')).getAllByRole('row')).toHaveLength(1 + MARGIN.projects.length);
    expect(plain(screen.getByText(/chiffre d’affaires/))).toBe(
      'Au 31 octobre 2026 · 1 projet · 230 490 € de chiffre d’affaires, 53 697 € de marge (23,3 %)',
    );
  });
});
