// From a person's approval to the act: proposals of a TJM under the quote's, decided by a second person over HTTP. The
// answer to the decision comes when the change is carried out.

import { addMonths, firstDayOf, lastDayOf } from '../../domain/periods.ts';
import type { Sql } from '../../db/connection.ts';
import { pause } from '../../db/processes.ts';
import { addBenchUser, type BenchFirm } from './firms.ts';
import { openClient, requireDone, type Client } from './http-client.ts';
import { measureCpu, showCpu } from './machine.ts';
import type { RunningVigie } from './running-vigie.ts';
import { timeEach, timeOnce } from './samples.ts';
import { rowOfTimes, showMillis, type Family } from './table.ts';

const ONE_BY_ONE = 30;
const AT_ONCE = 50;
const ROUNDS = 3;
/** A proposal waits for hours: its workflow has begun and sleeps when the decision comes. */
const SETTLED_MS = 8_000;

type Free = { consultant: string; project: string; profile: string };
type Waiting = { id: string; sha: string };

/** Who has nothing planned from the first month on, and a project that sold their work at a price. */
async function listFree(app: Sql): Promise<Free[]> {
  return app<Free[]>`
    select c.code as consultant, b.project, b.profile
    from consultants c cross join (
      select p.code as project, f.name as profile from project_budgets s
      join projects p on p.id = s.project_id join profiles f on f.id = s.profile_id
      where p.status = 'en_cours' and s.daily_rate_cents > 0 order by p.code, f.name limit 1) b
    where c.left_on is null and c.productive and not exists (
      select 1 from assignments a where a.consultant_id = c.id and coalesce(a.ends_on, 'infinity') >= ${firstDayOf(FIRST_MONTH)})
    order by c.code`;
}

const FIRST_MONTH = '2035-01';

/** Files a proposal: the same wish never twice, so each has its own month. */
async function file(asker: Client, free: readonly Free[], index: number): Promise<Waiting> {
  const who = free[index % free.length];
  if (who === undefined) throw new Error('nobody is free in this firm');
  const month = addMonths(FIRST_MONTH, Math.floor(index / free.length));
  const input = { ...who, startsOn: firstDayOf(month), endsOn: lastDayOf(month), dailyRate: 1 };
  const answer = requireDone(await asker.post('/api/commands/assign_consultant', input));
  return (JSON.parse(answer) as { proposal: Waiting }).proposal;
}

/** @throws when the answer does not say that it is done. */
async function approve(approver: Client, { id, sha }: Waiting): Promise<void> {
  const answer = requireDone(await approver.post(`/api/proposals/${id}/decision`, { decision: 'approve', sha }));
  const { proposal } = JSON.parse(answer) as { proposal: { state: string } };
  if (proposal.state !== 'executed') throw new Error(`approved, and then ${proposal.state}`);
}

export async function benchApprovals(firm: BenchFirm, vigie: RunningVigie): Promise<Family> {
  const { app } = firm.instance;
  const free = await listFree(app);
  const asker = openClient(vigie.url, (await addBenchUser(app, 'demande@bench.fr', ['direction'])).key);
  const second = await addBenchUser(app, 'seconde@bench.fr', ['direction']);
  const approvers = Array.from({ length: AT_ONCE }, () => openClient(vigie.url, second.key));
  const [approver] = approvers;
  if (approver === undefined) throw new Error('no approver');
  const fileMany = async (first: number, count: number): Promise<Waiting[]> => {
    const waiting: Waiting[] = [];
    for (let index = 0; index < count; index += 1) waiting.push(await file(asker, free, first + index));
    await pause(SETTLED_MS);
    return waiting;
  };
  const takeOne = (waiting: readonly Waiting[], index: number): Waiting => {
    const one = waiting[index];
    if (one === undefined) throw new Error(`no proposal ${index}`);
    return one;
  };
  try {
    const alone = await fileMany(0, ONE_BY_ONE + 5);
    await timeEach(5, (index) => approve(approver, takeOne(alone, ONE_BY_ONE + index)));
    const oneByOne = await measureCpu({ node: vigie.api, postgres: firm.postgres }, () =>
      timeEach(ONE_BY_ONE, (index) => approve(approver, takeOne(alone, index))),
    );
    const rounds: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const many = await fileMany(alone.length + round * AT_ONCE, AT_ONCE);
      rounds.push(await timeOnce(() => Promise.all(approvers.map((one, index) => approve(one, takeOne(many, index))))));
    }
    return {
      title: 'Approvals over HTTP (a second person approves a TJM under the quote)',
      rows: [
        rowOfTimes('approval to executed act', oneByOne.value, {
          cpu: showCpu(oneByOne.cpu, ONE_BY_ONE),
          aim: 'p95 ≤ 300 ms',
        }),
        {
          what: `${AT_ONCE} approvals at once, to the last executed act (${ROUNDS} times)`,
          result: showMillis(rounds.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0),
          p95: showMillis(Math.max(...rounds)),
          aim: '≤ 2.5 s',
        },
      ],
    };
  } finally {
    for (const client of [asker, ...approvers]) client.close();
  }
}
