#!/usr/bin/env node
// `npm run check:staffing`: installs what is missing, then has fifty staffings solved twice (test/staffing-solver/check.ts).

import { join } from 'node:path';
import { runInstalled } from './run.mjs';

await runInstalled((root) => [join(root, 'test', 'staffing-solver', 'check.ts'), ...process.argv.slice(2)]);
