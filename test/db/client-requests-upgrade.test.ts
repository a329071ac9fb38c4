// A database from before requests: the links that clients had received still open their page.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertAct } from '../../db/acts.ts';
import { nameUuid } from '../../db/act-ids.ts';
import { readClientPage } from '../../db/client-links.ts';
import { openEarlierDatabase, type EarlierDatabase } from './earlier-database.ts';

let database: EarlierDatabase;
beforeAll(async () => {
  database = await openEarlierDatabase();
});
afterAll(async () => {
  await database.drop();
});

test('un lien envoyé avant ouvre la page de son CRA', async () => {
  const { owner } = database;
  const secret = 'un-secret-d-avant';
  const content = [['2026-10-01', 1, 4]];
  await database.migrateTo((name) => name < '0067');
  await owner.begin(async (tx) => {
    const sha = { inputSha: 'test', effectSha: 'test', payload: {} };
    await insertAct(tx, {
      actId: nameUuid('upgrade'),
      command: 'test',
      actorKind: 'operator',
      actor: 'test',
      channel: 'cli',
      ...sha,
    });
    await tx`insert into clients (code, name, name_folded) values ('CL1', 'Helios', 'helios')`;
    await tx`insert into profiles (name) values ('Dev')`;
    await tx`insert into consultants (code, first_name, last_name, name_folded, profile_id, employment, entered_on)
      select 'C1', 'Ana', 'Roy', 'ana roy', id, 'salarie', '2026-01-01' from profiles`;
    await tx`insert into projects (code, client_id, contract_kind, status)
      select 'P1', id, 'regie', 'en_cours' from clients`;
    await tx`insert into time_rows (consultant_id, project_id, profile_id, worked_on, occurrence, quarter_days, state, daily_rate_cents, daily_cost_cents)
      select c.id, p.id, c.profile_id, '2026-10-01', 1, 4, 'valide', 50000, 30000 from consultants c, projects p`;
    await tx`insert into client_links (id, token_sha256, consultant_id, month, project_id, content_sha, made_by, expires_on)
      select ${nameUuid('lien')}, ${createHash('sha256').update(secret).digest('hex')}, c.id, '2026-10-01', p.id,
        ${createHash('sha256').update(JSON.stringify(content)).digest('hex')}, 'parti', '2026-11-30'
      from consultants c, projects p`;
  });
  await database.migrateTo((name) => name >= '0067');
  expect(await readClientPage(owner, secret, '2026-11-01')).toMatchObject({
    project: 'P1',
    month: '2026-10',
    askerId: null,
    sheets: [{ consultant: 'C1', name: 'Ana Roy', state: 'open', days: [{ date: '2026-10-01', quarterDays: 4 }] }],
  });
  expect(await readClientPage(owner, secret, '2026-12-01')).toBe('expired');
});
