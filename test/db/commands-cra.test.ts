// The life of a CRA: entered, submitted, validated by another than oneself, sent back, corrected, signed by the client.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExecutionOutcome } from '../../db/execution.ts';
import { readFolder } from '../oracle/read-firm.ts';
import { loadFirm } from './load-firm.ts';
import { addPerson } from './people.ts';
import { runCommand } from './run-command.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

let database: TestDatabase;
let director: string;
let yann: string;
let etienne: string;
let francois: string;
let adv: string;

beforeAll(async () => {
  database = await createTestDatabase();
  await loadFirm(database.app, readFolder(join(import.meta.dirname, '../fixtures/example')));
  director = await addPerson(database.app, 'direction@esn-exemple.fr', ['direction']);
  yann = await addPerson(database.app, 'yann.bonnet2@esn-exemple.fr', []);
  etienne = await addPerson(database.app, 'etienne.nguyen1@esn-exemple.fr', ['responsable']);
  francois = await addPerson(database.app, 'francois.blanchard3@esn-exemple.fr', ['responsable']);
  adv = await addPerson(database.app, 'adv@esn-exemple.fr', ['adv']);
});
afterAll(() => database.drop());

function run(name: string, input: unknown, askerId: string): Promise<ExecutionOutcome> {
  return runCommand(database.app, { name, input, askerId, today: '2026-11-04' });
}

const november = { consultant: 'C002', month: '2026-11' };
const onP003 = { ...november, project: 'P003' };

async function statesOf(consultant: string, month: string): Promise<unknown[]> {
  const rows = await database.app`
    select distinct r.state from time_rows r join consultants c on c.id = r.consultant_id
    where c.code = ${consultant} and to_char(r.worked_on, 'YYYY-MM') = ${month} order by 1`;
  return rows.map((row) => row['state']);
}

async function enter(date: string, project: string, days = 1): Promise<ExecutionOutcome> {
  return run('enter_time', { entries: [{ consultant: 'C002', date, project, days }] }, yann);
}

describe('un CRA', () => {
  test('incomplet ne part pas sans le vouloir', async () => {
    await enter('2026-11-02', 'P003');
    await enter('2026-11-03', 'INT01', 0.5);
    const outcome = await run('submit_timesheet', november, yann);
    expect(outcome).toMatchObject({
      state: 'refused',
      code: 'timesheet_incomplete',
      sentence: expect.stringContaining('03/11/2026'),
    });
  });

  test('soumis ne se modifie plus', async () => {
    await enter('2026-11-03', 'INT01', 1);
    await enter('2026-11-04', 'P003');
    expect(await run('submit_timesheet', november, yann)).toMatchObject({ state: 'done' });
    expect(await statesOf('C002', '2026-11')).toEqual(['soumis']);
    expect(await enter('2026-11-04', 'P003', 0.5)).toMatchObject({ code: 'time_not_draft' });
    expect(await run('submit_timesheet', november, yann)).toMatchObject({ code: 'nothing_to_submit' });
  });

  test("est validé par le responsable du projet, l'interne par le manager, jamais par un autre", async () => {
    expect(await run('validate_timesheet', onP003, francois)).toMatchObject({ code: 'not_found' });
    expect(await run('validate_timesheet', onP003, yann)).toMatchObject({ code: 'not_found' });
    expect(await run('reject_timesheet', { ...onP003, reason: 'Revoir le 4' }, etienne)).toMatchObject({
      state: 'done',
    });
    const [notice] = await database.app`select text from notices where user_id = ${yann}`;
    expect(notice?.['text']).toContain('Revoir le 4');
    expect(await run('submit_timesheet', november, yann)).toMatchObject({ state: 'done' });
    expect(await run('validate_timesheet', onP003, etienne)).toMatchObject({ state: 'done' });
    expect(await run('validate_timesheet', { ...november, project: 'INT01' }, francois)).toMatchObject({
      state: 'done',
    });
    expect(await statesOf('C002', '2026-11')).toEqual(['valide']);
  });

  test('personne ne valide ses propres jours facturables', async () => {
    await run(
      'enter_time',
      { entries: [{ consultant: 'C001', date: '2026-11-02', project: 'P003', days: 1 }] },
      etienne,
    );
    await run('submit_timesheet', { consultant: 'C001', month: '2026-11', incomplete: true }, etienne);
    const own = { consultant: 'C001', month: '2026-11', project: 'P003' };
    expect(await run('validate_timesheet', own, etienne)).toMatchObject({ code: 'own_days' });
    expect(await run('validate_timesheet', own, director)).toMatchObject({ state: 'done' });
  });

  test('corrigé après la signature du client demande une nouvelle signature', async () => {
    const signed = { ...onP003, by: 'Mme Lopez', validatedOn: '2026-11-04', evidence: 'cra-signe.pdf', days: 2 };
    expect(await run('record_client_validation', signed, adv)).toMatchObject({ state: 'done' });
    expect(
      await run(
        'correct_time',
        { consultant: 'C002', date: '2026-11-04', project: 'P003', days: 0.5, reason: 'Parti à midi' },
        etienne,
      ),
    ).toMatchObject({ state: 'done' });
    const [sheet] = await database.app`
      select client_validation from timesheets t join projects p on p.id = t.project_id join consultants c on c.id = t.consultant_id
      where p.code = 'P003' and c.code = 'C002' and month = '2026-11-01'`;
    expect(sheet).toEqual({ client_validation: null });
    expect(await run('reopen_timesheet', { ...onP003, reason: 'Erreur de projet' }, etienne)).toMatchObject({
      state: 'done',
    });
  });

  test('garde les sommes égales aux lignes du début à la fin', async () => {
    const [sums] = await database.app`
      select sum(quarter_days)::bigint as q, sum(cost_quarter_cents)::bigint as c, sum(value_quarter_cents)::bigint as v from time_sums`;
    const [rows] = await database.app`
      select sum(quarter_days)::bigint as q, sum(quarter_days * daily_cost_cents)::bigint as c, sum(quarter_days * daily_rate_cents)::bigint as v from time_rows`;
    expect(sums).toEqual(rows);
  });

  test('manquant se relance une fois par jour, et une anomalie s’accepte une fois', async () => {
    expect(await run('remind_timesheets', { month: '2026-10' }, adv)).toMatchObject({
      state: 'done',
      result: { people: 1 },
    });
    const accepted = {
      rule: 'missing',
      consultant: 'C002',
      month: '2026-10',
      date: '2026-10-08',
      reason: 'Jour offert',
    };
    expect(await run('accept_anomaly', accepted, francois)).toMatchObject({ state: 'done' });
    expect(await run('accept_anomaly', accepted, director)).toMatchObject({ code: 'already_accepted' });
  });
});
