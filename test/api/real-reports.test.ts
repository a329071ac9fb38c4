// The example firm read over HTTP: the figures are those of the command line, in the shapes that the contract tells.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportOutputs } from '../../api/contract/report-outputs.ts';
import { readReport } from '../../db/reports/read-report.ts';
import { isReportName, REPORT_NAMES, type ReportName } from '../../domain/report-names.ts';
import { readExample } from '../db/firm-files.ts';
import { loadFirm } from '../db/load-firm.ts';
import { openTestApi, type TestApi } from './test-api.ts';

const EXAMPLE = join(import.meta.dirname, '..', 'fixtures', 'example');

type Line = { file: string; args: string[] };
const manifest = JSON.parse(readFileSync(join(EXAMPLE, 'expected', 'manifest.json'), 'utf8')) as Line[];

/** `report margin --as-of 2026-10-31 --json` → `margin?as-of=2026-10-31`. */
function toAddress(args: string[]): { name: ReportName; address: string } {
  const [, name = '', ...options] = args.filter((arg) => arg !== '--json');
  if (!isReportName(name)) throw new Error(`the manifest names an unknown report: ${name}`);
  const query = new URLSearchParams();
  for (let i = 0; i + 1 < options.length; i += 2) query.append(options[i]?.slice(2) ?? '', options[i + 1] ?? '');
  return { name, address: `${name}?${query.toString()}` };
}

describe('les rapports de la firme d’exemple, par HTTP', () => {
  let api: TestApi;
  let key: string;
  const read = async (address: string): Promise<unknown> => {
    const answer = await fetch(`${api.url}/api/reports/${address}`, { headers: { authorization: `Bearer ${key}` } });
    expect([address, answer.status]).toEqual([address, 200]);
    return answer.json();
  };

  beforeAll(async () => {
    api = await openTestApi({ readReport });
    await loadFirm(api.database.app, readExample());
    ({ key } = await api.addPerson('direction@esn.fr', ['direction']));
  });
  afterAll(() => api.close());

  test.each(manifest)('$file', async ({ file, args }) => {
    const { name, address } = toAddress(args);
    const answer = await read(address);
    const expected: unknown = JSON.parse(readFileSync(join(EXAMPLE, 'expected', file), 'utf8'));
    expect(answer).toMatchObject(expected as object);
    // What the contract does not tell would be lost here.
    expect(reportOutputs[name].parse(answer)).toEqual(answer);
  });

  test.each(REPORT_NAMES)('%s répond dans la forme que le contrat dit', async (name) => {
    const address = name === 'changes' ? 'changes?since=2026-08-31' : name;
    const answer = await read(address);
    expect(reportOutputs[name].parse(answer)).toEqual(answer);
  });

  test.each([
    'rates?by=consultant',
    'rates?by=month',
    'bench?as-of=2026-08-15',
    'available?from=2026-11-01&to=2026-11-30',
    'landing?period=2026-Q3',
    'landing?period=2026-09&costs=standard',
    'missions?as-of=2026-09-15',
  ])('%s aussi', async (address) => {
    const name = address.replace(/\?.*/, '') as ReportName;
    const answer = await read(address);
    expect(reportOutputs[name].parse(answer)).toEqual(answer);
  });
});
