// `vigie start`: the database, then the processes, then one line with the address; it watches them until it is
// told to end, and ends them in order. Everything it knows is in VIGIE_HOME/run, so the next start can take over.

import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { tryLock, type HomeLock } from '../../db/home-lock.ts';
import { makeRunFolder, openInstance, reviveEmbedded, type Instance } from '../../db/instance.ts';
import type { DatabaseUrls, Embedded } from '../../db/embedded.ts';
import { PlainError } from '../../db/plain-error.ts';
import { isAlive, pause } from '../../db/processes.ts';
import { superviseChild, type Child, type ChildSpec } from './child.ts';
import { boundLog, openLog, type Logger } from './log.ts';
import { endOrphans, readSupervisor, removePidFile, writePidFile } from './pid-files.ts';
import { explainPort } from './port.ts';

export type Supervision = {
  config: Config;
  /** The processes to run, in the order of their start, for a database at these addresses. */
  describeChildren: (urls: DatabaseUrls) => ChildSpec[];
  /**
   * Brings up, in the background, the processes that Vigie can do without for a while (Temporal, its worker); they are
   * then watched like the others. Returns when they run, or soon after `stopped`.
   */
  accompany?: (urls: DatabaseUrls, start: (spec: ChildSpec) => Promise<void>, stopped: AbortSignal) => Promise<void>;
  /** Before the processes start, on a migrated database: the demo firm into an empty one. */
  prepare: (instance: Instance) => Promise<void>;
  /** Once all answer: what the person reads (the address, the one-time link). */
  announce: (instance: Instance) => Promise<void>;
  tell: (sentence: string) => void;
};

/** A dead database is noticed within this. */
const WATCH_INTERVAL_MS = 1_000;
/** A start that failed is tried again after this: often enough to recover by itself, not to fill the log. */
const REVIVE_INTERVAL_MS = 5_000;
const LOG_CHECK_INTERVAL_MS = 60_000;

/**
 * Runs until `stopped` is aborted (its reason goes to the log).
 * @throws PlainError `already_running` (with the address), `port_taken`, and whatever keeps the database from starting.
 */
export async function supervise(supervision: Supervision, stopped: AbortSignal): Promise<void> {
  const { config } = supervision;
  makeRunFolder(config);
  const lock = takeSupervisorLock(config.home);
  const log = openLog(config.home, config.logLevel);
  try {
    boundLog(config.home);
    writePidFile(config.home, 'supervisor', process.pid, config.publicUrl);
    await runAll(supervision, log, stopped);
  } finally {
    removePidFile(config.home, 'supervisor');
    log.info({ reason: String(stopped.reason ?? 'error') }, 'stopped');
    lock.release();
  }
}

function takeSupervisorLock(home: string): HomeLock {
  const lock = tryLock(join(home, 'run', 'supervisor.lock'), 'exclusive');
  if (lock !== null) return lock;
  const running = readSupervisor(home);
  throw new PlainError(
    'already_running',
    `Vigie tourne déjà${running?.address === undefined ? '' : ` : ${running.address}`}${running === null ? '' : ` (processus ${running.pid})`}. « vigie stop » l'arrête.`,
  );
}

async function runAll(supervision: Supervision, log: Logger, stopped: AbortSignal): Promise<void> {
  const { config } = supervision;
  const orphans = await endOrphans(config.home);
  if (orphans.length > 0) log.warn({ orphans }, 'ended the processes of a killed start');
  const blocked = await explainPort(config.host, config.port);
  if (blocked !== null) throw new PlainError('port_taken', blocked);
  const instance = await openInstance(config, { tell: supervision.tell });
  const running: Running = { children: [], company: null };
  try {
    log.info({ applied: instance.applied, embedded: instance.embedded }, 'database ready');
    const steps = [
      () => supervision.prepare(instance),
      () => startChildren(supervision, instance.urls, running, log),
      () => supervision.announce(instance),
      async () => startCompany(supervision, instance.urls, running, log),
      () => watch(supervision, instance, running, log, stopped),
    ];
    for (const step of steps) {
      // A Ctrl-C while starting: what has begun is finished, nothing more begins.
      if (stopped.aborted) return;
      await step();
    }
  } finally {
    await stopChildren(running);
    await instance.close();
  }
}

type Running = { children: Child[]; company: { end: AbortController; done: Promise<void> } | null };

async function startChildren(
  supervision: Supervision,
  urls: DatabaseUrls,
  running: Running,
  log: Logger,
): Promise<void> {
  for (const spec of supervision.describeChildren(urls)) {
    running.children.push(await superviseChild(spec, supervision.config.home, log));
  }
}

function startCompany(supervision: Supervision, urls: DatabaseUrls, running: Running, log: Logger): void {
  if (supervision.accompany === undefined) return;
  const end = new AbortController();
  const start = async (spec: ChildSpec): Promise<void> => {
    if (!end.signal.aborted) running.children.push(await superviseChild(spec, supervision.config.home, log));
  };
  const done = supervision.accompany(urls, start, end.signal).catch((error: unknown) => {
    log.error({ err: error }, 'Temporal cannot be brought up');
  });
  running.company = { end, done };
}

/** Last started, first stopped: nobody loses what it stands on. */
async function stopChildren(running: Running): Promise<void> {
  running.company?.end.abort();
  await running.company?.done;
  running.company = null;
  for (const child of running.children.toReversed()) await child.stop();
  running.children = [];
}

/** Until told to stop: the embedded database is started again when it dies, the log is kept within bounds. */
async function watch(
  supervision: Supervision,
  instance: Instance,
  running: Running,
  log: Logger,
  stopped: AbortSignal,
): Promise<void> {
  const { home } = supervision.config;
  const logTimer = setInterval(() => boundLog(home), LOG_CHECK_INTERVAL_MS);
  let database = instance.embedded;
  try {
    for (;;) {
      await pause(WATCH_INTERVAL_MS, stopped);
      if (stopped.aborted) return;
      if (database === null || isAlive(database.pid)) continue;
      log.error({ pid: database.pid }, 'the database died and is started again');
      const revived = await revive(home, log, stopped);
      if (revived === null) return;
      log.info({ pid: revived.pid, port: revived.port }, 'database ready');
      if (revived.port !== database.port) {
        // Its old port was taken meanwhile: the processes hold its address, so they start again with the new one.
        await stopChildren(running);
        await startChildren(supervision, revived.urls, running, log);
        startCompany(supervision, revived.urls, running, log);
      }
      database = { pid: revived.pid, port: revived.port };
    }
  } finally {
    clearInterval(logTimer);
  }
}

/** Tries until it works: a full disk is emptied one day, and a supervisor that gave up would not be there. */
async function revive(home: string, log: Logger, stopped: AbortSignal): Promise<Embedded | null> {
  while (!stopped.aborted) {
    try {
      return await reviveEmbedded(home);
    } catch (error) {
      log.error({ err: error }, 'the database does not start');
      await pause(REVIVE_INTERVAL_MS, stopped);
    }
  }
  return null;
}
