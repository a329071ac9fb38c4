// What payroll needs of a month: each employee's absences by kind, on-call units, and the expenses to pay back. Salaries
// and slips are payroll's own.
import { compareCodes } from './codes.ts';
import { add, fraction, multiply, roundDecimal, subtract, sum, ZERO, type Fraction } from './fraction.ts';
import { eurosFromCents, showEuros } from './money.ts';
import { firstDayOf, lastDayOf, type Month } from './periods.ts';
import { ABSENCE_KINDS, absentQuarters, dayWeight, presentDaysOf, type AbsenceKind, type Person } from './presence.ts';

export type PayrollExpense = {
  readonly consultant: string;
  readonly spentOn: string;
  readonly label: string;
  readonly project: string | null;
  readonly netCents: number;
  readonly vatCents: number;
};

/** On-call units done on a day (astreinte, interventions): what each is worth is payroll's own. */
export type PayrollOnCall = {
  readonly consultant: string;
  readonly workedOn: string;
  readonly project: string;
  readonly label: string;
  readonly units: number;
};

/** Days to 4 decimals: a quota may cut a day anywhere. */
function showFractionDays(days: Fraction): number {
  return roundDecimal(days, 4);
}

type Absent = { readonly kind: AbsenceKind; readonly days: Fraction };

/** An absence of two kinds at once counts in the first that the list names: a day is paid once. */
function absencesOf(person: Person, days: readonly string[]): Absent[] {
  const weight = dayWeight(person);
  const before = new Set<AbsenceKind>();
  return ABSENCE_KINDS.flatMap((kind): Absent[] => {
    const upTo = new Set(before).add(kind);
    const quarters = days.reduce(
      (total, day) =>
        total + absentQuarters(person, day, upTo) - (before.size === 0 ? 0 : absentQuarters(person, day, before)),
      0,
    );
    before.add(kind);
    return quarters === 0 ? [] : [{ kind, days: multiply(fraction(quarters, 4n), weight) }];
  });
}

function showExpense({ consultant: _consultant, spentOn, label, project, netCents, vatCents }: PayrollExpense) {
  return { date: spentOn, label, project, amount: showEuros(eurosFromCents(netCents + vatCents)) };
}

/** Employees present in the month; a subcontractor is paid by invoice. `names`: by code. */
export function reportPayroll(
  people: readonly Person[],
  names: ReadonlyMap<string, string>,
  { expenses, onCall }: { readonly expenses: readonly PayrollExpense[]; readonly onCall: readonly PayrollOnCall[] },
  { month, closed }: { readonly month: Month; readonly closed: boolean },
) {
  const [start, end] = [firstDayOf(month), lastDayOf(month)];
  const spent = Map.groupBy(expenses, ({ consultant }) => consultant);
  const called = Map.groupBy(onCall, ({ consultant }) => consultant);
  const employees = people
    .filter(
      ({ employment, enteredOn, leftOn }) =>
        employment === 'salarie' && enteredOn <= end && (leftOn === null || leftOn >= start),
    )
    .sort((a, b) => compareCodes(a.code, b.code));
  let absentDays = ZERO;
  let expenseCents = 0;
  const consultants = employees.map((person) => {
    const days = presentDaysOf(person, start, end);
    const working = multiply(fraction(days.length), dayWeight(person));
    const absences = absencesOf(person, days);
    const absent = sum(absences.map((one) => one.days));
    const own = spent.get(person.code) ?? [];
    const ownCents = own.reduce((total, { netCents, vatCents }) => total + netCents + vatCents, 0);
    absentDays = add(absentDays, absent);
    expenseCents += ownCents;
    return {
      code: person.code,
      name: names.get(person.code) ?? person.code,
      working_days: showFractionDays(working),
      absence_days: showFractionDays(absent),
      present_days: showFractionDays(subtract(working, absent)),
      absences: absences.map(({ kind, days: count }) => ({ kind, days: showFractionDays(count) })),
      on_call: (called.get(person.code) ?? []).map(({ workedOn, project, label, units }) => ({
        date: workedOn,
        project,
        label,
        units,
      })),
      expense_amount: showEuros(eurosFromCents(ownCents)),
      expenses: own.map(showExpense),
    };
  });
  return {
    month,
    closed,
    consultants,
    total: { absence_days: showFractionDays(absentDays), expense_amount: showEuros(eurosFromCents(expenseCents)) },
  };
}
