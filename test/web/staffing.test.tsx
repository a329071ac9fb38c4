// @vitest-environment jsdom
// Planning and staffing, as a delivery manager meets them: what a week says, why somebody is first, what a choice files.

import type { QueryClient } from '@tanstack/react-query';
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lookUps } from '../../api/contract/look-ups.ts';
import { DIRECTION, makeFakeApi, refused, type FakeApi } from './fake-api.ts';
import { leaveScreen, makeQueries, openScreen, plain, setWidth, stubBrowser } from './open-screen.tsx';
import { ok, previewed } from './proposals.ts';
import { CAPACITY, makeNeed, NEED, needsOf, PLAN, SKILLS, SOLVED, WHAT_IF } from './staffing-firm.ts';

const REPORTS = ['plan', 'staffing', 'what_if', 'skills_map', 'capacity_weeks'];
const LIST = ok({ assignments: [], consultants: [], opportunities: [] });

const COMMANDS = [
  ['move_assignment', 'Déplacer une affectation', ['startsOn', 'endsOn', 'quota']],
  ['end_assignment', 'Terminer une affectation', ['endsOn']],
  ['assign_consultant', 'Affecter un consultant', ['project', 'startsOn']],
] as const;

function describeCommands(allowed: boolean) {
  return ok({
    commands: COMMANDS.map(([name, label, fields]) => ({
      name,
      label,
      tier: 1,
      approvers: [],
      rights: { direction: 'all' },
      everyone_for_self: false,
      allowed,
      input: {
        type: 'object',
        properties: Object.fromEntries(['code', ...fields].map((field) => [field, { type: 'string' }])),
        required: ['code'],
      },
    })),
  });
}

const filed = (...sentences: string[]) =>
  ok({
    proposals: sentences.map((sentence, at) => ({
      command: 'assign_consultant',
      state: 'proposed',
      id: `a1a1a1a1-0000-4000-8000-00000000000${at}`,
      code: null,
      sentence,
    })),
  });

