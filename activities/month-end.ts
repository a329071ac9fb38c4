// What the end of a month's workflow asks of the world.

import { nextMonthEndStep } from '../domain/steps/month-end.ts';
import type { MonthEndStepName } from '../domain/steps/month-end-facts.ts';
import type { Step } from '../domain/steps/step.ts';
import { beginMonthEnd, lookAgain } from '../db/knocks.ts';
import { readMonthEndFacts } from '../db/steps/month-end.ts';
import { workflowId } from '../workflows/messages.ts';
import { answerStep, readDay, sayDue, type StepAnswer, type World } from './step-answer.ts';

export type MonthEndActivities = {
  nextMonthEndStep(month: string, now: string): Promise<StepAnswer>;
  remindOfMonthEnd(month: string, reminders: readonly string[], now: string): Promise<void>;
};

export function monthEndActivities(world: World): MonthEndActivities {
  const readStep = async (month: string, now: string): Promise<Step<MonthEndStepName> | null> => {
    const today = readDay(world, now);
    const facts = await readMonthEndFacts(world.app, month, today);
    return facts === null ? null : nextMonthEndStep(facts, today);
  };
  return {
    nextMonthEndStep: async (month, now) => {
      const first = await beginMonthEnd(world.app, month, now);
      // A month that is taken up late still wants its invoices.
      const answer = await answerStep(world, workflowId('month-end', month), await readStep(month, now), now, false);
      if (first && !answer.done) await lookAgain(world.app, month);
      return answer;
    },
    remindOfMonthEnd: async (month, reminders, now) =>
      sayDue(world, workflowId('month-end', month), await readStep(month, now), reminders, now),
  };
}
