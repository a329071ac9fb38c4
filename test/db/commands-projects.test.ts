// A project's life, by its responsable and a director: opened, budgeted, forecast, accepted, amended, closed.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withholdCosts } from '../../domain/withheld-costs.ts';
import type { Effect } from '../../domain/commands/command.ts';
import { executeCommand } from '../../db/execute-command.ts';
import type { ExecutionOutcome } from '../../db/execution.ts';
import { previewCommand } from '../../db/plan-command.ts';
import { readMarginReport } from '../../db/reports/margin-reports.ts';
import { readFolder } from '../oracle/read-firm.ts';
import { approveAndExecute } from './approve.ts';
import { loadFirm } from './load-firm.ts';
import { addPerson, writeFacts } from './people.ts';
import { commandNamed } from './run-command.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const TODAY = '2026-10-31';
let database: TestDatabase;
let director: string;
let secondDirector: string;
/** Étienne (C001): P003, P005, P006, INT01. */
let etienne: string;
/** Aïcha (C007): P001, P002. */
let aicha: string;
let seller: string;
let clerk: string;

beforeAll(async () => {
  database = await createTestDatabase();
  await loadFirm(database.app, readFolder(join(import.meta.dirname, '../fixtures/example')));
  director = await addPerson(database.app, 'direction@esn-exemple.fr', ['direction']);
  secondDirector = await addPerson(database.app, 'direction2@esn-exemple.fr', ['direction']);
  etienne = await addPerson(database.app, 'etienne.nguyen1@esn-exemple.fr', ['responsable']);
  aicha = await addPerson(database.app, 'aicha.nguyen7@esn-exemple.fr', ['responsable']);
  seller = await addPerson(database.app, 'commercial@esn-exemple.fr', ['commercial']);
  clerk = await addPerson(database.app, 'adv@esn-exemple.fr', ['adv']);
});
afterAll(() => database.drop());

function requestOf(name: string, input: unknown, askerId: string) {
  const command = commandNamed(name);
  return { command, input, askerId, today: TODAY };
}

function run(name: string, input: unknown, askerId = director): Promise<ExecutionOutcome> {
  const request = requestOf(name, input, askerId);
  return executeCommand(database.app, { ...request, actId: randomUUID(), actorKind: 'person', channel: 'api' });
}

async function preview(name: string, input: unknown, askerId = director) {
  const shown = await previewCommand(database.app, requestOf(name, input, askerId));
  if (shown.state !== 'previewed') throw new Error(shown.sentence);
  return shown;
}

function figure(effect: Effect, label: string) {
  const found = effect.indicators?.find((one) => one.label.replace(/ \(coûts .*\)$/u, '') === label);
  if (!found) throw new Error(`no figure ${label}`);
  return [found.before, found.after];
}

async function marginOf(project: string, costs: 'real' | 'standard' = 'real') {
  const report = await database.app.begin((tx) =>
    readMarginReport(tx, { asOf: TODAY, from: null, by: 'project', costs }),
  );
  const found = 'projects' in report && report.projects.find(({ code }) => code === project);
  if (!found) throw new Error(`no margin of ${project}`);
  return found;
}

async function setMonth(month: string, state: 'open' | 'closed'): Promise<void> {
  await writeFacts(database.app, async (tx) => {
    await tx`insert into month_closings (month, state) values (${`${month}-01`}, ${state})
      on conflict (month) do update set state = excluded.state`;
  });
}

const newProject = {
  client: 'CL001',
  title: 'Audit SI',
  contractKind: 'forfait',
  startsOn: '2026-11-02',
  endsOn: '2027-01-29',
  fixedPrice: 20_000,
  budget: [{ profile: 'Architecte', days: 20, plannedDailyCost: 460 }],
  milestones: [
    { code: 'J1', amount: 8_000 },
    { code: 'J2', amount: 12_000 },
  ],
};

