// From the first call to the project: client, opportunity, quote, signature, won. On a real database.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { executeCommand } from '../../db/execute-command.ts';
import type { ExecutionOutcome } from '../../db/execution.ts';
import { previewCommand } from '../../db/plan-command.ts';
import { readFolder } from '../oracle/read-firm.ts';
import { loadFirm } from './load-firm.ts';
import { addPerson, writeFacts } from './people.ts';
import { commandNamed } from './run-command.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

let database: TestDatabase;
let director: string;
let seller: string;
let otherSeller: string;

beforeAll(async () => {
  database = await createTestDatabase();
  await loadFirm(database.app, readFolder(join(import.meta.dirname, '../fixtures/example')));
  director = await addPerson(database.app, 'direction@esn-exemple.fr', ['direction']);
  seller = await addPerson(database.app, 'commercial@esn-exemple.fr', ['commercial']);
  otherSeller = await addPerson(database.app, 'autre@esn-exemple.fr', ['commercial']);
});
afterAll(() => database.drop());

function requestOf(name: string, input: unknown, askerId: string) {
  const command = commandNamed(name);
  return { command, input, askerId, today: '2026-10-31' };
}

function run(name: string, input: unknown, askerId = seller): Promise<ExecutionOutcome> {
  return executeCommand(database.app, {
    ...requestOf(name, input, askerId),
    actId: randomUUID(),
    actorKind: 'person',
    channel: 'api',
  });
}

const quoteTerms = {
  contractKind: 'forfait',
  startsOn: '2026-12-01',
  endsOn: '2027-03-31',
  fixedPrice: 50_000,
  lines: [
    { profile: 'Développeur', days: 60 },
    { profile: 'Chef de projet', days: 12 },
  ],
  milestones: [
    { code: 'J1', label: 'Cadrage', plannedOn: '2027-01-15', amount: 20_000 },
    { code: 'J2', label: 'Recette', plannedOn: '2027-03-31', amount: 30_000 },
  ],
};

describe('un client', () => {
  test('ne dépasse pas le délai de paiement légal', async () => {
    expect(await run('create_client', { code: 'CL800', name: 'Long', paymentDays: 61 })).toMatchObject({
      code: 'term_too_long',
    });
    expect(
      await run('create_client', { code: 'CL800', name: 'Long', paymentDays: 46, endOfMonth: true }),
    ).toMatchObject({ code: 'term_too_long' });
    expect(await run('create_client', { code: 'CL800', name: 'Long', paymentDays: 60 })).toMatchObject({
      state: 'done',
    });
    expect(await run('update_client', { code: 'CL800', paymentDays: 90 })).toMatchObject({ code: 'term_too_long' });
  });

  test('se corrige, se contacte, se relance', async () => {
    expect(await run('update_client', { code: 'CL001', city: 'Albi' })).toMatchObject({ state: 'done' });
    const [client] = await database.app`select city, name_folded from clients where code = 'CL001'`;
    expect(client).toEqual({ city: 'Albi', name_folded: "banque de l'ouest" });
    expect(await run('create_contact', { client: 'CL001', name: 'Anne Roy' })).toMatchObject({ state: 'done' });
    const [contact] = await database.app<{ id: number }[]>`select id from contacts where name = 'Anne Roy'`;
    expect(await run('update_contact', { id: contact?.id, phone: '01 02 03 04 05' })).toMatchObject({ state: 'done' });
    expect(await run('log_action', { client: 'CL001', kind: 'appel', label: 'Appel de découverte' })).toMatchObject({
      state: 'done',
    });
    expect(await run('plan_follow_up', { client: 'CL001', plannedOn: '2026-10-30', label: 'Rappeler' })).toMatchObject({
      code: 'follow_up_in_past',
    });
    expect(await run('plan_follow_up', { client: 'CL001', plannedOn: '2026-11-05', label: 'Rappeler' })).toMatchObject({
      state: 'done',
    });
  });
});

describe('une opportunité', () => {
  test("n'est vue que de son commercial", async () => {
    expect(await run('move_opportunity', { code: 'O0008', stage: 'qualifiee' }, otherSeller)).toMatchObject({
      code: 'not_found',
    });
    expect(await run('move_opportunity', { code: 'O0008', stage: 'qualifiee', probability: 35 })).toMatchObject({
      state: 'done',
    });
  });

  test('perdue libère ses affectations prévisionnelles et ne bouge plus', async () => {
    expect(await run('create_opportunity', { code: 'OX1', client: 'CL002', title: 'À perdre' })).toMatchObject({
      state: 'done',
    });
    const booking = {
      consultant: 'C002',
      opportunity: 'OX1',
      status: 'previsionnelle',
      startsOn: '2027-01-04',
      endsOn: '2027-02-26',
    };
    expect(await run('assign_consultant', booking)).toMatchObject({ state: 'done' });
    expect(await run('lose_opportunity', { code: 'OX1', reason: 'Prix' })).toMatchObject({ state: 'done' });
    expect(
      (
        await database.app`select 1 from assignments a join opportunities o on o.id = a.opportunity_id where o.code = 'OX1'`
      ).length,
    ).toBe(0);
    expect(await run('update_opportunity', { code: 'OX1', amount: 1 })).toMatchObject({ code: 'opportunity_closed' });
  });

  test('change ses besoins en bloc', async () => {
    expect(await run('set_needs', { code: 'O0009', needs: [{ profile: 'Architecte', days: 12.5 }] })).toMatchObject({
      state: 'done',
    });
    expect(await run('set_needs', { code: 'O0009', needs: [{ profile: 'Astronaute', days: 1 }] })).toMatchObject({
      code: 'not_found',
    });
    const rows =
      await database.app`select quarter_days from opportunity_needs n join opportunities o on o.id = n.opportunity_id where o.code = 'O0009'`;
    expect([...rows]).toEqual([{ quarter_days: 50 }]);
  });
});

