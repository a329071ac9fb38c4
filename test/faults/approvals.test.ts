// EXECUTION.md, tests that must exist, 2: whatever happens around an approval, the change is carried out once or not at
// all, and who came second is told who came first.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findCommand } from '../../domain/commands/registry.ts';
import { actOfItem } from '../../db/act-ids.ts';
import { insertAct } from '../../db/acts.ts';
import { executeCommand } from '../../db/execute-command.ts';
import { decide } from '../../db/proposals/decide.ts';
import { executeApproved } from '../../db/proposals/execute-approved.ts';
import { propose } from '../../db/proposals/propose.ts';
import { readItems, readProposalRow, readRevision } from '../../db/proposals/rows.ts';
import { addPerson, writeFacts } from '../db/people.ts';
import { loadFirm } from '../db/load-firm.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { readFolder } from '../oracle/read-firm.ts';

const TODAY = '2026-10-31';
let database: TestDatabase;
let asker: string;
const directors: string[] = [];
let year = 2027;

beforeAll(async () => {
  database = await createTestDatabase();
  await loadFirm(database.app, readFolder(join(import.meta.dirname, '../fixtures/example')));
  asker = await addPerson(database.app, 'demande@esn.fr', ['direction']);
  for (let rank = 0; rank < 5; rank += 1)
    directors.push(await addPerson(database.app, `directeur${rank}@esn.fr`, ['direction']));
});
afterAll(() => database.drop());

const assign = findCommand('assign_consultant');
if (!assign) throw new Error('assign_consultant is not in the registry');

/** A TJM under the quote's: a second person decides. */
async function file(): Promise<{ id: string; sha: string; input: unknown; itemSha: string }> {
  year += 1;
  const input = {
    consultant: 'C002',
    project: 'P001',
    profile: 'Développeur senior',
    startsOn: `${year}-01-01`,
    endsOn: `${year}-12-31`,
    dailyRate: 400,
  };
  const outcome = await propose(database.app, {
    command: assign as NonNullable<typeof assign>,
    input,
    askerId: asker,
    askerKind: 'person',
    channel: 'api',
    today: TODAY,
  });
  if (outcome.state === 'refused') throw new Error(outcome.sentence);
  const { id } = outcome.proposal;
  const { sha } = await readRevision(database.app, id, 1);
  const [item] = await readItems(database.app, id, 1);
  return { id, sha, input, itemSha: item?.sha ?? '' };
}

const approve = ({ id, sha }: { id: string; sha: string }, person: string) =>
  decide(database.app, { proposalId: id, decision: 'approve', sha, person, today: TODAY });

const countActs = async (id: string) => (await database.app`select 1 from acts where proposal_id = ${id}`).length;

