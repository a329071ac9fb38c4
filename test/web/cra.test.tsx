// @vitest-environment jsdom
// The CRA as a consultant fills it, and as a team's is validated: what is suggested, what is locked, what is sent.

import type { QueryClient } from '@tanstack/react-query';
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { craLookUps } from '../../api/contract/cra-look-ups.ts';
import { describeMonth, quartersByDay } from '../../domain/cra/month-sheet.ts';
import { absenceOf, personOf } from '../rules/people.ts';
import { DIRECTION, makeFakeApi, refused, type FakeApi } from './fake-api.ts';
import { leaveScreen, makeQueries, openScreen, plain, setWidth, stubBrowser } from './open-screen.tsx';
import { ok } from './proposals.ts';

const MONTH = '2026-10'; // 22 working days, the first a Thursday.
const CONSULTANT = { ...DIRECTION, email: 'lea@esn.fr', roles: ['consultant'], consultant: 'C002', reports: [] };

type Days = ReturnType<(typeof craLookUps)['list_cra_days']['output']['parse']>;
type Entry = Days['entries'][number];

const entryOf = (date: string, given: Partial<Entry> = {}): Entry => ({
  date,
  project: 'P001',
  occurrence: 1,
  days: 1,
  state: 'brouillon',
  billed: false,
  comment: null,
  ...given,
});

const project = {
  code: 'P001',
  title: 'Portail client',
  internal: false,
  open: true,
  assigned: true,
  state: 'brouillon',
  reason: null,
  draft_days: 0,
  submitted_days: 0,
  validated_days: 0,
  suggested_days: 0,
  may_decide: false,
} as const;

/** October of C002: the 1st to the 20th as given, leave on the 12th, the 22nd and 23rd suggested. */
function monthOf(given: Partial<Days> = {}): Days {
  const entries = given.entries ?? [entryOf('2026-10-01'), entryOf('2026-10-02', { state: 'soumis' })];
  const suggestions = [
    { date: '2026-10-22', project: 'P001', days: 1 },
    { date: '2026-10-23', project: 'P001', days: 0.5 },
  ];
  const quarters = (rows: readonly { date: string; days: number }[]) =>
    quartersByDay(rows.map(({ date, days }) => ({ date, quarterDays: days * 4 })));
  const person = personOf('C002', { absences: [absenceOf('cp', '2026-10-12', '2026-10-12')] });
  const days = describeMonth(person, MONTH, quarters(entries), quarters(suggestions), '2026-10-05').map((day) => ({
    date: day.date,
    kind: day.kind,
    expected_days: day.expectedDays,
    absent_days: day.absentQuarters / 4,
    absence: day.absences[0] ?? null,
    entered_days: day.enteredQuarters / 4,
    elsewhere_days: 0,
    suggested_days: day.suggestedQuarters / 4,
    missing_days: day.missingQuarters / 4,
  }));
  return craLookUps.list_cra_days.output.parse({
    month: MONTH,
    consultant: 'C002',
    name: 'Léa Martin',
    closed: false,
    may_enter: true,
    prefill: true,
    days,
    entries,
    suggestions,
    projects: [
      { ...project, draft_days: 1, submitted_days: 1, suggested_days: 1.5 },
      { ...project, code: 'INT01', title: 'Vie interne', internal: true, assigned: false, state: 'vide' },
    ],
    findings: [
      {
        check: 'missing',
        severity: 'error',
        project: null,
        date: '2026-10-05',
        sentence: '1 j non saisi le 05/10/2026.',
        accepted: null,
      },
    ],
    total: {
      expected_days: 21,
      absent_days: 1,
      entered_days: 2,
      suggested_days: 1.5,
      missing_days: 1,
      draft_days: 1,
      submitted_days: 1,
      validated_days: 0,
    },
    ...given,
  });
}

