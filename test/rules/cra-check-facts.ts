// A month of CRAs as the checks see it: a firm of one project and one person, in order, but for what a test plants.
import type { AnomalyFacts } from '../../domain/anomalies.ts';
import {
  NOTHING_TOLD,
  type CheckedBooking,
  type CheckedProject,
  type CheckedRow,
  type CraCheckFacts,
} from '../../domain/cra-checks/facts.ts';
import { checkCras } from '../../domain/cra-checks/check-month.ts';
import { workingDaysIn } from '../../domain/calendar.ts';
import { firstDayOf, lastDayOf } from '../../domain/periods.ts';
import type { Person } from '../../domain/presence.ts';
import { personOf } from './people.ts';

export const MONTH = '2026-11';

export function rowOf(date: string, days: number, given: Partial<CheckedRow> = {}): CheckedRow {
  return {
    consultant: 'X',
    project: 'P1',
    profile: 'Dev',
    date,
    occurrence: 1,
    quarterDays: days * 4,
    state: 'valide',
    dailyRateCents: 55_000,
    rated: false,
    billedRateCents: null,
    invoices: [],
    ...given,
  };
}

export function projectOf(given: Partial<CheckedProject> = {}): CheckedProject {
  return {
    kind: 'regie',
    open: true,
    startsOn: null,
    endsOn: null,
    isBench: false,
    orderRequired: false,
    orders: [],
    orderOverridden: false,
    ...given,
  };
}

export function bookingOf(given: Partial<CheckedBooking> = {}): CheckedBooking {
  return { code: 'A1', consultant: 'X', project: 'P1', startsOn: '2026-01-01', endsOn: null, quota: '1', ...given };
}

/** A whole day on P1 each working day of the month, but for these days. */
export function fullMonth(without: readonly string[] = [], given: Partial<CheckedRow> = {}): CheckedRow[] {
  return workingDaysIn(firstDayOf(MONTH), lastDayOf(MONTH))
    .filter((date) => !without.includes(date))
    .map((date) => rowOf(date, 1, given));
}

export type Planted = Partial<Omit<CraCheckFacts, 'anomalies' | 'projects'>> & {
  readonly people?: readonly Person[];
  readonly projects?: Readonly<Record<string, CheckedProject>>;
};

export function factsOf({
  people = [personOf('X')],
  projects = { P1: projectOf() },
  ...given
}: Planted): CraCheckFacts {
  const facts: Omit<CraCheckFacts, 'anomalies'> = {
    month: MONTH,
    asOf: '2026-11-30',
    today: '2026-11-30',
    watchPeople: false,
    rows: [],
    bookings: [bookingOf()],
    signatures: [],
    billedMonths: [],
    tasks: [],
    expenses: [],
    ownTasks: [],
    workedMonths: [],
    daysContract: null,
    told: NOTHING_TOLD,
    accepted: [],
    ...given,
    projects: new Map(Object.entries(projects)),
  };
  const anomalies: AnomalyFacts = {
    month: facts.month,
    asOf: facts.asOf,
    people,
    projects: new Map(
      Object.entries(projects).map(([code, project]) => [
        code,
        {
          kind: project.kind,
          status: project.open ? 'en_cours' : 'clos',
          startsOn: project.startsOn,
          endsOn: project.endsOn,
          closed: !project.open,
          orders: project.orders.map(({ startsOn, amountCents }) => ({ startsOn, amountCents })),
          invoicedNetCents: 0,
          uninvoicedBeforeQuarterCents: 0,
        },
      ]),
    ),
    rows: facts.rows.map((row) => ({
      consultant: row.consultant,
      project: row.project,
      date: row.date,
      quarterDays: row.quarterDays,
      state: row.state,
      dailyRateCents: row.dailyRateCents,
      dailyCostCents: 34_226,
      assigned: facts.bookings.some(
        ({ consultant, project, startsOn, endsOn }) =>
          consultant === row.consultant &&
          project === row.project &&
          startsOn <= row.date &&
          (endsOn === null || endsOn >= row.date),
      ),
      taken: false,
    })),
    assignments: facts.bookings.map(({ consultant, project, startsOn, endsOn }) => ({
      consultant,
      project,
      startsOn,
      endsOn,
    })),
  };
  return { ...facts, anomalies };
}

/** Findings in short: "rule code date project days". */
export function shortFindings(facts: CraCheckFacts): string[] {
  return checkCras(facts).map(({ rule, code, date, project, days }) =>
    [rule, code, date ?? '-', project ?? '-', days].join(' '),
  );
}
