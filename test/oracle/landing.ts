// Landing: where a period will end, from what is done in it and what is firmly planned for the rest.
import { addDays, addMonths, daysFrom, earlier, firstDay, lastDay, later } from './calendar.ts';
import type { Day } from './calendar.ts';
import {
  absenceOf,
  assignmentOf,
  cjmOf,
  compareCodes,
  isTimeBilledPart,
  isWorkingDayOf,
  milestonesOf,
  covers,
  isPresent,
  tjmOf,
} from './facts.ts';
import type { View } from './facts.ts';
import { add, euros, fraction, larger, multiply, one, ratio, smaller, subtract, sumOf, zero } from './fraction.ts';
import type { Fraction } from './fraction.ts';
import { figuresOf } from './margin.ts';
import type { Project } from './read-firm.ts';
import { monthsOfService } from './tma.ts';

/** `2026-Q4`, `2026-10` or `2026`. */
function daysOfPeriod(period: string): { first: Day; last: Day } {
  const quarter = /^(\d{4})-Q([1-4])$/u.exec(period);
  if (quarter) {
    const month = addMonths(`${quarter[1] ?? ''}-01`, (Number(quarter[2]) - 1) * 3);
    return { first: firstDay(month), last: lastDay(addMonths(month, 2)) };
  }
  const isYear = /^\d{4}$/u.test(period);
  return isYear
    ? { first: `${period}-01-01`, last: `${period}-12-31` }
    : { first: firstDay(period), last: lastDay(period) };
}

type Planned = { value: Fraction; cost: Fraction; lotCost: Fraction };

/** The firm assignments of a project over some days to come: sold days, and what they all cost. */
function plannedWork(view: View, project: Project, days: readonly Day[]): Planned {
  let planned: Planned = { value: zero, cost: zero, lotCost: zero };
  for (const consultant of view.firm.consultants) {
    for (const day of days) {
      const assignment = assignmentOf(view.firm, consultant.code, project.code, day);
      if (!assignment || !covers(project, day)) continue;
      if (!isWorkingDayOf(consultant, day) || !isPresent(consultant, day)) continue;
      const share = multiply(assignment.quotite, subtract(one, absenceOf(view.firm, consultant, day)));
      const cost = multiply(share, cjmOf(view, consultant.code, project.code, day));
      const isBilled = isTimeBilledPart(view.firm, consultant.code, project, day);
      const tjm = isBilled ? tjmOf(view.firm, consultant.code, project.code, day) : zero;
      planned = {
        value: add(planned.value, multiply(share, tjm)),
        cost: add(planned.cost, cost),
        lotCost: isBilled ? planned.lotCost : add(planned.lotCost, cost),
      };
    }
  }
  return planned;
}

function plannedRevenue(view: View, project: Project, planned: Planned, days: readonly Day[]): Fraction {
  const isAhead = (day: Day | null): boolean => day !== null && days.includes(day);
  switch (project.contract) {
    case 'regie':
    case 'regie_plafonnee':
      return planned.value;
    case 'forfait':
    case 'hybride': {
      // The price not yet earned, as the cost not yet spent is spent.
      const figures = figuresOf(view, project);
      const left = subtract(figures.eacRevenue, figures.revenue);
      const costLeft = subtract(figures.eacCost, figures.cost);
      const share = smaller(one, ratio(planned.lotCost, costLeft) ?? zero);
      return add(planned.value, multiply(larger(zero, left), share));
    }
    case 'forfait_agile':
      return sumOf(
        milestonesOf(view.firm, project.code).filter(
          (row) => (row.accepted === null || row.accepted > view.asOf) && isAhead(row.due),
        ),
        (row) => row.amount,
      );
    case 'tma': {
      const months = monthsOfService(project).filter((month) => isAhead(lastDay(month)));
      return multiply(project.monthlyFee, fraction(months.length));
    }
    case 'interne':
      return zero;
  }
}

export function landingReport(view: View, period: string) {
  const { first, last } = daysOfPeriod(period);
  const end = { ...view, asOf: earlier(view.asOf, last) };
  const start = { ...view, asOf: earlier(end.asOf, addDays(first, -1)) };
  const ahead = daysFrom(later(first, addDays(view.asOf, 1)), last);
  let done = { revenue: zero, cost: zero };
  let planned = { revenue: zero, cost: zero };
  for (const project of [...view.firm.projects].sort((a, b) => compareCodes(a.code, b.code))) {
    const [now, before] = [figuresOf(end, project), figuresOf(start, project)];
    done = {
      revenue: add(done.revenue, subtract(now.revenue, before.revenue)),
      cost: add(done.cost, subtract(now.cost, before.cost)),
    };
    const work = plannedWork(view, project, ahead);
    planned = {
      revenue: add(planned.revenue, plannedRevenue(view, project, work, ahead)),
      cost: add(planned.cost, work.cost),
    };
  }
  const revenue = add(done.revenue, planned.revenue);
  const cost = add(done.cost, planned.cost);
  return {
    revenue: euros(revenue),
    margin: euros(subtract(revenue, cost)),
    done_revenue: euros(done.revenue),
    done_margin: euros(subtract(done.revenue, done.cost)),
    planned_revenue: euros(planned.revenue),
    planned_margin: euros(subtract(planned.revenue, planned.cost)),
    target_revenue: null,
    target_margin: null,
  };
}
