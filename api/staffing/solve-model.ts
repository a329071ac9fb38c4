// A staffing plan solved in a thread of its own, first without a solver, then by HiGHS from there: when time runs out
// there is a plan, and what is known of how much better one could be.
import { Worker } from 'node:worker_threads';
import { holds, packGreedily, worthOf } from '../../domain/staffing/pack.ts';
import type { PlanModel } from '../../domain/staffing/plan-model.ts';
import type { PlanState } from '../../domain/staffing/plan-answer.ts';

export type SolverTask = {
  readonly model: PlanModel;
  readonly seconds: number;
  /** Stops when nothing can be better by more than this share. */
  readonly gap: number;
  /** Rounds of the plan that the solver starts from. */
  readonly rounds: number;
  readonly heuristicEffort: number;
  /** Branches tried at most: counted, so that a slow machine stops where a fast one does. */
  readonly nodes: number;
};

/** Told twice: the plan that the solver starts from, then its own. */
export type SolverAnswer = {
  /** Within the gap, or all the branches counted were tried; false: out of time. */
  readonly finished: boolean;
  readonly chosen: Uint8Array<ArrayBuffer>;
  /** Nothing is worth more, cents; null: not known yet. */
  readonly bound: number | null;
};

/** Choices up to which the plan is the best there is; up to which it is within 1 %; beyond, within 3 %. */
const EXACT_CHOICES = 1200;
const NEAR_CHOICES = 6000;

export type SolveLimits = Pick<SolverTask, 'gap' | 'rounds' | 'heuristicEffort' | 'nodes'>;

/**
 * The same model gets the same limits everywhere: the plan does not depend on the machine as long as time lasts, and the
 * branches run out before it does (most models are proven at the first).
 */
export function limitsOf(model: PlanModel): SolveLimits {
  const choices = model.worth.length;
  // HiGHS's own search for plans is worth its time where a proof is wanted; else the plan given to it is near enough.
  if (choices <= EXACT_CHOICES) return { gap: 1e-6, rounds: 2000, heuristicEffort: 0.05, nodes: 2000 };
  if (choices <= NEAR_CHOICES) return { gap: 0.01, rounds: 4000, heuristicEffort: 0, nodes: 500 };
  return { gap: 0.03, rounds: 2000, heuristicEffort: 0, nodes: 100 };
}

/** What the thread may take beyond its own time limit before it is ended: HiGHS looks at its clock between two steps. */
const GRACE_SECONDS = 5;

/** @returns what the thread told in time, none to two answers. @throws when it failed. */
function askThread(task: SolverTask): Promise<readonly SolverAnswer[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./solver-worker.ts', import.meta.url), { workerData: task });
    const told: SolverAnswer[] = [];
    const tooLate = setTimeout(() => finish(() => resolve(told)), (task.seconds + GRACE_SECONDS) * 1000);
    const finish = (settle: () => void): void => {
      clearTimeout(tooLate);
      settle();
      void worker.terminate();
    };
    worker.on('message', (answer: SolverAnswer) => {
      told.push(answer);
      if (told.length === 2) finish(() => resolve(told));
    });
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
  if (model.rows.length === 0) {
    const chosen = packGreedily(model);
    return { chosen, state: 'optimal', gap: 0 };
  }
  const told = await askThread({ model, seconds, ...limits });
  // The solver's plan is checked as the other is: what does not hold is not shown, whoever made it.
  const plans = [...told.map(({ chosen }) => chosen), ...(told.length === 0 ? [packGreedily(model)] : [])];
  const [best] = plans
    .filter((chosen) => holds(model, chosen))
    .map((chosen) => ({ chosen, worth: worthOf(model, chosen) }))
    .sort((a, b) => b.worth - a.worth);
  if (!best) throw new Error('no plan holds, not even the one made without a solver');
  const bound = told[1]?.bound ?? null;
  const gap = bound === null ? null : Math.max(0, (bound - best.worth) / Math.max(1, Math.abs(best.worth)));
  return { chosen: best.chosen, state: stateOf(told[1]?.finished ?? false, gap), gap };
}
