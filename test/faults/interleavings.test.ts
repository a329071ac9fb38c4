// EXECUTION.md, tests that must exist, 3: people of one firm change it at the same time, in any order. In the end sums
// are rows, nobody works more than a day a day, a closed month is as it was closed; what is kept or sealed is what is.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { insertAct } from '../../db/acts.ts';
import { openDatabase, type Sql, type Transaction } from '../../db/connection.ts';
import { executeCommand } from '../../db/execute-command.ts';
import { carryWaiting, enqueue } from '../../db/outbox.ts';
import { decide } from '../../db/proposals/decide.ts';
import { executeApproved } from '../../db/proposals/execute-approved.ts';
import { propose } from '../../db/proposals/propose.ts';
import { readRevision } from '../../db/proposals/rows.ts';
import { readReport, type ReportRequest } from '../../db/reports/read-report.ts';
import { openSealer, verifySeals } from '../../db/seals.ts';
import { addMonths, firstDayOf, lastDayOf } from '../../domain/periods.ts';
import { loadFirm } from '../db/load-firm.ts';
import { addPerson } from '../db/people.ts';
import { commandNamed } from '../db/run-command.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { readFolder } from '../oracle/read-firm.ts';

let database: TestDatabase;
let director: string;
let secondDirector: string;

beforeAll(async () => {
  database = await createTestDatabase();
  await loadFirm(database.app, readFolder(join(import.meta.dirname, '../fixtures/example')));
  director = await addPerson(database.app, 'direction@esn.fr', ['direction']);
  secondDirector = await addPerson(database.app, 'direction2@esn.fr', ['direction']);
});
afterAll(() => database.drop());

const GESTURES = [
  'assign_consultant',
  'close_month',
  'end_assignment',
  'enter_time',
  'set_cost',
  'submit_timesheet',
  'validate_timesheet',
];
/** What was carried out and not refused: a run that only refuses proves nothing. */
const done = new Map<string, number>();
const noteDone = (name: string) => done.set(name, (done.get(name) ?? 0) + 1);

async function run(app: Sql, name: string, input: unknown, today: string): Promise<void> {
  const wish = { actId: randomUUID(), command: commandNamed(name), input, askerId: director, today };
  const outcome = await executeCommand(app, { ...wish, actorKind: 'person', channel: 'api' });
  if (outcome.state === 'done') noteDone(name);
}

/** Asked by one, approved by another, carried out; false when any of it is refused or overtaken. */
async function approve(app: Sql, name: string, input: unknown, today: string): Promise<boolean> {
  const wish = { command: commandNamed(name), input, askerId: director, today };
  const filed = await propose(app, { ...wish, askerKind: 'person', channel: 'api' });
  if (filed.state === 'refused') return false;
  const { id, revision } = filed.proposal;
  const { sha } = await readRevision(app, id, revision);
  await decide(app, { proposalId: id, decision: 'approve', sha, person: secondDirector, today });
  const isDone = (await executeApproved(app, id, today))?.state === 'executed';
  if (isDone) noteDone(name);
  return isDone;
}

const consultant = fc.constantFrom('C002', 'C008');
const project = fc.constantFrom('P001', 'P005');
// Few days, so that gestures meet.
const day = fc.integer({ min: 1, max: 8 });
const share = fc.constantFrom(0.5, 1);
const gesture = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('enter' as const),
      consultant,
      project,
      day,
      days: fc.constantFrom(0, 0.25, 0.5, 1),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('submit' as const), consultant }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('validate' as const), consultant, project }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('cost' as const),
      consultant,
      day,
      euros: fc.integer({ min: 200, max: 600 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('assign' as const),
      consultant,
      project,
      day,
      quota: share,
      rate: fc.integer({ min: 600, max: 900 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('end' as const), consultant, day }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const) }) },
);
type Gesture = typeof gesture extends fc.Arbitrary<infer T> ? T : never;

/** The rows of a month, as a closing leaves them: what they cost may move with a cost set later, and is shown then. */
async function readMonth(app: Sql, month: string): Promise<unknown[]> {
  return [
    ...(await app`
      select id, quarter_days, state, comment from time_rows
      where worked_on between ${firstDayOf(month)} and ${lastDayOf(month)} order by id`),
  ];
}

/** A month of its own a run, so that one that was closed does not still the next runs. */
let month = '2027-01';
let closed: unknown[] | null = null;

