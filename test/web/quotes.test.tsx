// @vitest-environment jsdom
// The quotes, as a salesperson meets them: which wait for an answer, what may be done of each, and its lines typed as
// lines.

import type { QueryClient } from '@tanstack/react-query';
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { lookUps } from '../../api/contract/look-ups.ts';
import { shownQuotes } from '../../api/contract/quotes.ts';
import { DIRECTION, makeFakeApi, refused, type FakeApi } from './fake-api.ts';
import { listCommands } from './known-commands.ts';
import { leaveScreen, makeQueries, openScreen, plain, stubBrowser, stubSaving } from './open-screen.tsx';
import { ok, previewed } from './proposals.ts';

const TERMS = {
  contractKind: 'regie',
  startsOn: '2026-12-01',
  endsOn: '2027-02-26',
  validUntil: null as string | null,
  fixedPrice: null,
  ceiling: null,
  monthlyFee: null,
  includedUnits: null,
  unitPrice: null,
  carryOverMonths: null,
  plannedPurchases: 0,
  lines: [{ profile: 'Développeur', days: 40, dailyRate: 520, plannedDailyCost: null }],
  milestones: [],
};
const DEAL = { opportunity: 'O0014', title: 'Portail partenaires', client: 'CL002', owner: null, open: true };
const QUOTE = { ...DEAL, stage: 'proposition', version: 1, amount: 20_800, terms: TERMS, evidence: null };
const QUOTES = shownQuotes.parse({
  quotes: [
    { ...QUOTE, code: 'D0001', status: 'brouillon', sentOn: null, signedOn: null },
    {
      ...QUOTE,
      code: 'D0002',
      version: 2,
      status: 'envoye',
      sentOn: '2026-10-21',
      signedOn: null,
      terms: { ...TERMS, validUntil: '2026-11-20' },
    },
    {
      ...QUOTE,
      code: 'D0003',
      status: 'signe',
      sentOn: '2026-10-01',
      signedOn: '2026-10-12',
      evidence: 'devis-signe.pdf',
    },
  ],
  deals: [
    { ...DEAL, stage: 'proposition' },
    { ...DEAL, opportunity: 'O0001', title: 'Perdue', stage: 'perdue', open: false },
  ],
});
const effect = (sentence: string) => previewed({ sentence, rows: [], euros: [], indicators: [] });

