// Is that process still there, and is it the one we mean? A pid alone lies: after a crash or in a restarted
// container the same number may belong to anybody, so a pid is always kept with the start of its process.

import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

/** A running process and the mark that tells it from a later one with the same number. */
export type ProcessMark = { pid: number; start: string };

/** The mark of a live process (ours by default); null when there is none, or only its unreaped shell. */
export function readProcessMark(pid: number = process.pid): ProcessMark | null {
  const start = process.platform === 'linux' ? readLinuxStart(pid) : readPsStart(pid);
  return start === null ? null : { pid, start };
}

export function isSameProcess(mark: ProcessMark): boolean {
  return readProcessMark(mark.pid)?.start === mark.start;
}

/** Cheap enough to be asked each second. */
export function isAlive(pid: number): boolean {
  if (process.platform === 'linux') return readProcessMark(pid) !== null;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Command line of a live process, words joined by spaces; null when it cannot be read. */
export function readCommandLine(pid: number): string | null {
  try {
    if (process.platform === 'linux') {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    }
    return runPs(pid, 'command');
  } catch {
    // The process ended meanwhile, or belongs to someone whose command line is hidden from us.
    return null;
  }
}

/** Live processes whose current folder is `folder` (Linux; elsewhere none can be found, and the list is empty). */
export function listProcessesIn(folder: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => readCurrentFolder(pid) === folder && isAlive(pid));
}

function readCurrentFolder(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    // Not ours to look at, or gone.
    return null;
  }
}

/** Field 22 of /proc/PID/stat (clock ticks since boot), with the boot's id; the command may hold spaces and parentheses. */
function readLinuxStart(pid: number): string | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  const startTicks = fields[19];
  // Z, X: ended, but its parent has not taken note (common where process 1 of a container reaps nobody).
  if (state === 'Z' || state === 'X' || startTicks === undefined) return null;
  return `${readBootId()}:${startTicks}`;
}

function readBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    // Hidden in some containers: the start ticks alone still tell two processes of one boot apart.
    return 'boot';
  }
}

function readPsStart(pid: number): string | null {
  if (process.platform === 'win32') return readWindowsStart(pid);
  try {
    const line = runPs(pid, 'state=,lstart');
    return line === '' || line.startsWith('Z') ? null : line.replace(/^\S+\s+/, '');
  } catch {
    // ps exits 1 when there is no such process.
    return null;
  }
}

function readWindowsStart(pid: number): string | null {
  try {
    const script = `(Get-Process -Id ${pid}).StartTime.Ticks`;
    const ticks = execFileSync('powershell', ['-NoProfile', '-Command', script], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
    return ticks.trim() === '' ? null : ticks.trim();
  } catch {
    return null;
  }
}

function runPs(pid: number, column: string): string {
  return execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], {
    encoding: 'utf8',
    stdio: 'pipe',
  }).trim();
}

/** Waits until the process has ended. Resolves false when it is still there after `timeoutMs`. */
export async function waitForEnd(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false;
    await pause(20);
  }
  return true;
}

/** Resolves after the time, or at once when the signal says that there is nothing left to wait for. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve();
      return;
    }
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener('abort', end);
  });
}

/** Sends a signal; a process that ended meanwhile is what we wanted anyway. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
