// What the night's round asks of the world.

import { nextScanStep } from '../domain/steps/nightly-scan.ts';
import type { Step } from '../domain/steps/step.ts';
import { readScanFacts } from '../db/steps/nightly-scan.ts';
import { readNoted } from '../db/waits.ts';
import { workflowId } from '../workflows/messages.ts';
import { answerStep, readDay, sayDue, type StepAnswer, type World } from './step-answer.ts';

export type ScanActivities = {
  nextScan(key: string, now: string): Promise<StepAnswer>;
  tellOfScan(key: string, reminders: readonly string[], now: string): Promise<void>;
};

export function scanActivities(world: World): ScanActivities {
  const readStep = async (key: string, now: string): Promise<Step> => {
    const today = readDay(world, now);
    const noted = await readNoted(world.app, workflowId('nightly-scan', key));
    return nextScanStep(await readScanFacts(world.app, today), today, noted);
  };
  return {
    // What is wrong tonight is told tonight, on the first night too.
    nextScan: async (key, now) =>
      answerStep(world, workflowId('nightly-scan', key), await readStep(key, now), now, false),
    tellOfScan: async (key, reminders, now) =>
      sayDue(world, workflowId('nightly-scan', key), await readStep(key, now), reminders, now),
  };
}
