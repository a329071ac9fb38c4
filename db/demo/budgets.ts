// What was sold, a profile, and what the person in charge declares left to do each month. Budgets are set from the
// days that the project takes in the end, so that a project drifts when the story says so and not by accident.
import { addDays, earlier, type CivilDate } from '../../domain/civil-dates.ts';
import { countWorkingDays } from '../../domain/calendar.ts';
import { lastDayOf, monthOf, monthsBetween } from '../../domain/periods.ts';
import type { Assignment, Project } from './facts.ts';
import { beginsToDrift, driftsBadly } from './projects.ts';
import type { Random } from './random.ts';
import { isTimeBilled, rateFor } from './staffing.ts';
import type { WorkSums } from './timesheets.ts';
import { profileNamed } from './trade.ts';
import type { Window } from './window.ts';

export type Raf = { project: Project; profile: string; date: CivilDate; quarters: number };

/** Of the working days ahead, the share that people will really be there. */
const PRESENCE = 0.86;
/** A fixed-price budget never trails the calendar by more than this share (the report warns at 0.15). */
const LARGEST_BURN_AHEAD = 0.12;
const BURN_WATCHED: readonly string[] = ['forfait', 'forfait_agile', 'hybride', 'tma'];

type ProfileEffort = { profile: string; done: number; final: number; rateCents: number | null; costCents: number };

const roundTo = (value: number, step: number): number => Math.round(value / step) * step;

/** The quarter days that each profile will have taken when the project ends. */
function effortOf(
  project: Project,
  own: readonly Assignment[],
  work: WorkSums | undefined,
  window: Window,
): ProfileEffort[] {
  const efforts = new Map<string, ProfileEffort>();
  for (const assignment of own) {
    // Time planted without a price is not part of what was sold.
    if (assignment.rateCents === null && isTimeBilled(project)) continue;
    let effort = efforts.get(assignment.profile);
    if (!effort) {
      const sums = work?.byProfile.get(assignment.profile);
      const done = sums?.quarters ?? 0;
      const cost = sums && done > 0 ? sums.costQuarterCents / done : profileNamed(assignment.profile).costCents;
      effort = {
        profile: assignment.profile,
        done,
        final: done,
        rateCents: assignment.rateCents,
        costCents: roundTo(cost, 500),
      };
      efforts.set(assignment.profile, effort);
    }
    const from = addDays(window.today, 1);
    const days = countWorkingDays(
      assignment.start > from ? assignment.start : from,
      assignment.end ?? project.end ?? window.today,
    );
    effort.final += days * assignment.quarters * PRESENCE;
  }
  return [...efforts.values()];
}

/** The least budget for which the days done do not run ahead of the calendar. */
function leastBudget(project: Project, done: number, window: Window): number {
  const isWatched = project.status === 'en_cours' && BURN_WATCHED.includes(project.contract);
  if (!isWatched || driftsBadly(project) || beginsToDrift(project) || !project.start || !project.end) return 0;
  const elapsed =
    countWorkingDays(project.start, earlier(window.today, project.end)) / countWorkingDays(project.start, project.end);
  return done / Math.min(1, elapsed + LARGEST_BURN_AHEAD);
}

function sellProject(project: Project, efforts: readonly ProfileEffort[], window: Window): void {
  const factor = Math.max(
    ...efforts.map((effort) => leastBudget(project, effort.done, window) / (effort.final / project.overrun || 1)),
    1,
  );
  project.budget = efforts.map((effort) => {
    // In time and materials nobody declares what is left: the budget is what was foreseen to the end.
    const isForeseen = project.status === 'en_cours' && project.contract === 'regie';
    const sold = isForeseen ? effort.final : (effort.final / project.overrun) * factor;
    const quarters = Math.max(2, roundTo(sold, 2));
    return { profile: effort.profile, quarters, rateCents: effort.rateCents, costCents: effort.costCents };
  });
  priceProject(project);
}

const sumOfBudget = (project: Project, priceOf: (profile: string) => number): number =>
  project.budget.reduce((sum, row) => sum + (row.quarters * priceOf(row.profile)) / 4, 0);

/** The project that drifts had been sold with a discount on top: it loses money in the end. */
const discountOf = (project: Project): number => (driftsBadly(project) ? 0.88 : 1);

const soldPrice = (project: Project, profile: string): number =>
  (profileNamed(profile).rateCents ?? 0) * (project.client?.priceFactor ?? 1) * discountOf(project);

