// The walls between the folders of the house, from every real import; and the same counter-examples, refused twice:
// by the walls here and by the linter's configuration.

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUSE, isCode, readHouse, readImports } from './source-files.ts';
import { findBreaches } from './walls.ts';

const code = readHouse().filter(isCode);

/** One import that each wall stops, and one that it lets through. */
const CASES: readonly { file: string; stops: string; lets: string }[] = [
  { file: 'domain/margin.ts', stops: `import { z } from 'zod'`, lets: `import { add } from './fraction.ts'` },
  { file: 'domain/drift.ts', stops: `import { read } from '../db/read.ts'`, lets: `import type { A } from './a.ts'` },
  { file: 'domain/contract/tma.ts', stops: `import fs from 'node:fs'`, lets: `import { add } from '../fraction.ts'` },
  {
    file: 'domain/commands/assign.ts',
    stops: `import { generateText } from 'ai'`,
    lets: `import { z } from 'zod'`,
  },
  {
    file: 'workflows/deal.ts',
    stops: `import { earn } from '../domain/margin.ts'`,
    lets: `import type { Margin } from '../domain/margin.ts'`,
  },
  {
    file: 'workflows/invoice.ts',
    stops: `export { issue } from '../activities/issue.ts'`,
    lets: `import { proxyActivities } from '@temporalio/workflow'`,
  },
  {
    file: 'workflows/proposal.ts',
    stops: `import type { Row } from '../db/rows.ts'`,
    lets: `import { decide } from './messages.ts'`,
  },
  { file: 'workflows/scan.ts', stops: `import { z } from 'zod'`, lets: `import { sleep } from '@temporalio/workflow'` },
  {
    file: 'agents/assistant.ts',
    stops: `import { readReport } from '../db/reports/read-report.ts'`,
    lets: `import { generateText } from 'ai'`,
  },
  { file: 'agents/offline.ts', stops: `import { readFile } from 'node:fs'`, lets: `import { z } from 'zod'` },
  {
    file: 'db/acts.ts',
    stops: `import { Client } from '@temporalio/client'`,
    lets: `import postgres from 'postgres'`,
  },
  {
    file: 'db/reports/margin.ts',
    stops: `import { readConfig } from '../../config.ts'`,
    lets: `import { reportMargin } from '../../domain/margin.ts'`,
  },
  {
    file: 'activities/execute-command.ts',
    stops: `import { makeApp } from '../api/app.ts'`,
    lets: `import { knock } from '../workflows/messages.ts'`,
  },
  {
    file: 'activities/next-step.ts',
    stops: `import { deal } from '../workflows/deal.ts'`,
    lets: `import { readDeal } from '../db/deals.ts'`,
  },
  {
    file: 'api/routes/reports.ts',
    stops: `import { executeCommand } from '../../activities/execute-command.ts'`,
    lets: `import type { deal } from '../../workflows/deal.ts'`,
  },
  {
    file: 'api/routes/deals.ts',
    stops: `import { deal } from '../../workflows/deal.ts'`,
    lets: `import { where } from '../../workflows/messages.ts'`,
  },
  {
    file: 'api/app.ts',
    stops: `import { readConfig } from '../config.ts'`,
    lets: `import express from 'express'`,
  },
  {
    file: 'api/contract/reports.ts',
    stops: `import { makeApp } from '../app.ts'`,
    lets: `import { REPORT_NAMES } from '../../domain/report-names.ts'`,
  },
  {
    file: 'api/contract/proposals.ts',
    stops: `import { join } from 'node:path'`,
    lets: `import { oc } from '@orpc/contract'`,
  },
  {
    file: 'web/src/pages/cra.tsx',
    stops: `import { router } from '../../../api/routes/router.ts'`,
    lets: `import { contract } from '../../../api/contract/contract.ts'`,
  },
  {
    file: 'web/src/shell.tsx',
    stops: `import { readReport } from '../../db/reports/read-report.ts'`,
    lets: `import { ROLE_LABELS } from '../../domain/roles.ts'`,
  },
];

function breachesOf(path: string, text: string): string[] {
  return findBreaches([{ path, imports: readImports({ path, text }) }]);
}

