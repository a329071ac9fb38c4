// @vitest-environment jsdom
// What is to be invoiced is invoiced from where it is read: all of the month, or the projects that are chosen.

import type { QueryClient } from '@tanstack/react-query';
import { screen, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { reportOutputs } from '../../api/contract/report-outputs.ts';
import { DIRECTION, makeFakeApi, type FakeApi } from './fake-api.ts';
import { listCommands } from './known-commands.ts';
import { leaveScreen, makeQueries, openScreen, plain, stubBrowser } from './open-screen.tsx';
import { makeProposal, ok, previewed } from './proposals.ts';

const line = { kind: 'time', consultant: 'C001', label: 'Jours', quantity: 10, unit_price: 520, amount: 5200 };
const project = { client: 'CL001', contract: 'regie', lines: [line], arrears_days: 0, arrears_amount: 0 };
const BILLING = reportOutputs.billing.parse({
  month: '2026-10',
  projects: [
    { ...project, code: 'P001', total: 5200, blocked: [] },
    { ...project, code: 'P003', total: 8000, blocked: [{ reason: 'po_exceeded', excess: 500 }] },
    { ...project, code: 'P008', total: 1000, blocked: [] },
  ],
  total: 14_200,
});

describe('facturer depuis « À facturer »', () => {
  let api: FakeApi;
  let queries: QueryClient;
  beforeEach(() => {
    api = makeFakeApi();
    queries = makeQueries();
    stubBrowser(api);
    api.answers.set('GET /api/me', ok({ ...DIRECTION, roles: ['adv'], reports: ['billing'] }));
    api.answers.set('GET /api/reports/billing', ok(BILLING));
    api.answers.set('GET /api/commands', listCommands('issue_invoices', 'override_po_block'));
    const effect = { sentence: 'Émettre 2 factures.', rows: [], euros: [], indicators: [] };
    api.answers.set('POST /api/commands/issue_invoices', previewed(effect));
  });
  afterEach(() => leaveScreen(queries));

  const asked = (): unknown => api.asked.findLast(({ call }) => call === 'POST /api/commands/issue_invoices')?.body;

  test('le mois entier s’émet d’un geste, et ce qui est bloqué est compté à part', async () => {
    const { person } = openScreen(queries, '/rapports/billing');
    const act = await screen.findByRole('region', { name: 'Facturer' });
    expect(plain(act)).toContain('Peuvent partir : 2 (6 200 € HT) · bloqués : 1 (8 000 € HT), bon de commande dépassé');
    await person.click(await within(act).findByRole('button', { name: /^Émettre toutes les factures du mois…/ }));
    await person.click(await within(act).findByRole('button', { name: 'Voir l’effet' }));
    await within(act).findByText('Émettre 2 factures.');
    expect(asked()).toEqual({ month: '2026-10' });
  });

  test('une facture choisie part seule ; l’effet montré n’est plus celui d’un autre choix', async () => {
    const { person } = openScreen(queries, '/rapports/billing');
    await person.click(await screen.findByRole('checkbox', { name: 'Choisir Portail client' }));
    const act = screen.getByRole('region', { name: 'Facturer' });
    await person.click(within(act).getByRole('button', { name: /^Émettre la facture choisie…/ }));
    await person.click(await within(act).findByRole('button', { name: 'Voir l’effet' }));
    await within(act).findByText('Émettre 2 factures.');
    expect(asked()).toEqual({ month: '2026-10', projects: ['P001'] });
    await person.click(screen.getByRole('checkbox', { name: 'Choisir Renfort réseau' }));
    expect(within(act).queryByText('Émettre 2 factures.')).toBeNull();
    await person.click(await within(act).findByRole('button', { name: 'Voir l’effet' }));
    await within(act).findByText('Émettre 2 factures.');
    expect(asked()).toEqual({ month: '2026-10', projects: ['P001', 'P008'] });
  });

  test('choisi seul, ce que sa commande bloque peut être levé', async () => {
    const { person } = openScreen(queries, '/rapports/billing');
    await screen.findByRole('button', { name: /^Émettre toutes/ });
    expect(screen.queryByRole('button', { name: /^Lever le blocage/ })).toBeNull();
    await person.click(screen.getByRole('checkbox', { name: 'Choisir Refonte du SI paie' }));
    await person.click(screen.getByRole('button', { name: /^Lever le blocage du bon de commande…/ }));
    expect(await screen.findByLabelText('Raison')).toBeDefined();
  });

  test('sans rien à facturer, la page dit ce qui s’y lira', async () => {
    api.answers.set('GET /api/reports/billing', ok({ month: '2026-10', projects: [], total: 0 }));
    openScreen(queries, '/rapports/billing');
    expect(await screen.findByRole('heading', { name: 'Rien à facturer pour octobre 2026' })).toBeDefined();
    expect(screen.queryByRole('button', { name: /^Émettre/ })).toBeNull();
  });

  test('des factures déjà demandées se disent ; d’un jour passé, rien ne s’émet', async () => {
    const proposal = makeProposal({ command: 'issue_invoices' });
    api.answers.set('GET /api/proposals', ok({ proposals: [proposal] }));
    openScreen(queries, '/rapports/billing');
    const link = await screen.findByRole('link', { name: 'voir ce qui attend' });
    expect(link.getAttribute('href')).toBe('/a-decider');
    leaveScreen(queries);
    stubBrowser(api);
    openScreen(queries, '/rapports/billing?as-of=2026-09-30');
    await screen.findByText('5 200,00 €', { selector: 'td *' });
    expect(screen.queryByRole('checkbox')).toBeNull();
    expect(screen.queryByRole('button', { name: /^Émettre/ })).toBeNull();
  });
});
