// How long a person waits for Vigie to come up, and what it holds once it is there.

import { pause } from '../../db/processes.ts';
import { openHome, runVigie, type BenchFirm } from './firms.ts';
import { readName, readSharedMegabytes } from './machine.ts';
import { startVigie, type RunningVigie } from './running-vigie.ts';
import { timeEach, timeOnce } from './samples.ts';
import { rowOfTimes, type Family, type Row } from './table.ts';

const TIMES = 5;
/** The worker has connected and the pools are open. */
const SETTLED_MS = 5_000;

async function readStoppedReport(firm: BenchFirm): Promise<void> {
  const program = runVigie(firm.home, ['report', 'margin', '--json']);
  if ((await program.ended) !== 0) throw new Error(`the report failed:\n${program.output()}`);
}

async function timeStart(firm: BenchFirm): Promise<number> {
  let running: RunningVigie | null = null;
  const millis = await timeOnce(async () => (running = await startVigie(firm)));
  await (running as RunningVigie | null)?.stop();
  return millis;
}

function describeProcess(pid: number, vigie: RunningVigie): string {
  const name = readName(pid);
  return name === 'node' || name === 'MainThread' ? (pid === vigie.api ? 'API' : 'other Node processes') : name;
}

/** Memory of the processes that a running Vigie consists of; this one is not among them. */
export function measureMemory(vigie: RunningVigie): Row[] {
  const pids = vigie.listProcesses();
  const byName = Map.groupBy(pids, (pid) => describeProcess(pid, vigie));
  const megabytes = (some: readonly number[]): string => `${readSharedMegabytes(some).toFixed(0)} MB`;
  const parts = [...byName].map(([name, some]) => `${name} ${megabytes(some)}`).join(', ');
  return [
    {
      what: `memory of all ${pids.length} processes, shared pages once (${parts})`,
      result: megabytes(pids),
      aim: vigie.hasTemporal ? '≤ 900 MB' : '≤ 500 MB',
    },
  ];
}

/** The database is stopped meanwhile, and runs again afterwards. */
export async function benchStart(firm: BenchFirm): Promise<Family> {
  await firm.instance.close();
  // The first start builds the pages.
  await timeStart(firm);
  const reports = await timeEach(TIMES, () => readStoppedReport(firm));
  const starts: number[] = [];
  for (let run = 0; run < TIMES; run += 1) starts.push(await timeStart(firm));
  Object.assign(firm, await openHome(firm.home));
  const vigie = await startVigie(firm);
  await pause(SETTLED_MS);
  const memory = measureMemory(vigie);
  const temporal = vigie.hasTemporal ? 'with Temporal' : 'without a Temporal server, none is on this machine';
  await vigie.stop();
  return {
    title: `Start (${temporal})`,
    rows: [
      rowOfTimes('vigie start, warm, to its first answer', starts, { aim: '≤ 10 s' }),
      rowOfTimes('vigie report margin on a stopped instance, to its end', reports, { aim: '≤ 4 s' }),
      ...memory,
    ],
  };
}
