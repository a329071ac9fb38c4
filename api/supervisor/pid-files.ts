// Who runs for this VIGIE_HOME: run/NAME.pid, one a process, written by the supervisor. After a kill -9 they tell
// the next start what was left behind; the process's start is kept beside its number, which may be reused.

import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isSameProcess, readProcessMark, sendSignal, waitForEnd } from '../../db/processes.ts';

const pidFile = z.object({ pid: z.number().int().positive(), start: z.string(), address: z.string().optional() });
export type PidFile = z.output<typeof pidFile>;

/** A child has this long to finish what it is answering; then it is killed. */
export const STOP_TIMEOUT_MS = 10_000;
const SUPERVISOR = 'supervisor';

const path = (home: string, name: string): string => join(home, 'run', `${name}.pid`);

/** @param address where people reach it (the supervisor's file only). */
export function writePidFile(home: string, name: string, pid: number, address?: string): void {
  const mark = readProcessMark(pid);
  if (mark === null) return;
  const draft = `${path(home, name)}.draft`;
  writeFileSync(draft, JSON.stringify({ ...mark, address }));
  renameSync(draft, path(home, name));
}

export function removePidFile(home: string, name: string): void {
  rmSync(path(home, name), { force: true });
}

/** The live process of that name; null when it does not run. */
export function readLiveProcess(home: string, name: string): PidFile | null {
  const file = readPidFile(path(home, name));
  return file !== null && isSameProcess(file) ? file : null;
}

export function readSupervisor(home: string): PidFile | null {
  return readLiveProcess(home, SUPERVISOR);
}

function readPidFile(file: string): PidFile | null {
  try {
    const parsed = pidFile.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    // Absent, or cut short by a full disk: nobody to find there.
    return null;
  }
}

/** Ends the children that a killed supervisor left. The caller holds supervisor.lock. @returns their names. */
export async function endOrphans(home: string): Promise<string[]> {
  const names = readdirSync(join(home, 'run'))
    .filter((file) => file.endsWith('.pid'))
    .map((file) => file.slice(0, -'.pid'.length))
    .filter((name) => name !== SUPERVISOR);
  const ended: string[] = [];
  for (const name of names) {
    const orphan = readLiveProcess(home, name);
    if (orphan !== null) {
      await endProcess(orphan.pid, STOP_TIMEOUT_MS);
      ended.push(name);
    }
    removePidFile(home, name);
  }
  return ended;
}

/** SIGTERM, then SIGKILL after `timeoutMs`. */
export async function endProcess(pid: number, timeoutMs: number): Promise<void> {
  sendSignal(pid, 'SIGTERM');
  if (await waitForEnd(pid, timeoutMs)) return;
  sendSignal(pid, 'SIGKILL');
  await waitForEnd(pid, timeoutMs);
}