describe('une approbation', () => {
  test('cinquante décisions à la fois : une exécution, quarante-neuf savent qui et quand', async () => {
    const proposal = await file();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, async (_, rank) => {
        const outcome = await approve(proposal, directors[rank % directors.length] ?? '');
        await executeApproved(database.app, proposal.id, TODAY);
        return outcome;
      }),
    );
    const decided = outcomes.filter(({ state }) => state === 'decided');
    const told = outcomes.filter((outcome) => outcome.state === 'refused');
    expect([decided.length, told.length]).toEqual([1, 49]);
    const [decision] = await database.app`
      select u.email, d.at from decisions d join auth.users u on u.id = d.person where d.proposal_id = ${proposal.id}`;
    for (const outcome of told) {
      expect(outcome).toMatchObject({ code: 'already_decided', by: decision?.['email'], at: decision?.['at'] });
      expect(outcome.sentence).toContain(decision?.['email']);
    }
    expect(await countActs(proposal.id)).toBe(1);
    expect((await readProposalRow(database.app, proposal.id))?.state).toBe('executed');
  });

  test('sans décision, rien ne s’exécute, même en forgeant l’approbation', async () => {
    const proposal = await file();
    expect(await executeApproved(database.app, proposal.id, TODAY)).toMatchObject({ state: 'pending' });
    const forged = {
      actId: actOfItem(proposal.id, 1, 0),
      command: assign,
      input: proposal.input,
      askerId: asker,
      actorKind: 'person' as const,
      channel: 'api' as const,
      today: TODAY,
      approval: {
        proposalId: proposal.id,
        revision: 1,
        decisionId: randomUUID(),
        effectSha: proposal.itemSha,
        singleApprover: false,
      },
    };
    expect(await executeCommand(database.app, forged)).toMatchObject({ state: 'refused', code: 'approval_missing' });
    expect(await countActs(proposal.id)).toBe(0);
    // Nothing of the forged attempt stays: the true approval is carried out under the same act.
    await approve(proposal, directors[0] ?? '');
    expect(await executeApproved(database.app, proposal.id, TODAY)).toMatchObject({ state: 'executed' });
  });

  test('un droit retiré entre la décision et l’exécution : rien n’est appliqué', async () => {
    const proposal = await file();
    const leaving = await addPerson(database.app, 'partante@esn.fr', ['direction']);
    expect(await approve(proposal, leaving)).toMatchObject({ state: 'decided' });
    await writeFacts(database.app, async (tx) => {
      await tx`delete from user_roles where user_id = ${leaving}`;
    });
    expect(await executeApproved(database.app, proposal.id, TODAY)).toMatchObject({ state: 'failed' });
    expect((await readItems(database.app, proposal.id, 1))[0]?.outcome).toMatchObject({
      code: 'approver_not_entitled',
    });
    expect(await countActs(proposal.id)).toBe(0);
  });

  test('le droit de qui a demandé retiré avant l’exécution : rien n’est appliqué', async () => {
    const former = asker;
    asker = await addPerson(database.app, 'parti@esn.fr', ['direction']);
    const proposal = await file();
    await approve(proposal, directors[1] ?? '');
    await writeFacts(database.app, async (tx) => {
      await tx`delete from user_roles where user_id = ${asker}`;
    });
    asker = former;
    expect(await executeApproved(database.app, proposal.id, TODAY)).toMatchObject({ state: 'failed' });
    expect(await countActs(proposal.id)).toBe(0);
  });

  test('une approbation prise sur la révision d’avant ne porte pas la suivante', async () => {
    const proposal = await file();
    await approve(proposal, directors[0] ?? '');
    const [decision] = await database.app<{ id: string }[]>`
      select id from decisions where proposal_id = ${proposal.id}`;
    await database.app`update proposals set revision = 2, state = 'approved' where id = ${proposal.id}`;
    await database.app`
      insert into proposal_revisions (proposal_id, revision, asked_by, asker_kind, sha, input, effect)
      select proposal_id, 2, asked_by, asker_kind, 'autre', input, effect from proposal_revisions
      where proposal_id = ${proposal.id}`;
    const outcome = await executeCommand(database.app, {
      actId: actOfItem(proposal.id, 2, 0),
      command: assign,
      input: proposal.input,
      askerId: asker,
      actorKind: 'person',
      channel: 'api',
      today: TODAY,
      approval: {
        proposalId: proposal.id,
        revision: 2,
        decisionId: decision?.id ?? '',
        effectSha: proposal.itemSha,
        singleApprover: false,
      },
    });
    expect(outcome).toMatchObject({ state: 'refused', code: 'approval_missing' });
    expect(await countActs(proposal.id)).toBe(0);
  });

  test('la base elle-même refuse l’acte d’un agent sans décision, ou décidé par qui n’en avait pas le droit', async () => {
    const proposal = await file();
    const stranger = await addPerson(database.app, 'commercial@esn.fr', ['commercial']);
    const decisionId = randomUUID();
    await database.app`
      insert into decisions (id, proposal_id, revision, person, verdict, sha)
      values (${decisionId}, ${proposal.id}, 1, ${stranger}, 'approved', ${proposal.sha})`;
    const act = {
      command: 'assign_consultant',
      actor: asker,
      channel: 'chat',
      inputSha: 'test',
      effectSha: 'test',
      payload: {},
    } as const;
    const approval = { proposalId: proposal.id, revision: 1, decisionId };
    const write = (more: object) =>
      database.app.begin((tx) => insertAct(tx, { ...act, actId: randomUUID(), actorKind: 'agent', ...more }));
    await expect(write({})).rejects.toMatchObject({ code: 'VG002' });
    await expect(write(approval)).rejects.toMatchObject({ code: 'VG002' });
    await expect(write({ ...approval, actorKind: 'person' })).rejects.toMatchObject({ code: 'VG002' });
    expect(await countActs(proposal.id)).toBe(0);
  });
});
