// The gate's arithmetic (.ci/count.mjs): whatever went wrong in a run counts as a failure, never as nothing.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { HOUSE } from './source-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'vigie-gate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function count(report: object | null, exitCode: number): string {
  const path = join(folder, 'report.json');
  rmSync(path, { force: true });
  if (report) writeFileSync(path, JSON.stringify(report));
  return execFileSync(process.execPath, [join(HOUSE, '.ci', 'count.mjs'), path, String(exitCode)], {
    encoding: 'utf8',
  }).trim();
}

const green = {
  success: true,
  numPassedTests: 12,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 0,
  testResults: [{ status: 'passed', assertionResults: [{}] }],
};

describe('the gate counts', () => {
  it('what passed, what failed, what was left out', () => {
    expect(count(green, 0)).toBe('12 0 1');
    expect(count({ ...green, success: false, numFailedTests: 3 }, 1)).toBe('12 3 1');
  });

  it('a file that could not be loaded', () => {
    const testResults = [...green.testResults, { status: 'failed', assertionResults: [] }];
    expect(count({ ...green, success: false, testResults }, 1)).toBe('12 1 1');
  });

  it('an error that no test carries, a run without tests, a run that never ended', () => {
    expect(count(green, 1)).toBe('12 1 1');
    expect(count({ ...green, numPassedTests: 0, testResults: [] }, 0)).toBe('0 1 1');
    expect(count(null, 137)).toBe('0 1 0');
  });
});
