// Drift: which running projects are leaving their plan, how badly, and which cannot be judged.
import { addDays, earlier, workingDays } from './calendar.ts';
import type { Day } from './calendar.ts';
import {
  budgetOf,
  compareCodes,
  countedTime,
  invoicedHt,
  isTimeBilledContract,
  milestonesOf,
  ordersOf,
  rafsOf,
  takenDays,
  valueOf,
} from './facts.ts';
import type { View } from './facts.ts';
import {
  add,
  compare,
  divide,
  euros,
  fraction,
  isAbove,
  isBelow,
  isZero,
  multiply,
  rate,
  ratio,
  round,
  subtract,
  sumOf,
  toNumber,
  zero,
} from './fraction.ts';
import type { Fraction } from './fraction.ts';
import { figuresOf } from './margin.ts';
import type { ProjectFigures } from './margin.ts';
import type { Firm, Project } from './read-firm.ts';

export type Severity = 'red' | 'amber' | 'blind';
export type Signal = { code: string; detail: string };

const BLIND = new Set(['no_budget', 'raf_missing', 'stale_raf']);

type Judged = {
  figures: ProjectFigures;
  budgetDays: Fraction;
  eacDays: Fraction;
  eacMargin: Fraction;
  plannedRate: Fraction | null;
  eacRate: Fraction | null;
  impact: Fraction | null;
  points: Fraction | null;
};

function judge(view: View, project: Project): Judged {
  const figures = figuresOf(view, project);
  const { plannedRevenue, plannedCost, eacRevenue, eacCost } = figures;
  const plannedMargin = plannedRevenue === null || plannedCost === null ? null : subtract(plannedRevenue, plannedCost);
  const eacMargin = subtract(eacRevenue, eacCost);
  const plannedRate = plannedMargin === null || plannedRevenue === null ? null : ratio(plannedMargin, plannedRevenue);
  const eacRate = ratio(eacMargin, eacRevenue);
  return {
    figures,
    budgetDays: sumOf(budgetOf(view.firm, project.code), (row) => row.days),
    eacDays: add(figures.days, figures.remainingDays),
    eacMargin,
    plannedRate,
    eacRate,
    impact: plannedMargin === null ? null : subtract(plannedMargin, eacMargin),
    points: plannedRate === null || eacRate === null ? null : multiply(fraction(100), subtract(plannedRate, eacRate)),
  };
}

const exceeds = (value: Fraction, percent: number, base: Fraction): boolean =>
  isAbove(base, zero) && isAbove(value, multiply(fraction(percent, 100), base));

/** More of the days are burnt than of the calendar, by more than 15 points. */
function burnsTooFast(view: View, project: Project, judged: Judged): boolean {
  const contracts = ['forfait', 'forfait_agile', 'hybride', 'tma'];
  if (!contracts.includes(project.contract)) return false;
  if (project.start === null || project.end === null || isZero(judged.budgetDays)) return false;
  const whole = workingDays(project.start, project.end).length;
  if (whole === 0) return false;
  const elapsed = workingDays(project.start, earlier(view.asOf, project.end)).length;
  const burnt = divide(judged.figures.days, judged.budgetDays);
  return isAbove(subtract(burnt, fraction(elapsed, whole)), fraction(15, 100));
}

function isLate(view: View, project: Project, judged: Judged): boolean {
  const isOverdue = (due: Day): boolean => due < view.asOf && workingDays(addDays(due, 1), view.asOf).length > 10;
  const hasLateMilestone = milestonesOf(view.firm, project.code).some(
    (row) => (row.accepted === null || row.accepted > view.asOf) && row.due !== null && isOverdue(row.due),
  );
  const isPastEnd = project.end !== null && project.end < view.asOf && isAbove(judged.figures.remainingDays, zero);
  return hasLateMilestone || isPastEnd;
}

/** The orders of a project begun by a day, ended or not. */
export const ordersBegunBy = (firm: Firm, project: Project, day: Day): Fraction =>
  sumOf(
    ordersOf(firm, project.code).filter((order) => order.start === null || order.start <= day),
    (order) => order.amount,
  );

function overrunsOrders(view: View, project: Project): boolean {
  if (!isTimeBilledContract(project) || ordersOf(view.firm, project.code).length === 0) return false;
  const isTaken = takenDays(view, project.code);
  const toInvoice = valueOf(countedTime(view, project.code).filter((row) => !isTaken(row.date)));
  const used = add(invoicedHt(view, project.code), toInvoice);
  return isBelow(subtract(ordersBegunBy(view.firm, project, view.asOf), used), zero);
}

