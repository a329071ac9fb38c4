// A firm fills its CRAs: a month of everybody in one call, and one row a call by several people at once.

import { randomUUID } from 'node:crypto';
import { addDays } from '../../domain/civil-dates.ts';
import { isWorkingDay } from '../../domain/calendar.ts';
import { findCommand } from '../../domain/commands/registry.ts';
import type { Sql } from '../../db/connection.ts';
import { executeCommand } from '../../db/execute-command.ts';
import { addBenchUser, countStatements, nameOf, TODAY, type BenchFirm } from './firms.ts';
import { openClient, requireDone } from './http-client.ts';
import { measureCpu, showCpu, showOthers } from './machine.ts';
import type { RunningVigie } from './running-vigie.ts';
import { medianOf, percentileOf, runClients, timeEach } from './samples.ts';
import { rowOfTimes, showMillis, type Family, type Row } from './table.ts';

const CLIENTS = 8;
const ROWS_A_CLIENT = 200;
/** The median turn is told: a collection of old objects or another program's second falls on one of them. */
const TURNS = 5;
/** Node compiles what runs often in threads beside: in the first thousands of calls that takes a tenth of the processors. */
const WARM_UP_ROWS = 400;
const ROWS_IN_ONE_CALL = 600;
const LARGE_CALLS = 10;

type Entry = { consultant: string; project: string; date: string; days: number };
type Worker = { code: string; email: string; project: string };

/** Who is there, with the project they last worked on, and an address that names them alone. */
async function listWorkers(app: Sql): Promise<Worker[]> {
  return app<Worker[]>`
    select c.code, c.email, p.code as project
    from consultants c
    join lateral (select project_id from time_rows r where r.consultant_id = c.id order by worked_on desc limit 1) last on true
    join projects p on p.id = last.project_id
    where c.left_on is null and p.status <> 'clos' and c.email is not null
      and (select count(*) from consultants o where lower(o.email) = lower(c.email)) = 1
    order by c.code`;
}

/** Working days from the first of a month on. */
function listWorkingDays(first: string, count: number): string[] {
  const found: string[] = [];
  for (let day = first; found.length < count; day = addDays(day, 1)) if (isWorkingDay(day)) found.push(day);
  return found;
}

/** 600 rows of 30 people, 20 days each; each call its own stretch of days. */
function describeMonth(workers: readonly Worker[], call: number): Entry[] {
  const days = listWorkingDays(addDays('2045-01-01', call * 28), 20);
  const people = Math.ceil(ROWS_IN_ONE_CALL / days.length);
  const entries = Array.from({ length: people }, (_, index) => workers[index % workers.length]).flatMap(
    (worker, index) =>
      worker === undefined
        ? []
        : days.map((date) => ({
            consultant: worker.code,
            project: worker.project,
            // More people than the firm has: the same ones, on later days.
            date: addDays(date, 364 * Math.floor(index / workers.length)),
            days: 1,
          })),
  );
  return entries.slice(0, ROWS_IN_ONE_CALL);
}

async function measureOneCall(firm: BenchFirm, workers: readonly Worker[], vigie: RunningVigie): Promise<Row> {
  const { key } = await addBenchUser(firm.instance.app, 'cra@bench.fr', ['direction']);
  const client = openClient(vigie.url, key);
  try {
    const call = async (index: number): Promise<void> => {
      requireDone(await client.post('/api/commands/enter_time', { entries: describeMonth(workers, index) }));
    };
    await call(LARGE_CALLS);
    const { value, cpu } = await measureCpu({ node: vigie.api, postgres: firm.postgres }, () =>
      timeEach(LARGE_CALLS, call),
    );
    return rowOfTimes(`${ROWS_IN_ONE_CALL} rows in one call over HTTP`, value, {
      cpu: showCpu(cpu, LARGE_CALLS),
      aim: '≤ 150 ms',
    });
  } finally {
    client.close();
  }
}

/**
 * One row a call, each client for one person, day after day.
 * @param first day: later than all that is in the firm, as a CRA is filled.
 * @param send carries the entry of that client out.
 */
