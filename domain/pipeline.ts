// Open opportunities by stage: count, amount, amount weighed by probability, and those past their closing date.
import type { CivilDate } from './civil-dates.ts';
import { compareCodes } from './codes.ts';
import { add, fraction, multiply, parseDecimal, type Fraction, ZERO } from './fraction.ts';
import { showEuros } from './money.ts';

export const OPPORTUNITY_STAGES = ['piste', 'qualifiee', 'proposition', 'negociation', 'gagnee', 'perdue'] as const;
export type OpportunityStage = (typeof OPPORTUNITY_STAGES)[number];

export const STAGE_WORDS: Readonly<Record<OpportunityStage, string>> = {
  piste: 'piste',
  qualifiee: 'qualifiée',
  proposition: 'proposition',
  negociation: 'négociation',
  gagnee: 'gagnée',
  perdue: 'perdue',
};

/** Stages in which a deal can still be won. */
export const OPEN_STAGES = [
  'piste',
  'qualifiee',
  'proposition',
  'negociation',
] as const satisfies readonly OpportunityStage[];

export type OpenOpportunity = {
  readonly code: string;
  readonly stage: OpportunityStage;
  readonly amountCents: number | null;
  readonly probabilityPercent: string | null;
  readonly expectedCloseOn: CivilDate | null;
};

type StageTotal = { count: number; amount: Fraction; weighted: Fraction; overdue: number };

function totalOf(opportunities: readonly OpenOpportunity[], asOf: CivilDate): StageTotal {
  const total: StageTotal = { count: 0, amount: ZERO, weighted: ZERO, overdue: 0 };
  for (const opportunity of opportunities) {
    const amount = fraction(opportunity.amountCents ?? 0, 100n);
    total.count += 1;
    total.amount = add(total.amount, amount);
    const probability = multiply(parseDecimal(opportunity.probabilityPercent ?? '0'), fraction(1n, 100n));
    total.weighted = add(total.weighted, multiply(amount, probability));
    if (opportunity.expectedCloseOn !== null && opportunity.expectedCloseOn < asOf) total.overdue += 1;
  }
  return total;
}

function showTotal(total: StageTotal) {
  return {
    count: total.count,
    amount: showEuros(total.amount),
    weighted: showEuros(total.weighted),
    overdue: total.overdue,
  };
}

export function reportPipeline(opportunities: readonly OpenOpportunity[], asOf: CivilDate) {
  const open = opportunities.filter(({ stage }) => stage !== 'gagnee' && stage !== 'perdue');
  return {
    stages: [...OPEN_STAGES].sort(compareCodes).map((stage) => ({
      stage,
      ...showTotal(
        totalOf(
          open.filter((o) => o.stage === stage),
          asOf,
        ),
      ),
    })),
    total: showTotal(totalOf(open, asOf)),
  };
}
