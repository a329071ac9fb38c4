// `vigie start` on a firm, as a person runs it: the door, the supervisor, the database, the API and, where a Temporal
// server is to be had, Temporal and the worker.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '../../db/cluster.ts';
import type { Sql } from '../../db/connection.ts';
import { pause } from '../../db/processes.ts';
import { findTemporalProgram } from '../../api/temporal/program.ts';
import type { Program } from '../program.ts';
import { runVigie, type BenchFirm } from './firms.ts';
import { listTree, readTreeSeconds } from './machine.ts';

/** A server that does not exist, so that nothing is downloaded or built while something is measured. */
const NO_TEMPORAL = '127.0.0.1:9';
const ASK_INTERVAL_MS = 20;
const PATIENCE_MS = 120_000;

export type RunningVigie = {
  url: string;
  program: Program;
  /** The API's process. */
  api: number;
  hasTemporal: boolean;
  /** All processes, PostgreSQL's included. */
  listProcesses: () => number[];
  stop: () => Promise<void>;
};

async function waitForAnswer(url: string, program: Program): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    if (program.process.exitCode !== null) break;
    try {
      const answer = await fetch(`${url}/healthz`);
      if (answer.ok) return;
    } catch {
      // It does not listen yet.
    }
    await pause(ASK_INTERVAL_MS);
  }
  throw new Error(`vigie start does not answer:\n${program.output()}`);
}

function readPid(home: string, name: string): number {
  const { pid } = JSON.parse(readFileSync(join(home, 'run', `${name}.pid`), 'utf8')) as { pid: number };
  return pid;
}

/** Starts, and returns at its first answer. @param env settings beside the firm's. */
export async function startVigie(
  firm: Pick<BenchFirm, 'home' | 'postgres'>,
  env: Record<string, string> = {},
): Promise<RunningVigie> {
  const hasTemporal = (await findTemporalProgram()) !== null;
  const port = await findFreePort();
  const program = runVigie(firm.home, ['start'], {
    PORT: String(port),
    ...env,
    ...(!hasTemporal && { TEMPORAL_ADDRESS: NO_TEMPORAL }),
  });
  const url = `http://127.0.0.1:${port}`;
  await waitForAnswer(url, program);
  const root = program.process.pid ?? 0;
  return {
    url,
    program,
    api: readPid(firm.home.path, 'api'),
    hasTemporal,
    listProcesses: () => [...new Set([...listTree(root), ...listTree(firm.postgres)])],
    stop: async () => {
      program.process.kill('SIGTERM');
      await program.ended;
    },
  };
}

/** The relay asks for Temporal every three seconds, and Temporal answers the first knocks within another. */
const QUIET_SECONDS = 6;
/** Of one processor; a Vigie that waits takes a twentieth. */
const QUIET_SHARE = 0.15;
/** The sweep spreads its knocks over half a minute; on a busy machine, what they wake takes longer. */
const LONGEST_SETTLING_S = 240;

/**
 * Waits until the work of the start is done: the sweep has knocked at all that is open, its knocks are carried, what
 * they woke has been thought about, and nobody works any more. What is then measured is the act, not the start.
 * @returns what was waited for, as a sentence.
 */
export async function settle(vigie: RunningVigie, { instance, postgres }: BenchFirm): Promise<string> {
  const root = vigie.program.process.pid ?? 0;
  const started = performance.now();
  const elapsed = (): number => (performance.now() - started) / 1000;
  for (let quiet = 0; quiet < QUIET_SECONDS;) {
    if (elapsed() > LONGEST_SETTLING_S)
      return `The start's work was not done after ${LONGEST_SETTLING_S} s: measured beside it.`;
    const before = readTreeSeconds(root) + readTreeSeconds(postgres);
    await pause(1_000);
    const busy = readTreeSeconds(root) + readTreeSeconds(postgres) - before;
    quiet = busy < QUIET_SHARE && (await isCarried(vigie, instance.app)) ? quiet + 1 : 0;
  }
  return `Waited ${elapsed().toFixed(0)} s until the work of the start was done (knocks carried, all processes quiet for ${QUIET_SECONDS} s).`;
}

/** With a Temporal, the sweep has put its knocks into the outbox; of what can be carried, nothing waits any more. */
async function isCarried({ hasTemporal }: RunningVigie, app: Sql): Promise<boolean> {
  const [outbox] = await app<{ waiting: boolean; swept: boolean }[]>`
    select exists (select from outbox where sent_at is null and parked_at is null
        and (topic <> 'knock' or ${hasTemporal})) as waiting,
      exists (select from outbox where topic = 'knock') as swept`;
  return outbox?.waiting === false && (outbox.swept || !hasTemporal);
}
