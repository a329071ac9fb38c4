// kill -9 of the API, the worker, the Temporal server or the database at any moment of a month's closing, from the days
// that lack to the report: the finished month is, to the byte, the one that nobody disturbed. `npm run test:long` strikes
// twenty times (VIGIE_KILLS: how often; VIGIE_KILL_SEED: which blows).
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { printInvoice } from '../../api/documents/invoice-pdf.ts';
import { projectRoot } from '../../config.ts';
import { findFreePort } from '../../db/cluster.ts';
import { sha256 } from '../../db/acts.ts';
import { exportFirm } from '../../db/export/export-firm.ts';
import { openInstance, type Instance } from '../../db/instance.ts';
import { readPrintedInvoices } from '../../db/printed-invoice.ts';
import { readBooks, readSnapshot } from '../../db/reports/accounts/books.ts';
import { createApiKey } from '../../db/users.ts';
import { writeFec } from '../../domain/accounts/fec.ts';
import { addDays, weekdayOf } from '../../domain/civil-dates.ts';
import { loadFirm } from '../db/load-firm.ts';
import { addPerson, writeFacts } from '../db/people.ts';
import { FIRM_CARD } from '../facturx/firm.ts';
import { killNine } from '../kill-nine.ts';
import { runProgram, type Program } from '../program.ts';
import { copyHome, makeTemporaryHome, type TemporaryHome } from '../temporary-home.ts';
import { drawBlows, VICTIMS, type Blow } from './blows.ts';

const KILLS = Number(process.env['VIGIE_KILLS'] ?? (process.env['VIGIE_TEST_LONG'] === '1' ? 20 : 3));
const SEED = Number(process.env['VIGIE_KILL_SEED'] ?? 20_261_106);
/** So many in one month: what one blow left is there when the next one falls. */
const KILLS_A_MONTH = 4;
const MONTH = '2026-10';
/** J+5, the second day of the batch: all that is ready is proposed, and the closing once all is done. */
const TODAY = '2026-11-06';
/** Steps that wait for a workflow last seconds: the blow may fall before or while it works. */
const LONGEST_DELAY_MS = 2_500;
/** An activity whose worker was killed is given to another one after its 90 seconds (workflows/patience.ts). */
const PATIENCE_MS = 240_000;

const PROJECTS = ['P001', 'P002', 'P003'] as const;

function listWorkingDays(): string[] {
  const days: string[] = [];
  for (let day = '2026-10-01'; day <= '2026-10-31'; day = addDays(day, 1)) if (weekdayOf(day) < 6) days.push(day);
  return days;
}

/** Three people, a project each: one's CRA lacks its last week, one's is sent, one's is validated. */
function firmFiles(): Map<string, string> {
  const file = (header: string, rows: readonly string[]): string => [header, ...rows, ''].join('\n');
  const days = listWorkingDays();
  const people = PROJECTS.map((project) => ({ project, code: project.replace('P', 'C') }));
  const states = ['valide', 'soumis', 'valide'];
  return new Map([
    ['profils.csv', file('profil;tjm_cible;cjm_prevu', ['Développeur;500;300'])],
    [
      'clients.csv',
      file(
        'code;raison_sociale;siren;tva_intracom;adresse;code_postal;ville;pays;delai_paiement_jours;email_facturation',
        ['CL001;Banque;113029227;FR40113029227;71, rue Haute;31000;Toulouse;FR;30;factures@banque.example'],
      ),
    ],
    [
      'consultants.csv',
      file(
        'matricule;prenom;nom;email;profil;type;date_entree',
        people.map(({ code }) => `${code};Ana;${code};${code.toLowerCase()}@esn.fr;Développeur;salarie;2020-01-01`),
      ),
    ],
    [
      'couts.csv',
      file(
        'matricule;debut;cjm',
        people.map(({ code }) => `${code};2020-01-01;310`),
      ),
    ],
    [
      'projets.csv',
      file(
        'code;client;titre;contrat;statut;debut',
        people.map(({ project }) => `${project};CL001;Projet;regie;en_cours;2026-10-01`),
      ),
    ],
    [
      'affectations.csv',
      file(
        'code;matricule;projet;profil;debut;fin;quotite;tjm;statut',
        people.map(
          ({ project, code }) => `A${project};${code};${project};Développeur;2026-10-01;2026-12-31;1;500;ferme`,
        ),
      ),
    ],
    [
      'temps.csv',
      file(
        'matricule;date;projet;jours;statut',
        people.flatMap(({ project, code }, rank) =>
          (rank === 0 ? days.slice(0, -5) : days).map((day) => `${code};${day};${project};1;${states[rank]}`),
        ),
      ),
    ],
  ]);
}

type Person = 'anne' | 'adv';
const tokens = {} as Record<Person, string>;
let seed: TemporaryHome;

