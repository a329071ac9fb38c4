// What the deal's workflow asks of the world.

import { nextDealStep, type DealStepName } from '../domain/steps/deal.ts';
import type { Step } from '../domain/steps/step.ts';
import { readDealFacts } from '../db/steps/deal.ts';
import { workflowId } from '../workflows/messages.ts';
import { answerStep, readDay, sayDue, type StepAnswer, type World } from './step-answer.ts';

export type DealActivities = {
  nextDealStep(key: string, now: string): Promise<StepAnswer>;
  remindOfDeal(key: string, reminders: readonly string[], now: string): Promise<void>;
};

export function dealActivities(world: World): DealActivities {
  const readStep = async (key: string, now: string): Promise<Step<DealStepName> | null> => {
    const today = readDay(world, now);
    const facts = await readDealFacts(world.app, key, today);
    return facts === null ? null : nextDealStep(facts, today);
  };
  return {
    nextDealStep: async (key, now) => answerStep(world, workflowId('deal', key), await readStep(key, now), now),
    remindOfDeal: async (key, reminders, now) =>
      sayDue(world, workflowId('deal', key), await readStep(key, now), reminders, now),
  };
}
