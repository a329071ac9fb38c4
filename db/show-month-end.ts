// The end of a month as it is shown: worked out from the facts by the rules of its workflow, so that it is answered with
// Temporal away too.
import { sayHolding } from '../domain/steps/holding-words.ts';
import { listStages, MONTH_END_STEPS, nextMonthEndStep } from '../domain/steps/month-end.ts';
import type { Sql } from './connection.ts';
import { readMonthEndFacts } from './steps/month-end.ts';

/** @returns null: nobody worked or was to work in that month. */
export async function showMonthEnd(app: Sql, month: string, today: string) {
  const facts = await readMonthEndFacts(app, month, today);
  if (facts === null) return null;
  const { step, blockedOn, since, next } = nextMonthEndStep(facts, today);
  return {
    month,
    step,
    label: MONTH_END_STEPS[step],
    blockedOn,
    since,
    next,
    stages: listStages(facts, today).map(({ stage, state, done, total, holdings }) => ({
      stage,
      label: MONTH_END_STEPS[stage],
      state,
      done,
      total,
      holdings: holdings.map(({ subject, who, reason, since: day }) => ({
        subject,
        who,
        reason: sayHolding(reason),
        since: day,
      })),
    })),
  };
}
