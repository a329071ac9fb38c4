// Blows from outside: kill -9 of processes of one `vigie start`, and of no other.
import { execFileSync } from 'node:child_process';

/** Of whom: their ancestors lead to `vigie start`, or their command line names its home. */
export type Family = { readonly home: string; readonly startedPid: number | undefined };

type Row = { readonly pid: string; readonly parent: string; readonly command: string };

function listProcesses(): Row[] {
  return execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([pid = '', parent = '', ...command]) => ({ pid, parent, command: command.join(' ') }));
}

function isOfFamily(row: Row, table: readonly Row[], { home, startedPid }: Family): boolean {
  let current: Row | undefined = row;
  for (let depth = 0; depth < 10 && current !== undefined; depth += 1) {
    if (current.command.includes(home) || current.pid === String(startedPid)) return true;
    const { parent }: Row = current;
    current = table.find(({ pid }) => pid === parent);
  }
  return false;
}

/** Kills -9 every process of the family whose command line holds the words. @returns how many there were. */
export function killNine(family: Family, words: string): number {
  const table = listProcesses();
  const own = table.filter((row) => row.command.includes(words) && isOfFamily(row, table, family));
  let killed = 0;
  for (const { pid } of own) {
    try {
      process.kill(Number(pid), 'SIGKILL');
      killed += 1;
    } catch (error) {
      // It ended between the list and the blow.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
  return killed;
}
