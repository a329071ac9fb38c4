// The sealer: each second, all acts that are visible and not sealed join the chain. It runs in the API's process, with
// or without Temporal; of several, one seals. Each day the head of the chain leaves the database: in the log, and to
// the direction, so that a chain cut short shows (`vigie audit verify --head`); and the day before is closed.

import type { Logger } from 'pino';
import { addDays } from '../domain/civil-dates.ts';
import type { Sql } from '../db/connection.ts';
import { closeDay } from '../db/day-closings.ts';
import { GENESIS, noteHead, openSealer, readHead } from '../db/seals.ts';
import { repeatPasses, restFor, type Passes } from './passes.ts';

const SEAL_INTERVAL_MS = 1_000;

export function startSealing(app: Sql, today: () => string, log: Logger): Passes {
  const sealer = openSealer(app);
  let shownOn = '';
  return repeatPasses({
    log,
    failure: 'acts cannot be sealed, and are tried again',
    pass: async () => {
      await sealer.seal();
      if (shownOn === today()) return;
      shownOn = today();
      await showHead(app, shownOn, log);
      await closeDayBefore(app, shownOn, log);
    },
    rest: restFor(SEAL_INTERVAL_MS),
  });
}

/** The day that is over is closed, with its totals, once. */
async function closeDayBefore(app: Sql, day: string, log: Logger): Promise<void> {
  const closing = await closeDay(app, addDays(day, -1));
  if (closing !== null) log.info({ closing }, 'closing of the day');
}

async function showHead(app: Sql, day: string, log: Logger): Promise<void> {
  const head = await readHead(app);
  if (head === GENESIS) return;
  log.info({ day, sealHead: head }, 'head of the seals');
  await noteHead(app, day, head);
}
