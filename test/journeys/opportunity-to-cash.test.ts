// The main story, through REST, on what `vigie start` starts: PostgreSQL, Temporal, the API, the worker. From the
// first call to the last payment, with each of them killed on the way.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../../config.ts';
import { findFreePort } from '../../db/cluster.ts';
import { killNine } from '../kill-nine.ts';
import { runProgram, waitUntil, type Program } from '../program.ts';
import { makeTemporaryHome, type TemporaryHome } from '../temporary-home.ts';

const EXAMPLE = join(import.meta.dirname, '../fixtures/example');
let home: TemporaryHome;
let env: Record<string, string>;
let started: Program;
const tokens: Record<string, string> = {};

const vigie = (...args: string[]): Program => runProgram([join(projectRoot, 'bin', 'vigie.mjs'), ...args], env);

async function run(...args: string[]): Promise<string> {
  const program = vigie(...args);
  expect(await program.ended, program.output()).toBe(0);
  return program.output();
}

const PEOPLE = [
  ['seller', 'commercial@esn-exemple.fr', 'commercial'],
  ['manager', 'etienne.nguyen1@esn-exemple.fr', 'responsable'],
  ['consultant', 'yann.bonnet2@esn-exemple.fr', 'consultant'],
  ['adv', 'adv@esn-exemple.fr', 'adv'],
  ['director', 'direction@esn-exemple.fr', 'direction'],
] as const;

beforeAll(async () => {
  home = makeTemporaryHome();
  env = { VIGIE_HOME: home.path, PORT: String(await findFreePort()), VIGIE_TODAY: '2026-12-03' };
  await run('import', EXAMPLE);
  for (const [who, email, role] of PEOPLE) {
    const added = JSON.parse(await run('user', 'add', email, '--role', role, '--json')) as { token: string };
    tokens[who] = added.token;
  }
  started = vigie('start');
  await started.waitFor(/^Vigie : http/m);
}, 240_000);

afterAll(async () => {
  started.process.kill('SIGINT');
  await started.ended;
  await home.remove();
});

type Answer = { status: number; body: Record<string, unknown> };

