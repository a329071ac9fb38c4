// Look-ups on people: whose mission ends, who is on the bench, who is available.
import { addDays, daysBetween, daysFrom } from './calendar.ts';
import type { Day } from './calendar.ts';
import { availableDays, loadByProfile } from './capacity.ts';
import {
  assignmentsOfConsultant,
  covers,
  isPresent,
  isWorkingDayOf,
  lastStarted,
  personCjm,
  plannedCjm,
  projectOf,
  sortByCode,
} from './facts.ts';
import type { View } from './facts.ts';
import { euros, isAbove, multiply, round, subtract, sumOf, toNumber, zero } from './fraction.ts';
import type { Fraction } from './fraction.ts';
import type { Assignment, Consultant, Firm } from './read-firm.ts';

const productivePeople = (firm: Firm): Consultant[] =>
  sortByCode(firm.consultants).filter((consultant) => consultant.isProductive);

const firmAssignments = (firm: Firm, consultant: Consultant): Assignment[] =>
  assignmentsOfConsultant(firm, consultant.code).filter((row) => row.isFirm);

/** The mission after which there is none; one without an end has no successor to wait for. */
function lastMission(firm: Firm, consultant: Consultant): { mission: Assignment; end: Day } | null {
  const missions = firmAssignments(firm, consultant).filter(
    (row) => projectOf(firm, row.project).contract !== 'interne',
  );
  if (missions.some((row) => row.end === null)) return null;
  const end = missions.reduce((last, row) => ((row.end ?? '') > last ? (row.end ?? '') : last), '');
  const mission = lastStarted(missions.filter((row) => row.end === end));
  return mission === null ? null : { mission, end };
}

export function missionsReport(view: View) {
  return {
    consultants: productivePeople(view.firm).flatMap((consultant) => {
      const last = lastMission(view.firm, consultant);
      if (last === null || last.end < view.asOf || last.end > addDays(view.asOf, 60)) return [];
      return [
        {
          code: consultant.code,
          project: last.mission.project,
          end: last.end,
          days_left: daysBetween(view.asOf, last.end),
        },
      ];
    }),
  };
}

/** The view's day, or the next working day of the person. */
function nextWorkingDay(consultant: Consultant, from: Day): Day | null {
  return daysFrom(from, addDays(from, 30)).find((one) => isWorkingDayOf(consultant, one)) ?? null;
}

function benchOf(view: View, consultant: Consultant) {
  const { firm } = view;
  const assignments = firmAssignments(firm, consultant);
  const isAssigned = (one: Day): boolean => assignments.some((row) => covers(row, one));
  const today = nextWorkingDay(consultant, view.asOf);
  if (today === null || !isPresent(consultant, today) || isAssigned(today)) return null;
  const ends = assignments.flatMap((row) => (row.end !== null && row.end < today ? [row.end] : []));
  const lastEnd = ends.sort().at(-1);
  const since = lastEnd === undefined ? consultant.entry : addDays(lastEnd, 1);
  const free = daysFrom(addDays(view.asOf, 1), addDays(view.asOf, 30)).filter((one) => !isAssigned(one));
  const cost = (one: Day): Fraction =>
    view.costs === 'standard' ? plannedCjm(firm, '', consultant.profile) : personCjm(firm, consultant.code, one);
  return {
    code: consultant.code,
    profile: consultant.profile,
    since: since > consultant.entry ? since : consultant.entry,
    days: availableDays(firm, consultant, free),
    cost: sumOf(free, (one) => multiply(availableDays(firm, consultant, [one]), cost(one))),
  };
}

const twoDecimals = (value: Fraction): number => toNumber(round(value, 2));

export function benchReport(view: View) {
  const bench = productivePeople(view.firm).flatMap((consultant) => benchOf(view, consultant) ?? []);
  return {
    consultants: bench.map((one) => ({
      ...one,
      days: twoDecimals(one.days),
      cost: euros(one.cost),
    })),
    total: {
      days: twoDecimals(sumOf(bench, (one) => one.days)),
      cost: euros(sumOf(bench, (one) => one.cost)),
    },
  };
}

export function availableReport(view: View, args: { profile?: string; from?: Day; to?: Day }) {
  const days = daysFrom(args.from ?? addDays(view.asOf, 1), args.to ?? addDays(args.from ?? view.asOf, 30));
  return {
    consultants: productivePeople(view.firm)
      .filter(({ profile }) => args.profile === undefined || profile === args.profile)
      .map((consultant) => {
        const load = loadByProfile(view.firm, consultant, days, true);
        const free = subtract(
          availableDays(view.firm, consultant, days),
          sumOf(load, (one) => one.days),
        );
        return { code: consultant.code, profile: consultant.profile, days: free };
      })
      .filter(({ days: free }) => isAbove(free, zero))
      .map((one) => ({ ...one, days: twoDecimals(one.days) })),
  };
}
