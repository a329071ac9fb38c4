// `vigie start`: Vigie in the foreground. It prints one line when people can come in, and ends with Ctrl-C.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { projectRoot, type Config } from '../../config.ts';
import type { DatabaseUrls } from '../../db/embedded.ts';
import type { Instance } from '../../db/instance.ts';
import { PlainError } from '../../db/plain-error.ts';
import { createAdminLink } from '../auth/admin-link.ts';
import { EXIT, type CommandContext } from './command-context.ts';
import type { ChildSpec } from '../supervisor/child.ts';
import { supervise } from '../supervisor/supervise.ts';
import { keepTemporalPorts, temporalAddress, type TemporalPorts } from '../temporal/dev-server.ts';
import { runTemporal } from '../temporal/run-temporal.ts';
import { isWebBuilt } from '../web-build.ts';

/** As in bin/vigie.mjs: young objects in 8 MB instead of 32, for the same speed. */
const NODE_FLAGS = ['--max-semi-space-size=8'];
/**
 * The API makes a quarter of a megabyte a change, and what is under way when young objects are gathered goes on as old:
 * in 32 MB that happens four times less often than in 8, and a change takes 8 % less processor time, for 40 to 80 MB
 * more under load.
 */
const API_FLAGS = ['--max-semi-space-size=32'];

export async function run(args: string[], context: CommandContext): Promise<number> {
  parseArgs({ args, options: {}, strict: true });
  const { config, tell } = context;
  const stop = listenForStop();
  // The work in hand is finished first, which takes seconds: a terminal that says nothing looks stuck.
  stop.signal.addEventListener('abort', () => tell('Vigie s’arrête…'), { once: true });
  // Known once the processes of a killed start are ended, and before ours begin.
  let ports: TemporalPorts | null = null;
  const address = (): string => (ports === null ? (config.temporalAddress ?? '') : temporalAddress(ports));
  try {
    await supervise(
      {
        config,
        describeChildren: (urls) => [describeApi(config, urls, address())],
        accompany: (urls, start, stopped) => {
          const worker = describeWorker(config, urls, address());
          return runTemporal({ config, ports, worker, env: withoutDatabase(), appUrl: urls.app, start, tell }, stopped);
        },
        prepare: async (instance) => {
          if (config.temporalAddress === null) ports = await keepTemporalPorts(config.home);
          await prepare(instance, context);
        },
        announce: (instance) => announce(instance, context),
        tell: (sentence) => tell(sentence),
      },
      stop.signal,
    );
  } finally {
    stop.release();
  }
  return EXIT.done;
}

/** A signal, however often it comes, or the death of the door (bin/vigie.mjs) or of the terminal. */
function listenForStop(): { signal: AbortSignal; release(): void } {
  const stop = new AbortController();
  const events = ['SIGINT', 'SIGTERM', 'SIGHUP', ...(process.channel === undefined ? [] : ['disconnect'])];
  const listeners = events.map((event) => {
    const listener = (): void => stop.abort(event);
    process.on(event, listener);
    return { event, listener };
  });
  return {
    signal: stop.signal,
    // A line that is listened to keeps the process alive.
    release: () => {
      for (const { event, listener } of listeners) process.removeListener(event, listener);
    },
  };
}

/**
 * A database where nothing was ever put gets the demo firm, and the page is built when its sources changed. Each in a
 * process of its own: they take more memory than all the rest, and give it back by ending.
 */
async function prepare(instance: Instance, { tell }: CommandContext): Promise<void> {
  const [state] = await instance.app<{ untouched: boolean }[]>`select not exists (select from acts) as untouched`;
  if (state?.untouched === true) {
    tell('Base vide : chargement de la firme de démonstration (« vigie demo clear » l’effacera)…');
    await runProgram('la firme de démonstration n’a pas pu être chargée', join('api', 'cli.ts'), 'demo', 'reset');
  }
  if (!isWebBuilt()) {
    tell('Construction de l’interface web…');
    await runProgram('l’interface web n’a pas pu être construite', join('api', 'web-build.ts'));
  }
}

async function runProgram(failure: string, ...args: [program: string, ...string[]]): Promise<void> {
  const [program, ...rest] = args;
  try {
    await promisify(execFile)(process.execPath, [...NODE_FLAGS, join(projectRoot, program), ...rest]);
  } catch (error) {
    const words = (error as { stderr?: string }).stderr?.trim() ?? String(error);
    throw new PlainError('start_failed', `Vigie ne démarre pas, ${failure} : ${words}`, { cause: error });
  }
}

/** What runs here is given the addresses that it needs, never the owner's. */
function withoutDatabase(): Record<string, string> {
  const { DATABASE_URL: _owner, DATABASE_APP_URL: _app, DATABASE_READER_URL: _reader, ...env } = process.env;
  return env as Record<string, string>;
}

function describeApi(config: Config, urls: DatabaseUrls, temporal: string): ChildSpec {
  const local = config.host === '0.0.0.0' || config.host === '::' ? '127.0.0.1' : config.host;
  return {
    name: 'api',
    command: process.execPath,
    args: [...API_FLAGS, join(projectRoot, 'api', 'server.ts')],
    env: {
      ...withoutDatabase(),
      VIGIE_HOME: config.home,
      HOST: config.host,
      PORT: String(config.port),
      PUBLIC_URL: config.publicUrl,
      LOG_LEVEL: config.logLevel,
      DATABASE_APP_URL: urls.app,
      DATABASE_READER_URL: urls.reader,
      TEMPORAL_ADDRESS: temporal,
    },
    healthUrl: `http://${local}:${config.port}/healthz`,
  };
}

function describeWorker(config: Config, urls: DatabaseUrls, temporal: string): ChildSpec {
  return {
    name: 'worker',
    command: process.execPath,
    args: [...NODE_FLAGS, join(projectRoot, 'activities', 'worker.ts')],
    env: {
      ...withoutDatabase(),
      VIGIE_HOME: config.home,
      LOG_LEVEL: config.logLevel,
      DATABASE_APP_URL: urls.app,
      TEMPORAL_ADDRESS: temporal,
    },
    healthUrl: null,
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
