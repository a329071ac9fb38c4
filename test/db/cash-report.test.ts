// The report `cash` on a real database: the example firm at the end of October.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cash } from '../../api/contract/cash-outputs.ts';
import { readReport } from '../../db/reports/read-report.ts';
import { forecastFromFiles } from '../oracle/forecast.ts';
import { randomFirm } from '../oracle/random-firm.ts';
import { readFirm } from '../oracle/read-firm.ts';
import { camtDocument } from '../rules/bank-statements.ts';
import { openDesk, type Desk } from './desk.ts';
import { readExample } from './firm-files.ts';
import { loadFirm } from './load-firm.ts';
import { createTestDatabase } from './test-database.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.database.drop());

const read = async (asOf = '2026-10-31') => cash.strict().parse(await desk.report('cash', { 'as-of': asOf }));

describe('le rapport de trésorerie', () => {
  test('attend chaque facture due, une fois, et chaque nature de flux', async () => {
    const { flows, weeks, total, opening, dso, dso_countback } = await read();
    expect(opening).toBeNull();
    expect(total.closing).toBeNull();
    const owed = (await desk.report('receivables')) as unknown as { total: number; dso: number };
    const awaited = flows.filter(({ kind }) => kind === 'open_invoice');
    expect(awaited.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(owed.total, 2);
    expect(new Set(awaited.map(({ subject }) => subject)).size).toBe(awaited.length);
    expect(dso).toBe(owed.dso);
    expect(dso_countback).toBeGreaterThan(0);
    for (const kind of ['work_done', 'work_planned', 'salaries', 'vat'])
      expect([kind, flows.some((flow) => flow.kind === kind)]).toEqual([kind, true]);
    expect(weeks.reduce((sum, { movement }) => sum + movement, 0)).toBeCloseTo(total.movement, 2);
    expect(flows.every(({ basis }) => basis !== '')).toBe(true);
  });

  test('compte le travail fait tel que billing le facture, avec la TVA de son client', async () => {
    const { projects } = (await desk.report('billing', { month: '2026-10', 'as-of': '2026-10-31' })) as unknown as {
      projects: {
        code: string;
        client: string;
        total: number;
        arrears_amount: number;
        blocked: { reason: string }[];
      }[];
    };
    const { flows } = await read();
    // Where days wait for their validation, the forecast counts them already.
    const whole = projects.filter(({ blocked }) => blocked.every(({ reason }) => !reason.startsWith('submitted')));
    expect(whole.length).toBeGreaterThan(5);
    for (const { code, client, total, arrears_amount } of whole) {
      // CL004 is a business of the Union: it accounts for the VAT itself.
      const gross = (total + arrears_amount) * (client === 'CL004' ? 1 : 1.2);
      const done = flows.filter(({ kind, subject }) => kind === 'work_done' && subject === code);
      expect([code, done.map(({ amount }) => amount)]).toEqual([code, [Math.round(gross * 100) / 100]]);
    }
  });

  test('part du solde du relevé, et montre les virements à rapprocher avec ce qu’on en propose', async () => {
    const content = camtDocument(
      [
        {
          amount: '4000.00',
          id: 'C1',
          day: '2026-10-30',
          payments: [{ payer: 'Groupe Helios', reason: 'F2026-00019' }],
        },
        { amount: '7.00', id: 'C2', day: '2026-10-30', payments: [{ payer: 'INCONNU', reason: 'DON' }] },
      ],
      { opening: '46000.00', closing: '50007.00' },
    );
    expect(await desk.run('import_bank_file', { content })).toMatchObject({ state: 'done' });
    const { opening, weeks, total, bank } = await read();
    expect(opening).toEqual({ amount: 50_007, on: '2026-10-30' });
    expect(weeks.at(-1)?.balance).toBe(total.closing);
    expect(total.closing).toBeCloseTo(50_007 + total.movement, 2);
    expect(bank).toMatchObject([
      { state: 'partial', invoices: [{ invoice: 'F2026-00019', amount: 4000 }] },
      { state: 'unknown_payer', client: null, invoices: [], amount: 7 },
    ]);
    // Before the statement, nothing is known of it.
    expect(await read('2026-10-29')).toMatchObject({ opening: null, bank: [] });
  });

  test('laisse de côté ce qui est en litige, et suit une promesse', async () => {
    const invoice = 'F2026-00011';
    await desk.run('open_dispute', { invoice, reason: 'jours contestés' });
    const disputed = await read();
    expect(disputed.total.disputed).toBe(9110);
    expect(disputed.flows.some(({ subject }) => subject === invoice)).toBe(false);
    await desk.run('close_dispute', { invoice, outcome: 'accord' });
    await desk.run('record_promise', { invoice, promisedOn: '2026-11-20' });
    expect((await read()).flows.find(({ subject }) => subject === invoice)).toMatchObject({
      on: '2026-11-20',
      amount: 9110,
    });
  });
});

describe('la prévision, refaite depuis les fichiers', () => {
  const firms: [string, () => ReadonlyMap<string, string>, string][] = [
    ['de l’exemple', readExample, '2026-10-31'],
    ['de l’exemple, en septembre', readExample, '2026-09-17'],
    ['au hasard n° 41', () => randomFirm(41, { months: 14 }), '2026-09-30'],
    ['au hasard n° 42', () => randomFirm(42, { months: 14 }), '2026-08-19'],
  ];
  test.each(firms)('%s : délais, factures attendues, salaires, DSO par épuisement', async (_name, files, asOf) => {
    const database = await createTestDatabase();
    try {
      await loadFirm(database.app, files());
      const report = cash
        .strict()
        .parse(
          JSON.parse(
            await readReport(database.reader, { name: 'cash', args: { 'as-of': asOf }, today: asOf, costs: 'real' }),
          ),
        );
      const flowsOf = (kind: string) =>
        report.flows
          .filter((flow) => flow.kind === kind)
          .map(({ subject, on, amount }) => ({ subject, on, amount }))
          .sort((a, b) => (a.subject < b.subject ? -1 : 1));
      expect({
        delays: report.delays,
        usual_delay: report.usual_delay,
        open_invoice: flowsOf('open_invoice'),
        salaries: flowsOf('salaries'),
        dso_countback: report.dso_countback,
      }).toEqual(forecastFromFiles({ firm: readFirm(files()), asOf, costs: 'real' }));
      const cents = (euros: number) => Math.round(euros * 100);
      const sum = report.flows.reduce((total, { amount }) => total + cents(amount), 0);
      expect(report.weeks.reduce((total, { movement }) => total + cents(movement), 0)).toBe(sum);
    } finally {
      await database.drop();
    }
  });
});
