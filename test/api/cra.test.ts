// The CRA over HTTP and in the terminal, on the example firm at the end of October: what each sees of whose month, what
// is suggested once the firm opted in, and a month from the suggestion to its validation.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { craLookUps } from '../../api/contract/cra-look-ups.ts';
import { readExample } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import { writeFacts } from '../db/people.ts';
import { runVigie, type VigieRun } from '../db/run-vigie.ts';
import { openTestApi, readProblem, type TestApi } from './test-api.ts';

type Name = keyof typeof craLookUps;
type Output<N extends Name> = z.infer<(typeof craLookUps)[N]['output']>;

const PEOPLE = {
  direction: ['direction@esn.fr', ['direction']],
  adv: ['adv@esn.fr', ['adv']],
  admin: ['admin@esn.fr', ['admin']],
  // C003 runs P004 and P008; C007 manages C004, C006 and C008.
  francois: ['francois.blanchard3@esn-exemple.fr', ['responsable']],
  aicha: ['aicha.nguyen7@esn-exemple.fr', ['consultant']],
  yann: ['yann.bonnet2@esn-exemple.fr', ['consultant']],
  zoe: ['zoe.lefevre8@esn-exemple.fr', ['consultant']],
} as const;
type Seat = keyof typeof PEOPLE;

let api: TestApi;
let folder: string;
const keys = new Map<Seat, string>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vigie-cra-'));
  api = await openTestApi();
  await loadFirm(api.database.app, readExample());
  for (const [seat, [email, roles]] of Object.entries(PEOPLE))
    keys.set(seat as Seat, (await api.addPerson(email, [...roles])).key);
});
afterAll(async () => {
  await api.close();
  rmSync(folder, { recursive: true, force: true });
});

const headersOf = (seat: Seat) => ({
  authorization: `Bearer ${keys.get(seat) ?? ''}`,
  'content-type': 'application/json',
});

async function look<N extends Name>(seat: Seat, name: N, options: Record<string, string> = {}): Promise<Output<N>> {
  const query = new URLSearchParams(options).toString();
  const answer = await fetch(`${api.url}/api/look-ups/${name}?${query}`, { headers: headersOf(seat) });
  expect(answer.status).toBe(200);
  const told: unknown = await answer.json();
  // The shape that the contract tells, and nothing more.
  const read = craLookUps[name].output.parse(told) as Output<N>;
  expect(read).toEqual(told);
  return read;
}

const october = (seat: Seat, consultant?: string) =>
  look(seat, 'list_cra_days', { month: '2026-10', ...(consultant !== undefined && { consultant }) });

const run = (seat: Seat, command: string, input: unknown): Promise<Response> =>
  fetch(`${api.url}/api/commands/${command}`, {
    method: 'POST',
    headers: headersOf(seat),
    body: JSON.stringify(input),
  });

async function setPrefill(prefill: boolean): Promise<void> {
  const policy = JSON.stringify({ prefill_from_assignments: prefill });
  await writeFacts(api.database.app, async (tx) => {
    await tx`insert into firm (id, settings) values (1, ${policy}::text::jsonb)
      on conflict (id) do update set settings = firm.settings || excluded.settings`;
  });
}

