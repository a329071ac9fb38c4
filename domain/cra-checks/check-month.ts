// Every check of a month's CRAs, in one list: what is accepted keeps its place, with the reason that was given.
import type { CivilDate } from '../civil-dates.ts';
import { compareCodes } from '../codes.ts';
import { checkSignatures } from './client-signatures.ts';
import type { CraCheckFacts } from './facts.ts';
import type { CraFinding } from './finding.ts';
import { checkDaysOff, mapAnomalies } from './mapped.ts';
import { checkBilledRates, checkBilledTwice, checkOrders, checkSubcontractors } from './orders-and-invoices.ts';
import { checkBench, checkPlan, checkTasks } from './plan-and-tasks.ts';
import { CRA_CHECKS } from './rules.ts';
import { checkExactFits, checkOutliers, checkPadding } from './watched-people.ts';
import { checkDaysContract, checkLeave, checkOnCallAndExpenses, checkWorkingTime } from './working-people.ts';

const CHECKS: readonly ((facts: CraCheckFacts) => CraFinding[])[] = [
  mapAnomalies,
  checkDaysOff,
  checkOrders,
  checkBilledTwice,
  checkWorkingTime,
  checkPadding,
  checkExactFits,
  checkPlan,
  checkBench,
  checkTasks,
  checkSubcontractors,
  checkSignatures,
  checkLeave,
  checkDaysContract,
  checkOnCallAndExpenses,
  checkBilledRates,
  checkOutliers,
];

/** A finding and, once somebody accepted it, why. */
export type CheckedFinding = CraFinding & { readonly accepted: string | null };

function compareFindings(a: CraFinding, b: CraFinding): number {
  return (
    compareCodes(a.consultant, b.consultant) ||
    compareCodes(a.date ?? '', b.date ?? '') ||
    a.rule - b.rule ||
    compareCodes(a.code, b.code) ||
    compareCodes(a.project ?? '', b.project ?? '')
  );
}

function keyOf(one: { code: string; consultant: string; date: CivilDate | null; project: string | null }): string {
  return JSON.stringify([one.code, one.consultant, one.date, one.project]);
}

/** Sorted by consultant, date (none first), rule, project. */
export function checkCras(facts: CraCheckFacts): CheckedFinding[] {
  const accepted = new Map(facts.accepted.map((one) => [keyOf(one), one.reason]));
  return CHECKS.flatMap((check) => check(facts))
    .filter(({ code }) => facts.watchPeople || CRA_CHECKS[code].watchesPeople !== true)
    .sort(compareFindings)
    .map((finding) => ({ ...finding, accepted: accepted.get(keyOf(finding)) ?? null }));
}
