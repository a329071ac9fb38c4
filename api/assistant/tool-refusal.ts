// A refusal of the rules, as the assistant's model is told it; the rest (the database away, a bug) ends the turn.

import { ORPCError } from '@orpc/server';
import { ReportOptionError } from '../../db/reports/report-option.ts';
import { PlainError } from '../../db/plain-error.ts';
import type { ToolRefusal } from '../../agents/turn.ts';
import { statusOf } from '../routes/commands.ts';

export function refuseTool(code: string, sentence: string, rights: boolean): ToolRefusal {
  return { state: 'refused', code, sentence, rights };
}

/** Of a command's plan: its code tells whether it is a matter of rights. */
export function refuseByCode(code: string, sentence: string): ToolRefusal {
  return refuseTool(code, sentence, statusOf(code) === 403);
}

/** @throws what is no refusal. */
export async function orRefusal<T>(work: () => Promise<T>): Promise<T | ToolRefusal> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ORPCError) return refuseTool(String(error.code), error.message, error.status === 403);
    if (error instanceof ReportOptionError || error instanceof PlainError)
      return refuseTool(error.code, error.message, false);
    throw error;
  }
}
