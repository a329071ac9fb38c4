// One log for all of Vigie: VIGIE_HOME/vigie.log. The supervisor and the API write JSON lines, the embedded
// database its own lines (marked `postgres[pid]`). All append, so the file can be emptied under them.

import { copyFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { pino, type Logger } from 'pino';

export type { Logger };

/** Two files of this size at most: weeks of a firm's life, and no full disk. */
const MAX_LOG_BYTES = 20_000_000;

export function findLogFile(home: string): string {
  return join(home, 'vigie.log');
}

export function openLog(home: string, level: string): Logger {
  const destination = pino.destination({ dest: findLogFile(home), append: true, sync: true, mode: 0o600 });
  return pino({ level, base: { process: 'supervisor' }, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}

/** Past its size the log becomes vigie.log.1 (in place of the one before) and starts again. */
export function boundLog(home: string, maxBytes: number = MAX_LOG_BYTES): void {
  const file = findLogFile(home);
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= maxBytes) return;
  copyFileSync(file, `${file}.1`);
  truncateSync(file, 0);
}
