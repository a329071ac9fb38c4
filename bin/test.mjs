#!/usr/bin/env node
// `npm test`: installs what is missing, then runs the tests on Node 24. Arguments go to vitest; `--other-server`
// first runs them on another PostgreSQL (test/db/test-server.ts).

import { join } from 'node:path';
import { runInstalled } from './run.mjs';

const args = process.argv.slice(2);
const onOtherServer = args[0] === '--other-server';

await runInstalled(
  (root) => [
    join(root, 'node_modules', 'vitest', 'vitest.mjs'),
    'run',
    '--root',
    root,
    ...(onOtherServer ? args.slice(1) : args),
  ],
  onOtherServer ? { ...process.env, VIGIE_TEST_SERVER: '1' } : process.env,
);