function lacksRaf(view: View, project: Project, judged: Judged): boolean {
  if (project.contract !== 'forfait' && project.contract !== 'hybride') return false;
  const declared = rafsOf(view.firm, project.code).some((row) => row.date <= view.asOf);
  return !declared && exceeds(judged.figures.days, 30, judged.budgetDays);
}

function hasStaleRaf(view: View, project: Project): boolean {
  if (project.contract !== 'forfait' && project.contract !== 'hybride') return false;
  const from = addDays(view.asOf, -34);
  const hasWorked = countedTime(view, project.code).some((row) => row.date >= from);
  const rafs = rafsOf(view.firm, project.code).filter((row) => row.date <= view.asOf);
  return hasWorked && rafs.length > 0 && !rafs.some((row) => row.date >= from);
}

function signalsOf(view: View, project: Project, judged: Judged): Signal[] {
  const { figures, points, budgetDays, eacDays } = judged;
  const passesCeiling =
    project.contract === 'regie_plafonnee' && project.ceiling !== null && isAbove(figures.uncappedEac, project.ceiling);
  const fired: [string, boolean][] = [
    ['loss', isBelow(judged.eacMargin, zero)],
    ['margin', points !== null && isAbove(points, fraction(5))],
    ['budget', exceeds(eacDays, 110, budgetDays)],
    ['burn', burnsTooFast(view, project, judged)],
    ['schedule', isLate(view, project, judged)],
    ['ceiling', passesCeiling],
    ['po', overrunsOrders(view, project)],
    ['no_budget', budgetOf(view.firm, project.code).length === 0],
    ['raf_missing', lacksRaf(view, project, judged)],
    ['stale_raf', hasStaleRaf(view, project)],
  ];
  return fired
    .filter(([, isFired]) => isFired)
    .map(([code]) => ({ code, detail: `Signal ${code} du projet ${project.code}` }));
}

function severityOf(signals: readonly Signal[], judged: Judged): Severity {
  if (signals.every((signal) => BLIND.has(signal.code))) return 'blind';
  if (signals.some((signal) => signal.code === 'loss')) return 'red';
  const isCostly = judged.impact !== null && compare(judged.impact, fraction(2000)) >= 0;
  const isFarOff =
    (judged.points !== null && isAbove(judged.points, fraction(10))) || exceeds(judged.eacDays, 120, judged.budgetDays);
  return isCostly && isFarOff ? 'red' : 'amber';
}

export type Drifting = {
  project: Project;
  severity: Severity;
  impact: Fraction | null;
  judged: Judged;
  signals: Signal[];
};

function compareDrifting(a: Drifting, b: Drifting): number {
  const isBlindA = a.severity === 'blind';
  const isBlindB = b.severity === 'blind';
  if (isBlindA !== isBlindB) return isBlindA ? 1 : -1;
  if (!isBlindA) {
    if ((a.impact === null) !== (b.impact === null)) return a.impact === null ? 1 : -1;
    if (a.impact !== null && b.impact !== null && compare(a.impact, b.impact) !== 0) {
      return compare(b.impact, a.impact);
    }
  }
  return compareCodes(a.project.code, b.project.code);
}

/** The projects that drift or cannot be judged, worst first. */
export function driftingProjects(view: View): Drifting[] {
  return view.firm.projects
    .filter((project) => project.status === 'en_cours' && project.contract !== 'interne')
    .map((project) => {
      const judged = judge(view, project);
      const signals = signalsOf(view, project, judged);
      const severity = severityOf(signals, judged);
      return { project, severity, impact: judged.impact, judged, signals };
    })
    .filter(({ signals }) => signals.length > 0)
    .sort(compareDrifting);
}

export function driftReport(view: View) {
  return {
    projects: driftingProjects(view).map(({ project, severity, impact, judged, signals }) => ({
      code: project.code,
      client: project.client,
      manager: project.manager,
      severity,
      impact: impact === null ? null : euros(impact),
      planned_rate: rate(judged.plannedRate),
      eac_rate: rate(judged.eacRate),
      drift_points: judged.points === null ? null : toNumber(round(judged.points, 2)),
      signals,
    })),
  };
}
