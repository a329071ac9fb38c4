// A knock carries nothing: doubled, shuffled, lost, or with Temporal's store gone, the end is the same, for the facts
// are asked again. All on the real server, with the real relay and the day fixed (no timer is set).

import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Passes } from '../../api/passes.ts';
import { startRelay } from '../../api/relay.ts';
import { openTemporal, type Temporal } from '../../api/temporal/client.ts';
import { addDays } from '../../domain/civil-dates.ts';
import type { Knock } from '../../domain/steps/knocks.ts';
import { resolveKnocks, sweep } from '../../db/knocks.ts';
import { enqueue, readOutboxState } from '../../db/outbox.ts';
import { FIRST_LOOK } from '../../db/steps/remind.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { change, createFirm, createInvoice, createOpportunity, createProject, payInvoice } from './firm-in-progress.ts';
import { startTemporalServer, startTestWorker, type TestServer, type TestWorker } from './test-temporal.ts';

const TODAY = '2026-10-30';
const PATIENCE_MS = 40_000;

let database: TestDatabase;
let server: TestServer;
let temporal: Temporal;
let worker: TestWorker;
let relay: Passes;

beforeAll(async () => {
  database = await createTestDatabase();
  await createFirm(database.app);
  server = await startTemporalServer();
  temporal = openTemporal({ address: server.address, namespace: 'default', apiKey: null });
  worker = await startTestWorker(server.address, { app: database.app, fixedToday: TODAY });
  relay = startRelay({ app: database.app, temporal, today: () => TODAY, log: pino({ level: 'silent' }) });
});
afterAll(async () => {
  await relay.stop();
  await worker.stop();
  await temporal.close();
  await server.stop();
  await database.drop();
});

const put = (knocks: readonly Knock[]): Promise<unknown> =>
  database.app.begin((tx) =>
    enqueue(
      tx,
      knocks.map((payload) => ({ topic: 'knock' as const, payload })),
    ),
  );

/** What may become of the knocks of a few changes. */
const FATES: Record<string, (knocks: readonly Knock[]) => Promise<unknown>> = {
  'portés comme ils viennent': put,
  'doublés, et encore': (knocks) => put([...knocks, ...knocks, ...knocks]),
  'dans le désordre, un à un': async (knocks) => {
    for (const knock of knocks.toReversed()) await put([knock]);
  },
  'perdus, puis le balayage': () => sweep(database.app),
  'déposés pendant que le travailleur est mort': async (knocks) => {
    await worker.stop();
    await put(knocks);
    worker = await startTestWorker(server.address, { app: database.app, fixedToday: TODAY });
  },
  'déposés pendant que Temporal est mort, et son fichier effacé': async (knocks) => {
    await server.kill();
    await put(knocks);
    await server.restart({ empty: true });
  },
};

describe('les coups frappés aux workflows', () => {
  test.each(Object.entries(FATES).map(([name, deliver], rank) => ({ name, deliver, rank: rank + 1 })))(
    '$name',
    async ({ deliver, rank }) => {
      const { app } = database;
      const [deal, project, invoice] = [`O${rank}`, `P${rank}`, `F${rank}`];
      await createOpportunity(app, deal, TODAY);
      await createProject(app, project, { kind: 'regie', startsOn: '2026-01-01', endsOn: '2027-12-31' });
      await createInvoice(app, invoice, '2026-09-01', '2026-10-28');
      const knocks: Knock[] = [
        { workflow: 'deal', id: `opp:${deal}` },
        { workflow: 'deal', id: `proj:${project}` },
        { workflow: 'invoice', id: invoice },
      ];
      const ids = knocks.map(({ workflow, id }) => `${workflow}:${id}`);
      await put(knocks);
      const looked = () => app`select from reminders where key = ${FIRST_LOOK} and workflow_id = any(${ids})`;
      await expect.poll(async () => (await looked()).length, { timeout: PATIENCE_MS }).toBe(3);
      await app`delete from notices`;

      await change(app, async (tx) => {
        await tx`
          insert into client_actions (client_id, opportunity_id, kind, planned_on, label)
          select client_id, id, 'appel', ${addDays(TODAY, -10)}, 'Rappeler' from opportunities where code = ${deal}`;
        await tx`
          insert into milestones (project_id, code, planned_on, amount_cents)
          select id, 'J1', ${addDays(TODAY, -5)}, 100 from projects where code = ${project}`;
        await tx`
          insert into payment_promises (invoice_id, recorded_on, promised_on)
          select id, ${addDays(TODAY, -3)}, ${addDays(TODAY, -1)} from invoices where number = ${invoice}`;
      });
      await deliver(knocks);
      // The night's round, which a sweep wakes too, speaks of its own.
      const readSaid = () => app<{ user: string; text: string }[]>`
        select user_id as user, text from notices where key not like 'nightly-scan:%' order by id`;
      const said = async () => (await readSaid()).map(({ user }) => user).toSorted();
      await expect.poll(said, { timeout: PATIENCE_MS }).toEqual(['adv', 'commercial', 'manager']);
      const texts = (await readSaid()).map(({ text }) => text).toSorted();
      expect(texts).toEqual([
        expect.stringContaining(`${invoice} (ACME) : le paiement promis`),
        expect.stringContaining(`${deal} (ACME) : « Rappeler »`),
        expect.stringContaining(`${project} : le jalon J1`),
      ]);

      await change(
        app,
        (tx) => tx`update opportunities set stage = 'perdue', lost_reason = 'prix' where code = ${deal}`,
      );
      await change(app, (tx) => tx`update projects set status = 'clos' where code = ${project}`);
      await payInvoice(app, invoice, TODAY);
      await deliver(knocks);
      const waits = () => app`select from workflow_waits where workflow_id = any(${ids})`;
      await expect.poll(async () => (await waits()).length, { timeout: PATIENCE_MS }).toBe(0);
      expect(await said()).toHaveLength(3);
      await expect.poll(async () => (await readOutboxState(app)).waiting, { timeout: PATIENCE_MS }).toBe(0);
    },
    120_000,
  );

  test('un projet né d’une opportunité frappe à la même affaire ; une saisie de temps, à personne', async () => {
    await createOpportunity(database.app, 'O99', TODAY);
    await createProject(database.app, 'P99', { kind: 'regie', startsOn: '2026-01-01', endsOn: null });
    await change(database.app, async (tx) => {
      await tx`update projects set opportunity_id = (select id from opportunities where code = 'O99') where code = 'P99'`;
      await tx`
        insert into invoices (number, kind, origin, client_id, project_id, issued_on, due_on, net_cents, vat_percent, gross_cents)
        select 'F99', 'facture', 'imported', client_id, id, ${TODAY}, ${TODAY}, 1000, 20, 1200 from projects where code = 'P99'`;
    });
    const deal = { workflow: 'deal', id: 'opp:O99' };
    expect(await resolveKnocks(database.app, [{ about: 'project', code: 'P99' }])).toEqual([deal]);
    expect(await resolveKnocks(database.app, [{ about: 'invoice', number: 'F99' }])).toEqual([
      deal,
      { workflow: 'invoice', id: 'F99' },
    ]);
    expect(await resolveKnocks(database.app, [])).toEqual([]);
  });
});
