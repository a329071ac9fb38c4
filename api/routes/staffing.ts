// Staffing over HTTP: the best plans solved, one at a time, and a supposition made into proposals.

import { readFactsToStaff } from '../../db/reports/read-report.ts';
import type { Person } from '../../db/users.ts';
import type { Role } from '../../domain/roles.ts';
import { STAFFING_AIMS, type StaffingAim } from '../../domain/staffing/alternatives.ts';
import { DEFAULT_PLAN_SETTINGS } from '../../domain/staffing/plan-problem.ts';
import { proposeWhatIf } from './propose-what-if.ts';
import { solveStaffing } from '../staffing/solve-staffing.ts';
import type { CallContext } from './context.ts';
import type { Identity } from '../auth/authenticate.ts';
import { refuse } from './problems.ts';
import { askReport } from './reports.ts';

/** Who staffs: the plan moves people from one's deals to another's. */
const PLANNERS: readonly Role[] = ['direction', 'daf', 'responsable'];
/** Most firms are solved in two; a page is not waited for longer than half a minute. */
const USUAL_SECONDS = 10;

export type PlanAsked = {
  readonly weeks?: number | undefined;
  readonly aim?: StaffingAim | undefined;
  readonly seconds?: number | undefined;
  readonly 'as-of'?: string | undefined;
};

// Three threads solve at full speed: a second plan would take the doors' own processor.
let solving = false;

/** @throws a refusal: not theirs to plan, or another plan is being solved. */
export async function solvePlans({ readerSql, today }: CallContext, person: Person, asked: PlanAsked) {
  if (!person.roles.some((role) => PLANNERS.includes(role)))
    throw refuse(403, 'right_refused', 'Le plan revient à la direction, au DAF et aux responsables.');
  const asOf = asked['as-of'];
  const request = askReport(person, 'staffing', asOf === undefined ? {} : { 'as-of': asOf }, today());
  if (solving) throw refuse(429, 'solver_busy', 'Un plan est déjà en cours de calcul : réessayez dans un instant.');
  solving = true;
  try {
    const facts = await readFactsToStaff(readerSql, request);
    const settings = { ...DEFAULT_PLAN_SETTINGS, weeks: asked.weeks ?? DEFAULT_PLAN_SETTINGS.weeks };
    const aims = asked.aim === undefined ? STAFFING_AIMS : [asked.aim];
    return await solveStaffing(facts, settings, aims, asked.seconds ?? USUAL_SECONDS);
  } finally {
    solving = false;
  }
}

export function proposeSupposed(
  context: CallContext,
  { person, by }: Identity,
  asked: Readonly<Record<string, string | undefined>>,
): ReturnType<typeof proposeWhatIf> {
  const options = Object.entries(asked).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return proposeWhatIf({ ...context, channel: by === 'session' ? 'web' : 'api' }, person, Object.fromEntries(options));
}
