// `vigie start` with the fixture in place of the API: the supervisor alone, without page or demo firm.

import { join } from 'node:path';
import { supervise } from '../../api/supervisor/supervise.ts';
import { readConfig } from '../../config.ts';
import { PlainError } from '../../db/plain-error.ts';

const config = readConfig(process.env);
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort(signal));

try {
  await supervise(
    {
      config,
      describeChildren: (urls) => [
        {
          name: 'api',
          command: process.execPath,
          args: [join(import.meta.dirname, 'fixture-server.ts'), ...process.argv.slice(2)],
          env: { ...(process.env as Record<string, string>), DATABASE_APP_URL: urls.app },
          healthUrl: `http://127.0.0.1:${config.port}/healthz`,
        },
      ],
      prepare: async () => {},
      announce: async () => console.log('ready'),
      tell: (sentence) => console.error(sentence),
    },
    stop.signal,
  );
} catch (error) {
  if (!(error instanceof PlainError)) throw error;
  console.error(`${error.code}: ${error.message}`);
  process.exitCode = 1;
}
