// Temporal beside the running application: its server (unless TEMPORAL_ADDRESS names one) and the worker, brought up
// in the background and tried again until they run. Vigie works meanwhile; what needs a workflow waits.

import type { Config } from '../../config.ts';
import { openDatabase } from '../../db/connection.ts';
import { sweep } from '../../db/knocks.ts';
import { PlainError } from '../../db/plain-error.ts';
import { pause } from '../../db/processes.ts';
import type { ChildSpec } from '../supervisor/child.ts';
import { openTemporal } from './client.ts';
import { describeTemporalServer, type TemporalPorts } from './dev-server.ts';
import { bringTemporalProgram, findTemporalProgram } from './program.ts';

/** A missing program does not come by itself: the network, or somebody, brings it. */
const PROGRAM_RETRY_MS = 300_000;
/** A server that is away, or a process that does not start, may be back any moment. */
const SERVER_RETRY_MS = 10_000;

export type TemporalRun = {
  config: Config;
  /** Null when TEMPORAL_ADDRESS names a server. */
  ports: TemporalPorts | null;
  worker: ChildSpec;
  /** The application's address of the database. */
  appUrl: string;
  env: Record<string, string>;
  /** Starts a process under the supervisor's eye. @throws PlainError when it does not answer. */
  start: (spec: ChildSpec) => Promise<void>;
  tell: (sentence: string) => void;
};

/** Returns when both run, or when `stopped` is aborted. */
export async function runTemporal(run: TemporalRun, stopped: AbortSignal): Promise<void> {
  let told: string | null = null;
  for (const started = new Set<string>(); !stopped.aborted;) {
    try {
      await startBoth(run, started, stopped);
      if (told !== null) run.tell('Le serveur Temporal tourne : les rappels et les propositions reprennent.');
      return;
    } catch (error) {
      if (stopped.aborted) return;
      if (!(error instanceof PlainError)) throw error;
      // The same sentence again and again would bury the others.
      if (told !== error.message) run.tell(error.message);
      told = error.message;
      await pause(error.code === 'temporal_absent' ? PROGRAM_RETRY_MS : SERVER_RETRY_MS, stopped);
    }
  }
}

async function startBoth(run: TemporalRun, started: Set<string>, stopped: AbortSignal): Promise<void> {
  const { config, ports, env, worker, tell } = run;
  if (ports !== null && !started.has('temporal')) {
    const program = (await findTemporalProgram()) ?? (await bringTemporalProgram({ env, signal: stopped, tell }));
    const server = describeTemporalServer(config.home, program, ports, config.temporalNamespace, env);
    await run.start({ ...server, onRestart: () => knockAtAll(run.appUrl) });
    started.add('temporal');
  }
  if (ports === null) await requireGivenServer(config);
  if (!stopped.aborted) await run.start(worker);
}

async function requireGivenServer(config: Config): Promise<void> {
  const cause = await findWhyAway(config);
  if (cause === null) return;
  throw new PlainError(
    'temporal_away',
    `Le serveur Temporal de TEMPORAL_ADDRESS (${config.temporalAddress}) ${cause} : rappels et relances attendent ; le reste fonctionne.`,
  );
}

/** Null: it is there. */
async function findWhyAway({ temporalAddress, temporalNamespace, temporalApiKey }: Config): Promise<string | null> {
  const address = temporalAddress ?? '';
  const temporal = openTemporal({ address, namespace: temporalNamespace, apiKey: temporalApiKey });
  try {
    return (await temporal.isThere()) ? null : 'ne répond pas';
  } catch (error) {
    // An unknown namespace, a wrong key.
    return `refuse (${error instanceof Error ? error.message : String(error)})`;
  } finally {
    await temporal.close();
  }
}

/** A server that died may have lost its store, and be back before the relay has missed it. */
async function knockAtAll(appUrl: string): Promise<void> {
  const app = openDatabase(appUrl, { max: 1, name: 'vigie sweep' });
  try {
    await sweep(app);
  } finally {
    await app.end({ timeout: 5 });
  }
}