async function carryOut(app: Sql, wish: Gesture): Promise<void> {
  const [today, on] = [lastDayOf(month), (of: number) => `${month}-${String(of).padStart(2, '0')}`];
  switch (wish.do) {
    case 'enter': {
      const { do: _do, day: of, ...entry } = wish;
      await run(app, 'enter_time', { entries: [{ ...entry, date: on(of) }] }, today);
      return;
    }
    case 'submit':
      await run(app, 'submit_timesheet', { consultant: wish.consultant, month, incomplete: true }, today);
      return;
    case 'validate':
      await run(app, 'validate_timesheet', { consultant: wish.consultant, project: wish.project, month }, today);
      return;
    case 'cost':
      await approve(
        app,
        'set_cost',
        { consultant: wish.consultant, startsOn: on(wish.day), dailyCost: wish.euros },
        today,
      );
      return;
    case 'assign': {
      const { do: _do, day: of, rate, ...booking } = wish;
      const terms = { startsOn: on(of), endsOn: on(28), dailyRate: rate };
      await run(app, 'assign_consultant', { ...booking, ...terms }, today);
      return;
    }
    case 'end': {
      const [booking] = await app<{ code: string }[]>`
        select a.code from assignments a join consultants c on c.id = a.consultant_id
        where c.code = ${wish.consultant} and a.starts_on between ${firstDayOf(month)} and ${on(wish.day)} order by 1 limit 1`;
      if (booking) await run(app, 'end_assignment', { code: booking.code, endsOn: on(wish.day) }, today);
      return;
    }
    case 'close':
      if (await approve(app, 'close_month', { month }, today)) closed = await readMonth(app, month);
  }
}

async function expectSumsToBeRows(app: Sql): Promise<void> {
  const differing = await app`
    select consultant_id, project_id, coalesce(assignment_id, 0) as assignment_id, profile_id, daily_rate_cents,
      date_trunc('month', worked_on)::date as month, case when billed_line_id is null then state else 'facture' end as state,
      sum(quarter_days)::bigint as q, sum(quarter_days * daily_rate_cents)::bigint as v, sum(quarter_days * daily_cost_cents)::bigint as c
    from time_rows group by 1, 2, 3, 4, 5, 6, 7
    except select consultant_id, project_id, assignment_id, profile_id, daily_rate_cents, month, state, quarter_days,
      value_quarter_cents, cost_quarter_cents from time_sums`;
  expect([...differing]).toEqual([]);
  const [totals] = await app`
    select (select sum(quarter_days)::bigint from time_sums) = (select sum(quarter_days)::bigint from time_rows) as days,
      (select count(*) from time_sums where quarter_days = 0) as empty`;
  expect(totals).toEqual({ days: true, empty: 0 });
}

/** A row is worth what its booking and its person's cost say now. */
async function expectValuesToBeCurrent(app: Sql): Promise<void> {
  const stale = await app`
    select r.id, r.worked_on, r.daily_cost_cents, k.daily_cost_cents as cost, r.daily_rate_cents, a.daily_rate_cents as rate
    from time_rows r
    left join lateral (
      select daily_cost_cents from cost_rates k where k.consultant_id = r.consultant_id and k.starts_on <= r.worked_on
      order by k.starts_on desc limit 1) k on true
    left join assignments a on a.id = r.assignment_id
    where r.worked_on >= '2027-01-01' and (
      (r.daily_cost_cents <> k.daily_cost_cents
        and not exists (select 1 from assignment_costs o where o.assignment_id = r.assignment_id))
      or (a.daily_rate_cents is not null and r.daily_rate_cents <> a.daily_rate_cents)
      or (a.id is not null and not (r.worked_on between a.starts_on and coalesce(a.ends_on, r.worked_on)))
      or (a.id is null and exists (
        select 1 from assignments o where o.consultant_id = r.consultant_id and o.project_id = r.project_id
          and o.status = 'ferme' and r.worked_on between o.starts_on and coalesce(o.ends_on, r.worked_on))))`;
  expect([...stale]).toEqual([]);
}

async function expectNobodyOverbooked(app: Sql): Promise<void> {
  const overloads = await app`
    select consultant_id, day, sum(quota) as load from (
      select a.consultant_id, d.day::date as day, a.project_id, max(a.quota) as quota
      from generate_series(${firstDayOf(month)}::date, ${lastDayOf(month)}::date, interval '1 day') d (day)
        join assignments a on a.status = 'ferme' and d.day between a.starts_on and coalesce(a.ends_on, d.day)
      group by 1, 2, 3) b
    group by 1, 2 having sum(quota) > 1`;
  expect([...overloads]).toEqual([]);
}

describe('des gestes en même temps', () => {
  test('laissent des sommes égales aux lignes, une charge d’une journée au plus, un mois clos intact', async () => {
    const lanes = [1, 2, 3].map((lane) => openDatabase(database.appUrl, { max: 2, name: `vigie test lane ${lane}` }));
    await run(database.app, 'end_assignment', { code: 'A0012', endsOn: '2026-12-31' }, '2026-10-31');
    const lane = fc.array(gesture, { minLength: 5, maxLength: 10, size: 'max' });
    await fc.assert(
      fc.asyncProperty(fc.tuple(lane, lane, lane), async (wishes) => {
        month = addMonths(month, 1);
        closed = null;
        // A deadlock or a broken invariant is thrown: refusals are not.
        await Promise.all(
          wishes.map(async (own, index) => {
            for (const wish of own) await carryOut(lanes[index] ?? database.app, wish);
          }),
        );
        await expectSumsToBeRows(database.app);
        await expectValuesToBeCurrent(database.app);
        await expectNobodyOverbooked(database.app);
        if (closed === null) return;
        expect(await readMonth(database.app, month)).toEqual(closed);
      }),
      // Enough for each pair of gestures to meet; a run is some 20 transactions.
      { numRuns: 12, seed: 20_261_122 },
    );
    expect([...done.keys()].toSorted()).toEqual(GESTURES);
    await Promise.all(lanes.map((sql) => sql.end({ timeout: 5 })));
  });
});

