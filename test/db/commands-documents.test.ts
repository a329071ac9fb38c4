// Somebody is forgotten: their name goes from rows, acts, answers and proposals; invoices, days and seals stay whole.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storeContent } from '../../db/documents.ts';
import type { ExecutionOutcome } from '../../db/execution.ts';
import { openSealer, verifySeals } from '../../db/seals.ts';
import { findPerson } from '../../db/users.ts';
import { readFolder } from '../oracle/read-firm.ts';
import { approveAndExecute } from './approve.ts';
import { loadFirm } from './load-firm.ts';
import { addPerson } from './people.ts';
import { commandNamed, runCommand } from './run-command.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const TODAY = '2026-11-04';
let database: TestDatabase;
const users: Record<'direction' | 'admin' | 'owner' | 'other' | 'gone', string> = {
  direction: '',
  admin: '',
  owner: '',
  other: '',
  gone: '',
};

beforeAll(async () => {
  database = await createTestDatabase();
  await loadFirm(database.app, readFolder(join(import.meta.dirname, '../fixtures/example')));
  users.direction = await addPerson(database.app, 'direction@esn-exemple.fr', ['direction']);
  users.admin = await addPerson(database.app, 'admin@esn-exemple.fr', ['admin']);
  users.owner = await addPerson(database.app, 'commercial@esn-exemple.fr', ['commercial']);
  users.other = await addPerson(database.app, 'autre@esn-exemple.fr', ['commercial']);
  // C005 left on 16 October 2026.
  users.gone = await addPerson(database.app, 'francois.leveque5@esn-exemple.fr', []);
});
afterAll(() => database.drop());

function run(name: string, input: unknown, who: keyof typeof users): Promise<ExecutionOutcome> {
  return runCommand(database.app, { name, input, askerId: users[who], today: TODAY });
}

/** Columns of any table, ours and the logins', in which the text still stands. */
async function placesOf(text: string): Promise<string[]> {
  const tables = await database.owner<{ name: string }[]>`
    select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
    where table_schema in ('public', 'auth') and table_type = 'BASE TABLE'`;
  const places: string[] = [];
  for (const { name } of tables) {
    const [found] = await database.owner.unsafe(
      `select 1 from ${name} t where strpos(lower(to_jsonb(t)::text), $1) > 0 limit 1`,
      [text.toLowerCase()],
    );
    if (found) places.push(name);
  }
  return places;
}

const erase = (input: unknown, askerId = users.direction): Promise<void> =>
  approveAndExecute(database.app, { command: commandNamed('erase_person'), input, askerId, today: TODAY }, users.admin);

describe('effacer', () => {
  test('attend un administrateur, et ne touche pas qui est encore là', async () => {
    expect(await run('erase_person', { consultant: 'C005' }, 'direction')).toMatchObject({
      state: 'needs_approval',
      approvers: ['admin'],
    });
    expect(await run('erase_person', { consultant: 'C001' }, 'direction')).toMatchObject({ code: 'still_employed' });
    expect(await run('erase_person', { consultant: 'C999' }, 'direction')).toMatchObject({ code: 'not_found' });
    expect(await run('erase_person', { consultant: 'C005' }, 'other')).toMatchObject({ code: 'not_found' });
    expect(await run('erase_person', { consultant: 'C005' }, 'admin')).toMatchObject({ code: 'right_refused' });
    expect(await run('erase_person', {}, 'direction')).toMatchObject({ code: 'input_invalid' });
  });

  test('un consultant parti ne laisse son nom nulle part, et la chaîne des actes reste entière', async () => {
    await run('set_skills', { consultant: 'C005', skills: [{ skill: 'COBOL', level: 4 }] }, 'gone');
    await run('update_consultant', { code: 'C005', agency: 'Lyon' }, 'direction');
    await run('end_contract', { consultant: 'C005', leftOn: '2018-01-01' }, 'direction');
    await approveAndExecute(
      database.app,
      {
        command: commandNamed('set_cost'),
        input: { consultant: 'C005', startsOn: '2026-10-01', dailyCost: 500 },
        askerId: users.direction,
        today: TODAY,
      },
      await addPerson(database.app, 'direction2@esn-exemple.fr', ['direction']),
    );
    const sha256 = await storeContent(database.app, Buffer.from('CV'));
    const resume = { title: 'CV', mediaType: 'text/plain', sha256, consultant: 'C005' };
    expect(await run('upload_document', resume, 'direction')).toMatchObject({ state: 'done' });
    await openSealer(database.app).seal();
    expect(await placesOf('Lévêque')).not.toEqual([]);
    const [before] = await database.app`
      select sum(quarter_days)::int as days, sum(value_quarter_cents)::bigint as value from time_sums`;
    await erase({ consultant: 'C005' });
    expect(await placesOf('Lévêque')).toEqual([]);
    expect(await placesOf('leveque5')).toEqual([]);
    expect(await placesOf('COBOL')).toEqual([]);
    expect(await placesOf(sha256)).toEqual([]);
    expect(await findPerson(database.app, users.gone)).toBeNull();
    const [after] = await database.app`
      select sum(quarter_days)::int as days, sum(value_quarter_cents)::bigint as value from time_sums`;
    expect(after).toEqual(before);
    await openSealer(database.app).seal();
    const audit = await verifySeals(database.app);
    expect(audit).toMatchObject({ fault: null });
    expect(audit.erased).toBeGreaterThanOrEqual(3);
    expect(await run('erase_person', { consultant: 'C005' }, 'direction')).toMatchObject({ code: 'already_erased' });
  });

  test('un contact est effacé par le commercial de son client, avec un administrateur', async () => {
    const contact = { client: 'CL001', name: 'Hedwige Quatrevaux', email: 'h.quatrevaux@client.example' };
    expect(await run('create_contact', contact, 'owner')).toMatchObject({ state: 'done' });
    const [row] = await database.app<{ id: number }[]>`select id from contacts where name = ${contact.name}`;
    const input = { contact: row?.id };
    expect(await run('erase_person', input, 'other')).toMatchObject({ code: 'not_found' });
    await erase(input, users.owner);
    expect(await placesOf('Quatrevaux')).toEqual([]);
    expect(await database.app`select name, email from contacts`).toEqual([{ name: 'effacé', email: null }]);
  });
});
