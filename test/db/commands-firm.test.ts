// The firm says who it is, how it numbers, what it sells and aims at, which rules it gives itself; people lend powers.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExecutionOutcome } from '../../db/execution.ts';
import { decide } from '../../db/proposals/decide.ts';
import { propose } from '../../db/proposals/propose.ts';
import { readRevision } from '../../db/proposals/rows.ts';
import { readFolder } from '../oracle/read-firm.ts';
import { approveAndExecute } from './approve.ts';
import { loadFirm } from './load-firm.ts';
import { addPerson } from './people.ts';
import { commandNamed, runCommand } from './run-command.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const TODAY = '2026-11-04';
let database: TestDatabase;
const users: Record<'anne' | 'benoit' | 'daf' | 'yann', string> = { anne: '', benoit: '', daf: '', yann: '' };

beforeAll(async () => {
  database = await createTestDatabase();
  await loadFirm(database.app, readFolder(join(import.meta.dirname, '../fixtures/example')));
  users.anne = await addPerson(database.app, 'anne@esn-exemple.fr', ['direction']);
  users.daf = await addPerson(database.app, 'daf@esn-exemple.fr', ['daf']);
  users.yann = await addPerson(database.app, 'yann.bonnet2@esn-exemple.fr', []);
});
afterAll(() => database.drop());

function run(name: string, input: unknown, who: keyof typeof users = 'anne'): Promise<ExecutionOutcome> {
  return runCommand(database.app, { name, input, askerId: users[who], today: TODAY });
}

async function settings(): Promise<unknown> {
  const [row] = await database.app`select name, siren, settings from firm`;
  return row;
}

describe('une règle de la maison', () => {
  test('d’approbateur unique est dite par un directeur seul, et par lui seulement', async () => {
    expect(await run('set_policy', { singleApprover: true, marginFloorPercent: 20 })).toMatchObject({
      state: 'needs_approval',
      approvers: ['direction'],
    });
    expect(await run('set_policy', { singleApprover: true })).toMatchObject({ state: 'done' });
    expect(await run('set_policy', { singleApprover: true })).toMatchObject({ code: 'nothing_changes' });
    expect(await run('set_policy', { singleApprover: false })).toMatchObject({ state: 'needs_approval' });
  });

  test('à deux directeurs, attend toujours l’autre', async () => {
    const wish = { command: commandNamed('set_policy'), askerId: users.anne, today: TODAY };
    users.benoit = await addPerson(database.app, 'benoit@esn-exemple.fr', ['direction']);
    await approveAndExecute(database.app, { ...wish, input: { singleApprover: false } }, users.benoit);
    expect(await run('set_policy', { singleApprover: true })).toMatchObject({ state: 'needs_approval' });
    const input = { marginFloorPercent: 17.5, endOfMonthReading: 'month_end_then_days' };
    await approveAndExecute(database.app, { ...wish, input }, users.benoit);
    expect(await settings()).toMatchObject({
      settings: { single_approver: false, margin_floor_percent: 17.5, end_of_month_reading: 'month_end_then_days' },
    });
    expect(await run('set_policy', { marginFloorPercent: 1 }, 'daf')).toMatchObject({ code: 'right_refused' });
  });
});

