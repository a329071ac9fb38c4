// The worker's process: carries the workflows and what they ask of the world. Started by the supervisor with its
// settings in the environment; killed at any moment, another goes on where it stood.

import { join } from 'node:path';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { readConfig, type Config } from '../config.ts';
import { openDatabase } from '../db/connection.ts';
import { pause } from '../db/processes.ts';
import { executeAllApproved } from '../db/proposals/execute-approved.ts';
import { TASK_QUEUE } from '../workflows/messages.ts';
import { allActivities } from './all-activities.ts';
import { findWorkflowBundle } from './workflow-bundle.ts';

/** Workflows kept in memory: a firm's open deals; more are replayed when they wake. */
const CACHED_WORKFLOWS = 200;
/** Activities at once: one connection each, and the API needs the processor too. */
const ACTIVITIES_AT_ONCE = 8;
/** What runs at a stop has this to end; then Temporal gives it to the next worker. */
const LAST_ACTIVITIES = '5 seconds';
/** A server that starts at the same time as we do. */
const CONNECT_RETRY_MS = 1_000;
const CONNECT_TRIES = 60;

async function main(): Promise<void> {
  const config = readConfig(process.env);
  if (config.databaseAppUrl === null || config.temporalAddress === null) {
    throw new Error('DATABASE_APP_URL and TEMPORAL_ADDRESS are given by `vigie start`');
  }
  Runtime.install({
    logger: new DefaultLogger(config.logLevel === 'debug' ? 'DEBUG' : 'WARN', ({ level, message, meta }) => {
      process.stdout.write(
        `${JSON.stringify({ level: level.toLowerCase(), time: new Date().toISOString(), process: 'worker', msg: message, ...describeMeta(meta) })}\n`,
      );
    }),
    shutdownSignals: ['SIGTERM', 'SIGINT'],
  });
  const app = openDatabase(config.databaseAppUrl, { name: 'vigie worker', max: ACTIVITIES_AT_ONCE });
  const [codePath, connection] = await Promise.all([
    findWorkflowBundle(join(config.home, 'cache')),
    connect(config, config.temporalAddress),
  ]);
  const worker = await Worker.create({
    connection,
    namespace: config.temporalNamespace,
    taskQueue: TASK_QUEUE,
    workflowBundle: { codePath },
    activities: allActivities({ app, fixedToday: config.fixedToday }, executeAllApproved),
    maxCachedWorkflows: CACHED_WORKFLOWS,
    maxConcurrentActivityTaskExecutions: ACTIVITIES_AT_ONCE,
    shutdownGraceTime: LAST_ACTIVITIES,
  });
  const stopFollowing = leaveWithSupervisor();
  try {
    await worker.run();
  } finally {
    stopFollowing();
    await connection.close();
    await app.end({ timeout: 5 });
  }
}

/** JSON has no errors and no big integers. */
function describeMeta(meta: Record<string | symbol, unknown> | undefined): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(meta ?? {}).map(([key, value]) => [
      key,
      value instanceof Error ? (value.stack ?? value.message) : typeof value === 'bigint' ? String(value) : value,
    ]),
  );
}

/**
 * The supervisor was killed: nobody watches this process any more.
 * @returns stops listening: a channel that is listened to keeps the process alive once its work is done.
 */
function leaveWithSupervisor(): () => void {
  const leave = (): void => void process.kill(process.pid, 'SIGTERM');
  if (process.channel !== undefined) process.on('disconnect', leave);
  return () => process.removeListener('disconnect', leave);
}

async function connect(config: Config, address: string): Promise<NativeConnection> {
  const { temporalApiKey: apiKey } = config;
  for (let tries = 1; ; tries += 1) {
    try {
      return await NativeConnection.connect(apiKey === null ? { address } : { address, apiKey, tls: true });
    } catch (error) {
      if (tries === CONNECT_TRIES) throw error;
      await pause(CONNECT_RETRY_MS);
    }
  }
}

await main();
