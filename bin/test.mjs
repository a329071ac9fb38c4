#!/usr/bin/env node
// `npm test`: installs what is missing, then runs the tests on Node 24. Arguments go to vitest; `--other-server`
// first runs them on another PostgreSQL (test/db/test-server.ts), `--long` first plays many more histories.

import { join } from 'node:path';
import { runInstalled } from './run.mjs';

const args = process.argv.slice(2);
const settings = { '--other-server': 'VIGIE_TEST_SERVER', '--long': 'VIGIE_TEST_LONG' };
const setting = settings[args[0]];

await runInstalled(
  (root) => [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--root',
    root,
    ...(setting ? args.slice(1) : args),
  ],
  setting ? { ...process.env, [setting]: '1' } : process.env,
);
