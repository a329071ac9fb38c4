// A change that waits for a person: filed once, decided by who may, carried out once, or shown again when the facts moved.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decide, type DecisionRequest } from '../../db/proposals/decide.ts';
import { executeAllApproved, executeApproved } from '../../db/proposals/execute-approved.ts';
import { propose, proposeBatch, type Wish } from '../../db/proposals/propose.ts';
import { readItems, readProposalRow, readRevision, type ProposalRow } from '../../db/proposals/rows.ts';
import { expireProposal } from '../../db/steps/proposal.ts';
import { readFolder } from '../oracle/read-firm.ts';
import { addPerson, writeFacts } from './people.ts';
import { loadFirm } from './load-firm.ts';
import { commandNamed } from './run-command.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const EXAMPLE = join(import.meta.dirname, '../fixtures/example');
const TODAY = '2026-10-31';
let database: TestDatabase;
let people: Record<'anne' | 'benoit' | 'daf' | 'yann' | 'responsable', string>;

beforeAll(async () => {
  database = await createTestDatabase();
  await loadFirm(database.app, readFolder(EXAMPLE));
  people = {
    anne: await addPerson(database.app, 'anne@esn.fr', ['direction']),
    benoit: await addPerson(database.app, 'benoit@esn.fr', ['direction']),
    daf: await addPerson(database.app, 'daf@esn.fr', ['daf']),
    yann: await addPerson(database.app, 'yann.bonnet2@esn-exemple.fr', ['consultant']),
    responsable: await addPerson(database.app, 'responsable@esn.fr', ['responsable']),
  };
});
afterAll(() => database.drop());

function wish(name: string, askerId = people.anne, more: Partial<Wish> = {}): Wish {
  const command = commandNamed(name);
  return { command, askerId, askerKind: 'person', channel: 'api', today: TODAY, ...more };
}

let nextMonth = 0;
/** A TJM under the quote's: a second person of direction decides. Each call its own month, so that nobody is overbooked. */
function underQuote(dailyRate = 400) {
  nextMonth += 1;
  const month = `${2027 + Math.floor(nextMonth / 12)}-${String((nextMonth % 12) + 1).padStart(2, '0')}`;
  return {
    consultant: 'C002',
    project: 'P001',
    profile: 'Développeur senior',
    startsOn: `${month}-01`,
    endsOn: `${month}-28`,
    dailyRate,
  };
}

async function file(input: unknown = underQuote(), more: Partial<Wish> = {}): Promise<ProposalRow> {
  const outcome = await propose(database.app, { ...wish('assign_consultant', people.anne, more), input });
  if (outcome.state === 'refused') throw new Error(outcome.sentence);
  return outcome.proposal;
}

async function shaOf(proposal: Pick<ProposalRow, 'id'>): Promise<string> {
  const now = await readProposalRow(database.app, proposal.id);
  return (await readRevision(database.app, proposal.id, now?.revision ?? 0)).sha;
}

async function ask(
  proposal: Pick<ProposalRow, 'id'>,
  person: string,
  decision: DecisionRequest['decision'],
  more: Partial<DecisionRequest> = {},
) {
  const sha = more.sha ?? (await shaOf(proposal));
  return decide(database.app, { proposalId: proposal.id, decision, person, today: TODAY, ...more, sha });
}

const stateOf = async (proposal: Pick<ProposalRow, 'id'>) => (await readProposalRow(database.app, proposal.id))?.state;
const actsOf = async (proposal: Pick<ProposalRow, 'id'>) => [
  ...(await database.app`select actor, actor_kind, decision_id, single_approver, effect_sha from acts where proposal_id = ${proposal.id}`),
];

