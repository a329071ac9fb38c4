#!/usr/bin/env node
// `npm run eval`: installs what is missing, then evaluates on Node 24 (test/eval/eval.ts).

import { join } from 'node:path';
import { runInstalled } from './run.mjs';

await runInstalled((root) => [join(root, 'test', 'eval', 'eval.ts'), ...process.argv.slice(2)]);