describe('le CRA d’une personne', () => {
  test('est le sien par défaut : ce qui est saisi, ce qui manque, où en est chaque projet', async () => {
    const own = await october('yann');
    expect(own).toMatchObject({ consultant: 'C002', name: 'Yann Bonnet', may_enter: true, closed: false });
    expect(own.days).toHaveLength(31);
    expect(own.days.filter(({ missing_days: days }) => days > 0).map(({ date }) => date)).toEqual(['2026-10-08']);
    expect(own.days.find(({ date }) => date === '2026-10-23')).toMatchObject({ entered_days: 1, elsewhere_days: 0 });
    expect(own.total).toMatchObject({ expected_days: 22, entered_days: 21, missing_days: 1, draft_days: 0 });
    const projects = own.projects.map(({ code, state, may_decide: decides }) => [code, state, decides]);
    expect(projects).toEqual([
      ['INT01', 'valide', false],
      ['P003', 'soumis', false],
      ['P007', 'valide', false],
    ]);
    expect(own.findings.map(({ check }) => check)).toEqual(expect.arrayContaining(['missing', 'duplicate', 'closed']));
    expect(own.findings.map(({ check }) => check)).not.toContain('negative_margin');
    // A day entered twice is two entries, and one day.
    expect(own.entries.filter(({ date }) => date === '2026-10-21').map(({ days }) => days)).toEqual([0.5, 0.5]);
  });

  test('n’est pas celui d’un autre consultant, ni d’une personne inconnue : vide, comme si elle n’était pas', async () => {
    const nobody = {
      consultant: null,
      name: null,
      may_enter: false,
      days: [],
      entries: [],
      projects: [],
      findings: [],
    };
    expect(await october('yann', 'C003')).toMatchObject(nobody);
    expect(await october('yann', 'C999')).toMatchObject(nobody);
    expect(await october('admin', 'C002')).toMatchObject(nobody);
    expect(await october('adv')).toMatchObject(nobody);
  });

  test('d’un responsable se lit la part de ses projets ; le reste du jour n’est qu’un nombre de jours', async () => {
    const part = await october('francois', 'C004');
    expect(new Set(part.entries.map(({ project }) => project))).toEqual(new Set(['P004']));
    expect(part.projects.map(({ code }) => code)).toEqual(['P004']);
    expect(part.days.find(({ date }) => date === '2026-10-14')).toMatchObject({ entered_days: 1, elsewhere_days: 1 });
    expect(part).toMatchObject({ may_enter: false });
    // Direction reads it all, and may enter for the person.
    const whole = await october('direction', 'C004');
    expect(new Set(whole.entries.map(({ project }) => project))).toEqual(new Set(['P004', 'P005']));
    expect(whole).toMatchObject({ may_enter: true });
  });

  test('le motif d’une absence est de qui suit les congés : l’adv en lit les jours seuls', async () => {
    const leave = { date: '2026-10-08', absent_days: 1 };
    const dayOf = async (seat: Seat) => (await october(seat, 'C005')).days.find(({ date }) => date === leave.date);
    expect(await dayOf('direction')).toMatchObject({ ...leave, absence: 'formation' });
    expect(await dayOf('adv')).toMatchObject({ ...leave, absence: null });
  });

  test('un manager sans rôle lit le CRA des siens, et ne décide que de leurs jours internes', async () => {
    const read = await october('aicha', 'C006');
    expect(read.projects.map(({ code, may_decide: decides }) => [code, decides])).toEqual(
      expect.arrayContaining([['P002', false]]),
    );
    expect(read).toMatchObject({ consultant: 'C006', may_enter: false });
  });
});

describe('l’avancement des CRA', () => {
  const progress = async (seat: Seat) =>
    (await look(seat, 'list_cra_progress', { month: '2026-10' })).consultants.map(({ code }) => code);

  test('dit à la direction et à l’adv qui a soumis, qui a des jours manquants, et ce qui est net', async () => {
    const { consultants } = await look('direction', 'list_cra_progress', { month: '2026-10' });
    const of = (code: string) => consultants.find((one) => one.code === code);
    expect(of('C008')).toMatchObject({ state: 'vide', entered_days: 0, missing_days: 22, timesheets: [] });
    expect(of('C002')).toMatchObject({ state: 'soumis', missing_days: 1 });
    expect(of('C002')?.timesheets.find(({ project }) => project === 'P003')).toMatchObject({
      state: 'soumis',
      submitted_days: 3,
      may_decide: true,
      clean: false,
    });
    expect(of('C006')).toMatchObject({ state: 'valide' });
    expect(await progress('adv')).toEqual(consultants.map(({ code }) => code));
    const adv = await look('adv', 'list_cra_progress', { month: '2026-10' });
    expect(adv.consultants.flatMap(({ timesheets }) => timesheets).some((sheet) => sheet.may_decide)).toBe(false);
  });

  test('un responsable voit les siens, un consultant lui seul, un administrateur personne', async () => {
    expect(await progress('francois')).toEqual(expect.arrayContaining(['C003', 'C004', 'C008']));
    expect(await progress('yann')).toEqual(['C002']);
    expect(await progress('aicha')).toEqual(expect.arrayContaining(['C004', 'C006', 'C008']));
    expect(await progress('admin')).toEqual([]);
  });
});