describe('le CRA du mois', () => {
  let api: FakeApi;
  let queries: QueryClient;
  const answer = (days: Days) => api.answers.set('GET /api/look-ups/list_cra_days', ok(days));
  const cell = (name: RegExp) => screen.findByRole('button', { name });
  const bodyOf = (call: string): unknown => api.asked.findLast((one) => one.call === call)?.body;

  beforeEach(() => {
    api = makeFakeApi();
    queries = makeQueries();
    stubBrowser(api);
    api.answers.set('GET /api/me', ok(CONSULTANT));
    api.answers.set('GET /api/look-ups/list_expenses', ok({ month: MONTH, expenses: [] }));
    answer(monthOf());
  });
  afterEach(() => leaveScreen(queries));

  test('ce qui est proposé se voit comme tel, et part en une saisie quand la personne enregistre', async () => {
    api.answers.set('POST /api/commands/enter_time', ok({ actId: 'a', effect: {}, result: {} }));
    const { person } = openScreen(queries, `/cra?mois=${MONTH}`);
    await screen.findByText('2 j saisis sur 21 j attendus · 1 j d’absence · il manque 1 j à ce jour');
    expect((await cell(/jeudi 22 octobre : 1 j, proposé$/)).dataset['origin']).toBe('propose');
    expect((await cell(/jeudi 1 octobre : 1 j$/)).dataset['origin']).toBe('enregistre');
    await person.click(screen.getByRole('button', { name: /^Enregistrer 1,5/ }));
    await waitFor(() =>
      expect(bodyOf('POST /api/commands/enter_time')).toEqual({
        entries: [
          { consultant: 'C002', date: '2026-10-22', project: 'P001', days: 1, comment: null },
          { consultant: 'C002', date: '2026-10-23', project: 'P001', days: 0.5, comment: null },
        ],
      }),
    );
  });

  test('laissé de côté, rien de proposé ne part', async () => {
    const { person } = openScreen(queries, `/cra?mois=${MONTH}`);
    await person.click(await screen.findByRole('switch', { name: /^Reprendre les 1,5/ }));
    expect((await cell(/jeudi 22 octobre : rien$/)).textContent).toBe('');
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Enregistrer' }).disabled).toBe(true);
  });

  test('au clavier : aller d’un jour à l’autre, écrire, remplir la ligne ; un jour soumis ou d’absence ne bouge pas', async () => {
    const { person } = openScreen(queries, `/cra?mois=${MONTH}`);
    (await cell(/jeudi 1 octobre : 1 j$/)).focus();
    await person.keyboard('5');
    expect((await cell(/jeudi 1 octobre : 0,5 j, non enregistré$/)).textContent).toBe('½');
    await person.keyboard('{ArrowRight}0');
    expect((await cell(/vendredi 2 octobre : 1 j, soumis$/)).getAttribute('aria-disabled')).toBe('true');
    await person.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}1');
    expect((await cell(/lundi 5 octobre : 1 j, non enregistré$/)).textContent).toBe('1');
    await person.keyboard('f');
    expect((await cell(/mardi 6 octobre : 1 j, non enregistré$/)).textContent).toBe('1');
    const leave = await cell(/lundi 12 octobre, 1 j : congés payés : rien, absence$/);
    await person.click(leave);
    expect(leave.textContent).toBe('');
    // The half that is left of a suggested day stays the person's to say.
    expect((await cell(/vendredi 23 octobre : 0,5 j, proposé$/)).textContent).toBe('½');
  });

  test('un clic après l’autre : la journée, la demi-journée, rien ; ce que l’API refuse est dit tel quel', async () => {
    api.answers.set('POST /api/commands/enter_time', refused(422, 'month_closed', 'Le mois 2026-10 est clos.'));
    const { person } = openScreen(queries, `/cra?mois=${MONTH}`);
    const tuesday = await cell(/Portail client, mardi 6 octobre/);
    for (const written of ['1', '½', '', '1']) {
      await person.click(tuesday);
      expect(tuesday.textContent).toBe(written);
    }
    await person.click(screen.getByRole('button', { name: /^Enregistrer 2,5/ }));
    expect(await screen.findByText('Le mois 2026-10 est clos.')).toBeDefined();
    expect(tuesday.dataset['origin']).toBe('modifie');
  });

  test('une activité s’ajoute, et prend ce qui reste du jour', async () => {
    const { person } = openScreen(queries, `/cra?mois=${MONTH}`);
    await person.selectOptions(await screen.findByLabelText('Ajouter une activité'), 'INT01');
    const half = await cell(/Vie interne, vendredi 23 octobre/);
    await person.click(half);
    expect(half.textContent).toBe('½');
    expect((await cell(/Portail client, vendredi 23 octobre : 0,5 j, proposé$/)).textContent).toBe('½');
  });

  test('ce que la personne dit d’un jour passe avant ce qui y est proposé', async () => {
    const { person } = openScreen(queries, `/cra?mois=${MONTH}`);
    await person.selectOptions(await screen.findByLabelText('Ajouter une activité'), 'INT01');
    const internal = await cell(/Vie interne, jeudi 22 octobre/);
    const suggested = await cell(/Portail client, jeudi 22 octobre/);
    await person.click(internal);
    expect([internal.textContent, suggested.textContent]).toEqual(['1', '']);
    await person.click(internal);
    expect([internal.textContent, suggested.textContent, suggested.dataset['origin']]).toEqual(['½', '½', 'propose']);
  });

  test('soumettre dit d’abord ce qui part ; incomplet, il faut le vouloir', async () => {
    const missing = 'Il manque du temps le 05/10/2026. Complétez, ou soumettez le CRA incomplet.';
    api.answers.set('POST /api/commands/submit_timesheet', refused(422, 'timesheet_incomplete', missing));
    answer(monthOf({ suggestions: [] }));
    const { person } = openScreen(queries, `/cra?mois=${MONTH}`);
    await person.click(await screen.findByRole('button', { name: 'Soumettre le mois…' }));
    await screen.findByText(missing);
    const effect = { sentence: 'Soumettre 1 j de C002 pour 2026-10 (P001).', rows: [], euros: [], indicators: [] };
    api.answers.set('POST /api/commands/submit_timesheet', ok({ preview: true, effect }));
    await person.click(screen.getByRole('button', { name: 'Soumettre incomplet…' }));
    await screen.findByText('Soumettre 1 j de C002 pour 2026-10 (Portail client, P001).');
    await person.click(screen.getByRole('button', { name: 'Confirmer l’envoi' }));
    await waitFor(() =>
      expect(api.asked.filter(({ call }) => call === 'POST /api/commands/submit_timesheet')).toHaveLength(3),
    );
    expect(bodyOf('POST /api/commands/submit_timesheet')).toEqual({
      consultant: 'C002',
      month: MONTH,
      incomplete: true,
    });
  });

  test('un CRA refusé dit sa raison, et les anomalies se lisent', async () => {
    answer(monthOf({ projects: [{ ...project, state: 'rejete', reason: 'Le 5 était chez Hélios', draft_days: 2 }] }));
    openScreen(queries, `/cra?mois=${MONTH}`);
    await screen.findByText('À corriger : Le 5 était chez Hélios');
    expect(screen.getByText('Refusé')).toBeDefined();
    expect(plain(screen.getByRole('region', { name: 'Anomalies' }))).toContain('1 j non saisi le 05/10/2026.');
  });

  test('sur un téléphone, un jour sous l’autre, par demi-journées', async () => {
    setWidth(360);
    const { person } = openScreen(queries, `/cra?mois=${MONTH}`);
    const day = await screen.findByRole('group', { name: 'Portail client, mardi 6 octobre' });
    await person.click(within(day).getByRole('button', { name: '½' }));
    expect(within(day).getByRole('button', { name: '½' }).getAttribute('aria-pressed')).toBe('true');
    expect(screen.queryByRole('table')).toBeNull();
    expect(screen.getByRole('button', { name: /^Enregistrer 2/ })).toBeDefined();
  });

  test('qui n’est aucun consultant, ou ne suit pas cette personne, le lit', async () => {
    const nobody = { consultant: null, name: null, may_enter: false, days: [], entries: [], suggestions: [] };
    answer(monthOf({ ...nobody, projects: [], findings: [] }));
    openScreen(queries, `/cra?mois=${MONTH}&personne=C009`);
    expect(await screen.findByText(/n’est pas de ceux que vous suivez/)).toBeDefined();
  });

  test('une note de frais s’ajoute du mois', async () => {
    api.answers.set('POST /api/commands/record_expense', ok({ actId: 'a', effect: {}, result: {} }));
    const { person } = openScreen(queries, `/cra?mois=${MONTH}`);
    await person.click(await screen.findByRole('button', { name: 'Ajouter des frais…' }));
    await person.type(screen.getByLabelText('Libellé'), 'Train');
    await person.type(screen.getByLabelText('Montant HT (€)'), '82,50');
    await person.selectOptions(screen.getByLabelText('Projet'), 'P001');
    await person.click(screen.getByLabelText('À refacturer au client'));
    await person.click(screen.getByRole('button', { name: 'Enregistrer les frais' }));
    await waitFor(() =>
      expect(bodyOf('POST /api/commands/record_expense')).toEqual({
        label: 'Train',
        spentOn: '2026-10-31',
        amount: 82.5,
        vat: 0,
        project: 'P001',
        rebillable: true,
      }),
    );
  });
});

