// October of the example firm, closed from end to end by its workflow: people are reminded, CRAs validated, anomalies
// accepted, the invoices approved by a person and sent, the month closed by a person; what is blocked is said, and stays.

import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decide } from '../../db/proposals/decide.ts';
import { executeAllApproved } from '../../db/proposals/execute-approved.ts';
import { readRevision } from '../../db/proposals/rows.ts';
import { showMonthEnd } from '../../db/show-month-end.ts';
import { readMonthEndFacts } from '../../db/steps/month-end.ts';
import { KNOCK, TASK_QUEUE } from '../../workflows/messages.ts';
import { openDesk, type Desk } from '../db/desk.ts';
import { addPerson } from '../db/people.ts';
import { readNotices } from '../workflows/firm-in-progress.ts';
import { recordHistory } from '../workflows/histories.ts';
import { openTimeSkipping, startTestWorker, type TestWorker } from '../workflows/test-temporal.ts';

const MONTH = '2026-10';
const ID = `month-end:${MONTH}`;

describe('la fin du mois d’octobre', () => {
  let time: TestWorkflowEnvironment;
  let desk: Desk;
  let worker: TestWorker;
  let director: string;
  // The firm's day, moved by the test: the workflow looks at each.
  const world = { fixedToday: '2026-10-28' };

  beforeAll(async () => {
    time = await openTimeSkipping();
    desk = await openDesk();
    director = await addPerson(desk.app, 'direction2@esn-exemple.fr', ['direction']);
    for (const { email } of await desk.app<
      { email: string }[]
    >`select lower(email) as email from consultants where email is not null`)
      await addPerson(desk.app, email, []);
    worker = await startTestWorker(time.nativeConnection, Object.assign(world, { app: desk.app }), executeAllApproved);
  });
  afterAll(async () => {
    await worker.stop();
    await time.teardown();
    await desk.database.drop();
  });

  async function reach(day: string): Promise<void> {
    world.fixedToday = day;
    await time.client.workflow.signalWithStart('monthEnd', {
      workflowId: ID,
      taskQueue: TASK_QUEUE,
      args: [MONTH],
      signal: KNOCK,
    });
    await time.sleep('1 minute');
  }
  const show = (day = world.fixedToday) => showMonthEnd(desk.app, MONTH, day, true);
  const waiting = (command: string) => desk.app<{ id: string; revision: number }[]>`
    select id, revision from proposals where command = ${command} and state = 'pending'`;

  async function approve(command: string): Promise<void> {
    const [proposal] = await waiting(command);
    if (!proposal) throw new Error(`no ${command} waits`);
    const { sha } = await readRevision(desk.app, proposal.id, proposal.revision);
    const today = world.fixedToday;
    const decision = await decide(desk.app, {
      proposalId: proposal.id,
      decision: 'approve',
      sha,
      person: director,
      today,
    });
    expect(decision).toMatchObject({ state: 'decided' });
    await executeAllApproved(desk.app, proposal.id, today);
  }

  test('relance chacun les jours de la campagne, une fois par jour', async () => {
    for (const day of ['2026-10-28', '2026-10-28', '2026-10-29', '2026-10-30', '2026-11-02', '2026-11-03'])
      await reach(day);
    const facts = await readMonthEndFacts(desk.app, MONTH, '2026-11-03');
    const late = facts?.people.filter(({ sent }) => !sent) ?? [];
    expect(late.length).toBeGreaterThan(0);
    const said = (await readNotices(desk.app)).filter(({ text }) => text.startsWith('Votre CRA'));
    expect(said.length).toBeGreaterThan(0);
    expect(said.length).toBeLessThanOrEqual(3 * late.length);
    expect(await show()).toMatchObject({
      step: 'entry',
      blockedOn: expect.stringContaining(late[0]?.consultant ?? ''),
    });
  });

  test('rappelle les validations à leur responsable, puis avance quand elles sont faites', async () => {
    const texts = (await readNotices(desk.app)).map(({ text }) => text);
    expect(texts.some((text) => text.includes('à valider'))).toBe(true);
    const before = await readMonthEndFacts(desk.app, MONTH, '2026-11-03');
    for (const { subject } of before?.timesheets.waiting ?? []) {
      const [consultant, project] = subject.split(' · ');
      const done = await desk.run(
        'validate_timesheet',
        { consultant, project, month: MONTH },
        'direction',
        '2026-11-03',
      );
      expect(done).toMatchObject({ state: 'done' });
    }
    expect(before?.anomalies.open.length).toBeGreaterThan(0);
    const { findings } = (await desk.report('cra_checks', { month: MONTH, 'as-of': '2026-11-03' })) as unknown as {
      findings: { check: string; consultant: string; date: string | null; project: string | null }[];
    };
    for (const { check: rule, consultant, date, project } of findings) {
      const input = { rule, consultant, month: MONTH, date, project, reason: 'vu avec la personne' };
      expect(await desk.run('accept_anomaly', input, 'direction', '2026-11-03')).toMatchObject({ state: 'done' });
    }
    // The client signs a CRA of September too: its month is behind, and nothing begins for it.
    const signed = {
      consultant: 'C001',
      project: 'P001',
      by: 'Le client',
      validatedOn: '2026-11-03',
      evidence: 'courriel',
    };
    expect(
      await desk.run('record_client_validation', { ...signed, month: '2026-09' }, 'adv', '2026-11-03'),
    ).toMatchObject({
      state: 'done',
    });
    const knocked = await desk.app<{ id: string }[]>`
      select distinct payload ->> 'id' as id from outbox where topic = 'knock' and payload ->> 'workflow' = 'month-end'`;
    expect(knocked).toEqual([{ id: MONTH }]);
    const after = await show('2026-11-03');
    const states = Object.fromEntries(after?.stages.map(({ stage, done, total }) => [stage, total - done]) ?? []);
    expect(states).toMatchObject({ validation: 0, anomalies: 0 });
  });

  test('fait approuver les factures, une fois, et dit celles qui sont bloquées et par qui', async () => {
    const proposed = await waiting('issue_invoices');
    expect(proposed).toHaveLength(1);
    expect(await show()).toMatchObject({
      stages: expect.arrayContaining([expect.objectContaining({ stage: 'invoices' })]),
    });
    // Days were validated since it was filed: the approval meets other invoices than it showed, and a new one is shown.
    await approve('issue_invoices');
    await reach('2026-11-06');
    if ((await waiting('issue_invoices')).length > 0) await approve('issue_invoices');
    const [issued] = await desk.app<{ count: number }[]>`
      select count(*)::int as count from invoices where origin = 'issued' and kind = 'facture'`;
    expect(issued?.count).toBeGreaterThan(0);
    const view = await show();
    const invoices = view?.stages.find(({ stage }) => stage === 'invoices');
    expect(invoices?.done).toBe(issued?.count);
    expect(invoices?.holdings.every(({ who, reason }) => who !== '' && reason !== '')).toBe(true);
    const unsent = view?.stages.find(({ stage }) => stage === 'sending')?.holdings ?? [];
    expect(unsent).toHaveLength(issued?.count ?? 0);
    for (const { subject } of unsent)
      expect(
        await desk.run('send_invoice', { invoice: subject, to: 'compta@client.fr' }, 'adv', '2026-11-06'),
      ).toMatchObject({ state: 'done' });
  });

  test('propose la clôture à J+8, et finit quand une personne l’a approuvée', async () => {
    expect(await waiting('close_month')).toHaveLength(0);
    for (const day of ['2026-11-11', '2026-11-12', '2026-11-13']) await reach(day);
    expect(await waiting('close_month')).toHaveLength(1);
    await approve('close_month');
    await reach('2026-11-13');
    expect(await show()).toMatchObject({ step: 'done' });
    await time.client.workflow.getHandle(ID).result();
    const refused = await desk.run(
      'enter_time',
      { entries: [{ consultant: 'C001', project: 'P001', date: '2026-10-05', days: 1 }] },
      'direction',
      '2026-11-13',
    );
    expect(refused).toMatchObject({ code: 'month_closed' });
    await recordHistory(time.client, ID, 'month-end-closed');
  });

  test('rouvert par une personne, dit d’abord ce que cela change, et reprend', async () => {
    const reopened = await desk.decided(
      'reopen_month',
      { month: MONTH, reason: 'un CRA oublié' },
      { today: '2026-11-16' },
    );
    expect(reopened).toMatchObject({ state: 'executed' });
    await reach('2026-11-16');
    expect(await show()).not.toMatchObject({ step: 'done' });
  });
});
