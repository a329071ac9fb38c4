// Temporal beside the application: brought up in the background; what stands in the way is said once, and tried again.

import { expect, test } from 'vitest';
import { runTemporal, type TemporalRun } from '../../api/temporal/run-temporal.ts';
import type { ChildSpec } from '../../api/supervisor/child.ts';
import { readConfig } from '../../config.ts';
import { PlainError } from '../../db/plain-error.ts';

const worker: ChildSpec = { name: 'worker', command: 'node', args: [], env: {}, healthUrl: null };

function prepare(start: (spec: ChildSpec) => Promise<void>, told: string[]): TemporalRun {
  const config = readConfig({ TEMPORAL_ADDRESS: '127.0.0.1:7233' });
  return { config, ports: null, worker, appUrl: '', env: {}, start, tell: (sentence) => told.push(sentence) };
}

test('sur un serveur donné, le travailleur seul est lancé', async () => {
  const started: string[] = [];
  const told: string[] = [];
  const run = prepare(async ({ name }) => void started.push(name), told);
  await runTemporal(run, new AbortController().signal);
  expect(started).toEqual(['worker']);
  expect(told).toEqual([]);
});

test('ce qui manque est dit en une phrase, sans empêcher de s’arrêter', async () => {
  const told: string[] = [];
  const stop = new AbortController();
  const run = prepare(() => Promise.reject(new PlainError('child_failed', 'Le travailleur ne démarre pas.')), told);
  const done = runTemporal(run, stop.signal);
  await expect.poll(() => told).toEqual(['Le travailleur ne démarre pas.']);
  stop.abort();
  await done;
  expect(told).toHaveLength(1);
});

test('une erreur qui n’est pas du monde n’est pas avalée', async () => {
  const run = prepare(() => Promise.reject(new TypeError('a bug')), []);
  await expect(runTemporal(run, new AbortController().signal)).rejects.toThrow('a bug');
});
