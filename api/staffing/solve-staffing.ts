// The three plans of a firm: most margin, fewest moves, and between the two. Solved side by side, a thread each.
import type { StaffingAim } from '../../domain/staffing/alternatives.ts';
import type { StaffingFacts } from '../../domain/staffing/find-needs.ts';
import { showPlans, type SolvedPlan } from '../../domain/staffing/plan-answer.ts';
import { buildPlanModel } from '../../domain/staffing/plan-model.ts';
import { posePlan, type PlanSettings } from '../../domain/staffing/plan-problem.ts';
import { solveModel } from './solve-model.ts';

/** @param seconds for each plan, at most. */
export async function solveStaffing(
  facts: StaffingFacts,
  settings: PlanSettings,
  aims: readonly StaffingAim[],
  seconds: number,
): Promise<ReturnType<typeof showPlans>> {
  const problem = posePlan(facts, settings);
  const plans = await Promise.all(
    aims.map(async (aim): Promise<SolvedPlan> => ({
      aim,
      ...(await solveModel(buildPlanModel(problem, aim), seconds)),
    })),
  );
  return showPlans(problem, plans);
}
