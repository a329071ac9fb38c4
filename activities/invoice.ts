// What the invoice's workflow asks of the world.

import { nextInvoiceStep, type InvoiceStepName } from '../domain/steps/invoice.ts';
import type { Step } from '../domain/steps/step.ts';
import { readInvoiceFacts } from '../db/steps/invoice.ts';
import { workflowId } from '../workflows/messages.ts';
import { answerStep, readDay, sayDue, type StepAnswer, type World } from './step-answer.ts';

export type InvoiceActivities = {
  nextInvoiceStep(number: string, now: string): Promise<StepAnswer>;
  remindOfInvoice(number: string, reminders: readonly string[], now: string): Promise<void>;
};

export function invoiceActivities(world: World): InvoiceActivities {
  const readStep = async (number: string, now: string): Promise<Step<InvoiceStepName> | null> => {
    const facts = await readInvoiceFacts(world.app, number);
    return facts === null ? null : nextInvoiceStep(facts, readDay(world, now));
  };
  return {
    nextInvoiceStep: async (number, now) =>
      answerStep(world, workflowId('invoice', number), await readStep(number, now), now),
    remindOfInvoice: async (number, reminders, now) =>
      sayDue(world, workflowId('invoice', number), await readStep(number, now), reminders, now),
  };
}
