// A month of one person's CRA, day by day: what kind of day it is, what is expected of it, what is entered, suggested,
// missing. The days that lack something are those of rule 8, as the submission refuses them.
import type { TimeState } from '../anomalies.ts';
import { dateOfDayNumber, dayNumber, weekdayOf, type CivilDate } from '../civil-dates.ts';
import { fraction, multiply, roundDecimal } from '../fraction.ts';
import { firstDayOf, lastDayOf, type Month } from '../periods.ts';
import { isWorkingDay } from '../calendar.ts';
import { absentQuarters, dayWeight, isPresent, isWorkingDayOf, type AbsenceKind, type Person } from '../presence.ts';
import type { Role } from '../roles.ts';

export const CRA_DAY_KINDS = ['ouvre', 'week_end', 'ferie', 'temps_partiel', 'hors_presence'] as const;
export type CraDayKind = (typeof CRA_DAY_KINDS)[number];

export type CraDay = {
  readonly date: CivilDate;
  readonly kind: CraDayKind;
  /** Days of work expected: the quotité less the absences; 0 where nobody works. */
  readonly expectedDays: number;
  readonly absentQuarters: number;
  /** Of the validated absences of the day, by their start. */
  readonly absences: readonly AbsenceKind[];
  readonly enteredQuarters: number;
  readonly suggestedQuarters: number;
  /** Up to the day of the reading, for who has known working days. */
  readonly missingQuarters: number;
};

/** Are the days on which the person works known? Not those of a part-timer whose days off were never told. */
function hasKnownDays(person: Pick<Person, 'quota' | 'daysOff'>): boolean {
  return Number(person.quota) === 1 || person.daysOff !== null;
}

function kindOf(person: Person, date: CivilDate): CraDayKind {
  if (weekdayOf(date) > 5) return 'week_end';
  if (!isWorkingDay(date)) return 'ferie';
  if (!isPresent(person, date)) return 'hors_presence';
  return isWorkingDayOf(person, date) ? 'ouvre' : 'temps_partiel';
}

/**
 * @param entered, suggested quarter days by day.
 * @param today the last day that may lack something.
 */
export function describeMonth(
  person: Person,
  month: Month,
  entered: ReadonlyMap<CivilDate, number>,
  suggested: ReadonlyMap<CivilDate, number>,
  today: CivilDate,
): CraDay[] {
  const [first, last] = [dayNumber(firstDayOf(month)), dayNumber(lastDayOf(month))];
  const followed = person.productive && hasKnownDays(person);
  return Array.from({ length: last - first + 1 }, (_, at): CraDay => {
    const date = dateOfDayNumber(first + at);
    const kind = kindOf(person, date);
    const absent = kind === 'ouvre' ? absentQuarters(person, date) : 0;
    const due = kind === 'ouvre' ? 4 - absent : 0;
    const enteredQuarters = entered.get(date) ?? 0;
    return {
      date,
      kind,
      expectedDays: roundDecimal(multiply(fraction(due, 4n), dayWeight(person)), 2),
      absentQuarters: absent,
      absences:
        absent === 0
          ? []
          : person.absences.filter(({ startsOn, endsOn }) => startsOn <= date && date <= endsOn).map((one) => one.kind),
      enteredQuarters,
      suggestedQuarters: suggested.get(date) ?? 0,
      missingQuarters: followed && date <= today ? Math.max(0, due - enteredQuarters) : 0,
    };
  });
}

/** Quarter days by day. */
export function quartersByDay(
  rows: readonly { readonly date: CivilDate; readonly quarterDays: number }[],
): Map<CivilDate, number> {
  const sums = new Map<CivilDate, number>();
  for (const { date, quarterDays } of rows) sums.set(date, (sums.get(date) ?? 0) + quarterDays);
  return sums;
}

/** Where a person's month on one project stands, its rows and what was last decided of it. */
export const CRA_SHEET_STATES = ['vide', 'brouillon', 'soumis', 'valide', 'rejete'] as const;
export type CraSheetState = (typeof CRA_SHEET_STATES)[number];

/** @param rejected its last decision sent it back. */
export function stateOfSheet(rows: readonly { readonly state: TimeState }[], rejected: boolean): CraSheetState {
  const states = new Set(rows.map(({ state }) => state));
  if (states.has('brouillon')) return rejected ? 'rejete' : 'brouillon';
  if (states.has('soumis')) return 'soumis';
  return states.has('valide') ? 'valide' : 'vide';
}

type Decider = { readonly consultantCode: string | null; readonly roles: readonly Role[] };

/** Who validates or sends back a person's month on a project (COMMANDS.md, "CRA"), as the commands judge it. */
export function decidesSheet(
  asker: Decider,
  person: { readonly code: string; readonly manager: string | null },
  project: { readonly internal: boolean; readonly manager: string | null },
): boolean {
  if (asker.roles.includes('direction')) return true;
  const { consultantCode } = asker;
  if (consultantCode === null || (consultantCode === person.code && !project.internal)) return false;
  return (
    (asker.roles.includes('responsable') && project.manager === consultantCode) ||
    (project.internal && person.manager === consultantCode)
  );
}
