// The workflows' code as the worker loads it: bundled once for each of its versions, by a process of its own (the
// bundler takes 100 MB that the worker would keep), and kept in a file.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundleWorkflowCode } from '@temporalio/worker';

const WORKFLOWS = join(import.meta.dirname, '..', 'workflows');
/** Four seconds on two idle cores. */
const BUNDLE_TIMEOUT_MS = 180_000;

/** The bundle's file in this folder, made first if this version of the workflows has none. */
export async function findWorkflowBundle(folder: string): Promise<string> {
  const file = join(folder, `workflows-${hashWorkflows()}.js`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  await promisify(execFile)(process.execPath, [import.meta.filename, file], { timeout: BUNDLE_TIMEOUT_MS });
  for (const name of readdirSync(folder)) {
    const old = join(folder, name);
    if (/^workflows-.*\.js$/.test(name) && old !== file) rmSync(old, { force: true });
  }
  return file;
}

function hashWorkflows(): string {
  const hash = createHash('sha256');
  const { version } = createRequire(import.meta.url)('@temporalio/workflow/package.json') as { version: string };
  hash.update(version);
  for (const name of readdirSync(WORKFLOWS).toSorted()) {
    hash.update(`\n${name}\n`).update(readFileSync(join(WORKFLOWS, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** The bundle's code. */
export async function bundleWorkflows(): Promise<string> {
  const silent = (): void => {};
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(WORKFLOWS, 'manual.ts'),
    logger: { log: silent, trace: silent, debug: silent, info: silent, warn: silent, error: silent },
  });
  return code;
}

if (import.meta.main) {
  const [file = ''] = process.argv.slice(2);
  // It appears whole: two workers may start at once.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, await bundleWorkflows());
  renameSync(draft, file);
}
