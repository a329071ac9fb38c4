// The engine (sums in PostgreSQL, pure rules) against the oracle (every row of the files, naively): the example
// firm with its published reports, and random wild firms, figure by figure.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readReport } from '../../db/reports/read-report.ts';
import type { ReportName } from '../../domain/report-names.ts';
import { compareReports } from '../oracle/compare.ts';
import { randomFirm } from '../oracle/random-firm.ts';
import { readFirm, readFolder } from '../oracle/read-firm.ts';
import { computeReport } from '../oracle/report.ts';
import { loadFirm } from './load-firm.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const EXAMPLE = join(import.meta.dirname, '../fixtures/example');
const opened: TestDatabase[] = [];
afterAll(async () => {
  for (const database of opened) await database.drop();
});

async function openFirm(files: ReadonlyMap<string, string>): Promise<TestDatabase> {
  const database = await createTestDatabase();
  opened.push(database);
  await loadFirm(database.app, files);
  return database;
}

async function readEngine(database: TestDatabase, name: ReportName, args: Record<string, string>): Promise<unknown> {
  return JSON.parse(await readReport(database.reader, { name, args, today: '2026-10-31', costs: 'real' }));
}

type ManifestLine = { file: string; args: string[] };

/** ["report", "margin", "--by", "client", …, "--json"] → the report's name and its options. */
function readArgs(args: readonly string[]): { name: ReportName; options: Record<string, string> } {
  const options: Record<string, string> = {};
  for (let i = 2; i + 1 < args.length; i += 2) options[(args[i] ?? '').slice(2)] = args[i + 1] ?? '';
  return { name: args[1] as ReportName, options };
}

describe('la firme de l’exemple', () => {
  const manifest = JSON.parse(readFileSync(join(EXAMPLE, 'expected/manifest.json'), 'utf8')) as ManifestLine[];
  const firm = openFirm(readFolder(EXAMPLE));
  test.each(manifest.map(({ file, args }) => [file, args] as const))('%s est juste au centime', async (file, args) => {
    const expected: unknown = JSON.parse(readFileSync(join(EXAMPLE, 'expected', file), 'utf8'));
    const { name, options } = readArgs(args);
    expect(compareReports(expected, await readEngine(await firm, name, options))).toEqual([]);
  });
});

/** Every report under the options that change its figures, at days that cut months and days that do not. */
function callsAt(asOf: string): [ReportName, Record<string, string>][] {
  const month = asOf.slice(0, 7);
  return [
    ['margin', {}],
    ['margin', { by: 'client' }],
    ['margin', { by: 'consultant' }],
    ['margin', { from: '2026-09-10' }],
    ['margin', { from: '2026-09-01', by: 'client' }],
    ['margin', { from: '2026-09-10', by: 'consultant' }],
    ['margin', { costs: 'standard' }],
    ['margin', { by: 'consultant', costs: 'standard' }],
    ['drift', {}],
    ['drift', { costs: 'standard' }],
    ['occupancy', {}],
    ['occupancy', { from: '2026-07', to: month }],
    ['anomalies', { month }],
    ['anomalies', { month: '2026-09', costs: 'standard' }],
    ['billing', { month }],
    ['billing', { month: '2026-09' }],
    ['receivables', {}],
    ['billing-lag', {}],
    ['capacity', { months: '6' }],
    ['pipeline', {}],
    ['rates', { by: 'project' }],
    ['rates', { by: 'consultant' }],
    ['rates', { by: 'month' }],
    ['available', { from: '2026-11-02', to: '2026-12-31' }],
    ['late', {}],
    ['orders', {}],
  ];
}

describe('des firmes tirées au sort', () => {
  const seeds = Array.from({ length: Number(process.env['VIGIE_RANDOM_FIRMS'] ?? 8) }, (_, i) => i + 1);
  test.each(seeds)('firme n° %i : chaque rapport égale l’oracle', async (seed) => {
    const files = randomFirm(seed);
    const firm = readFirm(files);
    const database = await openFirm(files);
    const differences: string[] = [];
    for (const asOf of ['2026-09-17', '2026-10-31', '2026-11-22']) {
      for (const [name, args] of callsAt(asOf)) {
        const options = { ...args, 'as-of': asOf };
        const found = compareReports(computeReport(firm, name, options), await readEngine(database, name, options));
        differences.push(...found.map((line) => `${name} ${JSON.stringify(options)} ${line}`));
      }
    }
    expect(differences).toEqual([]);
  });
});
