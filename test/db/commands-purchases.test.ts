// Orders, purchases, independents' invoices and expenses: recorded by who may, decided by another where it must be.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Effect } from '../../domain/commands/command.ts';
import { executeCommand } from '../../db/execute-command.ts';
import type { ExecutionOutcome } from '../../db/execution.ts';
import { previewCommand } from '../../db/plan-command.ts';
import { readBillingReport } from '../../db/reports/billing-facts.ts';
import { readFolder } from '../oracle/read-firm.ts';
import { approveAndExecute } from './approve.ts';
import { loadFirm } from './load-firm.ts';
import { addPerson, writeFacts } from './people.ts';
import { commandNamed } from './run-command.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const TODAY = '2026-10-31';
let database: TestDatabase;
let director: string;
let daf: string;
let clerk: string;
/** Aïcha (C007), responsable of P001 and P002. */
let aicha: string;
/** Zoé (C008), independent on P008, which is François's (C003). */
let zoe: string;
let francois: string;

beforeAll(async () => {
  database = await createTestDatabase();
  await loadFirm(database.app, readFolder(join(import.meta.dirname, '../fixtures/example')));
  director = await addPerson(database.app, 'direction@esn-exemple.fr', ['direction']);
  daf = await addPerson(database.app, 'daf@esn-exemple.fr', ['daf']);
  clerk = await addPerson(database.app, 'adv@esn-exemple.fr', ['adv']);
  aicha = await addPerson(database.app, 'aicha.nguyen7@esn-exemple.fr', ['responsable']);
  zoe = await addPerson(database.app, 'zoe.lefevre8@esn-exemple.fr', ['consultant']);
  francois = await addPerson(database.app, 'francois.blanchard3@esn-exemple.fr', ['responsable', 'consultant']);
});
afterAll(() => database.drop());

function requestOf(name: string, input: unknown, askerId: string) {
  const command = commandNamed(name);
  return { command, input, askerId, today: TODAY };
}

function run(name: string, input: unknown, askerId = clerk): Promise<ExecutionOutcome> {
  const request = requestOf(name, input, askerId);
  return executeCommand(database.app, { ...request, actId: randomUUID(), actorKind: 'person', channel: 'api' });
}

async function effectOf(name: string, input: unknown, askerId = clerk): Promise<Effect> {
  const shown = await previewCommand(database.app, requestOf(name, input, askerId));
  if (shown.state !== 'previewed') throw new Error(shown.sentence);
  return shown.effect;
}

function figure(effect: Effect, label: string) {
  const found = effect.indicators?.find((one) => one.label.replace(/ \(coûts .*\)$/u, '') === label);
  if (!found) throw new Error(`no figure ${label}`);
  return [found.before, found.after];
}

async function blocksOf(project: string, month = '2026-10'): Promise<string[]> {
  const report = await database.app.begin((tx) => readBillingReport(tx, { month, asOf: TODAY }));
  return report.projects.find(({ code }) => code === project)?.blocked.map(({ reason }) => reason) ?? [];
}

async function closeMonth(month: string): Promise<void> {
  await writeFacts(database.app, async (tx) => {
    await tx`insert into month_closings (month, state) values (${`${month}-01`}, 'closed')`;
  });
}

describe('lever le blocage d’un bon de commande', () => {
  const wish = { project: 'P001', month: '2026-10', reason: 'Bon attendu, accord écrit du client' };

  test('attend direction ou daf, puis laisse facturer ce mois-là seulement', async () => {
    expect(await blocksOf('P001')).toContain('po_exceeded');
    const effect = await effectOf('override_po_block', wish);
    expect(effect.sentence).toContain('au-delà des bons de commande');
    expect(await run('override_po_block', wish)).toMatchObject({
      state: 'needs_approval',
      approvers: ['direction', 'daf'],
    });
    await approveAndExecute(database.app, requestOf('override_po_block', wish, clerk), daf);
    expect(await blocksOf('P001')).not.toContain('po_exceeded');
    const rows = await database.app`select month, reason, requested_by from order_overrides`;
    expect([...rows]).toEqual([{ month: '2026-10-01', reason: wish.reason, requested_by: 'adv@esn-exemple.fr' }]);
  });

  test('refuse ce qui n’est pas bloqué, deux fois, et le projet d’autrui', async () => {
    expect(await run('override_po_block', wish)).toMatchObject({ code: 'already_overridden' });
    expect(await run('override_po_block', { ...wish, project: 'P008' })).toMatchObject({ code: 'not_blocked' });
    expect(await run('override_po_block', { ...wish, project: 'P999' })).toMatchObject({ code: 'not_found' });
    expect(await run('override_po_block', { ...wish, project: 'P004' }, aicha)).toMatchObject({ code: 'not_found' });
    expect(await run('override_po_block', { ...wish, project: 'P004' }, director)).toMatchObject({
      code: 'right_refused',
    });
    expect(await run('override_po_block', { project: 'P004', month: '2026-10' })).toMatchObject({
      code: 'input_invalid',
    });
  });
});