describe('le planning et le staffing', () => {
  let api: FakeApi;
  let queries: QueryClient;
  beforeEach(() => {
    api = makeFakeApi();
    queries = makeQueries();
    stubBrowser(api);
    api.answers.set('GET /api/me', ok({ ...DIRECTION, reports: REPORTS }));
    api.answers.set('GET /api/reports/plan', ok(PLAN));
    api.answers.set('GET /api/reports/staffing', ok(needsOf(NEED)));
    api.answers.set('GET /api/reports/skills_map', ok(SKILLS));
    api.answers.set('GET /api/reports/capacity_weeks', ok(CAPACITY));
    api.answers.set('GET /api/commands', describeCommands(true));
    for (const list of ['list_assignments', 'list_consultants', 'list_opportunities', 'list_absences'])
      api.answers.set(`GET /api/look-ups/${list}`, LIST);
    api.answers.set('GET /api/look-ups/list_absences', ok({ absences: [] }));
  });
  afterEach(() => leaveScreen(queries));

  const asked = (call: string) => api.asked.filter((one) => one.call === call);

  describe('le planning', () => {
    const week = (name: RegExp) => screen.findByRole('button', { name });

    test('chaque semaine dit sa charge en mots, et la surcharge s’ouvre sur ce qui la fait', async () => {
      const { person, address } = openScreen(queries, '/planning');
      await week(/^Léa Martin, semaine du 2 novembre 2026 : charge 0, libre$/);
      await week(/^Omar Diop, semaine du 9 novembre 2026 : charge 1, 5 j d’absence, toute la semaine$/);
      await person.click(await week(/^Omar Diop, semaine du 2 novembre 2026 : charge 1,5, en surcharge$/));
      expect(address()).toContain('qui=C002&semaine=2026-11-02');
      const proof = await screen.findByRole('region', { name: 'Surcharge' });
      expect(plain(proof)).toContain('150 % du 2 novembre 2026 au 3 novembre 2026');
      expect(plain(proof)).toContain('100 % par Portail client (A0001 sur P001, ferme)');
      expect(plain(proof)).toContain('50 % par Refonte du SI paie (A0002 sur P003, prévisionnelle)');
    });

    test('une liste lue sur une autre page ne casse pas le planning, ni l’inverse', async () => {
      const present = { manager: 'C001', team: null, employment: 'salarie', entered_on: '2020-01-06', left_on: null };
      const consultants = [{ ...present, code: 'C003', profile: 'Développeur', present: true }];
      api.answers.set('GET /api/look-ups/list_consultants', ok(lookUps.list_consultants.output.parse({ consultants })));
      openScreen(queries, '/planning');
      await week(/^Léa Martin, semaine du 2 novembre 2026/);
      cleanup();
      openScreen(queries, '/listes/list_consultants');
      await within(await screen.findByRole('table')).findByText('Développeur');
      cleanup();
      openScreen(queries, '/planning');
      expect(await week(/^Léa Martin, semaine du 2 novembre 2026/)).toBeDefined();
    });

    test('les flèches vont de semaine en semaine et de personne en personne', async () => {
      const { person } = openScreen(queries, '/planning');
      const focused = () => document.activeElement?.getAttribute('aria-label');
      // Who is over comes first.
      (await week(/^Omar Diop, semaine du 2 novembre/)).focus();
      await person.keyboard('{ArrowRight}');
      expect(focused()).toMatch(/^Omar Diop, semaine du 9 novembre/);
      await person.keyboard('{ArrowDown}');
      expect(focused()).toMatch(/^Omar Diop : Portail client \(P001\), ferme/);
      // The other booking holds the first week alone: one goes on from there.
      await person.keyboard('{ArrowDown}{ArrowDown}');
      expect(focused()).toMatch(/^Léa Martin, semaine du 2 novembre/);
      // One stop for Tab in the whole table, where one is.
      expect(document.querySelectorAll('.vigie-plan [tabindex="0"]')).toHaveLength(1);
    });

    test('les filtres gardent qui est de ce profil, ou libre bientôt', async () => {
      const { person, address } = openScreen(queries, '/planning');
      await week(/^Omar Diop, semaine du 2/);
      await person.selectOptions(screen.getByLabelText('Profil'), 'Développeur');
      await waitFor(() => expect(screen.queryByRole('button', { name: /^Omar Diop, semaine/ })).toBeNull());
      expect(address()).toContain('profil=D');
      await person.selectOptions(screen.getByLabelText('Profil'), '');
      await person.click(screen.getByLabelText('Seulement les disponibles sous 4 semaines'));
      await waitFor(() => expect(screen.queryByRole('button', { name: /^Omar Diop, semaine/ })).toBeNull());
      await week(/^Léa Martin, semaine du 2/);
    });

    test('une affectation se termine par sa commande : l’effet d’abord, puis appliquer ou proposer', async () => {
      const booking = {
        code: 'A0001',
        consultant: 'C002',
        project: 'P001',
        opportunity: null,
        client: 'CL001',
        assigned_profile: null,
        starts_on: '2026-10-01',
        ends_on: null,
        quota: 1,
        daily_rate: null,
        firm: true,
        current: true,
      };
      api.answers.set('GET /api/look-ups/list_assignments', ok({ assignments: [booking] }));
      const sentence = 'Terminer A0001 (Omar Diop) le 06/11/2026.';
      api.answers.set('POST /api/commands/end_assignment', previewed({ sentence, rows: [] }));
      const { person } = openScreen(queries, '/planning?qui=C002&semaine=2026-11-02');
      await person.click(await screen.findByRole('button', { name: 'Terminer A0001' }));
      const form = await screen.findByRole('form', { name: 'Terminer une affectation' });
      expect(within(form).queryByRole('button', { name: 'Appliquer' })).toBeNull();
      await person.click(within(form).getByRole('button', { name: 'Voir l’effet' }));
      await within(form).findByText(sentence);
      expect(asked('POST /api/commands/end_assignment')).toMatchObject([
        { query: '?preview=1', body: { code: 'A0001', endsOn: '2026-11-06' } },
      ]);
      api.answers.set('POST /api/proposals', filed(sentence));
      await person.click(within(form).getByRole('button', { name: 'Proposer' }));
      await screen.findByRole('link', { name: 'Voir la proposition' });
      expect(asked('POST /api/proposals')[0]?.body).toMatchObject({
        changes: [{ command: 'end_assignment', input: { code: 'A0001', endsOn: '2026-11-06' } }],
      });
    });

    test('qui n’affecte personne lit son planning sans besoins ni gestes', async () => {
      api.answers.set('GET /api/me', ok({ ...DIRECTION, roles: ['consultant'], reports: ['plan'] }));
      api.answers.set('GET /api/commands', describeCommands(false));
      openScreen(queries, '/planning?qui=C002&semaine=2026-11-02');
      await screen.findByRole('region', { name: 'Affectations' });
      expect(screen.queryByRole('button', { name: /^(Déplacer|Affecter|Prévoir)/ })).toBeNull();
      expect(asked('GET /api/reports/staffing')).toEqual([]);
      expect(asked('GET /api/reports/capacity_weeks')).toEqual([]);
    });

    test('la capacité dit quand elle casse, et s’il est encore temps', async () => {
      openScreen(queries, '/planning');
      const chart = (await screen.findByRole('img', { name: /^Développeur : capacité/ })).closest('figure');
      if (chart === null) throw new Error('the chart has no caption');
      expect(plain(chart)).toContain('Surcharge dès le 1 février 2027');
      expect(plain(chart)).toContain('trop tard pour recruter, sous-traiter avant le 04/01/2027.');
      expect(plain(within(chart).getByRole('table'))).toContain('2 nov.105024,58');
    });

    test('sur un téléphone, chacun avec ce qu’il fait et ce qui ne va pas', async () => {
      setWidth(360);
      openScreen(queries, '/planning');
      await screen.findByRole('button', { name: /^Surcharge dès la semaine du 2 novembre 2026/ });
      expect(screen.queryByRole('table', { name: /Charge et affectations/ })).toBeNull();
      expect(plain(document.body)).toContain('P001, finit le 20 novembre 2026 sans suite');
    });
  });

  describe('un besoin', () => {
    test('ses candidats sont expliqués terme à terme, ce qui n’est pas su n’est pas compté', async () => {
      const { person } = openScreen(queries, '/staffing');
      const article = await screen.findByRole('article', { name: 'Développeur, Refonte des flux' });
      await person.click(within(article).getAllByText('Léa Martin').at(-1) ?? article);
      const terms = await within(article).findByRole('table', { name: /Chaque raison du score/ });
      expect(plain(terms)).toContain('Disponibilité80 %258 j sur 10 j.');
      expect(plain(terms)).toContain('Margenon comptée');
      expect(plain(article)).toContain('Déplace A0009 sur Refonte du SI paie (3 j)');
    });

    test('« Proposer » dépose la commande prête du rapport, avec les autres choix', async () => {
      api.answers.set('POST /api/proposals', filed('Affecter Léa Martin sur O0001.'));
      const { person } = openScreen(queries, '/staffing');
      await person.click(await screen.findByRole('button', { name: 'Proposer : Léa Martin' }));
      const link = await screen.findByRole('link', { name: 'Voir la proposition' });
      expect(link.getAttribute('href')).toBe('/a-decider/a1a1a1a1-0000-4000-8000-000000000000');
      const [first, second] = NEED.alternatives;
      expect(asked('POST /api/proposals')[0]?.body).toMatchObject({
        changes: [{ command: 'assign_consultant', input: first?.input, alternatives: [second?.input] }],
      });
    });

    test('ce que la règle refuse est dit à sa place', async () => {
      const sentence = 'Léa Martin serait à 1,5 de charge le 16/11/2026.';
      const change = { command: 'assign_consultant', state: 'refused', id: null, code: 'overload', sentence };
      api.answers.set('POST /api/proposals', ok({ proposals: [change] }));
      const { person } = openScreen(queries, '/staffing');
      await person.click(await screen.findByRole('button', { name: 'Proposer : Léa Martin' }));
      expect(plain(await screen.findByText(/^Refusé par la règle/))).toBe(`Refusé par la règle : ${sentence}`);
    });

    test('personne ne peut le prendre : la contrainte, et qui est au plus près', async () => {
      const [blocked] = NEED.blocked;
      if (blocked === undefined) throw new Error('the need has somebody kept from it');
      const lone = makeNeed({ candidates: [], alternatives: [], feasible: 0, considered: 1, nearest_miss: blocked });
      api.answers.set('GET /api/reports/staffing', ok(needsOf(lone)));
      openScreen(queries, '/staffing');
      const miss = (await screen.findByText('au plus près')).closest('li');
      expect(plain(miss ?? document.body)).toContain('Charge : Déjà pris sur la période : P001.');
      expect(screen.queryByRole('button', { name: /^Proposer/ })).toBeNull();
    });

    test('sans droit aux coûts, aucun montant n’est montré', async () => {
      const [candidate] = NEED.candidates;
      if (candidate === undefined) throw new Error('the need has a candidate');
      const hidden = { ...candidate, margin: null, margin_rate: null };
      const alternatives = NEED.alternatives.map((one) => ({ ...one, margin: null, margin_rate: null }));
      const need = makeNeed({ candidates: [hidden], alternatives, daily_rate: null });
      api.answers.set('GET /api/reports/staffing', ok(needsOf(need)));
      openScreen(queries, '/staffing');
      expect(plain(await screen.findByRole('article'))).not.toContain('€');
    });

    test('un besoin pourvu entre-temps, aucun besoin, ou pas le droit : c’est dit', async () => {
      openScreen(queries, '/staffing?besoin=O9999:Architecte');
      await screen.findByRole('heading', { name: 'Ce besoin n’est plus ouvert' });
      leaveScreen(queries);
      stubBrowser(api);
      api.answers.set('GET /api/reports/staffing', ok(needsOf()));
      openScreen(queries, '/staffing');
      await screen.findByRole('heading', { name: 'Aucun besoin ouvert' });
      leaveScreen(queries);
      stubBrowser(api);
      api.answers.set(
        'GET /api/reports/staffing',
        refused(403, 'report_refused', 'Ce rapport ne vous est pas ouvert.'),
      );
      openScreen(queries, '/staffing');
      expect(await screen.findByRole('heading', { name: 'Vous n’avez pas accès à cet écran' })).toBeDefined();
    });
  });

  test('quelqu’un se cherche par ce qu’il sait, quand, et par des mots ; rien n’est à proposer sans besoin', async () => {
    api.answers.set('GET /api/look-ups/list_profiles', ok({ profiles: [] }));
    const lone = makeNeed({ opportunity: null, alternatives: [] });
    const candidates = lone.candidates.map((one) => ({ ...one, ready: null }));
    api.answers.set('GET /api/reports/staffing', ok(needsOf({ ...lone, candidates })));
    const { person, address } = openScreen(queries, '/staffing?vue=recherche');
    await person.type(await screen.findByRole('textbox', { name: 'Compétences' }), 'Java 4, AWS');
    await person.type(screen.getByLabelText('Mots de leur fiche'), 'paiement');
    await person.click(screen.getByRole('button', { name: 'Chercher' }));
    await screen.findByRole('heading', { name: '1 candidat, classé' });
    expect(address()).toContain('mots=paiement');
    const query = new URLSearchParams(asked('GET /api/reports/staffing').at(-1)?.query);
    expect(Object.fromEntries(query)).toEqual({
      skills: 'Java:4|AWS',
      text: 'paiement',
      from: '2026-10-31',
      to: '2027-01-29',
    });
    expect(screen.queryByRole('button', { name: /^Proposer/ })).toBeNull();
  });

  describe('tous les besoins', () => {
    test('trois plans : écart prouvé ou non, qui est déplacé, ce qui manque et pourquoi', async () => {
      api.answers.set('GET /api/staffing/solve', ok(SOLVED));
      openScreen(queries, '/staffing?vue=plans');
      const plan = await screen.findByRole('region', { name: 'Plan Équilibre' });
      await waitFor(() => expect(plain(plan)).toContain('A0009 sur Refonte du SI paie : 3 j, marge 900 €'));
      expect(plain(plan)).toContain('Le meilleur possible, prouvé');
      expect(plain(plan)).toContain('+12 500 €face au plan d’aujourd’hui');
      expect(plain(plan)).toContain('manque 4 j sur 10 j');
      expect(plain(plan)).toContain('Charge : Tous pris par des missions fermes : C002.');
      expect(plain(screen.getByRole('region', { name: 'Plan Marge' }))).toContain('Rien de mieux de plus de 0,8 %');
      expect(plain(screen.getByRole('region', { name: 'Plan Stabilité' }))).toContain('sans preuve');
    });

    test('ce qu’on retire d’un plan n’est pas proposé', async () => {
      api.answers.set('GET /api/staffing/solve', ok(SOLVED));
      api.answers.set('POST /api/proposals', filed('Affecter Omar Diop sur O0001.'));
      const { person } = openScreen(queries, '/staffing?vue=plans');
      const plan = await screen.findByRole('region', { name: 'Plan Équilibre' });
      await person.click(within(plan).getByText('2 affectations'));
      await person.click(within(plan).getByRole('checkbox', { name: /^Léa Martin/ }));
      await person.click(within(plan).getByRole('button', { name: /^Proposer 1 affectation/ }));
      await within(plan).findByText(/1 proposition à décider/);
      const body = asked('POST /api/proposals')[0]?.body as { changes: { input: unknown }[] };
      expect(body.changes).toEqual([
        { command: 'assign_consultant', input: SOLVED.alternatives[0]?.assignments[1]?.ready?.input },
      ]);
    });

    test('un plan qui se calcule déjà ailleurs se redemande', async () => {
      api.answers.set('GET /api/staffing/solve', refused(429, 'solver_busy', 'Un plan est déjà en cours de calcul.'));
      const { person } = openScreen(queries, '/staffing?vue=plans');
      await screen.findByText('Un plan est déjà en cours de calcul.');
      api.answers.set('GET /api/staffing/solve', ok(SOLVED));
      await person.click(screen.getByRole('button', { name: 'Réessayer' }));
      expect(await screen.findByRole('region', { name: 'Plan Marge' })).toBeDefined();
    });

    test('qui ne planifie pas les autres n’a pas cette vue', async () => {
      api.answers.set('GET /api/me', ok({ ...DIRECTION, roles: ['commercial'], reports: ['staffing', 'plan'] }));
      openScreen(queries, '/staffing');
      await screen.findByRole('radio', { name: 'Besoins' });
      for (const name of ['Plans', 'Et si…', 'Compétences']) expect(screen.queryByRole('radio', { name })).toBeNull();
    });
  });

  describe('et si', () => {
    test('la supposition est dans l’adresse ; avant, après, l’écart ; rien n’est écrit', async () => {
      api.answers.set('GET /api/reports/what_if', ok(WHAT_IF));
      const { person, address } = openScreen(queries, '/staffing?vue=et-si&si=tjm');
      const rate = await screen.findByLabelText('Variation des TJM (%)');
      await person.clear(rate);
      await person.type(rate, '-5');
      await person.click(screen.getByRole('button', { name: 'Comparer' }));
      await screen.findByRole('heading', { name: /Et si Les TJM baissent de 5 %/ });
      expect(address()).toContain('taux=');
      expect(asked('GET /api/reports/what_if').at(-1)?.query).toBe('?rate=-5');
      const table = plain(screen.getByRole('table', { name: 'Avant et après la supposition' }));
      expect(table).toContain('Marge100 000 €88 000 €-12 000 €');
      expect(table).toContain('Occupation90,0 %90,0 %=');
      expect(api.asked.filter(({ call }) => call.startsWith('POST'))).toEqual([]);
    });

    test('« En faire des propositions » dépose ce qu’elle demande', async () => {
      api.answers.set('GET /api/reports/what_if', ok(WHAT_IF));
      api.answers.set(
        'POST /api/staffing/what-if/proposals',
        ok({
          supposed: WHAT_IF.supposed,
          proposals: [
            { command: 'move_assignment', state: 'proposed', id: 'a1', code: null, sentence: 'Déplacer A0001.' },
            { command: 'move_assignment', state: 'refused', id: null, code: 'not_found', sentence: 'Inconnue.' },
          ],
          left_out: 0,
        }),
      );
      const { person } = openScreen(queries, '/staffing?vue=et-si&si=depart&qui=C001&du=2026-12-01');
      await person.click(await screen.findByRole('button', { name: 'En faire des propositions' }));
      await screen.findByText(/1 proposition à décider/);
      await screen.findByText('Refusé par la règle : Inconnue.');
      expect(asked('POST /api/staffing/what-if/proposals')[0]?.body).toEqual({ leaves: 'C001', from: '2026-12-01' });
    });
  });

  test('les compétences qui ne tiennent qu’à une personne se voient, et s’isolent', async () => {
    const { person } = openScreen(queries, '/staffing?vue=competences');
    await screen.findByText('Repose sur Nadège Fontaine seul');
    await screen.findByText('Personne n’est autonome');
    expect(screen.getByRole('rowheader', { name: 'Java' })).toBeDefined();
    await person.click(screen.getByLabelText('Seulement les points de fragilité'));
    expect(screen.queryByRole('rowheader', { name: 'Java' })).toBeNull();
    // Its last use, and what says so.
    await person.click(screen.getByText('Nadège Fontaine 5'));
    screen.getByText(/dernière pratique le 30 septembre 2026/);
    screen.getByText('temps saisis : P003 Refonte du SI paie, du 1 avril 2026 au 30 septembre 2026');
  });
});