async function call(who: string, method: string, path: string, body?: unknown): Promise<Answer> {
  const answer = await fetch(`http://127.0.0.1:${env['PORT']}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${tokens[who]}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

/** « La base de données ne répond pas : réessayez dans un instant »: as a person would. */
async function callAgain(who: string, path: string, body: unknown): Promise<Answer> {
  let answer = await call(who, 'POST', path, body);
  await waitUntil('the database answers', async () => {
    if (answer.status === 503) answer = await call(who, 'POST', path, body);
    return answer.status !== 503;
  });
  return answer;
}

/** A command done at once by who may: its result. */
async function done(who: string, command: string, input: unknown): Promise<Record<string, unknown>> {
  const answer = await call(who, 'POST', `/commands/${command}`, input);
  expect(answer, `${command}: ${JSON.stringify(answer.body)}`).toMatchObject({ status: 200 });
  return answer.body['result'] as Record<string, unknown>;
}

/** The API answers again (its database and itself come back within seconds). */
async function isBack(): Promise<void> {
  await waitUntil('the API answers', async () => {
    try {
      return (await call('director', 'GET', '/reports/receivables')).status === 200;
    } catch {
      return false;
    }
  });
}

const kill = (words: string): number => killNine({ home: home.path, startedPid: started.process.pid }, words);

test('une affaire, du premier appel au dernier paiement', { timeout: 300_000 }, async () => {
  const { code } = await done('seller', 'create_opportunity', {
    client: 'CL002',
    title: 'Portail partenaires',
    contractKind: 'regie',
    plannedStartOn: '2026-12-01',
    plannedEndOn: '2027-02-26',
    needs: [{ profile: 'Développeur', days: 40 }],
  });
  const quote = await done('seller', 'create_quote', {
    opportunity: code,
    contractKind: 'regie',
    startsOn: '2026-12-01',
    endsOn: '2027-02-26',
    lines: [{ profile: 'Développeur', days: 40, dailyRate: 520 }],
  });
  await done('seller', 'send_quote', { code: quote['code'] });
  await done('seller', 'sign_quote', { code: quote['code'], signedOn: '2026-12-03', evidence: 'devis-signe.pdf' });

  const input = { code, manager: 'C001' };
  const shown = await call('seller', 'POST', '/commands/win_opportunity?preview=1', input);
  const won = await call('seller', 'POST', '/commands/win_opportunity', input);
  expect(won.body['effect']).toEqual(shown.body['effect']);
  const project = String((won.body['result'] as Record<string, unknown>)['code']);

  // The API dies; the deal goes on where it was.
  expect(kill('api/server.ts')).toBeGreaterThan(0);
  await isBack();
  await done('manager', 'assign_consultant', {
    consultant: 'C002',
    project,
    startsOn: '2026-12-01',
    endsOn: '2027-02-26',
  });

  const day = (date: string) => ({ consultant: 'C002', date, project, days: 1 });
  const cra = { consultant: 'C002', month: '2026-12' };
  await done('consultant', 'enter_time', { entries: [day('2026-12-01'), day('2026-12-02')] });
  expect((await call('consultant', 'POST', '/commands/submit_timesheet', cra)).status).toBe(422);
  await done('consultant', 'enter_time', { entries: [day('2026-12-03')] });
  await done('consultant', 'submit_timesheet', cra);
  await done('manager', 'validate_timesheet', { consultant: 'C002', month: '2026-12', project });

  // The database dies under everybody, Temporal and its worker too.
  expect(kill('postgres -D')).toBeGreaterThan(0);
  await isBack();
  kill('temporal server');
  kill('activities/worker.ts');

  const asked = await callAgain('adv', '/commands/issue_invoices', { month: '2026-12', projects: [project] });
  expect(asked.status, JSON.stringify(asked.body)).toBe(202);
  const proposal = asked.body['proposal'] as { id: string; sha: string };
  const decision = { decision: 'approve', sha: proposal.sha };
  // Who asked is not the second person.
  expect((await call('adv', 'POST', `/proposals/${proposal.id}/decision`, decision)).status).toBeGreaterThanOrEqual(
    400,
  );
  expect((await call('director', 'POST', `/proposals/${proposal.id}/decision`, decision)).status).toBe(200);
  await waitUntil('the invoice is issued', async () => {
    const { body } = await call('adv', 'GET', `/proposals/${proposal.id}`);
    return body['state'] === 'executed';
  });

  const rows = await call('adv', 'GET', '/reports/billing?month=2026-12');
  const left = (rows.body['projects'] as { code: string; lines: unknown[] }[]).find((row) => row.code === project);
  expect(left?.lines ?? []).toEqual([]);
  const where = await call('director', 'GET', `/where/${project}`);
  expect(where.status).toBe(200);

  const before = await call('adv', 'GET', '/reports/receivables');
  const number = await invoiceNumber();
  await done('adv', 'record_payment', { invoice: number, paidOn: '2026-12-03', amount: 1872, reference: 'VIR-900' });
  const after = await call('adv', 'GET', '/reports/receivables');
  expect(Number(before.body['total']) - Number(after.body['total'])).toBeCloseTo(1872, 2);

  const margin = await call('director', 'GET', '/reports/margin');
  const row = (margin.body['projects'] as { code: string; revenue: number; days: number }[]).find(
    (line) => line.code === project,
  );
  expect(row).toMatchObject({ days: 3, revenue: 1560 });
  expect(await run('audit', 'verify')).not.toContain('rompue');
});

/** The number that the batch gave: the next of the example's series. */
async function invoiceNumber(): Promise<string> {
  const found: string[] = [];
  await waitUntil('the invoice stands where it is', async () => {
    for (const number of ['F2026-00021']) {
      const answer = await call('director', 'GET', `/where/${number}`);
      if (answer.status === 200) found.push(number);
    }
    return found.length > 0;
  });
  return found[0] ?? '';
}