describe('un bon de commande', () => {
  const order = { number: 'BC-0200', client: 'CL004', project: 'P004', amount: 25_000, startsOn: '2026-10-01' };

  test('enregistré, débloque la facturation et le dit', async () => {
    const before = await blocksOf('P004');
    const outcome = await run('record_purchase_order', order);
    if (outcome.state !== 'done') throw new Error(JSON.stringify(outcome));
    expect(figure(outcome.effect, 'Bons de commande')).toEqual([16_000, 41_000]);
    expect(figure(outcome.effect, 'Blocages du bon de commande')).toEqual(['bon de commande dépassé', null]);
    expect(before).toContain('po_exceeded');
    expect(await blocksOf('P004')).not.toContain('po_exceeded');
  });

  test('se prolonge en montant et en fin, jamais ne se raccourcit', async () => {
    const outcome = await run('extend_purchase_order', { number: 'BC-0103', addedAmount: 7_250, endsOn: '2027-03-31' });
    if (outcome.state !== 'done') throw new Error(JSON.stringify(outcome));
    expect(outcome.effect.euros).toEqual([{ label: 'Bon de commande', beforeCents: 6_300_000, afterCents: 7_025_000 }]);
    expect(figure(outcome.effect, 'Bons de commande')).toEqual([63_000, 70_250]);
    const [row] = await database.app`select amount_cents, ends_on from purchase_orders where number = 'BC-0103'`;
    expect(row).toEqual({ amount_cents: 7_025_000, ends_on: '2027-03-31' });
    expect(await run('extend_purchase_order', { number: 'BC-0103', endsOn: '2026-12-31' })).toMatchObject({
      code: 'order_shortened',
    });
    expect(await run('extend_purchase_order', { number: 'BC-0101', endsOn: '2026-12-31' })).toMatchObject({
      code: 'order_shortened',
    });
    expect(await run('extend_purchase_order', { number: 'BC-0101', addedAmount: 0 })).toMatchObject({
      code: 'nothing_changed',
    });
    expect(await run('extend_purchase_order', { number: 'BC-9999', addedAmount: 1 })).toMatchObject({
      code: 'not_found',
    });
    expect(await run('extend_purchase_order', { number: 'BC-0101' })).toMatchObject({ code: 'input_invalid' });
  });

  test('refuse un numéro pris, un client ou un projet qui ne vont pas ensemble, une fin avant le début', async () => {
    expect(await run('record_purchase_order', order)).toMatchObject({ code: 'order_exists' });
    expect(await run('record_purchase_order', { ...order, number: 'X', client: 'CL001' })).toMatchObject({
      code: 'client_mismatch',
    });
    expect(await run('record_purchase_order', { ...order, number: 'X', client: 'CL9' })).toMatchObject({
      code: 'not_found',
    });
    expect(await run('record_purchase_order', { ...order, number: 'X', project: 'P9' })).toMatchObject({
      code: 'not_found',
    });
    expect(await run('record_purchase_order', { ...order, number: 'X', endsOn: '2026-09-01' })).toMatchObject({
      code: 'input_invalid',
    });
  });

  test('est le fait de l’adv, du daf, ou du responsable sur ses projets', async () => {
    const own = { number: 'BC-0201', client: 'CL001', project: 'P001', amount: 1 };
    expect(await run('record_purchase_order', own, aicha)).toMatchObject({ state: 'done' });
    expect(await run('record_purchase_order', { ...order, number: 'BC-0202' }, aicha)).toMatchObject({
      code: 'not_found',
    });
    expect(await run('record_purchase_order', { number: 'BC-0203', client: 'CL001', amount: 1 }, aicha)).toMatchObject({
      code: 'not_found',
    });
    expect(await run('extend_purchase_order', { number: 'BC-0101', addedAmount: 10 }, aicha)).toMatchObject({
      state: 'done',
    });
    expect(await run('extend_purchase_order', { number: 'BC-0103', addedAmount: 10 }, aicha)).toMatchObject({
      code: 'not_found',
    });
    expect(await run('record_purchase_order', own, zoe)).toMatchObject({ code: 'right_refused' });
  });
});