describe('une proposition', () => {
  test('attend une seconde personne, puis est exécutée une fois', async () => {
    const input = underQuote();
    const proposal = await file(input);
    expect(proposal).toMatchObject({ state: 'pending', tier: 2, approvers: ['direction'], expiresOn: '2026-11-14' });
    expect(await ask(proposal, people.benoit, 'approve')).toMatchObject({ state: 'decided', verdict: 'approved' });
    expect(await stateOf(proposal)).toBe('approved');
    const [first, second] = await Promise.all([
      executeApproved(database.app, proposal.id, TODAY),
      executeApproved(database.app, proposal.id, TODAY),
    ]);
    expect(first).toMatchObject({ state: 'executed', counts: { executed: 1 } });
    expect(second).toMatchObject({ state: 'executed' });
    expect((await executeApproved(database.app, proposal.id, TODAY))?.state).toBe('executed');
    expect(await actsOf(proposal)).toHaveLength(1);
    expect(await database.app`select 1 from assignments where starts_on = ${input.startsOn}`).toHaveLength(1);
    const knocks = await database.app`
      select 1 from outbox where topic = 'knock' and payload ->> 'workflow' = 'proposal' and payload ->> 'id' = ${proposal.id}`;
    expect(knocks.length).toBeGreaterThanOrEqual(2);
  });

  test('n’est pas déposée deux fois tant que la même attend', async () => {
    const input = underQuote();
    const outcomes = await Promise.all(
      [1, 2, 3].map(() => propose(database.app, { ...wish('assign_consultant'), input })),
    );
    const ids = outcomes.map((outcome) => (outcome.state === 'proposed' ? outcome.proposal.id : outcome.code));
    expect(new Set(ids).size).toBe(1);
    expect(outcomes.filter((outcome) => outcome.state === 'proposed' && outcome.filed)).toHaveLength(1);
    const proposal = { id: ids[0] ?? '' };
    await ask(proposal, people.anne, 'withdraw');
    expect((await file(input)).id).not.toBe(proposal.id);
  });

  test('ne se demande que si l’on pourrait le faire', async () => {
    expect(
      await propose(database.app, { ...wish('assign_consultant', people.yann), input: underQuote() }),
    ).toMatchObject({ state: 'refused', code: 'right_refused' });
    expect(
      await propose(database.app, { ...wish('assign_consultant', people.responsable), input: underQuote() }),
    ).toMatchObject({ state: 'refused', code: 'not_found' });
  });

  test('n’est pas approuvée par qui l’a demandée, ni par un autre rôle', async () => {
    const proposal = await file();
    expect(await ask(proposal, people.anne, 'approve')).toMatchObject({ code: 'asker_cannot_decide' });
    expect(await ask(proposal, people.daf, 'approve')).toMatchObject({ code: 'right_refused' });
    expect(await ask(proposal, people.benoit, 'approve', { sha: 'autre' })).toMatchObject({ code: 'proposal_changed' });
    expect(await stateOf(proposal)).toBe('pending');
  });

  test('se refuse avec une raison, et n’est alors pas exécutée', async () => {
    const proposal = await file();
    expect(await ask(proposal, people.benoit, 'refuse')).toMatchObject({ code: 'reason_missing' });
    expect(await ask(proposal, people.benoit, 'refuse', { reason: 'trop bas' })).toMatchObject({ verdict: 'refused' });
    expect(await executeApproved(database.app, proposal.id, TODAY)).toMatchObject({ state: 'refused' });
    expect(await actsOf(proposal)).toEqual([]);
    expect(await ask(proposal, people.benoit, 'approve')).toMatchObject({
      code: 'already_decided',
      by: 'benoit@esn.fr',
    });
  });

  test('n’est retirée que par qui l’a demandée', async () => {
    const proposal = await file();
    expect(await ask(proposal, people.benoit, 'withdraw')).toMatchObject({ code: 'right_refused' });
    expect(await ask(proposal, people.anne, 'withdraw')).toMatchObject({ verdict: 'withdrawn' });
    expect(await stateOf(proposal)).toBe('withdrawn');
  });

  test('modifiée, attend de nouveau ; qui modifie devient demandeur', async () => {
    const proposal = await file();
    const first = await shaOf(proposal);
    const input = { ...underQuote(), dailyRate: 450 };
    expect(await ask(proposal, people.benoit, 'edit', { input })).toMatchObject({
      verdict: 'edited',
      revision: 1,
      proposal: { state: 'pending', revision: 2 },
    });
    expect(await ask(proposal, people.benoit, 'approve')).toMatchObject({ code: 'asker_cannot_decide' });
    expect(await ask(proposal, people.anne, 'approve')).toMatchObject({ code: 'asker_cannot_decide' });
    const carole = await addPerson(database.app, 'carole@esn.fr', ['direction']);
    expect(await ask(proposal, carole, 'approve', { sha: first })).toMatchObject({ code: 'already_decided' });
    expect(await ask(proposal, carole, 'approve')).toMatchObject({ state: 'decided' });
    expect(await executeApproved(database.app, proposal.id, TODAY)).toMatchObject({ state: 'executed', revision: 2 });
    expect(await actsOf(proposal)).toMatchObject([{ actor: people.benoit }]);
  });

  test('expire après son dernier jour', async () => {
    const proposal = await file(underQuote(), { expiresInDays: 3 });
    await expireProposal(database.app, proposal.id, '2026-11-03');
    expect(await stateOf(proposal)).toBe('pending');
    expect(await ask(proposal, people.benoit, 'approve', { today: '2026-11-04' })).toMatchObject({
      code: 'proposal_expired',
    });
    expect(await stateOf(proposal)).toBe('expired');
    const other = await file(underQuote(), { expiresInDays: 3 });
    await expireProposal(database.app, other.id, '2026-11-04');
    expect(await stateOf(other)).toBe('expired');
  });

  test('approuvée à temps mais exécutée trop tard, échoue sans rien écrire', async () => {
    const proposal = await file(underQuote(), { expiresInDays: 3 });
    await ask(proposal, people.benoit, 'approve');
    expect(await executeApproved(database.app, proposal.id, '2026-11-04')).toMatchObject({ state: 'failed' });
    expect((await readItems(database.app, proposal.id, 1))[0]?.outcome).toMatchObject({ code: 'proposal_expired' });
    expect(await actsOf(proposal)).toEqual([]);
  });

  test('dont l’effet a changé n’applique rien et montre le nouveau', async () => {
    const proposal = await file();
    await ask(proposal, people.benoit, 'approve');
    await writeFacts(
      database.app,
      (tx) => tx`update project_budgets set daily_rate_cents = daily_rate_cents + 1000
      where project_id = (select id from projects where code = 'P001')`,
    );
    expect(await executeApproved(database.app, proposal.id, TODAY)).toMatchObject({
      state: 'pending',
      counts: { stale: 1 },
      staleProposalId: proposal.id,
    });
    expect(await actsOf(proposal)).toEqual([]);
    expect(await readProposalRow(database.app, proposal.id)).toMatchObject({ revision: 2, state: 'pending' });
    expect(await ask(proposal, people.benoit, 'approve')).toMatchObject({ state: 'decided' });
    expect(await executeApproved(database.app, proposal.id, TODAY)).toMatchObject({ state: 'executed' });
  });

  test('reste valable quand une autre a pris le code suivant', async () => {
    const [one, two] = [await file(), await file()];
    for (const proposal of [one, two]) {
      await ask(proposal, people.benoit, 'approve');
      expect(await executeApproved(database.app, proposal.id, TODAY)).toMatchObject({ state: 'executed' });
    }
  });

  test('que le plan refuse désormais échoue, et dit pourquoi', async () => {
    const input = underQuote();
    const proposal = await file(input);
    const elsewhere = { ...input, project: 'P003', profile: null, dailyRate: null };
    const rival = await file(elsewhere, { askerKind: 'agent' });
    for (const one of [proposal, rival]) await ask(one, people.benoit, 'approve');
    await executeApproved(database.app, proposal.id, TODAY);
    expect(await executeApproved(database.app, rival.id, TODAY)).toMatchObject({ state: 'failed' });
    expect((await readItems(database.app, rival.id, 1))[0]?.outcome).toMatchObject({ code: 'overload' });
  });
});

