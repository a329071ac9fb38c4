// EXECUTION.md, tests that must exist, 1: an attempt killed at every boundary of its transaction, cut off from its
// database, or ending late, then tried again under the same act: the facts are those of an undisturbed run.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { actOfItem, actOfKey } from '../../db/act-ids.ts';
import { openDatabase, type Sql } from '../../db/connection.ts';
import { carryWaiting } from '../../db/outbox.ts';
import { askCommand, type AskOutcome } from '../../db/proposals/ask.ts';
import { decide } from '../../db/proposals/decide.ts';
import { executeApproved, type ExecutionProgress } from '../../db/proposals/execute-approved.ts';
import { propose } from '../../db/proposals/propose.ts';
import { readRevision } from '../../db/proposals/rows.ts';
import { openSealer, verifySeals } from '../../db/seals.ts';
import { addPerson } from '../db/people.ts';
import { commandNamed } from '../db/run-command.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { loadFirmToBill, type DayToBill } from './firm-to-bill.ts';
import type { Attempt } from './fixture-attempt.ts';
import { holdAt, installHolds, loseFirstAnswer, waitForWaiters, type Boundary } from './holds.ts';

const TODAY = '2026-12-31';

const BOUNDARIES = {
  'la réclamation': { table: 'executions', event: 'insert' },
  'l’acte': { table: 'acts', event: 'insert' },
  'les lignes': { table: 'time_rows', event: 'insert' },
  'les sommes': { table: 'time_sums', event: 'insert' },
  'ce qui sera dit au dehors': { table: 'outbox', event: 'insert' },
  'le résultat, avant la validation': { table: 'executions', event: 'update' },
  'le début de la validation': { table: 'executions', event: 'update', committing: true },
} as const satisfies Record<string, Boundary>;
type BoundaryName = keyof typeof BOUNDARIES;
const NAMES = Object.keys(BOUNDARIES) as BoundaryName[];

const ISSUE_BOUNDARIES = {
  // A series that has not begun is looked for first: its number is not taken then.
  'le numéro pris': { table: 'invoice_counters', event: 'update', row: true },
  'la facture écrite': { table: 'invoices', event: 'insert' },
  'le résultat de l’activité noté': { table: 'proposal_items', event: 'update' },
  'la proposition close': { table: 'proposals', event: 'update' },
} as const satisfies Record<string, Boundary>;
type IssueBoundaryName = keyof typeof ISSUE_BOUNDARIES;
const ISSUE_NAMES = Object.keys(ISSUE_BOUNDARIES) as IssueBoundaryName[];

const MARK_SENT: Boundary = { table: 'outbox', event: 'update' };
const ALL: readonly Boundary[] = [...Object.values(BOUNDARIES), ...Object.values(ISSUE_BOUNDARIES), MARK_SENT];
const indexOf = (boundary: Boundary): number => ALL.indexOf(boundary);

type Firm = { database: TestDatabase; days: DayToBill[]; director: string; adv: string; daf: string };
let disturbed: Firm;
let undisturbed: Firm;
/** What was asked of the disturbed firm, to be asked of the other one in peace. */
const asked: { date: string; key: string }[] = [];
const issued: number[] = [];

async function makeFirm(): Promise<Firm> {
  const database = await createTestDatabase();
  const { app } = database;
  return {
    database,
    days: await loadFirmToBill(app, 12),
    director: await addPerson(app, 'direction@esn.fr', ['direction']),
    adv: await addPerson(app, 'adv@esn.fr', ['adv']),
    daf: await addPerson(app, 'daf@esn.fr', ['daf']),
  };
}

beforeAll(async () => {
  disturbed = await makeFirm();
  undisturbed = await makeFirm();
  await installHolds(disturbed.database.owner, ALL);
});
afterAll(() => Promise.all([disturbed, undisturbed].map(({ database }) => database.drop())));

function timeEntry(firm: Firm, { date, key }: { date: string; key: string }): Attempt {
  const entry = { consultant: 'C001', project: 'P001', date, days: 0.5, comment: key };
  return { name: 'enter_time', input: { entries: [entry] }, askerId: firm.director, key };
}

/** Another day each time, so that the same change is never asked twice by two tests. */
function nextEntry(): { date: string; key: string } {
  const entry = { date: `2027-01-${String(asked.length + 1).padStart(2, '0')}`, key: `saisie ${asked.length + 1}` };
  asked.push(entry);
  return entry;
}

async function attempt(app: Sql, wish: Attempt): Promise<AskOutcome | ExecutionProgress | null> {
  if ('proposalId' in wish) return executeApproved(app, wish.proposalId, TODAY);
  const command = commandNamed(wish.name);
  return askCommand(app, { ...wish, command, channel: 'api', today: TODAY });
}

function startAttempt(url: string, wish: Attempt): ChildProcess {
  const script = join(import.meta.dirname, 'fixture-attempt.ts');
  return spawn(process.execPath, [script, url, JSON.stringify(wish), TODAY], {
    stdio: 'ignore',
  });
}

async function killNow(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  expect(await exit).toEqual([null, 'SIGKILL']);
}

