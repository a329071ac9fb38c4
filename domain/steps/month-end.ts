// The end of a month, from the last working days to the closing: CRAs come in, are validated, their anomalies are fixed
// or accepted, invoices are approved, issued and sent, the month is closed, and direction reads what it came to.
import { addDays, type CivilDate } from '../civil-dates.ts';
import { MONTH_END_STEPS, type MonthEndFacts, type MonthEndStepName } from './month-end-facts.ts';
import { remindMonthEnd, tellClosing } from './month-end-reminders.ts';
import { listStages } from './month-end-stages.ts';
import type { Step } from './step.ts';

/** What the end of the month waits for now, what is said, and when to look again. */
export function nextMonthEndStep(facts: MonthEndFacts, today: CivilDate): Step<MonthEndStepName> {
  if (facts.closed !== null)
    return {
      step: facts.closed.told ? 'done' : 'report',
      blockedOn: null,
      since: null,
      next: null,
      reminders: tellClosing(facts, facts.closed),
      changesOn: null,
      done: true,
    };
  const running = listStages(facts, today).find(({ state }) => state === 'running');
  if (running === undefined) throw new Error(`${facts.month} is open, and none of its stages runs`);
  const holders = [...new Set(running.holdings.map(({ who }) => who))];
  const since = running.holdings.flatMap(({ since: day }) => day ?? []).toSorted()[0] ?? null;
  return {
    step: running.stage,
    blockedOn: holders.length === 0 ? null : holders.join(', '),
    since,
    next: `${MONTH_END_STEPS[running.stage]} : ${running.done} sur ${running.total}.`,
    reminders: remindMonthEnd(facts, today, running.stage === 'closing'),
    changesOn: addDays(today, 1),
    done: false,
  };
}
