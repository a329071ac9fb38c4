// Margin: what each project has earned and cost, what was planned, and where it will land.
import { addDays, lastDay } from './calendar.ts';
import type { Day } from './calendar.ts';
import {
  budgetOf,
  budgetRow,
  costOf,
  countedTime,
  daysOf,
  groupBy,
  isClosed,
  milestonesOf,
  plannedCjm,
  purchasesOf,
  rafsOf,
  rebilledAmount,
  sortByCode,
  valueOf,
} from './facts.ts';
import type { PricedTime, View } from './facts.ts';
import {
  add,
  divide,
  euros,
  fraction,
  isZero,
  larger,
  multiply,
  rate,
  ratio,
  smaller,
  subtract,
  sum,
  sumOf,
  toNumber,
  zero,
} from './fraction.ts';
import type { Fraction } from './fraction.ts';
import { monthsOfService, overageByMonth } from './tma.ts';
import type { Firm, Project } from './read-firm.ts';

/** All figures of a project at a day, exact. */
export type ProjectFigures = {
  days: Fraction;
  revenue: Fraction;
  /** Revenue without rebilled purchases. */
  ownRevenue: Fraction;
  cost: Fraction;
  plannedRevenue: Fraction | null;
  plannedCost: Fraction | null;
  remainingDays: Fraction;
  eacRevenue: Fraction;
  eacCost: Fraction;
  /** A régie before its ceiling, with what remains at the budget's TJM. */
  uncappedEac: Fraction;
};

/** The days left to do at D, profile by profile. */
export function remainingDays(view: View, project: Project): Map<string, Fraction> {
  const remaining = new Map<string, Fraction>();
  const rafs = rafsOf(view.firm, project.code);
  const budget = budgetOf(view.firm, project.code);
  const counted = countedTime(view, project.code);
  for (const profile of new Set([...budget, ...rafs].map((row) => row.profile))) {
    const worked = counted.filter((row) => row.profile === profile);
    const declared = rafs
      .filter((row) => row.profile === profile && row.date <= view.asOf)
      .sort((a, b) => (a.date < b.date ? 1 : -1))[0];
    const left = declared
      ? subtract(declared.days, daysOf(worked.filter((row) => row.date > declared.date)))
      : subtract(budgetRow(view.firm, project.code, profile)?.days ?? zero, daysOf(worked));
    remaining.set(profile, isClosed(view, project) ? zero : larger(zero, left));
  }
  return remaining;
}

type Work = {
  counted: PricedTime[];
  remaining: Map<string, Fraction>;
  /** Purchases made, those not rebillable, and what is still planned of the latter. */
  purchased: Fraction;
  ownPurchases: Fraction;
  purchasesLeft: Fraction;
  rebilled: Fraction;
};

function workOf(view: View, project: Project): Work {
  const purchases = purchasesOf(view, project.code);
  const ownPurchases = sumOf(
    purchases.filter((row) => !row.isRebillable),
    (row) => row.amount,
  );
  return {
    counted: countedTime(view, project.code),
    remaining: remainingDays(view, project),
    purchased: sumOf(purchases, (row) => row.amount),
    ownPurchases,
    purchasesLeft: isClosed(view, project) ? zero : larger(zero, subtract(project.plannedPurchases, ownPurchases)),
    rebilled: sumOf(purchases, rebilledAmount),
  };
}

const remainingCostOf = (firm: Firm, project: Project, remaining: Iterable<[string, Fraction]>): Fraction =>
  sumOf(remaining, ([profile, days]) => multiply(days, plannedCjm(firm, project.code, profile)));

const remainingValueOf = (firm: Firm, project: Project, remaining: Iterable<[string, Fraction]>): Fraction =>
  sumOf(remaining, ([profile, days]) => multiply(days, budgetRow(firm, project.code, profile)?.tjm ?? zero));

const capped = (project: Project, amount: Fraction): Fraction =>
  project.contract === 'regie_plafonnee' && project.ceiling !== null ? smaller(amount, project.ceiling) : amount;

/** A fixed price is earned as its cost is spent; all of it once the project is closed. */
function earnedFixedPrice(view: View, project: Project, spent: Fraction, left: Fraction): Fraction {
  if (isClosed(view, project)) return project.fixedPrice;
  const whole = add(spent, left);
  return isZero(whole) ? zero : multiply(project.fixedPrice, divide(spent, whole));
}

const isTimeBilledProfile = (firm: Firm, project: Project, profile: string): boolean =>
  (budgetRow(firm, project.code, profile)?.tjm ?? null) !== null;

