// The figures of a project that a change is decided on: margin at completion before → after, and what it moves in
// months already closed. Costs are real for direction and daf, standard for the others (COMMANDS.md, "Roles").
import { earnedRevenue } from '../../contract/contract.ts';
import type { Milestone, ProjectFacts } from '../../contract/facts.ts';
import { showDays } from '../../days.ts';
import { marginOf, measureProject, rateOf, type ProjectMargin } from '../../margin.ts';
import { showEuros, showRate } from '../../money.ts';
import { lastDayOf, monthOf, monthsBetween, type Month } from '../../periods.ts';
import type { CivilDate } from '../../civil-dates.ts';
import type { Costs } from '../../report-rights.ts';
import type { Asker, IndicatorEffect, LockKey } from '../command.ts';
import type { FirmReader } from '../firm-reader.ts';
import { ownsProject } from '../ownership.ts';
import type { MilestoneRow, ProjectCommandRow } from '../rows.ts';

/** Whose costs this person reads the project at; null: no cost and no margin of it at all. */
export function costsShownTo(asker: Asker, project: ProjectCommandRow | null): Costs | null {
  if (asker.roles.includes('direction') || asker.roles.includes('daf')) return 'real';
  if (!asker.roles.includes('responsable') || !ownsProject(project, asker, 'responsable')) return null;
  return asker.realCostRoles?.includes('responsable') === true ? 'real' : 'standard';
}

/** The project's facts, and whose costs they are at. */
export type Figures = ProjectFacts & { readonly costs: Costs };

/** The project's facts at the day as the person may read them; null: unknown project, or not theirs to read. */
export async function readFigures(
  project: ProjectCommandRow | null,
  asOf: CivilDate,
  asker: Asker,
  read: FirmReader,
): Promise<Figures | null> {
  const costs = costsShownTo(asker, project);
  const facts = project === null || costs === null ? null : await read.projectFacts(project.code, asOf, costs);
  return facts && costs && { ...facts, costs };
}

/** The project at the end of the last closed month: what a change of the past would move there. */
export type ClosedFigures = { readonly month: Month; readonly facts: Figures };

export async function readClosedFigures(
  project: ProjectCommandRow | null,
  asker: Asker,
  read: FirmReader,
): Promise<ClosedFigures | null> {
  const closed = await read.find('monthClosing', { state: 'closed' });
  const last = closed
    .map(({ month }) => month)
    .sort()
    .at(-1);
  if (last === undefined) return null;
  const month = monthOf(last);
  const facts = await readFigures(project, lastDayOf(month), asker, read);
  return facts && { month, facts };
}

/** What the change moves at the end of the last closed month; null: nothing. */
function changeOfClosed(closed: ClosedFigures | null, change: (facts: Figures) => ProjectFacts) {
  if (!closed) return null;
  const [before, after] = [showEuros(earnedRevenue(closed.facts)), showEuros(earnedRevenue(change(closed.facts)))];
  return before === after ? null : { month: closed.month, costs: closed.facts.costs, before, after };
}

/** Told, when a change moves the revenue of closed months; '' when it does not. The figures are an indicator. */
export function tellClosedMonths(closed: ClosedFigures | null, change: (facts: Figures) => ProjectFacts): string {
  const moved = changeOfClosed(closed, change);
  return moved ? ` Attention : le chiffre d'affaires à fin ${moved.month}, mois clos, en est changé.` : '';
}

export function showClosedMonths(
  project: string,
  closed: ClosedFigures | null,
  change: (facts: Figures) => ProjectFacts,
): IndicatorEffect[] {
  const moved = changeOfClosed(closed, change);
  if (!moved) return [];
  const label = `Chiffre d'affaires à fin ${moved.month}, mois clos${AT_COSTS[moved.costs]}`;
  return [{ label, subject: project, before: moved.before, after: moved.after, unit: 'EUR' }];
}

/** The months of the project up to the day, shared: none of them is closed while the change is decided. */
export function lockMonths(project: ProjectCommandRow | null, today: CivilDate): LockKey[] {
  const first = project?.startsOn ?? today;
  const from = first < today ? monthOf(first) : monthOf(today);
  return monthsBetween(from, monthOf(today)).map((key) => ({ kind: 'month', key, shared: true }));
}

export function milestonesOf(rows: readonly MilestoneRow[]): Milestone[] {
  return rows.map(({ code, plannedOn, amountCents, acceptedOn }) => ({ code, plannedOn, amountCents, acceptedOn }));
}

/** Said in each label, so that who reads without these costs is not shown the figure (domain/withheld-costs.ts). */
const AT_COSTS: Readonly<Record<Costs, string>> = { real: ' (coûts réels)', standard: ' (coûts standards)' };

type Figure = {
  readonly label: string;
  readonly unit: IndicatorEffect['unit'];
  /** It tells the costs: a margin, or a revenue earned as costs are spent. */
  readonly tellsCosts: boolean;
  readonly of: (m: ProjectMargin) => number | null;
};

function atCompletion(measured: ProjectMargin) {
  return { revenue: measured.eacRevenue, cost: measured.eacCost };
}

const FIGURES: readonly Figure[] = [
  { label: 'Marge à terminaison', unit: 'EUR', tellsCosts: true, of: (m) => showEuros(marginOf(atCompletion(m))) },
  {
    label: 'Taux de marge à terminaison',
    unit: 'ratio',
    tellsCosts: true,
    of: (m) => showRate(rateOf(atCompletion(m))),
  },
  { label: "Chiffre d'affaires à terminaison", unit: 'EUR', tellsCosts: false, of: (m) => showEuros(m.eacRevenue) },
  { label: "Chiffre d'affaires acquis", unit: 'EUR', tellsCosts: true, of: (m) => showEuros(m.revenue) },
  { label: 'Jours restants', unit: 'days', tellsCosts: false, of: (m) => showDays(m.remainingQuarterDays) },
];

/**
 * Margin at completion and what it is made of, before → after; before null: the project is new, its costs standard.
 * Indicators, and no euros of the effect: worked time moves them each day, and an approval is not made stale by that.
 */
export function showMarginChange(project: string, before: Figures | null, after: ProjectFacts): IndicatorEffect[] {
  const atCosts = AT_COSTS[before?.costs ?? 'standard'];
  const [was, will] = [before && measureProject(before), measureProject(after)];
  return FIGURES.map(({ label, unit, tellsCosts, of }) => ({
    label: tellsCosts ? `${label}${atCosts}` : label,
    subject: project,
    before: was && of(was),
    after: of(will),
    unit,
  }));
}
