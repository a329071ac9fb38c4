// Margin of the projects: to date, as sold and at completion; by client and by consultant
// (REPORTS.md, "margin"). Exact until shown.
import { compareCodes } from './codes.ts';
import { earnedRevenue, plannedCost, plannedRevenue, remainingCost, revenueAtCompletion } from './contract/contract.ts';
import type { CountedTime, ProjectFacts } from './contract/facts.ts';
import { isTimeBilled, isTimeBilledPart } from './contract/kinds.ts';
import { showDays } from './days.ts';
import { add, divide, fraction, multiply, subtract, sum, type Fraction, ZERO } from './fraction.ts';
import { eurosFromCents, eurosFromQuarterCents, showEuros, showRate } from './money.ts';

/** Counted time of one consultant on one project, in one profile, on assignments with a TJM or not. */
export type ConsultantTime = CountedTime & { readonly consultant: string };

export type MarginFacts = {
  readonly code: string;
  readonly client: string | null;
  readonly project: Omit<ProjectFacts, 'time'> & { readonly time: readonly (CountedTime | ConsultantTime)[] };
};

export type Margin = {
  readonly quarterDays: number;
  readonly revenue: Fraction;
  readonly cost: Fraction;
};

/** Exact figures of one project; planned ones are null where nothing was sold by which to judge. */
export type ProjectMargin = Margin & {
  readonly plannedRevenue: Fraction | null;
  readonly plannedCost: Fraction | null;
  readonly remainingQuarterDays: number;
  readonly budgetQuarterDays: number;
  readonly eacRevenue: Fraction;
  readonly eacCost: Fraction;
};

export function marginOf(margin: { revenue: Fraction; cost: Fraction }): Fraction {
  return subtract(margin.revenue, margin.cost);
}

export function rateOf(margin: { revenue: Fraction; cost: Fraction }): Fraction | null {
  return divide(marginOf(margin), margin.revenue);
}

/** Margin and rate as sold; null where the project has no budget. */
export function plannedMarginOf(figures: ProjectMargin): { margin: Fraction; rate: Fraction | null } | null {
  if (figures.plannedRevenue === null || figures.plannedCost === null) return null;
  const planned = { revenue: figures.plannedRevenue, cost: figures.plannedCost };
  return { margin: marginOf(planned), rate: rateOf(planned) };
}

export function costToDate(project: ProjectFacts): Fraction {
  let quarterCents = 0;
  for (const time of project.time) quarterCents += time.costQuarterCents;
  return add(eurosFromQuarterCents(quarterCents), eurosFromCents(project.purchases.totalCents));
}

function sumQuarterDays(lines: Iterable<{ quarterDays: number }>): number {
  let quarterDays = 0;
  for (const line of lines) quarterDays += line.quarterDays;
  return quarterDays;
}

export function measureProject(project: ProjectFacts): ProjectMargin {
  const { amounts, budget } = project;
  const cost = costToDate(project);
  const budgeted = budget.length > 0 || amounts.kind === 'interne';
  return {
    quarterDays: sumQuarterDays(project.time),
    revenue: earnedRevenue(project),
    cost,
    plannedRevenue:
      budgeted || !isTimeBilled(amounts.kind) ? plannedRevenue(amounts, budget, project.milestones) : null,
    plannedCost: budgeted ? plannedCost(amounts, budget) : null,
    remainingQuarterDays: sumQuarterDays(project.remaining),
    budgetQuarterDays: sumQuarterDays(budget),
    eacRevenue: revenueAtCompletion(project),
    eacCost: add(cost, remainingCost(project)),
  };
}

function minusBefore(figures: Margin, before: Margin | undefined): Margin {
  if (!before) return figures;
  return {
    quarterDays: figures.quarterDays - before.quarterDays,
    revenue: subtract(figures.revenue, before.revenue),
    cost: subtract(figures.cost, before.cost),
  };
}

function showMargin(margin: Margin) {
  return {
    days: showDays(margin.quarterDays),
    revenue: showEuros(margin.revenue),
    cost: showEuros(margin.cost),
    margin: showEuros(marginOf(margin)),
    margin_rate: showRate(rateOf(margin)),
  };
}

function showTotal(margins: Iterable<Margin>) {
  const total = addMargins(margins);
  const { revenue, cost, margin, margin_rate } = showMargin(total);
  return { revenue, cost, margin, margin_rate };
}

function addMargins(margins: Iterable<Margin>): Margin {
  const list = [...margins];
  return {
    quarterDays: sumQuarterDays(list),
    revenue: sum(list.map((margin) => margin.revenue)),
    cost: sum(list.map((margin) => margin.cost)),
  };
}

