// Temporal beside the application: brought up in the background; what stands in the way is said once, and tried again.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { runTemporal, type TemporalRun } from '../../api/temporal/run-temporal.ts';
import type { ChildSpec } from '../../api/supervisor/child.ts';
import { readConfig } from '../../config.ts';
import { findFreePort } from '../../db/cluster.ts';
import { PlainError } from '../../db/plain-error.ts';
import { startTemporalServer, type TestServer } from './test-temporal.ts';

const worker: ChildSpec = { name: 'worker', command: 'node', args: [], env: {}, healthUrl: null };

let server: TestServer;
beforeAll(async () => {
  server = await startTemporalServer();
});
afterAll(() => server.stop());

function prepare(address: string, start: (spec: ChildSpec) => Promise<void>, told: string[]): TemporalRun {
  const config = readConfig({ TEMPORAL_ADDRESS: address });
  return { config, ports: null, worker, appUrl: '', env: {}, start, tell: (sentence) => told.push(sentence) };
}

test('sur un serveur donné, le travailleur seul est lancé', async () => {
  const started: string[] = [];
  const told: string[] = [];
  const run = prepare(server.address, async ({ name }) => void started.push(name), told);
  await runTemporal(run, new AbortController().signal);
  expect(started).toEqual(['worker']);
  expect(told).toEqual([]);
});

test('sans serveur donné, celui de Vigie est lancé avant son travailleur', async () => {
  const started: string[] = [];
  const run = prepare(server.address, async ({ name }) => void started.push(name), []);
  await runTemporal({ ...run, ports: { grpc: 1, http: 2, metrics: 3 } }, new AbortController().signal);
  expect(started).toEqual(['temporal', 'worker']);
});

test('un serveur qui ne répond pas est dit en une phrase, sans empêcher de s’arrêter', async () => {
  const told: string[] = [];
  const stop = new AbortController();
  const address = `127.0.0.1:${await findFreePort()}`;
  const done = runTemporal(
    prepare(address, () => Promise.resolve(), told),
    stop.signal,
  );
  await expect.poll(() => told, { timeout: 20_000 }).toEqual([expect.stringContaining(`(${address}) ne répond pas`)]);
  stop.abort();
  await done;
  expect(told).toHaveLength(1);
});

test('un espace inconnu du serveur aussi', async () => {
  const told: string[] = [];
  const stop = new AbortController();
  const run = prepare(server.address, () => Promise.resolve(), told);
  const done = runTemporal({ ...run, config: { ...run.config, temporalNamespace: 'nulle-part' } }, stop.signal);
  await expect.poll(() => told, { timeout: 20_000 }).toEqual([expect.stringContaining('refuse (')]);
  stop.abort();
  await done;
});

test('un travailleur qui ne démarre pas est dit ; une erreur qui n’est pas du monde n’est pas avalée', async () => {
  const told: string[] = [];
  const stop = new AbortController();
  const failing = () => Promise.reject(new PlainError('child_failed', 'Le travailleur ne démarre pas.'));
  const done = runTemporal(prepare(server.address, failing, told), stop.signal);
  await expect.poll(() => told, { timeout: 20_000 }).toEqual(['Le travailleur ne démarre pas.']);
  stop.abort();
  await done;
  const bug = () => Promise.reject(new TypeError('a bug'));
  await expect(runTemporal(prepare(server.address, bug, []), new AbortController().signal)).rejects.toThrow('a bug');
});
