// What every page of the manual does alike: it takes knocks, waits for one or for a day, tells what it waits for, and
// starts a fresh history before the old one grows long.

import {
  allHandlersFinished,
  condition,
  defineQuery,
  defineSignal,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { StepAnswer } from '../activities/step-answer.ts';
import { KNOCK, WHERE, type LiveWait } from './messages.ts';

/** A date that has just passed, or a clock that lags, must not make a loop of it. */
const SHORTEST_WAIT_MS = 60_000;
/** A fifth of what a five-year deal may hold: some twenty events a knock. */
const MAX_EVENTS = 400;
/** A run meets the code of its day: after a month it starts again on today's. */
const MAX_RUN_MS = 30 * 24 * 3_600_000;

export type Page = {
  /** Knocks until now are answered by the facts that are asked for next. */
  begin(): void;
  /** Set by a handler, like a knock. */
  knock(): void;
  /** Until a knock or the day that the step waits for. */
  wait(answer: StepAnswer): Promise<void>;
  /** False as soon as somebody knocks; true once no handler is at work: the workflow may end. */
  mayEnd(): Promise<boolean>;
  /** Time to continue as new, and no handler is at work (else after the turn that it waits for). */
  isFull(): boolean;
};

/** To be called before anything is awaited: a message that comes early is heard. */
export function openPage(): Page {
  let knocked = false;
  let live: LiveWait = { step: 'starting', blockedOn: null, next: null, waitUntil: null };
  setHandler(defineSignal(KNOCK), () => {
    knocked = true;
  });
  setHandler(defineQuery<LiveWait>(WHERE), () => live);
  return {
    begin: () => {
      knocked = false;
    },
    knock: () => {
      knocked = true;
    },
    wait: async ({ step, blockedOn, next, waitUntil }) => {
      live = { step, blockedOn, next, waitUntil };
      const isKnocked = (): boolean => knocked;
      if (waitUntil === null) await condition(isKnocked);
      else await condition(isKnocked, Math.max(SHORTEST_WAIT_MS, Date.parse(waitUntil) - Date.now()));
    },
    mayEnd: async () => {
      // A handler at work may itself wait for the next turn of the page: then there is one.
      await condition(() => knocked || allHandlersFinished());
      return !knocked;
    },
    isFull: () => {
      const { continueAsNewSuggested, historyLength, runStartTime } = workflowInfo();
      const old = Date.now() - runStartTime.getTime() > MAX_RUN_MS;
      return (continueAsNewSuggested || historyLength >= MAX_EVENTS || old) && allHandlersFinished();
    },
  };
}

/** The workflow's own clock, for the activities. */
export function now(): string {
  return new Date().toISOString();
}