/** The contract's amounts follow from the budget. */
function priceProject(project: Project): void {
  const lot = project.budget.filter((row) => row.rateCents === null);
  const lotCents = lot.reduce((sum, row) => sum + (row.quarters * soldPrice(project, row.profile)) / 4, 0);
  if (project.contract === 'forfait' || project.contract === 'hybride' || project.contract === 'forfait_agile') {
    project.fixedPriceCents = roundTo(lotCents * 1.02 + (project.plannedPurchasesCents ?? 0) * 1.2, 50_000);
  }
  if (project.contract === 'regie_plafonnee') {
    const value = project.budget.reduce((sum, row) => sum + (row.quarters * (row.rateCents ?? 0)) / 4, 0);
    project.ceilingCents = Math.ceil(value / 10_000) * 10_000;
  }
  if (project.contract === 'tma' && project.start && project.end) {
    const months = monthsBetween(monthOf(project.start), monthOf(project.end)).length;
    project.monthlyFeeCents = roundTo(sumOfBudget(project, (profile) => soldPrice(project, profile)) / months, 5000);
    const units = Math.max(10, roundTo(sumOfBudget(project, () => 1) / months / 1.5, 5));
    project.includedUnits = units;
    project.unitPriceCents = roundTo((project.monthlyFeeCents / units) * 1.1, 500);
    project.carryMonths = 1 + (units % 3);
  }
}

/** The month ends at which what is left was declared. */
function declarationDays(project: Project, window: Window): CivilDate[] {
  if (!project.start || !project.end) return [];
  const last = earlier(window.today, project.end);
  const months = monthsBetween(monthOf(project.start), monthOf(last));
  const days = months.map(lastDayOf).filter((day) => day <= window.today);
  const end = project.end;
  return days.map((day) => (day > end ? end : day));
}

function declareRaf(
  project: Project,
  efforts: readonly ProfileEffort[],
  work: WorkSums | undefined,
  window: Window,
  random: Random,
): Raf[] {
  const days = declarationDays(project, window);
  const isClosed = project.status === 'clos';
  // Those in charge of what drifts admit it late.
  const reluctance = driftsBadly(project) ? 3 : beginsToDrift(project) ? 2 : 1;
  return efforts.flatMap(({ profile, final }) => {
    const sold = project.budget.find((row) => row.profile === profile)?.quarters ?? final;
    const byMonth = work?.byProfile.get(profile)?.byMonth;
    let done = 0;
    return days.map((date, index) => {
      done += byMonth?.get(monthOf(date)) ?? 0;
      const progress = (index + 1) / days.length;
      const atEnd =
        index === days.length - 1
          ? sold * project.overrun
          : sold + (sold * project.overrun - sold) * progress ** reluctance + sold * random.between(-0.015, 0.015);
      const left = isClosed && index === days.length - 1 ? 0 : Math.max(0, roundTo(atEnd - done, 2));
      return { project, profile, date, quarters: left };
    });
  });
}

const DECLARED: readonly string[] = ['forfait', 'hybride', 'forfait_agile', 'tma', 'regie_plafonnee'];

/** Sells each project and declares its RAF, from the work done on it. */
export function budgetProjects(
  projects: readonly Project[],
  assignments: readonly Assignment[],
  sums: ReadonlyMap<Project, WorkSums>,
  window: Window,
  random: Random,
): Raf[] {
  const byProject = new Map<Project, Assignment[]>();
  for (const assignment of assignments) {
    if (!assignment.isFirm) continue;
    const own = byProject.get(assignment.project) ?? [];
    own.push(assignment);
    byProject.set(assignment.project, own);
  }
  const rafs: Raf[] = [];
  for (const project of projects) {
    const work = sums.get(project);
    const efforts = effortOf(project, byProject.get(project) ?? [], work, window);
    if (efforts.length === 0) continue;
    sellProject(project, efforts, window);
    if (DECLARED.includes(project.contract)) rafs.push(...declareRaf(project, efforts, work, window, random));
  }
  return rafs;
}

/** A project that has not started: sold for so many days of each profile. */
export function foreseeBudget(
  project: Project,
  needs: readonly { profile: string; days: number }[],
  window: Window,
  random: Random,
): void {
  project.budget = needs.map(({ profile, days }) => ({
    profile,
    quarters: days * 4,
    rateCents: rateFor(project, profile, window, random),
    costCents: profileNamed(profile).costCents,
  }));
  priceProject(project);
}