describe('ouvrir un projet', () => {
  test('crée contrat, budget et jalons, et montre la marge vendue', async () => {
    const outcome = await run('open_project', newProject, etienne);
    expect(outcome).toMatchObject({ state: 'done', result: { code: 'P009' } });
    if (outcome.state !== 'done') return;
    expect(figure(outcome.effect, 'Marge à terminaison')).toEqual([null, 10_800]);
    const [row] = await database.app`
      select p.contract_kind, p.status, p.fixed_price_cents, c.code as manager,
        (select count(*)::int from milestones m where m.project_id = p.id) as milestones,
        (select sum(quarter_days)::int from project_budgets b where b.project_id = p.id) as quarters
      from projects p join consultants c on c.id = p.manager_id where p.code = 'P009'`;
    expect(row).toEqual({
      contract_kind: 'forfait',
      status: 'en_cours',
      fixed_price_cents: 2_000_000,
      manager: 'C001',
      milestones: 2,
      quarters: 80,
    });
  });

  test('refuse ce qui manque au contrat, ce qui n’en est pas, et ce qui n’existe pas', async () => {
    const wrong = async (change: object) => run('open_project', { ...newProject, ...change });
    expect(await wrong({ fixedPrice: null })).toMatchObject({ code: 'terms_incomplete' });
    expect(await wrong({ ceiling: 10 })).toMatchObject({ code: 'terms_foreign' });
    expect(await wrong({ client: 'CL999' })).toMatchObject({ code: 'not_found' });
    expect(await wrong({ client: null })).toMatchObject({ code: 'client_missing' });
    expect(await wrong({ manager: 'C999' })).toMatchObject({ code: 'not_found' });
    expect(await wrong({ endsOn: '2026-10-01' })).toMatchObject({ code: 'end_before_start' });
    expect(await wrong({ code: 'P001' })).toMatchObject({ code: 'project_exists' });
    expect(await wrong({ milestones: [{ code: 'J1', amount: 8_000 }] })).toMatchObject({ code: 'milestones_sum' });
    expect(await wrong({ budget: [{ profile: 'Sorcier', days: 1 }] })).toMatchObject({ code: 'not_found' });
    expect(
      await wrong({ contractKind: 'tma', fixedPrice: null, monthlyFee: 10, endsOn: null, milestones: [] }),
    ).toMatchObject({
      code: 'terms_incomplete',
    });
  });

  test('est le fait d’un responsable pour lui-même, ou de la direction', async () => {
    expect(await run('open_project', { ...newProject, manager: 'C007' }, etienne)).toMatchObject({ code: 'not_found' });
    expect(await run('open_project', newProject, seller)).toMatchObject({ code: 'right_refused' });
  });
});

describe('modifier un projet', () => {
  test('change titre, dates et responsable, et dit les affectations qui dépassent', async () => {
    const outcome = await run('update_project', { code: 'P008', title: 'Portail', endsOn: '2026-12-18' });
    expect(outcome).toMatchObject({ state: 'done', effect: { sentence: expect.stringContaining('A0012 (C008)') } });
    const [row] = await database.app`select title, ends_on, title_folded from projects where code = 'P008'`;
    expect(row).toEqual({ title: 'Portail', ends_on: '2026-12-18', title_folded: 'portail' });
  });

  test('laisse au contrat ce qui est signé, et au temps saisi son début', async () => {
    expect(await run('update_project', { code: 'P006', endsOn: '2027-01-31' })).toMatchObject({ code: 'dates_signed' });
    expect(await run('update_project', { code: 'P001', startsOn: '2026-10-01' })).toMatchObject({
      code: 'time_before_start',
    });
    expect(await run('update_project', { code: 'P001', manager: 'C404' })).toMatchObject({ code: 'not_found' });
    expect(await run('update_project', { code: 'P007', title: 'Clos' })).toMatchObject({ code: 'project_closed' });
    expect(await run('update_project', { code: 'P003', title: 'Pas le mien' }, aicha)).toMatchObject({
      code: 'not_found',
    });
  });

  test('rouvre un projet clos avec une seconde personne', async () => {
    expect(await run('update_project', { code: 'P007', status: 'en_cours' })).toMatchObject({
      state: 'needs_approval',
      approvers: ['direction'],
    });
  });
});