describe('qui décide', () => {
  test('un seul directeur confirme explicitement, et l’acte le dit', async () => {
    await writeFacts(
      database.app,
      (tx) => tx`insert into firm (id, settings) values (1, '{"single_approver": true}')
      on conflict (id) do update set settings = firm.settings || excluded.settings`,
    );
    const proposal = await file();
    expect(await ask(proposal, people.anne, 'approve')).toMatchObject({ code: 'confirmation_missing' });
    expect(await ask(proposal, people.anne, 'approve', { confirm: true })).toMatchObject({ state: 'decided' });
    await executeApproved(database.app, proposal.id, TODAY);
    expect(await actsOf(proposal)).toMatchObject([{ actor: people.anne, single_approver: true }]);
    const late = await file();
    await ask(late, people.anne, 'approve', { confirm: true });
    await writeFacts(database.app, (tx) => tx`update firm set settings = settings - 'single_approver'`);
    expect(await executeApproved(database.app, late.id, TODAY)).toMatchObject({ state: 'failed' });
  });

  test('un délégué décide dans sa période, ses commandes et son plafond', async () => {
    const delegate = await addPerson(database.app, 'delegue@esn.fr', ['daf']);
    const lend = (from: string, commands: string[], ceilingCents: number | null) =>
      writeFacts(
        database.app,
        (tx) => tx`insert into delegations (from_user, to_user, commands, starts_on, ends_on, ceiling_cents)
        values (${from}, ${delegate}, ${commands}, '2026-10-01', '2026-10-31', ${ceilingCents})`,
      );
    const proposal = await file();
    await lend(people.anne, ['assign_consultant'], null);
    expect(await ask(proposal, delegate, 'approve')).toMatchObject({ code: 'right_refused' });
    await lend(people.benoit, ['issue_invoices'], null);
    await lend(people.benoit, ['assign_consultant'], 100);
    expect(await ask(proposal, delegate, 'approve')).toMatchObject({ code: 'right_refused' });
    await lend(people.benoit, ['assign_consultant'], 100_000);
    expect(await ask(proposal, delegate, 'approve', { today: '2026-11-01' })).toMatchObject({ code: 'right_refused' });
    expect(await ask(proposal, delegate, 'approve')).toMatchObject({ state: 'decided' });
    const [decision] = await database.app`select delegated_from from decisions where proposal_id = ${proposal.id}`;
    expect(decision).toMatchObject({ delegated_from: people.benoit });
    expect(await executeApproved(database.app, proposal.id, TODAY)).toMatchObject({ state: 'executed' });
  });

  test('l’agent ne fait que proposer ; qui peut le faire soi-même approuve', async () => {
    const input = { code: 'CL777', name: 'Proposé par l’agent' };
    const outcome = await propose(database.app, {
      ...wish('create_client', people.anne, { askerKind: 'agent', channel: 'chat' }),
      input,
    });
    if (outcome.state === 'refused') throw new Error(outcome.sentence);
    expect(outcome.proposal).toMatchObject({ tier: 1, state: 'pending' });
    expect(await ask(outcome.proposal, people.yann, 'approve')).toMatchObject({ code: 'right_refused' });
    expect(await ask(outcome.proposal, people.anne, 'approve')).toMatchObject({ state: 'decided' });
    expect(await executeApproved(database.app, outcome.proposal.id, TODAY)).toMatchObject({ state: 'executed' });
    expect(await actsOf(outcome.proposal)).toMatchObject([{ actor: people.anne, actor_kind: 'agent' }]);
  });

  test('une automatisation propose pour la firme, une personne approuve', async () => {
    const outcome = await propose(database.app, {
      ...wish('assign_consultant', 'nightly-scan', { askerKind: 'automation', channel: 'workflow' }),
      input: underQuote(),
    });
    if (outcome.state === 'refused') throw new Error(outcome.sentence);
    expect(await ask(outcome.proposal, people.anne, 'approve')).toMatchObject({ state: 'decided' });
    expect(await executeApproved(database.app, outcome.proposal.id, TODAY)).toMatchObject({ state: 'executed' });
    expect(await actsOf(outcome.proposal)).toMatchObject([{ actor: 'nightly-scan', actor_kind: 'automation' }]);
  });
});

