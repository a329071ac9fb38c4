// What a workflow is told when it asks "what now?". It stays in the history: who, what next and until when,
// never a figure.

import { planReminders, type Reminder, type Step } from '../domain/steps/step.ts';
import type { Sql } from '../db/connection.ts';
import { FIRST_LOOK, fileProposal, passOver, sayReminders } from '../db/steps/remind.ts';
import { readNoted, removeWait, writeWait } from '../db/waits.ts';

export type StepAnswer = {
  readonly step: string;
  readonly blockedOn: string | null;
  readonly next: string | null;
  /** ISO instant of the next look; null: only a knock. */
  readonly waitUntil: string | null;
  /** Keys of what is to be said now. */
  readonly remind: readonly string[];
  readonly done: boolean;
};

export type World = {
  readonly app: Sql;
  /** VIGIE_TODAY; then no timer is set. */
  readonly fixedToday: string | null;
};

/** Days are looked at in the morning: 7 or 8 o'clock in Paris. */
const MORNING = 'T06:00:00.000Z';

/** The civil day in Paris at this instant, or the one that is fixed. */
export function readDay({ fixedToday }: Pick<World, 'fixedToday'>, now: string): string {
  return fixedToday ?? new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Paris' }).format(new Date(now));
}

/**
 * Turns a step into the workflow's answer, and notes where it stands for who asks while Temporal is away.
 * @param pastIsSilent at the first look, what was due before today is noted and nobody is told.
 */
export async function answerStep(
  world: World,
  workflowId: string,
  step: Step | null,
  now: string,
  pastIsSilent = true,
): Promise<StepAnswer> {
  const { app } = world;
  const today = readDay(world, now);
  if (step === null || step.done) {
    await removeWait(app, workflowId);
    const last = step === null ? [] : planReminders(step, today, await readNoted(app, workflowId)).due;
    const remind = last.map(({ key }) => key);
    return { step: step?.step ?? 'done', blockedOn: null, next: null, waitUntil: null, remind, done: true };
  }
  const noted = await readNoted(app, workflowId);
  if (pastIsSilent && !noted.has(FIRST_LOOK)) {
    const past = step.reminders.filter(({ dueOn }) => dueOn === null || dueOn < today);
    await passOver(app, workflowId, past);
    for (const { key } of past) noted.add(key);
  }
  const { due, wakeOn } = planReminders(step, today, noted);
  const waitUntil = wakeOn === null || world.fixedToday !== null ? null : `${wakeOn}${MORNING}`;
  const { blockedOn, next } = step;
  await writeWait(app, workflowId, { step: step.step, blockedOn, next, waitsUntil: waitUntil, now });
  return { step: step.step, blockedOn, next, waitUntil, remind: due.map(({ key }) => key), done: false };
}

/** Says these, if they are still due by the facts of now; what a person should decide on is proposed instead. */
export async function sayDue(
  world: World,
  workflowId: string,
  step: Step | null,
  keys: readonly string[],
  now: string,
): Promise<void> {
  if (step === null) return;
  const { app } = world;
  const today = readDay(world, now);
  const { due } = planReminders(step, today, await readNoted(app, workflowId));
  const toSay: Reminder[] = [];
  for (const reminder of due.filter(({ key }) => keys.includes(key))) {
    const filed = reminder.proposal !== undefined && (await fileProposal(app, workflowId, reminder, today));
    if (!filed) toSay.push(reminder);
  }
  await sayReminders(app, workflowId, toSay);
}
