// The end of a month as it is shown: worked out from the facts by the rules of its workflow, so that it is answered with
// Temporal away too.
import { listLeft } from '../domain/steps/closing-report.ts';
import { nextMonthEndStep } from '../domain/steps/month-end.ts';
import { MONTH_END_STEPS, type Holding, type MonthEndFacts } from '../domain/steps/month-end-facts.ts';
import { listStages } from '../domain/steps/month-end-stages.ts';
import type { Sql } from './connection.ts';
import { readMonthEndFacts } from './steps/month-end.ts';

/**
 * @param seesMargins costs and margins are for who may read them (COMMANDS.md, roles).
 * @returns null: nobody worked or was to work in that month.
 */
export async function showMonthEnd(app: Sql, month: string, today: string, seesMargins: boolean) {
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
    stages: listStages(facts, today).map(({ stage, state, done, total, holdings, note }) => ({
      stage,
      label: MONTH_END_STEPS[stage],
      state,
      done,
      total,
      note,
      holdings: holdings.map(showHolding),
    })),
    report: showReport(facts, seesMargins),
  };
}

function showHolding({ subject, who, reason, since }: Holding) {
  return { subject, who, reason, since };
}

/** What the closed month came to; null while it is open. */
function showReport(facts: MonthEndFacts, seesMargins: boolean) {
  const { closed, invoices } = facts;
  if (closed === null) return null;
  return {
    closedOn: closed.closedOn,
    invoices: invoices.issued,
    invoicedNet: invoices.issuedNetCents / 100,
    revenue: closed.figures?.revenue ?? null,
    cost: seesMargins ? (closed.figures?.cost ?? null) : null,
    margin: seesMargins ? (closed.figures?.margin ?? null) : null,
    left: listLeft(facts).map(showHolding),
    sealHead: closed.sealHead,
  };
}