describe('les devis', () => {
  let api: FakeApi;
  let queries: QueryClient;
  beforeEach(() => {
    api = makeFakeApi();
    queries = makeQueries();
    stubBrowser(api);
    api.answers.set(
      'GET /api/me',
      ok({ ...DIRECTION, roles: ['commercial'], reports: ['drift', 'margin', 'pipeline'] }),
    );
    api.answers.set('GET /api/quotes', ok(QUOTES));
    api.answers.set(
      'GET /api/commands',
      listCommands('create_quote', 'revise_quote', 'send_quote', 'sign_quote', 'win_opportunity'),
    );
    api.answers.set(
      'GET /api/look-ups/list_profiles',
      ok(
        lookUps.list_profiles.output.parse({
          profiles: [
            { profile: 'Architecte', target_tjm: 780, lowest_tjm: 460 },
            { profile: 'Développeur', target_tjm: 450, lowest_tjm: 270 },
          ],
        }),
      ),
    );
  });
  afterEach(() => leaveScreen(queries));

  const sentTo = (command: string) =>
    api.asked.filter(({ call }) => call === `POST /api/commands/${command}`).map(({ query, body }) => [query, body]);
  const listed = async (): Promise<HTMLElement[]> =>
    within(await screen.findByRole('list', { name: 'Devis' })).getAllByRole('listitem');

  test('en cours : ce qui attend la réponse du client d’abord, depuis combien de jours', async () => {
    openScreen(queries, '/devis');
    await screen.findAllByText(/^Hélios · /);
    const [sent, draft, ...others] = (await listed()).map(plain);
    expect(others).toEqual([]);
    expect(sent).toContain(
      'Portail partenairesHélios · D0002, version 2 · O0014 · régie · du 1 déc. 2026 au 26 févr. 202720 800,00 € HT',
    );
    expect(sent).toContain(
      'Envoyé le 21 octobre 2026, sans réponse depuis 10 jours ; valable jusqu’au 20 novembre 2026',
    );
    expect(draft).toContain('Brouillon');
    expect(screen.getAllByRole('link', { name: 'Portail partenaires' })[0]).toHaveProperty(
      'href',
      `${window.location.origin}/opportunites/O0014`,
    );
  });

  test('un devis s’emporte en PDF ; ce qui l’empêche se dit à côté', async () => {
    const saved = stubSaving();
    const { person } = openScreen(queries, '/devis');
    const pdf = await screen.findByRole('button', { name: /^PDF.*D0002$/ });
    api.answers.set('GET /api/quotes/D0002/pdf', refused(404, 'not_found', 'Ce devis n’existe pas.'));
    await person.click(pdf);
    expect((await screen.findByRole('alert')).textContent).toBe('Ce devis n’existe pas.');
    const headers = { 'content-disposition': 'inline; filename="D0002-v2.pdf"' };
    api.answers.set('GET /api/quotes/D0002/pdf', { status: 200, body: '%PDF', headers });
    await person.click(pdf);
    await waitFor(() => expect(saved.map(({ name }) => name)).toEqual(['D0002-v2.pdf']));
    expect(screen.queryByRole('alert')).toBeNull();
    vi.restoreAllMocks();
  });

  test('la signature du client se note avec sa preuve, après en avoir vu l’effet', async () => {
    const { person } = openScreen(queries, '/devis');
    const [sent] = await listed();
    if (sent === undefined) throw new Error('no quote is shown');
    await person.click(await within(sent).findByRole('button', { name: /^Noter la signature/ }));
    const form = await screen.findByRole('form', { name: 'Enregistrer la signature du client' });
    expect(within(form).getByLabelText('Signé le')).toHaveProperty('value', '2026-10-31');
    await person.type(within(form).getByLabelText('Preuve'), 'devis.pdf');
    api.answers.set('POST /api/commands/sign_quote', effect('Devis D0002 signé.'));
    await person.click(within(form).getByRole('button', { name: 'Voir l’effet' }));
    await screen.findByText('Devis D0002 signé.');
    await person.click(within(form).getByRole('button', { name: 'Appliquer' }));
    const input = { code: 'D0002', signedOn: '2026-10-31', evidence: 'devis.pdf' };
    await waitFor(() =>
      expect(sentTo('sign_quote')).toEqual([
        ['?preview=1', input],
        ['', input],
      ]),
    );
    await screen.findByText(/^Fait : Devis D0002 signé\./);
  });

  test('une révision part de ce que le devis dit, ligne par ligne', async () => {
    const { person } = openScreen(queries, '/devis');
    const [, draft] = await listed();
    if (draft === undefined) throw new Error('the draft is not shown');
    await person.click(await within(draft).findByRole('button', { name: /^Réviser/ }));
    const first = await screen.findByRole('group', { name: 'Lignes, 1' });
    await screen.findByRole('option', { name: 'Architecte' });
    expect(within(first).getByLabelText('Profil')).toHaveProperty('value', 'Développeur');
    const days = within(first).getByLabelText('Jours');
    await person.clear(days);
    await person.type(days, '42,5');
    await person.click(screen.getByRole('button', { name: /^Ajouter une ligne.*Lignes$/ }));
    const second = await screen.findByRole('group', { name: 'Lignes, 2' });
    await person.selectOptions(within(second).getByLabelText('Profil'), 'Architecte');
    await person.type(within(second).getByLabelText('Jours'), '3');
    await person.type(within(second).getByLabelText('TJM'), 'cher');
    await screen.findByText('« cher » n’est pas lisible.');
    await person.clear(within(second).getByLabelText('TJM'));
    await person.type(within(second).getByLabelText('TJM'), '780');
    api.answers.set('POST /api/commands/revise_quote', effect('Réviser le devis D0001 (version 2).'));
    await person.click(screen.getByRole('button', { name: 'Voir l’effet' }));
    await screen.findByText('Réviser le devis D0001 (version 2).');
    expect(sentTo('revise_quote')).toEqual([
      [
        '?preview=1',
        // A régie says no ceiling, no fee, no milestone.
        {
          code: 'D0001',
          contractKind: 'regie',
          startsOn: '2026-12-01',
          endsOn: '2027-02-26',
          validUntil: null,
          plannedPurchases: 0,
          lines: [
            { profile: 'Développeur', days: 42.5, dailyRate: 520, plannedDailyCost: null },
            { profile: 'Architecte', days: 3, dailyRate: 780, plannedDailyCost: null },
          ],
        },
      ],
    ]);
  });

  test('un devis neuf se fait pour une opportunité ouverte, choisie par son nom', async () => {
    const { person } = openScreen(queries, '/devis');
    await person.click(await screen.findByRole('button', { name: 'Nouveau devis…' }));
    const deal = await screen.findByLabelText('Opportunité');
    await within(deal).findByRole('option', { name: /Hélios/ });
    expect(within(deal).getAllByRole('option').map(plain)).toEqual(['–', 'Portail partenaires · Hélios (O0014)']);
  });

  test('un devis demande ce que dit son contrat, et cela seul', async () => {
    const { person } = openScreen(queries, '/devis');
    await person.click(await screen.findByRole('button', { name: 'Nouveau devis…' }));
    const contract = await screen.findByLabelText('Contrat');
    const asked = () =>
      ['Plafond', 'Forfait', 'Forfait mensuel', 'Unités incluses'].filter(
        (name) => screen.queryByLabelText(name) !== null,
      );
    expect(asked()).toEqual([]);
    await person.selectOptions(contract, 'regie_plafonnee');
    expect(asked()).toEqual(['Plafond']);
    await person.type(screen.getByLabelText('Plafond'), '50000');
    await person.selectOptions(contract, 'forfait');
    expect(asked()).toEqual(['Forfait']);
    expect(screen.getByRole('button', { name: /^Ajouter une ligne.*Jalons$/ })).toBeDefined();
    await person.selectOptions(contract, 'tma');
    expect(asked()).toEqual(['Forfait mensuel', 'Unités incluses']);
    // What was typed for another contract is not sent for this one.
    api.answers.set('POST /api/commands/create_quote', effect('Faire un devis.'));
    await person.selectOptions(screen.getByLabelText('Opportunité'), 'O0014');
    await person.type(screen.getByLabelText('Début'), '2026-12-01');
    await person.type(screen.getByLabelText('Fin'), '2027-02-26');
    await person.click(screen.getByRole('button', { name: /^Retirer/ }));
    await person.click(screen.getByRole('button', { name: 'Voir l’effet' }));
    await screen.findByText('Faire un devis.');
    expect(sentTo('create_quote')[0]?.[1]).not.toHaveProperty('ceiling');
  });

  test('signé, un devis mène à l’opportunité gagnée, et l’opportunité montre ses devis', async () => {
    api.answers.set(
      'GET /api/where/O0014',
      ok({
        code: 'O0014',
        kind: 'opportunity',
        workflow: 'deal:opp:O0014',
        step: 'signature',
        label: 'Signature',
        blockedOn: null,
        since: null,
        next: null,
        nextOn: null,
        done: false,
      }),
    );
    api.answers.set('GET /api/look-ups/list_opportunities', ok({ opportunities: [] }));
    openScreen(queries, '/opportunites/O0014');
    await screen.findByRole('heading', { level: 1, name: 'Portail partenaires' });
    const [, , signed] = await listed();
    if (signed === undefined) throw new Error('the signed quote is not shown');
    expect(plain(signed)).toContain('Signé le 12 octobre 2026 (devis-signe.pdf)');
    await within(signed).findByRole('button', { name: /^Marquer l’opportunité gagnée/ });
  });

  test('qui ne suit pas le pipeline n’a pas de lien vers les devis', async () => {
    api.answers.set('GET /api/me', ok({ ...DIRECTION, roles: ['responsable'] }));
    openScreen(queries, '/');
    const menu = await screen.findByRole('navigation', { name: 'Pages' });
    await screen.findByRole('heading', { level: 1 });
    expect(within(menu).queryByRole('link', { name: 'Devis' })).toBeNull();
  });
});
