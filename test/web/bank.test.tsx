// @vitest-environment jsdom
// The bank, as who keeps it meets it: a statement brought in, lines matched together or by hand, each seen before it is
// done.

import type { QueryClient } from '@tanstack/react-query';
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { shownBank } from '../../api/contract/bank.ts';
import { DIRECTION, makeFakeApi, refused, type FakeApi } from './fake-api.ts';
import { listCommands } from './known-commands.ts';
import { leaveScreen, makeQueries, openScreen, plain, stubBrowser } from './open-screen.tsx';
import { ok, previewed } from './proposals.ts';

const LINE = { bookedOn: '2026-10-20', reference: 'VIR-1', client: 'CL002', supplier: null, excess: 0 };
const BANK = shownBank.parse({
  open: [
    {
      ...LINE,
      line: 4,
      label: 'VIR DIVERS',
      amount: 900,
      state: 'unknown_payer',
      client: null,
      parts: [],
    },
    {
      ...LINE,
      line: 3,
      label: 'VIR HELIOS F2026-00008',
      amount: 2510,
      state: 'cited',
      parts: [{ supplier: null, invoice: 'F2026-00008', amount: 2510 }],
    },
    { ...LINE, line: 2, label: 'PRLV LOYER', amount: -3200, state: null, client: null, parts: [] },
  ],
  matched: [
    {
      line: 1,
      bookedOn: '2026-10-02',
      label: 'VIR MARTIN SEPT',
      reference: null,
      amount: -4800,
      parts: [{ supplier: 'C001', invoice: '2026-09', amount: 4800 }],
    },
  ],
  aside: [
    {
      line: 5,
      bookedOn: '2026-10-12',
      label: 'DGFIP TVA',
      reference: null,
      amount: 1234.5,
      reason: 'remboursement de TVA',
    },
  ],
  balances: [{ account: 'FR7630004008200001234567843', on: '2026-10-30', amount: 41_160.5 }],
  owed: [
    { supplier: null, client: 'CL002', invoice: 'F2026-00008', dueOn: '2026-09-25', left: 2510 },
    { supplier: null, client: 'CL001', invoice: 'F2026-00012', dueOn: '2026-11-30', left: 500 },
    { supplier: null, client: 'CL001', invoice: 'F2026-00013', dueOn: '2026-12-30', left: 5000 },
    { supplier: 'C001', client: null, invoice: '2026-10', dueOn: '2026-11-30', left: 900 },
  ],
});
const matching = (sentence: string) => previewed({ sentence, rows: [], euros: [], indicators: [] });

