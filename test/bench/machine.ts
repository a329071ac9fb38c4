// What it is measured on, and what processes cost: processor time and memory, as Linux counts them (elsewhere the
// columns stay empty).

import { readdirSync, readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';

/** Linux counts processor time in ticks of a hundredth of a second. */
const TICKS_A_SECOND = 100;

type Stat = { parent: number; ticks: number; ticksOfEnded: number };

export function describeMachine(): string {
  const [first] = cpus();
  const gigabytes = (totalmem() / 2 ** 30).toFixed(0);
  return `${cpus().length} × ${first?.model ?? 'unknown processor'}, ${gigabytes} GB, ${type()} ${release()}, Node ${process.versions.node}`;
}

export function showLoad(): string {
  return loadavg()
    .map((load) => load.toFixed(1))
    .join(' ');
}

function readStat(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const number = (index: number): number => Number(fields[index]);
    return { parent: number(1), ticks: number(11) + number(12), ticksOfEnded: number(13) + number(14) };
  } catch {
    // Ended meanwhile, or not Linux.
    return null;
  }
}

/** The process and all that it has started, while they live. */
export function listTree(root: number): number[] {
  if (process.platform !== 'linux') return [];
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    const stat = Number.isInteger(pid) ? readStat(pid) : null;
    if (stat !== null) children.set(stat.parent, [...(children.get(stat.parent) ?? []), pid]);
  }
  const found: number[] = [];
  for (const waiting = [root]; waiting.length > 0;) {
    const pid = waiting.pop() ?? 0;
    found.push(pid);
    waiting.push(...(children.get(pid) ?? []));
  }
  return found;
}

/** Processor seconds of a process and of all that it started, the ended ones included. */
export function readTreeSeconds(root: number): number {
  const stats = listTree(root).map(readStat);
  return stats.reduce((sum, stat) => sum + (stat === null ? 0 : stat.ticks + stat.ticksOfEnded), 0) / TICKS_A_SECOND;
}

/** A process's name, as `node`, `postgres`, `temporal`. */
export function readName(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}

function readKilobytes(file: string, field: string): number {
  try {
    return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(file, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** The most that a process has held, in megabytes. */
export function readPeakMegabytes(pid: number): number {
  return readKilobytes(`/proc/${pid}/status`, 'VmHWM') / 1024;
}

/** What processes hold together, in megabytes: a page that several share (PostgreSQL's buffers) counts once. */
export function readSharedMegabytes(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + readKilobytes(`/proc/${pid}/smaps_rollup`, 'Pss'), 0) / 1024;
}

/** Who is measured: this process, or another one with its children; and a PostgreSQL. */
export type Measured = { node: number | 'here'; postgres: number };

/** Processor seconds. */
export type CpuUse = {
  node: number;
  postgres: number;
  /** Of this process, where it asks and another one is measured: the load's own. */
  client: number;
  /** Of everything else on the machine: what was not there to be had. */
  others: number;
  /** Of all processors, busy or not. */
  machine: number;
};

/** Of all processors since the system began: busy, and in all. */
function readMachineSeconds(): { busy: number; all: number } {
  if (process.platform !== 'linux') return { busy: 0, all: 0 };
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
  // user nice system idle iowait irq softirq steal: what runs in guests is in user already.
  const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
  const [idle = 0, iowait = 0] = ticks.slice(3, 5);
  const all = ticks.reduce((sum, part) => sum + part, 0);
  return { busy: (all - idle - iowait) / TICKS_A_SECOND, all: all / TICKS_A_SECOND };
}

function readCpu({ node, postgres }: Measured): CpuUse {
  const { user, system } = process.cpuUsage();
  const own = (user + system) / 1e6;
  const { busy, all } = readMachineSeconds();
  const parts = {
    node: node === 'here' ? own : readTreeSeconds(node),
    postgres: readTreeSeconds(postgres),
    client: node === 'here' ? 0 : own,
  };
  return { ...parts, others: busy - parts.node - parts.postgres - parts.client, machine: all };
}

/** Processor seconds spent while `run` runs. */
export async function measureCpu<T>(measured: Measured, run: () => Promise<T>): Promise<{ value: T; cpu: CpuUse }> {
  const before = readCpu(measured);
  const value = await run();
  const after = readCpu(measured);
  const cpu = {
    node: after.node - before.node,
    postgres: after.postgres - before.postgres,
    client: after.client - before.client,
    others: after.others - before.others,
    machine: after.machine - before.machine,
  };
  return { value, cpu };
}

/** « 1.0 + 1.6 ms, client 0.1 »: Node and PostgreSQL, of one operation; and what it took to ask for it. */
export function showCpu({ node, postgres, client }: CpuUse, operations: number): string {
  if (process.platform !== 'linux') return '';
  const each = (seconds: number): string => ((seconds * 1000) / operations).toFixed(1);
  return `${each(node)} + ${each(postgres)} ms${client > 0 ? `, client ${each(client)}` : ''}`;
}

/** « 4 % of the machine went to others »: the processors were not there for what was measured. */
export function showOthers({ others, machine }: CpuUse): string {
  if (machine <= 0) return '';
  return `${((100 * Math.max(0, others)) / machine).toFixed(0)} % of the machine went to others`;
}