describe("l'entreprise", () => {
  test('se renseigne sans perdre ses règles', async () => {
    const asked = {
      name: 'Nordique Conseil',
      siren: '732829320',
      iban: 'FR76 3000 6000 0112 3456 7890 189',
      city: 'Lille',
    };
    expect(await run('set_firm', asked)).toMatchObject({ state: 'done' });
    expect(await settings()).toMatchObject({
      name: 'Nordique Conseil',
      siren: '732829320',
      settings: { iban: 'FR7630006000011234567890189', city: 'Lille', margin_floor_percent: 17.5 },
    });
    expect(await run('set_firm', asked)).toMatchObject({ code: 'nothing_changes' });
    expect(await run('set_firm', { city: null })).toMatchObject({ state: 'done' });
    expect(await settings()).not.toHaveProperty('settings.city');
  });

  test('refuse une clé fausse, et qui n’est pas de la direction', async () => {
    expect(await run('set_firm', { siren: '732829321' })).toMatchObject({ code: 'input_invalid' });
    expect(await run('set_firm', { iban: 'FR7630006000011234567890188' })).toMatchObject({ code: 'input_invalid' });
    expect(await run('set_firm', { name: 'X' }, 'daf')).toMatchObject({ code: 'right_refused' });
  });

  test('choisit sa série et son premier numéro, tant que rien n’y est émis', async () => {
    expect(await run('set_firm', { nextNumber: { year: 2026, number: 20 } })).toMatchObject({
      code: 'number_taken',
      sentence: expect.stringContaining('F2026-00021'),
    });
    expect(await run('set_firm', { invoiceSeries: 'NC', nextNumber: { year: 2026, number: 118 } })).toMatchObject({
      state: 'done',
      effect: { sentence: expect.stringContaining('NC2026-00118') },
    });
    const deposit = { command: commandNamed('issue_deposit'), askerId: users.anne, today: TODAY };
    await approveAndExecute(database.app, { ...deposit, input: { project: 'P003', amount: 100 } }, users.benoit);
    const [issued] = await database.app`select number from invoices where kind = 'acompte' and origin = 'issued'`;
    expect(issued).toEqual({ number: 'NC2026-00118' });
    expect(await run('set_firm', { nextNumber: { year: 2026, number: 200 } })).toMatchObject({
      code: 'numbering_started',
      sentence: expect.stringContaining('NC2026-00119'),
    });
  });
});

describe('un profil', () => {
  test('se crée, se corrige, et dit combien de personnes il concerne', async () => {
    expect(await run('set_profile', { name: 'Data engineer', targetDailyRate: 620 })).toMatchObject({ state: 'done' });
    const changed = await run('set_profile', { name: 'Développeur', plannedDailyCost: 280 });
    expect(changed).toMatchObject({
      state: 'done',
      effect: {
        euros: [
          { label: 'TJM cible', beforeCents: 45_000, afterCents: 45_000 },
          { label: 'CJM prévu', beforeCents: 27_000, afterCents: 28_000 },
        ],
      },
    });
    expect(await run('set_profile', { name: 'Data engineer', targetDailyRate: 620 })).toMatchObject({
      code: 'nothing_changes',
    });
    expect(await run('set_profile', { name: 'Stagiaire' }, 'daf')).toMatchObject({ code: 'right_refused' });
  });
});

describe('un objectif', () => {
  test('se fixe par mois, une marge ne dépasse pas le chiffre d’affaires', async () => {
    expect(await run('set_target', { month: '2027-01', revenue: 200_000 })).toMatchObject({ state: 'done' });
    expect(await run('set_target', { month: '2027-01', margin: 50_000 })).toMatchObject({ state: 'done' });
    const [row] = await database.app`select month, revenue_cents, margin_cents from monthly_targets`;
    expect(row).toEqual({ month: '2027-01-01', revenue_cents: 20_000_000, margin_cents: 5_000_000 });
    expect(await run('set_target', { month: '2027-01', margin: 50_000 })).toMatchObject({ code: 'nothing_changes' });
    expect(await run('set_target', { month: '2027-01', margin: 200_001 })).toMatchObject({
      code: 'margin_over_revenue',
    });
    expect(await run('set_target', { month: '2027-01', margin: 1 }, 'daf')).toMatchObject({ code: 'right_refused' });
  });
});