describe('un achat', () => {
  const purchase = { project: 'P001', boughtOn: '2026-10-20', label: 'Licences', amount: 1_000 };

  test('pèse sur la marge à terminaison, montrée à qui peut la lire', async () => {
    const effect = await effectOf('record_purchase', purchase, daf);
    const [before, after] = figure(effect, 'Marge à terminaison');
    expect(Number(before) - Number(after)).toBeCloseTo(1_000, 2);
    const rebilled = await effectOf('record_purchase', { ...purchase, rebillable: true, rebillingPercent: 110 }, aicha);
    const [was, will] = figure(rebilled, 'Marge à terminaison');
    expect(Number(will) - Number(was)).toBeCloseTo(100, 2);
    expect((await effectOf('record_purchase', purchase, clerk)).indicators).toEqual([]);
  });

  test('écrit deux fois le même jour, en fait deux, et le dit', async () => {
    expect(await run('record_purchase', purchase)).toMatchObject({ state: 'done' });
    const second = await run('record_purchase', purchase, aicha);
    expect(second).toMatchObject({ effect: { sentence: expect.stringContaining('déjà 1 achat') } });
    const rows = await database.app`
      select occurrence from purchases p join projects j on j.id = p.project_id
      where j.code = 'P001' and bought_on = '2026-10-20' order by 1`;
    expect(rows.map(({ occurrence }) => occurrence as number)).toEqual([1, 2]);
  });

  test('refuse le futur, le projet d’autrui, la refacturation sans client', async () => {
    expect(await run('record_purchase', { ...purchase, boughtOn: '2026-11-02' })).toMatchObject({
      code: 'purchase_in_future',
    });
    expect(await run('record_purchase', { ...purchase, project: 'P003' }, aicha)).toMatchObject({ code: 'not_found' });
    expect(await run('record_purchase', { ...purchase, project: 'P99' })).toMatchObject({ code: 'not_found' });
    expect(await run('record_purchase', { ...purchase, project: 'INT01', rebillable: true })).toMatchObject({
      code: 'project_internal',
    });
    expect(await run('record_purchase', purchase, director)).toMatchObject({ code: 'right_refused' });
  });
});

describe('la facture d’un indépendant', () => {
  const invoice = {
    consultant: 'C008',
    number: 'ZL-10',
    project: 'P008',
    month: '2026-09',
    days: 10,
    net: 4_025,
    vat: 805,
  };

  test('est enregistrée dans la limite des jours du CRA', async () => {
    const effect = await effectOf('record_supplier_invoice', invoice);
    const [counted, invoiced] = figure(effect, 'Jours au CRA → facturés');
    expect(invoiced).toBe(10);
    expect(counted).toBeGreaterThanOrEqual(10);
    expect(await run('record_supplier_invoice', invoice)).toMatchObject({ state: 'done' });
    expect(await run('record_supplier_invoice', invoice)).toMatchObject({ code: 'supplier_invoice_exists' });
  });

  test('est rapprochée des jours que le client a validés et du prix de la mission', async () => {
    const rest = { ...invoice, number: 'ZL-12', days: 5, net: 2_012.5 };
    expect((await effectOf('record_supplier_invoice', rest)).sentence).toContain('n’a pas validé le CRA de P008');
    const [counted] = figure(await effectOf('record_supplier_invoice', rest), 'Jours au CRA → facturés');
    const validation = { consultant: 'C008', month: '2026-09', project: 'P008', by: 'Cliente', evidence: 'courriel' };
    expect(
      await run('record_client_validation', { ...validation, validatedOn: '2026-10-02', days: 15 }, director),
    ).toMatchObject({ state: 'done' });
    expect(Number(counted)).toBeGreaterThan(0);
    expect((await effectOf('record_supplier_invoice', rest)).sentence).toContain('conforme');
    expect((await effectOf('record_supplier_invoice', { ...rest, days: 4, net: 1_610 })).sentence).toMatch(
      /14.j facturés pour 15.j à payer \(1.j de moins\)/,
    );
    expect((await effectOf('record_supplier_invoice', { ...rest, net: 2_100 })).sentence).toMatch(
      /87,50.€ au-dessus du prix convenu/,
    );
  });

  test('au-delà du CRA, est décidée par une seconde personne', async () => {
    expect(await run('record_supplier_invoice', { ...invoice, number: 'ZL-11', days: 20 })).toMatchObject({
      state: 'needs_approval',
      approvers: ['direction', 'daf'],
      effect: { sentence: expect.stringContaining('de plus que le CRA') },
    });
  });

  test('refuse un salarié, un mois à venir, le projet d’autrui', async () => {
    expect(await run('record_supplier_invoice', { ...invoice, consultant: 'C002' })).toMatchObject({
      code: 'not_independent',
    });
    expect(await run('record_supplier_invoice', { ...invoice, number: 'Y', month: '2026-11' })).toMatchObject({
      code: 'month_in_future',
    });
    expect(await run('record_supplier_invoice', { ...invoice, number: 'Y', receivedOn: '2026-12-01' })).toMatchObject({
      code: 'received_in_future',
    });
    expect(await run('record_supplier_invoice', { ...invoice, consultant: 'C099' })).toMatchObject({
      code: 'not_found',
    });
    expect(await run('record_supplier_invoice', { ...invoice, number: 'Y' }, aicha)).toMatchObject({
      code: 'not_found',
    });
  });
});

