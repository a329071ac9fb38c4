// What a process does again and again beside its answers (seals, mails, notices): pass after pass until it is stopped. A
// failure is said once, not at every pass, and tried again: the database may be away.

import type { Logger } from 'pino';
import { pause } from '../db/processes.ts';

export type Passes = { stop(): Promise<void> };

export type PassesParts = {
  readonly log: Logger;
  /** What the log says when a pass fails: 'acts cannot be sealed, and are tried again'. */
  readonly failure: string;
  pass(stopped: AbortSignal): Promise<void>;
  /** Between two passes. */
  rest(stopped: AbortSignal): Promise<void>;
};

export function repeatPasses({ log, failure, pass, rest }: PassesParts): Passes {
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    let failing = false;
    while (!stopping.signal.aborted) {
      try {
        await pass(stopping.signal);
        failing = false;
      } catch (error) {
        if (!failing) log.error({ err: error }, failure);
        failing = true;
      }
      await rest(stopping.signal);
    }
  };
  const done = run();
  return {
    stop: async () => {
      stopping.abort();
      await done;
    },
  };
}

/** The same pause between any two passes. */
export function restFor(intervalMs: number): PassesParts['rest'] {
  return (stopped) => pause(intervalMs, stopped);
}