/** The figures computed by a process that has kept nothing. */
async function recompute(reader: Sql, request: ReportRequest): Promise<string> {
  vi.resetModules();
  const fresh = await import('../../db/reports/read-report.ts');
  return fresh.readReport(reader, request);
}

const MARGINS: readonly ReportRequest[] = (['real', 'standard'] as const).map((costs) => ({
  name: 'margin',
  args: { by: 'consultant' },
  today: '2026-10-31',
  costs,
}));

type Open = { readonly consultantId: number; readonly keep: (kept: boolean) => Promise<void> };

/** The costs of a person change, with an act and a knock: written and not committed. */
async function openChange(consultantId: number, dailyCostCents: number): Promise<Open> {
  const sql = openDatabase(database.appUrl, { max: 1, name: 'vigie test writer' });
  const refused = new Error('rolled back');
  let end = (_kept: boolean): void => {};
  const ending = new Promise<boolean>((resolve) => (end = resolve));
  let work: Promise<unknown> = Promise.resolve();
  await new Promise<void>((written, failed) => {
    work = sql.begin(async (tx: Transaction) => {
      const actId = randomUUID();
      const act = { actId, command: 'set_cost', actorKind: 'operator', actor: 'test', channel: 'cli' } as const;
      await insertAct(tx, { ...act, inputSha: 'a', effectSha: 'b', payload: { dailyCostCents } });
      await tx`
        update time_sums set cost_quarter_cents = quarter_days * ${dailyCostCents}::bigint
        where consultant_id = ${consultantId}`;
      await enqueue(tx, [{ topic: 'knock', payload: { workflow: 'deal', id: actId } }], actId);
      written();
      if (!(await ending)) throw refused;
    });
    work.catch(failed);
  });
  return {
    consultantId,
    keep: async (kept) => {
      end(kept);
      await work.catch((error: unknown) => {
        if (error !== refused) throw error;
      });
      await sql.end({ timeout: 5 });
    },
  };
}

describe('un numéro plus petit validé après un plus grand', () => {
  test('le rapport gardé est le rapport recalculé, pour chacun selon ses droits ; rien n’est oublié au sceau ni au relais', async () => {
    const { app, reader } = database;
    const sealer = openSealer(app);
    const carried = new Set<string>();
    const relay = () =>
      carryWaiting(app, 'knock', 100, async (rows) => {
        for (const { payload } of rows) carried.add(payload.id);
        return new Map();
      });
    const expectKeptToBeCurrent = async () => {
      for (const request of MARGINS) expect(await readReport(reader, request)).toBe(await recompute(reader, request));
    };
    const step = fc.constantFrom('open', 'commit first', 'commit last', 'roll back', 'seal', 'relay', 'read', 'read');
    const people = await app<{ id: number }[]>`
      select distinct consultant_id as id from time_sums where month < '2026-10-01' and state = 'valide' order by 1`;
    let cost = 10_000;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14, size: 'max' }), async (steps) => {
        const open: Open[] = [];
        const take = async (move: (typeof steps)[number]): Promise<void> => {
          if (move === 'open') {
            // Two changes of the same rows would wait for each other.
            const free = people.find(({ id }) => open.every(({ consultantId }) => consultantId !== id));
            if (free) open.push(await openChange(free.id, (cost += 100)));
          } else if (move === 'seal') await sealer.seal();
          else if (move === 'relay') await relay();
          else if (move === 'read') await expectKeptToBeCurrent();
          else await (move === 'commit first' ? open.shift() : open.pop())?.keep(move !== 'roll back');
        };
        try {
          for (const move of [...steps, 'read'] as const) await take(move);
          while (open.length > 0) await take('commit last');
        } finally {
          for (const change of open) await change.keep(false);
        }
        await expectKeptToBeCurrent();
        await sealer.seal();
        while ((await relay()) > 0);
        expect(await verifySeals(app)).toMatchObject({ unsealed: 0, fault: null });
        const waiting = await app`select id from outbox where topic = 'knock' and sent_at is null`;
        expect([...waiting]).toEqual([]);
      }),
      { numRuns: 12, seed: 20_261_122, examples: [[['open', 'open', 'commit last', 'read', 'commit first', 'read']]] },
    );
    const known = await app<
      { id: string }[]
    >`select act_id::text as id from acts where command = 'set_cost' and actor = 'test'`;
    expect(known.length).toBeGreaterThan(5);
    expect(known.filter(({ id }) => !carried.has(id))).toEqual([]);
    const [real, standard] = await Promise.all(MARGINS.map((request) => readReport(reader, request)));
    expect(real).not.toBe(standard);
  });
});
