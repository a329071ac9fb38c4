// kill -9 of the API, the worker, the Temporal server or the database at any moment of a deal: the deal ends as one that
// nobody disturbed, no act is done twice, no invoice number is missing or doubled. `npm run test:long` strikes more often
// (VIGIE_KILLS: how often; VIGIE_KILL_SEED: which blows).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../../config.ts';
import { findFreePort } from '../../db/cluster.ts';
import { openInstance, type Instance } from '../../db/instance.ts';
import { createApiKey } from '../../db/users.ts';
import { loadFirm } from '../db/load-firm.ts';
import { addPerson } from '../db/people.ts';
import { killNine } from '../kill-nine.ts';
import { runProgram, waitUntil, type Program } from '../program.ts';
import { makeTemporaryHome, type TemporaryHome } from '../temporary-home.ts';
import { drawBlows, VICTIMS, type Blow } from './blows.ts';

const KILLS = Number(process.env['VIGIE_KILLS'] ?? (process.env['VIGIE_TEST_LONG'] === '1' ? 20 : 3));
const SEED = Number(process.env['VIGIE_KILL_SEED'] ?? 20_261_203);
const TODAY = '2026-12-03';
/** A process that was killed is back within seconds, on a busy machine within a minute. */
const PATIENCE_MS = 60_000;
/** A blow falls while its step is under way: most steps take less than this. */
const LONGEST_DELAY_MS = 120;

let home: TemporaryHome;
let started: Program;
let instance: Instance;
let address: string;
const tokens = {} as Record<'anne' | 'adv', string>;

/** A consultant a deal, so that no deal books who is on another. */
function firmFiles(people: number): Map<string, string> {
  const codes = Array.from({ length: people }, (_, rank) => `C${String(rank + 1).padStart(3, '0')}`);
  const file = (header: string, rows: readonly string[]): string => [header, ...rows, ''].join('\n');
  return new Map([
    ['profils.csv', file('profil;tjm_cible;cjm_prevu', ['Développeur;500;300'])],
    ['clients.csv', file('code;raison_sociale;delai_paiement_jours', ['CL001;Banque;30'])],
    [
      'consultants.csv',
      file(
        'matricule;prenom;nom;email;profil;type;date_entree',
        codes.map((code) => `${code};Ana;${code};${code.toLowerCase()}@esn.fr;Développeur;salarie;2020-01-01`),
      ),
    ],
    [
      'couts.csv',
      file(
        'matricule;debut;cjm',
        codes.map((code) => `${code};2020-01-01;310`),
      ),
    ],
  ]);
}

beforeAll(async () => {
  home = makeTemporaryHome();
  const port = await findFreePort();
  address = `http://127.0.0.1:${port}/api`;
  const before = await openInstance(home.settings);
  await loadFirm(before.app, firmFiles(KILLS + 1));
  for (const [who, roles] of [
    ['anne', ['direction']],
    ['adv', ['adv']],
  ] as const)
    tokens[who] = await createApiKey(before.app, await addPerson(before.app, `${who}@esn.fr`, roles), 'essai');
  await before.close();
  started = runProgram([join(projectRoot, 'bin', 'vigie.mjs'), 'start'], {
    VIGIE_HOME: home.path,
    PORT: String(port),
    VIGIE_TODAY: TODAY,
  });
  await started.waitFor(/^Vigie : http/m);
  instance = await openInstance(home.settings, { untouched: true });
}, 240_000);

afterAll(async () => {
  started.process.kill('SIGINT');
  await started.ended;
  await instance.close();
  await home.remove();
}, 120_000);

type Answer = { readonly status: number; readonly body: Record<string, unknown> };