beforeAll(async () => {
  seed = makeTemporaryHome();
  const instance = await openInstance(seed.settings);
  const { app } = instance;
  await loadFirm(app, firmFiles());
  // A card that is begun and not complete keeps every invoice: all become ready at one moment of the story.
  await writeFacts(app, async (tx) => {
    await tx`
      insert into firm (id, name, settings) values (1, ${FIRM_CARD.name}, ${tx.json({ address: FIRM_CARD.address })})
      on conflict (id) do update set name = excluded.name, settings = excluded.settings`;
  });
  for (const [who, roles] of [
    ['anne', ['direction']],
    ['adv', ['adv']],
  ] as const)
    tokens[who] = await createApiKey(app, await addPerson(app, `${who}@esn.fr`, roles), 'essai');
  await instance.close();
}, 120_000);
afterAll(() => seed.remove());

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A Vigie at work on a copy of the firm. */
type House = {
  readonly home: TemporaryHome;
  readonly started: Program;
  readonly instance: Instance;
  call(
    who: Person,
    path: string,
    body: unknown,
    key?: string,
  ): Promise<{ status: number; body: Record<string, unknown> }>;
  /** Asks until there is an answer: the database may be on its way back. */
  read<T>(what: string, query: (sql: Instance['app']) => Promise<T | null | undefined>): Promise<T>;
};