describe('un devis', () => {
  test('sous le plancher de marge, demande la direction avant de partir', async () => {
    expect(
      await run('create_quote', {
        opportunity: 'O0010',
        code: 'DLOW',
        ...quoteTerms,
        fixedPrice: 21_000,
        milestones: [],
      }),
    ).toMatchObject({ state: 'done' });
    expect(await run('send_quote', { code: 'DLOW' })).toMatchObject({
      state: 'needs_approval',
      approvers: ['direction'],
    });
  });

  test('passé sa date, ne part plus sans être révisé ; signé après elle, le dit', async () => {
    const sold = { ...quoteTerms, milestones: [], fixedPrice: 90_000 };
    const quote = { opportunity: 'O0010', code: 'DOLD', ...sold, validUntil: '2026-10-30' };
    expect(await run('create_quote', quote)).toMatchObject({ state: 'done' });
    expect(await run('send_quote', { code: 'DOLD' })).toMatchObject({
      code: 'quote_expired',
      sentence: expect.stringContaining('30/10/2026'),
    });
    const revised = { code: 'DOLD', ...sold, validUntil: '2026-10-31' };
    expect(await run('revise_quote', revised)).toMatchObject({ state: 'done' });
    expect(await run('send_quote', { code: 'DOLD' })).toMatchObject({ state: 'done' });
    await writeFacts(
      database.app,
      (tx) => tx`update quote_versions set valid_until = '2026-10-29' where version = 2 and valid_until is not null`,
    );
    const signature = { code: 'DOLD', signedOn: '2026-10-31', evidence: 'devis.pdf' };
    expect(await run('sign_quote', signature)).toMatchObject({
      effect: { sentence: expect.stringContaining('L’offre valait jusqu’au 29/10/2026.') },
    });
  });

  test('refuse des jalons dont la somme n’est pas le prix', async () => {
    const milestones = [{ code: 'J1', amount: 1 }];
    expect(await run('create_quote', { opportunity: 'O0010', ...quoteTerms, milestones })).toMatchObject({
      code: 'milestones_sum',
    });
  });

  test('signé et gagné ouvre le projet sans rien retaper', async () => {
    await run('create_opportunity', {
      code: 'OX2',
      client: 'CL002',
      title: 'Portail',
      plannedStartOn: '2026-12-01',
      plannedEndOn: '2027-03-31',
    });
    const booking = {
      consultant: 'C002',
      opportunity: 'OX2',
      status: 'previsionnelle',
      startsOn: '2026-12-01',
      endsOn: '2027-03-31',
    };
    expect(await run('assign_consultant', booking)).toMatchObject({ state: 'done' });
    expect(await run('create_quote', { opportunity: 'OX2', code: 'DX2', ...quoteTerms })).toMatchObject({
      state: 'done',
    });
    expect(await run('revise_quote', { code: 'DX2', ...quoteTerms, fixedPrice: 52_000, milestones: [] })).toMatchObject(
      { state: 'done' },
    );
    expect(await run('sign_quote', { code: 'DX2', signedOn: '2026-10-30', evidence: 'devis-signé.pdf' })).toMatchObject(
      { code: 'quote_not_sent' },
    );
    expect(await run('send_quote', { code: 'DX2' })).toMatchObject({ state: 'done' });
    expect(await run('sign_quote', { code: 'DX2', signedOn: '2026-10-30', evidence: 'devis-signé.pdf' })).toMatchObject(
      { state: 'done' },
    );
    const shown = await previewCommand(database.app, requestOf('win_opportunity', { code: 'OX2' }, seller));
    const won = await run('win_opportunity', { code: 'OX2' });
    expect(won).toMatchObject({ state: 'done' });
    if (won.state !== 'done') throw new Error('not won');
    expect(shown).toMatchObject({ effect: won.effect });
    const code = won.result['code'] ?? '';
    const [project] =
      await database.app`select contract_kind, fixed_price_cents, status, starts_on from projects where code = ${code}`;
    expect(project).toEqual({
      contract_kind: 'forfait',
      fixed_price_cents: 5_200_000,
      status: 'en_cours',
      starts_on: '2026-12-01',
    });
    const budget =
      await database.app`select sum(quarter_days)::bigint as q from project_budgets b join projects p on p.id = b.project_id where p.code = ${code}`;
    expect(budget[0]).toEqual({ q: 288 });
    const [assignment] =
      await database.app`select a.status from assignments a join projects p on p.id = a.project_id where p.code = ${code}`;
    expect(assignment).toEqual({ status: 'ferme' });
    expect(await run('win_opportunity', { code: 'OX2' }, director)).toMatchObject({ code: 'opportunity_closed' });
  });
});
