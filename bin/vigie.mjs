#!/usr/bin/env node
// The command line's door: needs only Node 20 and npm, installs what is missing, then runs api/cli.ts on Node 24.

import { join } from 'node:path';
import { runInstalled } from './run.mjs';

await runInstalled((root) => [join(root, 'api', 'cli.ts'), ...process.argv.slice(2)]);