function hybridRevenue(view: View, project: Project, work: Work): Fraction {
  const billed = work.counted.filter((row) => row.isTimeBilled);
  const lot = work.counted.filter((row) => !row.isTimeBilled);
  const lotRemaining = [...work.remaining].filter(([profile]) => !isTimeBilledProfile(view.firm, project, profile));
  const spent = add(costOf(lot), work.ownPurchases);
  const left = add(remainingCostOf(view.firm, project, lotRemaining), work.purchasesLeft);
  return add(valueOf(billed), earnedFixedPrice(view, project, spent, left));
}

function serviceRevenue(view: View, project: Project): Fraction {
  const overage = overageByMonth(view.firm, project);
  return sumOf(
    monthsOfService(project).filter((month) => lastDay(month) <= view.asOf),
    (month) => add(project.monthlyFee, multiply(overage.get(month) ?? zero, project.unitPrice)),
  );
}

/** Revenue without rebilled purchases. */
function ownRevenue(view: View, project: Project, work: Work): Fraction {
  switch (project.contract) {
    case 'regie':
    case 'regie_plafonnee':
      return capped(project, valueOf(work.counted));
    case 'forfait': {
      const spent = add(costOf(work.counted), work.ownPurchases);
      const left = add(remainingCostOf(view.firm, project, work.remaining), work.purchasesLeft);
      return earnedFixedPrice(view, project, spent, left);
    }
    case 'hybride':
      return hybridRevenue(view, project, work);
    case 'forfait_agile':
      return sumOf(
        milestonesOf(view.firm, project.code).filter((row) => row.accepted !== null && row.accepted <= view.asOf),
        (row) => row.amount,
      );
    case 'tma':
      return serviceRevenue(view, project);
    case 'interne':
      return zero;
  }
}

/** Revenue at completion without rebilled purchases. */
function ownEacRevenue(view: View, project: Project, work: Work, revenue: Fraction): Fraction {
  const { firm } = view;
  switch (project.contract) {
    case 'regie':
    case 'regie_plafonnee':
      return capped(project, add(valueOf(work.counted), remainingValueOf(firm, project, work.remaining)));
    case 'forfait':
      return project.fixedPrice;
    case 'hybride':
      return sum([
        project.fixedPrice,
        valueOf(work.counted.filter((row) => row.isTimeBilled)),
        remainingValueOf(firm, project, work.remaining),
      ]);
    case 'forfait_agile':
      return sumOf(milestonesOf(firm, project.code), (row) => row.amount);
    case 'tma': {
      const monthsLeft = monthsOfService(project).filter((month) => lastDay(month) > view.asOf);
      return add(revenue, multiply(project.monthlyFee, fraction(monthsLeft.length)));
    }
    case 'interne':
      return zero;
  }
}

function plannedRevenue(firm: Firm, project: Project): Fraction | null {
  const budget = budgetOf(firm, project.code);
  const sold = sumOf(budget, (row) => multiply(row.days, row.tjm ?? zero));
  switch (project.contract) {
    case 'regie':
    case 'regie_plafonnee':
      return budget.length === 0 ? null : capped(project, sold);
    case 'forfait':
      return project.fixedPrice;
    case 'hybride':
      return add(project.fixedPrice, sold);
    case 'forfait_agile':
      return sumOf(milestonesOf(firm, project.code), (row) => row.amount);
    case 'tma':
      return multiply(project.monthlyFee, fraction(monthsOfService(project).length));
    case 'interne':
      return zero;
  }
}

function plannedCost(firm: Firm, project: Project): Fraction | null {
  const budget = budgetOf(firm, project.code);
  if (budget.length === 0 && project.contract !== 'interne') return null;
  const days = sumOf(budget, (row) => multiply(row.days, plannedCjm(firm, project.code, row.profile)));
  return add(days, project.plannedPurchases);
}

export function figuresOf(view: View, project: Project): ProjectFigures {
  const { firm } = view;
  const work = workOf(view, project);
  const revenue = ownRevenue(view, project, work);
  const cost = add(costOf(work.counted), work.purchased);
  const left = add(remainingCostOf(firm, project, work.remaining), work.purchasesLeft);
  return {
    days: daysOf(work.counted),
    revenue: add(revenue, work.rebilled),
    ownRevenue: revenue,
    cost,
    plannedRevenue: plannedRevenue(firm, project),
    plannedCost: plannedCost(firm, project),
    remainingDays: sum(work.remaining.values()),
    eacRevenue: add(ownEacRevenue(view, project, work, revenue), work.rebilled),
    eacCost: add(cost, left),
    uncappedEac: add(valueOf(work.counted), remainingValueOf(firm, project, work.remaining)),
  };
}

type Earned = { days: Fraction; revenue: Fraction; cost: Fraction };
const nothing: Earned = { days: zero, revenue: zero, cost: zero };

