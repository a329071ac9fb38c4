// Bookings and leave: who may, what is refused, and the value of the days that follow.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Transaction } from '../../db/connection.ts';
import type { ExecutionOutcome } from '../../db/execution.ts';
import { sendForLocks } from '../../db/locks.ts';
import { readFolder } from '../oracle/read-firm.ts';
import { loadFirm } from './load-firm.ts';
import { addPerson, insertTestAct } from './people.ts';
import { runCommand } from './run-command.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

let database: TestDatabase;
let director: string;
let etienne: string;
let francois: string;
let yann: string;

beforeAll(async () => {
  database = await createTestDatabase();
  await loadFirm(database.app, readFolder(join(import.meta.dirname, '../fixtures/example')));
  director = await addPerson(database.app, 'direction@esn-exemple.fr', ['direction']);
  etienne = await addPerson(database.app, 'etienne.nguyen1@esn-exemple.fr', ['responsable']);
  francois = await addPerson(database.app, 'francois.blanchard3@esn-exemple.fr', []);
  yann = await addPerson(database.app, 'yann.bonnet2@esn-exemple.fr', []);
});
afterAll(() => database.drop());

function run(name: string, input: unknown, askerId = director): Promise<ExecutionOutcome> {
  return runCommand(database.app, { name, input, askerId, today: '2026-10-31' });
}

async function assignmentOf(code: string) {
  const [row] = await database.app`
    select c.code as consultant, a.starts_on, a.ends_on, a.quota::text, a.status from assignments a
    join consultants c on c.id = a.consultant_id where a.code = ${code}`;
  return row;
}

describe('une affectation', () => {
  test('se raccourcit, et les jours qu’elle ne couvre plus perdent leur TJM', async () => {
    const valueOf = async () => {
      const [row] = await database.app<{ v: number }[]>`
        select sum(value_quarter_cents)::bigint as v from time_sums s join projects p on p.id = s.project_id where p.code = 'P008'`;
      return row?.v;
    };
    const before = await valueOf();
    expect(await run('end_assignment', { code: 'A0012', endsOn: '2026-09-16' })).toMatchObject({ state: 'done' });
    expect(await assignmentOf('A0012')).toMatchObject({ ends_on: '2026-09-16' });
    expect(await valueOf()).toBeLessThan(before ?? 0);
  });

  test('s’annule tant qu’elle est une option ou n’a pas commencé ; ensuite elle se termine', async () => {
    const booked = { consultant: 'C001', project: 'P003', endsOn: '2028-01-31' };
    for (const booking of [
      { ...booked, startsOn: '2026-10-05', status: 'previsionnelle' },
      { ...booked, startsOn: '2028-01-03' },
    ]) {
      const done = await run('assign_consultant', booking);
      const code = done.state === 'done' ? String(done.result['code']) : '';
      expect(await run('cancel_assignment', { code })).toMatchObject({ state: 'done' });
      expect(await assignmentOf(code)).toBeUndefined();
      expect(await run('cancel_assignment', { code })).toMatchObject({ code: 'not_found' });
    }
    expect(await run('cancel_assignment', { code: 'A0009' })).toMatchObject({ code: 'already_begun' });
  });

  test('de son projet seulement, pour un responsable', async () => {
    expect(await run('move_assignment', { code: 'A0009', quota: 0.25 }, francois)).toMatchObject({
      code: 'right_refused',
    });
    expect(await run('move_assignment', { code: 'A0007', quota: 0.25 }, etienne)).toMatchObject({ code: 'not_found' });
    expect(await run('move_assignment', { code: 'A0009', quota: 0.25 }, etienne)).toMatchObject({ state: 'done' });
  });

  test('prévisionnelle se confirme si la personne est libre', async () => {
    expect(await run('confirm_assignment', { code: 'A0014' }, etienne)).toMatchObject({ state: 'done' });
    expect(await assignmentOf('A0014')).toMatchObject({ status: 'ferme' });
    expect(await run('confirm_assignment', { code: 'A0014' }, etienne)).toMatchObject({ code: 'already_firm' });
  });

  test('passe à un autre à partir d’un jour, sans trou ni doublon', async () => {
    const refused = await run('replace_consultant', { code: 'A0005', consultant: 'C001', from: '2026-11-09' }, etienne);
    expect(refused).toMatchObject({ code: 'overload' });
    const done = await run('replace_consultant', { code: 'A0005', consultant: 'C008', from: '2026-11-09' }, etienne);
    expect(done).toMatchObject({ state: 'done' });
    if (done.state !== 'done') return;
    expect(await assignmentOf('A0005')).toMatchObject({ consultant: 'C002', ends_on: '2026-11-08' });
    expect(await assignmentOf(String(done.result['code']))).toMatchObject({
      consultant: 'C008',
      starts_on: '2026-11-09',
      ends_on: '2026-11-27',
    });
  });

  test('de deux demandes à la fois sur la même personne, une seule passe', async () => {
    const ask = (project: string) => ({ consultant: 'C002', project, startsOn: '2027-03-01', endsOn: '2027-03-31' });
    const outcomes = await Promise.all(
      ['P001', 'P005', 'P006'].map((project) => run('assign_consultant', ask(project))),
    );
    expect(outcomes.filter(({ state }) => state === 'done')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome.state === 'refused' && outcome.code === 'overload')).toHaveLength(2);
  });

  test('se demande par profil', async () => {
    const asked = { project: 'P005', profile: 'Architecte', startsOn: '2027-01-04' };
    expect(await run('request_people', asked, etienne)).toMatchObject({ state: 'done' });
    expect(await run('request_people', { ...asked, profile: 'Astronaute' }, etienne)).toMatchObject({
      code: 'not_found',
    });
  });

  test('laisse les sommes égales aux lignes', async () => {
    const [sums] =
      await database.app`select sum(value_quarter_cents)::bigint as v, sum(cost_quarter_cents)::bigint as c from time_sums`;
    const [rows] = await database.app`
      select sum(quarter_days * daily_rate_cents)::bigint as v, sum(quarter_days * daily_cost_cents)::bigint as c from time_rows`;
    expect(sums).toEqual(rows);
  });
});

