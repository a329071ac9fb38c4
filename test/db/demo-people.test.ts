// The demo firm goes; the people who use Vigie stay, with what each may do, and who was let out stays out.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clearDemoFirm } from '../../db/demo/load-demo-firm.ts';
import { findPerson } from '../../db/users.ts';
import { addPerson, writeFacts } from './people.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('vider la démonstration garde les rôles, et les accès retirés', async () => {
  const kept = await addPerson(database.app, 'anne@esn.fr', ['admin', 'direction']);
  const gone = await addPerson(database.app, 'parti@esn.fr', ['adv']);
  await writeFacts(database.app, async (tx) => {
    await tx`insert into firm (id, demo) values (1, true)`;
    await tx`insert into disabled_users (user_id, disabled_on) values (${gone}, '2026-10-31')`;
  });
  await clearDemoFirm(database.owner, 'test');
  expect(await findPerson(database.app, kept)).toMatchObject({ roles: ['admin', 'direction'] });
  expect(await findPerson(database.app, gone)).toBeNull();
  const [firm] = await database.app`select demo from firm`;
  expect(firm).toEqual({ demo: false });
});
