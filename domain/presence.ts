// Who is there, and how much of each day: presence, part-time, absences. Quarter days throughout (a day = 4).
import { dateOfDayNumber, dayNumber, earlier, later, weekdayOf, type CivilDate } from './civil-dates.ts';
import { isWorkingDay } from './calendar.ts';
import { fraction, parseDecimal, type Fraction } from './fraction.ts';

export const EMPLOYMENTS = ['salarie', 'independant'] as const;
export type Employment = (typeof EMPLOYMENTS)[number];

export const ABSENCE_KINDS = [
  'cp',
  'rtt',
  'maladie',
  'sans_solde',
  'maternite',
  'parental',
  'formation',
  'autre',
] as const;
export type AbsenceKind = (typeof ABSENCE_KINDS)[number];

export const ABSENCE_WORDS: Readonly<Record<AbsenceKind, string>> = {
  cp: 'congés payés',
  rtt: 'RTT',
  maladie: 'maladie',
  sans_solde: 'sans solde',
  maternite: 'maternité',
  parental: 'congé parental',
  formation: 'formation',
  autre: 'absence',
};

/** A validated absence. */
export type Absence = {
  readonly kind: AbsenceKind;
  readonly startsOn: CivilDate;
  readonly endsOn: CivilDate;
  readonly startsAfternoon: boolean;
  readonly endsMorning: boolean;
};

export type Person = {
  readonly code: string;
  readonly profile: string;
  readonly employment: Employment;
  readonly enteredOn: CivilDate;
  readonly leftOn: CivilDate | null;
  /** Share of full time, as a decimal text ("0.8"). */
  readonly quota: string;
  /** A part-timer's fixed days off, 1 Monday … 7 Sunday; null: not given. */
  readonly daysOff: readonly number[] | null;
  readonly productive: boolean;
  readonly absences: readonly Absence[];
};

export function isPresent(person: Pick<Person, 'enteredOn' | 'leftOn'>, date: CivilDate): boolean {
  return date >= person.enteredOn && (person.leftOn === null || date <= person.leftOn);
}

/** A working day that is not one of their fixed days off. */
export function isWorkingDayOf(person: Pick<Person, 'daysOff'>, date: CivilDate): boolean {
  return isWorkingDay(date) && !(person.daysOff?.includes(weekdayOf(date)) ?? false);
}

/** What a day counts where the fixed days off are not known: the quota; 1 where they are. */
export function dayWeight(person: Pick<Person, 'daysOff' | 'quota'>): Fraction {
  return person.daysOff === null ? parseDecimal(person.quota) : fraction(1n);
}

/** Working days of the person from one date to the other, presence aside. */
export function workingDaysOf(person: Pick<Person, 'daysOff'>, start: CivilDate, end: CivilDate): CivilDate[] {
  const days: CivilDate[] = [];
  for (let day = dayNumber(start); day <= dayNumber(end); day += 1) {
    const date = dateOfDayNumber(day);
    if (isWorkingDayOf(person, date)) days.push(date);
  }
  return days;
}

/** Working days of the person on which they belong to the firm, within the range. */
export function presentDaysOf(person: Person, start: CivilDate, end: CivilDate): CivilDate[] {
  return workingDaysOf(
    person,
    later(start, person.enteredOn),
    person.leftOn === null ? end : earlier(end, person.leftOn),
  );
}

const MORNING = 1;
const AFTERNOON = 2;

/** The halves of the day that one absence takes, as bits. */
function halvesOf(absence: Absence, date: CivilDate): number {
  if (date < absence.startsOn || date > absence.endsOn) return 0;
  let halves = MORNING | AFTERNOON;
  if (date === absence.startsOn && absence.startsAfternoon) halves &= ~MORNING;
  if (date === absence.endsOn && absence.endsMorning) halves &= ~AFTERNOON;
  return halves;
}

/** Quarter days absent on a working day of theirs, of the kinds asked; absences that overlap count once. */
export function absentQuarters(person: Person, date: CivilDate, kinds?: ReadonlySet<AbsenceKind>): number {
  if (!isWorkingDayOf(person, date)) return 0;
  let halves = 0;
  for (const absence of person.absences) {
    if (!kinds || kinds.has(absence.kind)) halves |= halvesOf(absence, date);
  }
  return (halves & MORNING ? 2 : 0) + (halves & AFTERNOON ? 2 : 0);
}
