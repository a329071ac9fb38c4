// One process under the supervisor's eye: started, waited for until it answers, started again when it dies.

import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { pause } from '../../db/processes.ts';
import { PlainError } from '../../db/plain-error.ts';
import { findLogFile, type Logger } from './log.ts';
import { endProcess, removePidFile, STOP_TIMEOUT_MS, writePidFile } from './pid-files.ts';

export type ChildSpec = {
  /** Names its pid file and its lines in the log. */
  name: string;
  command: string;
  args: string[];
  env: Record<string, string>;
  /** Answers 200 once the process is ready; null: ready as soon as it runs. */
  healthUrl: string | null;
  /** After it died and was started again; a failure goes to the log. */
  onRestart?: () => Promise<void>;
};

export type Child = { stop(): Promise<void> };

/** The API opens its connections and reads its files in about a second; a busy machine may need much longer. */
const HEALTH_TIMEOUT_MS = 60_000;
/** A process that dies at once is not started in a tight loop, and one that recovers is not kept waiting long. */
const FIRST_BACKOFF_MS = 500;
const LAST_BACKOFF_MS = 30_000;
/** After this long alive, a death is a new accident, not the same one again. */
const SETTLED_MS = 60_000;

/**
 * Starts the process and keeps it running until `stop`.
 * @throws PlainError `child_failed` when it never answers the first time.
 */
export async function superviseChild(spec: ChildSpec, home: string, log: Logger): Promise<Child> {
  const stopping = new AbortController();
  const logStart = statSync(findLogFile(home)).size;
  let current = launch(spec, home, log);

  const keepRunning = async (): Promise<void> => {
    let backoff = FIRST_BACKOFF_MS;
    for (;;) {
      const startedAt = Date.now();
      const end = await current.ended;
      removePidFile(home, spec.name);
      if (stopping.signal.aborted) return;
      if (Date.now() - startedAt > SETTLED_MS) backoff = FIRST_BACKOFF_MS;
      log.error({ child: spec.name, ...end, restartInMs: backoff }, 'a process died and is started again');
      await pause(backoff, stopping.signal);
      backoff = Math.min(backoff * 2, LAST_BACKOFF_MS);
      if (stopping.signal.aborted) return;
      current = launch(spec, home, log);
      spec.onRestart?.().catch((error: unknown) => log.error({ child: spec.name, err: error }, 'after a restart'));
    }
  };

  const stop = async (): Promise<void> => {
    stopping.abort();
    const { pid, exitCode, signalCode } = current.process;
    if (pid !== undefined && exitCode === null && signalCode === null) await endProcess(pid, STOP_TIMEOUT_MS);
    removePidFile(home, spec.name);
  };
  try {
    await waitUntilHealthy(spec, current, home, logStart);
  } catch (error) {
    await stop();
    throw error;
  }
  const kept = keepRunning();
  return {
    stop: async () => {
      await stop();
      await kept;
    },
  };
}

type Launched = { process: ChildProcess; ended: Promise<{ code: number | null; signal: string | null }> };

function launch(spec: ChildSpec, home: string, log: Logger): Launched {
  const file = openSync(findLogFile(home), 'a', 0o600);
  try {
    const child = spawn(spec.command, spec.args, {
      // Its own group: a Ctrl-C reaches the supervisor alone, which ends the processes in order. The line between
      // the two tells the process that its supervisor was killed (see follow.ts).
      detached: true,
      stdio: ['ignore', file, file, 'ipc'],
      env: spec.env,
      windowsHide: true,
    });
    const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }));
      child.once('error', (error) => {
        log.error({ child: spec.name, error: error.message }, 'a process could not be started');
        resolve({ code: null, signal: null });
      });
    });
    if (child.pid !== undefined) writePidFile(home, spec.name, child.pid);
    log.info({ child: spec.name, pid: child.pid }, 'started');
    return { process: child, ended };
  } finally {
    closeSync(file);
  }
}

async function waitUntilHealthy(spec: ChildSpec, launched: Launched, home: string, logStart: number): Promise<void> {
  const dead = { now: false };
  void launched.ended.then(() => {
    dead.now = true;
  });
  const deadline = Date.now() + HEALTH_TIMEOUT_MS;
  while (!(await isHealthy(spec))) {
    if (!dead.now && Date.now() < deadline) {
      await pause(50);
      continue;
    }
    const cause = dead.now ? 's’est arrêté en démarrant' : `ne répond pas après ${HEALTH_TIMEOUT_MS / 1000} s`;
    throw new PlainError(
      'child_failed',
      `Le processus « ${spec.name} » ${cause} : lisez ${findLogFile(home)}.${readLastWords(home, logStart)}`,
    );
  }
}

async function isHealthy(spec: ChildSpec): Promise<boolean> {
  if (spec.healthUrl === null) return true;
  try {
    // A second is an age on the loopback: then ask again.
    return (await fetch(spec.healthUrl, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    // Not listening yet: the caller asks again until its own deadline.
    return false;
  }
}

/** The last line the process wrote that names an error, to spare the person the log. */
function readLastWords(home: string, logStart: number): string {
  const lines = readFileSync(findLogFile(home)).subarray(logStart).toString('utf8').split('\n');
  const words = lines.findLast(
    (line) => /error/i.test(line) && !line.startsWith('    at ') && !line.includes('postgres['),
  );
  return words === undefined ? '' : `\n  ${words.slice(0, 500)}`;
}