async function callOnce(who: keyof typeof tokens, path: string, body: unknown, key: string): Promise<Answer | null> {
  try {
    const answer = await fetch(`${address}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${tokens[who]}`, 'idempotency-key': key, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(20_000),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  } catch {
    return null;
  }
}

/** What the processes of this home logged last. */
function lastErrors(): string {
  const lines = readFileSync(join(home.path, 'vigie.log'), 'utf8').trimEnd().split('\n');
  return lines.slice(-5).join('\n');
}

/** As a program does: the same call under the same key, until Vigie answers. Who approves again may be told that it was. */
async function call(who: keyof typeof tokens, path: string, body: unknown, key: string): Promise<Answer> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await callOnce(who, path, body, key);
    if (answer !== null && answer.status < 500) return answer;
    if (Date.now() > end) throw new Error(`${path}: ${JSON.stringify(answer)}\n${lastErrors()}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

type Deal = { readonly name: string; readonly consultant: string; readonly known: Record<string, string> };
type Step = (deal: Deal) => Promise<void>;

async function run(deal: Deal, who: keyof typeof tokens, command: string, input: unknown): Promise<Answer['body']> {
  const { status, body } = await call(who, `/commands/${command}`, input, `${deal.name} ${command}`);
  expect([deal.name, command, status, body]).toEqual([
    deal.name,
    command,
    command === 'issue_invoices' ? 202 : 200,
    body,
  ]);
  return body;
}

const codeOf = (body: Answer['body']): string => String((body['result'] as Record<string, unknown>)['code']);
const period = { startsOn: '2026-12-01', endsOn: '2027-02-26' };
const terms = { contractKind: 'regie', ...period };

const STEPS: readonly Step[] = [
  async (deal) => {
    const asked = { client: 'CL001', title: deal.name, contractKind: 'regie', plannedStartOn: period.startsOn };
    deal.known['opportunity'] = codeOf(await run(deal, 'anne', 'create_opportunity', asked));
  },
  async (deal) => {
    const lines = [{ profile: 'Développeur', days: 40, dailyRate: 520 }];
    const asked = { opportunity: deal.known['opportunity'], ...terms, lines };
    deal.known['quote'] = codeOf(await run(deal, 'anne', 'create_quote', asked));
  },
  async (deal) => void (await run(deal, 'anne', 'send_quote', { code: deal.known['quote'] })),
  async (deal) => {
    await run(deal, 'anne', 'sign_quote', { code: deal.known['quote'], signedOn: TODAY, evidence: 'devis.pdf' });
  },
  async (deal) => {
    deal.known['project'] = codeOf(await run(deal, 'anne', 'win_opportunity', { code: deal.known['opportunity'] }));
  },
  async (deal) => {
    const { consultant, known } = deal;
    await run(deal, 'anne', 'assign_consultant', { consultant, project: known['project'], ...period });
  },
  async (deal) => {
    const { consultant, known } = deal;
    const entries = ['01', '02', '03'].map((day) => ({
      consultant,
      date: `2026-12-${day}`,
      project: known['project'],
      days: 1,
    }));
    await run(deal, 'anne', 'enter_time', { entries });
  },
  async (deal) => {
    await run(deal, 'anne', 'submit_timesheet', { consultant: deal.consultant, month: '2026-12', incomplete: true });
  },
  async (deal) => {
    const { consultant, known } = deal;
    await run(deal, 'anne', 'validate_timesheet', { consultant, month: '2026-12', project: known['project'] });
  },
  async (deal) => {
    const asked = { month: '2026-12', projects: [deal.known['project']] };
    const { proposal } = (await run(deal, 'adv', 'issue_invoices', asked)) as { proposal: { id: string; sha: string } };
    Object.assign(deal.known, { proposal: proposal.id, sha: proposal.sha });
  },
  async ({ name, known }) => {
    const decision = { decision: 'approve', sha: known['sha'] };
    const { status, body } = await call(
      'anne',
      `/proposals/${known['proposal']}/decision`,
      decision,
      `${name} decides`,
    );
    expect([status, body['code']].join(' ')).toMatch(/^(200 |409 (already_decided|proposal_closed)$)/);
  },
  async ({ name, known }) => {
    await waitUntil(`${name}: the invoice is issued`, async () => {
      const { body } = await call('anne', `/proposals/${known['proposal']}`, undefined, '');
      return body['state'] === 'executed';
    });
    const [invoice] = await numbersOf(known['project'] ?? '');
    known['invoice'] = invoice ?? '';
  },
  async (deal) => {
    await run(deal, 'adv', 'record_payment', { invoice: deal.known['invoice'], paidOn: TODAY, amount: 1_000 });
  },
];

/** A query of the test itself: the database may be on its way back. */
async function read<T>(query: (sql: Instance['app']) => Promise<T>): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await query(instance.app);
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

async function numbersOf(project: string): Promise<string[]> {
  const rows = await read(
    (sql) => sql<{ number: string }[]>`
      select distinct i.number from invoices i join invoice_lines l on l.invoice_id = i.id
      join projects p on p.id = l.project_id where p.code = ${project} order by 1`,
  );
  return rows.map(({ number }) => number);
}

async function listActs(): Promise<{ id: string; what: string }[]> {
  const rows = await read(
    (sql) => sql<{ id: string; what: string }[]>`
      select act_id::text as id, concat_ws(' ', command, actor_kind, channel) as what from acts order by what`,
  );
  return [...rows];
}

/** What a deal left behind, without the codes, numbers and times that are its own. */
async function readOutcome({ known }: Deal, before: ReadonlySet<string>): Promise<unknown> {
  const project = known['project'] ?? '';
  const acts = (await listActs()).filter(({ id }) => !before.has(id)).map(({ what }) => what);
  const facts = await read(
    (sql) => sql`
      select
        (select o.stage from opportunities o where o.code = ${known['opportunity'] ?? ''}) as stage,
        (select jsonb_agg(v.status order by v.version) from quote_versions v join quotes q on q.id = v.quote_id
          where q.code = ${known['quote'] ?? ''}) as quotes,
        (select jsonb_agg(jsonb_build_array(a.status, a.starts_on, a.ends_on, a.daily_rate_cents)) from assignments a
          where a.project_id = p.id) as assignments,
        (select jsonb_agg(jsonb_build_array(r.worked_on, r.quarter_days, r.state, r.daily_rate_cents, r.daily_cost_cents,
          r.billed_line_id is not null) order by r.worked_on) from time_rows r where r.project_id = p.id) as days,
        (select jsonb_agg(jsonb_build_array(s.month, s.state, s.quarter_days, s.value_quarter_cents, s.cost_quarter_cents)
          order by s.month, s.state) from time_sums s where s.project_id = p.id) as sums,
        (select jsonb_agg(jsonb_build_array(i.kind, i.net_cents, i.gross_cents, l.amount_cents, l.quantity)) from invoices i
          join invoice_lines l on l.invoice_id = i.id where l.project_id = p.id) as invoices,
        (select jsonb_agg(y.gross_cents) from payments y join invoices i on i.id = y.invoice_id
          where i.number = ${known['invoice'] ?? ''}) as payments
      from projects p where p.code = ${project}`,
  );
  const { body } = await call('anne', `/reports/margin?as-of=${TODAY}`, undefined, '');
  const margin = (body['projects'] as Record<string, unknown>[])
    .filter(({ code }) => code === project)
    .map(({ days, revenue, cost, margin: earned }) => ({ days, revenue, cost, earned }));
  return { acts, facts: [...facts], margin };
}

/** Plays a deal; the blow, if there is one, falls while its step is under way. */
async function play(rank: number, blow: Blow | null): Promise<unknown> {
  const deal: Deal = { name: `Affaire ${rank}`, consultant: `C${String(rank + 1).padStart(3, '0')}`, known: {} };
  const before = new Set((await listActs()).map(({ id }) => id));
  for (const [index, step] of STEPS.entries()) {
    const under = step(deal);
    if (blow?.step === index) {
      await new Promise((resolve) => setTimeout(resolve, blow.delayMs));
      const family = { home: home.path, startedPid: started.process.pid };
      await waitUntil(`${blow.victim} is there to be killed`, () => killNine(family, VICTIMS[blow.victim]) > 0).catch(
        (error: unknown) => {
          throw new Error(`${String(error)}\n${lastErrors()}`, { cause: error });
        },
      );
    }
    await under;
  }
  return readOutcome(deal, before);
}

describe('une affaire dont un processus est tué net', () => {
  test(
    'finit comme une affaire que rien n’a dérangée, sans acte fait deux fois ni numéro sauté',
    { timeout: 120_000 + KILLS * 90_000 },
    async () => {
      const undisturbed = await play(0, null);
      expect(undisturbed).toMatchObject({ margin: [{ days: 3, revenue: 1560, cost: 930, earned: 630 }] });
      for (const [index, blow] of drawBlows({
        count: KILLS,
        seed: SEED,
        steps: STEPS.length,
        longestDelayMs: LONGEST_DELAY_MS,
      }).entries()) {
        const told = `${blow.victim}, étape ${blow.step}, ${blow.delayMs} ms`;
        expect([told, await play(index + 1, blow)]).toEqual([told, undisturbed]);
      }
      const issued = await read((sql) => sql<{ number: string }[]>`select number from invoices order by number`);
      expect(issued.map(({ number }) => number)).toEqual(
        Array.from({ length: KILLS + 1 }, (_, rank) => `F2026-${String(rank + 1).padStart(5, '0')}`),
      );
    },
  );
});