describe('fixer un budget', () => {
  const lines = [
    { profile: 'Chef de projet', days: 66, dailyRate: 655, plannedDailyCost: 405 },
    { profile: 'Développeur', days: 33.5, dailyRate: 500 },
  ];

  test('revalorise le temps sans TJM propre et montre la marge telle qu’elle sera', async () => {
    const before = await marginOf('P004');
    const shown = await preview('set_budget', { project: 'P004', lines });
    expect(figure(shown.effect, 'Marge à terminaison')[0]).toBe(before.eac_margin);
    expect(await run('set_budget', { project: 'P004', lines })).toMatchObject({ state: 'done' });
    const after = await marginOf('P004');
    expect(figure(shown.effect, 'Marge à terminaison')[1]).toBe(after.eac_margin);
    expect(figure(shown.effect, 'Jours restants')[1]).toBe(after.remaining_days);
    const [rows] = await database.app`
      select min(r.daily_rate_cents) as low, max(r.daily_rate_cents) as high from time_rows r
      join projects p on p.id = r.project_id join consultants c on c.id = r.consultant_id
      where p.code = 'P004' and c.code = 'C004'`;
    expect(rows).toEqual({ low: 50_000, high: 50_000 });
  });

  test('montre à un responsable la marge aux coûts standards', async () => {
    const change = [{ profile: 'Développeur senior', days: 100, dailyRate: 592.5, plannedDailyCost: 340 }];
    const before = await marginOf('P001', 'standard');
    const outcome = await run('set_budget', { project: 'P001', lines: change }, aicha);
    if (outcome.state !== 'done') throw new Error(JSON.stringify(outcome));
    const after = await marginOf('P001', 'standard');
    expect(figure(outcome.effect, 'Marge à terminaison')).toEqual([before.eac_margin, after.eac_margin]);
  });

  test('recompte le reste à faire d’un profil dont aucun n’est déclaré', async () => {
    const shown = await preview(
      'set_budget',
      { project: 'P006', lines: [{ profile: 'Architecte', days: 60 }] },
      etienne,
    );
    const outcome = await run('set_budget', { project: 'P006', lines: [{ profile: 'Architecte', days: 60 }] }, etienne);
    expect(outcome.state).toBe('done');
    expect(figure(shown.effect, 'Jours restants')[1]).toBe((await marginOf('P006')).remaining_days);
  });

  test('demande un directeur sous le TJM vendu', async () => {
    const low = [{ profile: 'Développeur senior', days: 89.5, dailyRate: 500, plannedDailyCost: 340 }];
    expect(await run('set_budget', { project: 'P002', lines: low }, aicha)).toMatchObject({
      state: 'needs_approval',
      approvers: ['direction'],
      effect: { sentence: expect.stringContaining('TJM sous le devis : Développeur senior') },
    });
  });

  test('refuse un profil inconnu ou doublé, le même budget, un projet clos ou d’autrui', async () => {
    const line = { profile: 'Architecte', days: 60 };
    expect(await run('set_budget', { project: 'P006', lines: [line] })).toMatchObject({ code: 'nothing_changed' });
    expect(await run('set_budget', { project: 'P006', lines: [line, line] })).toMatchObject({ code: 'profile_twice' });
    expect(await run('set_budget', { project: 'P006', lines: [{ ...line, profile: 'X' }] })).toMatchObject({
      code: 'not_found',
    });
    expect(await run('set_budget', { project: 'P007', lines: [line] })).toMatchObject({ code: 'project_closed' });
    expect(await run('set_budget', { project: 'P006', lines: [line] }, aicha)).toMatchObject({ code: 'not_found' });
    expect(await run('set_budget', { project: 'P006', lines: [line] }, clerk)).toMatchObject({ code: 'right_refused' });
  });

  test('dit ce qui change dans un mois clos', async () => {
    await setMonth('2026-08', 'closed');
    const cheaper = [
      lines[0],
      { ...lines[1], dailyRate: 520 },
      { profile: 'Architecte', days: 30, plannedDailyCost: 500 },
    ];
    const shown = await preview('set_budget', { project: 'P004', lines: cheaper });
    expect(shown.effect.sentence).toContain('fin 2026-08, mois clos');
    const [before, after] = figure(shown.effect, "Chiffre d'affaires à fin 2026-08, mois clos");
    expect(after).not.toBe(before);
    await setMonth('2026-08', 'open');
  });
});

