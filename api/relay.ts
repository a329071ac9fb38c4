// The relay: carries what changes have left in the outbox, to open screens (a notification of the database, which every
// API process hears) and to Temporal (knocks). It runs in the API's process, so that screens are told with Temporal
// away; several may run at once, each row is taken by one.

import type { Logger } from 'pino';
import type { Sql } from '../db/connection.ts';
import { sweep, sweepMonthEnds } from '../db/knocks.ts';
import { carryWaiting, clearCarried, notifyChanged, OUTBOX_CHANNEL, type WaitingRow } from '../db/outbox.ts';
import { pause } from '../db/processes.ts';
import { repeatPasses, type Passes } from './passes.ts';
import { TemporalAway, type Temporal } from './temporal/client.ts';

export type RelayParts = {
  app: Sql;
  /** Null: no Temporal at all; knocks wait. */
  temporal: Temporal | null;
  /** The firm's civil day; when it turns, all that is open is knocked at. */
  today: () => string;
  log: Logger;
};

/** A hint that was lost costs no more than this. */
const POLL_MS = 1_000;
/** Between two passes in a busy moment: what comes meanwhile is merged. */
const BREATH_MS = 20;
/** Rows of one pass, and so the longest that their locks are held. */
const ROWS_A_PASS = 500;
/** Knocks under way at once; a small Temporal answers about a hundred a second. */
const KNOCKS_AT_ONCE = 8;
/** How often Temporal is asked whether it is there. */
const ASK_INTERVAL_MS = 3_000;

export function startRelay({ app, temporal, today, log }: RelayParts): Passes {
  const sleepers = new Set<AbortController>();
  const wake = (): void => {
    for (const sleeper of sleepers) sleeper.abort();
  };
  const listening = app.listen(OUTBOX_CHANNEL, wake).catch((error: unknown) => {
    log.warn({ err: error }, 'the relay hears no hints, and looks each second');
    return null;
  });
  const loops = [
    repeatAtHints(log, sleepers, () => carryAll((limit) => carryWaiting(app, 'changed', limit, carryChanged))),
  ];
  if (temporal !== null) {
    const state = { there: false, askedAt: 0, sweptOn: '' };
    // Apart: a slow Temporal keeps no screen waiting.
    loops.push(repeatAtHints(log, sleepers, () => passKnocks(app, temporal, state, today(), log)));
  }
  return {
    stop: async () => {
      const stopped = loops.map((loop) => loop.stop());
      wake();
      await Promise.all(stopped);
      await (await listening)?.unlisten();
    },
  };
}

/** Pass after pass, at a hint or each second, until stopped. */
function repeatAtHints(log: Logger, sleepers: Set<AbortController>, pass: () => Promise<void>): Passes {
  let sleeper = new AbortController();
  return repeatPasses({
    log,
    failure: 'the relay cannot pass, and tries again',
    pass: async () => {
      // A hint during the pass is kept for the next.
      sleeper = new AbortController();
      sleepers.add(sleeper);
      await pass();
    },
    rest: async (stopped) => {
      await pause(BREATH_MS, stopped);
      if (!stopped.aborted) await pause(POLL_MS, sleeper.signal);
      sleepers.delete(sleeper);
    },
  });
}

async function carryAll(carry: (limit: number) => Promise<number>): Promise<void> {
  while ((await carry(ROWS_A_PASS)) === ROWS_A_PASS);
}

async function carryChanged(
  rows: WaitingRow<'changed'>[],
  tx: Parameters<typeof notifyChanged>[0],
): Promise<ReadonlyMap<number, string>> {
  await notifyChanged(
    tx,
    rows.map((row) => row.payload),
  );
  return new Map();
}

type TemporalState = { there: boolean; askedAt: number; sweptOn: string };

/** Asked every three seconds, there or not: an absence is noticed though nobody knocks. */
async function isThere(temporal: Temporal, state: TemporalState, log: Logger): Promise<boolean> {
  if (Date.now() - state.askedAt < ASK_INTERVAL_MS) return state.there;
  state.askedAt = Date.now();
  const there = await temporal.isThere();
  if (there && !state.there) {
    // It comes back with all its store, an older one or an empty one: everything open is knocked at.
    state.sweptOn = '';
    log.info('Temporal answers');
  }
  if (!there && state.there) log.warn('Temporal does not answer: knocks wait');
  state.there = there;
  return there;
}

async function passKnocks(
  app: Sql,
  temporal: Temporal,
  state: TemporalState,
  today: string,
  log: Logger,
): Promise<void> {
  if (!(await isThere(temporal, state, log))) return;
  if (state.sweptOn !== today) {
    log.info({ knocks: (await sweep(app)) + (await sweepMonthEnds(app, today)) }, 'sweep');
    await clearCarried(app);
    state.sweptOn = today;
  }
  try {
    await carryAll((limit) => carryWaiting(app, 'knock', limit, (rows) => knockEach(temporal, rows)));
  } catch (error) {
    if (!(error instanceof TemporalAway)) throw error;
    state.there = false;
    log.warn('Temporal does not answer: knocks wait');
  }
}

/** Once a workflow, however many rows ask for it. @throws TemporalAway: all rows stay as they were. */
async function knockEach(temporal: Temporal, rows: WaitingRow<'knock'>[]): Promise<ReadonlyMap<number, string>> {
  const byWorkflow = Map.groupBy(rows, ({ payload }) => `${payload.workflow}:${payload.id}`);
  const failures = new Map<number, string>();
  const groups = [...byWorkflow.values()];
  const worker = async (): Promise<void> => {
    for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
      const [first] = group;
      if (first === undefined) continue;
      try {
        await temporal.knock(first.payload);
      } catch (error) {
        if (error instanceof TemporalAway) throw error;
        for (const { id } of group) failures.set(id, error instanceof Error ? error.message : String(error));
      }
    }
  };
  await Promise.all(Array.from({ length: KNOCKS_AT_ONCE }, worker));
  return failures;
}