describe('un lot', () => {
  test('exécute ses éléments un à un, et met à part ceux que les faits ont dépassés', async () => {
    const inputs = Array.from({ length: 30 }, () => underQuote());
    const outcome = await proposeBatch(database.app, { ...wish('assign_consultant'), inputs });
    if (outcome.state === 'refused') throw new Error(outcome.sentence);
    await ask(outcome.proposal, people.benoit, 'approve');
    const first = await executeApproved(database.app, outcome.proposal.id, TODAY);
    expect(first).toMatchObject({ state: 'approved', remaining: 5, counts: { executed: 25 } });
    await writeFacts(
      database.app,
      (tx) => tx`update project_budgets set daily_rate_cents = daily_rate_cents + 1000
      where project_id = (select id from projects where code = 'P001')`,
    );
    const last = await executeAllApproved(database.app, outcome.proposal.id, TODAY);
    expect(last).toMatchObject({ state: 'executed', remaining: 0, counts: { executed: 25, stale: 5 } });
    const apart = { id: last?.staleProposalId ?? '' };
    expect(await readItems(database.app, apart.id, 1)).toHaveLength(5);
    expect(await ask(apart, people.benoit, 'approve')).toMatchObject({ state: 'decided' });
    expect(await executeAllApproved(database.app, apart.id, TODAY)).toMatchObject({ counts: { executed: 5 } });
    expect(await actsOf(outcome.proposal)).toHaveLength(25);
  });

  test('s’approuve sans les lignes que l’on écarte : elles ne sont pas faites, et le disent', async () => {
    const inputs = Array.from({ length: 3 }, () => underQuote());
    const outcome = await proposeBatch(database.app, { ...wish('assign_consultant'), inputs });
    if (outcome.state === 'refused') throw new Error(outcome.sentence);
    const { proposal } = outcome;
    const approve = (exclude: number[]) => ask(proposal, people.benoit, 'approve', { exclude });
    expect(await approve([7])).toMatchObject({ code: 'item_unknown' });
    expect(await approve([0, 1, 2])).toMatchObject({ code: 'nothing_left' });
    expect(await ask(proposal, people.benoit, 'refuse', { reason: 'non', exclude: [1] })).toMatchObject({
      code: 'exclude_without_approval',
    });
    expect(await approve([1])).toMatchObject({ state: 'decided', verdict: 'approved' });
    expect(await executeAllApproved(database.app, proposal.id, TODAY)).toMatchObject({
      state: 'executed',
      counts: { executed: 2, excluded: 1 },
    });
    expect((await readItems(database.app, proposal.id, 1)).map(({ state }) => state)).toEqual([
      'executed',
      'excluded',
      'executed',
    ]);
    expect(await actsOf(proposal)).toHaveLength(2);
  });
});
