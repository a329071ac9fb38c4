// A firm's files in: how long, and how much memory the import holds at most.

import { pause } from '../../db/processes.ts';
import { countRows, nameOf, newHome, openHome, runVigie, writeFiles, type BenchFirm, type FirmSize } from './firms.ts';
import { listTree, readName, readPeakMegabytes, readSharedMegabytes } from './machine.ts';
import { timeOnce } from './samples.ts';
import { showMillis, type Family } from './table.ts';

/** A peak is kept by the system itself; what comes and goes between two looks is a PostgreSQL backend at most. */
const LOOK_INTERVAL_MS = 100;

/** Watches a program and what it starts until it ends; megabytes by name, PostgreSQL's processes together. */
async function watchPeaks(pid: number, ended: Promise<unknown>): Promise<Map<string, number>> {
  const peaks = new Map<string, number>();
  const raise = (name: string, megabytes: number): void =>
    void peaks.set(name, Math.max(peaks.get(name) ?? 0, megabytes));
  const end = new AbortController();
  void ended.then(() => end.abort());
  while (!end.signal.aborted) {
    const tree = listTree(pid);
    const postgres = tree.filter((one) => readName(one) === 'postgres');
    raise('PostgreSQL', readSharedMegabytes(postgres));
    for (const one of tree) if (!postgres.includes(one)) raise(one === pid ? 'door' : 'import', readPeakMegabytes(one));
    await pause(LOOK_INTERVAL_MS, end.signal);
  }
  return peaks;
}

export async function importBenchFirm(size: FirmSize): Promise<BenchFirm> {
  const home = newHome();
  const folder = writeFiles(size, home);
  // The database exists and is stopped, as between two commands.
  await (await openHome(home)).instance.close();
  let peaks = new Map<string, number>();
  const millis = await timeOnce(async () => {
    const program = runVigie(home, ['import', folder]);
    peaks = await watchPeaks(program.process.pid ?? 0, program.ended);
    if ((await program.ended) !== 0) throw new Error(`the import failed:\n${program.output()}`);
  });
  const { instance, postgres } = await openHome(home);
  return { size, home, instance, postgres, seconds: millis / 1000, peaks };
}

export async function benchImport(firm: BenchFirm): Promise<Family> {
  const rows = await countRows(firm.instance.app);
  const peak = (name: string): string => `${(firm.peaks.get(name) ?? 0).toFixed(0)} MB`;
  return {
    title: `Import of ${nameOf(firm.size)} months (${rows.time} time rows)`,
    rows: [
      {
        what: 'vigie import, database started and stopped included',
        result: showMillis(firm.seconds * 1000),
        aim: '≤ 60 s',
      },
      { what: 'peak memory of the import', result: peak('import'), aim: '≤ 500 MB' },
      { what: 'peak memory of the door that starts it', result: peak('door') },
      { what: 'peak memory of PostgreSQL, all processes, shared pages once', result: peak('PostgreSQL') },
    ],
  };
}
