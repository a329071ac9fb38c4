// The demo firm in a real database: imported like a customer's files, a second time without a change, and read by the
// engine, which finds its truth and agrees with the oracle.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateDemoFirm } from '../../db/demo/firm.ts';
import { listTexts } from '../../db/import/folder.ts';
import { importFirm } from '../../db/import/import-firm.ts';
import { readReport } from '../../db/reports/read-report.ts';
import type { ReportName } from '../../domain/report-names.ts';
import { compareReports } from '../oracle/compare.ts';
import { readFirm } from '../oracle/read-firm.ts';
import { computeReport } from '../oracle/report.ts';
import { loadFirm } from './load-firm.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const TODAY = '2026-11-22';
const { files, truth } = generateDemoFirm({ seed: 1, consultants: 30, months: 24, today: TODAY });
const firm = readFirm(files);

const calls: [ReportName, Record<string, string>][] = [
  ['margin', {}],
  ['margin', { by: 'consultant' }],
  ['drift', {}],
  ['anomalies', { month: truth.month }],
  ['occupancy', { from: '2026-01', to: truth.month }],
  ['billing', { month: truth.month }],
  ['receivables', {}],
  ['billing-lag', {}],
  ['capacity', {}],
];

describe('l’ESN de démonstration en base', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
    await loadFirm(database.app, files);
  });
  afterAll(() => database.drop());

  async function readEngine(name: ReportName, args: Record<string, string>): Promise<unknown> {
    return JSON.parse(await readReport(database.reader, { name, args, today: TODAY, costs: 'real' }));
  }

  test('le moteur trouve sa vérité : anomalies plantées et projets qui dérivent', async () => {
    const anomalies = (await readEngine('anomalies', { month: truth.month })) as { findings: object[] };
    expect(anomalies.findings).toMatchObject(truth.findings);
    expect(anomalies.findings).toHaveLength(truth.findings.length);
    const drift = (await readEngine('drift', {})) as { projects: { code: string; severity: string }[] };
    const found = drift.projects.map((one) => `${one.code} ${one.severity}`).sort((a, b) => (a < b ? -1 : 1));
    const told = [
      ...truth.drifting.map((code) => `${code} red`),
      ...truth.beginningToDrift.map((code) => `${code} amber`),
    ];
    expect(found).toEqual(told.sort((a, b) => (a < b ? -1 : 1)));
  });

  test.each(calls)('%s %o : le moteur et l’oracle sont d’accord', async (name, args) => {
    const expected = computeReport(firm, name, { 'as-of': TODAY, ...args });
    expect(compareReports(expected, await readEngine(name, args))).toEqual([]);
  });

  test('la réimporter ne change rien', async () => {
    const quiet = { tell: () => {}, progress: () => {} };
    const options = { write: true, confirmed: false, channel: 'import', operator: 'test', ...quiet } as const;
    expect((await importFirm(database.app, listTexts(files), options)).state).toBe('unchanged');
  });
});