describe('une fermeture', () => {
  const august = { closedFrom: '2027-08-09', closedThrough: '2027-08-13', kind: 'rtt' };

  test('met en congé les salariés présents, sauf qui l’est déjà, et les prévient', async () => {
    const away = { consultant: 'C004', kind: 'cp', startsOn: '2027-08-02', endsOn: '2027-08-20' };
    expect(await run('request_absence', away)).toMatchObject({ state: 'done' });
    const [asked] = await database.app<{ id: number }[]>`select id from absences where starts_on = '2027-08-02'`;
    const granted = { id: asked?.id, decision: 'validee' };
    expect(await run('decide_absence', granted)).toMatchObject({ state: 'done' });
    const [employees] = await database.app<{ people: number }[]>`
      select count(*)::int as people from consultants where employment = 'salarie' and (left_on is null or left_on >= '2027-08-09')`;
    expect(await run('set_calendar', august)).toMatchObject({
      state: 'done',
      result: { people: (employees?.people ?? 0) - 1 },
      effect: { sentence: expect.stringMatching(/5\sj ouvrés \(rtt\).*1 y étaient déjà/) },
    });
    const closed = await database.app`
      select c.employment, a.status, a.ends_on from absences a join consultants c on c.id = a.consultant_id
      where a.starts_on = '2027-08-09' group by 1, 2, 3`;
    expect([...closed]).toEqual([{ employment: 'salarie', status: 'validee', ends_on: '2027-08-13' }]);
    expect(await run('set_calendar', august)).toMatchObject({ code: 'nobody_to_close' });
  });

  test('ne se pose ni sur des jours saisis, ni sur un week-end, ni sans la direction', async () => {
    const worked = { closedFrom: '2026-10-05', closedThrough: '2026-10-09' };
    expect(await run('set_calendar', worked)).toMatchObject({ code: 'time_in_closure' });
    const weekend = { closedFrom: '2027-02-06', closedThrough: '2027-02-07' };
    expect(await run('set_calendar', weekend)).toMatchObject({ code: 'nothing_to_close' });
    expect(await run('set_calendar', weekend, 'daf')).toMatchObject({ code: 'right_refused' });
    expect(await run('set_calendar', { ...weekend, closedThrough: '2027-02-01' })).toMatchObject({
      code: 'input_invalid',
    });
  });
});

describe('une délégation', () => {
  const lent = { to: 'daf@esn-exemple.fr', startsOn: '2026-11-04', endsOn: '2026-11-10' };

  test('donne au délégué le pouvoir de qui délègue, pour ce qu’il délègue', async () => {
    const input = { consultant: 'C001', startsOn: '2027-01-01', dailyCost: 400 };
    const filed = await propose(database.app, {
      command: commandNamed('set_cost'),
      input,
      askerId: users.anne,
      askerKind: 'person',
      channel: 'api',
      today: TODAY,
    });
    if (filed.state === 'refused') throw new Error(filed.sentence);
    const { id } = filed.proposal;
    const { sha } = await readRevision(database.app, id, 1);
    const approve = () =>
      decide(database.app, { proposalId: id, decision: 'approve', person: users.daf, today: TODAY, sha });
    expect(await run('set_delegation', { ...lent, commands: ['write_off'] }, 'benoit')).toMatchObject({
      state: 'done',
    });
    expect(await approve()).toMatchObject({ state: 'refused' });
    const wider = { ...lent, commands: ['write_off', 'set_cost'], ceiling: 1_000 };
    expect(await run('set_delegation', wider, 'benoit')).toMatchObject({ state: 'done' });
    expect([...(await database.app`select commands from delegations`)]).toEqual([
      { commands: ['set_cost', 'write_off'] },
    ]);
    expect(await approve()).toMatchObject({ state: 'decided', verdict: 'approved' });
  });

  test('se reprend, et ne va ni à soi, ni à un inconnu, ni sur une commande inconnue, ni dans le passé', async () => {
    const one = { ...lent, commands: ['set_cost'] };
    expect(await run('set_delegation', { ...one, to: 'benoit@esn-exemple.fr' }, 'benoit')).toMatchObject({
      code: 'own_delegation',
    });
    expect(await run('set_delegation', { ...one, to: 'x@esn-exemple.fr' }, 'benoit')).toMatchObject({
      code: 'not_found',
    });
    expect(await run('set_delegation', { ...one, commands: ['set_prices'] }, 'benoit')).toMatchObject({
      code: 'command_unknown',
    });
    const over = { ...one, startsOn: '2026-10-01', endsOn: '2026-10-31' };
    expect(await run('set_delegation', over, 'benoit')).toMatchObject({ code: 'delegation_over' });
    expect(await run('set_delegation', { ...one, commands: [] }, 'benoit')).toMatchObject({ state: 'done' });
    expect([...(await database.app`select 1 from delegations`)]).toEqual([]);
    expect(await run('set_delegation', { ...one, commands: [] }, 'benoit')).toMatchObject({ code: 'nothing_lent' });
    expect(await run('set_delegation', one, 'yann')).toMatchObject({ state: 'done' });
  });
});
