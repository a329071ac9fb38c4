// Temporal for the tests: the server that skips time, or Vigie's own server on a file, and workers that carry the
// real workflows and activities on a test database. Started by who asks, ended by who asked.
//
//   const time = await openTimeSkipping();               // time.sleep('70 days') takes a second
//   const server = await startTemporalServer();           // server.kill(); await server.restart(); await server.stop()
//   const worker = await startTestWorker(server.address, { app: database.app, fixedToday: null });

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { inject } from 'vitest';
import { allActivities } from '../../activities/all-activities.ts';
import type { CarryOut } from '../../activities/proposal.ts';
import { readDay, type World } from '../../activities/step-answer.ts';
import { findWorkflowBundle } from '../../activities/workflow-bundle.ts';
import { describeTemporalServer, type TemporalPorts } from '../../api/temporal/dev-server.ts';
import { bringTemporalProgram, findTemporalProgram } from '../../api/temporal/program.ts';
import { findFreePort } from '../../db/cluster.ts';
import { pause } from '../../db/processes.ts';
import { TASK_QUEUE } from '../../workflows/messages.ts';
import { findTimeSkippingServer } from './time-skipping-server.ts';

const noProposal: CarryOut = async () => {
  throw new Error('this test approves no proposal');
};

let isQuiet = false;
/** The SDK prints each worker's life; once a process. */
export function quietRuntime(): void {
  if (isQuiet) return;
  isQuiet = true;
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
}

/** The SDK gives its server five seconds to start, which Java on a busy machine may miss. */
const TIME_SKIPPING_TRIES = 5;

export async function openTimeSkipping(): Promise<TestWorkflowEnvironment> {
  quietRuntime();
  const path = await findTimeSkippingServer();
  for (let tries = 1; ; tries += 1) {
    try {
      return await TestWorkflowEnvironment.createTimeSkipping({
        server: { executable: { type: 'existing-path', path } },
      });
    } catch (error) {
      if (tries === TIME_SKIPPING_TRIES) throw error;
    }
  }
}

/** The civil day in Paris, as the workflows see it: between 22:00 and midnight UTC it is already tomorrow. */
export async function readToday(time: TestWorkflowEnvironment): Promise<string> {
  return readDay({ fixedToday: null }, new Date(await time.currentTimeMs()).toISOString());
}

export type TestWorker = {
  /** In order. */
  stop(): Promise<void>;
};

/** @param connection an address, or the connection of a time-skipping environment. */
export async function startTestWorker(
  connection: string | NativeConnection,
  world: World,
  carryOut: CarryOut = noProposal,
): Promise<TestWorker> {
  quietRuntime();
  const own = typeof connection === 'string' ? await NativeConnection.connect({ address: connection }) : null;
  const worker = await Worker.create({
    connection: own ?? (connection as NativeConnection),
    taskQueue: TASK_QUEUE,
    workflowBundle: { codePath: await findWorkflowBundle(join(inject('testClusterFolder'), 'bundles')) },
    activities: allActivities(world, carryOut),
    shutdownForceTime: '5 seconds',
  });
  const done = worker.run();
  return {
    stop: async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await done;
      await own?.close();
    },
  };
}

export type TestServer = {
  address: string;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** On the same file and ports. @param options.empty its store is deleted first. */
  restart(options?: { empty?: boolean }): Promise<void>;
  /** Killed, and its folder removed. */
  stop(): Promise<void>;
};

/** A program that a busy machine reads from a cold disk. */
const START_TIMEOUT_MS = 60_000;

/** Vigie's own Temporal server, on a file. */
export async function startTemporalServer(): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'vigie-temporal-'));
  const program = await findProgram();
  const ports: TemporalPorts = {
    grpc: await findFreePort(),
    http: await findFreePort(),
    metrics: await findFreePort(),
  };
  const spec = describeTemporalServer(folder, program, ports, 'default', process.env as Record<string, string>);
  let child: ChildProcess | null = null;
  const kill = async (): Promise<void> => {
    const killed = child;
    child = null;
    if (killed === null) return;
    const ended = new Promise((resolve) => killed.once('exit', resolve));
    killed.kill('SIGKILL');
    await ended;
  };
  const start = async (): Promise<void> => {
    child = spawn(spec.command, spec.args, { env: spec.env, stdio: 'ignore' });
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (!(await answers(spec.healthUrl ?? ''))) {
      if (Date.now() > deadline) throw new Error('the Temporal server of the test does not answer');
      await pause(50);
    }
  };
  await start();
  return {
    address: `127.0.0.1:${ports.grpc}`,
    kill,
    restart: async ({ empty = false } = {}) => {
      await kill();
      if (empty) for (const end of ['', '-wal', '-shm']) rmSync(join(folder, `temporal.db${end}`), { force: true });
      await start();
    },
    stop: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function findProgram(): Promise<string> {
  const found = await findTemporalProgram();
  if (found !== null) return found;
  return bringTemporalProgram({ env: process.env, signal: new AbortController().signal, tell: () => {} });
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    // Not listening yet.
    return false;
  }
}
