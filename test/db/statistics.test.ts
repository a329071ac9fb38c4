// A connection keeps its plans: one that was made on the first day must still do when a ledger has grown.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { insertAct } from '../../db/acts.ts';
import { countTables } from '../../db/statistics.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

it('finds an act by its index, though the firm that just came in has one act', async () => {
  const { app, owner } = database;
  const actId = randomUUID();
  await app.begin((tx) =>
    insertAct(tx, {
      actId,
      command: 'import_firm',
      actorKind: 'operator',
      actor: 'test',
      channel: 'import',
      inputSha: '',
      effectSha: '',
      payload: {},
    }),
  );
  await countTables(owner);
  const plan = await app<{ 'QUERY PLAN': string }[]>`explain select from acts where act_id = ${actId}`;
  expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toContain('acts_pkey');
});
