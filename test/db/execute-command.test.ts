// A command carried out on a real database: once, under an act, or refused with nothing written.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { executeCommand } from '../../db/execute-command.ts';
import type { ExecutionRequest } from '../../db/execution.ts';
import { previewCommand } from '../../db/plan-command.ts';
import { readFolder } from '../oracle/read-firm.ts';
import { addPerson } from './people.ts';
import { loadFirm } from './load-firm.ts';
import { commandNamed } from './run-command.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const EXAMPLE = join(import.meta.dirname, '../fixtures/example');
let database: TestDatabase;
let director: string;
let yann: string;

beforeAll(async () => {
  database = await createTestDatabase();
  await loadFirm(database.app, readFolder(EXAMPLE));
  director = await addPerson(database.app, 'direction@esn-exemple.fr', ['direction']);
  yann = await addPerson(database.app, 'yann.bonnet2@esn-exemple.fr', ['consultant']);
});
afterAll(() => database.drop());

function ask(name: string, input: unknown, askerId = director, actId: string = randomUUID()): ExecutionRequest {
  const command = commandNamed(name);
  return { actId, command, input, askerId, actorKind: 'person', channel: 'api', today: '2026-10-31' };
}

const enterOneDay = (date: string, days = 1) => ({ entries: [{ consultant: 'C002', date, project: 'P003', days }] });

describe('une commande', () => {
  test('saisit un jour une fois, quel que soit le nombre de tentatives sous la même clé', async () => {
    const request = ask('enter_time', enterOneDay('2026-11-02'), yann);
    const [first, second] = await Promise.all([
      executeCommand(database.app, request),
      executeCommand(database.app, request),
    ]);
    expect(first.state).toBe('done');
    expect(second).toEqual(first);
    const rows = await database.app`select 1 from time_rows where worked_on = '2026-11-02'`;
    expect(rows.length).toBe(1);
    expect((await database.app`select 1 from acts where act_id = ${request.actId}`).length).toBe(1);
  });

  test('refuse la même clé pour une autre demande', async () => {
    const request = ask('enter_time', enterOneDay('2026-11-03'), yann);
    await executeCommand(database.app, request);
    const other = await executeCommand(database.app, { ...request, input: enterOneDay('2026-11-04') });
    expect(other).toMatchObject({ state: 'refused', code: 'idempotency_conflict' });
  });

  test('garde les sommes égales aux lignes : des jours du même mois s’ajoutent, se corrigent, se retirent', async () => {
    const readDifferences = () => database.app`
      with rows as (
        select consultant_id, project_id, coalesce(assignment_id, 0) as assignment_id, profile_id, daily_rate_cents,
          date_trunc('month', worked_on)::date as month,
          case when billed_line_id is null then state else 'facture' end as state, sum(quarter_days) as quarter_days,
          sum(quarter_days * daily_rate_cents) as value, sum(quarter_days * daily_cost_cents) as cost
        from time_rows group by 1, 2, 3, 4, 5, 6, 7),
      sums as (
        select consultant_id, project_id, assignment_id, profile_id, daily_rate_cents, month, state, quarter_days,
          value_quarter_cents as value, cost_quarter_cents as cost
        from time_sums)
      (table rows except table sums) union all (table sums except table rows)`;
    const [first, second, third] = ['2026-11-05', '2026-11-06', '2026-11-09'];
    const asked = [
      enterOneDay(first, 0.5),
      enterOneDay(second, 1),
      { entries: [...enterOneDay(third, 0.75).entries, ...enterOneDay('2026-12-01').entries] },
      enterOneDay(second, 0.25),
      enterOneDay(first, 0),
    ];
    for (const input of asked) {
      expect(await executeCommand(database.app, ask('enter_time', input, yann))).toMatchObject({ state: 'done' });
      expect(await readDifferences()).toEqual([]);
    }
  });

  test('refuse qui n’a plus accès, même ce qui ne touche que soi', async () => {
    const nobody = randomUUID();
    for (const request of [
      ask('enter_time', enterOneDay('2026-11-12'), nobody),
      ask('create_api_key', { name: 'agenda' }, nobody),
      ask(
        'set_delegation',
        { to: 'yann.bonnet2@esn-exemple.fr', commands: [], startsOn: '2026-11-01', endsOn: '2026-11-30' },
        nobody,
      ),
    ]) {
      const refused = await executeCommand(database.app, request);
      expect(refused).toMatchObject({ state: 'refused', code: 'person_unknown' });
      expect(await executeCommand(database.app, request)).toEqual(refused);
    }
  });

  test('refuse à un consultant le CRA d’un autre, comme s’il n’existait pas', async () => {
    const input = { entries: [{ consultant: 'C001', date: '2026-11-02', project: 'P001', days: 1 }] };
    expect(await executeCommand(database.app, ask('enter_time', input, yann))).toMatchObject({
      state: 'refused',
      code: 'not_found',
    });
  });

  test('refuse une charge au-delà de 1 en disant le jour', async () => {
    const input = { consultant: 'C002', project: 'P001', startsOn: '2026-11-09', endsOn: '2026-11-20' };
    const outcome = await executeCommand(database.app, ask('assign_consultant', input));
    expect(outcome).toMatchObject({
      state: 'refused',
      code: 'overload',
      sentence: expect.stringContaining('09/11/2026'),
    });
  });

  test('demande une seconde personne quand le TJM est sous le devis', async () => {
    const input = {
      consultant: 'C002',
      project: 'P001',
      profile: 'Développeur senior',
      startsOn: '2026-12-01',
      endsOn: '2026-12-31',
      dailyRate: 400,
    };
    const outcome = await executeCommand(database.app, ask('assign_consultant', input));
    expect(outcome).toMatchObject({ state: 'needs_approval', approvers: ['direction'] });
    expect((await database.app`select 1 from assignments where code = 'A0017'`).length).toBe(0);
  });

  test('montre son effet sans rien écrire', async () => {
    const before = await database.app`select count(*)::int as n from clients`;
    const preview = await previewCommand(database.app, ask('create_client', { code: 'CL900', name: 'Nouveau' }));
    expect(preview).toMatchObject({ state: 'previewed', tier: 1 });
    expect(await database.app`select count(*)::int as n from clients`).toEqual(before);
  });

  test('refuse une clé inconnue dans la demande', async () => {
    const outcome = await executeCommand(
      database.app,
      ask('create_client', { code: 'CL901', name: 'X', couleur: 'bleu' }),
    );
    expect(outcome).toMatchObject({ state: 'refused', code: 'input_invalid' });
  });
});
