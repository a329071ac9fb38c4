// @vitest-environment jsdom
// What a person does of a project, of an opportunity, of an invoice, from its own page.

import type { QueryClient } from '@tanstack/react-query';
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { shownInvoiceLines } from '../../api/contract/invoices.ts';
import { lookUps } from '../../api/contract/look-ups.ts';
import { DIRECTION, makeFakeApi, refused, type FakeApi } from './fake-api.ts';
import { listCommands } from './known-commands.ts';
import { leaveScreen, makeQueries, openScreen, plain, stubBrowser } from './open-screen.tsx';
import { ok, previewed } from './proposals.ts';

const effect = (sentence: string) => previewed({ sentence, rows: [], euros: [], indicators: [] });
const STANDING = { workflow: 'deal', blockedOn: null, since: null, next: null, nextOn: null, done: false };

describe('agir depuis la page', () => {
  let api: FakeApi;
  let queries: QueryClient;
  beforeEach(() => {
    api = makeFakeApi();
    queries = makeQueries();
    stubBrowser(api);
    api.answers.set('GET /api/look-ups/list_profiles', ok({ profiles: [] }));
    api.answers.set('GET /api/look-ups/list_client_validations', ok({ month: '2026-09', validations: [] }));
  });
  afterEach(() => leaveScreen(queries));

  const standsAt = (code: string, kind: string, step: string, done = false) =>
    api.answers.set(`GET /api/where/${code}`, ok({ ...STANDING, code, kind, step, label: 'Étape', done }));
  const sentTo = (command: string) =>
    api.asked.filter(({ call }) => call === `POST /api/commands/${command}`).map(({ query, body }) => [query, body]);
  const offered = async (of: RegExp): Promise<string[]> =>
    (await screen.findAllByRole('button', { name: of })).map(plain);

  describe('un projet', () => {
    const milestone = { project: 'P003', client: 'CL003', planned_on: '2026-10-23', amount: 12_000, late: true };
    beforeEach(() => {
      standsAt('P003', 'project', 'delivery');
      api.answers.set('GET /api/commands', listCommands('declare_raf', 'accept_milestone', 'record_units'));
      const budget = { project: 'P003', daily_rate: 520, raf_declared_on: '2026-10-01' };
      api.answers.set(
        'GET /api/look-ups/list_budgets',
        ok(
          lookUps.list_budgets.output.parse({
            budgets: [
              { ...budget, profile: 'Développeur', days: 60, raf_days: 12.5 },
              { ...budget, profile: 'Tech lead', days: 10, raf_days: null, raf_declared_on: null },
            ],
          }),
        ),
      );
      api.answers.set(
        'GET /api/look-ups/list_milestones',
        ok(
          lookUps.list_milestones.output.parse({
            milestones: [
              { ...milestone, code: 'J1', title: 'Cadrage', accepted_on: '2026-09-30', accepted: true },
              { ...milestone, code: 'J2', title: 'Recette', accepted_on: null, accepted: false },
              { ...milestone, code: 'J9', project: 'P001', title: 'Ailleurs', accepted_on: null, accepted: false },
            ],
          }),
        ),
      );
    });

    test('le reste à faire se déclare profil par profil, ce qui l’était sous les yeux ; fermé, on est de retour sur son bouton', async () => {
      const { person } = openScreen(queries, '/projets/P003');
      await person.click(await screen.findByRole('button', { name: /^Déclarer le reste à faire/ }));
      const form = await screen.findByRole('form', { name: 'Déclarer le reste à faire' });
      const days = within(form).getAllByLabelText('Jours');
      expect(days.map((one) => (one as HTMLInputElement).value)).toEqual(['', '']);
      expect(plain(form)).toContain('Déclaré jusqu’ici : Développeur 12,5 j (1 oct. 2026).');
      await person.type(days[0] as HTMLElement, '8');
      await person.type(days[1] as HTMLElement, '2');
      api.answers.set('POST /api/commands/declare_raf', effect('Reste à faire de P003 : 10 j.'));
      await person.click(within(form).getByRole('button', { name: 'Voir l’effet' }));
      await screen.findByText('Reste à faire de Refonte du SI paie (P003) : 10 j.');
      await person.click(within(form).getByRole('button', { name: 'Appliquer' }));
      const input = {
        project: 'P003',
        lines: [
          { profile: 'Développeur', days: 8 },
          { profile: 'Tech lead', days: 2 },
        ],
        declaredOn: '2026-10-31',
      };
      await waitFor(() => expect(sentTo('declare_raf').at(-1)).toEqual(['', input]));
      await person.click(await screen.findByRole('button', { name: 'Fermer' }));
      expect(plain(document.activeElement ?? document.body)).toMatch(/^Déclarer le reste à faire/);
    });

    test('un jalon à recetter se choisit par son nom ; les unités sont d’une TMA seule', async () => {
      const { person } = openScreen(queries, '/projets/P003');
      const buttons = await offered(/ ?: Refonte du SI paie$/);
      expect(buttons.map((one) => one.split('…')[0])).toEqual(['Déclarer le reste à faire', 'Recetter un jalon']);
      await person.click(screen.getByRole('button', { name: /^Recetter un jalon/ }));
      const choice = await screen.findByLabelText('Jalon');
      expect(within(choice).getAllByRole('option').map(plain)).toEqual([
        'J2 · Recette · prévu le 23 oct. 2026 · 12 000,00 €',
      ]);
      expect(screen.getByLabelText('Accepté le')).toHaveProperty('value', '2026-10-31');
    });

    test('un refus dit les noms derrière ses codes', async () => {
      const { person } = openScreen(queries, '/projets/P003');
      await person.click(await screen.findByRole('button', { name: /^Recetter un jalon/ }));
      await screen.findByLabelText('Jalon');
      api.answers.set(
        'POST /api/commands/accept_milestone',
        refused(422, 'closed', 'P003 est clos : demandez à C001.'),
      );
      await person.click(screen.getByRole('button', { name: 'Voir l’effet' }));
      const alert = await screen.findByRole('alert');
      expect(plain(alert)).toBe('Refonte du SI paie (P003) est clos : demandez à Nadège Fontaine (C001).');
    });

    test('un projet fini n’offre plus rien à changer', async () => {
      standsAt('P003', 'project', 'done', true);
      openScreen(queries, '/projets/P003');
      await screen.findByText('plus personne : c’est fini');
      expect(screen.queryByRole('button', { name: /^Déclarer le reste à faire/ })).toBeNull();
    });
  });

  test('une opportunité ouverte : son devis part de ses besoins, sa prochaine action se planifie', async () => {
    api.answers.set('GET /api/me', ok({ ...DIRECTION, roles: ['commercial'] }));
    standsAt('O0014', 'opportunity', 'follow_up');
    api.answers.set('GET /api/commands', listCommands('create_quote', 'plan_follow_up', 'lose_opportunity'));
    const deal = { client: 'CL002', stage: 'proposition', amount: 20_800, probability: 0.5, weighted: 10_400 };
    const days = { expected_close: '2026-11-30', created_on: '2026-09-15', planned_start: '2026-12-01' };
    const opportunities = [
      {
        ...deal,
        ...days,
        code: 'O0014',
        planned_end: '2027-02-26',
        owner: 'commercial@esn.fr',
        open: true,
        overdue: false,
        needs: [{ profile: 'Développeur', days: 40 }],
      },
    ];
    api.answers.set(
      'GET /api/look-ups/list_opportunities',
      ok(lookUps.list_opportunities.output.parse({ opportunities })),
    );
    const { person } = openScreen(queries, '/opportunites/O0014');
    await person.click(await screen.findByRole('button', { name: /^Faire un devis/ }));
    expect(await screen.findByLabelText('Début')).toHaveProperty('value', '2026-12-01');
    expect(screen.getByLabelText('Fin')).toHaveProperty('value', '2027-02-26');
    expect(within(screen.getByRole('group', { name: 'Lignes, 1' })).getByLabelText('Jours')).toHaveProperty(
      'value',
      '40',
    );
    await person.click(screen.getByRole('button', { name: 'Annuler' }));
    await person.click(await screen.findByRole('button', { name: /^Planifier une action/ }));
    expect(await screen.findByLabelText('Prévu le')).toHaveProperty('value', '2026-11-07');
  });

  test('une facture en retard : la lettre suivante, et un paiement de ce qui reste dû', async () => {
    standsAt('F2026-00083', 'invoice', 'dunning');
    api.answers.set(
      'GET /api/commands',
      listCommands('send_dunning', 'record_payment', 'close_dispute', 'open_dispute'),
    );
    const invoice = { kind: 'facture', client: 'CL002', project: 'P003', issued_on: '2026-08-04' };
    const invoices = [
      {
        ...invoice,
        number: 'F2026-00083',
        due_on: '2026-09-30',
        net: 10_000,
        gross: 12_000,
        left: 7000.5,
        late_days: 31,
        dunning_level: 1,
      },
    ];
    api.answers.set('GET /api/look-ups/list_invoices', ok(lookUps.list_invoices.output.parse({ invoices })));
    const { person } = openScreen(queries, '/factures/F2026-00083');
    const buttons = await offered(/ ?: F2026-00083$/);
    expect(buttons.map((one) => one.split('…')[0])).toEqual([
      'Relancer, niveau 2',
      'Noter un paiement',
      'Ouvrir un litige',
    ]);
    await person.click(screen.getByRole('button', { name: /^Noter un paiement/ }));
    expect(await screen.findByLabelText('Montant')).toHaveProperty('value', '7000,5');
    expect(screen.getByLabelText('Payé le')).toHaveProperty('value', '2026-10-31');
  });

  describe('un avoir', () => {
    const invoice = {
      number: 'F2026-00083',
      kind: 'facture',
      client: 'CL001',
      project: 'P001',
      issued_on: '2026-10-05',
      due_on: '2026-11-30',
      net: 10_000,
      gross: 12_000,
      left: 12_000,
      late_days: 0,
      dunning_level: 0,
    };
    const days = ['2026-09-14', '2026-09-15'].map((date) => ({ consultant: 'C001', date, project: 'P001', days: 1 }));
    const line = { consultant: 'C001', open: true };
    const LINES = shownInvoiceLines.parse({
      number: 'F2026-00083',
      net: 10_000,
      left: 10_000,
      lines: [
        { ...line, line: 1, label: 'Prestations', amount: 9000, left: 9000, days },
        { ...line, line: 2, label: 'Astreinte', amount: 600, left: 600, days: [] },
        { ...line, line: 3, label: 'Frais', amount: 400, left: 0, days: [], open: false },
      ],
    });
    const asked = (): unknown =>
      api.asked.findLast(({ call }) => call === 'POST /api/commands/issue_credit_note')?.body;

    beforeEach(() => {
      standsAt('F2026-00083', 'invoice', 'due');
      api.answers.set('GET /api/commands', listCommands('issue_credit_note'));
      api.answers.set(
        'GET /api/look-ups/list_invoices',
        ok(lookUps.list_invoices.output.parse({ invoices: [invoice] })),
      );
      api.answers.set('GET /api/invoices/F2026-00083/lines', ok(LINES));
      api.answers.set('POST /api/commands/issue_credit_note', effect('Émettre un avoir.'));
    });

    const open = async () => {
      const { person } = openScreen(queries, '/factures/F2026-00083');
      await person.click(await screen.findByRole('button', { name: /^Faire un avoir/ }));
      await screen.findByText(/dont rien n’a été repris/);
      return person;
    };
    const preview = async (person: Awaited<ReturnType<typeof open>>) => {
      await person.click(await screen.findByRole('button', { name: 'Voir l’effet' }));
      await screen.findByText('Émettre un avoir.');
    };

    test('reprend toute la facture, pour une raison', async () => {
      const person = await open();
      await person.type(await screen.findByLabelText('Raison'), 'Refaite');
      await preview(person);
      expect(asked()).toEqual({ invoice: 'F2026-00083', lines: 'all', reason: 'Refaite' });
    });

    test('ou des lignes et des jours entiers ; ce qui est tapé reste, l’effet d’un autre choix non', async () => {
      const person = await open();
      await person.click(screen.getByText('Lignes ou jours'));
      await screen.findByText(/^Choisissez les lignes ou les jours/);
      // What a credit note took whole is not offered again.
      expect(screen.queryByLabelText(/Frais/)).toBeNull();
      await person.click(screen.getByLabelText(/^2\. .*Astreinte/));
      await person.type(await screen.findByLabelText('Raison'), 'Contestées');
      await preview(person);
      await person.click(screen.getByText('Choisir parmi 2 jours'));
      await person.click(screen.getByLabelText(/^15 sept\. 2026/));
      expect(screen.queryByText('Émettre un avoir.')).toBeNull();
      await preview(person);
      const [, day] = days;
      const { days: _days, ...taken } = day ?? { days: 0 };
      expect(asked()).toEqual({ invoice: 'F2026-00083', lines: [2], days: [taken], reason: 'Contestées' });
      // The line whole takes its days with it.
      await person.click(screen.getByLabelText(/^1\. .*Prestations/));
      await preview(person);
      expect(asked()).toEqual({ invoice: 'F2026-00083', lines: [1, 2], days: [], reason: 'Contestées' });
    });

    test('ou une remise en euros, qui nomme sa ligne', async () => {
      const person = await open();
      await person.click(screen.getByText('Remise'));
      await person.selectOptions(
        await screen.findByLabelText('Ligne'),
        screen.getByRole('option', { name: /Astreinte/ }),
      );
      await person.type(screen.getByLabelText('Montant'), '50');
      await person.type(screen.getByLabelText('Raison'), 'Geste commercial');
      await preview(person);
      expect(asked()).toEqual({
        invoice: 'F2026-00083',
        rebates: [{ line: 2, amount: 50 }],
        reason: 'Geste commercial',
      });
    });

    test('importée sans ses lignes, une facture se reprend par un montant', async () => {
      api.answers.set('GET /api/invoices/F2026-00083/lines', ok({ ...LINES, lines: [], left: 8000.5 }));
      const { person } = openScreen(queries, '/factures/F2026-00083');
      await person.click(await screen.findByRole('button', { name: /^Faire un avoir/ }));
      await person.type(await screen.findByLabelText('Raison'), 'Reprise');
      await preview(person);
      expect(asked()).toEqual({ invoice: 'F2026-00083', amount: 8000.5, reason: 'Reprise' });
      expect(screen.queryByText('Lignes ou jours')).toBeNull();
    });
  });
});
