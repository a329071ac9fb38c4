// The figures of a project that a change is decided on: margin at completion before → after, and what it moves in
// months already closed. Costs are real for direction and daf, standard for the others (COMMANDS.md, "Roles").
import { earnedRevenue } from '../../contract/contract.ts';
import type { Milestone, ProjectFacts } from '../../contract/facts.ts';
import { showDays } from '../../days.ts';
import { sayEurosAndCents } from '../../french.ts';
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
  return asker.roles.includes('responsable') && ownsProject(project, asker, 'responsable') ? 'standard' : null;
}

/** The project's facts today as the person may read them; null: unknown project, or not theirs to read. */
export async function readFigures(
  project: ProjectCommandRow | null,
  asOf: CivilDate,
  asker: Asker,
  read: FirmReader,
): Promise<ProjectFacts | null> {
  const costs = costsShownTo(asker, project);
  return project === null || costs === null ? null : read.projectFacts(project.code, asOf, costs);
}

/** The project at the end of the last closed month: what a change of the past would move there. */
export type ClosedFigures = { readonly month: Month; readonly facts: ProjectFacts };

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

/** Told, when a change moves the revenue of closed months; '' when it does not. */
export function tellClosedMonths(closed: ClosedFigures | null, change: (facts: ProjectFacts) => ProjectFacts): string {
  if (!closed) return '';
  const [before, after] = [earnedRevenue(closed.facts), earnedRevenue(change(closed.facts))].map(showEuros);
  if (before === undefined || after === undefined || before === after) return '';
  return ` Attention : le chiffre d'affaires à fin ${closed.month}, mois clos, passerait de ${sayEurosAndCents(before)} à ${sayEurosAndCents(after)}.`;
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

type Figure = {
  readonly label: string;
  readonly unit: IndicatorEffect['unit'];
  readonly of: (m: ProjectMargin) => number | null;
};

function atCompletion(measured: ProjectMargin) {
  return { revenue: measured.eacRevenue, cost: measured.eacCost };
}

const FIGURES: readonly Figure[] = [
  { label: 'Marge à terminaison', unit: 'EUR', of: (m) => showEuros(marginOf(atCompletion(m))) },
  { label: 'Taux de marge à terminaison', unit: 'ratio', of: (m) => showRate(rateOf(atCompletion(m))) },
  { label: "Chiffre d'affaires à terminaison", unit: 'EUR', of: (m) => showEuros(m.eacRevenue) },
  { label: "Chiffre d'affaires acquis", unit: 'EUR', of: (m) => showEuros(m.revenue) },
  { label: 'Jours restants', unit: 'days', of: (m) => showDays(m.remainingQuarterDays) },
];

/**
 * Margin at completion and what it is made of, before → after; before null: the project is new.
 * Indicators, and no euros of the effect: worked time moves them each day, and an approval is not made stale by that.
 */
export function showMarginChange(project: string, before: ProjectFacts | null, after: ProjectFacts): IndicatorEffect[] {
  const [was, will] = [before && measureProject(before), measureProject(after)];
  return FIGURES.map(({ label, unit, of }) => ({
    label,
    subject: project,
    before: was && of(was),
    after: of(will),
    unit,
  }));
}