function showProject(facts: MarginFacts, figures: ProjectMargin, period: Margin) {
  const planned = plannedMarginOf(figures);
  const eac = { revenue: figures.eacRevenue, cost: figures.eacCost };
  return {
    code: facts.code,
    client: facts.client,
    contract: facts.project.amounts.kind,
    ...showMargin(period),
    planned_revenue: figures.plannedRevenue && showEuros(figures.plannedRevenue),
    planned_cost: figures.plannedCost && showEuros(figures.plannedCost),
    planned_margin: planned && showEuros(planned.margin),
    planned_rate: planned && showRate(planned.rate),
    remaining_days: showDays(figures.remainingQuarterDays),
    eac_days: showDays(figures.quarterDays + figures.remainingQuarterDays),
    eac_revenue: showEuros(eac.revenue),
    eac_cost: showEuros(eac.cost),
    eac_margin: showEuros(marginOf(eac)),
    eac_rate: showRate(rateOf(eac)),
  };
}

type Measured = { readonly facts: MarginFacts; readonly figures: ProjectMargin; readonly period: Margin };

/** `before`: the same projects at the day before the period (--from); null: since the beginning. */
function measureAll(projects: readonly MarginFacts[], before: readonly MarginFacts[] | null): Measured[] {
  const earlierByCode = new Map(before?.map((facts) => [facts.code, measureProject(facts.project)]));
  return projects.map((facts) => {
    const figures = measureProject(facts.project);
    return { facts, figures, period: minusBefore(figures, earlierByCode.get(facts.code)) };
  });
}

export function reportMargin(projects: readonly MarginFacts[], before: readonly MarginFacts[] | null) {
  const measured = measureAll(projects, before).sort((a, b) => compareCodes(a.facts.code, b.facts.code));
  return {
    projects: measured.map(({ facts, figures, period }) => showProject(facts, figures, period)),
    total: showTotal(measured.map(({ period }) => period)),
  };
}

export function reportMarginByClient(projects: readonly MarginFacts[], before: readonly MarginFacts[] | null) {
  const byClient = new Map<string, Margin[]>();
  for (const { facts, period } of measureAll(projects, before)) {
    if (facts.client === null) continue;
    const periods = byClient.get(facts.client);
    if (periods) periods.push(period);
    else byClient.set(facts.client, [period]);
  }
  const clients = [...byClient].sort(([a], [b]) => compareCodes(a, b));
  return { clients: clients.map(([code, periods]) => ({ code, ...showMargin(addMargins(periods)) })) };
}

/** What a day weighs when a project's revenue is shared: its TJM where it is billed by the day, else its cost. */
function weightOf(kind: MarginFacts['project']['amounts']['kind'], time: CountedTime): number {
  return isTimeBilledPart(kind, time.rated) ? time.valueQuarterCents : time.costQuarterCents;
}

function shareByConsultant(projects: readonly MarginFacts[]): Map<string, Margin> {
  const shares = new Map<string, Margin>();
  for (const { project } of projects) {
    const kind = project.amounts.kind;
    let projectWeight = 0;
    const own = new Map<string, { quarterDays: number; weight: number; costQuarterCents: number }>();
    for (const time of project.time) {
      if (!('consultant' in time)) throw new Error('margin by consultant needs time by consultant');
      const weight = weightOf(kind, time);
      projectWeight += weight;
      const line = own.get(time.consultant) ?? { quarterDays: 0, weight: 0, costQuarterCents: 0 };
      line.quarterDays += time.quarterDays;
      line.weight += weight;
      line.costQuarterCents += time.costQuarterCents;
      own.set(time.consultant, line);
    }
    const revenue = subtract(earnedRevenue(project), project.purchases.rebilled);
    for (const [consultant, line] of own) {
      const share = projectWeight === 0 ? ZERO : multiply(revenue, fraction(line.weight, projectWeight));
      const margin = {
        quarterDays: line.quarterDays,
        revenue: share,
        cost: eurosFromQuarterCents(line.costQuarterCents),
      };
      const sofar = shares.get(consultant);
      shares.set(consultant, sofar ? addMargins([sofar, margin]) : margin);
    }
  }
  return shares;
}

export function reportMarginByConsultant(projects: readonly MarginFacts[], before: readonly MarginFacts[] | null) {
  const earlierShares = before ? shareByConsultant(before) : null;
  const shares = [...shareByConsultant(projects)].sort(([a], [b]) => compareCodes(a, b));
  return {
    consultants: shares.map(([code, margin]) => ({
      code,
      ...showMargin(minusBefore(margin, earlierShares?.get(code))),
    })),
  };
}