describe('the walls between the folders', () => {
  it('hold for every import of every file', () => {
    expect(code.length).toBeGreaterThan(100);
    expect(findBreaches(code.map((file) => ({ path: file.path, imports: readImports(file) })))).toEqual([]);
  });

  it.each(CASES)('$file: stops «$stops»', ({ file, stops, lets }) => {
    expect(breachesOf(file, stops)).toHaveLength(1);
    expect(breachesOf(file, lets)).toEqual([]);
  });

  it('the reports that judge the engine take nothing from it', () => {
    expect(breachesOf('test/oracle/margin.ts', `import { reportMargin } from '../../domain/margin.ts'`)).toHaveLength(
      1,
    );
  });

  it('see an import in each of its forms', () => {
    for (const form of [
      `import '../db/side.ts'`,
      `import { type A, b } from '../db/b.ts'`,
      `export * from '../db/b.ts'`,
      `export type { A } from '../db/b.ts'`,
      `const b = await import('../db/b.ts')`,
      `type B = import('../db/b.ts').B`,
    ]) {
      expect(breachesOf('domain/a.ts', form), form).toHaveLength(1);
    }
  });

  it('a file outside every folder has no wall, and is named', () => {
    expect(breachesOf('helpers/dates.ts', '')).toEqual(['helpers/dates.ts: no wall is drawn around this file']);
  });
});

/** It takes a quarter of a second; a hung linter must not hang the suite. */
const LINT_LIMIT_MS = 20_000;

type Diagnostic = { filename: string; code: string };

/** Lints these files as if they stood in the house, with its own configuration. */
function lint(folder: string, files: readonly { path: string; text: string }[]): Diagnostic[] {
  for (const { path, text } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const oxlint = join(HOUSE, 'node_modules', 'oxlint', 'bin', 'oxlint');
  let output: string;
  try {
    output = execFileSync(process.execPath, [oxlint, '--type-aware', '-f', 'json'], {
      cwd: folder,
      encoding: 'utf8',
      // The type-aware half is looked for beside the linted files, which have no packages.
      env: { ...process.env, OXLINT_TSGOLINT_PATH: join(HOUSE, 'node_modules', '.bin', 'tsgolint') },
      timeout: LINT_LIMIT_MS,
    });
  } catch (error) {
    // Errors found: exit code 1, and the list on standard output.
    output = (error as { stdout: string }).stdout;
  }
  return (JSON.parse(output) as { diagnostics: Diagnostic[] }).diagnostics;
}

/** What else the linter is trusted with: each rule, and a file that breaks it. */
const BROKEN_RULES = [
  {
    rule: 'typescript(no-floating-promises)',
    path: 'db/unawaited.ts',
    text: 'async function save() {}\nexport function f() { save(); }',
  },
  { rule: 'eslint(no-restricted-globals)', path: 'domain/clock.ts', text: 'export const now = () => new Date();' },
  { rule: 'eslint(no-restricted-properties)', path: 'domain/lot.ts', text: 'export const lot = () => Math.random();' },
  { rule: 'node(no-process-env)', path: 'agents/key.ts', text: 'export const key = process.env["AI_API_KEY"];' },
  { rule: 'eslint(no-console)', path: 'db/talk.ts', text: 'export const say = () => console.log("bonjour");' },
  { rule: 'import(no-default-export)', path: 'db/nameless.ts', text: 'export default 1;' },
  { rule: 'typescript(no-explicit-any)', path: 'db/anything.ts', text: 'export const f = (x: unknown) => x as any;' },
  {
    rule: 'eslint(no-warning-comments)',
    path: 'db/later.ts',
    text: `// ${['TO', 'DO'].join('')}: later\nexport const a = 1;`,
  },
  { rule: 'unicorn(filename-case)', path: 'db/timeSheet.ts', text: 'export const a = 1;' },
  {
    rule: 'vitest(no-disabled-tests)',
    path: 'test/off.test.ts',
    text: 'import { it } from "vitest";\nit.skip("rien", () => {});',
  },
];

describe('the linter', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-lint-'));
  const stopped = CASES.map(({ file, stops }) => ({
    path: file.replace(/([\w-]+\.tsx?)$/, 'stopped-$1'),
    text: stops,
  }));
  const passing = CASES.map(({ file, lets }) => ({ path: file.replace(/([\w-]+\.tsx?)$/, 'let-$1'), text: lets }));
  let found: Diagnostic[] = [];
  beforeAll(() => {
    copyFileSync(join(HOUSE, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
    writeFileSync(join(folder, 'tsconfig.json'), '{"compilerOptions":{"strict":true,"module":"nodenext","types":[]}}');
    found = lint(folder, [...stopped, ...passing, ...BROKEN_RULES]);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const filesThatBreak = (rule: string): string[] =>
    [...new Set(found.filter((one) => one.code === rule).map((one) => one.filename.replaceAll('\\', '/')))].sort();

  it('stops at the same walls, and lets the same imports through', () => {
    expect(filesThatBreak('eslint(no-restricted-imports)')).toEqual(stopped.map(({ path }) => path).sort());
  });

  it.each(BROKEN_RULES)('refuses $rule', ({ rule, path }) => {
    expect(filesThatBreak(rule)).toContain(path);
  });
});