describe('déclarer le reste à faire', () => {
  test('montre la marge à terminaison avant et après, égale au rapport', async () => {
    const before = await marginOf('P003', 'standard');
    const lines = [{ profile: 'Développeur', days: 60 }];
    const outcome = await run('declare_raf', { project: 'P003', lines }, etienne);
    if (outcome.state !== 'done') throw new Error(JSON.stringify(outcome));
    const after = await marginOf('P003', 'standard');
    expect(figure(outcome.effect, 'Marge à terminaison')).toEqual([before.eac_margin, after.eac_margin]);
    expect(figure(outcome.effect, 'Taux de marge à terminaison')).toEqual([before.eac_rate, after.eac_rate]);
    expect(figure(outcome.effect, 'Jours vendus → à terminaison')[0]).toBe(89);
    expect(after.eac_margin).toBeLessThan(before.eac_margin);
  });

  test('aux coûts réels pour la direction, marges tues à qui ne les lit pas', async () => {
    const wish = { project: 'P003', lines: [{ profile: 'Développeur', days: 59 }] };
    const real = (await preview('declare_raf', wish)).effect;
    expect(figure(real, 'Marge à terminaison')[0]).toBe((await marginOf('P003')).eac_margin);
    const shown = withholdCosts(real, ['responsable']);
    expect(shown.indicators?.map(({ label }) => label)).toEqual([
      "Chiffre d'affaires à terminaison",
      'Jours restants',
      'Jours vendus → à terminaison',
    ]);
    const standard = (await preview('declare_raf', wish, etienne)).effect;
    expect(withholdCosts(standard, ['responsable'])).toEqual(standard);
  });

  test('remplace la déclaration du même jour, et déduit les jours faits depuis', async () => {
    await run('declare_raf', { project: 'P003', lines: [{ profile: 'Développeur', days: 55 }] }, etienne);
    const rows = await database.app`
      select quarter_days from raf_declarations r join projects p on p.id = r.project_id
      where p.code = 'P003' and declared_on = ${TODAY} and quarter_days = 220`;
    expect(rows.length).toBe(1);
    const past = { project: 'P004', declaredOn: '2026-10-05', lines: [{ profile: 'Chef de projet', days: 50 }] };
    const outcome = await run('declare_raf', past);
    if (outcome.state !== 'done') throw new Error(JSON.stringify(outcome));
    expect(figure(outcome.effect, 'Jours restants')[1]).toBe((await marginOf('P004')).remaining_days);
  });

  test('refuse le futur, un mois clos, une déclaration dépassée, un projet interne', async () => {
    const lines = [{ profile: 'Développeur', days: 1 }];
    expect(await run('declare_raf', { project: 'P003', lines, declaredOn: '2026-11-02' })).toMatchObject({
      code: 'raf_in_future',
    });
    expect(await run('declare_raf', { project: 'P003', lines, declaredOn: '2026-10-01' })).toMatchObject({
      code: 'raf_overtaken',
    });
    expect(await run('declare_raf', { project: 'INT01', lines })).toMatchObject({ code: 'project_internal' });
    expect(await run('declare_raf', { project: 'P007', lines })).toMatchObject({ code: 'project_closed' });
    expect(await run('declare_raf', { project: 'P003', lines: [...lines, ...lines] })).toMatchObject({
      code: 'profile_twice',
    });
    expect(await run('declare_raf', { project: 'P003', lines }, aicha)).toMatchObject({ code: 'not_found' });
    await setMonth('2026-09', 'closed');
    expect(await run('declare_raf', { project: 'P003', lines, declaredOn: '2026-09-30' })).toMatchObject({
      code: 'month_closed',
    });
    await setMonth('2026-09', 'open');
  });
});

describe('recetter un jalon', () => {
  test('dit ce qui devient facturable, l’acompte déduit', async () => {
    // F2026-00001 and 00008 paid 20,916.67 ahead: J1 is covered, J2 is to invoice, J3 is due in full.
    const outcome = await run(
      'accept_milestone',
      { project: 'P003', milestone: 'J3', acceptedOn: '2026-10-30' },
      etienne,
    );
    if (outcome.state !== 'done') throw new Error(JSON.stringify(outcome));
    const [before, after] = figure(outcome.effect, 'À facturer ce mois');
    expect(Number(after) - Number(before)).toBeCloseTo(20_916.66, 2);
    expect(outcome.effect.sentence).toContain('30/10/2026');
    const [row] = await database.app`
      select accepted_on from milestones m join projects p on p.id = m.project_id where p.code = 'P003' and m.code = 'J3'`;
    expect(row).toEqual({ accepted_on: '2026-10-30' });
  });

  test('annonce le blocage du bon de commande', async () => {
    const shown = await preview('accept_milestone', { project: 'P004', milestone: 'J1' });
    expect(figure(shown.effect, 'Blocages')[1]).toContain('bon de commande dépassé');
  });

  test('n’est recetté qu’une fois, par deux personnes à la fois', async () => {
    const input = { project: 'P005', milestone: 'S5' };
    const answers = await Promise.all([run('accept_milestone', input), run('accept_milestone', input, etienne)]);
    const said = answers.map((answer) => (answer.state === 'refused' ? answer.code : answer.state));
    expect(said.sort()).toEqual(['done', 'milestone_accepted']);
  });

  test('refuse un jalon inconnu, déjà recetté, futur, ou dans un mois clos', async () => {
    const ask = (change: object, who = director) =>
      run('accept_milestone', { project: 'P004', milestone: 'J1', ...change }, who);
    expect(await ask({ milestone: 'J9' })).toMatchObject({ code: 'not_found' });
    expect(await ask({ project: 'P003' })).toMatchObject({ code: 'milestone_accepted' });
    expect(await ask({ acceptedOn: '2026-11-02' })).toMatchObject({ code: 'acceptance_in_future' });
    expect(await ask({}, aicha)).toMatchObject({ code: 'not_found' });
    await setMonth('2026-09', 'closed');
    expect(await ask({ acceptedOn: '2026-09-15' })).toMatchObject({ code: 'month_closed' });
    await setMonth('2026-09', 'open');
  });
});

