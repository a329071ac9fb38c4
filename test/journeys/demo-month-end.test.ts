// A month of the demo firm, closed from end to end: people are reminded of what they owe and enter it, their managers
// validate, anomalies are settled, two batches of invoices are approved, one without a line, and sent, the accounts
// accrue, the month is closed, and direction reads once what it came to. All by commands and by decisions of people.

import { randomUUID } from 'node:crypto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateDemoFirm } from '../../db/demo/firm.ts';
import { executeCommand } from '../../db/execute-command.ts';
import { decide } from '../../db/proposals/decide.ts';
import { executeAllApproved } from '../../db/proposals/execute-approved.ts';
import { readItems, readRevision } from '../../db/proposals/rows.ts';
import { showMonthEnd } from '../../db/show-month-end.ts';
import { readMonthEndFacts } from '../../db/steps/month-end.ts';
import { addDays } from '../../domain/civil-dates.ts';
import { findCommand } from '../../domain/commands/registry.ts';
import { KNOCK, TASK_QUEUE } from '../../workflows/messages.ts';
import { openDesk, type Desk } from '../db/desk.ts';
import { addPerson } from '../db/people.ts';
import { commandNamed } from '../db/run-command.ts';
import { FIRM_CARD } from '../facturx/firm.ts';
import { recordHistory } from '../workflows/histories.ts';
import { openTimeSkipping, startTestWorker, type TestWorker } from '../workflows/test-temporal.ts';

const MONTH = '2026-10';
const ID = `month-end:${MONTH}`;
/** J−2: the month's last working day is Friday the 30th. */
const FIRST_DAY = '2026-10-28';