async function approveIssue(firm: Firm, rank: number): Promise<string> {
  const { app } = firm.database;
  const command = commandNamed('issue_invoices');
  const input = { month: '2026-12', projects: [firm.days[rank]?.project] };
  const wish = { command, input, askerId: firm.adv, askerKind: 'person', channel: 'api', today: TODAY } as const;
  const filed = await propose(app, wish);
  if (filed.state === 'refused') throw new Error(filed.sentence);
  const { id } = filed.proposal;
  const { sha } = await readRevision(app, id, 1);
  const decided = await decide(app, { proposalId: id, decision: 'approve', sha, person: firm.daf, today: TODAY });
  expect(decided).toMatchObject({ state: 'decided' });
  return id;
}

async function countActs(actId: string): Promise<number> {
  return (await disturbed.database.app`select 1 from acts where act_id = ${actId}`).length;
}

describe('une saisie arrêtée après', () => {
  test.each(NAMES)('%s, son processus tué : reprise, elle est faite une fois', async (name) => {
    const { app, appUrl, owner } = disturbed.database;
    const entry = nextEntry();
    const wish = timeEntry(disturbed, entry);
    const hold = await holdAt(owner, indexOf(BOUNDARIES[name]));
    const child = startAttempt(appUrl, wish);
    await hold.reached();
    await killNow(child);
    // PostgreSQL has not noticed yet: the dead attempt still holds its claim, and the next one waits for it.
    const again = attempt(app, wish);
    await waitForWaiters(app, 1);
    await hold.release();
    expect(await again).toMatchObject({ state: 'done' });
    expect(await countActs(actOfKey(disturbed.director, entry.key))).toBe(1);
  });

  test.each(NAMES)('%s, sa connexion coupée : elle se reprend d’elle-même, une fois', async (name) => {
    const { app, appUrl, owner } = disturbed.database;
    const entry = nextEntry();
    const wish = timeEntry(disturbed, entry);
    const hold = await holdAt(owner, indexOf(BOUNDARIES[name]));
    const child = startAttempt(appUrl, wish);
    const exit = once(child, 'exit');
    await app`select pg_terminate_backend(${await hold.reached()}::int)`;
    await hold.release();
    expect(await exit).toEqual([0, null]);
    expect(await attempt(app, wish)).toMatchObject({ state: 'done' });
    expect(await countActs(actOfKey(disturbed.director, entry.key))).toBe(1);
  });

  test.each(NAMES)('%s, et qui se réveille une fois reprise : les deux ont la même réponse', async (name) => {
    const { app, owner } = disturbed.database;
    const entry = nextEntry();
    const wish = timeEntry(disturbed, entry);
    const hold = await holdAt(owner, indexOf(BOUNDARIES[name]));
    const zombie = attempt(app, wish);
    await hold.reached();
    const again = attempt(app, wish);
    await waitForWaiters(app, 1);
    await hold.release();
    const [late, retried] = await Promise.all([zombie, again]);
    expect(retried).toMatchObject({ state: 'done' });
    expect(late).toEqual(retried);
    expect(await countActs(actOfKey(disturbed.director, entry.key))).toBe(1);
  });
});

describe('une saisie validée dont la réponse se perd', () => {
  test('avec le processus tué : la reprise rend la réponse gardée', async () => {
    const { app, appUrl } = disturbed.database;
    const entry = nextEntry();
    const wish = timeEntry(disturbed, entry);
    const lossy = await loseFirstAnswer(appUrl, 'silent');
    const child = startAttempt(lossy.url, wish);
    await lossy.committed;
    await killNow(child);
    lossy.close();
    const actId = actOfKey(disturbed.director, entry.key);
    expect(await countActs(actId)).toBe(1);
    expect(await attempt(app, wish)).toMatchObject({ state: 'done', actId });
  });

  test('avec la connexion : qui a demandé a la réponse, sans un second acte', async () => {
    const entry = nextEntry();
    const lossy = await loseFirstAnswer(disturbed.database.appUrl, 'cut');
    const app = openDatabase(lossy.url, { max: 1, name: 'vigie test lossy' });
    const actId = actOfKey(disturbed.director, entry.key);
    expect(await attempt(app, timeEntry(disturbed, entry))).toMatchObject({ state: 'done', actId });
    await app.end({ timeout: 5 });
    lossy.close();
    expect(await countActs(actId)).toBe(1);
  });
});