describe('saisir les unités d’une TMA', () => {
  test('dit le dépassement du mois et de tout le contrat', async () => {
    const outcome = await run('record_units', { project: 'P006', month: '2026-10', units: 23.5 }, etienne);
    expect(outcome).toMatchObject({
      state: 'done',
      effect: { sentence: expect.stringMatching(/3,5 au-delà du forfait \(1.680,00/u) },
    });
    const [row] = await database.app`
      select units::text from project_units u join projects p on p.id = u.project_id where p.code = 'P006' and month = '2026-10-01'`;
    expect(row).toEqual({ units: '23.5' });
  });

  test('refuse un mois facturé, futur ou hors service, et ce qui n’est pas une TMA', async () => {
    const ask = (change: object, who = director) =>
      run('record_units', { project: 'P006', month: '2026-10', units: 1, ...change }, who);
    expect(await ask({ month: '2026-09' })).toMatchObject({ code: 'units_invoiced' });
    expect(await ask({ month: '2026-11' })).toMatchObject({ code: 'units_in_future' });
    expect(await ask({ month: '2027-01' })).toMatchObject({ code: 'month_outside_service' });
    expect(await ask({ project: 'P001' })).toMatchObject({ code: 'not_managed_service' });
    expect(await ask({}, aicha)).toMatchObject({ code: 'not_found' });
  });
});

describe('un avenant au contrat', () => {
  const amendment = {
    code: 'P003',
    amendment: 'Avenant 1',
    fixedPrice: 70_000,
    milestones: [
      { code: 'J1', amount: 20_916.67 },
      { code: 'J2', amount: 20_916.67 },
      { code: 'J3', amount: 20_916.66 },
      { code: 'J4', label: 'Lot 2', amount: 7_250 },
    ],
  };

  test('attend une seconde personne de la direction, puis change prix, jalons et budget', async () => {
    const budget = [
      { profile: 'Chef de projet', days: 55, dailyRate: 640, plannedDailyCost: 380 },
      { profile: 'Développeur', days: 100, dailyRate: 450 },
    ];
    const request = requestOf('change_contract', { ...amendment, budget }, director);
    const shown = await preview('change_contract', { ...amendment, budget });
    expect(shown).toMatchObject({ tier: 2, approvers: ['direction'] });
    expect(shown.effect.euros).toEqual([{ label: 'Prix vendu', beforeCents: 6_275_000, afterCents: 7_000_000 }]);
    await approveAndExecute(database.app, request, secondDirector);
    const after = await marginOf('P003');
    expect(figure(shown.effect, 'Marge à terminaison')[1]).toBe(after.eac_margin);
    expect(after.planned_revenue).toBe(70_000);
  });

  test('refuse un prix sous le facturé, un jalon recetté changé, une somme fausse', async () => {
    const ask = (change: object, who = director) => run('change_contract', { ...amendment, ...change }, who);
    const two = (first: number, rest: number) => [
      { code: 'J1', amount: first },
      { code: 'J2', amount: 20_916.67 },
      { code: 'J3', amount: 20_916.66 },
      { code: 'J4', amount: rest },
    ];
    expect(await ask({ milestones: two(1_000, 27_166.67) })).toMatchObject({ code: 'milestone_accepted' });
    expect(await ask({ milestones: two(20_916.67, 1) })).toMatchObject({ code: 'milestones_sum' });
    expect(await run('change_contract', { code: 'P002', amendment: 'x', ceiling: 10_000 })).toMatchObject({
      code: 'price_under_invoiced',
    });
    expect(await run('change_contract', { code: 'P002', amendment: 'x', fixedPrice: 10 })).toMatchObject({
      code: 'terms_foreign',
    });
    expect(await run('change_contract', { code: 'P002', amendment: 'x' })).toMatchObject({ code: 'nothing_changed' });
    expect(await run('change_contract', { code: 'P007', amendment: 'x' })).toMatchObject({ code: 'project_closed' });
    expect(await ask({}, etienne)).toMatchObject({ code: 'right_refused' });
  });

  test('change de nature : les montants d’une autre nature tombent', async () => {
    const shown = await preview('change_contract', {
      code: 'P002',
      amendment: 'Passage en régie',
      contractKind: 'regie',
    });
    const change = shown.effect.rows.find((row) => row.entity === 'project');
    expect(change?.after).toMatchObject({ contractKind: 'regie', ceilingCents: null });
  });
});

describe('clore ou annuler un projet', () => {
  test('dit ce qui reste ouvert, et ne clôt par-dessus que sur demande expresse', async () => {
    const refused = await run('close_project', { code: 'P005' }, etienne);
    expect(refused).toMatchObject({
      code: 'project_unfinished',
      sentence: expect.stringContaining('1 jalon non recetté'),
    });
    if (refused.state === 'refused') expect(refused.sentence).toContain('de reste à faire');
    const outcome = await run('close_project', { code: 'P005', despiteOpen: true }, etienne);
    if (outcome.state !== 'done') throw new Error(JSON.stringify(outcome));
    expect(figure(outcome.effect, 'Jours restants')[1]).toBe(0);
    expect(figure(outcome.effect, 'Marge à terminaison')[1]).toBe((await marginOf('P005', 'standard')).eac_margin);
    const [project] = await database.app`select status, ends_on from projects where code = 'P005'`;
    expect(project).toEqual({ status: 'clos', ends_on: TODAY });
    const bookings = await database.app`
      select a.code, a.ends_on from assignments a join projects p on p.id = a.project_id where p.code = 'P005' order by a.code`;
    expect([...bookings]).toEqual([
      { code: 'A0009', ends_on: TODAY },
      { code: 'A0010', ends_on: '2026-10-30' },
    ]);
  });

  test('refuse un jour avant le dernier temps saisi, un mois clos, le futur, une TMA qui court', async () => {
    const close = (code: string, closedOn: string, who = director) => run('close_project', { code, closedOn }, who);
    expect(await close('P001', '2026-09-15')).toMatchObject({ code: 'time_after_end' });
    expect(await close('P001', '2026-11-02')).toMatchObject({ code: 'end_in_future' });
    expect(await close('P006', TODAY)).toMatchObject({ code: 'service_running' });
    expect(await close('P007', TODAY)).toMatchObject({ code: 'project_closed' });
    expect(await close('P009', TODAY)).toMatchObject({ code: 'not_started' });
    expect(await close('P001', TODAY, etienne)).toMatchObject({ code: 'not_found' });
    await setMonth('2026-10', 'closed');
    expect(await close('P001', TODAY)).toMatchObject({ code: 'month_closed' });
    await setMonth('2026-10', 'open');
  });

  test('annule un projet qui n’a pas commencé : ni prix, ni jalon, ni marge', async () => {
    const outcome = await run('cancel_project', { code: 'P009', reason: 'Budget client gelé' }, etienne);
    expect(outcome).toMatchObject({ state: 'done' });
    expect(await marginOf('P009')).toMatchObject({ revenue: 0, eac_revenue: 0, eac_margin: 0, remaining_days: 0 });
    const milestones =
      await database.app`select 1 from milestones m join projects p on p.id = m.project_id where p.code = 'P009'`;
    expect(milestones.length).toBe(0);
  });

  test('solde le prix d’un forfait commencé avec une seconde personne, et dit les mois clos', async () => {
    const input = { code: 'P003', reason: 'Arrêt du client', settledPrice: 45_000 };
    await setMonth('2026-08', 'closed');
    const shown = await preview('cancel_project', input, etienne);
    expect(shown.effect.sentence).toContain('fin 2026-08, mois clos');
    await setMonth('2026-08', 'open');
    const outcome = await run('cancel_project', input, etienne);
    expect(outcome).toMatchObject({ state: 'needs_approval', approvers: ['direction'] });
    await approveAndExecute(database.app, requestOf('cancel_project', input, etienne), director);
    expect(await marginOf('P003')).toMatchObject({
      eac_revenue: expect.closeTo(45_000 + 2_000.22, 1),
      remaining_days: 0,
    });
    expect(await run('cancel_project', { code: 'P001', reason: 'x', settledPrice: 1 })).toMatchObject({
      code: 'terms_foreign',
    });
  });
});