describe('les CRA de l’équipe', () => {
  let api: FakeApi;
  let queries: QueryClient;
  const sheet = { reason: null, draft_days: 0, submitted_days: 20, validated_days: 0, may_decide: true, clean: true };
  const PROGRESS = craLookUps.list_cra_progress.output.parse({
    month: MONTH,
    closed: false,
    consultants: [
      {
        code: 'C002',
        name: 'Léa Martin',
        state: 'soumis',
        expected_days: 22,
        entered_days: 22,
        missing_days: 0,
        anomalies: 0,
        timesheets: [
          { ...sheet, project: 'P001', state: 'soumis' },
          { ...sheet, project: 'P003', state: 'soumis', submitted_days: 2, clean: false },
        ],
      },
      {
        code: 'C004',
        name: 'Gaël Diallo',
        state: 'vide',
        expected_days: 22,
        entered_days: 0,
        missing_days: 22,
        anomalies: 1,
        timesheets: [],
      },
    ],
  });
  const sentTo = (call: string): unknown[] => api.asked.filter((one) => one.call === call).map(({ body }) => body);

  beforeEach(() => {
    api = makeFakeApi();
    queries = makeQueries();
    stubBrowser(api);
    api.answers.set('GET /api/look-ups/list_cra_progress', ok(PROGRESS));
  });
  afterEach(() => leaveScreen(queries));

  test('dit qui a soumis, qui a des jours manquants, et mène à chacun', async () => {
    const { person, address } = openScreen(queries, `/cra/equipe?mois=${MONTH}`);
    await screen.findByText(/^1 CRA soumis sur 2 · 1 personne a des jours manquants · 2 validations vous attendent$/);
    api.answers.set('GET /api/look-ups/list_cra_days', ok(monthOf({ may_enter: false })));
    await person.click(screen.getByRole('link', { name: 'Léa Martin' }));
    await screen.findByRole('heading', { level: 1, name: 'CRA de Léa Martin, octobre 2026' });
    expect(address()).toBe(`/cra?mois=${MONTH}&personne=C002`);
  });

  test('ce qui est net se valide ensemble, le reste un par un ; un refus a sa raison', async () => {
    for (const name of ['validate_timesheet', 'reject_timesheet'])
      api.answers.set(`POST /api/commands/${name}`, ok({ actId: 'a', effect: {}, result: {} }));
    const { person } = openScreen(queries, `/cra/equipe?mois=${MONTH}`);
    await person.click(await screen.findByRole('button', { name: 'Valider celui qui est sans anomalie…' }));
    await person.click(await screen.findByRole('button', { name: 'Valider' }));
    await waitFor(() =>
      expect(sentTo('POST /api/commands/validate_timesheet')).toEqual([
        { consultant: 'C002', project: 'P001', month: MONTH },
      ]),
    );
    await person.click(await screen.findByRole('button', { name: 'Refuser Léa Martin sur Refonte du SI paie (P003)' }));
    await person.type(screen.getByLabelText('Ce qui est à corriger'), 'Deux jours de trop');
    await person.click(screen.getByRole('button', { name: 'Refuser' }));
    await waitFor(() =>
      expect(sentTo('POST /api/commands/reject_timesheet')).toEqual([
        { consultant: 'C002', month: MONTH, project: 'P003', reason: 'Deux jours de trop' },
      ]),
    );
  });

  test('qui manque est relancé, une fois la phrase lue', async () => {
    const effect = {
      sentence: 'Relancer 1 personne pour le CRA de 2026-10 : C004.',
      rows: [],
      euros: [],
      indicators: [],
    };
    api.answers.set('POST /api/commands/remind_timesheets', ok({ preview: true, effect }));
    const { person } = openScreen(queries, `/cra/equipe?mois=${MONTH}`);
    await person.click(await screen.findByRole('button', { name: 'Relancer 1 personne…' }));
    await screen.findByText(effect.sentence);
    await person.click(screen.getByRole('button', { name: 'Envoyer la relance' }));
    await screen.findByText('Relance envoyée.');
    expect(sentTo('POST /api/commands/remind_timesheets')).toEqual([
      { month: MONTH, consultants: ['C004'] },
      { month: MONTH, consultants: ['C004'] },
    ]);
  });
});
