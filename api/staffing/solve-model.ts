// A staffing plan solved by HiGHS in a thread of its own, from a plan made without it: whatever happens to the thread,
// there is a plan, and what is known of how much better one could be.
import { Worker } from 'node:worker_threads';
import { holds, packBetter, worthOf } from '../../domain/staffing/pack.ts';
import type { PlanModel } from '../../domain/staffing/plan-model.ts';
import type { PlanState } from '../../domain/staffing/plan-answer.ts';

export type SolverTask = {
  readonly model: PlanModel;
  readonly start: Uint8Array;
  readonly seconds: number;
  /** Stops when nothing can be better by more than this share. */
  readonly gap: number;
  readonly heuristicEffort: number;
};

export type SolverAnswer = {
  /** Within the gap; false: out of time. */
  readonly finished: boolean;
  readonly chosen: Uint8Array<ArrayBuffer>;
  /** Nothing is worth more, cents; null: not known yet. */
  readonly bound: number | null;
};

/** Choices up to which the plan is the best there is; up to which it is within 1 %; beyond, within 3 %. */
const EXACT_CHOICES = 1200;
const NEAR_CHOICES = 6000;

export type SolveLimits = { readonly gap: number; readonly rounds: number; readonly heuristicEffort: number };

/** The same model gets the same limits everywhere: the plan does not depend on the machine as long as time lasts. */
export function limitsOf(model: PlanModel): SolveLimits {
  const choices = model.worth.length;
  // HiGHS's own search for plans is worth its time where a proof is wanted; else the plan given to it is near enough.
  if (choices <= EXACT_CHOICES) return { gap: 1e-6, rounds: 2000, heuristicEffort: 0.05 };
  if (choices <= NEAR_CHOICES) return { gap: 0.01, rounds: 4000, heuristicEffort: 0 };
  return { gap: 0.03, rounds: 2000, heuristicEffort: 0 };
}

/** What the thread may take beyond its own time limit before it is ended: HiGHS looks at its clock between two steps. */
const GRACE_SECONDS = 5;

/** @returns null when the thread did not answer in time. @throws when it failed. */
function askThread(task: SolverTask): Promise<SolverAnswer | null> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./solver-worker.ts', import.meta.url), { workerData: task });
    const tooLate = setTimeout(() => finish(() => resolve(null)), (task.seconds + GRACE_SECONDS) * 1000);
    const finish = (settle: () => void): void => {
      clearTimeout(tooLate);
      settle();
      void worker.terminate();
    };
    worker.once('message', (answer: SolverAnswer) => finish(() => resolve(answer)));
    worker.once('error', (error: unknown) =>
      finish(() => reject(error instanceof Error ? error : new Error(String(error)))),
    );
    worker.once('exit', () => finish(() => reject(new Error('the solver ended without an answer'))));
  });
}

export type Solved = { readonly chosen: Uint8Array; readonly state: PlanState; readonly gap: number | null };

function stateOf(finished: boolean, gap: number | null): PlanState {
  if (gap !== null && gap <= 1e-4) return 'optimal';
  return finished ? 'within_gap' : 'time_limit';
}

/** @param seconds at most; then the best plan found, with its gap. */
export async function solveModel(
  model: PlanModel,
  seconds: number,
  limits: SolveLimits = limitsOf(model),
): Promise<Solved> {
  const start = packBetter(model, limits.rounds);
  if (model.rows.length === 0) return { chosen: start, state: 'optimal', gap: 0 };
  const answer = await askThread({ model, start, seconds, gap: limits.gap, heuristicEffort: limits.heuristicEffort });
  const found = answer && holds(model, answer.chosen) && worthOf(model, answer.chosen) >= worthOf(model, start);
  const chosen = answer && found ? answer.chosen : start;
  const worth = worthOf(model, chosen);
  const bound = answer?.bound ?? null;
  const gap = bound === null ? null : Math.max(0, (bound - worth) / Math.max(1, Math.abs(worth)));
  return { chosen, state: stateOf(answer?.finished ?? false, gap), gap };
}