describe('octobre de l’ESN de démonstration', () => {
  let time: TestWorkflowEnvironment;
  let desk: Desk;
  let worker: TestWorker;
  /** User ids by consultant, and those of who decide. */
  const userOf = new Map<string, string>();
  const seats = {} as Record<'direction' | 'daf' | 'adv', string>;
  // The firm's day, moved by the test: the workflow looks at each.
  const world = { fixedToday: FIRST_DAY };

  beforeAll(async () => {
    time = await openTimeSkipping();
    const { files } = generateDemoFirm({ seed: 1, consultants: 30, months: 24, today: FIRST_DAY });
    desk = await openDesk(files);
    for (const seat of ['direction', 'daf', 'adv'] as const)
      seats[seat] = await addPerson(desk.app, `${seat}@demo.example`, [seat]);
    const people = await desk.app<{ code: string; email: string }[]>`
      select code, lower(email) as email from consultants where email is not null`;
    for (const { code, email } of people) userOf.set(code, await addPerson(desk.app, email, ['responsable']));
    await run('set_firm', FIRM_CARD, seats.direction);
    worker = await startTestWorker(time.nativeConnection, Object.assign(world, { app: desk.app }), executeAllApproved);
  });
  afterAll(async () => {
    await worker.stop();
    await time.teardown();
    await desk.database.drop();
  });

  /** @returns the result. @throws what the rule refuses. */
  async function run(name: string, input: unknown, askerId: string): Promise<unknown> {
    const command = commandNamed(name);
    const about = { actorKind: 'person', channel: 'api', today: world.fixedToday } as const;
    const outcome = await executeCommand(desk.app, { actId: randomUUID(), command, input, askerId, ...about });
    if (outcome.state !== 'done') throw new Error(`${name} ${JSON.stringify(input)}: ${JSON.stringify(outcome)}`);
    return outcome.result;
  }
  async function reach(...days: readonly string[]): Promise<void> {
    for (const day of days) {
      world.fixedToday = day;
      const args = { workflowId: ID, taskQueue: TASK_QUEUE, args: [MONTH], signal: KNOCK };
      await time.client.workflow.signalWithStart('monthEnd', args);
      await time.sleep('1 minute');
    }
  }
  async function readFacts() {
    const facts = await readMonthEndFacts(desk.app, MONTH, world.fixedToday);
    if (facts === null) throw new Error('nobody works in the month');
    return facts;
  }
  async function stage(name: string) {
    const shown = await showMonthEnd(desk.app, MONTH, world.fixedToday, true);
    const found = shown?.stages.find((one) => one.stage === name);
    if (!found) throw new Error(`no stage ${name}`);
    return found;
  }
  const waiting = (command: string) => desk.app<{ id: string; revision: number }[]>`
    select id, revision from proposals where command = ${command} and state = 'pending' order by created_at`;
  async function approve(command: string, person: string, leaveOut?: string): Promise<number> {
    const [proposal, ...others] = await waiting(command);
    if (!proposal || others.length > 0) throw new Error(`${others.length} other ${command} wait`);
    const items = await readItems(desk.app, proposal.id, proposal.revision);
    const exclude = items.flatMap(({ item, effect }) =>
      leaveOut !== undefined && effect.sentence.includes(leaveOut) ? [item] : [],
    );
    expect(exclude).toHaveLength(leaveOut === undefined ? 0 : 1);
    const { sha } = await readRevision(desk.app, proposal.id, proposal.revision);
    const today = world.fixedToday;
    const asked = { proposalId: proposal.id, decision: 'approve', sha, person, today, exclude } as const;
    expect(await decide(desk.app, asked)).toMatchObject({ state: 'decided' });
    const done = await executeAllApproved(desk.app, proposal.id, today);
    expect(done).toMatchObject({ state: 'executed', counts: { stale: 0, failed: 0, excluded: exclude.length } });
    return done?.counts.executed ?? 0;
  }
  /** What people were told of their CRA, and on which day they could read it. */
  const readReminders = () => desk.app<{ user: string; key: string }[]>`
    select user_id as user, key from notices where key like ${`${ID}:cra:%`} order by id`;

  test('relance qui doit des jours, les jours où il travaille, trois fois au plus', async () => {
    await reach('2026-10-28', '2026-10-29', '2026-10-30', '2026-10-31', '2026-11-01');
    const reminded = await readReminders();
    expect(reminded.length).toBeGreaterThan(0);
    for (const [, said] of Map.groupBy(reminded, ({ user }) => user)) expect(said.length).toBeLessThanOrEqual(2);
    const { people } = await readFacts();
    const codeOf = new Map([...userOf].map(([code, user]) => [user, code]));
    for (const { user, key } of reminded) {
      const person = people.find(({ consultant }) => consultant === codeOf.get(user));
      expect(person?.daysAtWork).toContain(key.slice(-10));
    }
    const owing = people.filter(({ sent }) => !sent);
    expect(owing.length).toBeGreaterThan(0);
    const partTime = people.filter(({ daysAtWork }) => !daysAtWork.includes('2026-10-28'));
    expect(partTime.length).toBeGreaterThan(0);
    const entry = await stage('entry');
    expect(entry).toMatchObject({ state: 'running', total: people.length, done: people.length - owing.length });
    expect(entry.holdings.every(({ since }) => since === '2026-10-30')).toBe(true);
  });

  test('chacun complète et envoie son CRA, chaque responsable valide, les anomalies se règlent', async () => {
    await reach('2026-11-02');
    const { findings } = (await desk.report('cra_checks', { month: MONTH, 'as-of': world.fixedToday })) as unknown as {
      findings: { check: string; consultant: string; date: string; days: number }[];
    };
    const lastProjects = await desk.app<{ code: string; project: string }[]>`
      select distinct on (c.code) c.code, p.code as project from time_rows t
        join consultants c on c.id = t.consultant_id join projects p on p.id = t.project_id
      where t.worked_on between '2026-10-01' and '2026-10-31' and p.status <> 'clos'
      order by c.code, t.worked_on desc, p.code`;
    const projectOf = new Map(lastProjects.map(({ code, project }) => [code, project]));
    for (const { consultant, sent } of (await readFacts()).people) {
      if (sent) continue;
      const project = projectOf.get(consultant);
      const missing = findings.filter((one) => one.check === 'missing' && one.consultant === consultant);
      const entries = missing.map(({ date, days }) => ({ consultant, date, project, days }));
      const self = userOf.get(consultant) ?? '';
      if (entries.length > 0) await run('enter_time', { entries }, self);
      await run('submit_timesheet', { consultant, month: MONTH }, self);
    }
    expect(await stage('entry')).toMatchObject({ state: 'done', holdings: [] });
    await reach('2026-11-03');
    for (const { subject, who } of (await readFacts()).timesheets.waiting) {
      const [consultant = '', project = ''] = subject.split(' · ');
      // Nobody validates their own billable days.
      const manager = who === consultant ? seats.direction : (userOf.get(who) ?? seats.direction);
      await run('validate_timesheet', { consultant, project, month: MONTH }, manager);
    }
    const open = (await desk.report('cra_checks', { month: MONTH, 'as-of': world.fixedToday })) as unknown as {
      findings: { check: string; severity: string; consultant: string; date: string | null; project: string | null }[];
    };
    for (const { check: rule, severity, ...about } of open.findings) {
      if (severity !== 'error') continue;
      const { consultant, date, project } = about;
      const reason = 'vu avec la personne';
      await run('accept_anomaly', { rule, consultant, month: MONTH, date, project, reason }, seats.direction);
    }
    expect(await stage('validation')).toMatchObject({ holdings: [] });
    expect((await stage('validation')).done).toBeGreaterThan(30);
    expect(await stage('anomalies')).toMatchObject({ holdings: [] });
  });

  test('deux lots de factures sont approuvés, l’un sans une ligne ; ce qui est bloqué dit par qui', async () => {
    // Filed on the first of the month: what was ready then. The rest waits for the second batch.
    const shown = await waiting('issue_invoices');
    expect(shown).toHaveLength(1);
    await expect(approve('issue_invoices', seats.adv)).resolves.toBeGreaterThan(0);
    await reach('2026-11-06');
    const { ready } = (await readFacts()).invoices;
    expect(ready.length).toBeGreaterThan(1);
    const [leftOut = ''] = ready;
    expect(await approve('issue_invoices', seats.adv, leftOut)).toBe(ready.length - 1);
    await reach('2026-11-06');
    const { invoices } = await readFacts();
    expect(invoices).toMatchObject({ ready: [], setAside: [{ subject: leftOut }] });
    expect(invoices.blocked.length).toBeGreaterThan(0);
    expect(invoices.blocked.every(({ who, reason }) => who !== '' && reason !== '')).toBe(true);
    expect(await waiting('issue_invoices')).toHaveLength(0);
  });

  test('les factures émises partent en un lot, chacune une fois, avec son PDF', async () => {
    let sent = 0;
    while ((await waiting('send_invoice')).length > 0) {
      const [first] = await waiting('send_invoice');
      const { sha } = await readRevision(desk.app, first?.id ?? '', first?.revision ?? 0);
      const today = world.fixedToday;
      const asked = { proposalId: first?.id ?? '', decision: 'approve', sha, person: seats.adv, today } as const;
      expect(await decide(desk.app, asked)).toMatchObject({ state: 'decided' });
      sent += (await executeAllApproved(desk.app, asked.proposalId, today))?.counts.executed ?? 0;
    }
    const { invoices, sendings } = await readFacts();
    expect(sent).toBe(invoices.issued);
    expect(sendings).toMatchObject({ sent, waiting: [], toPropose: [] });
    const mails = await desk.app<{ invoice: string; to: string }[]>`
      select invoice_number as invoice, sent_to as to from mails where kind = 'invoice' order by 1`;
    expect(new Set(mails.map(({ invoice }) => invoice)).size).toBe(sent);
    expect(mails).toHaveLength(sent);
  });

  test('les comptes régularisent, le reste à faire manquant est déclaré', async () => {
    await reach('2026-11-09');
    for (const { subject: project, who } of (await readFacts()).accruals.unsure) {
      const [profile] = await desk.app<{ name: string }[]>`
        select f.name from project_budgets b join projects p on p.id = b.project_id join profiles f on f.id = b.profile_id
        where p.code = ${project} order by f.name`;
      const declared = { project, declaredOn: '2026-10-30', lines: [{ profile: profile?.name, days: 5 }] };
      await run('declare_raf', declared, userOf.get(who) ?? seats.direction);
    }
    const accruals = await stage('accruals');
    expect(accruals).toMatchObject({ holdings: [], note: expect.stringContaining('(FAE)') });
    expect(accruals.done).toBe(accruals.total);
  });

  test('à J+8 la clôture est approuvée, et la direction en lit le compte rendu une fois', async () => {
    expect(await waiting('close_month')).toHaveLength(0);
    await reach('2026-11-11', '2026-11-12', '2026-11-13');
    expect(await approve('close_month', seats.daf)).toBe(1);
    await reach('2026-11-13');
    await time.client.workflow.getHandle(ID).result();
    await recordHistory(time.client, ID, 'month-end-demo-closed');
    await reach('2026-11-14');
    const shown = await showMonthEnd(desk.app, MONTH, world.fixedToday, true);
    expect(shown).toMatchObject({ step: 'done', blockedOn: null });
    expect(shown?.stages.every(({ state }) => state === 'done')).toBe(true);
    expect(shown?.report).toMatchObject({ closedOn: '2026-11-13', sealHead: expect.stringMatching(/^[0-9a-f]{64}$/u) });
    expect(shown?.report?.left.length).toBeGreaterThan(1);
    const told = await desk.app<{ user: string; text: string; to: string; body: string }[]>`
      select n.user_id as user, n.text, m.sent_to as to, m.body from notices n join mails m on m.key = 'notice:' || n.id
      where n.key like ${`${ID}:report:%`}`;
    const readers = told.map(({ to }) => to).toSorted();
    expect(readers).toEqual(['direction@demo.example', 'direction@esn-bureau.fr']);
    for (const { subject } of shown?.report?.left ?? []) expect(told[0]?.body).toContain(`${subject} : `);
    expect(told[0]?.body).toContain(shown?.report?.sealHead);
    for (const [, said] of Map.groupBy(await readReminders(), ({ user }) => user))
      expect(said.length).toBeLessThanOrEqual(3);
  });

  test('rouvrir le mois se décide à deux, et montre ce que cela change aux chiffres clos', async () => {
    world.fixedToday = addDays(world.fixedToday, 2);
    const asked = { month: MONTH, reason: 'un CRA oublié' };
    const command = findCommand('reopen_month');
    expect(command).toMatchObject({ tier: 2, approvers: ['direction'] });
    const preview = await desk.run('reopen_month', asked, 'adv', world.fixedToday);
    expect(preview).toMatchObject({ state: 'needs_approval' });
    expect(await desk.decided('reopen_month', asked, { today: world.fixedToday })).toMatchObject({
      state: 'executed',
      effect: {
        indicators: ['Production', 'Coûts', 'Marge'].map((label) => ({
          label,
          before: expect.any(Number),
          after: expect.any(Number),
        })),
      },
    });
    expect(await stage('closing')).toMatchObject({ done: 0 });
  });
});