describe('la banque', () => {
  let api: FakeApi;
  let queries: QueryClient;
  beforeEach(() => {
    api = makeFakeApi();
    queries = makeQueries();
    stubBrowser(api);
    api.answers.set('GET /api/bank', ok(BANK));
    api.answers.set('GET /api/commands', listCommands('import_bank_file', 'match_bank_lines', 'set_aside_bank_line'));
  });
  afterEach(() => leaveScreen(queries));

  const sentTo = (command: string) =>
    api.asked.filter(({ call }) => call === `POST /api/commands/${command}`).map(({ query, body }) => [query, body]);
  const lineOf = async (label: string): Promise<HTMLElement> => {
    const item = (await screen.findByText(label)).closest('li');
    if (item === null) throw new Error('the line is in no list');
    return item;
  };

  test('dit ce que paie chaque ligne, ce qui reste à choisir, et le solde', async () => {
    openScreen(queries, '/banque');
    const line = await lineOf('VIR HELIOS F2026-00008');
    // Names come after the lines.
    await waitFor(() => expect(plain(line)).toContain('2 510,00 €Hélios : F2026-00008'));
    expect(plain(await lineOf('VIR DIVERS'))).toContain('Payeur inconnu : à quelle facture ?');
    expect(screen.queryByText('PRLV LOYER')).toBeNull();
    const head = screen.getByRole('heading', { level: 1, name: 'Banque' }).closest('div');
    expect(head && plain(head)).toContain('2 lignes à rapprocher · 41 160,50 € en banque au 30 octobre 2026');
  });

  test('ce qui sort sans fournisseur, et ce qui est rapproché, se lisent à part', async () => {
    const { person } = openScreen(queries, '/banque?voir=sorties');
    expect(plain(await lineOf('PRLV LOYER'))).toContain('Sortie sans facture de fournisseur connue.');
    expect(screen.queryByText('VIR DIVERS')).toBeNull();
    await person.click(screen.getByText('Réglées'));
    const matched = await lineOf('VIR MARTIN SEPT');
    await waitFor(() => expect(plain(matched)).toContain('-4 800,00 €Nadège Fontaine : facture 2026-09'));
  });

  test('un relevé en lettres de Windows est lu, montré, puis importé', async () => {
    const bytes = new Uint8Array([...new TextEncoder().encode('Date;Libell'), 0xe9, 0x0a]);
    const file = new File([bytes], 'releve.csv', { type: 'text/csv' });
    const { person } = openScreen(queries, '/banque');
    await screen.findByRole('region', { name: 'Importer un relevé' });
    const input = document.querySelector<HTMLInputElement>('input[type=file]');
    if (input === null) throw new Error('no file can be given');
    await person.upload(input, file);
    const form = await screen.findByRole('form', { name: 'Importer un relevé bancaire' });
    api.answers.set('POST /api/commands/import_bank_file', matching('Importer 7 lignes de relevé.'));
    await person.click(within(form).getByRole('button', { name: 'Voir l’effet' }));
    await within(form).findByText('Importer 7 lignes de relevé.');
    await person.click(within(form).getByRole('button', { name: 'Appliquer' }));
    await waitFor(() =>
      expect(sentTo('import_bank_file')).toEqual([
        ['?preview=1', { content: 'Date;Libellé\n' }],
        ['', { content: 'Date;Libellé\n' }],
      ]),
    );
    await screen.findByText('Fait : Importer 7 lignes de relevé.');
  });

  test('les lignes sûres se rapprochent ensemble, après en avoir vu l’effet', async () => {
    const { person } = openScreen(queries, '/banque');
    await person.click(await screen.findByRole('button', { name: 'Rapprocher la ligne sûre…' }));
    api.answers.set('POST /api/commands/match_bank_lines', matching('Rapprocher 1 ligne de relevé.'));
    await person.click(await screen.findByRole('button', { name: 'Voir l’effet' }));
    await screen.findByText('Rapprocher 1 ligne de relevé.');
    const rest = BANK.open.filter(({ line }) => line !== 3);
    api.answers.set('GET /api/bank', ok({ ...BANK, open: rest }));
    await person.click(screen.getByRole('button', { name: 'Appliquer' }));
    await screen.findByText('Fait : Rapprocher 1 ligne de relevé.');
    await waitFor(() => expect(screen.queryByText('VIR HELIOS F2026-00008')).toBeNull());
    expect(sentTo('match_bank_lines')).toEqual([
      ['?preview=1', { acceptOverpayment: false }],
      ['', { acceptOverpayment: false }],
    ]);
  });

  test('à la main, une ligne paie les factures que l’on choisit, dans leur ordre', async () => {
    const { person } = openScreen(queries, '/banque');
    const line = within(await lineOf('VIR DIVERS'));
    await person.click(line.getByRole('button', { name: /^Choisir la facture.*VIR DIVERS$/ }));
    const select = line.getByLabelText('Facture payée');
    await within(select).findByRole('option', { name: /Hélios/ });
    // What a supplier is owed is not paid by what comes in.
    expect(within(select).getAllByRole('option').map(plain)).toEqual([
      'Choisir…',
      'F2026-00008 · Hélios · 2 510,00 € · échéance 25 sept. 2026',
      'F2026-00012 · Banque Rhodanienne · 500,00 € · échéance 30 nov. 2026',
      'F2026-00013 · Banque Rhodanienne · 5 000,00 € · échéance 30 déc. 2026',
    ]);
    await person.selectOptions(select, within(select).getByRole('option', { name: /^F2026-00012/ }));
    line.getByLabelText(/^Laisser ce qui est en trop \(400,00.€\)/);
    await person.click(line.getByRole('button', { name: 'La ligne en paie une autre' }));
    const next = line.getByLabelText('Puis (2)');
    await person.selectOptions(next, within(next).getByRole('option', { name: /^F2026-00013/ }));
    api.answers.set('POST /api/commands/match_bank_lines', refused(422, 'month_closed', 'Le mois 2026-10 est clos.'));
    await person.click(line.getByRole('button', { name: 'Voir l’effet' }));
    expect((await line.findByRole('alert')).textContent).toBe('Le mois 2026-10 est clos.');
    expect(sentTo('match_bank_lines')).toEqual([
      [
        '?preview=1',
        {
          matches: [
            { line: 4, invoice: 'F2026-00012' },
            { line: 4, invoice: 'F2026-00013' },
          ],
          acceptOverpayment: false,
        },
      ],
    ]);
  });

  test('à la main, on dit ce qu’elle paie de chacune ; un montant illisible arrête tout', async () => {
    const { person } = openScreen(queries, '/banque');
    const line = within(await lineOf('VIR DIVERS'));
    await person.click(line.getByRole('button', { name: /^Choisir la facture/ }));
    const choose = async (label: string, name: RegExp): Promise<void> => {
      const select = line.getByLabelText(label);
      await person.selectOptions(select, await within(select).findByRole('option', { name }));
    };
    await choose('Facture payée', /^F2026-00008/);
    await person.click(line.getByRole('button', { name: 'La ligne en paie une autre' }));
    await choose('Puis (2)', /^F2026-00013/);
    const first = line.getByLabelText('Pour la première, en euros');
    await person.type(first, 'deux');
    line.getByText('Un montant est attendu.');
    expect(line.queryByRole('button', { name: 'Voir l’effet' })).toBeNull();
    await person.clear(first);
    await person.type(first, '250,5');
    api.answers.set('POST /api/commands/match_bank_lines', matching('Rapprocher 1 ligne de relevé.'));
    await person.click(line.getByRole('button', { name: 'Voir l’effet' }));
    await line.findByText('Rapprocher 1 ligne de relevé.');
    expect(sentTo('match_bank_lines')[0]?.[1]).toEqual({
      matches: [
        { line: 4, invoice: 'F2026-00008', amount: 250.5 },
        { line: 4, invoice: 'F2026-00013' },
      ],
      acceptOverpayment: false,
    });
  });

  test('ce qui ne paie aucune facture s’écarte en disant ce que c’est, et se reprend', async () => {
    const { person } = openScreen(queries, '/banque');
    const line = within(await lineOf('VIR DIVERS'));
    await person.click(line.getByRole('button', { name: /^Écarter.*VIR DIVERS$/ }));
    const form = within(await line.findByRole('form', { name: 'Écarter une ligne de relevé' }));
    await person.type(form.getByRole('textbox'), 'emprunt');
    api.answers.set('POST /api/commands/set_aside_bank_line', matching('Écarter 900,00 €.'));
    await person.click(form.getByRole('button', { name: 'Voir l’effet' }));
    await form.findByText('Écarter 900,00 €.');
    await person.click(screen.getByText('Réglées'));
    const aside = await lineOf('DGFIP TVA');
    expect(plain(aside)).toContain('Écartée : remboursement de TVA');
    await person.click(within(aside).getByRole('button', { name: /^Remettre à rapprocher/ }));
    await person.click(await within(aside).findByRole('button', { name: 'Voir l’effet' }));
    await waitFor(() =>
      expect(sentTo('set_aside_bank_line').map(([, body]) => body)).toEqual([
        { line: 4, reason: 'emprunt' },
        { line: 5, reason: null },
      ]),
    );
  });

  test('qui ne tient pas la banque n’a pas de lien vers elle', async () => {
    api.answers.set('GET /api/me', ok({ ...DIRECTION, roles: ['commercial'] }));
    openScreen(queries, '/');
    const menu = await screen.findByRole('navigation', { name: 'Pages' });
    await screen.findByRole('heading', { level: 1 });
    expect(within(menu).queryByRole('link', { name: 'Banque' })).toBeNull();
  });
});
