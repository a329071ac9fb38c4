// Temporal's server that comes with Vigie: one process on the loopback, its store a file under VIGIE_HOME. The store
// is expendable: all that it holds comes back from the database.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { findFreePort } from '../../db/cluster.ts';
import type { ChildSpec } from '../supervisor/child.ts';
import { tryPort } from '../supervisor/port.ts';

const portsFile = z.object({ grpc: z.number().int(), http: z.number().int(), metrics: z.number().int() });
export type TemporalPorts = z.output<typeof portsFile>;

const LOOPBACK = '127.0.0.1';

/** The ports of the last time where they are free, so that what remembers an address finds it again. */
export async function keepTemporalPorts(home: string): Promise<TemporalPorts> {
  const file = join(home, 'run', 'temporal-ports.json');
  const known = readPorts(file);
  if (known !== null && (await areFree(known))) return known;
  const ports = { grpc: await findFreePort(), http: await findFreePort(), metrics: await findFreePort() };
  writeFileSync(file, JSON.stringify(ports));
  return ports;
}

/** The ports kept for this home; null before its first start. */
export function readTemporalPorts(home: string): TemporalPorts | null {
  return readPorts(join(home, 'run', 'temporal-ports.json'));
}

function readPorts(file: string): TemporalPorts | null {
  if (!existsSync(file)) return null;
  try {
    const parsed = portsFile.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    // Cut short by a crash: other ports do as well.
    return null;
  }
}

async function areFree({ grpc, http, metrics }: TemporalPorts): Promise<boolean> {
  const codes = await Promise.all([grpc, http, metrics].map((port) => tryPort(LOOPBACK, port)));
  return codes.every((code) => code === null);
}

export function temporalAddress({ grpc }: TemporalPorts): string {
  return `${LOOPBACK}:${grpc}`;
}

export function describeTemporalServer(
  home: string,
  program: string,
  ports: TemporalPorts,
  namespace: string,
  env: Record<string, string>,
): ChildSpec {
  return {
    name: 'temporal',
    command: program,
    args: [
      ['server', 'start-dev', '--headless', '--ip', LOOPBACK],
      ['--port', String(ports.grpc), '--http-port', String(ports.http), '--metrics-port', String(ports.metrics)],
      ['--db-filename', join(home, 'temporal.db')],
      // A crash of the machine may cost the last moments, which come back from the database.
      ['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
      // Made at its start; 'default' always is.
      namespace === 'default' ? [] : ['--namespace', namespace],
      ['--log-level', 'error', '--log-format', 'json'],
    ].flat(),
    env,
    healthUrl: `http://${LOOPBACK}:${ports.http}/api/v1/cluster-info`,
  };
}
