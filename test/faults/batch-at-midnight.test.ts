// EXECUTION.md, tests that must exist, 5: invoices approved as one batch, carried out across the night of 31 December
// while some of them changed: the others leave, numbered without a gap, dated in the order of their numbers.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { executeCommand } from '../../db/execute-command.ts';
import { decide } from '../../db/proposals/decide.ts';
import { executeApproved } from '../../db/proposals/execute-approved.ts';
import { proposeBatch } from '../../db/proposals/propose.ts';
import { readItems, readRevision } from '../../db/proposals/rows.ts';
import { addPerson } from '../db/people.ts';
import { commandNamed } from '../db/run-command.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { loadFirmToBill } from './firm-to-bill.ts';

const [EVE, NEW_YEAR] = ['2026-12-31', '2027-01-01'];
const PROJECTS = 200;
const STALE = [10, 100, 190];
/** Four hundred plans on the facts of 200 projects: 15 s of a free machine, and tests share theirs. */
const BATCH_TIMEOUT_MS = 300_000;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test(
  'de 200 factures approuvées dont 3 ont changé, 197 partent, sans trou, à cheval sur le Nouvel An',
  async () => {
    const { app } = database;
    const days = await loadFirmToBill(app, PROJECTS);
    const [adv, daf] = [await addPerson(app, 'adv@esn.fr', ['adv']), await addPerson(app, 'daf@esn.fr', ['daf'])];
    const director = await addPerson(app, 'direction@esn.fr', ['direction']);
    const asked = await proposeBatch(app, {
      command: commandNamed('issue_invoices'),
      inputs: days.map(({ project }) => ({ month: '2026-12', projects: [project] })),
      askerId: adv,
      askerKind: 'person',
      channel: 'api',
      today: EVE,
    });
    if (asked.state === 'refused') throw new Error(asked.sentence);
    const { id } = asked.proposal;
    const { sha } = await readRevision(app, id, 1);
    const decided = await decide(app, { proposalId: id, decision: 'approve', sha, person: daf, today: EVE });
    expect(decided).toMatchObject({ state: 'decided' });

    for (const rank of STALE) {
      const { consultant, date, project } = days[rank] ?? { consultant: '', date: '', project: '' };
      const outcome = await executeCommand(app, {
        actId: randomUUID(),
        command: commandNamed('correct_time'),
        input: { consultant, date, project, days: 0.5, reason: 'Parti à midi' },
        askerId: director,
        actorKind: 'person',
        channel: 'api',
        today: EVE,
      });
      expect(outcome).toMatchObject({ state: 'done' });
    }

    // 25 items a call: four calls before midnight, the others after; at midnight one is started twice.
    for (let call = 0; call < 4; call += 1) await executeApproved(app, id, EVE);
    await Promise.all([executeApproved(app, id, NEW_YEAR), executeApproved(app, id, NEW_YEAR)]);
    for (let call = 0; call < 3; call += 1) await executeApproved(app, id, NEW_YEAR);
    const progress = await executeApproved(app, id, NEW_YEAR);
    expect(progress).toMatchObject({
      state: 'executed',
      remaining: 0,
      counts: { executed: PROJECTS - STALE.length, stale: STALE.length, failed: 0 },
    });

    const invoices = await app<{ number: string; issued_on: string }[]>`
    select number, issued_on from invoices order by number`;
    const onEve = invoices.filter(({ issued_on }) => issued_on === EVE).length;
    const expected = (year: number, count: number) =>
      Array.from({ length: count }, (_, rank) => `F${year}-${String(rank + 1).padStart(5, '0')}`);
    expect(onEve).toBeGreaterThan(90);
    expect(invoices.map(({ number }) => number)).toEqual([
      ...expected(2026, onEve),
      ...expected(2027, PROJECTS - STALE.length - onEve),
    ]);
    expect(invoices.map(({ issued_on }) => issued_on)).toEqual(invoices.map(({ issued_on }) => issued_on).toSorted());

    // The changed ones wait with what they would now be: half a day.
    const waiting = await readItems(app, progress?.staleProposalId ?? '', 1);
    const waitingFor = waiting.map(({ effect }) => effect.euros?.[0]?.afterCents);
    expect(waitingFor).toEqual(STALE.map(() => 25_000));
    const [once] = await app`
    select count(*)::int as acts, count(distinct i.act_id)::int as items from acts a
    join proposal_items i on i.act_id = a.act_id where a.proposal_id = ${id}`;
    expect(once).toEqual({ acts: PROJECTS - STALE.length, items: PROJECTS - STALE.length });
  },
  BATCH_TIMEOUT_MS,
);
