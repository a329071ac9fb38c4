// `vigie start` on a firm, as a person runs it: the door, the supervisor, the database, the API and, where a Temporal
// server is to be had, Temporal and the worker.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '../../db/cluster.ts';
import { pause } from '../../db/processes.ts';
import { findTemporalProgram } from '../../api/temporal/program.ts';
import type { Program } from '../program.ts';
import { runVigie, type BenchFirm } from './firms.ts';
import { listTree } from './machine.ts';

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
