// A firm's files into a real database: everything in, once, and equal to the cent.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importFirm, type ImportOptions } from '../../db/import/import-firm.ts';
import { listFolder } from '../../db/import/folder.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const EXAMPLE = new URL('../fixtures/example', import.meta.url).pathname;
const options: ImportOptions = {
  write: true,
  confirmed: false,
  channel: 'import',
  operator: 'testeur',
  tell: () => {},
  progress: () => {},
};

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test("la firme d'exemple entre entière, en un seul acte, rapprochée au centime", async () => {
  const outcome = await importFirm(database.app, await listFolder(EXAMPLE), options);
  expect(outcome.plan.errors).toEqual([]);
  expect(outcome.state).toBe('written');
  for (const file of outcome.reconciliation?.files ?? [])
    expect([file.file, file.stored]).toEqual([file.file, file.read]);
  const acts = await database.app`select command, actor_kind, actor, channel from acts`;
  expect([...acts]).toEqual([{ command: 'import_firm', actor_kind: 'operator', actor: 'testeur', channel: 'import' }]);
});
