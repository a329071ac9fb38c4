// Look-ups on sales: the open deals by stage, and the rates sold against those planned.
import { monthOf } from './calendar.ts';
import { OPEN_STAGES } from './capacity.ts';
import { budgetOf, compareCodes, costOf, countedTime, daysOf, groupBy, valueOf } from './facts.ts';
import type { PricedTime, View } from './facts.ts';
import { divide, euros, fraction, multiply, ratio, subtract, sumOf, toNumber } from './fraction.ts';
import type { Fraction } from './fraction.ts';
import type { BudgetRow, Opportunity } from './read-firm.ts';

function stageColumns(view: View, opportunities: readonly Opportunity[]) {
  return {
    count: opportunities.length,
    amount: euros(sumOf(opportunities, (one) => one.amount)),
    weighted: euros(sumOf(opportunities, (one) => divide(multiply(one.amount, one.probability), fraction(100)))),
    overdue: opportunities.filter((one) => one.expectedClose !== null && one.expectedClose < view.asOf).length,
  };
}

/** Every open stage is listed, empty ones too. */
export function pipelineReport(view: View) {
  const open = view.firm.opportunities.filter((one) => OPEN_STAGES.includes(one.stage));
  return {
    stages: [...OPEN_STAGES].sort(compareCodes).map((stage) => ({
      stage,
      ...stageColumns(
        view,
        open.filter((one) => one.stage === stage),
      ),
    })),
    total: stageColumns(view, open),
  };
}

const eurosOrNull = (value: Fraction | null): number | null => (value === null ? null : euros(value));

function rateColumns(rows: readonly PricedTime[], budget: readonly BudgetRow[] | null) {
  const billed = rows.filter((row) => row.isTimeBilled);
  const tjm = ratio(valueOf(billed), daysOf(billed));
  const cjm = ratio(costOf(rows), daysOf(rows));
  const sold = (budget ?? []).flatMap(({ days, tjm: price }) => (price === null ? [] : [{ days, price }]));
  const soldDays = sumOf(sold, (row) => row.days);
  const soldValue = sumOf(sold, (row) => multiply(row.days, row.price));
  return {
    planned_tjm: eurosOrNull(ratio(soldValue, soldDays)),
    tjm: eurosOrNull(tjm),
    cjm: eurosOrNull(cjm),
    gap: tjm === null || cjm === null ? null : euros(subtract(tjm, cjm)),
    planned_days: budget === null ? null : toNumber(sumOf(budget, (row) => row.days)),
    days: toNumber(daysOf(rows)),
  };
}

/** Only a project has a plan: what was sold names no person and no month. */
export function ratesReport(view: View, args: { by?: string }) {
  const by = args.by ?? 'project';
  const counted = countedTime(view);
  const groups = groupBy(counted, (row) => {
    if (by === 'consultant') return row.consultant;
    return by === 'month' ? monthOf(row.date) : row.project;
  });
  if (by === 'project') {
    for (const row of view.firm.budgets) {
      if (!groups.has(row.project)) groups.set(row.project, []);
    }
  }
  return {
    rows: [...groups]
      .sort(([a], [b]) => compareCodes(a, b))
      .map(([code, rows]) => ({
        code,
        ...rateColumns(rows, by === 'project' ? [...budgetOf(view.firm, code)] : null),
      })),
  };
}