describe('une absence', () => {
  const asked = { consultant: 'C002', kind: 'cp', startsOn: '2026-11-23', endsOn: '2026-11-27' };

  test('se demande pour soi, se décide par son manager, jamais par soi-même', async () => {
    expect(await run('request_absence', { ...asked, consultant: 'C001' }, yann)).toMatchObject({ code: 'not_found' });
    expect(await run('request_absence', asked, yann)).toMatchObject({ state: 'done' });
    expect(await run('request_absence', { ...asked, startsOn: '2026-11-27' }, yann)).toMatchObject({
      code: 'absence_overlap',
    });
    const [absence] = await database.app<
      { id: number }[]
    >`select id from absences where status = 'demandee' and starts_on = '2026-11-23'`;
    const decision = { id: absence?.id, decision: 'validee' };
    expect(await run('decide_absence', decision, yann)).toMatchObject({ code: 'not_found' });
    expect(await run('decide_absence', decision, etienne)).toMatchObject({ code: 'not_found' });
    expect(await run('decide_absence', decision, francois)).toMatchObject({ state: 'done' });
    expect(await run('decide_absence', decision, francois)).toMatchObject({ code: 'absence_decided' });
    expect((await database.app`select 1 from notices where user_id = ${yann}`).length).toBe(1);
  });

  test('à venir s’annule par soi, commencée par la direction', async () => {
    const [begun] = await database.app<{ id: number }[]>`
      select a.id from absences a join consultants c on c.id = a.consultant_id where c.code = 'C002' and a.kind = 'rtt' and a.starts_on = '2026-08-21'`;
    expect(await run('cancel_absence', { id: begun?.id }, yann)).toMatchObject({ code: 'absence_begun' });
    expect(await run('cancel_absence', { id: begun?.id })).toMatchObject({ state: 'done' });
    const [coming] = await database.app<{ id: number }[]>`select id from absences where starts_on = '2026-11-23'`;
    expect(await run('cancel_absence', { id: coming?.id }, yann)).toMatchObject({ state: 'done' });
  });
});

describe('un mois clos', () => {
  const closed = '2026-08';
  const daysOf = (project: string) => database.app`
    select worked_on, quarter_days, assignment_id, daily_rate_cents from time_rows r join projects p on p.id = r.project_id
    where p.code = ${project} and worked_on between '2026-08-01' and '2026-08-31' order by r.id`;
  /** Under the lock that close_month takes. */
  const close = async (tx: Transaction): Promise<void> => {
    await (
      await sendForLocks(tx, async () => [{ kind: 'month', key: closed }])
    ).held;
    await insertTestAct(tx, 'close_month');
    await tx`insert into month_closings (month, state) values ('2026-08-01', 'closed')`;
  };

  test('en train de l’être, n’est pas changé par une affectation qui bouge au même moment', async () => {
    const [booking] = await database.app<{ code: string; project: string; starts_on: string }[]>`
      select a.code, p.code as project, a.starts_on from assignments a join projects p on p.id = a.project_id
      where a.status = 'ferme' and exists (select from time_rows r
        where r.assignment_id = a.id and r.worked_on between '2026-08-10' and '2026-08-31') order by a.code limit 1`;
    if (!booking) throw new Error('the example has bookings with time in August');
    const before = await daysOf(booking.project);
    expect(before.length).toBeGreaterThan(0);
    let asked: Promise<ExecutionOutcome> = Promise.resolve({ state: 'refused', code: 'not asked', sentence: '' });
    await database.app.begin(async (tx) => {
      await close(tx);
      asked = run('end_assignment', { code: booking.code, endsOn: booking.starts_on });
      // It has read that the month is open, and now waits for its lock.
      await vi.waitFor(async () => {
        const [waiting] = await tx`select 1 from pg_locks where locktype = 'advisory' and not granted`;
        expect(waiting).toBeDefined();
      }, 5_000);
    });
    expect(await asked).toMatchObject({ state: 'refused', code: 'month_closed' });
    for (const [name, input] of [
      ['move_assignment', { code: booking.code, dailyRate: 2_000 }],
      ['replace_consultant', { code: booking.code, consultant: 'C008', from: '2026-08-03' }],
    ] as const)
      expect(await run(name, input)).toMatchObject({ state: 'refused' });
    expect(await daysOf(booking.project)).toEqual(before);
  });

  test('n’empêche pas de finir plus tard une affectation commencée avant', async () => {
    const [booking] = await database.app<{ code: string }[]>`
      select a.code from assignments a where a.status = 'ferme' and a.ends_on > '2026-11-01' and a.starts_on < '2026-08-15'
        and exists (select from time_rows r where r.assignment_id = a.id and r.worked_on < '2026-09-01') order by 1 limit 1`;
    if (!booking) throw new Error('the example has a booking that goes on');
    expect(await run('end_assignment', { code: booking.code, endsOn: '2026-10-31' })).toMatchObject({ state: 'done' });
  });
});