async function openHouse(): Promise<House> {
  const home = copyHome(seed);
  const port = await findFreePort();
  const started = runProgram([join(projectRoot, 'bin', 'vigie.mjs'), 'start'], {
    VIGIE_HOME: home.path,
    PORT: String(port),
    VIGIE_TODAY: TODAY,
  });
  try {
    await started.waitFor(/^Vigie : http/m);
  } catch (error) {
    started.process.kill('SIGINT');
    await started.ended;
    await home.remove();
    throw error;
  }
  const instance = await openInstance(home.settings, { untouched: true });
  const lastErrors = (): string =>
    readFileSync(join(home.path, 'vigie.log'), 'utf8').trimEnd().split('\n').slice(-5).join('\n');
  async function patiently<T>(what: string, ask: () => Promise<T | null | undefined>): Promise<T> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      let failure: unknown = null;
      try {
        const answer = await ask();
        if (answer !== null && answer !== undefined) return answer;
      } catch (error) {
        failure = error;
      }
      if (Date.now() > end) throw new Error(`${what}: ${String(failure)}\n${lastErrors()}`);
      await pause(200);
    }
  }
  return {
    home,
    started,
    instance,
    // The same call under the same key, until Vigie answers.
    call: (who, path, body, key) =>
      patiently(path, async () => {
        const answer = await fetch(`http://127.0.0.1:${port}/api${path}`, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${tokens[who]}`,
            'idempotency-key': key,
            'content-type': 'application/json',
          },
          signal: AbortSignal.timeout(20_000),
          body: JSON.stringify(body),
        });
        const told = (await answer.json()) as Record<string, unknown>;
        // 401: while the API is dead, another test's Vigie may hold its port, and does not know these keys.
        return answer.status < 500 && answer.status !== 401 ? { status: answer.status, body: told } : null;
      }),
    read: (what, query) => patiently(what, () => query(instance.app)),
  };
}

async function closeHouse({ home, started, instance }: House): Promise<void> {
  started.process.kill('SIGINT');
  await started.ended;
  await instance.close();
  await home.remove();
}

type Step = (house: House) => Promise<void>;

const runCommand =
  (who: Person, command: string, input: unknown, key = ''): Step =>
  async (house) => {
    const { status, body } = await house.call(who, `/commands/${command}`, input, `${command} ${key}`);
    expect([command, status, body]).toEqual([command, 200, body]);
  };

/** The proposal that the month's workflow files. */
const awaitProposal =
  (command: string): Step =>
  async ({ read }) => {
    await read(
      `${command} is proposed`,
      async (sql) => (await sql`select 1 from proposals where command = ${command}`)[0],
    );
  };

const approve =
  (who: Person, command: string): Step =>
  async ({ call, read }) => {
    const { id, sha } = await read(command, async (sql) => {
      const [row] = await sql<{ id: string; sha: string }[]>`
        select p.id, r.sha from proposals p join proposal_revisions r on r.proposal_id = p.id and r.revision = p.revision
        where p.command = ${command} and p.asker_kind = 'automation'`;
      return row;
    });
    const { status, body } = await call(who, `/proposals/${id}/decision`, { decision: 'approve', sha }, command);
    expect([status, body['code']].join(' ')).toMatch(/^(200 |409 (already_decided|proposal_closed)$)/);
  };

const awaitExecution =
  (command: string): Step =>
  async ({ read }) => {
    await read(`${command} is carried out`, async (sql) => {
      const rows = await sql<{ state: string }[]>`select state from proposals where command = ${command}`;
      return rows.length === 1 && rows[0]?.state === 'executed' ? true : null;
    });
  };

const STEPS: readonly Step[] = [
  runCommand('anne', 'enter_time', {
    entries: listWorkingDays()
      .slice(-5)
      .map((date) => ({ consultant: 'C001', project: 'P001', date, days: 1 })),
  }),
  runCommand('anne', 'submit_timesheet', { consultant: 'C001', month: MONTH }),
  ...['1', '2'].map((rank) =>
    runCommand('anne', 'validate_timesheet', { consultant: `C00${rank}`, month: MONTH, project: `P00${rank}` }, rank),
  ),
  runCommand('anne', 'set_firm', FIRM_CARD),
  runCommand('adv', 'record_client_validation', {
    consultant: 'C003',
    month: MONTH,
    project: 'P003',
    by: 'Le client',
    validatedOn: TODAY,
    evidence: 'courriel',
  }),
  awaitProposal('issue_invoices'),
  approve('adv', 'issue_invoices'),
  awaitExecution('issue_invoices'),
  awaitProposal('send_invoice'),
  approve('adv', 'send_invoice'),
  awaitExecution('send_invoice'),
  awaitProposal('close_month'),
  approve('anne', 'close_month'),
  awaitExecution('close_month'),
  async ({ read }) => {
    await read('direction is told', async (sql) => (await sql`select 1 from notices where key like '%:report:%'`)[0]);
  },
];

/** Every fact that a month leaves behind, to the byte; moments and seals are its own. */
async function readMonth({ instance: { app } }: House): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-month-'));
  rmSync(folder, { recursive: true });
  await exportFirm(app, folder);
  const files = Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  rmSync(folder, { recursive: true });
  const pdfs: string[] = [];
  for (const invoice of await readPrintedInvoices(app, null))
    pdfs.push(sha256(Buffer.from(await printInvoice(invoice)).toString('base64')));
  const books = await readSnapshot(app, async (tx) => {
    const { ledger, settings } = await readBooks(tx, 2026, '2026-12-31');
    return writeFec(ledger, settings);
  });
  const [rows] = await app`
    select
      (select jsonb_agg(jsonb_build_array(act_id, command, actor_kind, channel) order by command, act_id) from acts
        where channel <> 'import' and command not in ('create_user')) as acts,
      (select jsonb_agg(jsonb_build_array(i.number, i.kind, i.origin, i.issued_on, i.due_on, i.net_cents, i.gross_cents,
        l.amount_cents, l.quantity) order by i.number, l.id) from invoices i join invoice_lines l on l.invoice_id = i.id) as invoices,
      (select jsonb_agg(jsonb_build_array(i.number, s.sent_on, s.sent_to) order by i.number)
        from invoice_sendings s join invoices i on i.id = s.invoice_id) as sendings,
      (select jsonb_agg(jsonb_build_array(key, kind, sent_to, subject, body, state) order by key) from mails
        where kind <> 'notice') as mails,
      (select jsonb_agg(jsonb_build_array(sent_to, subject, regexp_replace(body, '[0-9a-f]{64}', 'tête')) order by sent_to)
        from mails where kind = 'notice' and subject like '%Clôture%') as reports,
      -- Who was reminded of a CRA depends on the moment of the look: what is left to be said at the end does not.
      (select jsonb_agg(key order by key) from notices where key like 'month-end:%:report:%') as told,
      (select jsonb_agg(jsonb_build_array(month, state, closed_figures, closed_at) order by month) from month_closings) as closings,
      (select jsonb_agg(jsonb_build_array(consultant_id, project_id, month, state, quarter_days, value_quarter_cents,
        cost_quarter_cents) order by project_id, month, state) from time_sums) as sums,
      (select jsonb_agg(jsonb_build_array(command, state) order by command) from proposals) as proposals`;
  return { files, pdfs, books, ...rows };
}

/** Closes the month in a house of its own, under these blows. */
async function closeMonth(blows: readonly Blow[]): Promise<Record<string, unknown>> {
  const house = await openHouse();
  try {
    const family = { home: house.home.path, startedPid: house.started.process.pid };
    for (const [index, step] of STEPS.entries()) {
      const under = step(house);
      // Told below; until then nobody awaits it.
      under.catch(() => {});
      for (const { victim, delayMs } of blows.filter((blow) => blow.step === index)) {
        await pause(delayMs);
        await house.read(`${victim} is there to be killed`, async () => killNine(family, VICTIMS[victim]) || null);
      }
      await under;
    }
    return await house.read('the month is read', () => readMonth(house));
  } finally {
    await closeHouse(house);
  }
}

describe('la fin d’un mois dont les processus sont tués net', () => {
  test(
    'laisse à l’octet près le mois que rien n’a dérangé',
    { timeout: PATIENCE_MS + 120_000 + KILLS * PATIENCE_MS },
    async () => {
      const undisturbed = await closeMonth([]);
      expect(undisturbed).toMatchObject({ invoices: expect.any(Array), reports: expect.any(Array) });
      expect(undisturbed['invoices']).toHaveLength(PROJECTS.length);
      expect(undisturbed['sendings']).toHaveLength(PROJECTS.length);
      const blows = drawBlows({ count: KILLS, seed: SEED, steps: STEPS.length, longestDelayMs: LONGEST_DELAY_MS });
      while (blows.length > 0) {
        const struck = blows.splice(0, KILLS_A_MONTH);
        const told = struck.map(({ victim, step, delayMs }) => `${victim}, étape ${step}, ${delayMs} ms`).join(' ; ');
        expect({ told, ...(await closeMonth(struck)) }).toEqual({ told, ...undisturbed });
      }
    },
  );
});
