// `vigie start`: Vigie in the foreground. It prints one line when people can come in, and ends with Ctrl-C.

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot, type Config } from '../../config.ts';
import type { DatabaseUrls } from '../../db/embedded.ts';
import type { Instance } from '../../db/instance.ts';
import { createAdminLink } from '../auth/admin-link.ts';
import { EXIT, type CommandContext } from '../cli.ts';
import type { ChildSpec } from '../supervisor/child.ts';
import { supervise } from '../supervisor/supervise.ts';

export async function run(args: string[], context: CommandContext): Promise<number> {
  parseArgs({ args, options: {}, strict: true });
  const stopped = listenForStop();
  await supervise(
    {
      config: context.config,
      describeChildren: (urls) => [describeApi(context.config, urls)],
      prepare: async () => {},
      announce: (instance) => announce(instance, context),
      tell: context.tell,
    },
    stopped,
  );
  return EXIT.done;
}

/** A signal, however often it comes, or the death of the door (bin/vigie.mjs) or of the terminal. */
function listenForStop(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  if (process.channel !== undefined) process.on('disconnect', () => stop.abort());
  return stop.signal;
}

/** The API is given the application's and the reader's addresses, never the owner's. */
function describeApi(config: Config, urls: DatabaseUrls): ChildSpec {
  const { DATABASE_URL: _owner, ...env } = process.env as Record<string, string>;
  const local = config.host === '0.0.0.0' || config.host === '::' ? '127.0.0.1' : config.host;
  return {
    name: 'api',
    command: process.execPath,
    args: [join(projectRoot, 'api', 'server.ts')],
    env: {
      ...env,
      VIGIE_HOME: config.home,
      HOST: config.host,
      PORT: String(config.port),
      PUBLIC_URL: config.publicUrl,
      LOG_LEVEL: config.logLevel,
      DATABASE_APP_URL: urls.app,
      DATABASE_READER_URL: urls.reader,
    },
    healthUrl: `http://${local}:${config.port}/healthz`,
  };
}

async function announce(instance: Instance, { config, print }: CommandContext): Promise<void> {
  const link = await createAdminLink(instance.app, config.publicUrl);
  print(
    link === null
      ? `Vigie : ${config.publicUrl}`
      : `Vigie : ${config.publicUrl} (première connexion, une seule fois : ${link})`,
  );
}
