#!/usr/bin/env node
// `npm run check:facturx`: installs what is missing, then has every kind of invoice judged (test/facturx/check.ts).

import { join } from 'node:path';
import { runInstalled } from './run.mjs';

await runInstalled((root) => [join(root, 'test', 'facturx', 'check.ts'), ...process.argv.slice(2)]);
