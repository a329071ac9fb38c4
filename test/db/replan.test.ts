// Two proposals want the same person: the first to be approved has them, the second is refused with its reason, and its
// need is planned again.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { staffing } from '../../api/contract/staffing-outputs.ts';
import { decide } from '../../db/proposals/decide.ts';
import { executeAllApproved } from '../../db/proposals/execute-approved.ts';
import { propose } from '../../db/proposals/propose.ts';
import { readItems, readProposalRow, readRevision } from '../../db/proposals/rows.ts';
import { findProposal } from '../../db/proposals/show.ts';
import { findPerson } from '../../db/users.ts';
import { openDesk, type Desk } from './desk.ts';
import { addPerson } from './people.ts';
import { commandNamed } from './run-command.ts';

const TODAY = '2026-10-31';
let desk: Desk;
let manager: string;
let director: string;

beforeAll(async () => {
  desk = await openDesk();
  manager = await addPerson(desk.app, 'premiere@esn-bureau.fr', ['direction']);
  director = await addPerson(desk.app, 'deuxieme@esn-bureau.fr', ['direction']);
});
afterAll(() => desk.database.drop());

async function file(name: string, input: unknown): Promise<string> {
  const command = commandNamed(name);
  const filed = await propose(desk.app, {
    command,
    input,
    askerId: manager,
    askerKind: 'person',
    channel: 'api',
    today: TODAY,
  });
  if (filed.state === 'refused') throw new Error(filed.sentence);
  return filed.proposal.id;
}

async function approve(id: string) {
  const proposal = await readProposalRow(desk.app, id);
  const { sha } = await readRevision(desk.app, id, proposal?.revision ?? 1);
  expect(
    await decide(desk.app, { proposalId: id, decision: 'approve', sha, person: director, today: TODAY }),
  ).toMatchObject({ state: 'decided' });
  return executeAllApproved(desk.app, id, TODAY);
}

const outcomeOf = async (id: string) => (await readItems(desk.app, id, 1))[0]?.outcome as Record<string, string>;
const show = async (id: string) => {
  const viewer = await findPerson(desk.app, director);
  if (!viewer) throw new Error('the second director is gone');
  const found = await findProposal(desk.app, viewer, TODAY, id);
  if (!found) throw new Error(`no proposal ${id}`);
  return found;
};

const february = { startsOn: '2027-02-01', endsOn: '2027-02-26', quota: 1, profile: 'Développeur' };

describe('deux propositions pour la même personne', () => {
  test('la seconde est refusée pour surcharge, et son besoin replanifié avec d’autres personnes', async () => {
    const first = await file('assign_consultant', { ...february, consultant: 'C003', project: 'P001' });
    const second = await file('assign_consultant', { ...february, consultant: 'C003', project: 'P004' });
    expect(await approve(first)).toMatchObject({ state: 'executed' });
    expect(await approve(second)).toMatchObject({ state: 'failed', counts: { failed: 1 } });
    const outcome = await outcomeOf(second);
    expect(outcome).toMatchObject({ code: 'overload', sentence: expect.stringContaining('À décider : Affecter') });
    const again = await show(outcome['replanned'] ?? '');
    expect(again).toMatchObject({
      state: 'pending',
      command: 'assign_consultant',
      askedBy: 'premiere@esn-bureau.fr',
      reason: expect.stringContaining('Replanifié'),
    });
    const inputs = [again.items[0]?.input, ...again.evidence.map(({ input }) => input)] as Record<string, unknown>[];
    expect(inputs.length).toBeGreaterThan(1);
    for (const input of inputs) expect(input).toMatchObject({ project: 'P004' });
    expect(new Set(inputs.map(({ consultant }) => consultant)).size).toBe(inputs.length);
    // Nobody who is taken is offered for the days they do not have.
    expect(inputs.filter(({ consultant, quota }) => consultant === 'C003' && quota === 1)).toEqual([]);
    expect(await approve(again.id)).toMatchObject({ state: 'executed' });
  });

  test('exécutée deux fois, elle ne fait qu’une nouvelle proposition', async () => {
    const march = { ...february, startsOn: '2027-03-01', endsOn: '2027-03-31' };
    const first = await file('assign_consultant', { ...march, consultant: 'C003', project: 'P001' });
    const second = await file('assign_consultant', { ...march, consultant: 'C003', project: 'P004' });
    await approve(first);
    await approve(second);
    const before = await desk.app`select id from proposals`;
    expect(await executeAllApproved(desk.app, second, TODAY)).toMatchObject({ state: 'failed' });
    expect(await desk.app`select id from proposals`).toEqual(before);
  });

  test('un remplacement refusé en propose un autre de la même affectation', async () => {
    const { needs } = staffing.parse(await desk.report('staffing', { replace: 'C008', from: '2026-12-07' }));
    const wished = needs[0]?.alternatives[0];
    if (wished?.command !== 'replace_consultant') throw new Error('nobody can take A0012 over');
    const replaced = await file(wished.command, wished.input);
    const { consultant } = wished.input;
    const week = { ...february, startsOn: '2026-12-07', endsOn: '2026-12-11', profile: null };
    await approve(await file('assign_consultant', { ...week, consultant, project: 'P001' }));
    expect(await approve(replaced)).toMatchObject({ state: 'failed' });
    const again = await show((await outcomeOf(replaced))['replanned'] ?? '');
    expect(again).toMatchObject({ state: 'pending', items: [{ input: { code: 'A0012' } }] });
    // The same person later, or another: never what was refused.
    expect(again.items[0]?.input).not.toEqual(wished.input);
  });

  test('quand plus personne ne peut, le refus dit seulement pourquoi', async () => {
    const april = { ...february, startsOn: '2027-04-01', endsOn: '2027-04-30' };
    const second = await file('assign_consultant', { ...april, consultant: 'C003', project: 'P004' });
    await desk.write(
      (tx) => tx`
        insert into assignments (code, project_id, consultant_id, starts_on, ends_on, quota, status)
        select 'A98' || c.code, p.id, c.id, '2027-04-01', '2027-04-30', 1, 'ferme' from projects p, consultants c
        where p.code = 'P001'`,
    );
    expect(await approve(second)).toMatchObject({ state: 'failed' });
    const outcome = await outcomeOf(second);
    expect(outcome['code']).toBe('overload');
    expect(outcome['replanned']).toBeUndefined();
  });
});