describe('d’un mois proposé à un mois validé', () => {
  test('rien n’est proposé tant que la maison ne l’a pas voulu', async () => {
    expect(await october('zoe')).toMatchObject({ prefill: false, suggestions: [], total: { suggested_days: 0 } });
  });

  test('proposé, repris, soumis, validé ; rien n’est écrit avant que la personne le dise', async () => {
    await setPrefill(true);
    const suggested = await october('zoe');
    expect(suggested).toMatchObject({ prefill: true, total: { suggested_days: 22, entered_days: 0 } });
    expect(suggested.suggestions.every(({ project, days }) => project === 'P008' && days === 1)).toBe(true);
    expect(
      await api.database.app`
      select 1 from time_rows r join consultants c on c.id = r.consultant_id
      where c.code = 'C008' and r.worked_on >= '2026-10-01'`,
    ).toHaveLength(0);

    const entries = suggested.suggestions.map((time) => ({ ...time, consultant: 'C008' }));
    expect((await run('zoe', 'enter_time', { entries })).status).toBe(200);
    const entered = await october('zoe');
    expect(entered).toMatchObject({ suggestions: [], total: { draft_days: 22, missing_days: 0 } });
    expect(entered.projects.find(({ code }) => code === 'P008')).toMatchObject({ state: 'brouillon' });

    const sheet = { consultant: 'C008', month: '2026-10', project: 'P008' };
    expect((await run('zoe', 'submit_timesheet', { consultant: 'C008', month: '2026-10' })).status).toBe(200);
    // Nobody decides of their own days, nor of a project that they do not run: as if it were not there.
    expect(await readProblem(await run('zoe', 'validate_timesheet', sheet))).toMatchObject({ status: 404 });
    const reason = 'Le 30 était chez Hélios';
    expect((await run('francois', 'reject_timesheet', { ...sheet, reason })).status).toBe(200);
    const rejected = (await october('zoe')).projects.find(({ code }) => code === 'P008');
    expect(rejected).toMatchObject({ state: 'rejete', reason });

    expect((await run('zoe', 'submit_timesheet', { consultant: 'C008', month: '2026-10' })).status).toBe(200);
    const waiting = (await look('francois', 'list_cra_progress', { month: '2026-10' })).consultants
      .find(({ code }) => code === 'C008')
      ?.timesheets.find(({ project }) => project === 'P008');
    expect(waiting).toMatchObject({ state: 'soumis', submitted_days: 22, may_decide: true, clean: true });
    expect((await run('francois', 'validate_timesheet', sheet)).status).toBe(200);
    const done = (await october('zoe')).projects.find(({ code }) => code === 'P008');
    expect(done).toMatchObject({ state: 'valide', reason: null, validated_days: 22 });
  });

  test('ce que l’on propose ne fait naître aucune anomalie', async () => {
    const { suggestions } = await look('yann', 'list_cra_days', { month: '2026-11' });
    // Until the end of the booking and of P003, the 27th.
    expect([suggestions.length, suggestions.at(-1)?.date]).toEqual([19, '2026-11-27']);
    const entries = suggestions.map((time) => ({ ...time, consultant: 'C002' }));
    expect((await run('yann', 'enter_time', { entries })).status).toBe(200);
    const { findings } = await look('yann', 'list_cra_days', { month: '2026-11', 'as-of': '2026-11-27' });
    const aboutDays = findings.filter(({ check }) => check !== 'no_timesheet' && check !== 'task_done');
    expect(aboutDays).toEqual([]);
  });
});

