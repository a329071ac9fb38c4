#!/usr/bin/env node
// `npm run bench`: installs what is missing, then measures on Node 24 (test/bench/bench.ts).

import { join } from 'node:path';
import { runInstalled } from './run.mjs';

await runInstalled((root) => [join(root, 'test', 'bench', 'bench.ts'), ...process.argv.slice(2)]);