describe('une facture approuvée, son émission tuée après', () => {
  test.each(ISSUE_NAMES)('%s : reprise, pendant qu’une autre part aussi, les numéros se suivent', async (name) => {
    const { app, appUrl, owner } = disturbed.database;
    const [rank, other] = [issued.length, issued.length + 1];
    issued.push(rank, other);
    const [proposalId, otherId] = [await approveIssue(disturbed, rank), await approveIssue(disturbed, other)];
    const hold = await holdAt(owner, indexOf(ISSUE_BOUNDARIES[name]));
    const child = startAttempt(appUrl, { proposalId });
    await hold.reached();
    await killNow(child);
    const again = Promise.all([attempt(app, { proposalId }), attempt(app, { proposalId: otherId })]);
    // Whoever writes the same rows waits for the dead attempt; nobody does once its own transaction was over.
    if (name === 'le numéro pris') await waitForWaiters(app, 2);
    await hold.release();
    expect(await again).toMatchObject([{ state: 'executed' }, { state: 'executed' }]);
    expect(await countActs(actOfItem(proposalId, 1, 0))).toBe(1);
  });

  test('sa validation, la réponse perdue', async () => {
    const rank = issued.length;
    issued.push(rank);
    const proposalId = await approveIssue(disturbed, rank);
    const lossy = await loseFirstAnswer(disturbed.database.appUrl, 'silent');
    const child = startAttempt(lossy.url, { proposalId });
    await lossy.committed;
    await killNow(child);
    lossy.close();
    expect(await attempt(disturbed.database.app, { proposalId })).toMatchObject({ state: 'executed' });
    expect(await countActs(actOfItem(proposalId, 1, 0))).toBe(1);
  });
});

describe('le relais', () => {
  test('coupé entre ce qu’il a porté et sa marque : tout est porté de nouveau, puis plus rien', async () => {
    const { app, owner } = disturbed.database;
    const seen: number[][] = [];
    const relay = () =>
      carryWaiting(app, 'changed', 1000, async (rows) => {
        seen.push(rows.map(({ id }) => id));
        return new Map();
      });
    const hold = await holdAt(owner, indexOf(MARK_SENT));
    const cut = relay().catch((error: unknown) => error);
    await app`select pg_terminate_backend(${await hold.reached()}::int)`;
    await hold.release();
    expect(await cut).toBeInstanceOf(Error);
    expect(await relay()).toBeGreaterThan(asked.length);
    expect(seen[1]).toEqual(seen[0]);
    expect(await relay()).toBe(0);
  });
});

/** The firm by its codes and dates: generated ids, hours and people's accounts left out. */
async function readFacts({ database: { app } }: Firm): Promise<Record<string, unknown>> {
  const facts = {
    time: app`
      select c.code, p.code as project, r.worked_on, r.occurrence, r.quarter_days, r.state, r.comment,
        r.daily_rate_cents, r.daily_cost_cents, r.billed_line_id is not null as billed
      from time_rows r join consultants c on c.id = r.consultant_id join projects p on p.id = r.project_id
      order by 1, 2, 3, 4`,
    sums: app`
      select c.code, p.code as project, s.month, s.state, s.quarter_days, s.value_quarter_cents, s.cost_quarter_cents
      from time_sums s join consultants c on c.id = s.consultant_id join projects p on p.id = s.project_id
      order by 1, 2, 3, 4`,
    invoices: app`
      select p.code, i.issued_on, i.due_on, i.net_cents, i.gross_cents, count(distinct l.id) as lines, count(t.rank) as items
      from invoices i join projects p on p.id = i.project_id join invoice_lines l on l.invoice_id = i.id
      join invoice_line_items t on t.line_id = l.id group by i.id, p.code order by 1`,
    numbers: app`select number from invoices order by 1`,
    counters: app`select series, year, last_number, last_issued_on from invoice_counters`,
    acts: app`select command, actor_kind, channel, count(*) as n from acts group by 1, 2, 3 order by 1`,
    executions: app`select outcome, result ->> 'state' as state, count(*) as n from executions group by 1, 2 order by 1`,
    proposals: app`select command, state, revision, count(*) as n from proposals group by 1, 2, 3 order by 2`,
    items: app`select state, outcome, count(*) as n from proposal_items where state <> 'executed' group by 1, 2`,
    outbox: app`
      select topic, payload ->> 'kind' as kind, payload ->> 'workflow' as workflow, act_id is null as free, count(*) as n
      from outbox group by 1, 2, 3, 4 order by 1, 2, 3`,
  };
  const entries = Object.entries(facts).map(async ([name, rows]) => [name, [...(await rows)]] as const);
  return Object.fromEntries(await Promise.all(entries));
}

describe('au bout de tout cela', () => {
  test('la firme est celle que les mêmes demandes font en paix, ses factures sans trou, ses actes scellés', async () => {
    const { app } = undisturbed.database;
    for (const entry of asked)
      expect(await attempt(app, timeEntry(undisturbed, entry))).toMatchObject({ state: 'done' });
    for (const rank of issued) {
      const proposalId = await approveIssue(undisturbed, rank);
      expect(await attempt(app, { proposalId })).toMatchObject({ state: 'executed' });
    }
    const facts = await readFacts(disturbed);
    expect(facts).toEqual(await readFacts(undisturbed));
    expect(facts['numbers']).toEqual(
      issued.map((_, index) => ({ number: `F2026-${String(index + 1).padStart(5, '0')}` })),
    );
    expect([asked.length, issued.length]).toEqual([3 * NAMES.length + 2, 2 * ISSUE_NAMES.length + 1]);
    await openSealer(disturbed.database.app).seal();
    expect(await verifySeals(disturbed.database.app)).toMatchObject({ unsealed: 0, fault: null });
  });
});