describe('une note de frais', () => {
  const expense = {
    project: 'P008',
    spentOn: '2026-10-12',
    label: 'Train Bordeaux',
    amount: 90,
    vat: 9,
    rebillable: true,
  };

  async function pending(label: string): Promise<number> {
    const [row] = await database.app<
      { id: number }[]
    >`select id from expenses where label = ${label} and status = 'demandee'`;
    if (!row) throw new Error(`no pending expense ${label}`);
    return row.id;
  }

  test('est saisie par chacun pour soi', async () => {
    expect(await run('record_expense', expense, zoe)).toMatchObject({ state: 'done' });
    expect(await run('record_expense', { ...expense, consultant: 'C001' }, zoe)).toMatchObject({ code: 'not_found' });
    expect(await run('record_expense', expense, clerk)).toMatchObject({ code: 'not_found' });
    expect(await run('record_expense', { ...expense, spentOn: '2026-11-30' }, zoe)).toMatchObject({
      code: 'expense_in_future',
    });
    expect(await run('record_expense', { ...expense, project: null }, zoe)).toMatchObject({ code: 'no_client' });
    expect(await run('record_expense', { ...expense, amount: 0 }, zoe)).toMatchObject({ code: 'input_invalid' });
  });

  test('validée par un autre, devient un achat refacturable du projet', async () => {
    const id = await pending(expense.label);
    expect(await run('approve_expense', { id }, aicha)).toMatchObject({ code: 'not_found' });
    expect(await run('approve_expense', { id }, zoe)).toMatchObject({ code: 'right_refused' });
    expect(await run('approve_expense', { id }, francois)).toMatchObject({ state: 'done' });
    const [row] = await database.app`
      select amount_cents, rebillable, bought_on, label from purchases p join projects j on j.id = p.project_id where j.code = 'P008'`;
    expect(row).toEqual({
      amount_cents: 9_000,
      rebillable: true,
      bought_on: '2026-10-12',
      label: 'Frais de Zoé Lefèvre : Train Bordeaux',
    });
    expect(await run('approve_expense', { id }, francois)).toMatchObject({ code: 'expense_decided' });
    expect(await run('approve_expense', { id: 999_999 })).toMatchObject({ code: 'not_found' });
  });

  test('n’est jamais décidée par qui l’a faite', async () => {
    await run('record_expense', { ...expense, label: 'Taxi' }, francois);
    const id = await pending('Taxi');
    expect(await run('approve_expense', { id }, francois)).toMatchObject({ code: 'own_expense' });
    expect(await run('approve_expense', { id }, clerk)).toMatchObject({ state: 'done' });
  });

  test('est refusée avec une raison, sans achat', async () => {
    await run('record_expense', { ...expense, label: 'Champagne' }, zoe);
    const id = await pending('Champagne');
    expect(await run('approve_expense', { id, decision: 'refusee' })).toMatchObject({ code: 'input_invalid' });
    expect(await run('approve_expense', { id, decision: 'refusee', reason: 'Hors politique' })).toMatchObject({
      state: 'done',
    });
    const rows = await database.app`select 1 from purchases where label like '%Champagne'`;
    expect(rows.length).toBe(0);
  });

  test('d’un mois clos, est un achat du jour de sa validation', async () => {
    await closeMonth('2026-08');
    await run('record_expense', { ...expense, label: 'Hôtel', spentOn: '2026-08-31' }, zoe);
    expect(await run('approve_expense', { id: await pending('Hôtel') }, francois)).toMatchObject({
      state: 'done',
      effect: { sentence: expect.stringContaining('2026-08 est clos') },
    });
    const [row] = await database.app`select bought_on from purchases where label like '%Hôtel'`;
    expect(row).toEqual({ bought_on: TODAY });
    const late = { project: 'P001', boughtOn: '2026-08-31', label: 'Tard', amount: 1 };
    expect(await run('record_purchase', late)).toMatchObject({ code: 'month_closed' });
  });
});