async function measureOneByOne(
  what: string,
  firm: BenchFirm,
  node: number | 'here',
  workers: readonly Worker[],
  first: string,
  send: (client: number, entry: Entry) => Promise<void>,
): Promise<Row> {
  const days = listWorkingDays(first, ROWS_A_CLIENT * TURNS + WARM_UP_ROWS);
  const enter = async (client: number, index: number): Promise<void> => {
    const worker = workers[client];
    const date = days[index];
    if (worker === undefined || date === undefined) throw new Error('the firm has too few people for this bench');
    await send(client, { consultant: worker.code, project: worker.project, date, days: 0.25 });
  };
  await runClients(CLIENTS, WARM_UP_ROWS, (client, index) => enter(client, ROWS_A_CLIENT * TURNS + index));
  const turns = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    const run = () =>
      runClients(CLIENTS, ROWS_A_CLIENT, (client, index) => enter(client, ROWS_A_CLIENT * turn + index));
    turns.push(await measureCpu({ node, postgres: firm.postgres }, run));
  }
  const speeds = turns.map(({ value }) => value.perSecond);
  const median = turns[speeds.indexOf(medianOf(speeds))];
  if (median === undefined) throw new Error('no turn was taken');
  const { value, cpu } = median;
  const told = speeds.map((speed) => speed.toFixed(0)).join(', ');
  return {
    what: `${what} (${value.calls.length} rows, the median of ${TURNS} turns): ${value.perSecond.toFixed(0)} rows/s (${told}); ${showOthers(cpu)}`,
    result: showMillis(medianOf(value.calls)),
    p95: showMillis(percentileOf(value.calls, 95)),
    cpu: showCpu(cpu, value.calls.length),
    aim: '≥ 800 rows/s, p95 ≤ 20 ms',
  };
}

async function measureInProcess(firm: BenchFirm, workers: readonly Worker[], ids: readonly string[]): Promise<Row> {
  const command = findCommand('enter_time');
  if (command === null) throw new Error('enter_time is not in the registry');
  const execute = async (sql: Sql, client: number, entry: Entry): Promise<void> => {
    const outcome = await executeCommand(sql, {
      actId: randomUUID(),
      command,
      input: { entries: [entry] },
      askerId: ids[client] ?? '',
      actorKind: 'person',
      channel: 'api',
      today: TODAY,
    });
    if (outcome.state !== 'done') throw new Error(JSON.stringify(outcome));
  };
  const { app, urls } = firm.instance;
  const what = 'one row a call, executeCommand alone';
  const row = await measureOneByOne(what, firm, 'here', workers, '2035-01-01', (client, entry) =>
    execute(app, client, entry),
  );
  const [worker] = workers;
  if (worker === undefined) throw new Error('the firm has nobody');
  const days = listWorkingDays('2029-11-01', 2);
  const queries = await countStatements(urls.app, (sql, index) =>
    execute(sql, 0, { consultant: worker.code, project: worker.project, date: days[index] ?? '', days: 0.25 }),
  );
  return { ...row, queries, aim: undefined };
}

export async function benchEnterTime(firm: BenchFirm, vigie: RunningVigie): Promise<Family> {
  const { app } = firm.instance;
  const workers = (await listWorkers(app)).slice(0, 30);
  const people = [];
  for (const worker of workers.slice(0, CLIENTS)) people.push(await addBenchUser(app, worker.email, ['consultant']));
  const clients = people.map(({ key }) => openClient(vigie.url, key));
  const post = async (client: number, entry: Entry): Promise<void> => {
    const answer = await clients[client]?.post('/api/commands/enter_time', { entries: [entry] });
    if (answer !== undefined) requireDone(answer);
  };
  try {
    return {
      title: `enter_time, ${nameOf(firm.size)} months`,
      rows: [
        await measureOneByOne(
          `one row a call from ${CLIENTS} clients over HTTP`,
          firm,
          vigie.api,
          workers,
          '2027-06-01',
          post,
        ),
        await measureInProcess(
          firm,
          workers,
          people.map(({ id }) => id),
        ),
        await measureOneCall(firm, workers, vigie),
      ],
    };
  } finally {
    for (const client of clients) client.close();
  }
}
