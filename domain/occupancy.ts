// Occupancy of the employees, a month: TACE (worked for clients / working days less leave) and taux
// d'occupation (REPORTS.md, "occupancy"; TACE as in DOMAIN.md §1.3).
import { compareCodes } from './codes.ts';
import { divide, fraction, multiply, roundDecimal, subtract, sum, type Fraction } from './fraction.ts';
import { showRate } from './money.ts';
import { firstDayOf, lastDayOf, type Month } from './periods.ts';
import { absentQuarters, dayWeight, presentDaysOf, type AbsenceKind, type Person } from './presence.ts';

const LEAVE: ReadonlySet<AbsenceKind> = new Set(['cp', 'rtt']);
/** Long absences that take the day out of what could be worked. */
const OUT_OF_POTENTIAL: ReadonlySet<AbsenceKind> = new Set(['maternite', 'parental', 'sans_solde']);
const ABSENCES: ReadonlySet<AbsenceKind> = new Set(['cp', 'rtt', 'maladie', 'formation', 'autre']);

type Activity = {
  readonly workingDays: Fraction;
  readonly leaveDays: Fraction;
  readonly absenceDays: Fraction;
  readonly billableDays: Fraction;
};

function measureMonth(person: Person, month: Month, billableQuarterDays: number): Activity {
  const days = presentDaysOf(person, firstDayOf(month), lastDayOf(month));
  const quarters = (kinds: ReadonlySet<AbsenceKind>) =>
    days.reduce((total, day) => total + absentQuarters(person, day, kinds), 0);
  const weigh = (quarterDays: number) => multiply(fraction(quarterDays, 4n), dayWeight(person));
  return {
    workingDays: weigh(days.length * 4 - quarters(OUT_OF_POTENTIAL)),
    leaveDays: weigh(quarters(LEAVE)),
    absenceDays: weigh(quarters(ABSENCES)),
    billableDays: fraction(billableQuarterDays, 4n),
  };
}

/** Days shown to 4 decimals: a quota may cut a day anywhere. */
function showFractionDays(days: Fraction): number {
  return roundDecimal(days, 4);
}

function showActivity(activity: Activity) {
  return {
    working_days: showFractionDays(activity.workingDays),
    leave_days: showFractionDays(activity.leaveDays),
    absence_days: showFractionDays(activity.absenceDays),
    billable_days: showFractionDays(activity.billableDays),
    tace: showRate(divide(activity.billableDays, subtract(activity.workingDays, activity.leaveDays))),
    occupation: showRate(divide(activity.billableDays, activity.workingDays)),
  };
}

function addActivities(activities: readonly Activity[]): Activity {
  return {
    workingDays: sum(activities.map((activity) => activity.workingDays)),
    leaveDays: sum(activities.map((activity) => activity.leaveDays)),
    absenceDays: sum(activities.map((activity) => activity.absenceDays)),
    billableDays: sum(activities.map((activity) => activity.billableDays)),
  };
}

/** `billable`: counted quarter days on client projects by month, then consultant code. */
export function reportOccupancy(
  people: readonly Person[],
  months: readonly Month[],
  billable: ReadonlyMap<Month, ReadonlyMap<string, number>>,
) {
  const employees = people
    .filter((person) => person.employment === 'salarie' && person.productive)
    .sort((a, b) => compareCodes(a.code, b.code));
  return {
    months: months.map((month) => {
      const present = employees.filter(
        (person) =>
          person.enteredOn <= lastDayOf(month) && (person.leftOn === null || person.leftOn >= firstDayOf(month)),
      );
      const activities = present.map((person) =>
        measureMonth(person, month, billable.get(month)?.get(person.code) ?? 0),
      );
      return {
        month,
        consultants: present.map((person, i) => ({ code: person.code, ...showActivity(activities[i] as Activity) })),
        total: showActivity(addActivities(activities)),
      };
    }),
  };
}
