// Questions that one plain read does not answer: why, a comparison, the anomalies of people, what blocks an invoice,
// who has no assignment in a month, deals and lists of things.

import type { Asking, Plan } from '../plan.ts';
import type { Reading } from '../reading.ts';
import { planBacklog } from './backlog-plan.ts';
import { planBooks } from './books-plan.ts';
import { planHolidays } from './calendar-plan.ts';
import { planComparison } from './compare-plan.ts';
import { planDocuments } from './documents-plan.ts';
import { planEntered } from './entered-plan.ts';
import { planExcess } from './excess-plan.ts';
import { planFindPeople } from './find-people.ts';
import { planGroups } from './groups-plan.ts';
import { planMilestones } from './milestone-plan.ts';
import { joinMonths } from './join-months.ts';
import { planMonthly } from './monthly-plan.ts';
import { planOverMonths } from './over-months-plan.ts';
import { planLeave } from './leave-plan.ts';
import { planOwnDays } from './own-days-plan.ts';
import { planReminded } from './reminded-plan.ts';
import { planWorked } from './worked-plan.ts';
import { planPaid } from './paid-plan.ts';
import { planPerson } from './person-plan.ts';
import { planSinceWhen } from './since-when.ts';
import { planTeam } from './team-plan.ts';
import { planLowestRate, planTargetRate } from './rate-plan.ts';
import { planSkills } from './skills-plan.ts';
import { planStaffingReads } from './staffing-reads.ts';
import { planTimesheets } from './timesheet-plan.ts';
import { planSound } from './sound-plan.ts';
import { planThings } from './things-plan.ts';
import { planWhatIf } from './what-if-plan.ts';
import { planProjectFacts } from './project-facts-plan.ts';
import { planReasons } from './why-plan.ts';

type Chooser = (reading: Reading, asking: Asking) => Plan | null;

const CHOOSERS: readonly Chooser[] = [
  planExcess,
  planHolidays,
  planReminded,
  planWorked,
  planOwnDays,
  planProjectFacts,
  planDocuments,
  planBacklog,
  planEntered,
  planGroups,
  planWhatIf,
  planStaffingReads,
  planFindPeople,
  planBooks,
  planSound,
  planSkills,
  planLowestRate,
  planTargetRate,
  planPerson,
  planMilestones,
  planMonthly,
  planLeave,
  planReasons,
  planTimesheets,
  planThings,
  planComparison,
  planOverMonths,
];

export function chooseSpecialPlan(given: Reading, before: Reading | null, asking: Asking): Plan | null {
  const reading = joinMonths(given);
  const other = planPaid(reading, asking) ?? planSinceWhen(reading, before, asking) ?? planTeam(reading, asking);
  if (other) return other;
  for (const choose of CHOOSERS) {
    const plan = choose(reading, asking);
    if (plan) return plan;
  }
  return null;
}
