// All the questions that are asked of a firm: those that come with the example, and those drawn for any firm.
import { EXAMPLE_FOLDER } from '../db/firm-files.ts';
import type { AskedFirm } from './asked-firm.ts';
import { readQuestions, type Case } from './cases.ts';
import { BILLING_QUESTIONS } from './questions/billing.ts';
import { BUSINESS_WISHES } from './questions/business-wishes.ts';
import { CASH_QUESTIONS } from './questions/cash.ts';
import { DRIFT_QUESTIONS } from './questions/drift.ts';
import { FOLLOW_UPS } from './questions/follow-ups.ts';
import { INJECTIONS } from './questions/injections.ts';
import { MARGIN_RANKINGS } from './questions/margin-rankings.ts';
import { MARGINS_OVER_TIME } from './questions/margins-over-time.ts';
import { MARGIN_QUESTIONS } from './questions/margins.ts';
import { OCCUPATION_QUESTIONS } from './questions/occupation.ts';
import { PEOPLE_WISHES } from './questions/people-wishes.ts';
import { PEOPLE_QUESTIONS } from './questions/people.ts';
import { REACH_QUESTIONS } from './questions/reach.ts';
import { RIGHTS_QUESTIONS } from './questions/rights.ts';
import { SALES_QUESTIONS } from './questions/sales.ts';
import { drawCase, type Family } from './questions/scene.ts';
import { UNCLEAR_QUESTIONS } from './questions/unclear.ts';

export const FAMILIES: readonly Family[] = [
  ...MARGIN_QUESTIONS,
  ...MARGINS_OVER_TIME,
  ...MARGIN_RANKINGS,
  ...DRIFT_QUESTIONS,
  ...OCCUPATION_QUESTIONS,
  ...BILLING_QUESTIONS,
  ...CASH_QUESTIONS,
  ...PEOPLE_QUESTIONS,
  ...SALES_QUESTIONS,
  ...FOLLOW_UPS,
  ...PEOPLE_WISHES,
  ...BUSINESS_WISHES,
  ...RIGHTS_QUESTIONS,
  ...REACH_QUESTIONS,
  ...UNCLEAR_QUESTIONS,
  ...INJECTIONS,
];

export const readExampleQuestions = (): Case[] => readQuestions(EXAMPLE_FOLDER);

/**
 * Unseen questions on a firm: of each family the draws `first` to `first + each - 1`. The same numbers give the same
 * questions; a family that the firm gives nothing to ask about is left out.
 */
export function drawQuestions(firm: AskedFirm, { each, first = 1 }: { each: number; first?: number }): Case[] {
  return FAMILIES.flatMap((family) => {
    const cases = Array.from({ length: each }, (_, at) => drawCase(family, firm, first + at));
    const asked = new Map(cases.flatMap((one) => (one === null ? [] : [[one.turns.join('\n'), one]])));
    return [...asked.values()];
  });
}