describe('les notes de frais du mois', () => {
  test('sont les siennes ; celles de tous pour qui en décide', async () => {
    const expense = { label: 'Train', spentOn: '2026-10-12', amount: 80, vat: 8, project: 'P003' };
    expect((await run('yann', 'record_expense', expense)).status).toBe(200);
    const seen = async (seat: Seat) =>
      (await look(seat, 'list_expenses', { month: '2026-10' })).expenses.map(({ consultant, label, amount, vat }) => [
        consultant,
        label,
        amount,
        vat,
      ]);
    const own = [['C002', 'Train', 80, 8]];
    expect(await seen('yann')).toEqual(own);
    expect(await seen('adv')).toEqual(own);
    expect(await seen('direction')).toEqual(own);
    // P003 is run by C001.
    expect(await seen('francois')).toEqual([]);
    expect(await seen('zoe')).toEqual([]);
    expect(await seen('admin')).toEqual([]);
  });
});

describe('vigie cra', () => {
  const vigie = (...args: string[]): Promise<VigieRun> =>
    runVigie(args, {
      VIGIE_HOME: join(folder, 'home'),
      DATABASE_URL: api.database.url,
      DATABASE_APP_URL: api.database.appUrl,
      DATABASE_READER_URL: api.database.readerUrl,
    });
  const YANN = PEOPLE.yann[0];

  test('montre le mois jour par jour, et ce qui manque', async () => {
    await setPrefill(true);
    const told = await vigie('cra', '2026-10', '--as', YANN);
    expect(told.code).toBe(0);
    expect(told.stdout).toMatch(/^CRA de Yann Bonnet \(C002\), octobre 2026\nJour +INT01 +P003 +P007\n/);
    expect(told.stdout).toMatch(/\njeu\. 08\/10 +\(1\) +manque 1.j\n/);
    expect(told.stdout).toMatch(/\nven\. 23\/10 +0,5 +0,5\n/);
    expect(told.stdout).toMatch(/Total : 21.j saisis sur 22.j attendus, 1.j proposés entre parenthèses, manque 1.j\./);
    const json = await vigie('cra', '2026-10', '--person', 'C002', '--json');
    expect(craLookUps.list_cra_days.output.parse(JSON.parse(json.stdout)).consultant).toBe('C002');
  });

  test('ne montre à personne le mois d’un autre, et dit ce qu’il faut', async () => {
    const other = await vigie('cra', '2026-10', '--person', 'C003', '--as', YANN);
    expect([other.code, other.stderr]).toEqual([1, 'Aucun CRA de cette personne à votre portée.\n']);
    const whose = await vigie('cra');
    expect([whose.code, whose.stderr]).toMatchObject([1, expect.stringContaining('--person C002')]);
    expect((await vigie('cra', 'octobre', '--as', YANN)).code).toBe(2);
    expect((await vigie('cra', '--confirm', '--as', YANN)).code).toBe(2);
  });

  test('--prefill montre la saisie, et ne l’écrit qu’avec --confirm', async () => {
    await setPrefill(true);
    const count = async (): Promise<number> =>
      (
        await api.database.app`
          select 1 from time_rows r join consultants c on c.id = r.consultant_id
          where c.code = 'C008' and r.worked_on between '2026-11-01' and '2026-11-30'`
      ).length;
    const asked = ['cra', '2026-11', '--prefill', '--as', PEOPLE.zoe[0]];
    const shown = await vigie(...asked);
    expect([shown.code, await count()]).toEqual([0, 0]);
    expect(shown.stdout).toMatch(/\nlun\. 02\/11 +\(1\)\n/);
    expect(shown.stderr).toMatch(/Saisir 20.j de CRA \(20 lignes\)\. \(aperçu/);
    const done = await vigie(...asked, '--confirm');
    expect([done.code, await count()]).toEqual([0, 20]);
    expect(done.stderr).toMatch(/Saisir 20.j de CRA \(20 lignes\)\. Fait\./);
    const again = await vigie(...asked, '--confirm');
    expect([again.code, again.stderr]).toEqual([
      0,
      'Rien à proposer : aucun jour vide n’est couvert par une affectation ferme.\n',
    ]);
  });
});