const sumEarned = (items: readonly Earned[]): Earned => ({
  days: sumOf(items, (item) => item.days),
  revenue: sumOf(items, (item) => item.revenue),
  cost: sumOf(items, (item) => item.cost),
});

const earnedSince = (end: Earned, before: Earned): Earned => ({
  days: subtract(end.days, before.days),
  revenue: subtract(end.revenue, before.revenue),
  cost: subtract(end.cost, before.cost),
});

function marginColumns({ revenue, cost }: Earned) {
  const margin = subtract(revenue, cost);
  return {
    revenue: euros(revenue),
    cost: euros(cost),
    margin: euros(margin),
    margin_rate: rate(ratio(margin, revenue)),
  };
}

const eurosOrNull = (value: Fraction | null): number | null => (value === null ? null : euros(value));

function projectRow(project: Project, figures: ProjectFigures, earned: Earned) {
  const { plannedRevenue: sold, plannedCost: budgeted } = figures;
  const plannedMargin = sold === null || budgeted === null ? null : subtract(sold, budgeted);
  const eacMargin = subtract(figures.eacRevenue, figures.eacCost);
  return {
    code: project.code,
    client: project.client,
    contract: project.contract,
    days: toNumber(earned.days),
    ...marginColumns(earned),
    planned_revenue: eurosOrNull(sold),
    planned_cost: eurosOrNull(budgeted),
    planned_margin: eurosOrNull(plannedMargin),
    planned_rate: rate(plannedMargin === null || sold === null ? null : ratio(plannedMargin, sold)),
    remaining_days: toNumber(figures.remainingDays),
    eac_days: toNumber(add(figures.days, figures.remainingDays)),
    eac_revenue: euros(figures.eacRevenue),
    eac_cost: euros(figures.eacCost),
    eac_margin: euros(eacMargin),
    eac_rate: rate(ratio(eacMargin, figures.eacRevenue)),
  };
}

/** What each consultant earned on a project: their share of its value, and their own cost. */
function earnedByConsultant(view: View, project: Project): Map<string, Earned> {
  const worth = (rows: readonly PricedTime[]): Fraction =>
    sumOf(rows, (row) => multiply(row.days, row.isTimeBilled ? row.tjm : row.cjm));
  const counted = countedTime(view, project.code);
  const whole = worth(counted);
  const revenue = figuresOf(view, project).ownRevenue;
  const earned = new Map<string, Earned>();
  for (const [consultant, rows] of groupBy(counted, (row) => row.consultant)) {
    earned.set(consultant, {
      days: daysOf(rows),
      revenue: multiply(revenue, ratio(worth(rows), whole) ?? zero),
      cost: costOf(rows),
    });
  }
  return earned;
}

/** Everyone with counted time at the view's day. */
function consultantsEarned(view: View): Map<string, Earned> {
  const parts = new Map<string, Earned[]>();
  for (const project of view.firm.projects) {
    for (const [consultant, earned] of earnedByConsultant(view, project)) {
      parts.set(consultant, [...(parts.get(consultant) ?? []), earned]);
    }
  }
  return new Map([...parts].map(([consultant, earned]) => [consultant, sumEarned(earned)]));
}

function marginByConsultant(view: View, before: View | null) {
  const then = before ? consultantsEarned(before) : new Map<string, Earned>();
  const rows = [...consultantsEarned(view)].map(([code, earned]) => ({
    code,
    earned: earnedSince(earned, then.get(code) ?? nothing),
  }));
  return {
    consultants: sortByCode(rows).map(({ code, earned }) => ({
      code,
      days: toNumber(earned.days),
      ...marginColumns(earned),
    })),
  };
}

export function marginReport(view: View, args: { by?: string; from?: Day }) {
  const before = args.from === undefined ? null : { ...view, asOf: addDays(args.from, -1) };
  if (args.by === 'consultant') return marginByConsultant(view, before);
  const rows = sortByCode(view.firm.projects).map((project) => {
    const figures = figuresOf(view, project);
    const then = before ? figuresOf(before, project) : nothing;
    return { project, figures, earned: earnedSince(figures, then) };
  });
  if (args.by === 'client') {
    const clients = sortByCode(view.firm.clients).map(({ code }) => ({
      code,
      projects: rows.filter((row) => row.project.client === code),
    }));
    return {
      clients: clients
        .filter(({ projects }) => projects.length > 0)
        .map(({ code, projects }) => {
          const earned = sumEarned(projects.map((row) => row.earned));
          return { code, days: toNumber(earned.days), ...marginColumns(earned) };
        }),
    };
  }
  return {
    projects: rows.map((row) => projectRow(row.project, row.figures, row.earned)),
    total: marginColumns(sumEarned(rows.map((row) => row.earned))),
  };
}
