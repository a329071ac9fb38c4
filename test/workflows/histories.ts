// Histories of real runs, kept and replayed (replay.test.ts): a change of a workflow's code that an open run could not
// follow shows before its release. Recorded anew, for each released version, with VIGIE_RECORD_HISTORIES=1.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { temporal } from '@temporalio/proto';

const { History } = temporal.api.history.v1;
type History = temporal.api.history.v1.History;

const FOLDER = join(import.meta.dirname, 'replay');

export function listHistories(): string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length));
}

export function readHistory(name: string): History {
  return History.fromObject(JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as object);
}

/** @param name of the file: the workflow's type, then what happens in it. */
export async function recordHistory(client: Client, workflowId: string, name: string): Promise<void> {
  if (process.env['VIGIE_RECORD_HISTORIES'] !== '1') return;
  const history = await client.workflow.getHandle(workflowId).fetchHistory();
  const plain = History.toObject(History.fromObject(history), { longs: String, bytes: String, enums: String });
  mkdirSync(FOLDER, { recursive: true });
  // Which machine recorded it concerns nobody.
  const text = JSON.stringify(plain, (_key, value: unknown) =>
    typeof value === 'string' && /^\d+@/.test(value) ? 'vigie' : value,
  );
  writeFileSync(join(FOLDER, `${name}.json`), `${text}\n`);
}
