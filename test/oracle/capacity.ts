// Capacity: the days that each profile can give in the months to come, and those already promised.
import { addMonths, daysFrom, firstDay, isWorkingDay, lastDay, monthOf, workingDays } from './calendar.ts';
import type { Day, Month } from './calendar.ts';
import {
  absenceOf,
  assignmentsOfConsultant,
  covers,
  dayWeight,
  groupBy,
  isPresent,
  isWorkingDayOf,
  lastStarted,
  projectOf,
  sortByCode,
} from './facts.ts';
import type { View } from './facts.ts';
import { divide, fraction, multiply, one, round, subtract, sumOf, toNumber } from './fraction.ts';
import type { Fraction } from './fraction.ts';
import type { Assignment, Consultant, Firm, Opportunity } from './read-firm.ts';

export const OPEN_STAGES = ['piste', 'qualifiee', 'proposition', 'negociation'];

/** The days that a person can give: working days in their contract, less absences. */
export function availableDays(firm: Firm, consultant: Consultant, days: readonly Day[]): Fraction {
  const free = sumOf(
    days.filter((day) => isPresent(consultant, day) && isWorkingDayOf(consultant, day)),
    (day) => subtract(one, absenceOf(firm, consultant, day)),
  );
  return multiply(dayWeight(consultant), free);
}

/** The assignments that hold on a day: per project, of those of one kind the last started. */
function assignmentsOn(firm: Firm, consultant: Consultant, day: Day, isFirm: boolean): Assignment[] {
  const held = assignmentsOfConsultant(firm, consultant.code).filter(
    (row) => row.isFirm === isFirm && covers(row, day) && covers(projectOf(firm, row.project), day),
  );
  return [...groupBy(held, (row) => row.project).values()].flatMap((rows) => lastStarted(rows) ?? []);
}

/** The days promised by a person's assignments, by the profile that the assignment asks for. */
export function loadByProfile(
  firm: Firm,
  consultant: Consultant,
  days: readonly Day[],
  isFirm: boolean,
): { profile: string; days: Fraction }[] {
  return days
    .filter((day) => isWorkingDayOf(consultant, day))
    .flatMap((day) =>
      assignmentsOn(firm, consultant, day, isFirm).map((row) => ({
        profile: row.profile ?? consultant.profile,
        days: row.quotite,
      })),
    );
}

/** The part of an opportunity's needs that falls in a month, by its probability. */
function pipelineNeeds(opportunity: Opportunity, month: Month): { profile: string; days: Fraction }[] {
  if (opportunity.start === null || opportunity.end === null) return [];
  const span = workingDays(opportunity.start, opportunity.end);
  if (span.length === 0) return [];
  const inMonth = span.filter((day) => monthOf(day) === month).length;
  const share = multiply(divide(opportunity.probability, fraction(100)), fraction(inMonth, span.length));
  return opportunity.needs.map((need) => ({
    profile: need.profile,
    days: multiply(need.days, share),
  }));
}

const twoDecimals = (value: Fraction): number => toNumber(round(value, 2));

function capacityOfMonth(view: View, month: Month) {
  const { firm } = view;
  const days = daysFrom(firstDay(month), lastDay(month)).filter(isWorkingDay);
  const productive = firm.consultants.filter((consultant) => consultant.isProductive);
  const load = (isFirm: boolean) => productive.flatMap((consultant) => loadByProfile(firm, consultant, days, isFirm));
  const firmLoad = load(true);
  const tentativeLoad = load(false);
  const needs = firm.opportunities
    .filter((opportunity) => OPEN_STAGES.includes(opportunity.stage))
    .flatMap((opportunity) => pipelineNeeds(opportunity, month));
  const profiles = sortByCode(firm.profiles).map(({ code }) => {
    const ofProfile = (rows: readonly { profile: string; days: Fraction }[]): Fraction =>
      sumOf(
        rows.filter((row) => row.profile === code),
        (row) => row.days,
      );
    const capacity = sumOf(
      productive.filter((consultant) => consultant.profile === code),
      (consultant) => availableDays(firm, consultant, days),
    );
    const promised = [ofProfile(firmLoad), ofProfile(tentativeLoad), ofProfile(needs)] as const;
    return {
      profile: code,
      capacity: twoDecimals(capacity),
      firm: twoDecimals(promised[0]),
      tentative: twoDecimals(promised[1]),
      pipeline: twoDecimals(promised[2]),
      balance: twoDecimals(promised.reduce(subtract, capacity)),
    };
  });
  return { month, profiles };
}

export function capacityReport(view: View, args: { months?: number }) {
  const first = addMonths(monthOf(view.asOf), 1);
  const months = Array.from({ length: args.months ?? 6 }, (_, index) => addMonths(first, index));
  return { months: months.map((month) => capacityOfMonth(view, month)) };
}
